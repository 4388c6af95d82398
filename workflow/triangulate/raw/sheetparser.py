"""One worksheet of a workbook, in one pass over its XML.

openpyxl's own read-only rows fill every gap (a stray cell in XFD1048576 makes sixteen thousand
million of them), leave out cells that stand out of order, hide merged blocks, and give either
formulas or stored results. Its parser below that has none of these faults, so it is used directly;
it is the only private name of openpyxl in this package, and tests hold what is needed of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from triangulate.raw.cells import number_text
from triangulate.raw.grid import Fault, Merged

MOST_CELLS = 30_000_000
"""Places of a table, blank ones included, that one sheet may spread over."""


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """Keeps stored results, and notes which of them come from a formula."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, data_only=True, **options)
        self.formulas: set[tuple[int, int]] = set()

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if element.find(FORMULA_TAG) is not None:
            self.formulas.add((cell["row"], cell["column"] - 1))
        return cell


@dataclass(slots=True)
class Sheet:
    """A worksheet: texts by row number (from 1), and by zero-based column in it."""

    name: str
    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: tuple[Merged, ...] = ()
    too_wide: bool = False


def parse_sheet(workbook: Any, worksheet: Any) -> Sheet:
    """Read one worksheet of a workbook opened read-only; raises what openpyxl raises."""
    sheet = Sheet(worksheet.title)
    formats = _Formats(workbook)
    with worksheet._get_source() as stream:
        parser = _Parser(
            stream,
            worksheet._shared_strings,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        places = 0
        for number, cells in parser.parse():
            row = sheet.texts.setdefault(number, {})
            for cell in cells:
                at, column = cell["row"], cell["column"] - 1
                if cell["value"] is None:
                    continue
                text, fault = formats.read(cell)
                if fault is not None:
                    sheet.faults[at, column] = fault
                if text:
                    (row if at == number else sheet.texts.setdefault(at, {}))[column] = text
            places += max(row, default=0) + 1
            if places > MOST_CELLS:
                sheet.too_wide = True
                return sheet
        sheet.formulas = parser.formulas
        sheet.merged = _merged(parser)
    for row_number, column in sheet.formulas:
        if not sheet.texts.get(row_number, {}).get(column):
            sheet.faults[row_number, column] = Fault("files.formula-cell", "")
            # A row of formulas alone is not a blank row.
            sheet.texts.setdefault(row_number, {}).setdefault(column, "")
    return sheet


def _merged(parser: Any) -> tuple[Merged, ...]:
    if parser.merged_cells is None:
        return ()
    blocks = []
    for block in parser.merged_cells.mergeCell:
        left, top, right, bottom = range_boundaries(block.ref)
        blocks.append(Merged(top, bottom, left - 1, right - 1))
    return tuple(blocks)


class _Formats:
    """Text and fault of cells, by value and number format."""

    def __init__(self, workbook: Any) -> None:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        self._names: list[str] = []
        for style in workbook._cell_styles:
            number = style.numFmtId
            if number in BUILTIN_FORMATS:
                self._names.append(BUILTIN_FORMATS[number])
            elif 0 <= number - 164 < len(workbook._number_formats):
                self._names.append(workbook._number_formats[number - 164])
            else:
                self._names.append("General")

    def read(self, cell: dict[str, Any]) -> tuple[str, Fault | None]:
        value, kind = cell["value"], cell["data_type"]
        if isinstance(value, bool):
            text = str(value).upper()
            return text, Fault("files.boolean-cell", text)
        if kind == "e":
            return str(value), Fault("files.error-cell", str(value))
        if isinstance(value, int | float):
            return self._number(value, int(cell["style_id"]))
        if kind == "d":
            text = str(value).removesuffix(" 00:00:00")
            return text, Fault("files.date-cell", text)
        return str(value), None

    def _number(self, value: int | float, style: int) -> tuple[str, Fault | None]:
        if isinstance(value, float) and not math.isfinite(value):
            return str(value), Fault("files.number-cell", str(value))
        if isinstance(value, int) and abs(value) >= 10**20:
            return "(too large)", Fault("files.number-cell", "more than 20 digits")
        text = number_text(value)
        name = self._names[style] if style < len(self._names) else "General"
        if "%" in name:
            return text, Fault("files.percent-cell", text)
        if len(name) > 1 and set(name) == {"0"} and text.isdigit():
            # The format 000 shows the id 7 as 007, which is what its author means.
            text = text.zfill(len(name))
        return text, None
