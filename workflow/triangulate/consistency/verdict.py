"""What the engine answers: possible, impossible or not decided, and under which rounding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from triangulate.consistency.printed import ROUNDED, Rounding


class Outcome(StrEnum):
    """`NOT_DECIDED` means that the search ended without an answer, never that one is likely."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    NOT_DECIDED = "not decided"


@dataclass(frozen=True, slots=True)
class Roundings:
    """The rules under which a mean and its SD were printed; `sd` is None where none is printed."""

    mean: Rounding
    sd: Rounding | None = None

    @property
    def rounded(self) -> bool:
        """True when nothing had to be cut off."""
        return self.mean.rounds and (self.sd is None or self.sd.rounds)

    def __str__(self) -> str:
        if self.sd is None or self.sd is self.mean:
            return str(self.mean)
        return f"mean {self.mean}, SD {self.sd}"


def preference(with_sd: bool) -> tuple[Roundings, ...]:
    """All combinations, the most ordinary first.

    One rule for both figures comes before two; rounding comes before cutting off; an SD that was
    cut off beside a rounded mean comes before both cut off, since a mean is the figure that readers
    check.
    """
    if not with_sd:
        return tuple(Roundings(rule) for rule in Rounding)
    same = [Roundings(rule, rule) for rule in ROUNDED]
    mixed = [Roundings(a, b) for a in ROUNDED for b in ROUNDED if a is not b]
    sd_cut = [Roundings(rule, Rounding.CUT_OFF) for rule in ROUNDED]
    both_cut = [Roundings(Rounding.CUT_OFF, Rounding.CUT_OFF)]
    mean_cut = [Roundings(Rounding.CUT_OFF, rule) for rule in ROUNDED]
    return (*same, *mixed, *sd_cut, *both_cut, *mean_cut)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one n.

    `roundings` is the most ordinary combination under which the figures hold (None unless
    possible), `reason` one sentence, `witness` one sorted data set that prints the figures (None
    where none was asked for or found).
    """

    n: int
    outcome: Outcome
    roundings: Roundings | None
    reason: str
    witness: tuple[Fraction, ...] | None = None

    @property
    def possible(self) -> bool:
        """True when some data set prints the figures."""
        return self.outcome is Outcome.POSSIBLE


@dataclass(frozen=True, slots=True)
class Screening:
    """The answers for many n, in the order asked."""

    verdicts: tuple[Verdict, ...]

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __getitem__(self, n: int) -> Verdict:
        """The verdict for this n (not for this position); KeyError if it was not asked."""
        for verdict in self.verdicts:
            if verdict.n == n:
                return verdict
        raise KeyError(n)

    def possible_n(self, *, rounded_only: bool = False) -> tuple[int, ...]:
        """Each n that can print the figures, on request without cutting off."""
        return tuple(
            verdict.n
            for verdict in self.verdicts
            if verdict.roundings is not None and (verdict.roundings.rounded or not rounded_only)
        )

    def undecided_n(self) -> tuple[int, ...]:
        """Each n for which the search ended without an answer."""
        return tuple(v.n for v in self.verdicts if v.outcome is Outcome.NOT_DECIDED)

    def n_by_roundings(self) -> dict[Roundings, tuple[int, ...]]:
        """Each n under the most ordinary combination it needs."""
        found: dict[Roundings, tuple[int, ...]] = {}
        for verdict in self.verdicts:
            if verdict.roundings is not None:
                found[verdict.roundings] = (*found.get(verdict.roundings, ()), verdict.n)
        return found


@dataclass(frozen=True, slots=True)
class DatasetCount:
    """How many multisets fit one n under one combination of roundings.

    `count` is exact unless `capped` (counting stopped at the cap: at least that many fit) or not
    `complete` (the search gave up: at least that many fit, and nothing more is known).
    """

    n: int
    roundings: Roundings
    count: int
    capped: bool
    complete: bool

    @property
    def exact(self) -> bool:
        """True when every fitting data set was counted."""
        return self.complete and not self.capped

    def __str__(self) -> str:
        return str(self.count) if self.exact else f"at least {self.count}"
