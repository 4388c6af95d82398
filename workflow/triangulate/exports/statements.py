"""The statement answers as an SPSS file that may be published.

One case a respondent who takes part. Nothing in it says who they are: respondents are running
numbers, organisations are left out, and the cases stand in the order of their answers, not of the
study's own ids. What the disclosure rule holds back in the report is held back here: answers of a group to
a statement that too few answered get a code of their own, and levels of the scale whose counts are held back
are made one, in all groups, so that a variable means one thing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from triangulate.analysis.agreement import statement_agreement
from triangulate.analysis.answers import NOT_APPLICABLE, AnswerMatrix
from triangulate.disclosure.levels import merged_levels, outermost_last
from triangulate.exports.spssnames import (
    FILE_LABEL_BYTES,
    VALUE_LABEL_BYTES,
    VARIABLE_LABEL_BYTES,
    notes,
    variable_names,
    within,
)
from triangulate.facts.gather import status_of
from triangulate.facts.strands import statement_facts
from triangulate.files import replacing
from triangulate.study.model import Group, Privacy, StatementInstrument

RESPONDENT = "respondent"
GROUP = "group"

# The header of a system file: 4 bytes record type, 60 product, five times 4 (layout, case size,
# compression, weight, cases) and 8 bytes bias come before 9 bytes date and 8 bytes time; see "System
# File Format" in the PSPP Developers Guide.
_DATE_AND_TIME = slice(92, 109)
_MADE = b"01 Jan 8000:00:00"


@dataclass(frozen=True, slots=True, eq=False)
class StatementExport:
    """What is written: ``cases`` has the columns respondent, group (a number) and a variable for
    each statement; ``names`` maps statement ids to variables, ``held`` are (group id, statement id)
    held back."""

    groups: tuple[Group, ...]
    instrument: StatementInstrument
    cases: pd.DataFrame
    names: dict[str, str]
    not_applicable: int
    held_back: int
    held: frozenset[tuple[str, str]]
    min_n: int
    #: By statement, the levels made one: each a list of codes, the one that stands for them first.
    merged: dict[str, list[list[int]]]

    def number_of(self, group: str) -> int:
        """The value of the variable ``group`` for a group's id; they are counted from 1."""
        return 1 + [g.id for g in self.groups].index(group)


def held_back(matrix: AnswerMatrix, privacy: Privacy) -> frozenset[tuple[str, str]]:
    """(group id, statement id) of the answers that may not be published: those of which some fact
    is suppressed (:func:`triangulate.facts.gather.status_of`)."""
    by_id = {
        f"statements.{group.id}.{statement}".lower(): (group.id, statement)
        for group in matrix.groups
        for statement in matrix.statement_ids
    }
    found = set()
    for fact in statement_facts(statement_agreement(matrix), matrix.instrument):
        if status_of(fact, privacy) != "published":
            stem = fact.id.rpartition(".count.")[0] or fact.id.rpartition(".")[0]
            found.add(by_id[stem])
    return frozenset(found)


def levels_made_one(
    matrix: AnswerMatrix, privacy: Privacy, held: Collection[tuple[str, str]] = ()
) -> dict[str, list[list[int]]]:
    """By statement, the levels of the scale that stand together in the file, in every group if in one.

    Of ``held`` answers nothing is written, so that they ask for nothing.
    """
    instrument = matrix.instrument
    blocks: dict[str, set[frozenset[int]]] = {}
    for (group, statement), found in merged_levels(statement_agreement(matrix), instrument, privacy).items():
        if (group, statement) not in held:
            blocks.setdefault(statement, set()).update(found)
    return {
        statement: sorted(outermost_last(block, instrument) for block in found)
        for statement, found in blocks.items()
    }


def statement_export(
    matrix: AnswerMatrix,
    *,
    held: Collection[tuple[str, str]] = (),
    merged: Mapping[str, list[list[int]]] | None = None,
    min_n: int = 1,
) -> StatementExport:
    """The cases to write. A blank is system-missing; not applicable and held back have a code of
    their own above the scale, which the file declares missing. ``merged`` as of :func:`levels_made_one`:
    the first code of each list is written for all of it."""
    highest = max(abs(int(code)) for code in matrix.scale_codes)
    digits = 1
    while 10**digits - 2 <= highest:
        digits += 1
    not_applicable, withheld = 10**digits - 1, 10**digits - 2
    values = matrix.codes()
    for column, statement in enumerate(matrix.statement_ids):
        for codes in (merged or {}).get(statement, ()):
            values[np.isin(values[:, column], codes), column] = codes[0]
    values[matrix.points == NOT_APPLICABLE] = not_applicable
    for place, group in enumerate(matrix.groups):
        columns = [i for i, s in enumerate(matrix.statement_ids) if (group.id, s) in held]
        values[np.ix_(matrix.member_of == place, columns)] = withheld
    # The order of the ids could tell who is who, even where the ids are gone.
    keys = np.column_stack([matrix.member_of, np.nan_to_num(values, nan=-np.inf)])
    order = np.lexsort(keys.T[::-1])
    names = variable_names(matrix.statement_ids, (RESPONDENT, GROUP))
    cases = pd.DataFrame(values[order], columns=list(names.values()))
    cases.insert(0, GROUP, (matrix.member_of[order] + 1).astype(np.float64))
    cases.insert(0, RESPONDENT, np.arange(1, len(order) + 1, dtype=np.float64))
    return StatementExport(
        matrix.groups,
        matrix.instrument,
        cases,
        names,
        not_applicable,
        withheld,
        frozenset(held),
        min_n,
        dict(merged or {}),
    )


