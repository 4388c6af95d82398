"""From printed figures to whole numbers: which sums and sums of squares print them.

With answers in units of 1/k (k = `Domain.items`), n answers of sum S and sum of squares Q have

    mean = S / (n k)        variance = (n Q - S^2) / (n (n - 1) k^2)

so a printed mean allows a few whole S, and given S a printed SD allows a few whole Q. Whether n
whole numbers between two limits with that S and Q exist is the question that `exhaustive` and
`constructive` answer; this module states it (`Target`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt

from triangulate.consistency.domain import Domain
from triangulate.consistency.printed import Interval, Printed, Rounding
from triangulate.consistency.verdict import Roundings


def least_squares(m: int, total: int) -> int:
    """The smallest sum of squares of `m` whole numbers of this sum: all as equal as can be."""
    if m == 0:
        return 0
    share, rest = divmod(total, m)
    return (m - rest) * share * share + rest * (share + 1) ** 2


def most_squares(total: int, cap: int) -> int:
    """The largest sum of squares of numbers from 0 to `cap`: as many at the cap as the sum fills.

    Whether there are enough numbers to hold the sum is the caller's business.
    """
    if cap == 0:
        return 0
    full, rest = divmod(total, cap)
    return full * cap * cap + rest * rest


@dataclass(frozen=True, slots=True)
class Target:
    """One exact question: n whole numbers from `low` to `high` with this sum and squares?

    Everything is in units of 1/`items`. `total`, `squares_low` and `squares_high` are of the
    values less `low`, which therefore run from 0 to `span`; only squares of the parity of the
    total can occur, as x^2 and x are both odd or both even.
    """

    n: int
    items: int
    low: int
    span: int
    attained: bool
    total: int
    squares_low: int
    squares_high: int

    @property
    def fixed(self) -> tuple[int, ...]:
        """The values that must occur, less `low`: the two ends, if they were printed."""
        if not self.attained:
            return ()
        return (0, self.span) if self.span else (0,)

    @property
    def free(self) -> tuple[int, int, int, int]:
        """What is left to choose: how many values, their sum, and their least and most squares."""
        taken = self.span * len(self.fixed[1:])
        squares = taken * self.span
        return (
            self.n - len(self.fixed),
            self.total - taken,
            self.squares_low - squares,
            self.squares_high - squares,
        )

    @property
    def squares_limits(self) -> tuple[int, int]:
        """The least and most squares that the limits allow for this sum (low > high: none)."""
        m, total, _, _ = self.free
        if m < 0 or not 0 <= total <= m * self.span:
            return 1, 0
        taken = self.span**2 * len(self.fixed[1:])
        return least_squares(m, total) + taken, most_squares(total, self.span) + taken

    def values(self, free: tuple[int, ...]) -> tuple[Fraction, ...]:
        """The sorted data set behind freely chosen values."""
        units = sorted((*self.fixed, *free))
        return tuple(Fraction(self.low + unit, self.items) for unit in units)


def sums(mean: Printed, n: int, items: int, rounding: Rounding) -> range:
    """The sums, in units of 1/`items`, of `n` answers whose mean prints as `mean` (GRIM).

    Source: Brown & Heathers 2017, The GRIM test, doi:10.1177/1948550616673876.
    """
    return mean.interval(rounding).scaled(n * items).whole_numbers()


def _spread(sd: Printed, n: int, items: int, rounding: Rounding) -> Interval | None:
    """The values of n Q - S^2 that print this SD; None where no SD can (a negative one)."""
    interval = sd.interval(rounding)
    if interval.high < 0 or (interval.high == 0 and not interval.high_closed):
        return None
    return interval.squared().scaled(n * (n - 1) * items * items)


def targets(
    mean: Printed, sd: Printed | None, n: int, domain: Domain, roundings: Roundings
) -> Iterator[Target]:
    """Every question behind the printed figures, whose answers differ in their data sets.

    A target whose squares are empty or beyond its limits is yielded too: the caller says why it
    fails. Raises ValueError when an SD is given without the rule that printed it.
    """
    if sd is not None and roundings.sd is None:
        raise ValueError("an SD needs the rounding under which it was printed")
    spread: Interval | None = None
    if sd is not None and roundings.sd is not None:
        spread = _spread(sd, n, domain.items, roundings.sd) if n > 1 else None
        if spread is None:
            return
    for total in sums(mean, n, domain.items, roundings.mean):
        for low, high in _limits(domain, roundings.mean, n, total, spread):
            shifted = total - n * low
            target = Target(n, domain.items, low, high - low, domain.attained, shifted, 0, -1)
            if spread is None:
                first, last = target.squares_limits
            else:
                first, last = _squares(spread, n, shifted)
            first += (first - shifted) % 2
            last -= (last - shifted) % 2
            yield replace(target, squares_low=first, squares_high=last)


def _squares(spread: Interval, n: int, total: int) -> tuple[int, int]:
    """The first and last whole Q with n Q - S^2 in the interval; first > last where none is."""
    whole = spread.whole_numbers()
    return -(-(whole.start + total * total) // n), (whole.stop - 1 + total * total) // n


def _limits(
    domain: Domain, rounding: Rounding, n: int, total: int, spread: Interval | None
) -> Iterator[tuple[int, int]]:
    """Pairs of smallest and largest answer, in units; limits not known follow from the SD.

    As the squared deviations of the others are least when they are all equal, one answer x has
    (n x - S)^2 <= (n - 1) (n Q - S^2), so an SD bounds every answer. Without an SD, a known limit
    and the sum bound them; with nothing known, the two whole numbers around the mean will do, as
    only existence can be asked then.
    """
    lows, highs = domain.low_units(rounding), domain.high_units(rounding)
    if lows is None or highs is None:
        if spread is not None:
            reach = isqrt((n - 1) * int(spread.high))
            bottom, top = -((reach - total) // n), (total + reach) // n
        elif lows is not None:
            bottom, top = 0, max((total - (n - 1) * low for low in lows), default=0)
        elif highs is not None:
            bottom, top = min((total - (n - 1) * high for high in highs), default=0), 0
        else:
            bottom, top = total // n, total // n + 1
        lows = range(bottom, bottom + 1) if lows is None else lows
        highs = range(top, top + 1) if highs is None else highs
    for low in lows:
        for high in highs:
            if low <= high:
                yield low, high
