"""Every statistic that a fact reports, in plain Python over plain lists.

``None`` stands for what is not defined. Per cents run from 0 to 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from triangulate.evidence.recompute.distributions import f_quantile, normal_quantile, two_sided_p

Z95 = normal_quantile(0.975)


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean."""
    return math.fsum(values) / len(values) if values else None


def variance(values: Sequence[float]) -> float | None:
    """The variance with n − 1; None for fewer than two values."""
    if len(values) < 2:
        return None
    centre = math.fsum(values) / len(values)
    return math.fsum((v - centre) ** 2 for v in values) / (len(values) - 1)


def quantile(values: Sequence[float], share: float) -> float | None:
    """Type 7 of Hyndman & Fan: linear between the order statistics at (n − 1)·share."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def percentage(part: float, whole: float) -> float | None:
    """100·part/whole."""
    return 100 * part / whole if whole else None


def wilson(k: int, n: int, size: int | None = None) -> tuple[float, float] | None:
    """Wilson's 95% score interval in per cent: centre (k + z²/2)/(n + z²), half width
    z·√(k(n − k)/n + z²/4)/(n + z²).

    With the ``size`` N of the group that the n come from, z² is times (N − n)/(N − 1)."""
    if not n:
        return None
    square = Z95 * Z95
    if size is not None:
        square *= (size - n) / (size - 1) if size > 1 else 0
    centre = (k + square / 2) / (n + square)
    half = math.sqrt(square) * math.sqrt(k * (n - k) / n + square / 4) / (n + square)
    low = 0.0 if k == 0 else 100 * (centre - half)
    high = 100.0 if k == n else 100 * (centre + half)
    return low, high


def newcombe(k1: int, n1: int, k2: int, n2: int) -> tuple[float, float, float] | None:
    """Difference of two percentages with Newcombe's hybrid score interval (his method 10)."""
    first, second = wilson(k1, n1), wilson(k2, n2)
    if first is None or second is None:
        return None
    p1, p2 = 100 * k1 / n1, 100 * k2 / n2
    below = math.sqrt((p1 - first[0]) ** 2 + (second[1] - p2) ** 2)
    above = math.sqrt((first[1] - p1) ** 2 + (p2 - second[0]) ** 2)
    return p1 - p2, p1 - p2 - below, p1 - p2 + above


class Ranks(NamedTuple):
    """What a rank test says of its first group."""

    u: float | None
    p: float | None
    cles: float | None

    @property
    def rank_biserial(self) -> float | None:
        """2·cles − 1."""
        return None if self.cles is None else 2 * self.cles - 1


def midranks(values: Sequence[float]) -> tuple[dict[float, float], int]:
    """The mean rank of each value, and Σ(t³ − t) over runs of t equal ones."""
    everybody = sorted(values)
    rank: dict[float, float] = {}
    ties = 0
    at = 0
    while at < len(everybody):
        end = at
        while end < len(everybody) and everybody[end] == everybody[at]:
            end += 1
        rank[everybody[at]] = (at + 1 + end) / 2
        ties += (end - at) ** 3 - (end - at)
        at = end
    return rank, ties


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> Ranks:
    """U of the first group from its rank sum (mid-ranks), the two-sided p of the normal
    approximation with correction for ties and none for continuity, and U/(n₁n₂)."""
    n1, n2 = len(first), len(second)
    if not n1 or not n2:
        return Ranks(None, None, None)
    rank, ties = midranks([*first, *second])
    u = sum(rank[value] for value in first) - n1 * (n1 + 1) / 2
    n = n1 + n2
    p = None
    if len(rank) > 1:
        spread = n1 * n2 / 12 * ((n + 1) - ties / (n * (n - 1)))
        p = two_sided_p((u - n1 * n2 / 2) / math.sqrt(spread))
    return Ranks(u, p, u / (n1 * n2))


class Overall(NamedTuple):
    """What a rank test says of several groups at once."""

    h: float | None
    df: int
    p_chi2: float | None
    epsilon_squared: float | None


