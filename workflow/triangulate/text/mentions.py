"""Mentions of what identifies somebody, and who has claimed which words of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triangulate.text.tokens import Token

#: Kinds whose replacement carries a number, since it matters which one is meant.
UNNUMBERED = frozenset(
    {
        "Phone",
        "Email",
        "Postcode",
        "Collar number",
        "NHS number",
        "NI number",
        "Case number",
        "Vehicle",
        "Handle",
        "URL",
    }
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One stretch ``[start, end)`` of raw code points that identifies.

    ``key`` is equal for all mentions of one thing; ``rule`` says what found it. The kind of a
    mention that is not ``sure`` was guessed from the words around and gives way to a sure one.
    """

    start: int
    end: int
    kind: str
    key: str
    rule: str
    sure: bool


@dataclass(slots=True)
class Found:
    """A mention while a document is worked on: tokens ``first`` to ``last``, inclusive."""

    first: int
    last: int
    kind: str
    key: str
    rule: str
    sure: bool


class Claims:
    """Which tokens are taken: by a mention, or by a word that is to be kept.

    Earlier claims win. A later one that runs over them gets the words between them, if those are
    capitalised and so may be a name still.
    """

    __slots__ = ("_owner", "found", "shapes", "tokens")

    FREE, KEPT, TAKEN = 0, 1, 2

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self._owner = bytearray(len(tokens))
        self.found: list[Found] = []
        #: Mentions told by their shape, whose ends need not be a word's.
        self.shapes: list[Mention] = []

    def free(self, i: int) -> bool:
        """Whether token ``i`` belongs to nobody."""
        return self._owner[i] == self.FREE

    def taken(self, i: int) -> bool:
        """Whether token ``i`` is part of a mention."""
        return self._owner[i] == self.TAKEN

    def keep(self, first: int, last: int) -> None:
        """Let the free tokens ``first`` to ``last`` stand as they are."""
        for i in range(first, last + 1):
            if self._owner[i] == self.FREE:
                self._owner[i] = self.KEPT

    def let_go(self, i: int) -> None:
        """Free token ``i`` if it was to be kept."""
        if self._owner[i] == self.KEPT:
            self._owner[i] = self.FREE

    def take_shape(self, shape: Mention, first: int, last: int) -> bool:
        """Claim tokens for a mention told by its shape; False if one of them is taken."""
        if any(self._owner[i] == self.TAKEN for i in range(first, last + 1)):
            return False
        self._mark(first, last)
        self.shapes.append(shape)
        return True

    def take(self, found: Found) -> bool:
        """Claim the tokens of ``found``, or what capitalised runs of them are free; False if none."""
        if all(self.free(i) for i in range(found.first, found.last + 1)):
            self._mark(found.first, found.last)
            self.found.append(found)
            return True
        any_taken = False
        i = found.first
        while i <= found.last:
            j = i
            while j <= found.last and self.free(j):
                j += 1
            if j > i and self.tokens[i].capital:
                run = [self.tokens[k].fold for k in range(i, j)]
                self._mark(i, j - 1)
                self.found.append(Found(i, j - 1, found.kind, " ".join(run), found.rule, False))
                any_taken = True
            i = j + 1
        return any_taken

    def extend(self, found: Found, first: int, last: int) -> None:
        """Widen a mention to tokens ``first`` to ``last``."""
        found.first, found.last = first, last
        self._mark(first, last)

    def in_order(self) -> list[Found]:
        """The mentions of names, by place."""
        return sorted(self.found, key=lambda found: found.first)

    def _mark(self, first: int, last: int) -> None:
        self._owner[first : last + 1] = bytes([self.TAKEN]) * (last + 1 - first)
