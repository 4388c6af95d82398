"""Which numbers of answers can stand behind each printed row."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from triangulate.charts.style import GROUP_COLOURS, INK, QUIET

# Inches: the figure, the labels at its left, a row, and what stands around the rows of a group.
_WIDTH, _TEXT, _LINE, _ABOVE, _BELOW, _LEGEND = 7.4, 2.7, 0.22, 0.4, 0.5, 0.3


def printed_n_figure(rows: pd.DataFrame, labels: dict[str, str]) -> Figure:
    """A line a printed row, a point an n that can print it: filled if the figures were rounded,
    hollow if one of them must have been cut off.

    ``rows``: the table of :func:`triangulate.audit.whole.rows_table`; ``labels`` of groups by id.
    """
    groups = list(dict.fromkeys(rows["group"]))
    counts = [int((rows["group"] == group).sum()) for group in groups]
    height = sum(counts) * _LINE + len(groups) * (_ABOVE + _BELOW) + _LEGEND
    figure = plt.figure(figsize=(_WIDTH, height))
    top = height
    for place, (group, count) in enumerate(zip(groups, counts, strict=True)):
        top -= _ABOVE + count * _LINE
        axes = figure.add_axes(
            (_TEXT / _WIDTH, top / height, (_WIDTH - _TEXT - 0.2) / _WIDTH, count * _LINE / height)
        )
        top -= _BELOW
        own = rows[rows["group"] == group].reset_index(drop=True)
        most = int(own["asked"].max())
        colour = GROUP_COLOURS[place % len(GROUP_COLOURS)]
        for y, row in own.iterrows():
            filled, hollow = _numbers(row["n_possible"]), _numbers(row["n_otherwise"])
            if "cut off" in str(row["rounding"]):
                filled, hollow = [], filled + hollow
            axes.plot([1, most], [y, y], color="#e6e9ed", linewidth=0.8, zorder=1)
            axes.plot(filled, [y] * len(filled), "o", color=colour, markersize=5, clip_on=False)
            axes.plot(
                hollow, [y] * len(hollow), "o", markerfacecolor="white", markeredgecolor=colour,
                markersize=5, clip_on=False,
            )  # fmt: skip
            if not filled and not hollow:
                axes.text(1, y, " no whole numbers", va="bottom", fontsize=7, color=QUIET)
        axes.set_yticks(range(len(own)), [str(label) for label in own["label"]], fontsize=7.6)
        axes.set_ylim(len(own) - 0.5, -0.5)
        axes.set_xlim(0.5, most + 0.5)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_title(f"{labels.get(group, group)}: up to {most} could have answered", fontsize=9, pad=4)
        axes.set_xlabel("number of answers", fontsize=8, color=INK)
        axes.tick_params(axis="y", length=0)
    signs = [
        Line2D([], [], marker="o", linestyle="", color=QUIET, label="can print the row, rounded"),
        Line2D(
            [], [], marker="o", linestyle="", markerfacecolor="white", markeredgecolor=QUIET,
            label="only by cutting off instead of rounding",
        ),
    ]  # fmt: skip
    figure.legend(handles=signs, loc="lower center", ncols=2, fontsize=8, frameon=False)
    return figure


def printed_n_alt_text(rows: pd.DataFrame, labels: dict[str, str]) -> str:
    """The figure in words: every row with its numbers of answers."""
    said = []
    for _, row in rows.iterrows():
        group = labels.get(str(row["group"]), str(row["group"]))
        said.append(f"{group}, {row['label']}: {row['n_possible'] or 'none'}")
    return f"Numbers of answers that can print each row. {'; '.join(said)}."


def _numbers(text: object) -> list[int]:
    return [int(part) for part in str(text).split(", ") if part]
