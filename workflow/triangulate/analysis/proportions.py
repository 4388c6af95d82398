"""Intervals for percentages: one proportion, and the difference of two."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from triangulate.analysis.answers import Floats

Numbers = npt.ArrayLike


def percent(part: Numbers, whole: Numbers) -> Floats:
    """100·part/whole, elementwise; NaN where the whole is 0."""
    a, b = np.broadcast_arrays(np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64))
    share: Floats = np.divide(100 * a, b, out=np.full(a.shape, np.nan), where=b > 0)
    return share


def wilson(
    successes: Numbers, n: Numbers, *, confidence: float = 0.95, population: Numbers | None = None
) -> tuple[Floats, Floats]:
    """Wilson score interval of k successes in n, in per cent (0 to 100), without continuity
    correction.

    The two roots in π of (p − π)² = c·π(1 − π), p = k/n, c = f·z²/n:
    (p + c/2 ± √(c·p(1 − p) + c²/4)) / (1 + c). As R's ``prop.test(k, n, correct = FALSE)``.

    ``population`` is the size N of the group that the n were drawn from without replacement; then
    f = (N − n)/(N − 1), else 1, and the interval closes on p as n reaches N. NaN for n = 0.
    Raises ValueError for n above N.

    Wilson (1927), JASA 22:209; the finite-population variance is Cochran (1977), Sampling
    Techniques, theorem 3.2, in place of the usual one; on such intervals see O'Neill (2021),
    arXiv:2109.12464.
    """
    k, size = np.broadcast_arrays(np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64))
    z = ndtri(0.5 + confidence / 2)
    factor = np.ones_like(size)
    if population is not None:
        total = np.broadcast_to(np.asarray(population, dtype=np.float64), size.shape)
        if bool((size > total).any()):
            raise ValueError("more people answered than the group is said to have")
        # A group of one that answered is known fully; N − 1 = 0 must not make that undefined.
        factor = np.where(total > 1, (total - size) / np.maximum(total - 1, 1), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = k / size
        c = factor * z * z / size
        half = np.sqrt(c * p * (1 - p) + c * c / 4)
        low = (p + c / 2 - half) / (1 + c)
        high = (p + c / 2 + half) / (1 + c)
    # Rounding must not leave 1e-17 where nobody, or everybody, agreed.
    low = np.where((k == 0) & (size > 0), 0.0, low)
    high = np.where((k == size) & (size > 0), 1.0, high)
    return 100 * low, 100 * high


def newcombe(
    k_first: Numbers, n_first: Numbers, k_second: Numbers, n_second: Numbers, *, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Difference of two independent percentages (first minus second) with its hybrid score
    interval.

    In percentage points. With the Wilson limits l, u of each proportion p:
    d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²). NaN where either n is 0.

    Newcombe (1998), Statistics in Medicine 17:873, method 10 (no continuity correction).
    """
    low_first, high_first = wilson(k_first, n_first, confidence=confidence)
    low_second, high_second = wilson(k_second, n_second, confidence=confidence)
    first, second = percent(k_first, n_first), percent(k_second, n_second)
    difference = first - second
    low = difference - np.hypot(first - low_first, high_second - second)
    high = difference + np.hypot(high_first - first, second - low_second)
    return difference, low, high
