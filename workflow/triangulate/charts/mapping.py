"""The organisations' answers to the mapping form, item by item."""

from __future__ import annotations

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from triangulate.charts.style import GROUP_COLOURS, INK, QUIET, marks, wrapped
from triangulate.study.model import MappingItem

_COLUMNS = 3
_WIDTH, _PANEL, _TITLE = 7.4, 0.78, 0.42
_AXIS, _GUTTER = 0.24, 0.26
#: With fewer answers a box would say more than the points do.
_ENOUGH_FOR_A_BOX = 8


def mapping_figure(mapping: pd.DataFrame, items: tuple[MappingItem, ...], title: str, seed: int) -> Figure:
    """A panel an item, each on its own scale: every organisation a point, box of the quartiles.

    ``mapping``: columns ``item`` and ``value`` (in the item's own unit), null where unanswered, and
    ``group``, whose facts the panels name. The number of answers stands in each heading. ``seed`` moves
    points up and down so that equal answers do not hide each other.
    """
    rows = max(1, math.ceil(len(items) / _COLUMNS))
    height = 0.3 + rows * (_TITLE + _PANEL + _AXIS)
    figure = plt.figure(figsize=(_WIDTH, height))
    width = (_WIDTH - (_COLUMNS - 1) * _GUTTER) / _COLUMNS
    rng = np.random.default_rng(seed)
    group = str(mapping["group"].iloc[0]) if "group" in mapping.columns and len(mapping) else ""
    for place, item in enumerate(items):
        row, column = divmod(place, _COLUMNS)
        top = 0.3 + row * (_TITLE + _PANEL + _AXIS) + _TITLE
        axes = figure.add_axes(
            (
                column * (width + _GUTTER) / _WIDTH,
                1 - (top + _PANEL) / height,
                width / _WIDTH,
                _PANEL / height,
            )
        )
        values = mapping.loc[mapping["item"] == item.id, "value"].dropna().to_numpy(dtype=float)
        heading = wrapped(f"{item.label} (n\u00a0=\u00a0{len(values):,})", 36)
        title_of_panel = axes.set_title(
            heading, fontsize=7.6, fontweight="normal", color=INK, pad=3, linespacing=1.08
        )
        stem = f"mapping.{group}.{item.id}"
        marks(title_of_panel, f"{stem}.n")
        axes.spines["left"].set_visible(False)
        axes.tick_params(labelsize=6.8, pad=2)
        if not len(values):
            axes.text(0.5, 0.5, "no answers", transform=axes.transAxes, ha="center", fontsize=7, color=QUIET)
            axes.set(xticks=[], yticks=[])
            continue
        if len(values) >= _ENOUGH_FOR_A_BOX:
            line = {"color": QUIET, "linewidth": 0.8}
            box = {"facecolor": "#e8edf2", "edgecolor": QUIET, "linewidth": 0.8}
            drawn = axes.boxplot(
                values, positions=[0], widths=0.62, orientation="horizontal", showfliers=False,
                patch_artist=True, boxprops=box,
                medianprops=line, whiskerprops=line, capprops=line,
            )  # fmt: skip
            marks(drawn["boxes"][0], f"{stem}.q1")
            marks(drawn["medians"][0], f"{stem}.median")
        (points,) = axes.plot(
            values, rng.uniform(-0.2, 0.2, len(values)), "o", markersize=3.2, zorder=3, alpha=0.6,
            color=GROUP_COLOURS[0], markeredgewidth=0, clip_on=False,
        )  # fmt: skip
        marks(points, f"{stem}.mean")
        axes.set_yticks([])
        axes.set_ylim(-0.5, 0.5)
        axes.set_xlabel("")
        axes.set_ylabel("")
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=item.type == "count"))
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.10g}")
    figure.suptitle(title, x=0.0, y=1 - 0.04 / height, ha="left", va="top", fontsize=11, fontweight="bold")
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
