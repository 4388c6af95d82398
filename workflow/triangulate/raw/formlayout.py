"""Where a form keeps its questions and answers: shared by those who write forms and who read them.

A form is recognised by one row that heads a column of answers and a column of ids or questions.
Everything else (the sheet's name, the order of columns, rows above and between) is free, since
people change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from triangulate.problems import Problems
from triangulate.raw.cells import heading_key, shown
from triangulate.raw.grid import Fault, Grid
from triangulate.source import Source

ID_HEADING = "ID"
NUMBER_HEADING = "No."
ANSWER_HEADING = "Answer"
UNIT_HEADING = "Unit"
NOTES_HEADING = "Notes"

ORGANISATION = "organisation"
GROUP = "group"
RESPONDENT = "respondent"
RESPONDENT_QUESTION = "Your id (as in the letter to you)"
GROUP_QUESTION = "Your group"

_IDS = ("id", "item", "item id", "statement id")
_QUESTIONS = ("question", "statement", "label", "item label", "text")
_ANSWERS = ("answer", "your answer", "value", "response")
_DEPTH = 60


def organisation_question(unit: str) -> str:
    """What a mapping form asks an organisation for its name; ``unit`` is a force, a site, ..."""
    return f"Name of the {unit}"


@dataclass(frozen=True, slots=True)
class FormShape:
    """Columns of a form (from zero) and the index of the row that heads them."""

    header: int
    ids: int | None
    questions: int | None
    answers: int


class FormRow(NamedTuple):
    """One row of a form that has an id, a question or an answer."""

    id: str
    question: str
    answer: str
    fault: Fault | None
    source: Source


def find_form(grid: Grid) -> FormShape | None:
    """The form in a grid, if there is one: its header is among the first rows."""
    if grid.variables is not None:
        return None
    for index, row in enumerate(grid.rows[:_DEPTH]):
        keys = [heading_key(cell) for cell in row.cells]
        answers = _first(keys, _ANSWERS)
        ids, questions = _first(keys, _IDS), _first(keys, _QUESTIONS)
        if answers is not None and (ids is not None or questions is not None):
            return FormShape(index, ids, questions, answers)
    return None


def _first(keys: list[str], words: tuple[str, ...]) -> int | None:
    return next((keys.index(word) for word in words if word in keys), None)


def form_rows(grid: Grid, shape: FormShape) -> list[FormRow]:
    """The rows under a form's header that hold anything in its columns."""
    return list(_rows(grid, shape))


def _rows(grid: Grid, shape: FormShape) -> Iterator[FormRow]:
    for row in grid.rows[shape.header + 1 :]:
        id = "" if shape.ids is None else row.cell(shape.ids).strip()
        question = "" if shape.questions is None else row.cell(shape.questions).strip()
        answer = row.cell(shape.answers)
        fault = grid.fault(row, shape.answers)
        if id or question or answer.strip() or fault:
            yield FormRow(id, question, answer, fault, grid.at(row, shape.answers))


def place_answers(
    rows: list[FormRow], names: Mapping[str, str], strand: str, problems: Problems
) -> tuple[dict[str, FormRow], list[FormRow]]:
    """The row of every wanted name, and the rows with an id or answer that fit no name.

    ``names`` leads from ids and questions, as :func:`heading_key` has them, to names. A row counts
    by its id, and by its question only without one. ``strand`` (``mapping`` or ``statements``)
    chooses the catalogue's entries. Rows with neither id nor answer are headings or remarks.
    """
    found: dict[str, FormRow] = {}
    unknown: list[FormRow] = []
    for row in rows:
        by_question = names.get(heading_key(row.question)) if row.question else None
        name = names.get(heading_key(row.id)) if row.id else by_question
        answered = bool(row.answer.strip() or row.fault)
        if name is None:
            if row.id or (row.question and answered):
                unknown.append(row)
            elif answered:
                problems.add(f"{strand}.stray-answer", row.source, shown=shown(row.answer.strip()))
        elif by_question not in (None, name):
            problems.add(f"{strand}.id-and-question", row.source, item=name, other=by_question)
        elif name in found:
            first = found[name].source
            problems.add(f"{strand}.item-twice", row.source, item=name, first=first.cell or str(first))
        else:
            found[name] = row
    return found, unknown


def report_merged(grid: Grid, shape: FormShape, found: Mapping[str, FormRow], problems: Problems) -> None:
    """Report merged blocks in which it is not clear whose answer is meant, or one may be hidden."""
    if not grid.merged:
        return
    asked = {row.source.row for row in found.values()}
    for block in grid.merged:
        over_answers = block.first_column <= shape.answers <= block.last_column
        rows = asked.intersection(range(block.first_row, min(block.last_row, 1_048_576) + 1))
        alone = block.first_row == block.last_row and block.first_column == shape.answers
        if over_answers and rows and not alone:
            problems.add("files.merged", grid.source, range=block.cells)
