"""Polychoric correlations, and the alpha of ordered answers that rests on them."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats

from triangulate.analysis.answers import Floats, Whole

_LIMIT = 0.9995
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)


def ordinal_alpha(values: Floats) -> float:
    """Alpha of ordered answers, complete cases × statements.

    k·r̄/(1 + (k − 1)·r̄) with r̄ the mean polychoric correlation: the alpha of the normal traits that
    the answers are thought to be cut from (Zumbo, Gadermann & Zeisser 2007, J. Modern Applied
    Statistical Methods 6:21). It speaks of those traits, not of the sum score, and is usually higher
    than Cronbach's (Chalmers 2018, Educational and Psychological Measurement 78:1056): report it
    beside, not instead. NaN where a correlation cannot be estimated (see :func:`polychoric`).
    """
    n, k = values.shape
    if k < 2 or n < 2:
        return float("nan")
    points = [np.unique(column, return_inverse=True)[1] for column in values.T]
    correlations = [polychoric(_crosstab(points[i], points[j])) for i in range(k) for j in range(i + 1, k)]
    mean = float(np.mean(correlations))
    return k * mean / (1 + (k - 1) * mean) if 1 + (k - 1) * mean > 0 else float("nan")


def polychoric(table: Whole) -> float:
    """Correlation of two normal variables behind a table of counts, by two-step maximum likelihood.

    Thresholds from the margins, then the ρ at which the derivative of Σ n_ij·log p_ij(ρ) is 0
    (Olsson 1979, Psychometrika 44:443). Empty cells stay empty (``psych::polychoric(correct = 0)``).
    NaN where a margin has one value only or the likelihood still rises at |ρ| = .9995, as in small
    samples with an empty corner.
    """
    if min(table.shape) < 2:
        return float("nan")
    n = table.sum()
    rows = stats.norm.ppf(np.cumsum(table.sum(axis=1))[:-1] / n)
    columns = stats.norm.ppf(np.cumsum(table.sum(axis=0))[:-1] / n)
    used = table > 0

    def slope(rho: float) -> float:
        p, change = _cells(rows, columns, rho)
        return float((table[used] * change[used] / p[used]).sum())

    if not (slope(-_LIMIT) > 0 > slope(_LIMIT)):
        return float("nan")
    return float(optimize.brentq(slope, -_LIMIT, _LIMIT, xtol=1e-14, rtol=1e-14))


def _cells(rows: Floats, columns: Floats, rho: float) -> tuple[Floats, Floats]:
    """Probability of each cell at ρ, and its derivative in ρ, from the thresholds of the margins.

    The distribution function is Φ(h)Φ(k) + (1/2π)∫₀^asin ρ exp(−(h² + k² − 2hk·sin t)/(2cos² t)) dt
    (Drezner & Wesolowsky 1990), its derivative in ρ the normal density.
    """
    h, k = rows[:, None], columns[None, :]
    half = np.arcsin(rho) / 2
    sines = np.sin(half * (_NODES + 1))[:, None, None]
    exponent = -(h * h + k * k - 2 * h * k * sines) / (2 * (1 - sines**2))
    integral = half / (2 * np.pi) * np.tensordot(_WEIGHTS, np.exp(exponent), axes=1)
    inner = stats.norm.cdf(h) * stats.norm.cdf(k) + integral
    density = np.exp(-(h * h + k * k - 2 * h * k * rho) / (2 * (1 - rho * rho)))
    density /= 2 * np.pi * np.sqrt(1 - rho * rho)
    below = np.zeros((len(rows) + 2, len(columns) + 2))
    below[1:-1, 1:-1] = inner
    below[-1, 1:-1], below[1:-1, -1], below[-1, -1] = stats.norm.cdf(columns), stats.norm.cdf(rows), 1
    p = np.diff(np.diff(below, axis=0), axis=1)
    # A cell that somebody is in has a probability, however small rounding makes it.
    change = np.diff(np.diff(np.pad(density, 1), axis=0), axis=1)
    return np.maximum(p, 1e-300), change


def _crosstab(x: Whole, y: Whole) -> Whole:
    """Counts of each pair of values, both coded from 0 without gaps."""
    size = int(y.max()) + 1
    flat = np.bincount(x * size + y, minlength=(int(x.max()) + 1) * size)
    return flat.reshape(-1, size).astype(np.int64)
