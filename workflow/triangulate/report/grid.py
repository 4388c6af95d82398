"""A table as rows and cells, before it is drawn for a page, for paper or for Word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pandas as pd
from great_tables import GT, html
from markupsafe import Markup, escape

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_CELL = re.compile(r'<td( headers="[^"]*-c(\d+)")')
_BLOCK = re.compile(r"(<th[^>]*\bgt_group_heading\b[^>]*>)([^<]*)</th>")
#: Where a line may end: at a space, but not at one that does not break, and after a hyphen or a dash.
_BREAK = re.compile(r"[ \t\n\r]+|(?<=[-–—/])")
#: The width of a sign at 9 points and of a cell's own margins, in hundredths of a text 16.2 cm wide.
_SIGN, _MARGINS = 1.15, 3.2
#: The longest word, and the longest number, that a column is widened for.
_WORD, _NUMBER = 12, 20
_INLINE = re.compile(r'<div id="([^"]+)" style="[^"]*">')


@dataclass(frozen=True, slots=True)
class Column:
    """A column after the first. ``words`` says that it holds text, which is set from the left;
    ``share`` is its part of the width where a page has to be divided."""

    label: str
    spanner: str | None = None
    words: bool = False
    share: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its heading, its cells (HTML), and the heading of the block that it belongs to."""

    heading: str
    cells: tuple[Markup, ...]
    block: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole table. ``corner`` heads the first column, which heads the rows; ``asides`` say something
    of a block behind its heading."""

    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    first_share: int = 3
    asides: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"the row {row.heading!r} has {len(row.cells)} cells")

    @property
    def spanners(self) -> tuple[tuple[str | None, int], ...]:
        """Runs of columns under one heading: label and how many."""
        runs: list[tuple[str | None, int]] = []
        for column in self.columns:
            if runs and runs[-1][0] == column.spanner and column.spanner is not None:
                runs[-1] = (column.spanner, runs[-1][1] + 1)
            else:
                runs.append((column.spanner, 1))
        return tuple(runs)

    def spanner_start(self, run: int) -> int:
        """The place of the first column of a run of :attr:`spanners`."""
        return sum(width for _, width in self.spanners[:run])

    @property
    def spanned(self) -> bool:
        """Whether any column stands under a heading shared with others."""
        return any(column.spanner is not None for column in self.columns)

    @property
    def blocks(self) -> tuple[tuple[str | None, tuple[Row, ...]], ...]:
        """Rows by block, in order."""
        found: dict[str | None, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.block, []).append(row)
        return tuple((block, tuple(rows)) for block, rows in found.items())

    @property
    def widths(self) -> tuple[float, ...]:
        """Part of the width of each column, the first included; they add up to 100.

        By the columns' shares, but no column is narrower than the longest piece of text in it that
        cannot be broken, as long as all find room so: a number that is cut in two cannot be read.
        """
        shares = [self.first_share, *(column.share for column in self.columns)]
        return fitted(shares, self._needs())

    def _needs(self) -> list[float]:
        """The least width of each column, in hundredths of a page's text."""
        first = [self.corner, *(row.heading for row in self.rows)]
        longest = [_longest(first, _WORD)]
        for i, column in enumerate(self.columns):
            texts = [column.label, *(row.cells[i].striptags() for row in self.rows)]
            longest.append(_longest(texts, _WORD if column.words else _NUMBER))
        return [_MARGINS + _SIGN * signs for signs in longest]


def fitted(shares: Sequence[int], least: Sequence[float]) -> tuple[float, ...]:
    """Widths that add up to 100: in proportion to ``shares``, none below its ``least``. Where even the
    least widths exceed 100, they are scaled down together."""
    if sum(least) >= 100:
        return tuple(100 * width / sum(least) for width in least)
    held: set[int] = set()
    while True:
        room = 100 - sum(least[i] for i in held)
        free = sum(share for i, share in enumerate(shares) if i not in held)
        widths = [least[i] if i in held else room * share / free for i, share in enumerate(shares)]
        short = {i for i, width in enumerate(widths) if i not in held and width < least[i]}
        if not short:
            return tuple(widths)
        held |= short


def _longest(texts: Iterable[str], most: int) -> int:
    """Signs in the longest piece that is not broken over two lines, at most ``most``."""
    return min(most, max((len(piece) for text in texts for piece in _BREAK.split(text)), default=0))


def cells(*values: str | Markup) -> tuple[Markup, ...]:
    """Cells of a row; what is plain text is escaped."""
    return tuple(Markup(escape(value)) for value in values)


def for_page(grid: Grid, id: str, label: str) -> Markup:
    """The table by great_tables, for the page. The page's own style sheet dresses it: great_tables'
    copy of its style, one a table, is taken out, and the table can be reached and scrolled by key."""
    # great_tables sets cell by cell, and each time Arrow would write the whole column anew.
    with pd.option_context("mode.string_storage", "python"):
        raw = _STYLE.sub("", _drawn(grid, id).as_raw_html())

    labels = [c.label if c.spanner is None else f"{c.spanner}: {c.label}" for c in grid.columns]
    kind = " words" if any(c.words for c in grid.columns) else ""

    def opening(found: re.Match[str]) -> str:
        return (
            f'<div class="table{kind}" id="{found.group(1)}" tabindex="0" role="region" '
            f'aria-label="{escape(label)}">'
        )

    def labelled(found: re.Match[str]) -> str:
        return f'<td data-label="{escape(labels[int(found[2])])}"{found[1]}'

    def aside(found: re.Match[str]) -> str:
        block = unescape(found[2])
        said = grid.asides.get(block)
        return f"{found[1]}<b>{escape(block)}{'.' if said else ''}</b> {escape(said or '')}</th>"

    raw = _CELL.sub(labelled, _BLOCK.sub(aside, raw))
    return Markup(_INLINE.sub(opening, raw, count=1))


def _drawn(grid: Grid, id: str) -> GT:
    """The table as great_tables holds it."""
    keys = [f"c{i}" for i in range(len(grid.columns))]
    blocks = any(row.block for row in grid.rows)
    frame = pd.DataFrame(
        {
            "head": [row.heading for row in grid.rows],
            **({"block": [row.block or "" for row in grid.rows]} if blocks else {}),
            **{key: [str(row.cells[i]) for row in grid.rows] for i, key in enumerate(keys)},
        }
    )
    table = GT(frame, rowname_col="head", groupname_col="block" if blocks else None, id=id)
    as_it_is: Callable[[str], str] = str
    table = table.tab_stubhead(_as_is(grid.corner)).fmt(as_it_is, columns=keys)
    for alignment, words in (("right", False), ("left", True)):
        chosen = [k for k, column in zip(keys, grid.columns, strict=True) if column.words is words]
        if chosen:
            table = table.cols_align(alignment, columns=chosen)
    at = 0
    for spanner, width in grid.spanners:
        if spanner is not None:
            table = table.tab_spanner(_as_is(spanner), columns=keys[at : at + width], id=f"{id}-{at}")
        at += width
    return table.cols_label(cases=dict(zip(keys, (_as_is(c.label) for c in grid.columns), strict=True)))


def _as_is(label: str) -> Any:
    """A heading's own characters: great_tables would read {{ }} as a unit of measurement."""
    return html(str(escape(label)))
