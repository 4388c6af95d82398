"""How the program that wrote a REFI-QDA project counted offsets in the project's plain texts.

The standard says Unicode code points of the plain text; in practice some count UTF-16 units, some a
CRLF as one although the file has two, some as two although it has one, some the byte order mark, and
some give the last character instead of the one after it. There is no quoted text to compare with, but
people mostly select whole words, and some programs name a selection after its first words. So the
likeliest reading is held unless another fits clearly better where the two differ: more than twice as
many selections then begin and end at the edges of words as do so in the reading held.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from triangulate.raw.codings.dialects import Dialect, Ruler, Unit
from triangulate.raw.model import Span

#: How projects of our own name the program that wrote them; those count as the standard says.
ORIGIN = "triangulate"
_MANY = 8


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection as the project has it; ``name`` is often how its words begin."""

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of counting: the unit, whether a CRLF in the text counts as two (``as_is``), whether a
    bare LF does (``doubled``), whether the mark counts, and whether the end is the last character."""

    unit: Unit = Unit.CODE_POINT
    as_is: bool = True
    doubled: bool = False
    mark: bool = False
    inclusive: bool = False

    def own_text(self, raw: str) -> str:
        """The text that :meth:`span` refers to: without mark, CRLF as LF."""
        return _plain(raw)

    def span(self, raw: str, selection: Selection) -> Span | None:
        """The selection as code points of :meth:`own_text`; None where it is no span of it."""
        marked = self.mark and raw.startswith("\ufeff")
        text = raw.removeprefix("\ufeff") if self.as_is and not self.doubled else _plain(raw)
        ruler = _ruler(text, Dialect(self.unit, self.doubled, marked))
        start = ruler.to_code_points(selection.start)
        end = ruler.to_code_points(selection.end + self.inclusive)
        if start is None or end is None or start >= end:
            return None
        if self.as_is and (doubles := _line_ends(text)):
            start, end = (at - bisect_left(doubles, at) for at in (start, end))
        return Span(start, end) if start < end else None


@lru_cache(maxsize=128)
def _plain(raw: str) -> str:
    return raw.removeprefix("\ufeff").replace("\r\n", "\n")


@lru_cache(maxsize=128)
def _ruler(text: str, dialect: Dialect) -> Ruler:
    return Ruler(text, dialect)


@lru_cache(maxsize=128)
def _line_ends(text: str) -> tuple[int, ...]:
    """Where each CRLF's LF stands."""
    found: list[int] = []
    at = text.find("\r\n")
    while at >= 0:
        found.append(at + 1)
        at = text.find("\r\n", at + 2)
    return tuple(found)


def choose_reading(selections: Sequence[tuple[str, Selection]], origin: str) -> Reading:
    """The reading that fits most selections (each with the raw text it refers to) of a project.

    ``origin`` is the program that the project names.
    """
    readings = _readings({raw for raw, _ in selections}, origin)
    if len(readings) == 1:
        return readings[0]
    # A sample decides as well as all: programs do not change their minds.
    sample = selections[:: max(1, len(selections) // 500)]
    fits = {r: [_fit(r, raw, selection) for raw, selection in sample] for r in readings}
    likeliest = fits[readings[0]]
    for reading in sorted(readings[1:], key=lambda r: -sum(fits[r])):
        better = sum(other > fit for fit, other in zip(likeliest, fits[reading], strict=True))
        worse = sum(other < fit for fit, other in zip(likeliest, fits[reading], strict=True))
        # That the end is inclusive changes every selection, so that a few prove nothing.
        if better > 2 * worse and better >= (_MANY if reading.inclusive else 1):
            return reading
    return readings[0]


def _readings(texts: set[str], origin: str) -> list[Reading]:
    """The readings that can differ for these texts, the likelier first."""
    if origin == ORIGIN:
        return [Reading()]
    lines = [(True, False), (False, False)] if any("\r\n" in text for text in texts) else [(True, False)]
    if "atlas" in origin.lower():
        # ATLAS.ti writes CRLF files and counts each line end as one.
        lines.reverse()
    lines.append((False, True))
    units = [Unit.CODE_POINT]
    if any(max(text, default="") > "\uffff" for text in texts):
        units.append(Unit.UTF16)
    if not all(text.isascii() for text in texts):
        units.append(Unit.UTF8)
    marks = [False, True] if any(text.startswith("\ufeff") for text in texts) else [False]
    return [
        Reading(unit, as_is, doubled, mark, inclusive)
        for inclusive in (False, True)
        for mark in marks
        for unit in units
        for as_is, doubled in lines
    ]


def _fit(reading: Reading, raw: str, selection: Selection) -> int:
    span = reading.span(raw, selection)
    if span is None:
        return 0
    text = reading.own_text(raw)
    score = 1 + _is_edge(text, span.start) + _is_edge(text, span.end) + (not text[span.start].isspace())
    name = " ".join(selection.name.split()).rstrip(".… ")
    if len(name) > 2 and " ".join(span.of(text).split()).startswith(name):
        score += 4
    return score


def _is_edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())
