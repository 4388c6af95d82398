"""The framework matrix: what each interview says on each area, in a cell with a summary and a quote.

Summaries are counted, not written: which codes the interview carries in the area, for and against.
Whoever interprets the matrix writes over them in a copy.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from triangulate.analysis.coding import valence_of
from triangulate.analysis.quotes import WANTED
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
    cells: dict[tuple[str, str], Counter[str]] = {}
    for document, code in zip(counted["document"], counted["code"], strict=True):
        cells.setdefault((str(document), area_of[code]), Counter())[str(code)] += 1
    quotes = _quotes(bank)
    rows: list[tuple[object, ...]] = []
    for document in rows_of(documents.sort_values(["group", "document"], kind="stable")):
        for area in (code.id for code in codebook.codes if code.parent is None):
            key = (document.document, area)
            own = cells.get(key)
            if own is None:
                rows.append((document.document, document.group, area, 0, 0, "", "", "", None))
                continue
            codes = sorted(own, key=order.__getitem__)
            summary = "; ".join(labels[code] + (f" ({own[code]})" if own[code] > 1 else "") for code in codes)
            quote, line = quotes.get(key, ("", None))
            rows.append(
                (
                    document.document, document.group, area, len(codes), own.total(),
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


def _quotes(bank: pd.DataFrame) -> dict[tuple[str, str], tuple[str, int | None]]:
    """Of each interview and area the passage nearest to two sentences, the first of equals, and its line."""
    if bank.empty:
        return {}
    away = (bank["text"].str.len() - WANTED).abs()
    best = bank.loc[away.groupby([bank["document"], bank["area"]]).idxmin()]
    return {(row.document, row.area): (_cut(row.text), int(row.line)) for row in rows_of(best)}


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
