"""The organisations' answers to the mapping form, item by item."""

from __future__ import annotations

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from triangulate.charts.style import GROUP_COLOURS, INK, QUIET, wrapped
from triangulate.study.model import MappingItem

_COLUMNS = 3


def mapping_figure(
    mapping: pd.DataFrame, items: tuple[MappingItem, ...], title: str, seed: int
) -> Figure:
    """A panel an item, each on its own scale: every organisation a point, box of the quartiles.

    ``mapping``: columns ``item`` and ``value`` (in the item's own unit), null where unanswered.
    ``seed`` places points sideways so that equal answers do not hide each other.
    """
    rows = max(1, math.ceil(len(items) / _COLUMNS))
    figure, grid = plt.subplots(rows, _COLUMNS, figsize=(9.4, 1.55 * rows + 0.5), squeeze=False)
    rng = np.random.default_rng(seed)
    for axes, item in zip(grid.flat, items, strict=False):
        values = mapping.loc[mapping["item"] == item.id, "value"].dropna().to_numpy(dtype=float)
        axes.set_title(wrapped(item.label, 40), fontsize=7.8, fontweight="normal", color=INK)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.tick_params(labelsize=7)
        if not len(values):
            axes.text(0.5, 0.5, "no answers", transform=axes.transAxes, ha="center", color=QUIET)
            continue
        if len(values) >= 5:
            sns.boxplot(
                x=values, ax=axes, color="#e8edf2", width=0.55, fliersize=0, linewidth=0.8,
                linecolor=QUIET,
            )  # fmt: skip
        axes.plot(
            values, rng.uniform(-0.17, 0.17, len(values)), "o", markersize=3, alpha=0.65,
            color=GROUP_COLOURS[0], markeredgewidth=0,
        )  # fmt: skip
        axes.set_ylim(-0.5, 0.5)
        axes.set_xlabel("")
        axes.set_ylabel("")
        axes.xaxis.set_major_locator(plt.MaxNLocator(4, integer=item.type == "count"))
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}" if float(x).is_integer() else f"{x:,.1f}")
    for axes in grid.flat[len(items) :]:
        axes.set_axis_off()
    figure.suptitle(title, x=0.01, ha="left", fontsize=11.5, fontweight="bold")
    figure.tight_layout(rect=(0, 0, 1, 0.995))
    return figure


def mapping_alt_text(mapping: pd.DataFrame, items: tuple[MappingItem, ...], group_label: str) -> str:
    """The figure in words: each item's range and median."""
    parts = []
    for item in items:
        values = mapping.loc[mapping["item"] == item.id, "value"].dropna()
        if len(values):
            parts.append(
                f"{item.label}: {values.min():,.10g} to {values.max():,.10g}, median {values.median():,.10g}"
            )
    return f"{group_label}, every organisation's answer as a point. " + "; ".join(parts) + "."
