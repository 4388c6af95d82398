"""McDonald's omega total of one factor, by minres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from triangulate.analysis.answers import Floats, Truths

#: The largest communality allowed, as in R's psych (uniqueness no lower than .005).
COMMUNALITY_LIMIT = 0.995
_SWEEPS = 2000
_TOLERANCE = 1e-14


@dataclass(frozen=True, slots=True)
class OneFactor:
    """A one-factor solution. ``improper`` means that a communality ran into its limit (a Heywood
    case)."""

    omega: float
    loadings: Floats
    improper: bool


def one_factor(correlations: Floats) -> OneFactor:
    """Omega total from a correlation matrix of k statements, k ≥ 2, none of them constant.

    Loadings λ minimise Σ_{i<j} (r_ij − λ_i λ_j)² (minres of Harman & Jones 1966, Psychometrika
    31:351, which is unweighted least squares on the off-diagonal), |λ| at most √.995, total loading
    positive. Then ω_t = 1 − Σ(1 − λ²)/Σr_ij, the sum over all of the matrix as observed (McDonald
    1999, Test Theory, p. 89; Revelle & Zinbarg 2009, Psychometrika 74:145). This is
    ``psych::omega(x, nfactors = 1, flip = FALSE)$omega.tot`` in R with its default estimator; psych
    stops at about 1e-8, this goes on to the minimum. On correlations, so it belongs to the sum of
    standardised statements.

    Two statements do not identify two loadings; they are then taken as equal, so that ω = 2r/(1 +
    r), NaN for r ≤ 0. NaN too where the correlations add up to nothing positive.
    """
    k = len(correlations)
    if k == 2:
        r = float(correlations[0, 1])
        if r <= 0:
            return OneFactor(float("nan"), np.full(2, np.nan), False)
        return OneFactor(2 * r / (1 + r), np.full(2, np.sqrt(r)), False)
    limit = np.sqrt(COMMUNALITY_LIMIT)
    loadings = _sweep(correlations, np.clip(_first_component(correlations), -limit, limit), limit)
    at_limit = np.abs(loadings) >= limit
    loadings = _polish(correlations, loadings, ~at_limit)
    if loadings.sum() < 0:
        loadings = -loadings
    total = float(correlations.sum())
    omega = 1 - float((1 - loadings**2).sum()) / total if total > 0 else float("nan")
    return OneFactor(omega, loadings, bool(at_limit.any()))


def _first_component(correlations: Floats) -> Floats:
    """A start: the first principal component's loadings."""
    values, vectors = np.linalg.eigh(correlations)
    return np.asarray(vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0)), dtype=np.float64)


def _sweep(correlations: Floats, start: Floats, limit: float) -> Floats:
    """Minimise over one loading at a time, each exactly, within the limits; the loss never
    rises."""
    loadings = start.copy()
    off = correlations - np.diag(np.diag(correlations))
    for _ in range(_SWEEPS):
        before = loadings.copy()
        for i in range(len(loadings)):
            others = float(loadings @ loadings) - loadings[i] ** 2
            if others > 0:
                loadings[i] = np.clip(float(off[i] @ loadings) / others, -limit, limit)
        if float(np.abs(loadings - before).max()) < _TOLERANCE:
            break
    return loadings


def _polish(correlations: Floats, loadings: Floats, free: Truths) -> Floats:
    """Newton steps on the loadings that are not at a limit: the last digits that sweeps are slow to
    find."""
    best = loadings.copy()
    off = correlations - np.diag(np.diag(correlations))
    for _ in range(20):
        outer = np.outer(best, best)
        residual = off - outer + np.diag(np.diag(outer))
        gradient = -2 * residual @ best
        hessian = -2 * (off - 2 * outer)
        np.fill_diagonal(hessian, 2 * (float(best @ best) - best**2))
        block = hessian[np.ix_(free, free)]
        # Away from a clear minimum a Newton step may climb; the sweeps' result then stands.
        if not free.any() or float(np.linalg.eigvalsh(block)[0]) <= 1e-10:
            return loadings
        step = np.zeros_like(best)
        step[free] = np.linalg.solve(block, gradient[free])
        best = best - step
        if float(np.abs(step).max()) < _TOLERANCE:
            break
    moved = float(np.abs(best - loadings).max())
    return best if moved < 1e-3 else loadings
