"""Agreement by turn, by sentence and by character side by side, with intervals over interviews.

The three differ on purpose. Characters weigh a passage by its length, and most text carries no code,
so that percentages by character are near 100 whatever the coders do; a turn asks only whether both
saw the point.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from triangulate.analysis.answers import Floats
from triangulate.analysis.intercoder import UnitMatrices, unit_matrices
from triangulate.records.tables import rows_of
from triangulate.study.model import Codebook

REPETITIONS = 1000
_MEASURES = ("agree_pct", "kappa", "alpha_nominal")


def turns_of(segments: pd.DataFrame) -> pd.DataFrame:
    """The participants' turns: document, turn, start, end, line (of its first sentence)."""
    spoken = segments[segments["role"] == "participant"]
    return spoken.groupby(["document", "turn"], as_index=False).agg(
        start=("start", "min"), end=("end", "max"), line=("line", "min")
    )


def sentences_of(segments: pd.DataFrame) -> pd.DataFrame:
    """The participants' sentences: document, turn, start, end, line."""
    spoken = segments[segments["role"] == "participant"]
    return spoken[["document", "turn", "start", "end", "line"]].reset_index(drop=True)


def character_units(codings: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """The turns cut wherever a coding begins or ends: document, start, end.

    Within such a piece every character is judged alike, so that a piece of n characters is n units.
    """
    rows = []
    edges = {
        name: np.unique(theirs[["start", "end"]].to_numpy(dtype=np.int64))
        for name, theirs in codings.groupby("document")
    }
    none = np.empty(0, dtype=np.int64)
    for turn in rows_of(turns):
        own = edges.get(turn.document, none)
        first, last = np.searchsorted(own, turn.start, "right"), np.searchsorted(own, turn.end, "left")
        ordered = [int(turn.start), *own[first:last].tolist(), int(turn.end)]
        rows += [(turn.document, a, b) for a, b in pairwise(ordered)]
    return pd.DataFrame(rows, columns=["document", "start", "end"])


def side_by_side(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    codes: Sequence[str],
    coders: Sequence[str],
    *,
    rolled_up: Codebook,
    seed: int,
    assigned: Mapping[str, Collection[str]] | None = None,
    repetitions: int = REPETITIONS,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Agreement on every code by each kind of unit, one row a unit and code.

    Columns: unit (turn, sentence, character), code, n_units, carried_n, and for agree_pct, kappa and
    alpha_nominal the value, ``…_ci_low`` and ``…_ci_high``: percentiles of a bootstrap that draws
    interviews with replacement. Formulas are those of
    :func:`triangulate.analysis.intercoder.code_agreement`, kappa being the mean over pairs of coders.
    """
    turns = turns_of(segments)
    kinds = {
        "turn": turns,
        "sentence": sentences_of(segments),
        "character": character_units(codings[codings["coder"].isin(coders)], turns),
    }
    frames = []
    for kind, units in kinds.items():
        matrices = unit_matrices(codings, units, codes, coders, rolled_up=rolled_up, assigned=assigned)
        weights = (units["end"] - units["start"]).to_numpy(float) if kind == "character" else None
        frame = weighted_agreement(
            matrices, units["document"], weights, seed=seed, repetitions=repetitions, confidence=confidence
        )
        frame.insert(0, "unit", kind)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def weighted_agreement(
    matrices: UnitMatrices,
    documents: pd.Series[str],
    weights: Floats | None = None,
    *,
    seed: int,
    repetitions: int = REPETITIONS,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Agreement with intervals from judgements of units that may stand for several alike.

    ``documents`` names each unit's interview, ``weights`` says how many units each stands for (one by
    default). Columns as :func:`side_by_side` without ``unit``.
    """
    coders = list(matrices)
    columns = ["code", "n_units", "carried_n"]
    for name in _MEASURES:
        columns += [name, f"{name}_ci_low", f"{name}_ci_high"]
    if len(coders) < 2:
        return pd.DataFrame(columns=columns)
    place, names = pd.factorize(documents)
    weight = np.ones(len(place)) if weights is None else weights
    shared = _shared(matrices, place, len(names))
    rng = np.random.default_rng(seed)
    drawn = (
        rng.multinomial(len(shared), np.full(len(shared), 1 / len(shared)), repetitions)
        if len(shared)
        else None
    )
    rows = []
    for code in matrices[coders[0]].columns:
        judged = np.stack([matrices[coder][code].to_numpy(dtype=np.float64) for coder in coders])
        sums = _sums(judged, place, weight, len(names))[shared]
        row: dict[str, object] = {"code": code}
        total = sums.sum(axis=0, keepdims=True)
        row["n_units"], row["carried_n"] = int(total[0, 0]), int(total[0, 1])
        values = _measures(total, len(coders))
        draws = _measures(drawn @ sums, len(coders)) if drawn is not None else None
        for name in _MEASURES:
            row[name] = float(values[name][0])
            low, high = _percentiles(draws[name], confidence) if draws is not None else (np.nan, np.nan)
            row[f"{name}_ci_low"], row[f"{name}_ci_high"] = low, high
        rows.append(row)
    return pd.DataFrame(rows, columns=columns)


def _shared(matrices: UnitMatrices, place: np.ndarray, n: int) -> np.ndarray:
    """The numbers of the interviews that at least two coders judge."""
    count = np.zeros(n)
    for matrix in matrices.values():
        judged = ~np.isnan(matrix.to_numpy(dtype=np.float64)).all(axis=1)
        count += np.bincount(place, weights=judged, minlength=n) > 0
    return np.flatnonzero(count >= 2)


def _sums(judged: Floats, place: np.ndarray, weight: Floats, n: int) -> Floats:
    """What the coefficients are made of, one row an interview, so that rows can be added up.

    Columns: units, carried; pairs, pairs alike; Krippendorff's Σo_cc, n_0, n_1; then four counts
    (both, first, second, neither) for each pair of coders.
    """
    m = (~np.isnan(judged)).sum(axis=0)
    ones = (np.nan_to_num(judged) > 0).sum(axis=0)
    zeros = m - ones
    pairable = m >= 2
    alike = ones * (ones - 1) + zeros * (zeros - 1)
    columns = [
        pairable,
        pairable & (ones > 0),
        m * (m - 1),
        alike,
        np.divide(alike, m - 1, out=np.zeros(len(m)), where=pairable),
        np.where(pairable, zeros, 0),
        np.where(pairable, ones, 0),
    ]
    for first, second in combinations(judged, 2):
        known = ~(np.isnan(first) | np.isnan(second))
        a, b = known & (first > 0), known & (second > 0)
        columns += [a & b, a & ~b, b & ~a, known & ~a & ~b]
    return np.stack([np.bincount(place, weights=column * weight, minlength=n) for column in columns], axis=1)


def _measures(sums: Floats, coders: int) -> dict[str, Floats]:
    """The coefficients of each row of sums; NaN where one is not defined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs, alike, o_alike, n0, n1 = (sums[:, k] for k in range(2, 7))
        n = n0 + n1
        expected = n * n - n0 * n0 - n1 * n1
        alpha = np.where(expected > 0, 1 - (n - 1) * (n - o_alike) / expected, np.nan)
        kappas = []
        for k in range(coders * (coders - 1) // 2):
            both, first, second, neither = (sums[:, 7 + 4 * k + i] for i in range(4))
            size = both + first + second + neither
            chance = (both + first) * (both + second) + (second + neither) * (first + neither)
            gap = size * size - chance
            kappas.append(np.where(gap > 0, ((both + neither) * size - chance) / gap, np.nan))
        stacked = np.stack(kappas)
        defined = (~np.isnan(stacked)).sum(axis=0)
        kappa = np.where(defined > 0, np.nansum(stacked, axis=0) / defined, np.nan)
        return {"agree_pct": 100 * alike / pairs, "kappa": kappa, "alpha_nominal": alpha}


def _percentiles(draws: Floats, confidence: float) -> tuple[float, float]:
    """The percentile interval over the draws in which the coefficient is defined; none below half."""
    known = draws[~np.isnan(draws)]
    if len(known) * 2 < len(draws) or not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