def kruskal_wallis(groups: Sequence[Sequence[float]]) -> Overall:
    """H of the groups with values: 12/(N(N + 1))·Σ(S²/n), S the sum of a group's
    mid-ranks less (N + 1)/2 each, over 1 − Σ(t³ − t)/(N³ − N); its p from chi-squared with groups − 1 degrees of freedom; H/(N − 1)."""
    present = [group for group in groups if group]
    rank, ties = midranks([value for group in present for value in group])
    n = sum(len(group) for group in present)
    df = max(len(present) - 1, 0)
    if df < 1 or len(rank) < 2:
        return Overall(None, df, None, None)
    # From the mean rank, so that equal groups give nought and not what rounding leaves of large sums.
    middle = (n + 1) / 2
    sums = math.fsum(math.fsum(rank[v] - middle for v in group) ** 2 / len(group) for group in present)
    h = 12 / (n * (n + 1)) * sums / (1 - ties / (n**3 - n))
    return Overall(h, df, chi_squared_p(h, df), h / (n - 1))


def chi_squared_p(x: float, df: int) -> float:
    """The probability that chi-squared with ``df`` degrees of freedom exceeds x: for even df the
    sum e^(−x/2)·Σ(x/2)^i/i!, for odd df erfc(√(x/2)) and the same sum over half-integers
    (Abramowitz & Stegun 1964, 26.4.4 and 26.4.5)."""
    half = x / 2
    if half <= 0:
        return 1.0
    odd = df % 2
    powers = [i + odd / 2 for i in range(df // 2)]
    terms = [math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers]
    return min(1.0, math.fsum([math.erfc(math.sqrt(half)) if odd else 0.0, *terms]))


def holm(family: Sequence[float | None]) -> list[float | None]:
    """Holm's adjusted p of a family, those that are not defined left out of it."""
    tested = sorted((p, place) for place, p in enumerate(family) if p is not None)
    adjusted: list[float | None] = [None] * len(family)
    highest = 0.0
    for step, (p, place) in enumerate(tested):
        highest = max(highest, min(1.0, (len(tested) - step) * p))
        adjusted[place] = highest
    return adjusted


def varying(cases: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    """Complete cases (rows) as columns, those left out to which all gave one answer."""
    if len(cases) < 2:
        return []
    return [column for column in zip(*cases, strict=True) if len(set(column)) > 1]


def alpha(columns: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha from covariances: k/(k − 1)·(1 − Σ variances/Σ all covariances)."""
    k = len(columns)
    if k < 2 or len(columns[0]) < 2:
        return None
    together = variance([math.fsum(case) for case in zip(*columns, strict=True)])
    if not together:
        return None
    apart = math.fsum(v for column in columns if (v := variance(column)) is not None)
    return k / (k - 1) * (1 - apart / together)


def feldt(value: float | None, n: int, k: int) -> tuple[float, float] | None:
    """Feldt's 95% interval of alpha: 1 − (1 − α)·F at .975 and .025 of F(n − 1, (n − 1)(k − 1))."""
    if value is None or n < 2 or k < 2:
        return None
    d1, d2 = n - 1, (n - 1) * (k - 1)
    return (
        1 - (1 - value) * f_quantile(0.975, d1, d2),
        1 - (1 - value) * f_quantile(0.025, d1, d2),
    )


def cohen(a: Sequence[bool], b: Sequence[bool]) -> float | None:
    """Cohen's kappa of two coders' judgements of the same units; None where neither varies."""
    n = len(a)
    if not n:
        return None
    observed = sum(x == y for x, y in zip(a, b, strict=True))
    yes_a, yes_b = sum(a), sum(b)
    expected = yes_a * yes_b + (n - yes_a) * (n - yes_b)  # times n
    return None if expected == n * n else (observed * n - expected) / (n * n - expected)


def krippendorff(units: Sequence[Sequence[bool]]) -> float | None:
    """Krippendorff's alpha, nominal, from the coincidence of values in units with two judgements or
    more; None where all judgements are the same."""
    pairable = [unit for unit in units if len(unit) > 1]
    n = sum(len(unit) for unit in pairable)
    yes = sum(sum(unit) for unit in pairable)
    expected = 2 * yes * (n - yes)
    if not expected:
        return None
    apart = math.fsum(2 * sum(unit) * (len(unit) - sum(unit)) / (len(unit) - 1) for unit in pairable)
    return 1 - (n - 1) * apart / expected
