"""How far coders agree, on units that both could have coded.

A unit is a stretch of a document (a turn, a sentence); a unit carries a code for a coder who has
a coding of that code overlapping it. Everything is judged code by code: carries it or does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from triangulate.analysis.answers import Floats
from triangulate.records.spans import Spans
from triangulate.study.model import Codebook

NAN = float("nan")
NO_VARIATION = "no variation: every unit was judged the same"
NO_UNITS = "no unit was judged by two coders"

#: Each coder's units × codes: 1 carries the code, 0 does not, NaN not this coder's to judge.
UnitMatrices = dict[str, pd.DataFrame]


def unit_matrices(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codes: Sequence[str],
    coders: Sequence[str],
    *,
    rolled_up: Codebook | None = None,
    assigned: Mapping[str, Collection[str]] | None = None,
) -> UnitMatrices:
    """Which unit carries which code, one matrix a coder: rows as ``units``, columns as ``codes``.

    ``codings`` has the columns document, start, end, code, coder, ``units`` document, start, end:
    half-open code points of the same text. A coding and a unit overlap if they share a code point,
    as :meth:`triangulate.raw.model.Span.overlaps` has it. With a codebook in ``rolled_up`` a code's
    descendants count as the code itself.

    A coder judges the documents in which they have any coding at all, and those ``assigned`` to
    them: say who was assigned what where a coder may have read a document and found nothing in it.
    Elsewhere the matrix is NaN, since silence in a document that somebody never opened is not a
    judgement.
    """
    counts_for = _counts_for(codes, rolled_up)
    spans = Spans(units)
    matrices: UnitMatrices = {}
    for coder in coders:
        theirs = codings[codings["coder"] == coder]
        judged = {*theirs["document"], *(assigned or {}).get(coder, ())}
        values = np.full((len(spans), len(codes)), np.nan)
        marked = Spans(theirs)
        none = np.zeros(len(codes), dtype=np.float32)
        counting = np.array([counts_for.get(code, none) for code in theirs["code"]]).reshape(-1, len(codes))
        for document, places in spans.documents():
            if document in judged:
                overlap = spans.against(marked, document).astype(np.float32)
                values[places] = overlap @ counting[marked.of(document)] > 0
        matrices[coder] = pd.DataFrame(values, index=units.index, columns=list(codes))
    return matrices


def code_agreement(matrices: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Agreement on each code among all coders, one row a code in the matrices' order.

    Columns: code, coders, n_units (judged by at least two coders), carried_n (of those, units to
    which at least one coder gave the code), agree_pct (pairs of judgements of one unit that are the
    same, 0 to 100), kappa (Cohen's for two coders; for more, the mean over the pairs in which it is
    defined, as Light 1971, Psychological Bulletin 76:365), kappa_reason, alpha_nominal
    (:func:`krippendorff_alpha`), alpha_reason. A reason is empty where there is a value. Codes are
    rare, so agree_pct is high by nature: read it with the others.
    """
    coders = list(matrices)
    rows = []
    for code in matrices[coders[0]].columns if coders else []:
        values = np.stack([matrices[coder][code].to_numpy(dtype=np.float64) for coder in coders])
        shared = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
        kappas = [cohen_kappa(values[a], values[b]) for a, b in combinations(range(len(coders)), 2)]
        kappa = [value for value, _ in kappas if not np.isnan(value)]
        alpha, alpha_reason = krippendorff_alpha(values)
        rows.append(
            {
                "code": code,
                "coders": len(coders),
                "n_units": shared.shape[1],
                "carried_n": int((np.nan_to_num(shared) > 0).any(axis=0).sum()) if len(coders) else 0,
                "agree_pct": _percent_alike(shared),
                "kappa": float(np.mean(kappa)) if kappa else NAN,
                "kappa_reason": "" if kappa else _shared_reason([reason for _, reason in kappas]),
                "alpha_nominal": alpha,
                "alpha_reason": alpha_reason,
            }
        )
    whole, real = ["coders", "n_units", "carried_n"], ["agree_pct", "kappa", "alpha_nominal"]
    columns = ["code", *whole, "agree_pct", "kappa", "kappa_reason", "alpha_nominal", "alpha_reason"]
    types = dict.fromkeys(whole, "int64") | dict.fromkeys(real, "float64")
    types |= dict.fromkeys(("code", "kappa_reason", "alpha_reason"), "str")
    return pd.DataFrame(rows, columns=columns).astype(types)


