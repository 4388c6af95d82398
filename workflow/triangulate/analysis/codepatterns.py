"""How codes go together, lean, and vary between cases: co-occurrence, valence and negative cases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from triangulate.analysis.coding import valence_of
from triangulate.records.spans import Spans
from triangulate.records.tables import rows_of
from triangulate.study.model import Codebook, Group


def case_matrix(counted: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """0/1 for each interview and code (or a code below it): document, group, then a column a code.

    Every interview in use has a row, coded or not; ready for a statistics program.
    """
    frame = documents[["document", "group"]].sort_values("document", kind="stable").reset_index(drop=True)
    raised = counted.groupby("document")["code"].agg(set).to_dict()
    columns = {}
    for code in codebook.codes:
        family = {code.id, *codebook.descendants(code.id)}
        columns[code.id] = [int(bool(raised.get(d, set()) & family)) for d in frame["document"]]
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)


def cooccurrence(counted: pd.DataFrame, units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Pairs of codes in one unit (turn), as given: first, second, units_n, interviews_n, jaccard.

    ``units``: document, start, end. ``jaccard`` is units with both by units with either. A code and
    one above it are no pair. Sorted by interviews, then units.
    """
    carriers: dict[str, set[tuple[str, int]]] = {}
    spans = Spans(units)
    for coding in rows_of(counted):
        touched = spans.at(coding.document, coding.start, coding.end)
        if len(spans.of(coding.document)):
            own = carriers.setdefault(str(coding.code), set())
            own.update((str(coding.document), int(place)) for place in touched)
    order = [code.id for code in codebook.codes if code.id in carriers]
    rows = []
    for i, first in enumerate(order):
        for second in order[i + 1 :]:
            if first in codebook.ancestors(second) or second in codebook.ancestors(first):
                continue
            both = carriers[first] & carriers[second]
            if both:
                either = carriers[first] | carriers[second]
                rows.append((first, second, len(both), len({d for d, _ in both}), len(both) / len(either)))
    frame = pd.DataFrame(rows, columns=["first", "second", "units_n", "interviews_n", "jaccard"])
    return frame.sort_values(
        ["interviews_n", "units_n", "first", "second"], ascending=[False, False, True, True], kind="stable"
    ).reset_index(drop=True)


def valence_by_area(
    counted: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook, groups: Sequence[Group]
) -> pd.DataFrame:
    """Interviews and passages for and against each area, one row an area and group.

    Columns: area, group, interviews (in use), interviews_positive, interviews_negative,
    interviews_both, passages_positive, passages_negative, passages_neutral. An area is a top-level
    code; codes that say nothing of their leaning are neutral.
    """
    area = {code.id: codebook.top(code.id) for code in codebook.codes}
    leaning = {code.id: valence_of(codebook, code.id) for code in codebook.codes}
    rows = []
    for top in (code.id for code in codebook.codes if code.parent is None):
        for group in groups:
            own = counted[(counted["group"] == group.id) & (counted["code"].map(area) == top)]
            lean = own["code"].map(leaning)
            speaking = {v: set(own.loc[lean == v, "document"]) for v in ("positive", "negative")}
            rows.append(
                (
                    top, group.id, int((documents["group"] == group.id).sum()),
                    len(speaking["positive"]), len(speaking["negative"]),
                    len(speaking["positive"] & speaking["negative"]),
                    *(int((lean == v).sum()) for v in ("positive", "negative", "neutral")),
                )
            )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=[
            "area", "group", "interviews", "interviews_positive", "interviews_negative",
            "interviews_both", "passages_positive", "passages_negative", "passages_neutral",
        ],
    )  # fmt: skip


def negative_cases(
    counted: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook, groups: Sequence[Group]
) -> pd.DataFrame:
    """Interviews that speak only against what their group mostly says of an area.

    A group leans where at least two in three of its interviews that speak for or against an area
    (mixed ones counted on both sides) are on one side; an interview of the other side alone is a
    case to look into. Columns: area, group, leaning, speaking_n, document, passages_n.
    """
    area = {code.id: codebook.top(code.id) for code in codebook.codes}
    leaning = {code.id: valence_of(codebook, code.id) for code in codebook.codes}
    marked = counted.assign(area=counted["code"].map(area), lean=counted["code"].map(leaning))
    marked = marked[marked["lean"] != "neutral"]
    rows = []
    for top in (code.id for code in codebook.codes if code.parent is None):
        for group in groups:
            own = marked[(marked["area"] == top) & (marked["group"] == group.id)]
            sides = {v: set(own.loc[own["lean"] == v, "document"]) for v in ("positive", "negative")}
            total = len(sides["positive"]) + len(sides["negative"])
            for main, other in (("positive", "negative"), ("negative", "positive")):
                if total and len(sides[main]) * 3 >= total * 2:
                    for document in sorted(sides[other] - sides[main]):
                        passages = int((own["document"] == document).sum())
                        rows.append(
                            (
                                top,
                                group.id,
                                main,
                                len(sides["positive"] | sides["negative"]),
                                document,
                                passages,
                            )
                        )
    return pd.DataFrame(rows, columns=["area", "group", "leaning", "speaking_n", "document", "passages_n"])


def saturation(
    counted: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    seed: int,
    permutations: int = 500,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """How many codes have been heard after each interview, over random orders of the interviews.

    One row a number of interviews k: interviews, codes_mean, codes_low, codes_high (percentiles over
    the orders), new_mean (codes first heard in the k-th interview). The curve never falls; where new
    codes stop coming, further interviews added none of the codes in use (Guest, Namey & Chen 2020,
    PLoS ONE 15:e0232076, permuted).
    """
    columns = ["interviews", "codes_mean", "codes_low", "codes_high", "new_mean"]
    names = sorted(documents["document"])
    codes = sorted(counted["code"].unique())
    if not names or not codes:
        return pd.DataFrame(columns=columns)
    heard = np.zeros((len(names), len(codes)), dtype=bool)
    row, column = {n: i for i, n in enumerate(names)}, {c: i for i, c in enumerate(codes)}
    pairs = counted[["document", "code"]].drop_duplicates()
    for document, code in rows_of(pairs):
        if document in row:
            heard[row[document], column[code]] = True
    rng = np.random.default_rng(seed)
    curves = np.empty((permutations, len(names)))
    for k in range(permutations):
        curves[k] = np.logical_or.accumulate(heard[rng.permutation(len(names))], axis=0).sum(axis=1)
    low, high = np.quantile(curves, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    mean = curves.mean(axis=0)
    return pd.DataFrame(
        {
            "interviews": np.arange(1, len(names) + 1),
            "codes_mean": mean,
            "codes_low": low,
            "codes_high": high,
            "new_mean": np.diff(mean, prepend=0),
        }
    )
