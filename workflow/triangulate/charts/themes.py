"""Percentage agreement by theme and group, with intervals."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from triangulate.charts.style import GROUP_COLOURS, GROUP_MARKERS, INK, QUIET, marks, wrapped
from triangulate.facts.measures import rounded
from triangulate.study.model import Group, Theme

_WIDTH, _LINE, _BETWEEN = 7.4, 0.21, 0.22
_TEXT, _VALUES = 1.75, 1.75


def theme_figure(
    agreement: pd.DataFrame, themes: tuple[Theme, ...], groups: tuple[Group, ...], title: str
) -> Figure:
    """Points with interval, a block a theme, in it a line, a colour and a marker a group.

    ``agreement``: columns ``theme``, ``group``, ``value``, ``low``, ``high`` in per cent, and
    ``n``, respondents. The value with its interval and n stands at the right of each line. A row
    that is missing keeps its line, which says that it is held back or without answers. A point
    without an interval is drawn alone.
    """
    block = _LINE * max(1, len(groups)) + _BETWEEN
    depth = block * max(1, len(themes))
    above, below = 0.66, 0.5
    height = above + depth + below
    figure = plt.figure(figsize=(_WIDTH, height))
    axes = figure.add_axes(
        (_TEXT / _WIDTH, below / height, (_WIDTH - _TEXT - _VALUES) / _WIDTH, depth / height)
    )
    at_right = axes.get_yaxis_transform()
    for g, group in enumerate(groups):
        rows = {str(r["theme"]): r for _, r in agreement[agreement["group"] == group.id].iterrows()}
        colour, marker = GROUP_COLOURS[g % len(GROUP_COLOURS)], GROUP_MARKERS[g % len(GROUP_MARKERS)]
        for t, theme in enumerate(themes):
            y = t * block + _BETWEEN / 2 + (g + 0.5) * _LINE
            fact = f"themes.{group.id}.{theme.id}.agree_pct_mean"
            if theme.id not in rows:
                said = "held back or no answers"
            else:
                row = rows[theme.id]
                if pd.notna(row["low"]) and pd.notna(row["high"]):
                    (line,) = axes.plot(
                        [row["low"], row["high"]], [y, y], color=colour, linewidth=1.8, alpha=0.6
                    )
                    marks(line, f"{fact}_ci_low")
                (point,) = axes.plot(
                    row["value"], y, marker, color=colour, markersize=6, markeredgecolor="white",
                    markeredgewidth=0.5, clip_on=False, zorder=3,
                )  # fmt: skip
                marks(point, fact)
                said = _said(row)
            label = axes.text(
                1.03, y, said, transform=at_right, ha="left", va="center", fontsize=7.4,
                color=INK if theme.id in rows else QUIET,
            )  # fmt: skip
            marks(label, fact, "label")
    middles = [(t + 0.5) * block for t in range(len(themes))]
    axes.set_yticks(middles, [wrapped(t.label, 24) for t in themes], fontsize=8.4)
    for t in range(1, len(themes)):
        axes.axhline(t * block, color="#e6e9ed", linewidth=0.8)
    axes.set_ylim(depth, 0)
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20), [f"{x}%" for x in range(0, 101, 20)], fontsize=7.4)
    axes.grid(axis="x", color="#e6e9ed", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Agreement, with 95% interval", color=INK, fontsize=7.8)
    axes.text(
        1.03, 1 + 0.04 / depth, "agree (interval), n", transform=axes.transAxes, ha="left", va="bottom",
        fontsize=7.0, color=QUIET,
    )  # fmt: skip
    figure.suptitle(title, x=0.0, y=1 - 0.04 / height, ha="left", va="top", fontsize=11, fontweight="bold")
    if len(groups) > 1:
        handles = [
            Line2D(
                [], [], marker=GROUP_MARKERS[g % 6], color=GROUP_COLOURS[g % 6], linewidth=1.8,
                markersize=6, label=group.label,
            )
            for g, group in enumerate(groups)
        ]  # fmt: skip
        figure.legend(
            handles=handles, frameon=False, loc="upper left", fontsize=8,
            bbox_to_anchor=(_TEXT / _WIDTH, 1 - 0.3 / height), ncols=min(len(groups), 5),
        )  # fmt: skip
    return figure


def _said(row: pd.Series) -> str:
    """``66% (61 to 71), n = 45``."""
    interval = ""
    if pd.notna(row["low"]) and pd.notna(row["high"]):
        interval = f" ({rounded(row['low'], 0)} to {rounded(row['high'], 0)})"
    n = f", n = {int(row['n']):,}" if "n" in row.index else ""
    return f"{rounded(row['value'], 0)}%{interval}{n}"


def theme_alt_text(agreement: pd.DataFrame, themes: tuple[Theme, ...], groups: tuple[Group, ...]) -> str:
    """The figure in words: each theme's percentages."""
    parts = []
    for theme in themes:
        rows = agreement[agreement["theme"] == theme.id].set_index("group")
        value = dict(zip(rows.index, map(float, rows["value"]), strict=True))
        said = [f"{g.label} {rounded(value[g.id], 0)} per cent" for g in groups if g.id in value]
        parts.append(f"{theme.label}: {', '.join(said) or 'no answers'}")
    return "Agreement by theme. " + "; ".join(parts) + "."
