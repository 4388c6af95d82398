"""Rank statistics of two or more groups, worked from counts of equal values.

Survey answers take few values, so a test needs only how often each group gave each one. The cost
does not grow with the number of respondents (two vectors of a scale's length, instead of an n₁ × n₂
matrix). Counts are always by value in ascending order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from triangulate.analysis.answers import Floats, Whole

#: Up to this many answers in both groups together the permutation distribution is worked out in full.
EXACT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class RankTest:
    """Two groups compared; ``first`` is the group that u and the effect sizes speak of."""

    n_first: int
    n_second: int
    u: float
    p: float
    p_exact: float
    cles: float
    cles_ci_low: float
    cles_ci_high: float

    @property
    def rank_biserial(self) -> float:
        """P(X > Y) − P(X < Y) = 2·cles − 1, from −1 to 1 (Kerby 2014, Comprehensive Psychology
        3:11.IT.3.1)."""
        return 2 * self.cles - 1

    @property
    def rank_biserial_ci(self) -> tuple[float, float]:
        """The interval of cles, carried over."""
        return 2 * self.cles_ci_low - 1, 2 * self.cles_ci_high - 1


def mann_whitney(first: Whole, second: Whole, *, confidence: float = 0.95) -> RankTest:
    """The Mann–Whitney test of two groups from their counts by value.

    u: number of pairs in which the first group's value is higher, a tie counting one half (SPSS and
    PSPP print the smaller of this and n₁n₂ − u).

    p: two-sided, z = (u − n₁n₂/2)/σ, σ² = n₁n₂/12·((N + 1) − Σ(t³ − t)/(N(N − 1))) with t the ties,
    no continuity correction: as SPSS, PSPP and R's ``wilcox.test(exact = FALSE, correct = FALSE)``.
    NaN if all values are equal or a group is empty (Lehmann 1975, Nonparametrics, ch. 1).

    p_exact: :func:`exact_p`; NaN with more than ``EXACT_LIMIT`` answers.

    cles: P(X > Y) + ½P(X = Y) = u/(n₁n₂) (McGraw & Wong 1992, Psychological Bulletin 111:361; with
    ties Vargha & Delaney 2000, J. Educational and Behavioral Statistics 25:101), interval:
    :func:`cles_interval`.
    """
    n1, n2 = int(first.sum()), int(second.sum())
    if n1 == 0 or n2 == 0:
        nan = float("nan")
        return RankTest(n1, n2, nan, nan, nan, nan, nan, nan)
    u = _pairs_won(first, second)
    variance = _tie_corrected_variance(first + second, n1, n2)
    p = float("nan")
    if variance > 0:
        p = float(2 * stats.norm.sf(abs(u - n1 * n2 / 2) / np.sqrt(variance)))
    exact = exact_p(first, second) if n1 + n2 <= EXACT_LIMIT else float("nan")
    low, high = cles_interval(first, second, confidence=confidence)
    return RankTest(n1, n2, u, p, exact, u / (n1 * n2), low, high)


def exact_p(first: Whole, second: Whole) -> float:
    """Two-sided p of u given the ties: the full permutation distribution, not a sample of it.

    The share of all C(N, n₁) ways to hand the N values to the groups for which u lies as far from
    n₁n₂/2 as it does here, or farther (as ``coin::wilcox_test(distribution = "exact")``). Counted
    by the shift algorithm of Streitberg & Röhmel (1986), Statistical Software Newsletter 12:10,
    over doubled midranks, one value of the scale at a time. NaN if all values are equal or a group
    is empty.
    """
    together = first + second
    values = np.flatnonzero(together)
    n1, n2 = int(first.sum()), int(second.sum())
    if n1 == 0 or n2 == 0 or len(values) < 2:
        return float("nan")
    if n1 > n2:  # the distribution is the same seen from either side; the smaller table is quicker
        return exact_p(second, first)
    ties = together[values]
    below = np.concatenate(([0], np.cumsum(ties)[:-1]))
    doubled = 2 * below + ties + 1  # twice the midrank, a whole number
    highest = int(np.sort(np.repeat(doubled, ties))[-n1:].sum())
    ways = np.zeros((n1 + 1, highest + 1))
    ways[0, 0] = 1.0
    for rank, count in zip(doubled.tolist(), ties.tolist(), strict=True):
        before = ways.copy()
        choices = 1.0
        for taken in range(1, min(count, n1) + 1):
            choices = choices * (count - taken + 1) / taken
            shift = taken * rank
            if shift > highest:
                break
            ways[taken:, shift:] += choices * before[: n1 + 1 - taken, : highest + 1 - shift]
    sums = np.arange(highest + 1)
    centre = n1 * (n1 + n2 + 1)  # of the doubled rank sum
    observed = int((doubled * first[values]).sum())
    as_far = np.abs(sums - centre) >= abs(observed - centre)
    return float(min(1.0, ways[n1, as_far].sum() / ways[n1].sum()))


def cles_interval(first: Whole, second: Whole, *, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of P(X > Y) + ½P(X = Y), on the logit scale so that it stays within 0 and 1.

    Variance from placements, s₁²/n₁ + s₂²/n₂: each value's share of the other group that it beats,
    with n − 1 (DeLong et al. 1988, Biometrics 44:837; Brunner & Munzel 2000, Biometrical Journal
    42:17), then logit(c) ± z·s/(c(1 − c)). It does not assume that the groups are spread alike, so
    it need not agree with p to the last digit. NaN if a group has fewer than two values, or if c is
    0 or 1 or the variance is 0 (no spread left to estimate from).
    """
    n1, n2 = int(first.sum()), int(second.sum())
    nan = float("nan")
    if n1 < 2 or n2 < 2:
        return nan, nan
    c = _pairs_won(first, second) / (n1 * n2)
    beats = (np.cumsum(second) - second / 2) / n2
    beaten = 1 - (np.cumsum(first) - first / 2) / n1
    variance = _variance(beats, first) / n1 + _variance(beaten, second) / n2
    if variance <= 0 or not 0 < c < 1:
        return nan, nan
    half = stats.norm.ppf(0.5 + confidence / 2) * np.sqrt(variance) / (c * (1 - c))
    low, high = stats.logistic.cdf(np.log(c / (1 - c)) + np.array([-half, half]))
    return float(low), float(high)