def pair_agreement(matrices: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Agreement of every pair of coders on each code, one row a pair and code.

    Columns: first, second (coders), code, n_units (judged by both), both, first_only, second_only,
    neither (units), agree_pct, kappa, kappa_reason.
    """
    rows = []
    for first, second in combinations(matrices, 2):
        for code in matrices[first].columns:
            a = matrices[first][code].to_numpy(dtype=np.float64)
            b = matrices[second][code].to_numpy(dtype=np.float64)
            both, first_only, second_only, neither = _fourfold(a, b)
            n = both + first_only + second_only + neither
            kappa, reason = cohen_kappa(a, b)
            agree = 100 * (both + neither) / n if n else NAN
            rows.append(
                (first, second, code, n, both, first_only, second_only, neither, agree, kappa, reason)
            )
    whole = ["n_units", "both", "first_only", "second_only", "neither"]
    columns = ["first", "second", "code", *whole, "agree_pct", "kappa", "kappa_reason"]
    types = dict.fromkeys(whole, "int64") | {"agree_pct": "float64", "kappa": "float64"}
    types |= dict.fromkeys(("first", "second", "code", "kappa_reason"), "str")
    return pd.DataFrame(rows, columns=columns).astype(types)


def cohen_kappa(first: Floats, second: Floats) -> tuple[float, str]:
    """Cohen's kappa of two coders' 0/1 judgements over the units both judged, and why there is
    none.

    κ = (p_o − p_e)/(1 − p_e), p_e from each coder's own margins (Cohen 1960, Educational and
    Psychological Measurement 20:37). Undefined, not 1, where both gave every unit the same
    judgement.
    """
    both, first_only, second_only, neither = _fourfold(first, second)
    n = both + first_only + second_only + neither
    if n == 0:
        return NAN, NO_UNITS
    # In whole numbers: n²·p_e, so that "no variation" is found exactly.
    chance = (both + first_only) * (both + second_only) + (second_only + neither) * (first_only + neither)
    if chance == n * n:
        return NAN, NO_VARIATION
    return ((both + neither) * n - chance) / (n * n - chance), ""


def krippendorff_alpha(values: Floats) -> tuple[float, str]:
    """Krippendorff's alpha, nominal, of judgements (coders × units, NaN for none), and why there is
    none.

    α = 1 − D_o/D_e over the units with m ≥ 2 judgements: with the coincidences o_cc = Σ n_uc(n_uc −
    1)/(m_u − 1), n_c = Σ n_uc and n = Σ n_c, α = 1 − (n − 1)·(n − Σo_cc)/(n² − Σn_c²) (Krippendorff
    2019, Content Analysis, 4th ed., ch. 12). Undefined, not 1, where all judgements are the same.
    """
    m = (~np.isnan(values)).sum(axis=0)
    pairable = values[:, m >= 2]
    if pairable.shape[1] == 0:
        return NAN, NO_UNITS
    given = m[m >= 2]
    categories = np.unique(pairable[~np.isnan(pairable)])
    if len(categories) < 2:
        return NAN, NO_VARIATION
    by_unit = np.stack([(pairable == category).sum(axis=0) for category in categories])
    alike = float((by_unit * (by_unit - 1) / (given - 1)).sum())
    totals = by_unit.sum(axis=1)
    n = int(totals.sum())
    return 1 - (n - 1) * (n - alike) / (n * n - int((totals**2).sum())), ""


def _counts_for(codes: Sequence[str], codebook: Codebook | None) -> dict[str, npt.NDArray[np.float32]]:
    """For each code that somebody may have given, which of ``codes`` it counts for: 1 or 0."""
    found: dict[str, npt.NDArray[np.float32]] = {}
    for column, code in enumerate(codes):
        for given in (code, *(codebook.descendants(code) if codebook is not None else ())):
            found.setdefault(given, np.zeros(len(codes), dtype=np.float32))[column] = 1
    return found


def _fourfold(first: Floats, second: Floats) -> tuple[int, int, int, int]:
    """Units with the code by both, by the first only, by the second only, by neither."""
    judged = ~(np.isnan(first) | np.isnan(second))
    a, b = first[judged] > 0, second[judged] > 0
    return int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum()), int((~a & ~b).sum())


def _percent_alike(shared: Floats) -> float:
    """Of all pairs of judgements of one unit, the percentage that is alike."""
    ones = (np.nan_to_num(shared) > 0).sum(axis=0)
    m = (~np.isnan(shared)).sum(axis=0)
    pairs = int((m * (m - 1)).sum())
    alike = int((ones * (ones - 1) + (m - ones) * (m - ones - 1)).sum())
    return 100 * alike / pairs if pairs else NAN


def _shared_reason(reasons: Sequence[str]) -> str:
    """Why no pair of coders has a kappa: the reason of most weight."""
    if NO_VARIATION in reasons:
        return NO_VARIATION
    return NO_UNITS
