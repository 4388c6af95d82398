"""Small studies, made by hand, for the tests of tabular raw data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from triangulate.problems import Problems
from triangulate.raw import savfile, savprocess
from triangulate.study.expressions import Expression
from triangulate.study.model import (
    Codebook,
    Group,
    InterviewStrand,
    MappingCheck,
    MappingInstrument,
    MappingItem,
    MappingStrand,
    ScalePoint,
    Statement,
    StatementInstrument,
    StatementStrand,
    Study,
    Theme,
)

POLICE = Group("police", "Police", "force")
PROBATION = Group("nps", "Probation Service", "division")
BOTH = (POLICE, PROBATION)

ITEMS = (
    MappingItem("region", "Region", ("police",), "text"),
    MappingItem("officers", "Number of officers", ("police", "nps"), "count", required=True),
    MappingItem("officers_fte", "Officers, full-time equivalent", ("police",), "number", min=0),
    MappingItem("share", "Share of posts filled", ("police", "nps"), "ratio", min=0, max=1),
    MappingItem("units", "Local units", ("nps",), "count"),
)
CHECKS = (
    MappingCheck(
        "fte_within_heads",
        ("police",),
        Expression.parse("officers_fte <= officers"),
        "warning",
        "More full-time equivalents than officers",
    ),
)
SCALE = (
    ScalePoint(1, "Strongly disagree"),
    ScalePoint(2, "Disagree"),
    ScalePoint(3, "Neither agree nor disagree", neutral=True),
    ScalePoint(4, "Agree", agree=True),
    ScalePoint(5, "Strongly agree", agree=True),
)
STATEMENTS = (
    Statement("clear", "training", "The training was clear.", column="Q1"),
    Statement("long", "training", "The training was too long.", reverse=True),
    Statement("time", "work", "I have the time I need, mostly."),
)
INSTRUMENT = StatementInstrument(
    SCALE,
    ("Not applicable", "N/A"),
    (Theme("training", "Training"), Theme("work", "Work")),
    STATEMENTS,
)


def study(directory: Path, groups: tuple[Group, ...] = BOTH, **changes: Any) -> Study:
    """A study of two groups with all strands; ``changes`` replace fields of the study."""
    fields: dict[str, Any] = {
        "directory": directory,
        "id": "test",
        "title": "A test study",
        "synthetic": True,
        "groups": groups,
        "mapping": MappingStrand(MappingInstrument(ITEMS, CHECKS), ("data/raw/mapping",)),
        "statements": StatementStrand(INSTRUMENT, ("data/raw/statements",), "person", "agency"),
        "interviews": InterviewStrand(
            "data/raw/participants.csv", ("data/raw/transcripts",), Codebook("1", ()), ()
        ),
    }
    return Study(**(fields | changes))


def put(directory: Path, path: str, content: str | bytes) -> Path:
    """Write a file of the study."""
    target = directory / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    return target


def put_sheets(directory: Path, path: str, **sheets: list[list[object]]) -> Path:
    """Write a workbook with these sheets."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = directory / path
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


def spss_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a test the second that the reader's own process takes to start."""
    monkeypatch.setattr(savfile, "_read_apart", savprocess.read)


def codes(problems: Problems) -> list[str]:
    """The catalogue codes of all problems, sorted."""
    return sorted(problem.code for problem in problems)


def only(problems: Problems, code: str) -> str:
    """The one problem of this code, as text; fails if there is none or more than one."""
    (found,) = [problem for problem in problems if problem.code == code]
    return str(found)
