"""Probabilities and quantiles of the normal and the F distribution, from the standard library."""

from __future__ import annotations

import math
from statistics import NormalDist

_TINY = 1e-300
_TERMS = 10_000


def normal_quantile(p: float) -> float:
    """z with P(Z < z) = p; Newton's steps on ``erfc`` polish the standard library's value."""
    z = NormalDist().inv_cdf(p)
    for _ in range(3):
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        z -= (0.5 * math.erfc(-z / math.sqrt(2)) - p) / density
    return z


def two_sided_p(z: float) -> float:
    """P(\\|Z\\| > \\|z\\|) of a standard normal Z."""
    return math.erfc(abs(z) / math.sqrt(2))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b), regularised, by the continued fraction of Abramowitz & Stegun 26.5.8 evaluated
    with Lentz's method; the fraction is used on the side on which it converges quickly."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return front * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, _TERMS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + step * d
            c = 1 + step / c
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            value *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return value


def f_quantile(p: float, d1: float, d2: float) -> float:
    """The value that an F variable with d1 and d2 degrees of freedom stays below with probability
    p: bisection on I_x(d1/2, d2/2), x = d1·F/(d1·F + d2)."""
    low, high = 0.0, 1.0
    while _f_below(high, d1, d2) < p:
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if _f_below(middle, d1, d2) < p:
            low = middle
        else:
            high = middle


def _f_below(f: float, d1: float, d2: float) -> float:
    return incomplete_beta(d1 / 2, d2 / 2, d1 * f / (d1 * f + d2))
