"""Workbooks: every visible sheet that holds something, as a grid."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

from triangulate.problems import Problems
from triangulate.raw.archive import check_archive
from triangulate.raw.grid import Grid, Row
from triangulate.raw.sheetparser import Sheet, parse_sheet
from triangulate.raw.sniff import content_of, report_content
from triangulate.source import Source


def read_xlsx(path: Path, source: Source, problems: Problems) -> list[Grid]:
    """The visible sheets of a workbook that hold something; none if it cannot be read."""
    with path.open("rb") as handle:
        head = handle.read(4096)
    if not head:
        problems.add("files.empty", source)
        return []
    content = content_of(head)
    if not head.startswith(b"PK"):
        report_content(content, ".xlsx", source, problems)
        return []
    if not zipfile.is_zipfile(path):
        problems.add("files.xlsx-damaged", source, reason="the archive is cut off")
        return []
    if not check_archive(path, source, problems):
        return []
    try:
        sheets = _visible_sheets(path)
    except Exception as fault:  # openpyxl raises nearly everything on damaged workbooks
        words = " ".join(str(fault).split())[:120]
        reason = f"{type(fault).__name__}: {words}" if words else type(fault).__name__
        problems.add("files.xlsx-damaged", source, reason=reason)
        return []
    grids = []
    for sheet in sheets:
        where = source.at(sheet=sheet.name)
        if sheet.too_wide:
            problems.add("files.too-wide", where)
        elif grid := _grid(sheet, where):
            grids.append(grid)
    if not sheets or not (grids or any(sheet.too_wide for sheet in sheets)):
        problems.add("files.empty", source)
    return grids


def _visible_sheets(path: Path) -> list[Sheet]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions that openpyxl does not keep are not needed
        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            return [
                parse_sheet(workbook, worksheet)
                for worksheet in workbook.worksheets
                if worksheet.sheet_state == "visible"
            ]
        finally:
            workbook.close()


def _grid(sheet: Sheet, source: Source) -> Grid | None:
    rows = []
    for number in sorted(sheet.texts):
        texts = sheet.texts[number]
        if not any(text and not text.isspace() for text in texts.values()) and not any(
            (number, column) in sheet.faults for column in texts
        ):
            continue
        cells = [""] * (max(texts) + 1)
        for column, text in texts.items():
            cells[column] = text
        rows.append(Row(number, None, cells))
    if not rows:
        return None
    return Grid(source, rows, sheet.faults, sheet.merged, frozenset(sheet.formulas))
