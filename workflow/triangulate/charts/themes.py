"""Percentage agreement by theme and group, with intervals."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from triangulate.charts.style import GROUP_COLOURS, GROUP_MARKERS, QUIET, wrapped
from triangulate.study.model import Group, Theme


def theme_figure(
    agreement: pd.DataFrame, themes: tuple[Theme, ...], groups: tuple[Group, ...], title: str
) -> Figure:
    """Points with interval, a row a theme, a colour and a marker a group.

    ``agreement``: columns ``theme``, ``group``, ``value``, ``low``, ``high`` in per cent; a row
    that is missing (held back or without answers) is left out.
    """
    height = 1.3 + 0.62 * max(1, len(themes))
    figure, axes = plt.subplots(figsize=(7.6, height))
    spread = 0.16
    for g, group in enumerate(groups):
        offset = (g - (len(groups) - 1) / 2) * 2 * spread
        rows = agreement[agreement["group"] == group.id].set_index("theme")
        for t, theme in enumerate(themes):
            if theme.id not in rows.index:
                continue
            row = rows.loc[theme.id]
            colour = GROUP_COLOURS[g % len(GROUP_COLOURS)]
            axes.plot([row["low"], row["high"]], [t + offset] * 2, color=colour, linewidth=2, alpha=0.55)
            axes.plot(
                row["value"], t + offset, GROUP_MARKERS[g % len(GROUP_MARKERS)], color=colour,
                markersize=7, label=group.label if t == 0 else None,
            )  # fmt: skip
            axes.annotate(
                f"{row['value']:.0f}%", (row["value"], t + offset), xytext=(0, 6),
                textcoords="offset points", ha="center", fontsize=7.6, color=colour,
            )  # fmt: skip
    axes.set_yticks(range(len(themes)), [wrapped(t.label, 30) for t in themes], fontsize=9)
    axes.set_ylim(len(themes) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20), [f"{x}%" for x in range(0, 101, 20)])
    axes.grid(axis="x", color="#e6e9ed", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("Agreement, with 95 % interval", color=QUIET, fontsize=8.5)
    handles = [
        plt.Line2D(
            [], [], marker=GROUP_MARKERS[g % 6], color=GROUP_COLOURS[g % 6], linestyle="", label=group.label
        )
        for g, group in enumerate(groups)
    ]
    if len(groups) > 1:
        axes.legend(
            handles=handles, frameon=False, loc="lower right", bbox_to_anchor=(1, 1.0), ncols=len(groups)
        )
    axes.set_title(title, fontsize=11.5, pad=22)
    return figure


def theme_alt_text(agreement: pd.DataFrame, themes: tuple[Theme, ...], groups: tuple[Group, ...]) -> str:
    """The figure in words: each theme's percentages."""
    parts = []
    for theme in themes:
        rows = agreement[agreement["theme"] == theme.id].set_index("group")
        said = [f"{g.label} {rows.loc[g.id, 'value']:.0f} per cent" for g in groups if g.id in rows.index]
        parts.append(f"{theme.label}: {', '.join(said) or 'no answers'}")
    return "Agreement by theme. " + "; ".join(parts) + "."
