"""How a form looks: one sheet that a person would be glad to fill in, and print."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation

from triangulate.raw.formlayout import (
    ANSWER_HEADING,
    ID_HEADING,
    NOTES_HEADING,
    NUMBER_HEADING,
    UNIT_HEADING,
)

SYNTHETIC = "SYNTHETIC: this form is filled in by simulation. No real person or organisation answered."
_GREY, _INK, _LINE = "9AA0A6", "1F2933", "C5CBD3"
_WIDTHS = {"A": 4, "B": 6, "C": 62, "D": 26, "E": 22, "F": 34}
_LINE_HEIGHT = 15.0
_QUESTION_CHARACTERS = 64
_LISTS = "Lists"
_LONGEST_TEXT = 32_767


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an answer cell lets in: a whole or decimal number within limits."""

    whole: bool
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the form. Without ``id`` it is a heading. ``choices`` or ``bounds`` limit the
    answer; ``fixed`` locks an answer that is filled in beforehand."""

    id: str
    question: str
    answer: object = None
    number: int | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    bounds: Bounds | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The content of a form."""

    name: str
    title: str
    subtitle: str
    guidance: tuple[str, ...]
    question_heading: str
    lines: tuple[Line, ...]
    synthetic: bool


def build(form: Form) -> Any:
    """The form as an openpyxl workbook."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = form.name
    lists = _Lists(workbook)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    header = _opening(sheet, form)
    rules: dict[object, DataValidation] = {}
    for row, line in enumerate(form.lines, start=header + 1):
        _write_line(sheet, row, line)
        if line.id and not line.fixed and (line.choices or line.bounds):
            key = line.choices or line.bounds
            rule = rules.get(key)
            if rule is None:
                rule = rules[key] = _rule(line, lists)
                sheet.add_data_validation(rule)
            rule.add(f"D{row}")
    _page(sheet, form, header)
    workbook.properties.creator = "triangulate"
    workbook.properties.title = f"{form.title}: {form.subtitle}"
    return workbook


class _Lists:
    """Drop-down choices on a hidden sheet: a list inside a cell's rule allows no commas and only
    255 characters."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, choices: tuple[str, ...]) -> str:
        if choices not in self._ranges:
            if not self._ranges:
                sheet = self._workbook.create_sheet(_LISTS)
                sheet.sheet_state = "hidden"
            sheet = self._workbook[_LISTS]
            column = len(self._ranges) + 1
            for row, choice in enumerate(choices, start=1):
                _write(sheet.cell(row, column), choice)
            letter = sheet.cell(1, column).column_letter
            self._ranges[choices] = f"{_LISTS}!${letter}$1:${letter}${len(choices)}"
        return self._ranges[choices]


def _write(cell: Any, value: object) -> None:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise ValueError(f"a cell holds {_LONGEST_TEXT} characters at most")
    try:
        cell.value = value
    except IllegalCharacterError as fault:
        raise ValueError(f"{value!r} holds control signs that no workbook can keep") from fault
    if isinstance(value, str):
        cell.data_type = "s"  # text that opens with = is no formula here


@cache
def _look(kind: str) -> dict[str, Any]:
    thin = Side(style="thin", color=_LINE)
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    wrap = Alignment(wrap_text=True, vertical="center")
    open_cell = Protection(locked=False)
    looks: dict[str, dict[str, Any]] = {
        "title": {"font": Font(size=18, bold=True, color=_INK)},
        "subtitle": {"font": Font(size=12, color=_INK)},
        "banner": {
            "font": Font(bold=True, color="FFFFFF"),
            "fill": PatternFill("solid", fgColor="B3261E"),
        },
        "guidance": {"font": Font(size=10, color="52606D")},
        "header": {
            "font": Font(bold=True, color="FFFFFF"),
            "fill": PatternFill("solid", fgColor="2F4A6D"),
            "alignment": wrap,
            "border": box,
        },
        "id": {
            "font": Font(size=8, color=_GREY),
            "fill": PatternFill("solid", fgColor="F3F4F6"),
            "alignment": Alignment(vertical="center"),
        },
        "section": {
            "font": Font(bold=True, color="2F4A6D"),
            "fill": PatternFill("solid", fgColor="E4EAF2"),
            "alignment": wrap,
        },
        "number": {
            "font": Font(color=_GREY),
            "alignment": Alignment(horizontal="right", vertical="center"),
            "border": box,
        },
        "question": {"alignment": wrap, "border": box},
        "unit": {"font": Font(size=10, color="52606D"), "alignment": wrap, "border": box},
        "answer": {
            "fill": PatternFill("solid", fgColor="FFFBE6"),
            "alignment": Alignment(wrap_text=True, vertical="center", horizontal="left"),
            "border": box,
            "protection": open_cell,
        },
        "fixed": {"font": Font(bold=True), "alignment": wrap, "border": box},
        "notes": {"alignment": wrap, "border": box, "protection": open_cell},
    }
    return looks[kind]


