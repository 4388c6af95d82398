"""How the codes heard grow with the interviews read."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from triangulate.charts.style import GROUP_COLOURS, QUIET


def saturation_figure(curve: pd.DataFrame) -> Figure:
    """The mean curve over random orders with its interval; ``curve`` is ``codepatterns.saturation``."""
    figure, axes = plt.subplots(figsize=(7.2, 3.4))
    axes.fill_between(
        curve["interviews"], curve["codes_low"], curve["codes_high"], color=GROUP_COLOURS[0], alpha=0.18, lw=0
    )
    axes.plot(curve["interviews"], curve["codes_mean"], color=GROUP_COLOURS[0], lw=1.8)
    if len(curve):
        axes.axhline(curve["codes_mean"].iloc[-1], color=QUIET, lw=0.8, ls=":")
    axes.set_ylim(bottom=0)
    axes.set_xlim(1, max(2, len(curve)))
    axes.set_xlabel("Interviews read", fontsize=8.5, color=QUIET)
    axes.set_ylabel("Codes heard", fontsize=8.5, color=QUIET)
    axes.set_title("New codes stop coming" if _levels(curve) else "New codes still come", fontsize=11.5)
    return figure


def saturation_alt_text(curve: pd.DataFrame) -> str:
    """The figure in words."""
    if curve.empty:
        return "Saturation: nothing is coded."
    last = curve["codes_mean"].iloc[-1]
    near = int((curve["codes_mean"] >= 0.9 * last).idxmax()) + 1
    return (
        f"Saturation: {last:.0f} codes are heard in {len(curve)} interviews, nine in ten of them, in the mean "
        f"over random orders, after {near}."
    )


def _levels(curve: pd.DataFrame) -> bool:
    """Whether the last tenth of the interviews brings less than half a code."""
    if curve.empty:
        return False
    tail = max(1, len(curve) // 10)
    return bool(curve["new_mean"].iloc[-tail:].sum() < 0.5)
