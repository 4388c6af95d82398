"""What a cell of the statement strand answers: a scale code, not applicable, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from triangulate.raw.cells import folded
from triangulate.raw.model import AnswerStatus
from triangulate.study.model import StatementInstrument

_NUMBER = re.compile(r"[+-]?\d+(?:\.0*)?", re.ASCII)
_CODE_FIRST = re.compile(r"(-?\d+)(?:\.0+)?\s*[-=:.)]\s*(\S.*)", re.ASCII)
_LABEL_FIRST = re.compile(r"(.*\S)\s*(?:[-=:]\s*(-?\d+)|\((-?\d+)\))", re.ASCII)


class Decoded(NamedTuple):
    """What a text answers; ``forgiven``: it is not spelt as the instrument has it."""

    code: int | None
    status: AnswerStatus
    forgiven: bool = False


class Ambiguous(NamedTuple):
    """A text that could be two answers, in words."""

    meanings: str


BLANK = Decoded(None, "blank")
NOT_APPLICABLE = Decoded(None, "not_applicable")
_Meaning = int | None
"""A scale code, or None for not applicable."""


class AnswerScale:
    """The answer scale of an instrument, ready to read cells.

    An answer may be written as label, as code (``4`` or ``4.0``), or as both (``4 - Agree``);
    case and spacing do not matter. A text that could be the label of one point and the code of
    another is ambiguous.
    """

    def __init__(self, instrument: StatementInstrument) -> None:
        self.codes = frozenset(point.code for point in instrument.scale)
        self.allowed = ", ".join(
            [f"{point.label} ({point.code})" for point in instrument.scale] + list(instrument.not_applicable)
        )
        self.labels = [point.label for point in instrument.scale] + list(instrument.not_applicable)
        pairs: list[tuple[str, _Meaning]] = [(p.label, p.code) for p in instrument.scale]
        pairs += [(label, None) for label in instrument.not_applicable]
        self._exact = _meanings(pairs)
        self._folded = _meanings((folded(label), meaning) for label, meaning in pairs)

    def decode(self, text: str) -> Decoded | Ambiguous | None:
        """What a cell answers; None if it is no answer on the scale."""
        stripped = text.strip()
        if not stripped:
            return BLANK
        exact = self._exact.get(text, frozenset())
        code = int(text) if _is_integer(text) and int(text) in self.codes else None
        if str(code) == text:
            exact |= {code}
        if exact:
            return self._single(exact, forgiven=False)
        loose = self._folded.get(folded(stripped), frozenset())
        if _NUMBER.fullmatch(stripped) and len(stripped) < 20:
            number = int(stripped.partition(".")[0])
            loose |= self._exact.get(str(number), frozenset())
            if number in self.codes:
                loose |= {number}
        if loose:
            return self._single(loose, forgiven=True)
        return self._both(folded(stripped))

    def decode_label(self, label: str) -> Decoded | Ambiguous | None:
        """What a value label of an SPSS file answers: labels come before codes here."""
        meanings = self._folded.get(folded(label))
        if meanings:
            return self._single(meanings, forgiven=label not in self._exact)
        return self.decode(label)

    def _both(self, text: str) -> Decoded | None:
        """A code and its own label in one cell, in either order."""
        if len(text) > 1000:
            return None
        if found := _CODE_FIRST.fullmatch(text):
            code, label = found[1], found[2]
        elif found := _LABEL_FIRST.fullmatch(text):
            label, code = found[1], found[2] or found[3]
        else:
            return None
        if len(code) > 18 or self._folded.get(label) != frozenset[_Meaning]({int(code)}):
            return None
        return Decoded(int(code), "answered", forgiven=True)

    def _single(self, meanings: frozenset[_Meaning], *, forgiven: bool) -> Decoded | Ambiguous:
        if len(meanings) > 1:
            return Ambiguous(
                " or ".join(sorted("not applicable" if m is None else f"code {m}" for m in meanings))
            )
        (code,) = meanings
        return Decoded(code, "not_applicable" if code is None else "answered", forgiven)


def _is_integer(text: str) -> bool:
    return len(text) < 20 and re.fullmatch(r"-?\d+", text, re.ASCII) is not None


def _meanings(pairs: Iterable[tuple[str, _Meaning]]) -> dict[str, frozenset[_Meaning]]:
    found: dict[str, frozenset[_Meaning]] = {}
    for label, meaning in pairs:
        found[label] = found.get(label, frozenset()) | {meaning}
    return found
