"""The statement figures: diverging stacked bars, the neutral answers aside, n on every bar."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from triangulate.charts.style import AGAINST, FOR, INK, NEUTRAL, QUIET, shades, wrapped
from triangulate.study.model import ScalePoint, StatementInstrument

_ROW = 0.46
_BAR = 0.72


def _sides(
    instrument: StatementInstrument,
) -> tuple[list[ScalePoint], list[ScalePoint], list[ScalePoint]]:
    """Scale points against, neutral and for, each from the middle of the scale outwards."""
    against = [p for p in instrument.scale if not p.agree and not p.neutral][::-1]
    neutral = [p for p in instrument.scale if p.neutral]
    agree = [p for p in instrument.scale if p.agree]
    if instrument.scale[0].agree:
        # The scale runs from agreement to disagreement: outwards is the other way.
        against, agree = against[::-1], agree[::-1]
    return against, neutral, agree


def _colours(instrument: StatementInstrument) -> dict[int, str]:
    against, neutral, agree = _sides(instrument)
    colours = dict.fromkeys((p.code for p in neutral), NEUTRAL)
    for points, ramp in ((against, AGAINST), (agree, FOR)):
        for point, colour in zip(points[::-1], shades(ramp, len(points)), strict=True):
            colours[point.code] = colour
    return colours


def statement_figure(counts: pd.DataFrame, instrument: StatementInstrument, title: str) -> Figure:
    """All statements of one group as bars that grow left (against) and right (for) from a middle line.

    ``counts``: one row a statement (index: statement id), a column for each scale code with the
    number of answers, and ``n``, their sum. Neutral answers stand aside in a panel of their own, so
    that they push neither side; all bars are per cents of ``n``. A statement with no answers, or
    whose row is missing (held back), keeps its place and says so.
    """
    against, neutral, agree = _sides(instrument)
    colours = _colours(instrument)
    rows: list[tuple[str, str]] = []
    for theme in instrument.themes:
        statements = instrument.of_theme(theme.id)
        if statements:
            rows.append(("theme", theme.label))
            rows.extend(("statement", s.id) for s in statements)
    texts = {s.id: s.text for s in instrument.statements}
    height = 1.5 + _ROW * len(rows)
    figure, axes = plt.subplots(
        1, 2, figsize=(9.6, height), width_ratios=(5, 1.1 if neutral else 0.01), sharey=True
    )
    main, aside = axes
    for position, (kind, name) in enumerate(rows):
        if kind == "theme":
            main.text(
                -0.02, position + 0.12, name, transform=main.get_yaxis_transform(),
                ha="right", va="center", fontweight="bold", fontsize=9.5, color=INK,
            )  # fmt: skip
            continue
        main.text(
            -0.02, position, wrapped(texts[name], 62), transform=main.get_yaxis_transform(),
            ha="right", va="center", fontsize=7.6, color=INK, linespacing=1.05,
        )  # fmt: skip
        row = counts.loc[name] if name in counts.index else None
        if row is None or not row["n"]:
            said = "no answers" if row is not None else "held back: too few answers"
            main.text(0, position, said, ha="center", va="center", fontsize=7.5, color=QUIET)
            continue
        n = int(row["n"])
        _stack(main, position, [(p, -1) for p in against], row, n, colours)
        _stack(main, position, [(p, 1) for p in agree], row, n, colours)
        _stack(aside, position, [(p, 1) for p in neutral], row, n, colours)
        main.text(103, position, f"n = {n}", ha="left", va="center", fontsize=7.2, color=QUIET)
    _frame(main, aside, len(rows), bool(neutral))
    figure.suptitle(title, x=0.01, y=1.0, ha="left", fontsize=12, fontweight="bold")
    figure.legend(
        handles=[Patch(color=colours[p.code], label=p.label) for p in instrument.scale],
        loc="lower center", ncols=min(len(instrument.scale), 6), frameon=False, fontsize=8.2,
        bbox_to_anchor=(0.5, -0.01 - 0.2 / height),
    )  # fmt: skip
    figure.subplots_adjust(left=0.42, right=0.985, top=1 - 0.42 / height, bottom=0.75 / height, wspace=0.12)
    return figure


def _stack(
    axes: Axes,
    position: int,
    points: list[tuple[ScalePoint, int]],
    row: pd.Series,
    n: int,
    colours: dict[int, str],
) -> None:
    reached = 0.0
    for point, side in points:
        share = 100 * int(row[point.code]) / n
        axes.barh(
            position, side * share, left=reached, height=_BAR, color=colours[point.code],
            edgecolor="white", linewidth=0.6,
        )  # fmt: skip
        if share >= 7:
            axes.text(
                reached + side * share / 2, position, f"{share:.0f}", ha="center", va="center",
                fontsize=6.8, color=_ink_on(colours[point.code]),
            )  # fmt: skip
        reached += side * share


def _ink_on(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5 else INK


def _frame(main: Axes, aside: Axes, rows: int, neutral: bool) -> None:
    main.set_ylim(rows - 0.4, -0.6)
    main.set_xlim(-100, 100)
    main.axvline(0, color=QUIET, linewidth=0.8)
    main.set_xticks([-100, -50, 0, 50, 100], ["100%", "50%", "0", "50%", "100%"], fontsize=7.5)
    main.set_xlabel("\u2190 does not agree          agrees \u2192", fontsize=8)
    main.set_yticks([])
    for side in ("left", "right", "top"):
        main.spines[side].set_visible(False)
        aside.spines[side].set_visible(False)
    if neutral:
        aside.set_xlim(0, 100)
        aside.set_xticks([0, 50, 100], ["0", "50%", "100%"], fontsize=7.5)
        aside.set_xlabel("neutral", fontsize=8)
        aside.axvline(0, color=QUIET, linewidth=0.8)
    else:
        aside.set_axis_off()


def statement_alt_text(counts: pd.DataFrame, instrument: StatementInstrument, group_label: str) -> str:
    """The figure in words: which statements stand highest and lowest."""
    agree = [code for code in instrument.agree_codes if code in counts.columns]
    answered = counts[counts["n"] > 0]
    if answered.empty:
        return f"{group_label}: no statement has answers to draw."
    share = (100 * answered[agree].sum(axis=1) / answered["n"]).astype(float)
    texts = {s.id: s.text for s in instrument.statements}
    high, low = share.idxmax(), share.idxmin()
    return (
        f"{group_label}: stacked bars of {len(answered)} statements. Most agreement, "
        f"{share[high]:.0f} per cent: {texts[str(high)]} Least, {share[low]:.0f} per cent: "
        f"{texts[str(low)]}"
    )
