"""How many interviews raise each code, by group."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from triangulate.analysis.coding import legible_depth
from triangulate.charts.style import GROUP_COLOURS, QUIET, marks, wrapped
from triangulate.study.model import Codebook, Group


def coding_figure(counts: pd.DataFrame, codebook: Codebook, groups: tuple[Group, ...], title: str) -> Figure:
    """Horizontal bars of the percentage of interviews, a bar a group, codes indented by their depth.

    ``counts``: columns ``group``, ``code``, ``interviews_pct``. Codes that no interview raises in
    any group are left out, and so are those too deep in a large tree to be read in one figure.
    """
    table = counts.pivot(index="code", columns="group", values="interviews_pct")
    codes = [c for c in _in_tree_order(codebook) if c in table.index and table.loc[c].fillna(0).max() > 0]
    deepest = legible_depth(codebook, codes)
    if deepest is not None:
        codes = [c for c in codes if len(codebook.ancestors(c)) <= deepest]
    height = max(1.6, 0.30 * len(codes) * max(1, 0.55 * len(groups)) + 1.0)
    figure, axes = plt.subplots(figsize=(8.4, height))
    thick = 0.8 / max(1, len(groups))
    at = np.arange(len(codes))
    for g, group in enumerate(groups):
        if group.id not in table.columns:
            continue
        values = table[group.id].reindex(codes).fillna(0).to_numpy(dtype=float)
        where = at + (g - (len(groups) - 1) / 2) * thick
        bars = axes.barh(where, values, height=thick * 0.9, color=GROUP_COLOURS[g % 6], label=group.label)
        for bar, code in zip(bars, codes, strict=True):
            marks(bar, f"coding.{group.id}.{code}.interviews_pct")
        for code, y, value in zip(codes, where, values, strict=True):
            text = axes.text(value + 0.8, y, f"{value:.0f}", va="center", fontsize=6.8, color=QUIET)
            marks(text, f"coding.{group.id}.{code}.interviews_pct", "label")
    labels = codebook.by_id()
    depth = {code: len(codebook.ancestors(code)) for code in codes}
    axes.set_yticks(at, [wrapped(("  " * depth[c]) + labels[c].label, 46) for c in codes], fontsize=7.8)
    for tick, code in zip(axes.get_yticklabels(), codes, strict=True):
        if depth[code] == 0:
            tick.set_fontweight("bold")
    axes.set_ylim(len(codes) - 0.4, -0.6)
    axes.set_xlim(0, 108)
    axes.set_xticks(range(0, 101, 25), [f"{x}%" for x in range(0, 101, 25)])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("Interviews that raise it", fontsize=8.5, color=QUIET)
    if len(groups) > 1:
        axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1.0), ncols=len(groups))
    axes.set_title(title, fontsize=11.5, pad=20)
    return figure


def _in_tree_order(codebook: Codebook) -> list[str]:
    children: dict[str | None, list[str]] = {}
    for code in codebook.codes:
        children.setdefault(code.parent, []).append(code.id)
    order: list[str] = []
    open_ = list(reversed(children.get(None, [])))
    while open_:
        code_id = open_.pop()
        order.append(code_id)
        open_.extend(reversed(children.get(code_id, [])))
    return order


def coding_alt_text(counts: pd.DataFrame, codebook: Codebook, groups: tuple[Group, ...]) -> str:
    """The figure in words: the top-level codes."""
    parts = []
    table = counts.set_index(["code", "group"])["interviews_pct"]
    for code in (c for c in codebook.codes if c.parent is None):
        said = [
            f"{g.label} {table[(code.id, g.id)]:.0f} per cent"
            for g in groups
            if (code.id, g.id) in table.index and pd.notna(table[(code.id, g.id)])
        ]
        parts.append(f"{code.label}: {', '.join(said)}")
    return "Percentage of interviews that raise each code. " + "; ".join(parts) + "."
