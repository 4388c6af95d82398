"""From raw files to the tables of ``data/processed/``, one function a strand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from triangulate.problems import Problems
from triangulate.raw.mapping import read_mapping
from triangulate.raw.register import read_register
from triangulate.raw.statements import read_statements
from triangulate.records.people import left_out, people_table
from triangulate.records.strands import (
    answers_table,
    forms_table,
    mapping_table,
    respondents_table,
)
from triangulate.records.tables import read_table, write_table
from triangulate.study.model import Study

Read = TypeVar("Read")


def sound(read: Callable[[Study, Problems], Read], study: Study) -> Read:
    """What a reader makes of a study whose files have been checked; StudyError if they changed since."""
    problems = Problems()
    records = read(study, problems)
    problems.raise_errors()
    return records


def ingest_people(study: Study, people: Path) -> None:
    """The register, with everybody's standing; an empty table where there is none."""
    write_table(people, "people", people_table(sound(read_register, study)))


def ingest_mapping(study: Study, forms: Path, mapping: Path) -> None:
    """The mapping forms."""
    assert study.mapping is not None
    returned, answers = sound(read_mapping, study)
    write_table(forms, "forms", forms_table(returned))
    write_table(mapping, "mapping", mapping_table(answers, study.mapping.instrument))


def ingest_statements(study: Study, people: Path, respondents: Path, answers: Path) -> None:
    """The statement answers of those who take part."""
    assert study.statements is not None
    register = read_table(people, "people")
    out = left_out(register)
    known = register[register["organisation"].notna()]
    organisations = dict(zip(known["participant_id"].tolist(), known["organisation"].tolist(), strict=True))
    found, given = sound(read_statements, study)
    write_table(respondents, "respondents", respondents_table(found, organisations, out))
    write_table(answers, "answers", answers_table(given, study.statements.instrument, out))
