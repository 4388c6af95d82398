"""A table as rows and cells, before it is drawn for a page, for paper or for Word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

#: Where a line may end: at a space, but not at one that does not break, and after a hyphen or a dash.
_BREAK = re.compile(r"[ \t\n\r]+|(?<=[-–—/])")
#: The width of a sign at 9 points and of a cell's own margins, in hundredths of a text 16.2 cm wide.
_SIGN, _MARGINS = 1.15, 3.2
#: The longest word, and the longest number, that a column is widened for.
_WORD, _NUMBER = 12, 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column after the first. ``words`` says that it holds text, which is set from the left;
    ``share`` is its part of the width where a page has to be divided."""

    label: str
    spanner: str | None = None
    words: bool = False
    share: int = 1

    @property
    def full_label(self) -> str:
        """Its label behind the heading that it shares with others, for a cell that stands alone."""
        return self.label if self.spanner is None else f"{self.spanner}: {self.label}"


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
    def spanned_by(self) -> tuple[int | None, ...]:
        """For each column the run of :attr:`spanners` that heads it, None where it stands alone."""
        return tuple(
            run if label else None for run, (label, width) in enumerate(self.spanners) for _ in range(width)
        )

    @property
    def worded(self) -> bool:
        """Whether any column holds text."""
        return any(column.words for column in self.columns)

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
