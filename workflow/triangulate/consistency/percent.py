"""Printed percentages against denominators: which n can stand behind one, or behind all of a set.

k of n answers print 100 k / n, so a percentage printed without decimals already rules out most
small n, and a set of percentages of one group rules out many more if they share an n.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triangulate.consistency.printed import Printed, Rounding


@dataclass(frozen=True, slots=True)
class Denominators:
    """Which n print every percentage of a set at once, by rounding, and which print each alone.

    `together` and `alone` (in the order of `percentages`) have one entry per rounding.
    """

    percentages: tuple[Printed, ...]
    together: dict[Rounding, tuple[int, ...]]
    alone: dict[Rounding, tuple[tuple[int, ...], ...]]

    @property
    def rounding(self) -> Rounding | None:
        """The most ordinary rounding under which one n can print them all; None if none can."""
        return next((rule for rule in Rounding if self.together[rule]), None)

    @property
    def possible(self) -> tuple[int, ...]:
        """Each n that prints all of them under `rounding`."""
        return self.together[self.rounding] if self.rounding else ()

    def missed_by(self, n: int, rounding: Rounding = Rounding.HALF_UP) -> tuple[Printed, ...]:
        """The percentages that `n` answers cannot print."""
        pairs = zip(self.percentages, self.alone[rounding], strict=True)
        return tuple(percentage for percentage, able in pairs if n not in able)


def numerators(percentage: Printed, n: int, rounding: Rounding = Rounding.HALF_UP) -> range:
    """Each k with 100 k / n printed as `percentage`; n answers, 0 <= k <= n. Often none."""
    if n < 1:
        raise ValueError(f"a percentage needs at least one answer, not {n}")
    # 100 k / n in [a, b] is 100 k in [n a, n b]
    hundredfold = percentage.interval(rounding).scaled(n).whole_numbers()
    first = max(0, -(-hundredfold.start // 100))
    last = min(n, (hundredfold.stop - 1) // 100)
    return range(first, last + 1)


def percentage_n(
    percentage: Printed, n_values: Iterable[int], rounding: Rounding = Rounding.HALF_UP
) -> tuple[int, ...]:
    """Each n that can print this percentage."""
    return tuple(n for n in n_values if numerators(percentage, n, rounding))


def denominators(percentages: Sequence[Printed], n_values: Iterable[int]) -> Denominators:
    """Which n can print each of the percentages, and which can print all of them."""
    candidates = tuple(n_values)
    alone: dict[Rounding, tuple[tuple[int, ...], ...]] = {}
    together: dict[Rounding, tuple[int, ...]] = {}
    for rule in Rounding:
        able = tuple(percentage_n(percentage, candidates, rule) for percentage in percentages)
        alone[rule] = able
        together[rule] = tuple(n for n in candidates if all(n in ns for ns in able))
    return Denominators(tuple(percentages), together, alone)
