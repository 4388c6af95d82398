"""The tables of the mapping and the statement strand, from their records."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from triangulate.raw.model import MappingAnswer, MappingForm, Respondent, StatementAnswer
from triangulate.records.tables import table
from triangulate.study.model import MappingInstrument, StatementInstrument


def forms_table(forms: Sequence[MappingForm]) -> pd.DataFrame:
    """One row a returned form."""
    return table(
        "forms",
        (
            {"group": f.group, "organisation": f.organisation, **f.source.as_columns()}
            for f in sorted(forms, key=lambda f: (f.group, f.organisation))
        ),
    )


def mapping_table(answers: Sequence[MappingAnswer], instrument: MappingInstrument) -> pd.DataFrame:
    """One row an organisation and item, organisations in order of name, items in the form's order."""
    order = {item.id: i for i, item in enumerate(instrument.items)}
    types = {item.id: item.type for item in instrument.items}
    return table(
        "mapping",
        (
            {
                "group": a.group,
                "organisation": a.organisation,
                "item": a.item,
                "type": types[a.item],
                "text": a.text,
                "value": None if a.value is None else float(a.value),
                **a.source.as_columns(),
            }
            for a in sorted(answers, key=lambda a: (a.group, a.organisation, order[a.item]))
        ),
    )


def respondents_table(
    respondents: Sequence[Respondent], organisations: dict[str, str], left_out: frozenset[str]
) -> pd.DataFrame:
    """One row a respondent in use; the organisation is the register's, where there is one."""
    return table(
        "respondents",
        (
            {
                "respondent": r.respondent,
                "group": r.group,
                "organisation": organisations.get(r.respondent),
                **r.source.as_columns(),
            }
            for r in sorted(respondents, key=lambda r: (r.group, r.respondent))
            if r.respondent not in left_out
        ),
    )


def answers_table(
    answers: Sequence[StatementAnswer], instrument: StatementInstrument, left_out: frozenset[str]
) -> pd.DataFrame:
    """One row a respondent in use and statement."""
    themes = {s.id: s.theme for s in instrument.statements}
    order = {s.id: i for i, s in enumerate(instrument.statements)}
    used = [a for a in answers if a.respondent not in left_out]
    used.sort(key=lambda a: (a.group, a.respondent, order[a.statement]))
    return table(
        "answers",
        (
            {
                "respondent": a.respondent,
                "group": a.group,
                "statement": a.statement,
                "theme": themes[a.statement],
                "code": a.code,
                "status": a.status,
                "text": a.text,
                **a.source.as_columns(),
            }
            for a in used
        ),
    )
