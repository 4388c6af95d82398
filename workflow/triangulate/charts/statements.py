"""The statement figures: every answer to every statement of one group, in three forms.

``diverging`` grows agreement to the right of a middle line and the rest to the left, neutral answers
aside in a panel of their own; ``split`` puts half of the neutral answers on each side of the line;
``stacked`` fills each bar to 100%. Sizes are inches on paper: a figure as wide as a page's text,
with no type below 6.5 points.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from triangulate.charts.style import AGAINST, FOR, INK, NEUTRAL, QUIET, marks, shades, wrapped
from triangulate.facts.measures import rounded
from triangulate.study.model import ScalePoint, StatementInstrument

Form = Literal["diverging", "split", "stacked"]
FORMS: tuple[Form, ...] = ("diverging", "split", "stacked")

_WIDTH, _TEXT, _MARGIN = 7.4, 3.05, 0.5
_CHARACTERS = 54
_LINE, _PADDING, _BAR = 0.112, 0.07, 0.2
_HEADING = 0.3
#: Between the panels, so that the numbers at their ends keep apart.
_GAP = 0.34
#: A piece of a bar holds a number if it has this much room for each digit.
_DIGIT = 0.064
#: How levels look that are made one piece.
_HATCH = "////"


@dataclass(frozen=True, slots=True)
class _Row:
    """A heading or a statement and where it stands, in inches from the top."""

    statement: str | None
    text: str
    middle: float


def statement_figure(
    counts: pd.DataFrame,
    instrument: StatementInstrument,
    title: str,
    form: Form = "diverging",
    merged: Mapping[str, Collection[frozenset[int]]] | None = None,
) -> Figure:
    """All statements of one group as stacked bars of per cents of the answers on the scale.

    ``counts``: one row a statement (index: statement id), a column for each scale code with the
    number of answers, ``n``, their sum, and ``group``, whose facts the bars name. Every level of the scale has its piece in every bar, in
    the scale's order; at 0% it is a hairline. ``n`` stands beside each bar. A statement with no
    answers, or whose row is missing (held back), keeps its place and says so. ``merged``: by statement, the
    blocks of codes whose counts are held back; each is one hatched piece, neutral answers among those that do
    not agree.
    """
    merged = merged or {}
    against, neutral, agree = sides(instrument)
    by_id = {str(id): row for id, row in counts.iterrows()}
    group = str(counts["group"].iloc[0]) if "group" in counts.columns and len(counts) else None
    colours = level_colours(instrument)
    rows, depth = _rows(instrument)
    aside = form == "diverging" and bool(neutral)
    reach = 0.0 if form == "stacked" else -100.0
    extra = _neutral_reach(counts, neutral, merged) if aside else 0.0
    figure, main, side, scale = _canvas(depth, reach, extra)
    for row in rows:
        if row.statement is None:
            main.text(
                -0.012, row.middle, row.text, transform=main.get_yaxis_transform(), ha="right",
                va="center", fontweight="bold", fontsize=8.6, color=INK,
            )  # fmt: skip
            continue
        text = main.text(
            -0.012, row.middle, row.text, transform=main.get_yaxis_transform(), ha="right",
            va="center", fontsize=7.2, color=INK, linespacing=1.08,
        )  # fmt: skip
        answers = by_id.get(row.statement)
        stem = f"statements.{group}.{row.statement}" if group else ""
        if stem:
            marks(text, f"{stem}.agree_pct", "label")
        if answers is None or not answers["n"]:
            said = "no answers" if answers is not None else "held back: too few answers"
            main.text(
                (reach + 100) / 2, row.middle, said, ha="center", va="center", fontsize=7, color=QUIET,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
            continue
        bar = _Bar(answers, colours, scale, row.middle, stem, tuple(merged.get(row.statement, ())))
        whole = any(p.code in block for block in bar.merged for p in (*against, *neutral))
        left = [*against[::-1], *([] if aside and not whole else neutral)]
        if form == "stacked":
            bar.draw(main, [*against[::-1], *neutral, *agree], 0.0)
        else:
            half = 0.0 if aside or whole else bar.share(neutral) / 2
            bar.draw(main, left, half - bar.share(left))
            bar.draw(main, agree, half)
            if side is not None and not whole:
                bar.draw(side, neutral, 0.0)
        last = side if side is not None else main
        number = last.text(
            1.0, row.middle, f"  n = {int(answers['n']):,}", transform=last.get_yaxis_transform(),
            ha="left", va="center", fontsize=6.8, color=QUIET,
        )  # fmt: skip
        if stem:
            marks(number, f"{stem}.n")
    _frame(main, side, form, extra)
    figure.suptitle(
        title, x=0.0, y=1 - 0.04 / figure.get_figheight(), ha="left", va="top",
        fontsize=11, fontweight="bold",
    )  # fmt: skip
    _legend(figure, [*against[::-1], *neutral, *agree], colours, some_merged=bool(merged))
    return figure


def sides(
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


def level_colours(instrument: StatementInstrument) -> dict[int, str]:
    """A colour for each scale code: the further from the middle the stronger, grey for neutral."""
    against, neutral, agree = sides(instrument)
    colours = dict.fromkeys((p.code for p in neutral), NEUTRAL)
    for points, ramp in ((against, AGAINST), (agree, FOR)):
        for point, colour in zip(points[::-1], shades(ramp, len(points)), strict=True):
            colours[point.code] = colour
    return colours


@dataclass(frozen=True, slots=True, eq=False)
class _Bar:
    """One statement's bar; ``scale`` is inches a per cent, which says whether a number fits; ``stem`` is
    what the ids of its facts begin with, empty where there are none; ``merged`` are the blocks of codes that
    are one piece."""

    answers: pd.Series
    colours: dict[int, str]
    scale: float
    middle: float
    stem: str
    merged: tuple[frozenset[int], ...] = ()

    def share(self, points: list[ScalePoint]) -> float:
        """Per cent of the answers at these points."""
        return 100 * sum(int(self.answers[p.code]) for p in points) / int(self.answers["n"])

    def draw(self, axes: Axes, points: list[ScalePoint], start: float) -> None:
        """The pieces from left to right, from ``start`` per cent on."""
        pieces: list[list[ScalePoint]] = []
        for point in points:
            block = next((b for b in self.merged if point.code in b), frozenset())
            if pieces and pieces[-1][0].code in block:
                pieces[-1].append(point)
            else:
                pieces.append([point])
        for piece in pieces:
            self._piece(axes, piece, start, any(piece[0].code in block for block in self.merged))
            start += self.share(piece)

    def _piece(self, axes: Axes, points: list[ScalePoint], start: float, one: bool) -> None:
        """One piece; of levels made ``one``, hatched in the colour of the middle one and naming agreement."""
        share = self.share(points)
        colour = self.colours[points[len(points) // 2].code]
        (drawn,) = axes.barh(
            self.middle, share, left=start, height=_BAR, color=colour,
            edgecolor="white" if share else colour, linewidth=0.6, hatch=_HATCH if one else None,
        )  # fmt: skip
        # Two pieces of one fact are told apart by its side, since ids are unique.
        side = ("agree" if points[0].agree else "rest") if one else ""
        fact = f"{self.stem}.agree_pct" if one else f"{self.stem}.count.{points[0].code}"
        if self.stem:
            marks(drawn, fact, side)
        said = rounded(share, 0)
        if share * self.scale >= _DIGIT * len(said):
            text = axes.text(
                start + share / 2, self.middle, said, ha="center", va="center_baseline",
                fontsize=6.6, color=INK if one else _ink_on(colour),
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8} if one else None,
            )  # fmt: skip
            if self.stem:
                marks(text, fact, f"{side}-label" if one else "label")


def _rows(instrument: StatementInstrument) -> tuple[list[_Row], float]:
    """Headings and statements from the top, and how deep they reach, in inches."""
    rows: list[_Row] = []
    depth = 0.0
    for theme in instrument.themes:
        statements = instrument.of_theme(theme.id)
        if not statements:
            continue
        heading = wrapped(theme.label, 34)
        height = _HEADING + _LINE * heading.count("\n")
        rows.append(_Row(None, heading, depth + height * 0.6))
        depth += height
        for statement in statements:
            text = wrapped(statement.text, _CHARACTERS)
            height = max(_BAR + 0.07, _LINE * (text.count("\n") + 1) + _PADDING)
            rows.append(_Row(statement.id, text, depth + height / 2))
            depth += height
    return rows, max(depth, _HEADING)


def _neutral_reach(
    counts: pd.DataFrame, neutral: list[ScalePoint], merged: Mapping[str, Collection[frozenset[int]]]
) -> float:
    """How far the aside panel must reach, in per cent: the largest neutral share drawn there, to the next 20;
    nought where none is."""
    codes = {p.code for p in neutral}
    hidden = [id for id, blocks in merged.items() if any(codes & block for block in blocks)]
    answered = counts[(counts["n"] > 0) & ~counts.index.isin(hidden)]
    if answered.empty:
        return 0.0 if hidden else 20.0
    share = 100 * answered[[p.code for p in neutral]].sum(axis=1) / answered["n"]
    return float(max(20, 20 * -(-share.max() // 20)))


def _canvas(depth: float, reach: float, extra: float) -> tuple[Figure, Axes, Axes | None, float]:
    """A figure with its panels on one scale: an inch is as many per cents in both."""
    below, above = 0.85, 0.4
    height = above + depth + below
    figure = plt.figure(figsize=(_WIDTH, height))
    room = _WIDTH - _TEXT - _MARGIN - (_GAP if extra else 0.0)
    scale = room / (100 - reach + extra)
    width = scale * (100 - reach)
    bottom = below / height
    main = figure.add_axes((_TEXT / _WIDTH, bottom, width / _WIDTH, depth / height))
    side = None
    if extra:
        left = _TEXT + width + _GAP
        side = figure.add_axes((left / _WIDTH, bottom, scale * extra / _WIDTH, depth / height))
        side.set_xlim(0, extra)
    main.set_xlim(reach, 100)
    for axes in (main, side):
        if axes is not None:
            axes.set_ylim(depth, 0)
    return figure, main, side, scale


def _ink_on(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5 else INK


def _frame(main: Axes, side: Axes | None, form: Form, extra: float) -> None:
    ticks = [0, 25, 50, 75, 100] if form == "stacked" else [-100, -50, 0, 50, 100]
    main.set_xticks(ticks, [f"{abs(x)}%" if x else "0" for x in ticks], fontsize=7)
    below: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": 7.4, "color": INK}
    if form == "stacked":
        main.set_xlabel("Answers, in per cent of the answers on the scale", fontsize=7.4, color=INK)
    else:
        across = main.get_xaxis_transform()
        drop = -0.3 / (main.get_ylim()[0])
        main.text(-50, drop, "← does not agree", transform=across, **below)
        main.text(50, drop, "agrees →", transform=across, **below)
    for axes in (main, side):
        if axes is None:
            continue
        axes.set_yticks([])
        # Where a bar spans the line, the line goes behind it and leaves the number legible.
        axes.axvline(0, color=QUIET, linewidth=0.8, zorder=0 if form == "split" else 2)
        for name in ("left", "right", "top"):
            axes.spines[name].set_visible(False)
    if side is not None:
        side.set_xticks([0, extra], ["0", f"{extra:.0f}%"], fontsize=7)
        side.text(
            extra / 2,
            -0.3 / side.get_ylim()[0],
            "neutral",
            transform=side.get_xaxis_transform(),
            **below,
        )


def _legend(figure: Figure, points: list[ScalePoint], colours: dict[int, str], *, some_merged: bool) -> None:
    """The scale from left to right as the bars show it, as many labels in a line as have room."""
    patches = [
        Patch(facecolor=colours[p.code], edgecolor=QUIET, linewidth=0.4, label=p.label) for p in points
    ]
    if some_merged:
        # Few chose one of the levels: they stand together.
        patches.append(
            Patch(facecolor="white", edgecolor=QUIET, linewidth=0.4, hatch=_HATCH, label="levels together")
        )
    room = [0.058 * len(str(patch.get_label())) + 0.42 for patch in patches]
    columns = len(patches) if sum(room) <= _WIDTH else max(1, int(_WIDTH / max(room)))
    # matplotlib fills column after column; people read line after line.
    by_line = [patch for start in range(columns) for patch in patches[start::columns]]
    figure.legend(
        handles=by_line, loc="upper center", bbox_to_anchor=(0.5, 0.4 / figure.get_figheight()),
        ncols=columns, frameon=False, fontsize=7.4, columnspacing=1.2, handlelength=1.4,
        handletextpad=0.5,
    )  # fmt: skip


def statement_caption(instrument: StatementInstrument, group_label: str, form: Form = "diverging") -> str:
    """What stands under the figure; of neutral answers only where the scale has a neutral point."""
    neutral = bool(instrument.neutral_codes)
    says = f"{group_label}: answers to every statement, in per cent of the answers on the scale"
    if form == "stacked":
        return f"{says}."
    if not neutral:
        return f"{says}; agreement to the right of the line."
    if form == "split":
        return f"{says}; half of the neutral answers on each side of the line."
    return f"{says}; neutral answers stand aside, so that they push neither side."


def statement_alt_text(
    counts: pd.DataFrame, instrument: StatementInstrument, group_label: str, form: Form = "diverging"
) -> str:
    """The figure in words: its form, and which statements stand highest and lowest."""
    agree = [code for code in instrument.agree_codes if code in counts.columns]
    answered = counts[counts["n"] > 0]
    if answered.empty:
        return f"{group_label}: no statement has answers to draw."
    share = {str(id): 100 * int(row[agree].sum()) / int(row["n"]) for id, row in answered.iterrows()}
    texts = {s.id: s.text for s in instrument.statements}
    high, low = max(share, key=share.__getitem__), min(share, key=share.__getitem__)
    kind = {
        "diverging": "stacked bars that part at a middle line, agreement to the right",
        "split": "stacked bars that part in the middle of the neutral answers",
        "stacked": "bars stacked to 100 per cent",
    }[form]
    return (
        f"{group_label}: {kind}, one for each of {len(answered)} statements. Most agreement, "
        f"{rounded(share[high], 0)} per cent: {texts[high]} Least, {rounded(share[low], 0)} per cent: "
        f"{texts[low]}"
    )
