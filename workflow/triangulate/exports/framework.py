"""The framework matrix as a workbook to write in and a page to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from triangulate.files import write_bytes, write_text
from triangulate.raw.formbytes import workbook_bytes
from triangulate.records.tables import rows_of
from triangulate.study.model import Codebook, Group

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FILLS = {"for": "E3F1E6", "against": "FBE6DF", "mixed": "F6F0D8", "neutral": "EEF0F3"}
_STYLE = """
body{font:16px/1.45 system-ui,sans-serif;margin:2rem;color:#1d2430;background:#fff}
table{border-collapse:collapse}caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{border:1px solid #c9ced6;padding:.5rem .6rem;vertical-align:top;text-align:left;min-width:15rem;max-width:24rem}
thead th{position:sticky;top:0;background:#f3f5f8}tbody th{position:sticky;left:0;background:#f3f5f8}
tr>th:first-child{min-width:7rem}
td.for{background:#e3f1e6}td.against{background:#fbe6df}td.mixed{background:#f6f0d8}
blockquote{margin:.4rem 0 0;padding-left:.6rem;border-left:3px solid #8a93a3}small{color:#4a5260}
"""


def write_framework_xlsx(
    path: Path, matrix: pd.DataFrame, codebook: Codebook, groups: Sequence[Group]
) -> None:
    """One row an interview, one column an area, as ``analysis.framework.framework_matrix`` gives them.

    The same content gives the same bytes. Cells are coloured by leaning, which their first line says too.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    labels = {group.id: group.label for group in groups}
    areas = [code for code in codebook.codes if code.parent is None]
    book = Workbook()
    sheet = book.active
    sheet.title = "Framework matrix"
    sheet.append(["Interview", "Group", *(area.label for area in areas)])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for (document, group), rows in matrix.groupby(["document", "group"], sort=False):
        sheet.append([None] * (2 + len(areas)))
        at = sheet.max_row
        cells = {row.area: row for row in rows_of(rows)}
        for column, value in enumerate([str(document), labels[str(group)]], start=1):
            _write(sheet.cell(at, column), value)
        for column, area in enumerate(areas, start=3):
            row = cells[area.id]
            if row.passages_n:
                cell = sheet.cell(at, column)
                _write(cell, _cell_text(row))
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.fill = PatternFill("solid", fgColor=_FILLS[row.leaning])
    for column in range(1, 3 + len(areas)):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 14 if column < 3 else 46
    sheet.freeze_panes = "C2"
    write_bytes(path, workbook_bytes(book))


def write_framework_html(
    path: Path, matrix: pd.DataFrame, codebook: Codebook, groups: Sequence[Group]
) -> None:
    """The same matrix as a page that needs nothing but itself."""
    labels = {group.id: group.label for group in groups}
    areas = [code for code in codebook.codes if code.parent is None]
    head = "".join(f'<th scope="col">{escape(area.label)}</th>' for area in areas)
    body = []
    for (document, group), rows in matrix.groupby(["document", "group"], sort=False):
        cells = {row.area: row for row in rows_of(rows)}
        body.append(
            f'<tr><th scope="row">{escape(str(document))}<br><small>{escape(labels[str(group)])}</small></th>'
            + "".join(_html_cell(cells[area.id]) for area in areas)
            + "</tr>"
        )
    write_text(
        path,
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Framework matrix</title><style>{_STYLE}</style></head><body><main>"
        "<h1>Framework matrix</h1><table><caption>What each interview says on each area: leaning, codes with "
        "the number of passages, and one passage</caption>"
        f'<thead><tr><th scope="col">Interview</th>{head}</tr></thead><tbody>\n'
        + "\n".join(body)
        + "\n</tbody></table></main></body></html>\n",
    )


def _write(cell: Any, text: str) -> None:
    """Text as text: what begins with an equals sign is no formula, and controls have no place."""
    cell.value = _CONTROLS.sub(" ", text)
    cell.data_type = "s"


def _cell_text(row: object) -> str:
    leaning, summary, quote, line = (getattr(row, name) for name in ("leaning", "summary", "quote", "line"))
    text = f"[{leaning}] {summary}"
    return f"{text}\n“{quote}” (line {line})" if quote else text


def _html_cell(row: object) -> str:
    leaning, summary, quote, line = (getattr(row, name) for name in ("leaning", "summary", "quote", "line"))
    if not summary:
        return "<td></td>"
    said = f"<blockquote>{escape(quote)} <small>line {line}</small></blockquote>" if quote else ""
    return f'<td class="{leaning}"><small>{leaning}</small><br>{escape(summary)}{said}</td>'
