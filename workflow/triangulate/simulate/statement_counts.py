"""How many agree with each statement, so that every printed percentage follows.

A statement prints 100 k / n; an area prints the mean of its statements' percentages, rounded half
up. Both are decided in whole numbers and fractions: for each area a dynamic programme runs over
the exact sums of the fractions k / n and keeps, for each sum, the counts nearest to the wishes of
``leanings``. For the numbers of answers wished for, what comes out is the nearest solution there
is; where there is none, that is proved and not merely not found.

The printed lists of highest and lowest statements are kept as rankings: no other statement of the
group lies beyond the last place of a list. Where an area's mean forbids it, the fewest last
places are given up, the numbers stand, and the contradiction is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from triangulate.consistency import Printed
from triangulate.consistency.percent import numerators
from triangulate.simulate.leanings import LEANINGS, Leaning
from triangulate.simulate.printed_statements import PrintedPercentages, PrintedStatement
from triangulate.study.model import StatementInstrument

#: Answers to a statement that as a rule come from so many practitioners of each group.
USUAL_N: dict[str, int] = {"police": 43, "nps": 25}


class NoCounts(ValueError):
    """No counts give the printed percentages of an area."""


@dataclass(frozen=True, slots=True)
class AgreeCount:
    """``agree`` of ``n`` answers agree; ``printed`` is what the published table has, if it has
    it."""

    group: str
    statement: str
    agree: int
    n: int
    printed: Printed | None = None

    @property
    def percent(self) -> Fraction:
        """Agreement in per cent, exactly."""
        return Fraction(100 * self.agree, self.n)


@dataclass(frozen=True, slots=True)
class CountPlan:
    """A count for every group and statement, and what could not be kept beside the printed
    numbers."""

    counts: tuple[AgreeCount, ...]
    contradictions: tuple[str, ...]

    def of(self, group: str, statement: str) -> AgreeCount:
        """The count of a statement in a group; KeyError if there is none."""
        for count in self.counts:
            if (count.group, count.statement) == (group, statement):
                return count
        raise KeyError((group, statement))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The range of unprinted percentages, and how many places of the two lists it gives up."""

    low: Fraction
    high: Fraction
    low_places: int
    high_places: int


def plan_counts(
    instrument: StatementInstrument,
    printed: PrintedPercentages,
    taking_part: Mapping[str, int],
    wishes: Mapping[str, Mapping[str, Leaning]] = LEANINGS,
) -> CountPlan:
    """Counts for every group of ``taking_part`` (group to number of people) and every statement.

    NoCounts where a printed percentage has no denominator up to the number of people, or no
    counts give an area's mean even with both rankings given up.
    """
    counts: list[AgreeCount] = []
    contradictions: list[str] = []
    for group, people in taking_part.items():
        usual = min(USUAL_N.get(group, people), people)
        fixed = {id: _printed_count(row, usual, people) for id, row in printed.of_group(group).items()}
        ladder = _ladder(list(printed.of_group(group).values()))
        for theme in instrument.themes:
            mean = printed.themes[group, theme.id]
            ids = [statement.id for statement in instrument.of_theme(theme.id)]
            ours = wishes.get(group, {})
            free = {id: ours.get(id) or Leaning(int(mean.value)) for id in ids if id not in fixed}
            known = [fixed[id] for id in ids if id in fixed]
            for bounds in ladder:
                chosen = _nearest(group, free, known, mean, len(ids), usual, bounds)
                if chosen is not None:
                    break
            else:
                raise NoCounts(f"no counts give {group} {theme.id} a mean of {mean} %")
            by_id = {count.statement: count for count in (*known, *chosen)}
            counts += [by_id[id] for id in ids]
            contradictions += _given_up(group, theme.id, mean, bounds, chosen, printed)
    return CountPlan(tuple(counts), tuple(contradictions))


