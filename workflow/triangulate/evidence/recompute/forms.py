"""Recognising what a raw table is: a form with a column of answers, or a table with a row for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from triangulate.evidence.recompute.tables import Rows, key

_IDS = ("id", "item", "item id", "statement id")
_QUESTIONS = ("question", "statement", "label", "item label", "text")
_ANSWERS = ("answer", "your answer", "value", "response")
_DEPTH = 60


class Form(NamedTuple):
    """The row that heads a form, and its columns of ids, questions and answers."""

    header: int
    id: int | None
    question: int | None
    answer: int


def form_in(table: Rows) -> Form | None:
    """The form in a table, if there is one."""
    if table.labels or table.missing or table.file.lower().endswith(".sav"):
        return None
    for number, row in enumerate(table.rows[:_DEPTH]):
        keys = [key(cell) for cell in row]

        def first(words: tuple[str, ...], keys: list[str] = keys) -> int | None:
            return next((keys.index(word) for word in words if word in keys), None)

        answer, id, question = first(_ANSWERS), first(_IDS), first(_QUESTIONS)
        if answer is not None and (id is not None or question is not None):
            return Form(number, id, question, answer)
    return None


def form_answers(table: Rows, form: Form, names: Mapping[str, str]) -> dict[str, str]:
    """The answer text of every name that the form has a row for; ``names`` goes from keys of ids
    and questions to names. A row is known by its id, and by its question only without one."""
    found: dict[str, str] = {}
    for row in table.rows[form.header + 1 :]:
        id = table.cell(row, form.id).strip()
        name = names.get(key(id or table.cell(row, form.question).strip()))
        if name is not None:
            found.setdefault(name, table.cell(row, form.answer))
    return found


def header_rows(table: Rows) -> range:
    """Where a table's header may stand: in the first row, in a sheet also below a title."""
    return range(min(_DEPTH, len(table.rows)) if table.sheet else min(1, len(table.rows)))
