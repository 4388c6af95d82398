"""From marked-up lines to the words of one conversation: variants chosen, slots filled, habits applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from numpy.random import Generator

from triangulate.simulate.bank import Choice, Line, Part, Passage, Slot, Words
from triangulate.simulate.conversation import Piece
from triangulate.simulate.identifiers import Planter
from triangulate.simulate.idiolect import Idiolect
from triangulate.simulate.ledger import Ledger


class Wording:
    """Puts the lines of one conversation into words, and numbers its coded passages."""

    def __init__(self, ledger: Ledger, planter: Planter, idiolect: Idiolect, rng: Generator) -> None:
        self._ledger = ledger
        self._planter = planter
        self._idiolect = idiolect
        self._rng = rng
        self._passages = 0

    def interviewer(self, line: Line, topic: str = "") -> list[Piece]:
        """A line of the guide; ``topic`` takes the place of the slot for a statement's topic."""
        return self._pieces(line, topic)

    def practitioner(self, line: Line) -> list[Piece]:
        """A line as this practitioner says it."""
        return [
            piece if piece.identifier else replace(piece, text=self._idiolect.speak(piece.text, self._rng))
            for piece in self._pieces(line, "")
        ]

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


def _starts_sentence(before: Sequence[Piece]) -> bool:
    text = "".join(piece.text for piece in before).rstrip()
    return not text or text[-1] in ".?!"
