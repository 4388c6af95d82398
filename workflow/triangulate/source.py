"""Where a value came from: the file, and the cell or line in it."""

from __future__ import annotations

from dataclasses import dataclass

SOURCE_COLUMNS = ("source_file", "source_sheet", "source_row", "source_column", "source_line")


def column_letters(index: int) -> str:
    """Spreadsheet letters of a zero-based column index: 0 is ``A``, 26 is ``AA``."""
    if index < 0:
        raise ValueError(f"a column index is zero or more, not {index}")
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A place in a raw or config file.

    ``file`` is relative to the study directory, with forward slashes. ``row`` counts from 1 as a
    spreadsheet shows it (the header of a table is row 1; for SPSS files it is the case number).
    ``column`` is the spreadsheet's letters, or the variable's name in an SPSS file. ``line``
    counts physical lines from 1 and is given for text files only.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None

    @property
    def cell(self) -> str | None:
        """``C7`` for a spreadsheet or CSV cell, else None."""
        if self.row is None or self.column is None:
            return None
        return f"{self.column}{self.row}"

    def at(
        self,
        *,
        row: int | None = None,
        column: str | None = None,
        line: int | None = None,
        sheet: str | None = None,
    ) -> Source:
        """The same file, at a nearer place; what is not given stays as it is."""
        return Source(
            self.file,
            sheet if sheet is not None else self.sheet,
            row if row is not None else self.row,
            column if column is not None else self.column,
            line if line is not None else self.line,
        )

    def as_columns(self) -> dict[str, str | int | None]:
        """The values of ``SOURCE_COLUMNS`` for a table row."""
        return {
            "source_file": self.file,
            "source_sheet": self.sheet,
            "source_row": self.row,
            "source_column": self.column,
            "source_line": self.line,
        }

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.cell and self.file.lower().endswith(".sav"):
            parts.append(f"case {self.row}, variable {self.column}")
        elif self.cell:
            parts.append(f"cell {self.cell}")
        elif self.row is not None:
            parts.append(f"row {self.row}")
        elif self.column is not None:
            parts.append(f"column {self.column}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        return ", ".join(parts)
