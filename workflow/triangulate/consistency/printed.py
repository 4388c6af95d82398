"""A printed figure and the exact interval of true values that print it.

Everything here is exact: a decision is never taken on a float, because the questions asked of a
printed figure ("can the sum 47051 over 40 print 1176.27?") are decided at the very edge of an
interval. Values are `fractions.Fraction`; square roots are compared by their squares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from math import isqrt


class Rounding(StrEnum):
    """How a true value became the printed one.

    `HALF_UP` takes a half away from zero (SPSS, Excel, Stata, most hands), `HALF_EVEN` to the even
    last digit (IEEE 754, R, Python), `HALF_DOWN` towards zero; the last is nobody's stated rule but
    is what a program prints when the half lies just below itself in binary. `CUT_OFF` drops the
    digits that are not printed.
    """

    HALF_UP = "half up"
    HALF_EVEN = "half even"
    HALF_DOWN = "half down"
    CUT_OFF = "cut off"

    @property
    def rounds(self) -> bool:
        """True for the three rules that differ only in what they do with an exact half."""
        return self is not Rounding.CUT_OFF


ROUNDED: tuple[Rounding, ...] = (Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.HALF_DOWN)


@dataclass(frozen=True, slots=True)
class Interval:
    """True values between `low` and `high`, each end belonging to it or not."""

    low: Fraction
    high: Fraction
    low_closed: bool
    high_closed: bool

    def __contains__(self, value: Fraction | int) -> bool:
        above = value > self.low or (self.low_closed and value == self.low)
        below = value < self.high or (self.high_closed and value == self.high)
        return above and below

    def scaled(self, factor: int) -> Interval:
        """The interval of `factor` times its values; `factor` must be positive."""
        if factor <= 0:
            raise ValueError(f"an interval is scaled by a positive factor, not {factor}")
        return Interval(self.low * factor, self.high * factor, self.low_closed, self.high_closed)

    def whole_numbers(self) -> range:
        """The whole numbers inside, possibly none."""
        low, high = self.low, self.high
        first = -(-low.numerator // low.denominator)
        if not self.low_closed and low.denominator == 1:
            first += 1
        last = high.numerator // high.denominator
        if not self.high_closed and high.denominator == 1:
            last -= 1
        return range(first, last + 1)

    def squared(self) -> Interval:
        """The squares of its values that are not negative: from an SD to a variance.

        Raises ValueError when the whole interval lies below zero.
        """
        if self.high < 0 or (self.high == 0 and not self.high_closed):
            raise ValueError(f"no value of the interval up to {self.high} can be a root")
        if self.low < 0:
            return Interval(Fraction(0), self.high**2, True, self.high_closed)
        return Interval(self.low**2, self.high**2, self.low_closed, self.high_closed)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands on the page: its value and how many decimals were printed.

    >>> Printed.parse("9.70").decimals
    2
    """

    value: Decimal
    decimals: int

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise ValueError(f"a printed figure is a finite number, not {self.value}")
        if self.decimals < 0:
            raise ValueError(f"decimals printed cannot be negative: {self.decimals}")
        scaled = Fraction(self.value) * 10**self.decimals
        if scaled.denominator != 1:
            raise ValueError(f"{self.value} has more than {self.decimals} decimals")

    @classmethod
    def parse(cls, text: str | int | Decimal, decimals: int | None = None) -> Printed:
        """Read a figure; without `decimals` the digits after the point are counted.

        A leading point (".85") and the typographic minus sign are understood. A float is refused,
        since it has forgotten how many decimals were printed. Raises ValueError for anything else.
        """
        if isinstance(text, float):
            raise ValueError(f"give {text!r} as text: a float does not know its decimals")
        try:
            value = Decimal(str(text).strip().replace("\N{MINUS SIGN}", "-"))
        except InvalidOperation:
            raise ValueError(f"not a printed number: {text!r}") from None
        if decimals is None and value.is_finite():
            exponent = value.as_tuple().exponent
            decimals = max(0, -exponent) if isinstance(exponent, int) else 0
        return cls(value, decimals or 0)

    @property
    def exact(self) -> Fraction:
        """The printed value itself, as a fraction."""
        return Fraction(self.value)

    @property
    def step(self) -> Fraction:
        """The smallest difference that the printed decimals can show."""
        return Fraction(1, 10**self.decimals)

    def interval(self, rounding: Rounding) -> Interval:
        """All true values that `rounding` turns into this figure."""
        value, step = self.exact, self.step
        if rounding is Rounding.CUT_OFF:  # towards zero
            if value > 0:
                return Interval(value, value + step, True, False)
            if value < 0:
                return Interval(value - step, value, False, True)
            return Interval(-step, step, False, False)
        low, high = value - step / 2, value + step / 2
        if rounding is Rounding.HALF_EVEN:
            even = int(value / step) % 2 == 0
            return Interval(low, high, even, even)
        # The end nearer to zero is the half that HALF_UP takes away from zero, and HALF_DOWN not.
        up = rounding is Rounding.HALF_UP
        if value == 0:
            return Interval(low, high, not up, not up)
        return Interval(low, high, (value > 0) == up, (value < 0) == up)

    def __str__(self) -> str:
        return f"{self.value:.{self.decimals}f}"


def _round_quotient(steps: int, remainder_vs_half: int, exact: bool, rounding: Rounding) -> int:
    """The printed number of steps from the whole steps and where the rest lies against a half."""
    if exact or rounding is Rounding.CUT_OFF:
        return steps
    if remainder_vs_half != 0:
        return steps + (remainder_vs_half > 0)
    if rounding is Rounding.HALF_UP:
        return steps + 1
    if rounding is Rounding.HALF_DOWN:
        return steps
    return steps + steps % 2


def print_fraction(value: Fraction, decimals: int, rounding: Rounding) -> Printed:
    """`value` as it would be printed with `decimals` under `rounding`."""
    steps, rest = divmod(abs(value) * 10**decimals, 1)
    against = (rest > Fraction(1, 2)) - (rest < Fraction(1, 2))
    rounded = _round_quotient(int(steps), against, rest == 0, rounding)
    return Printed(Decimal(rounded if value >= 0 else -rounded).scaleb(-decimals), decimals)


def print_root(square: Fraction, decimals: int, rounding: Rounding) -> Printed:
    """The root of `square` as it would be printed, decided exactly.

    With N = floor(sqrt(square) * 10^d), the root lies above N + 1/2 just when
    square * 10^(2d) lies above (N + 1/2)^2.
    """
    if square < 0:
        raise ValueError(f"no root of the negative {square}")
    scaled = square * 100**decimals
    steps = isqrt(scaled.numerator // scaled.denominator)
    half = Fraction(2 * steps + 1, 2) ** 2
    rounded = _round_quotient(steps, (scaled > half) - (scaled < half), scaled == steps * steps, rounding)
    return Printed(Decimal(rounded).scaleb(-decimals), decimals)


def moments_of(values: Iterable[Fraction | int]) -> tuple[Fraction, Fraction]:
    """Mean and variance (n - 1) of a data set, exactly.

    Raises ValueError for fewer than two values, whose variance is not defined.
    """
    data = [Fraction(value) for value in values]
    n = len(data)
    if n < 2:
        raise ValueError(f"a variance with n - 1 needs two values, not {n}")
    mean = sum(data, Fraction(0)) / n
    return mean, sum(((value - mean) ** 2 for value in data), Fraction(0)) / (n - 1)
