"""The data-collection forms, made from the same instruments that the readers use.

What these functions write, filled in, is what :mod:`triangulate.raw.mapping` and
:mod:`triangulate.raw.statements` read. The same content always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from triangulate.files import write_bytes
from triangulate.raw.formbytes import workbook_bytes
from triangulate.raw.formlayout import (
    GROUP,
    GROUP_QUESTION,
    ORGANISATION,
    RESPONDENT,
    RESPONDENT_QUESTION,
    organisation_question,
)
from triangulate.raw.formsheet import Bounds, Form, Line, build, describe
from triangulate.study.model import Group, MappingItem, StatementInstrument, Study

_KINDS = {"count": "whole number", "ratio": "number", "number": "number", "text": "text"}


def write_mapping_form(
    path: Path,
    study: Study,
    group: str,
    answers: Mapping[str, object] | None = None,
    organisation: str | None = None,
) -> None:
    """Write the mapping form of one group, blank or with ``answers`` (item id to value).

    Numbers are written as numbers (to 16 significant digits, which is what openpyxl stores), text as
    text, None as an empty cell. Raises KeyError for an
    unknown group and ValueError for answers to items that the group is not asked, or when the
    study has no mapping strand.
    """
    if study.mapping is None:
        raise ValueError("the study has no mapping strand")
    about = study.group(group)
    items = study.mapping.instrument.items_of(group)
    given = _only(answers, {item.id for item in items})
    unit = about.unit_label
    lines = [
        Line(GROUP, "Group", about.label, fixed=True),
        Line(ORGANISATION, organisation_question(unit), organisation or None, unit="text"),
    ]
    lines = [line for line in lines if line.id not in {item.id for item in items}]
    lines += [_item(item, number, given) for number, item in enumerate(items, start=1)]
    form = Form(
        name="Form",
        title=study.title,
        subtitle=f"Mapping form · {about.label}",
        guidance=(
            f"Please fill in the yellow cells, one form for each {unit}.",
            "Write numbers with digits only, and a decimal point where needed: 1244 or 12.5.",
            "Write 0 if there are none; leave the cell empty if it is not known. Remarks go into the notes.",
        ),
        question_heading="Question",
        lines=tuple(lines),
        synthetic=study.synthetic,
    )
    write_bytes(path, workbook_bytes(build(form)))


def write_statement_form(
    path: Path,
    study: Study,
    group: str | None,
    respondent: str | None = None,
    answers: Mapping[str, str | None] | None = None,
) -> None:
    """Write the statement form, blank or with ``answers`` (statement id to label or code).

    With a ``group`` the form is for that group only; without, the respondent chooses. Raises
    KeyError for an unknown group and ValueError for answers to unknown statements, or when the
    study has no statement strand.
    """
    if study.statements is None:
        raise ValueError("the study has no statement strand")
    instrument = study.statements.instrument
    about = study.group(group) if group is not None else None
    given = _only(answers, {statement.id for statement in instrument.statements})
    lines = [
        Line(RESPONDENT, RESPONDENT_QUESTION, respondent or None, unit="text"),
        _group_line(study.groups, about),
        *_statement_lines(instrument, given),
    ]
    agree = [instrument.scale[0].label, instrument.scale[-1].label]
    guidance = [
        "Please choose one answer for each statement in the yellow cells, "
        f"from “{agree[0]}” to “{agree[1]}”.",
    ]
    if instrument.not_applicable:
        guidance.append(
            f"Choose “{instrument.not_applicable[0]}” where a statement does not concern you; "
            "leave the cell empty if you would rather not answer."
        )
    else:
        guidance.append("Leave the cell empty if you would rather not answer.")
    form = Form(
        name="Form",
        title=study.title,
        subtitle=f"Statements · {about.label}" if about else "Statements",
        guidance=tuple(guidance),
        question_heading="Statement",
        lines=tuple(lines),
        synthetic=study.synthetic,
    )
    write_bytes(path, workbook_bytes(build(form)))


def _only(answers: Mapping[str, object] | None, known: set[str]) -> Mapping[str, object]:
    unknown = sorted(set(answers or ()) - known)
    if unknown:
        raise ValueError(f"the form does not ask {', '.join(unknown)}")
    return answers or {}


def _item(item: MappingItem, number: int, given: Mapping[str, object]) -> Line:
    low = item.min if item.min is not None or item.type != "count" else 0
    unit = _KINDS[item.type] + ("" if item.type == "text" else describe(low, item.max))
    if item.required:
        unit += " (please answer)"
    bounds = None if item.type == "text" else Bounds(item.type == "count", item.min, item.max)
    answer = given.get(item.id)
    if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal | str | None):
        raise ValueError(f"{item.id}: {answer!r} is neither number nor text")
    return Line(item.id, item.label, answer, number, unit, bounds=bounds)


def _group_line(groups: tuple[Group, ...], about: Group | None) -> Line:
    if about is None and len(groups) == 1:
        about = groups[0]
    if about is not None:
        return Line(GROUP, "Group", about.label, fixed=True)
    return Line(GROUP, GROUP_QUESTION, unit="from the list", choices=tuple(group.label for group in groups))


def _statement_lines(instrument: StatementInstrument, given: Mapping[str, object]) -> list[Line]:
    choices = tuple(point.label for point in instrument.scale) + instrument.not_applicable[:1]
    lines: list[Line] = []
    number = 0
    for theme in instrument.themes:
        statements = instrument.of_theme(theme.id)
        if statements:
            lines.append(Line("", theme.label))
        for statement in statements:
            number += 1
            lines.append(
                Line(
                    statement.id,
                    statement.text,
                    given.get(statement.id),
                    number,
                    "from the list",
                    choices,
                )
            )
    return lines
