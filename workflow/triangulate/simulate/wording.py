"""From marked-up lines to words: variants chosen, slots filled, a speaker's habits applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from numpy.random import Generator

from triangulate.simulate.bank import Choice, Line, Part, Passage, Slot, Words
from triangulate.simulate.conversation import Piece
from triangulate.simulate.identifiers import Planter
from triangulate.simulate.idiolect import Idiolect
from triangulate.simulate.ledger import Ledger

#: How often somebody who says what another said before leaves out the end, beyond the coded passages.
_CUT_SHORT = 0.6
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")


class Wording:
    """Puts the lines of one conversation into words, and numbers its coded passages."""

    def __init__(self, ledger: Ledger, planter: Planter, idiolect: Idiolect, rng: Generator) -> None:
        self._ledger = ledger
        self._planter = planter
        self._idiolect = idiolect
        self._rng = rng
        self._passages = 0

    def interviewer(self, line: Line, topic: Line | None = None) -> list[Piece]:
        """A line of the guide; ``topic`` takes the place of the slot for a statement's topic."""
        words = "" if topic is None else "".join(piece.text for piece in self._pieces(topic, ""))
        return self._pieces(line, words)

    def practitioner(self, line: Line) -> list[Piece]:
        """A line as this practitioner says it."""
        again = self._ledger.uses(line.key) > 0
        pieces = self._pieces(line, "")
        if again and self._rng.random() < _CUT_SHORT:
            pieces = _cut_short(pieces, self._rng)
        speak = self._idiolect.speak
        return [p if p.identifier else replace(p, text=speak(p.text, self._rng)) for p in pieces]

    def _pieces(self, line: Line, topic: str) -> list[Piece]:
        picks = iter(self._ledger.variants(line, self._rng))
        pieces: list[Piece] = []
        for part in line.text:
            if isinstance(part, Passage):
                number, self._passages = self._passages, self._passages + 1
                for inner in self._filled(part.parts, picks, pieces, topic):
                    pieces.append(replace(inner, code=part.code, passage=number))
            else:
                pieces.extend(self._filled((part,), picks, pieces, topic))
        return merged(pieces)

    def _filled(
        self, parts: Iterable[Part], picks: Iterator[int], before: Sequence[Piece], topic: str
    ) -> list[Piece]:
        found: list[Piece] = []
        for part in parts:
            if isinstance(part, Choice):
                found.extend(self._filled(part.options[next(picks)], picks, [*before, *found], topic))
            elif isinstance(part, Words):
                found.append(Piece(part.text))
            elif isinstance(part, Slot) and part.name == "statement_topic":
                starts = _starts_sentence([*before, *found])
                found.append(Piece(topic[0].upper() + topic[1:] if starts else topic))
            elif isinstance(part, Slot):
                found.append(self._planter.fill(part.name, _starts_sentence([*before, *found])))
        return found


def merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbouring pieces of the same kind made one."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else None
        if last and not last.identifier and not piece.identifier and last.passage == piece.passage:
            result[-1] = replace(last, text=last.text + piece.text)
        else:
            result.append(piece)
    return result


def _cut_short(pieces: list[Piece], rng: Generator) -> list[Piece]:
    """The pieces without the last sentences, or as they are where nothing can be left out."""
    ends = [
        (number, found.start())
        for number, piece in enumerate(pieces)
        if piece.passage is None and not piece.identifier
        for found in _SENTENCE_END.finditer(piece.text)
    ]
    last_coded = max((n for n, piece in enumerate(pieces) if piece.passage is not None), default=None)
    if last_coded is None:
        return pieces
    ends = [(number, at) for number, at in ends if number > last_coded]
    if not ends:
        return pieces
    number, at = ends[int(rng.integers(len(ends)))]
    return [*pieces[:number], replace(pieces[number], text=pieces[number].text[:at])]


def _starts_sentence(before: Sequence[Piece]) -> bool:
    text = "".join(piece.text for piece in before).rstrip()
    return not text or text[-1] in ".?!"
