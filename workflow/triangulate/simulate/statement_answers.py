"""Answers of every practitioner to every statement, behind agree counts that are given.

Behind the answers stand three things for each person: a leaning to ARMS as a whole, a leaning in
each key area, and something of the moment for each statement. Their weighted sum orders the
people who answered a statement; the first so many agree, and cuts further up and down make the
five points of the scale. The counts are therefore exact whatever the weights, and the weight of
the area's leaning is free to be set so that Cronbach's alpha of the area comes out as real
instruments have it.

Everything is done in whole numbers (normal deviates are sums of twelve uniform ones, alpha is a
fraction), so that no machine's rounding can move an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from triangulate.simulate.names import generator
from triangulate.simulate.people import Answer
from triangulate.simulate.statement_counts import AgreeCount, CountPlan
from triangulate.study.model import StatementInstrument, Theme

Whole = npt.NDArray[np.int64]

_PERSON_WEIGHT = 45
_MOMENT_WEIGHT = 100
_AREA_WEIGHTS = range(20, 241, 2)
_ALPHA_WANTED = (66, 80)
# Not applicable rather than blank, in per cent of the missing answers: somebody who was never
# trained beside the other agency, or never works beside it, says so.
_NOT_APPLICABLE = {"training": 60, "joint_agency": 70}
_NOT_APPLICABLE_ELSE = 40


@dataclass(frozen=True, slots=True)
class AreaReliability:
    """Cronbach's alpha of one area in one group, on the ``n`` people who answered all of it."""

    group: str
    theme: str
    alpha: Fraction
    n: int


@dataclass(frozen=True, slots=True)
class StatementAnswers:
    """``answers[participant][statement]``, in the instrument's order, and how reliable the areas
    are."""

    answers: Mapping[str, Mapping[str, Answer]]
    reliability: tuple[AreaReliability, ...]


def answer_statements(
    instrument: StatementInstrument,
    plan: CountPlan,
    taking_part: Mapping[str, Sequence[str]],
    left_out: Mapping[str, Sequence[str]],
    seed: int,
    scale: int = 1,
) -> StatementAnswers:
    """Answers of everybody: ``taking_part`` hit the plan's counts (times ``scale``), ``left_out``
    add none.

    Both lead from a group to participant ids. Who was left out for want of consent answered like
    the others, so nothing in the answers gives them away. The scale must be 1 to 5 with 4 and 5
    agreeing. ValueError where there are fewer people than a count needs answers.
    """
    if [(point.code, point.agree) for point in instrument.scale] != [
        (code, code > 3) for code in range(1, 6)
    ]:
        raise ValueError("the simulation answers on a scale of 1 to 5, of which 4 and 5 agree")
    answers: dict[str, dict[str, Answer]] = {}
    reliability: list[AreaReliability] = []
    for group, ids in taking_part.items():
        everybody = [*ids, *left_out.get(group, ())]
        rng = generator(seed, f"statement answers of {group}")
        person = _deviates(rng, len(everybody))
        ours: dict[str, dict[str, Answer]] = {id: {} for id in everybody}
        for theme in instrument.themes:
            counts = [plan.of(group, s.id) for s in instrument.of_theme(theme.id)]
            if short := [c.statement for c in counts if c.n * scale > len(ids)]:
                raise ValueError(f"{len(ids)} people of {group} are too few for {', '.join(short)}")
            area = _Area(theme, counts, scale, len(ids), person, rng)
            points, alpha, n = area.settle()
            reliability.append(AreaReliability(group, theme.id, alpha, n))
            for column, count in enumerate(counts):
                for row, id in enumerate(everybody):
                    ours[id][count.statement] = area.answer(points, row, column)
        answers |= ours
    order = [statement.id for statement in instrument.statements]
    return StatementAnswers(
        {id: {s: given[s] for s in order} for id, given in answers.items()}, tuple(reliability)
    )


def cronbach_alpha(codes: Whole) -> Fraction | None:
    """Cronbach's alpha of complete answers, shape (people, statements), exactly.

    k / (k - 1) * (1 - sum of the statements' variances / variance of the sum score); Cronbach
    (1951). None for fewer than two people or statements, or where all sum scores are equal.
    """
    people, k = codes.shape
    if people < 2 or k < 2:
        return None

    def squares(values: Whole) -> int:
        return int(people * (values * values).sum() - values.sum() ** 2)

    total = squares(codes.sum(axis=1))
    if total == 0:
        return None
    parts = sum(squares(codes[:, column]) for column in range(k))
    return Fraction(k, k - 1) * (1 - Fraction(parts, total))


