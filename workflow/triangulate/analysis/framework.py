"""The framework matrix: what each interview says on each area, in a cell with a summary and a quote.

Summaries are counted, not written: which codes the interview carries in the area, for and against.
Whoever interprets the matrix writes over them in a copy.
"""

from __future__ import annotations

import pandas as pd

from triangulate.analysis.coding import valence_of
from triangulate.records.tables import rows_of
from triangulate.study.model import Codebook

COLUMNS = ["document", "group", "area", "codes_n", "passages_n", "leaning", "summary", "quote", "line"]
#: A quote in a cell is cut after about so many characters, at a word.
LONGEST = 320


def framework_matrix(
    counted: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook, bank: pd.DataFrame
) -> pd.DataFrame:
    """One row an interview and area, in the order of groups and documents; every cell, also empty ones.

    ``bank`` is :func:`triangulate.analysis.quotes.quote_bank`, from which each cell takes the passage
    nearest to two sentences. ``leaning``: for, against, mixed, neutral, or empty where nothing is coded.
    """
    labels = {code.id: code.label for code in codebook.codes}
    area_of = {code.id: codebook.top(code.id) for code in codebook.codes}
    order = {code.id: i for i, code in enumerate(codebook.codes)}
    marked = counted.assign(area=counted["code"].map(area_of))
    cells = {key: rows for key, rows in marked.groupby(["document", "area"])}
    quotes = {key: rows for key, rows in bank.groupby(["document", "area"])} if len(bank) else {}
    rows: list[tuple[object, ...]] = []
    for document in rows_of(documents.sort_values(["group", "document"], kind="stable")):
        for area in (code.id for code in codebook.codes if code.parent is None):
            key = (document.document, area)
            own = cells.get(key)
            if own is None:
                rows.append((document.document, document.group, area, 0, 0, "", "", "", None))
                continue
            counts = own["code"].value_counts()
            codes = sorted(counts.index, key=order.__getitem__)
            summary = "; ".join(
                labels[code] + (f" ({counts[code]})" if counts[code] > 1 else "") for code in codes
            )
            quote, line = _quote(quotes.get(key))
            rows.append(
                (
                    document.document, document.group, area, len(codes), len(own),
                    _leaning({valence_of(codebook, code) for code in codes}), summary, quote, line,
                )
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["line"] = frame["line"].astype("Int64")
    return frame


def _leaning(found: set[str]) -> str:
    if {"positive", "negative"} <= found:
        return "mixed"
    for valence, word in (("positive", "for"), ("negative", "against")):
        if valence in found:
            return word
    return "neutral"


def _quote(rows: pd.DataFrame | None) -> tuple[str, int | None]:
    if rows is None or rows.empty:
        return "", None
    lengths = rows["text"].str.len()
    best = rows.loc[(lengths - 200).abs().sort_values(kind="stable").index[0]]
    words = str(best["text"])
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0] + " …"
    return words, int(best["line"])
