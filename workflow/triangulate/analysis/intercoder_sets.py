"""Agreement on whole sets of codes, and on where passages begin and end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from triangulate.analysis.intercoder import UnitMatrices

Section = tuple[int, int]


def masi_distance(first: Collection[str], second: Collection[str]) -> float:
    """1 − J·M of two sets of codes: J is Jaccard's index, M 1 for equal sets, 2/3 where one holds the
    other, 1/3 where they overlap, 0 where they share nothing (Passonneau 2006, LREC). Two empty sets
    agree."""
    a, b = set(first), set(second)
    if a == b:
        return 0.0
    shared = len(a & b)
    if not shared:
        return 1.0
    monotonic = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - shared / len(a | b) * monotonic


def masi_alpha(matrices: UnitMatrices) -> float:
    """Krippendorff's alpha of the sets of codes that coders gave to each unit, with MASI distance.

    α = 1 − D_o/D_e over units that two coders judged: D_o is the mean distance within units, each
    unit's pairs weighed by 1/(m − 1), D_e that over all pairs of judgements (Krippendorff 2019, ch. 12).
    Judgements of no code at all enter as the empty set. NaN where all sets are the same.
    """
    coders = list(matrices)
    if len(coders) < 2:
        return float("nan")
    codes = list(matrices[coders[0]].columns)
    values = np.stack([matrices[c].to_numpy(dtype=np.float64) for c in coders])
    judged = ~np.isnan(values).all(axis=2)
    kept = judged.sum(axis=0) >= 2
    values, judged = values[:, kept], judged[:, kept]
    kinds, numbers = np.unique(np.nan_to_num(values).reshape(-1, len(codes)) > 0, axis=0, return_inverse=True)
    sets = [frozenset(np.flatnonzero(kind).astype(str)) for kind in kinds]
    distance = np.array([[masi_distance(a, b) for b in sets] for a in sets])
    given = numbers.reshape(judged.shape)
    m = judged.sum(axis=0)
    observed = 0.0
    for i, j in combinations(range(len(coders)), 2):
        both = judged[i] & judged[j]
        observed += float((2 * distance[given[i], given[j]][both] / (m[both] - 1)).sum())
    counts = np.bincount(given[judged], minlength=len(sets)).astype(float)
    n = counts.sum()
    expected = float(counts @ distance @ counts)
    return 1 - (n - 1) * observed / expected if expected else float("nan")


def unitising_alpha(coders: Sequence[Sequence[Section]], length: int) -> float:
    """Krippendorff's alpha for unitising one code in a continuum of ``length`` characters.

    ``coders`` holds each coder's passages, half-open and without overlap. Distances between passages
    that overlap are the squared differences of their ends; a passage that falls wholly into another
    coder's gap costs its squared length (Krippendorff 1995, Sociological Methodology 25:47, eqs. 3-6;
    2004, Content Analysis, ch. 11.6). NaN where nobody has a passage.
    """
    m = len(coders)
    sections = [_with_gaps(passages, length) for passages in coders]
    observed = 0.0
    for i, j in combinations(range(m), 2):
        observed += 2 * _differences(sections[i], sections[j])
    observed /= m * (m - 1) * length**2
    marked = [end - start for passages in coders for start, end in passages]
    if not marked:
        return float("nan")
    gaps = np.array([e - s for own in sections for s, e, w in own if not w], dtype=float)
    total = 0.0
    for long in marked:
        room = gaps[gaps >= long] - long + 1
        total += (len(marked) - 1) / 3 * (2 * long**3 - 3 * long**2 + long) + long**2 * float(room.sum())
    pairs = m * length * (m * length - 1) - sum(long * (long - 1) for long in marked)
    expected = 2 / length * total / pairs
    return 1 - observed / expected if expected else float("nan")


def _with_gaps(passages: Sequence[Section], length: int) -> list[tuple[int, int, bool]]:
    """The continuum cut into passages and gaps."""
    found: list[tuple[int, int, bool]] = []
    at = 0
    for start, end in sorted(passages):
        if start > at:
            found.append((at, start, False))
        found.append((start, end, True))
        at = end
    if at < length:
        found.append((at, length, False))
    return found


def _differences(first: Sequence[tuple[int, int, bool]], second: Sequence[tuple[int, int, bool]]) -> float:
    total = 0.0
    for start, end, marked in first:
        for other_start, other_end, other_marked in second:
            if marked and other_marked and start < other_end and other_start < end:
                total += (start - other_start) ** 2 + (end - other_end) ** 2
            elif marked and not other_marked and other_start <= start and end <= other_end:
                total += (end - start) ** 2
            elif other_marked and not marked and start <= other_start and other_end <= end:
                total += (other_end - other_start) ** 2
    return total


def boundary_agreement(
    codings: pd.DataFrame, turns: pd.DataFrame, families: dict[str, Collection[str]], coders: Sequence[str]
) -> pd.DataFrame:
    """Unitising alpha of each code over the documents that all ``coders`` coded, laid end to end.

    ``families`` says which codes count for a code; passages of one coder that touch are joined.
    Columns: code, alpha_unitising.
    """
    theirs = codings[codings["coder"].isin(coders)]
    shared = theirs.groupby("document")["coder"].nunique()
    lengths = turns.groupby("document")["end"].max()
    documents = sorted(shared[shared == len(coders)].index)
    starts: dict[str, int] = {}
    at = 0
    for document in documents:
        starts[document] = at
        at += int(max(lengths.get(document, 0), theirs.loc[theirs["document"] == document, "end"].max()))
    used = theirs[theirs["document"].isin(documents)]
    rows = []
    for code, family in families.items():
        own = used[used["code"].isin(list(family))]
        passages = [
            _joined(
                (starts[str(d)] + int(s), starts[str(d)] + int(e))
                for d, s, e in own.loc[own["coder"] == coder, ["document", "start", "end"]].itertuples(
                    index=False
                )
            )
            for coder in coders
        ]
        rows.append((code, unitising_alpha(passages, at) if at and len(coders) > 1 else float("nan")))
    return pd.DataFrame(rows, columns=["code", "alpha_unitising"])


def _joined(passages: Iterable[Section]) -> list[Section]:
    found: list[Section] = []
    for start, end in sorted(passages):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
