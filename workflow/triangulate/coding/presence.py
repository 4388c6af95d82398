"""Which patterns have a chance in a sentence, told for all of them at once by the words that are there.

What is left after this is looked at word by word in :mod:`triangulate.coding.matching`; nothing that could be
met is left out, so that the hits are the same as if all were looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from triangulate.coding.patterns import Phrase

#: Words of every sentence, and those that interviews about work are full of.
COMMON = frozenset(
    "a about after all also always am an and another any anyone anything are around as at back be because been "
    "before being better big bit both but by came can come could day did different do does doing done down even "
    "every everybody everyone everything few find first for from full gave get gets getting give go goes going "
    "gone good got great had hard has have having he her here him his how i if in into is it its job just keep "
    "kind know last let like little long look looking lot made make makes making many may me mean might more most "
    "much must my need needs never new next no nobody not nothing now of off often ok old on once one only or "
    "other our out over own part people person place point put quite rather really right said same say see seen "
    "she should so some somebody someone something still such sure take takes tell than that the their them then "
    "there these they thing things think this those though through time times to too took two up us use used "
    "using very visit want was way we week well went were what when where which while who why will with without "
    "work worked working would year years yet you your "
    "'s 're 've 'll 'd 'm arms assessment come officer police probation".split()
)


def needs_of(phrase: Phrase) -> list[frozenset[str]]:
    """For each slot that must be met, a word of every alternative, one of which must be there: of each
    alternative the least common."""
    return [
        frozenset(min(words, key=_rank) for words in slot.choices)
        for slot in phrase.slots
        if not slot.optional
    ]


def commonness(words: Iterable[str]) -> int:
    """How likely it is, roughly, that a sentence has one of these words."""
    return sum(1000 if word in COMMON else 1 for word in words)


def _rank(word: str) -> tuple[bool, bool, int, str]:
    return word in COMMON, word.endswith("*"), -len(word), word


class Presence:
    """Which of many things have a word in a sentence for each of their needs.

    A thing is a list of needs, a need a set of words, any one of which will do; a word with a star at its
    end is met by all that begin so. Things are bits of one number, so that a sentence is judged for all at
    once: a word's bits are looked up once and kept.
    """

    def __init__(self, things: Sequence[Sequence[frozenset[str]]]) -> None:
        self._everything = (1 << len(things)) - 1
        depth = max(map(len, things), default=0)
        #: Things that have no need so deep.
        self._free = [sum(1 << i for i, needs in enumerate(things) if len(needs) <= d) for d in range(depth)]
        self._whole: dict[str, list[int]] = {}
        self._begun: dict[str, list[int]] = {}
        for i, needs in enumerate(things):
            for d, words in enumerate(needs):
                for word in words:
                    star = word.endswith("*")
                    known = self._begun if star else self._whole
                    known.setdefault(word[:-1] if star else word, [0] * depth)[d] |= 1 << i
        self._known: dict[str, tuple[tuple[int, int], ...]] = {}

    def of(self, words: Iterable[str]) -> int:
        """The bits of the things whose every need has a word among ``words``."""
        met = list(self._free)
        for word in words:
            known = self._known.get(word)
            if known is None:
                known = self._known[word] = self._bits(word)
            for depth, bits in known:
                met[depth] |= bits
        every = self._everything
        for bits in met:
            every &= bits
        return every

    def _bits(self, word: str) -> tuple[tuple[int, int], ...]:
        total = list(self._whole.get(word, [0] * len(self._free)))
        for opening, bits in self._begun.items():
            if word.startswith(opening):
                total = [a | b for a, b in zip(total, bits, strict=True)]
        return tuple((depth, bits) for depth, bits in enumerate(total) if bits)


def bits_of(number: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
