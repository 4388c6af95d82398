"""What people ticked against what they said, each a point."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from triangulate.charts.style import GROUP_COLOURS, GROUP_MARKERS, INK, QUIET, marks, wrapped
from triangulate.facts.measures import rounded
from triangulate.study.model import Group, StatementInstrument

_COLUMNS, _PANEL_WIDTH, _PANEL_HEIGHT = 3, 2.45, 1.95


def person_figure(
    scores: pd.DataFrame,
    fit: pd.DataFrame,
    instrument: StatementInstrument,
    groups: tuple[Group, ...],
    *,
    min_n: int,
    seed: int,
) -> Figure:
    """A panel a theme: mean answer across, balance of what was said upwards.

    ``scores`` and ``fit`` are those of :mod:`triangulate.analysis.persons`. Points are moved a
    little up or down so that none hides another; a group of fewer than ``min_n`` is not drawn.
    """
    rng = np.random.default_rng(seed)
    themes = instrument.themes
    lines = -(-len(themes) // _COLUMNS)
    columns = min(_COLUMNS, len(themes))
    above, below = 0.72, 0.5
    height = above + lines * _PANEL_HEIGHT + below
    figure, panels = plt.subplots(
        lines,
        columns,
        figsize=(columns * _PANEL_WIDTH + 0.4, height),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    codes = sorted(point.code for point in instrument.scale)
    rho = fit.set_index(["theme", "group"])["spearman"]
    whole = "all" if len(groups) > 1 else groups[0].id
    for panel, axes in enumerate(panels.flat):
        if panel >= len(themes):
            axes.set_visible(False)
            continue
        theme = themes[panel]
        axes.axhline(0, color="#d9dee4", linewidth=0.8, zorder=0)
        for g, group in enumerate(groups):
            own = scores[(scores["theme"] == theme.id) & (scores["group"] == group.id)]
            if len(own) < min_n:
                continue
            moved = own["balance"] + rng.uniform(-0.07, 0.07, len(own))
            axes.scatter(
                own["score"], moved, s=15, color=GROUP_COLOURS[g % 6], marker=GROUP_MARKERS[g % 6],
                alpha=0.7, linewidth=0,
            )  # fmt: skip
        value = float(rho.get((theme.id, whole), np.nan))
        said = "" if np.isnan(value) else f"\nρ = {_signed(value)}"
        marks(
            axes.set_title(wrapped(theme.label, 28) + said, fontsize=8),
            f"integration.{theme.id}.{whole}.spearman" if said else f"integration.{theme.id}.{whole}.persons",
        )
        axes.set_xlim(codes[0] - 0.2, codes[-1] + 0.2)
        axes.set_xticks(codes)
        axes.set_ylim(-1.25, 1.25)
        axes.set_yticks([-1, 0, 1], ["all against", "even", "all for"])
        axes.tick_params(labelsize=7)
    figure.supxlabel("Mean answer to the area’s statements, in scale points", fontsize=8, color=INK)
    figure.suptitle(
        "What people ticked and what they said", x=0.02, ha="left", fontsize=11, fontweight="bold"
    )
    handles = [
        Line2D(
            [], [], linestyle="", marker=GROUP_MARKERS[g % 6], color=GROUP_COLOURS[g % 6], label=group.label
        )
        for g, group in enumerate(groups)
    ]
    figure.legend(
        handles=handles, frameon=False, loc="upper right", fontsize=8, ncols=min(len(groups), 5),
        bbox_to_anchor=(0.99, 1.0), labelcolor=QUIET,
    )  # fmt: skip
    figure.tight_layout(rect=(0, 0, 1, 0.97))
    return figure


def person_alt_text(fit: pd.DataFrame, instrument: StatementInstrument, groups: tuple[Group, ...]) -> str:
    """The figure in words: the coefficient of each theme."""
    whole = "all" if len(groups) > 1 else groups[0].id
    rho = fit[fit["group"] == whole].set_index("theme")["spearman"]
    parts = []
    for theme in instrument.themes:
        value = float(rho.get(theme.id, np.nan))
        parts.append(f"{theme.label}: " + ("not defined" if np.isnan(value) else _signed(value)))
    return "What people ticked and what they said, Spearman’s rho by area. " + "; ".join(parts) + "."


def _signed(value: float) -> str:
    return rounded(value, 2).replace("-", "−")