def kruskal_wallis(groups: Sequence[Whole]) -> tuple[float, int, float]:
    """H with tie correction, degrees of freedom and p of any number of groups.

    H = (12/(N(N + 1))·ΣR²/n − 3(N + 1)) / (1 − Σ(t³ − t)/(N³ − N)), p from χ² with groups − 1
    degrees of freedom: R's ``kruskal.test``. Groups without answers do not count; NaN with fewer
    than two others or if all values are equal (Kruskal & Wallis 1952, JASA 47:583).
    """
    present = [counts for counts in groups if counts.sum() > 0]
    degrees = len(present) - 1
    if degrees < 1:
        return float("nan"), max(degrees, 0), float("nan")
    together = np.sum(present, axis=0)
    total = int(together.sum())
    t = together.astype(np.float64)
    correction = 1 - float((t**3 - t).sum()) / (float(total) ** 3 - total)
    if correction <= 0:
        return float("nan"), degrees, float("nan")
    midrank = np.cumsum(t) - t + (t + 1) / 2
    # Ranks are taken from their mean: the same H without the loss of digits in large samples.
    spread = sum(float(c @ (midrank - (total + 1) / 2)) ** 2 / int(c.sum()) for c in present)
    h = 12 / (total * (total + 1)) * spread / correction
    return h, degrees, float(stats.chi2.sf(h, degrees))


def holm(p: Floats) -> Floats:
    """Holm's step-down adjusted p of one family; NaN stays NaN and does not count (R's
    ``p.adjust``).

    Holm (1979), Scandinavian Journal of Statistics 6:65.
    """
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(factors * p[order])) if len(order) else []
    return adjusted


def _pairs_won(first: Whole, second: Whole) -> float:
    """Pairs in which the first group's value is higher, a tie counting one half."""
    doubled = first * (2 * (np.cumsum(second) - second) + second)
    return float(doubled.sum()) / 2


def _tie_corrected_variance(together: Whole, n1: int, n2: int) -> float:
    """Variance of u under the hypothesis of no difference."""
    n = n1 + n2
    t = together.astype(np.float64)
    ties = float((t**3 - t).sum()) / (n * (n - 1))
    # With one value only, n + 1 and the ties cancel exactly in theory but not in floating point.
    if int((together > 0).sum()) < 2:
        return 0.0
    return n1 * n2 / 12 * ((n + 1) - ties)


def _variance(values: Floats, counts: Whole) -> float:
    """Sample variance (n − 1) of values that occur ``counts`` times."""
    n = int(counts.sum())
    mean = float(values @ counts) / n
    return float(((values - mean) ** 2) @ counts) / (n - 1)