def _deviates(rng: Generator, *shape: int) -> Whole:
    """Whole numbers that are all but normal around 0 with an SD of 1000: sums of twelve uniform
    ones.

    The variance of one uniform whole number below m is (m² - 1) / 12, of twelve of them m² - 1.
    """
    draws = rng.integers(0, 1000, size=(*shape, 12), dtype=np.int64)
    return np.asarray(draws.sum(axis=-1) - 5994, dtype=np.int64)


class _Area:
    """One area's answers of one group while its weight is being set."""

    def __init__(
        self,
        theme: Theme,
        counts: Sequence[AgreeCount],
        scale: int,
        taking_part: int,
        person: Whole,
        rng: Generator,
    ) -> None:
        self.counts = counts
        self.scale = scale
        self.taking_part = taking_part
        self.person = person
        self.wanted = Fraction(int(rng.integers(*_ALPHA_WANTED)), 100)
        self.area = _deviates(rng, len(person))
        self.moment = _deviates(rng, len(person), len(counts))
        self.cuts = [_cuts(count, scale, rng) for count in counts]
        self.missing = self._missing(rng)
        share = _NOT_APPLICABLE.get(theme.id, _NOT_APPLICABLE_ELSE)
        self.not_applicable = rng.integers(0, 100, size=self.moment.shape) < share

    def _missing(self, rng: Generator) -> npt.NDArray[np.bool_]:
        """Who does not answer which statement; as in real returns, most by the same few people."""
        missing = np.zeros(self.moment.shape, dtype=bool)
        gaps = [self.taking_part - count.n * self.scale for count in self.counts]
        few = min(self.taking_part, max(gaps) + 2 * self.scale)
        habit = rng.permutation(self.taking_part)[:few]
        for column, gap in enumerate(gaps):
            missing[rng.permutation(habit)[:gap], column] = True
        return missing

    def settle(self) -> tuple[Whole, Fraction, int]:
        """Points 1 to 5 under the weight whose alpha is nearest to the wanted one, that alpha,
        its n."""
        complete = ~self.missing[: self.taking_part].any(axis=1)
        best: tuple[Fraction, Whole, Fraction] | None = None
        for weight in _AREA_WEIGHTS:
            points = self._points(weight)
            alpha = cronbach_alpha(points[: self.taking_part][complete])
            if alpha is not None and (best is None or abs(alpha - self.wanted) < best[0]):
                best = abs(alpha - self.wanted), points, alpha
        if best is None:
            return self._points(_MOMENT_WEIGHT), Fraction(0), int(complete.sum())
        return best[1], best[2], int(complete.sum())

    def _points(self, weight: int) -> Whole:
        latent = (
            _PERSON_WEIGHT * self.person[:, None] + weight * self.area[:, None] + _MOMENT_WEIGHT * self.moment
        )
        # Nobody stands level with another, so that every cut falls between two people.
        latent = latent * len(latent) + np.arange(len(latent))[:, None]
        points = np.zeros(latent.shape, dtype=np.int64)
        for column, cuts in enumerate(self.cuts):
            given = ~self.missing[:, column]
            given[self.taking_part :] = False
            ranked = np.sort(latent[given, column])[::-1]
            # Just above each cut: the value of the last person who belongs there.
            marks = [ranked[cut - 1] if cut else ranked[0] + 1 for cut in cuts]
            points[:, column] = 1 + sum((latent[:, column] >= mark).astype(np.int64) for mark in marks)
        return points

    def answer(self, points: Whole, row: int, column: int) -> Answer:
        """One cell: its point, ``"na"``, or None for a blank."""
        if not self.missing[row, column]:
            return int(points[row, column])
        return "na" if self.not_applicable[row, column] else None


def _cuts(count: AgreeCount, scale: int, rng: Generator) -> tuple[int, int, int, int]:
    """How many answer 5; 4 or more; 3 or more; 2 or more.

    The more agree, the more do so strongly, and the more of the others are undecided; strong
    disagreement is commonest where few agree. All shares in per cent, moved a little from
    statement to statement.
    """
    agree, n = count.agree * scale, count.n * scale
    percent = 100 * count.agree // count.n
    strongly = 10 + percent * 25 // 100 + int(rng.integers(-6, 7))
    undecided = 32 + percent * 25 // 100 + int(rng.integers(-8, 9))
    strongly_not = 26 - percent * 20 // 100 + int(rng.integers(-6, 7))
    others = n - agree
    fives = (agree * strongly + 50) // 100
    threes = (others * undecided + 50) // 100
    ones = min((others * strongly_not + 50) // 100, others - threes)
    return fives, agree, agree + threes, n - ones
