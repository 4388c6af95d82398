"""A finished study opened for looking back: its declarations, its facts, its tables.

Nothing here imports pandas: a trace is asked for one number and has to be quick.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from triangulate.problems import Problems
from triangulate.source import Source
from triangulate.study.load import CONFIG, load_study, study_of
from triangulate.study.model import Study
from triangulate.study.yamltext import read_yaml

FACTS = "results/facts.csv"
Value = float | int | str | None


class NoResults(Exception):
    """The study has not been run; said in a sentence."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One row of ``facts.csv``, as it stands there, hand-edited or not."""

    id: str
    value: str
    display: str
    unit: str
    n: str
    group: str
    method: str
    function: str
    rows: str
    notebook: str
    cell: str
    status: str

    @property
    def number(self) -> Value:
        """The value: a number where it is one, None where there is none."""
        return number_in(self.value)


def number_in(text: str) -> Value:
    """What a value's text says: a whole number, a number, the text itself, or None for nothing."""
    if not text:
        return None
    for kind in (int, float):
        try:
            found = kind(text)
        except ValueError:
            continue
        return found if math.isfinite(found) else text
    return text


def open_study(directory: Path) -> Study:
    """What the study declares; :class:`triangulate.problems.StudyError` if that cannot be used.

    The run has held the declarations against their schemas; that is done again only where they do
    not fit together.
    """
    problems = Problems()
    document = read_yaml(directory / CONFIG, Source(CONFIG), problems, "The configuration")
    problems.raise_errors()
    assert document is not None
    try:
        study = study_of(directory, document, problems, checked=True)
    except (KeyError, TypeError, ValueError, AttributeError):
        study = None
    if study is None or problems.errors:
        problems = Problems()
        study = load_study(directory, problems)
        problems.raise_errors()
    assert study is not None
    return study


def read_recorded(directory: Path) -> dict[str, Recorded]:
    """The rows of ``facts.csv`` by id; :class:`NoResults` where there is none."""
    path = directory / FACTS
    if not path.is_file():
        raise NoResults(f"{directory} has no {FACTS}: run the study first.")
    names = tuple(Recorded.__dataclass_fields__)
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return {row["id"]: Recorded(*(row.get(n) or "" for n in names)) for row in rows if row.get("id")}


def same(fact: Recorded, again: Value) -> bool:
    """Whether a value worked out a second time is the fact's, to a relative 1e-9.

    Differences below 1e-12 count as nought but for probabilities, where the small ones matter.
    """
    value = fact.number
    if isinstance(value, int | float) and isinstance(again, int | float):
        least = 0.0 if fact.unit == "probability" else 1e-12
        return math.isclose(value, again, rel_tol=1e-9, abs_tol=least)
    return value == again
