"""The joint display: what was ticked and what was said, theme by theme."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from triangulate.analysis.coding import valence_of
from triangulate.records.tables import rows_of
from triangulate.study.model import Codebook, Group, Theme


def valence_counts(
    counted: pd.DataFrame, codebook: Codebook, themes: Sequence[Theme], groups: Sequence[Group]
) -> pd.DataFrame:
    """Interviews that speak for and against each theme, by group.

    One row a theme and group with ``interviews_positive``, ``interviews_negative`` and
    ``interviews_any`` (the theme's code or any below it). A theme without a code of its id has
    null counts: the codebook does not cover it.
    """
    known = codebook.by_id()
    rows: list[dict[str, object]] = []
    for theme in themes:
        family = (theme.id, *codebook.descendants(theme.id)) if theme.id in known else ()
        valence = {code: valence_of(codebook, code) for code in family}
        for group in groups:
            own = counted[(counted["group"] == group.id) & counted["code"].isin(family)]
            row: dict[str, object] = {"theme": theme.id, "group": group.id}
            for name in ("positive", "negative"):
                bearing = own[own["code"].map(valence) == name]
                row[f"interviews_{name}"] = bearing["document"].nunique() if family else pd.NA
            row["interviews_any"] = own["document"].nunique() if family else pd.NA
            rows.append(row)
    frame = pd.DataFrame(
        rows, columns=["theme", "group", "interviews_positive", "interviews_negative", "interviews_any"]
    )
    for column in ("interviews_positive", "interviews_negative", "interviews_any"):
        frame[column] = frame[column].astype("Int64")
    return frame


def verdict(agree_pct: float | None, positive: int | None, negative: int | None) -> str:
    """How the two strands stand to each other, by a stated rule.

    ``silence`` where one strand says nothing. The statements lean for at 60 per cent or more and
    against at 40 or less; the interviews lean to the side that at least three in five of those
    that speak for or against raise (an interview that does both counts on both sides).
    ``convergence``: both lean the same way, or neither leans; ``discordance``: opposite ways;
    ``complementarity``: one leans and the other does not.
    """
    if agree_pct is None or positive is None or negative is None or positive + negative == 0:
        return "silence"
    ticked = (agree_pct >= 60) - (agree_pct <= 40)
    share = positive / (positive + negative)
    said = (share >= 0.6) - (share <= 0.4)
    if ticked == said:
        return "convergence"
    return "discordance" if ticked * said < 0 else "complementarity"


def joint_display(themes: pd.DataFrame, valence: pd.DataFrame) -> pd.DataFrame:
    """``themes`` (``theme``, ``group``, ``agree_pct_mean``) beside ``valence``, with the verdict."""
    joined = themes[["theme", "group", "agree_pct_mean"]].merge(
        valence, on=["theme", "group"], how="outer", sort=False, validate="1:1"
    )
    order = {theme: i for i, theme in enumerate(themes["theme"].unique())}
    joined = joined.sort_values("theme", key=lambda t: t.map(order), kind="stable").reset_index(drop=True)
    joined["verdict"] = [
        verdict(
            None if pd.isna(row.agree_pct_mean) else float(row.agree_pct_mean),
            None if pd.isna(row.interviews_positive) else int(row.interviews_positive),
            None if pd.isna(row.interviews_negative) else int(row.interviews_negative),
        )
        for row in rows_of(joined)
    ]
    return joined
