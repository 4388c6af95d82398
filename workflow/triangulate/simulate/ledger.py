"""What has been used where, so that no transcript repeats itself and no two share much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from numpy.random import Generator

from triangulate.simulate.bank import Choice, Fragment, Line, Part, Passage, Text

#: How heavily a fragment weighs that would add to the likeness with the most alike transcript so far.
_LIKENESS = 1.6
_TRIES = 10
_REMEMBERED = 12


class Ledger:
    """Uses of lines and fragments over all transcripts, and which of their variants were said."""

    def __init__(self) -> None:
        self._uses: Counter[str] = Counter()
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        self._said: defaultdict[str, list[tuple[int, ...]]] = defaultdict(list)

    def uses(self, key: str) -> int:
        """How often a line or fragment has been said."""
        return self._uses[key]

    def least_used(self, lines: Iterable[Line], rng: Generator) -> Line:
        """One of the lines that have been said least. ValueError for none."""
        return min(lines, key=lambda line: (self._uses[line.key], rng.random()))

    def best(self, candidates: Sequence[Fragment], alike: Counter[int], rng: Generator) -> Fragment:
        """The least used candidate, all the less if transcripts have it that share much with this one.

        ``alike`` counts the fragments that this transcript has in common with each earlier one.
        """

        def cost(fragment: Fragment) -> float:
            shared = max((alike[holder] for holder in self._holders[fragment.id]), default=0)
            return self._uses[fragment.id] + _LIKENESS * shared + 0.7 * rng.random()

        return min(candidates, key=cost)

    def worn(self, candidates: Sequence[Fragment]) -> bool:
        """Whether each candidate has been used so much more than most that others should have a turn."""
        typical = sum(self._uses.values()) / max(len(self._uses), 1)
        return all(self._uses[f.id] > 2 + 1.4 * typical for f in candidates)

    def holders(self, key: str) -> Sequence[int]:
        """The transcripts, by number, that have a fragment."""
        return self._holders[key]

    def hold(self, key: str, transcript: int) -> None:
        """Note that a transcript has a fragment."""
        self._holders[key].append(transcript)

    def variants(self, line: Line, rng: Generator) -> tuple[int, ...]:
        """Which option of each choice to say, as unlike the earlier times as a few draws find it.

        Counts as a use of the line.
        """
        sizes = option_counts(line.text)
        # Over a large study only the latest uses can be told apart anyway.
        earlier = self._said[line.key][-_REMEMBERED:]

        def unlike(draw: tuple[int, ...]) -> int:
            return min(sum(a != b for a, b in zip(draw, said, strict=True)) for said in earlier)

        draws = [tuple(int(rng.integers(size)) for size in sizes) for _ in range(_TRIES if earlier else 1)]
        chosen = max(draws, key=unlike) if earlier else draws[0]
        self._uses[line.key] += 1
        self._said[line.key].append(chosen)
        return chosen


def option_counts(text: Text) -> list[int]:
    """How many options each choice of a text has, in the order in which they are said."""
    return [len(part.options) for part in _choices(text)]


def _choices(parts: Iterable[Part]) -> Iterable[Choice]:
    for part in parts:
        if isinstance(part, Choice):
            yield part
        elif isinstance(part, Passage):
            yield from _choices(part.parts)