def _printed_count(row: PrintedStatement, usual: int, people: int) -> AgreeCount:
    """The denominator nearest to the usual one that prints the percentage, and its numerator."""
    for n in sorted(range(1, people + 1), key=lambda n: (abs(n - usual), -n)):
        able = numerators(row.agreement, n)
        if able:
            k = min(able, key=lambda k: abs(Fraction(100 * k, n) - row.agreement.exact))
            return AgreeCount(row.group, row.statement, k, n, row.agreement)
    raise NoCounts(f"no {people} answers or fewer print {row.agreement} % for {row.statement}")


def _ladder(rows: Sequence[PrintedStatement]) -> list[_Bounds]:
    """Bounds for the other statements, from both lists kept whole to both given up."""
    highs = sorted(row.agreement.exact for row in rows if row.is_highest)
    lows = sorted((row.agreement.exact for row in rows if not row.is_highest), reverse=True)
    steps = [
        _Bounds(low, high, low_places, high_places)
        for low_places, low in enumerate([*lows, Fraction(0)])
        for high_places, high in enumerate([*highs, Fraction(100)])
    ]
    return sorted(steps, key=lambda b: (b.low_places + b.high_places, b.low_places))


def _nearest(
    group: str,
    free: Mapping[str, Leaning],
    known: Sequence[AgreeCount],
    mean: Printed,
    size: int,
    usual: int,
    bounds: _Bounds,
) -> list[AgreeCount] | None:
    """The unprinted counts nearest to the wishes under which the area prints ``mean``; None if
    none.

    Nearest is the least sum of squared distances in per cent, among equals the first in order of
    counts.
    """
    ns = [wish.n or usual for wish in free.values()]
    # Percentages in whole units of 1 / unit, in which every k / n of this area is exact.
    unit = 2 * lcm(*ns, *(count.n for count in known))
    # Half up: a mean of exactly mean - 1/2 prints `mean`, one of mean + 1/2 does not.
    low = int((mean.exact - Fraction(1, 2)) * size * unit)
    high = int((mean.exact + Fraction(1, 2)) * size * unit)
    start = sum(int(count.percent * unit) for count in known)
    # For every sum: the cost so far and the counts, the cheapest and first in order.
    reached: dict[int, tuple[int, tuple[int, ...]]] = {start: (0, ())}
    for wish, n in zip(free.values(), ns, strict=True):
        further: dict[int, tuple[int, tuple[int, ...]]] = {}
        for k in range(n + 1):
            # A printed bound is a rounded figure: compare what would be printed.
            if not bounds.low <= (200 * k + n) // (2 * n) <= bounds.high:
                continue
            percent = 100 * k * unit // n
            cost = (percent - wish.percent * unit) ** 2
            for total, (so_far, counts) in reached.items():
                if total + percent < high:
                    offer = (so_far + cost, (*counts, k))
                    held = further.get(total + percent)
                    if held is None or offer < held:
                        further[total + percent] = offer
        reached = further
    fitting = [offer for total, offer in reached.items() if low <= total < high]
    if not fitting:
        return None
    _, best = min(fitting)
    return [AgreeCount(group, id, k, n) for id, n, k in zip(free, ns, best, strict=True)]


def _given_up(
    group: str,
    theme: str,
    mean: Printed,
    bounds: _Bounds,
    chosen: Sequence[AgreeCount],
    printed: PrintedPercentages,
) -> list[str]:
    """In words, the places of the printed lists that an area's mean does not leave standing."""
    notes: list[str] = []
    rows = printed.of_group(group).values()
    lows = sorted(row.agreement.exact for row in rows if not row.is_highest)
    highs = sorted((row.agreement.exact for row in rows if row.is_highest), reverse=True)
    for places, marks, word in (
        (bounds.low_places, lows, "lowest"),
        (bounds.high_places, highs, "highest"),
    ):
        if places:
            edge = marks[-1]
            beyond = [
                f"{count.statement} ({count.agree} of {count.n})"
                for count in chosen
                if (count.percent < edge if word == "lowest" else count.percent > edge)
            ]
            notes.append(
                f"{group}: {theme} prints a mean of {mean} %, which cannot be while every "
                f"statement lies on the printed side of {edge} %, the last of the printed "
                f"{word}. The numbers are kept; {', '.join(beyond)} stand beyond that place."
            )
    return notes
