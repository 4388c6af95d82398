"""What a single answer can be: the grid and the limits behind a printed minimum and maximum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from triangulate.consistency.printed import Printed, Rounding

Limit = Printed | Fraction | int | None


@dataclass(frozen=True, slots=True)
class Domain:
    """Answers are multiples of 1/`items` between `low` and `high`.

    `items` is 1 for whole numbers; k where each person's answer is itself the mean of k whole
    numbers (k Likert items averaged), or 10 where answers have one decimal. A limit is a `Printed`
    (a rounded figure), an exact number, or None where nothing is known.

    `attained` says that the data hold a value at each known limit: true of a printed minimum and
    maximum, false of the ends of an answer scale, which nobody need have chosen.
    """

    low: Limit = None
    high: Limit = None
    items: int = 1
    attained: bool = False

    def __post_init__(self) -> None:
        if self.items < 1:
            raise ValueError(f"items averaged must be at least 1, not {self.items}")
        low, high = _value(self.low), _value(self.high)
        if self.attained and (low is None or high is None):
            raise ValueError("a minimum and a maximum are attained only where both are known")
        if low is not None and high is not None and low > high:
            raise ValueError(f"minimum {low} above maximum {high}")

    @classmethod
    def scale(cls, low: int, high: int, items: int = 1) -> Domain:
        """An answer scale, say 1 to 5, whose ends need not occur in the data."""
        return cls(low, high, items, attained=False)

    @classmethod
    def observed(cls, low: Limit, high: Limit, items: int = 1) -> Domain:
        """A printed minimum and maximum, both of which occur in the data."""
        return cls(low, high, items, attained=True)

    def low_units(self, rounding: Rounding) -> range | None:
        """Minima that `low` can stand for, in units of 1/`items`; None where it is not known."""
        return _units(self.low, self.items, rounding, upwards=True, attained=self.attained)

    def high_units(self, rounding: Rounding) -> range | None:
        """Maxima that `high` can stand for, in units of 1/`items`; None where it is not known."""
        return _units(self.high, self.items, rounding, upwards=False, attained=self.attained)

    def describe(self) -> str:
        """A phrase for sentences: "whole numbers from 1 to 5"."""
        kind = "whole numbers" if self.items == 1 else f"multiples of 1/{self.items}"
        if self.low is not None and self.high is not None:
            return f"{kind} from {self.low} to {self.high}"
        if self.low is not None:
            return f"{kind} from {self.low} up"
        return kind if self.high is None else f"{kind} up to {self.high}"


def _value(limit: Limit) -> Fraction | None:
    if limit is None:
        return None
    return limit.exact if isinstance(limit, Printed) else Fraction(limit)


def _units(limit: Limit, items: int, rounding: Rounding, *, upwards: bool, attained: bool) -> range | None:
    if limit is None:
        return None
    if isinstance(limit, Printed):
        candidates = limit.interval(rounding).scaled(items).whole_numbers()
        if attained or not candidates:
            return candidates
        outermost = candidates[0] if upwards else candidates[-1]  # the widest scale it allows
        return range(outermost, outermost + 1)
    scaled = Fraction(limit) * items
    if scaled.denominator == 1:
        return range(int(scaled), int(scaled) + 1)
    if attained:
        return range(0)  # an exact extreme off the grid cannot occur
    inward = -(-scaled.numerator // scaled.denominator) if upwards else scaled // 1
    return range(int(inward), int(inward) + 1)
