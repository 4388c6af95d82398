"""Rows of cells as a file has them, whatever its format: the common ground of csv, xlsx and sav.

A cell is its text. Numbers of a spreadsheet are written out in plain digits, so text and numbers
need no distinction; what is neither (a date, a percentage, an error) is listed as a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from triangulate.problems import Problems
from triangulate.raw.cells import folded, shown
from triangulate.source import Source, column_letters


class Row(NamedTuple):
    """One row that is not blank. ``number`` counts from 1 as a spreadsheet shows it (0 for the
    variable names of an SPSS file); ``line`` is the physical line where it starts, in text files.
    ``cells`` may end before the table does."""

    number: int
    line: int | None
    cells: list[str]

    def cell(self, column: int) -> str:
        """The text in a zero-based column, empty beyond the end."""
        return self.cells[column] if column < len(self.cells) else ""


class Fault(NamedTuple):
    """A cell that is neither text nor number: the catalogue's code, and what it shows."""

    code: str
    shown: str


class Merged(NamedTuple):
    """A block of merged cells; rows count from 1, columns from 0, ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def cells(self) -> str:
        """The block as a spreadsheet writes it, ``B2:B10``."""
        return (
            f"{column_letters(self.first_column)}{self.first_row}:"
            f"{column_letters(self.last_column)}{self.last_row}"
        )


@dataclass(slots=True)
class Grid:
    """The rows of a file or sheet that are not blank.

    ``faults`` and ``formulas`` go by row number and zero-based column; formulas are cells whose
    stored result is used. The last three are for SPSS files: the variables' names, the value labels
    (column to value to label), and the values that the file declares missing (column to values).
    """

    source: Source
    rows: list[Row]
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    merged: tuple[Merged, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    variables: tuple[str, ...] | None = None
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def column_name(self, column: int) -> str:
        """Spreadsheet letters, or the variable's name in an SPSS file."""
        return self.variables[column] if self.variables else column_letters(column)

    def at(self, row: Row, column: int | None = None) -> Source:
        """The place of a cell, or of a whole row."""
        name = None if column is None else self.column_name(column)
        number = row.number or None
        return Source(self.source.file, self.source.sheet, number, name, row.line)

    def fault(self, row: Row, column: int) -> Fault | None:
        """What is wrong with the cell as such, if anything is."""
        return self.faults.get((row.number, column)) if self.faults else None

    def sound(self, row: Row, column: int, problems: Problems) -> bool:
        """Whether the cell is text, number or blank; a problem if not."""
        fault = self.fault(row, column)
        if fault is None:
            return True
        problems.add(fault.code, self.at(row, column), shown=fault.shown)
        return False

    def begins(self) -> str:
        """The first cells, to show in a message what was found."""
        if not self.rows:
            return "(nothing)"
        cells = [shown(cell.strip()) for cell in self.rows[0].cells if cell.strip()]
        return ", ".join(cells[:6]) or "(nothing)"

    def merged_over(self, rows: range, columns: range) -> Iterator[Merged]:
        """Merged blocks that touch the given rows and columns."""
        for block in self.merged:
            if (
                block.first_row < rows.stop
                and block.last_row >= rows.start
                and block.first_column < columns.stop
                and block.last_column >= columns.start
            ):
                yield block


@dataclass(slots=True)
class Table:
    """A grid with one row taken as its header."""

    grid: Grid
    header: Row
    rows: list[Row]

    @property
    def headings(self) -> list[str]:
        """The header's cells without surrounding space."""
        return [cell.strip() for cell in self.header.cells]


def table_from(grid: Grid, header: int, problems: Problems) -> Table:
    """Take the row at index ``header`` as header; duplicate headings, merged cells and a lack of
    rows are reported."""
    table = Table(grid, grid.rows[header], grid.rows[header + 1 :])
    if not table.rows:
        problems.add("files.header-only", grid.source)
    seen: dict[str, tuple[int, str]] = {}
    for column, heading in enumerate(table.headings):
        if not heading:
            continue
        first = seen.setdefault(heading, (column, heading))
        if first[0] != column:
            problems.add(
                "files.duplicate-heading",
                grid.at(table.header, column),
                heading=heading,
                columns=f"{grid.column_name(first[0])} and {grid.column_name(column)}",
            )
    if grid.merged:
        last = max([table.header.number, *(row.number for row in table.rows)])
        rows = range(table.header.number, last + 1)
        for block in grid.merged_over(rows, range(len(table.headings))):
            problems.add("files.merged", grid.source, range=block.cells)
    return table


def match_headings(headings: list[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """The column of every wanted field, by its names in order of preference.

    For each field the first of its names that stands over a column wins, as written before folded;
    a column is used once.
    """
    places: dict[str, int] = {}
    taken: set[int] = set()
    exact = {heading: i for i, heading in reversed(list(enumerate(headings))) if heading}
    loose = {folded(heading): i for i, heading in reversed(list(enumerate(headings))) if heading}
    depth = max((len(names) for names in wanted.values()), default=0)
    for rank in range(depth):
        for known, key in ((exact, str), (loose, folded)):
            for field_, names in wanted.items():
                if field_ in places or rank >= len(names):
                    continue
                column = known.get(key(names[rank]))
                if column is not None and column not in taken:
                    places[field_] = column
                    taken.add(column)
    return places