def write_sav(path: Path, export: StatementExport, title: str) -> None:
    """Write the file whole or not at all; the bytes depend on the content alone."""
    instrument = export.instrument
    variables = list(export.names.values())
    extra: dict[float, str] = {}
    missing: list[Any] = []
    if instrument.not_applicable:
        extra[float(export.not_applicable)] = within(instrument.not_applicable[0], VALUE_LABEL_BYTES)
        missing.append(export.not_applicable)
    if export.held:
        extra[float(export.held_back)] = f"Held back: fewer than {export.min_n} answers"
        missing.append(export.held_back)
    values = {export.names[s.id]: _levels(export, s.id) | extra for s in instrument.statements}
    labels: dict[str, str | None] = {RESPONDENT: "Running number, not the study's id", GROUP: "Group"}
    for statement in instrument.statements:
        mark = " (reverse-keyed)" if statement.reverse else ""
        labels[export.names[statement.id]] = within(statement.text, VARIABLE_LABEL_BYTES, mark)
    groups = {float(export.number_of(g.id)): within(g.label, VALUE_LABEL_BYTES) for g in export.groups}
    width = max((len(str(int(v))) for labels_of in values.values() for v in labels_of), default=1)
    with replacing(path) as temporary:
        pyreadstat.write_sav(
            export.cases,
            temporary,
            file_label=within(title, FILE_LABEL_BYTES),
            column_labels=labels,
            note=notes(_about(export)),
            variable_value_labels={GROUP: groups} | values,
            missing_ranges=dict.fromkeys(variables, missing),
            variable_measure={RESPONDENT: "nominal", GROUP: "nominal"} | dict.fromkeys(variables, "ordinal"),
            variable_format={RESPONDENT: "F8.0", GROUP: "F4.0"} | dict.fromkeys(variables, f"F{width}.0"),
        )
        data = bytearray(temporary.read_bytes())
        if data[:4] != b"$FL2" or len(data[_DATE_AND_TIME]) != len(_MADE):
            raise ValueError("the SPSS file has no header of the kind known here")
        data[_DATE_AND_TIME] = _MADE
        temporary.write_bytes(bytes(data))


def _levels(export: StatementExport, statement: str) -> dict[float, str]:
    """The labels of a statement's codes; one that stands for several is labelled with all of theirs."""
    scale = export.instrument.scale
    labels = {p.code: p.label for p in scale}
    for codes in export.merged.get(statement, ()):
        said = " / ".join(p.label for p in scale if p.code in codes)
        labels[codes[0]] = said
        for code in codes[1:]:
            del labels[code]
    return {float(code): within(label, VALUE_LABEL_BYTES) for code, label in labels.items()}


def _about(export: StatementExport) -> str:
    """The notes that the file carries."""
    reverse = [export.names[s.id] for s in export.instrument.statements if s.reverse]
    low, high = min(_codes(export)), max(_codes(export))
    turned = (
        f"Reverse-keyed: {', '.join(reverse)}. Answers are as given; turn them ({low + high} minus the "
        "code) for scale scores and reliability, never for percentages of agreement."
        if reverse
        else "No statement is reverse-keyed."
    )
    agree = ", ".join(str(p.code) for p in export.instrument.scale if p.agree)
    not_applicable = (
        f" {export.not_applicable} (user-missing) stands for not applicable."
        if export.instrument.not_applicable
        else ""
    )
    held = (
        f" {export.held_back} (user-missing) stands for answers held back, as fewer than "
        f"{export.min_n} of the group answered the statement."
        if export.held
        else ""
    )
    together = [export.names[id] for id in export.merged]
    merged = (
        f" Levels of the scale that few chose stand under one code with the other levels of their side, "
        f"as its label says, in: {', '.join(together)}."
        if together
        else ""
    )
    return (
        "One case a respondent who takes part. Respondents are running numbers in the order of the "
        "answers, and organisations are left out.\n"
        f"Blank answers are system-missing.{not_applicable}{held}{merged}\n"
        f"Agreement is {agree or 'none'}, in per cent of the answers on the scale.\n{turned}"
    )


def _codes(export: StatementExport) -> list[int]:
    return [point.code for point in export.instrument.scale]
