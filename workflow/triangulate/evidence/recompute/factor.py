"""McDonald's omega of one factor: minres loadings by repeated weighted steps, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence

#: No communality above this, as in R's psych.
_LIMIT = math.sqrt(0.995)
_ENOUGH = 20_000
_STILL = 1e-15

Matrix = list[list[float]]


class NotConverged(Exception):
    """The loadings would still move."""


def omega(columns: Sequence[Sequence[float]]) -> float | None:
    """ω = 1 − Σ(1 − λ²)/Σr over complete cases, given as columns that vary.

    λ minimises Σ_{i<j} (r_ij − λ_i·λ_j)²: each loading in turn gets its best value given the
    others, until none moves. Two columns count as equally loaded: ω = 2r/(1 + r), None for r ≤ 0.
    Raises :class:`NotConverged`.
    """
    k = len(columns)
    if k < 2:
        return None
    r = _correlations(columns)
    if k == 2:
        return 2 * r[0][1] / (1 + r[0][1]) if r[0][1] > 0 else None
    total = math.fsum(math.fsum(row) for row in r)
    if total <= 0:
        return None
    loadings = _minres(r)
    return 1 - math.fsum(1 - x * x for x in loadings) / total


def _correlations(columns: Sequence[Sequence[float]]) -> Matrix:
    centred = []
    for column in columns:
        centre = math.fsum(column) / len(column)
        centred.append([value - centre for value in column])
    lengths = [math.sqrt(math.fsum(v * v for v in column)) for column in centred]
    return [
        [
            1.0 if i == j else math.fsum(a * b for a, b in zip(x, y, strict=True)) / (lengths[i] * lengths[j])
            for j, y in enumerate(centred)
        ]
        for i, x in enumerate(centred)
    ]


def _minres(r: Matrix) -> list[float]:
    k = len(r)
    loadings = [max(-_LIMIT, min(_LIMIT, x)) for x in _first_component(r)]
    places = range(k)
    for _ in range(_ENOUGH):
        moved = 0.0
        for i in places:
            others = math.fsum(loadings[j] ** 2 for j in places if j != i)
            if others > 0:
                best = math.fsum(r[i][j] * loadings[j] for j in places if j != i) / others
                best = max(-_LIMIT, min(_LIMIT, best))
                moved = max(moved, abs(best - loadings[i]))
                loadings[i] = best
        if moved < _STILL:
            return loadings
    if moved < 1e-11:
        return loadings
    raise NotConverged


def _first_component(r: Matrix) -> list[float]:
    """Loadings on the first principal component, by the power method."""
    k = len(r)
    vector = [math.fsum(row) + 1e-3 * i for i, row in enumerate(r)]
    value = 0.0
    for _ in range(2_000):
        length = math.sqrt(math.fsum(x * x for x in vector))
        unit = [x / length for x in vector]
        vector = [math.fsum(a * b for a, b in zip(row, unit, strict=True)) for row in r]
        before, value = value, math.fsum(a * b for a, b in zip(vector, unit, strict=True))
        if abs(value - before) < 1e-14 * k:
            break
    length = math.sqrt(math.fsum(x * x for x in vector))
    return [x / length * math.sqrt(max(value, 0.0)) for x in vector]