def _dress(cell: Any, kind: str) -> None:
    """Give a cell the look of its kind; the first of a kind in a workbook lends it to the others.

    Setting fonts and borders one by one takes openpyxl longer than everything else together.
    """
    workbook = cell.parent.parent
    cache = workbook.__dict__.setdefault("_triangulate_looks", {})
    if kind in cache:
        cell._style = copy(cache[kind])
        return
    for name, value in _look(kind).items():
        setattr(cell, name, value)
    cache[kind] = copy(cell._style)


def _opening(sheet: Any, form: Form) -> int:
    """Title, banner and guidance; returns the row of the column headings."""
    texts = [("title", form.title), ("subtitle", form.subtitle)]
    if form.synthetic:
        texts.append(("banner", SYNTHETIC))
    texts += [("guidance", line) for line in form.guidance]
    for row, (kind, text) in enumerate(texts, start=1):
        _write(sheet.cell(row, 2), text)
        for column in range(2, 7 if kind == "banner" else 3):
            _dress(sheet.cell(row, column), kind)
    sheet.row_dimensions[1].height = 26
    header = len(texts) + 1
    headings = (
        ID_HEADING,
        NUMBER_HEADING,
        form.question_heading,
        ANSWER_HEADING,
        UNIT_HEADING,
        NOTES_HEADING,
    )
    for column, heading in enumerate(headings, start=1):
        _write(sheet.cell(header, column), heading)
        _dress(sheet.cell(header, column), "header")
    sheet.row_dimensions[header].height = 20
    return header


def _write_line(sheet: Any, row: int, line: Line) -> None:
    if not line.id:
        _write(sheet.cell(row, 3), line.question)
        for column in range(2, 7):
            _dress(sheet.cell(row, column), "section")
        sheet.row_dimensions[row].height = 20
        return
    values = (line.id, line.number, line.question, line.answer, line.unit, None)
    kinds = ("id", "number", "question", "fixed" if line.fixed else "answer", "unit", "notes")
    for column, (value, kind) in enumerate(zip(values, kinds, strict=True), start=1):
        cell = sheet.cell(row, column)
        _write(cell, value if value != "" else None)
        _dress(cell, kind)
    # No program is sure to fit the height of wrapped text by itself.
    text_lines = max(-(-len(line.question) // _QUESTION_CHARACTERS), -(-len(line.unit) // 22), 1)
    sheet.row_dimensions[row].height = max(22.0, text_lines * _LINE_HEIGHT + 6)


def _rule(line: Line, lists: _Lists) -> DataValidation:
    if line.choices:
        rule = DataValidation("list", formula1=lists.range_of(line.choices), allow_blank=True)
        wanted = "Choose an answer from the list, or leave the cell empty."
    else:
        assert line.bounds is not None
        rule, wanted = _number_rule(line.bounds)
    rule.errorStyle, rule.showErrorMessage, rule.showInputMessage = "stop", True, True
    rule.errorTitle, rule.error = "Please check the answer", wanted
    rule.promptTitle, rule.prompt = "Answer", wanted
    return rule


def _number_rule(bounds: Bounds) -> tuple[DataValidation, str]:
    low, high = bounds.min, bounds.max
    if bounds.whole and (low is None or low < 0):
        low = 0
    kind = "whole" if bounds.whole else "decimal"
    wanted = f"{'A whole number' if bounds.whole else 'A number'}{describe(low, high)}."
    if low is not None and high is not None:
        limits = {"operator": "between", "formula1": f"{low:.15g}", "formula2": f"{high:.15g}"}
    elif high is not None:
        limits = {"operator": "lessThanOrEqual", "formula1": f"{high:.15g}"}
    else:
        least = f"{low:.15g}" if low is not None else "-1000000000000000"
        limits = {"operator": "greaterThanOrEqual", "formula1": least}
    advice = " Leave the cell empty if it is not known; write 0 if there are none."
    return DataValidation(kind, allow_blank=True, **limits), wanted + advice


def describe(low: float | None, high: float | None) -> str:
    """The bounds in words, with a comma before them: ``, 0 or more``."""
    if low is not None and high is not None:
        return f", {low:.15g} to {high:.15g}"
    if low is not None:
        return f", {low:.15g} or more"
    return f", {high:.15g} or less" if high is not None else ""


def _page(sheet: Any, form: Form, header: int) -> None:
    last = header + len(form.lines)
    sheet.freeze_panes = f"A{header + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.print_area = f"B1:F{last}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "Page &P of &N"
    sheet.oddFooter.left.text = _footer(form.subtitle)


def _footer(text: str) -> str:
    """Text for a page footer, where & opens a command and openpyxl's own marks are not escaped."""
    return text.replace("&", "and")[:100]
