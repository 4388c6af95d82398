"""Small instruments and answer tables for the tests of the statement statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from triangulate.analysis.answers import AnswerMatrix, answer_matrix
from triangulate.study.model import Group, ScalePoint, Statement, StatementInstrument, Theme

REFERENCE = Path(__file__).parent / "reference"
NOT_APPLICABLE = "n/a"


def scale(points: int, agree: Sequence[int]) -> tuple[ScalePoint, ...]:
    """Codes 1 to ``points``; those in ``agree`` count as agreement."""
    return tuple(ScalePoint(code, f"point {code}", agree=code in agree) for code in range(1, points + 1))


def survey(
    themes: Mapping[str, Sequence[str]], points: int = 5, agree: Sequence[int] = (4, 5)
) -> StatementInstrument:
    """An instrument from themes and their statement ids; an id ending in ``-`` is reverse-keyed."""
    return StatementInstrument(
        scale=scale(points, agree),
        not_applicable=(NOT_APPLICABLE,),
        themes=tuple(Theme(theme, theme) for theme in themes),
        statements=tuple(
            Statement(id.rstrip("-"), theme, f"About {id}.", reverse=id.endswith("-"))
            for theme, ids in themes.items()
            for id in ids
        ),
    )


def groups(*ids: str) -> tuple[Group, ...]:
    """Groups with these ids."""
    return tuple(Group(id, id.title()) for id in ids)


def long_table(rows: Sequence[tuple[str, str, Sequence[object]]], statements: Sequence[str]) -> pd.DataFrame:
    """The long answers table of (respondent, group, answers): a code, None for blank, ``n/a``."""
    records = [
        {
            "respondent": respondent,
            "group": group,
            "statement": statement,
            "code": None if value in (None, NOT_APPLICABLE) else value,
            "status": {None: "blank", NOT_APPLICABLE: "not_applicable"}.get(value, "answered"),
        }
        for respondent, group, values in rows
        for statement, value in zip(statements, values, strict=True)
    ]
    frame = pd.DataFrame(records, columns=["respondent", "group", "statement", "code", "status"])
    text = dict.fromkeys(("respondent", "group", "statement", "status"), "str")
    return frame.astype(text | {"code": "Int64"})


def matrix(
    instrument: StatementInstrument, by_group: Mapping[str, Sequence[Sequence[object]]]
) -> AnswerMatrix:
    """Answers by group, one list of answers a respondent."""
    rows = [
        (f"{group}{place}", group, answers)
        for group, people in by_group.items()
        for place, answers in enumerate(people)
    ]
    ids = [statement.id for statement in instrument.statements]
    return answer_matrix(long_table(rows, ids), groups(*by_group), instrument)


def invented() -> AnswerMatrix:
    """The made-up study of ``reference/invented_answers.csv``: three groups, a3 reverse-keyed."""
    instrument = survey({"a": ["a1", "a2", "a3-", "a4"], "b": ["b1"], "c": ["c1", "c2"]})
    wide = pd.read_csv(REFERENCE / "invented_answers.csv", dtype="str", keep_default_na=False)
    ids = [statement.id for statement in instrument.statements]
    cells = {"": None, NOT_APPLICABLE: NOT_APPLICABLE} | {str(code): code for code in range(1, 6)}
    rows = [
        (row["respondent"], row["group"], [cells[row[id]] for id in ids]) for row in wide.to_dict("records")
    ]
    return answer_matrix(long_table(rows, ids), groups("north", "south", "west"), instrument)


def reference(name: str) -> pd.DataFrame:
    """A table of reference values from R; the scripts beside it derive them."""
    return pd.read_csv(REFERENCE / name)
