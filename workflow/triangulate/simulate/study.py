"""``triangulate simulate``: the raw data of the whole study, written below ``data/raw/``.

The study's own configuration, instruments and printed figures go in; forms, answers, transcripts,
codings and the register come out, the same bytes for the same seed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from triangulate.files import write_text
from triangulate.problems import Problems, StudyError
from triangulate.raw.forms import write_mapping_form, write_statement_form
from triangulate.simulate.interviews import InterviewReport, write_interviews
from triangulate.simulate.mapping_answers import reconstruct
from triangulate.simulate.mapping_rows import MappingRow, PartWhole, Reconstruction
from triangulate.simulate.names import generator, organisations
from triangulate.simulate.people import Person
from triangulate.simulate.printed_statements import read_printed, rows_of
from triangulate.simulate.register import RECRUITMENT, Enrolment, enrol, write_register
from triangulate.simulate.reproduction import (
    Figure,
    SimulationReport,
    contradictions,
    mapping_figures,
    prose_figures,
    statement_figures,
)
from triangulate.simulate.staging import staged_study
from triangulate.simulate.statement_answers import StatementAnswers, answer_statements
from triangulate.simulate.statement_counts import CountPlan, plan_counts
from triangulate.simulate.statement_files import typed_answers, write_probation_file
from triangulate.study.load import load_study
from triangulate.study.model import (
    Codebook,
    InterviewStrand,
    MappingStrand,
    StatementInstrument,
    StatementStrand,
    Study,
)

#: Organisations of each group that return the mapping form: all forces, and 5 of the 7 divisions.
RETURNED: dict[str, int] = {"police": 43, "nps": 5}

_MARK = "# Simulated raw data"
_README = f"""{_MARK}

Everything in this folder is made up by `triangulate simulate`. No force, division, town or person
in it exists; no form was filled in, no interview was held, and nobody consented or withdrew. At
scale 1 the numbers were searched for so that they print the figures of a published evaluation;
beyond those figures they carry no information about anything.

Do not use these files to learn about a real police force, probation division or person, about the
tool that the study evaluated, or about people on the register. Do not pool them with real data. Do
not train models on them, nor test models on them as if people had spoken; testing this pipeline is
what they are for. Where you pass them on, pass this page on with them.

`docs/reconstruction.md` says how they were made, which printed figures they meet, and which no data
could meet. Seed {{seed}}, scale {{scale}}. Licence: CC BY 4.0.
"""


class SimulationRefused(ValueError):
    """The study cannot be simulated, or its raw data might be real; the message says what to do."""


@dataclass(frozen=True, slots=True)
class _Strands:
    """The parts of the study that a simulation needs, all present."""

    study: Study
    mapping: MappingStrand
    statements: StatementStrand
    interviews: InterviewStrand
    published: Path


#: Writes transcripts and codings below a study directory, for people, with a seed.
WriteInterviews = Callable[[Path, Sequence[Person], StatementInstrument, Codebook, int], InterviewReport]


def simulate(
    directory: Path,
    seed: int,
    scale: int = 1,
    *,
    interviews: WriteInterviews = write_interviews,
) -> SimulationReport:
    """Write the study's raw data below ``directory/data/raw`` and report how every printed figure
    is met.

    ``scale`` times the organisations and people; above 1 no printed figure is aimed at.
    ``interviews`` writes transcripts and codings, by default
    :func:`triangulate.simulate.interviews.write_interviews`.

    Raises StudyError for a configuration with faults and SimulationRefused where the study is not
    declared synthetic, lacks a strand, or holds raw data that were not simulated. After any error
    the old data stand.
    """
    if scale < 1:
        raise SimulationRefused(f"The scale is a whole number from 1, not {scale}.")
    with staged_study(directory) as stage:
        strands = _strands(stage)
        _refuse_real_data(directory / "data" / "raw")
        raw = stage / "data" / "raw"
        enrolled = enrol(seed, scale)
        plan, answers = _statement_answers(strands, enrolled, seed, scale)
        enrolled = tuple(
            replace(row, person=replace(row.person, answers=answers.answers[row.person.participant_id]))
            for row in enrolled
        )
        people = [row.person for row in enrolled]
        rows, mapping = _write_mapping(raw, strands, seed, scale)
        _write_statements(raw, strands, people, seed)
        interviewed = interviews(
            stage, people, strands.statements.instrument, strands.interviews.codebook, seed
        )
        documents = {t.participant_id: t.document for t in interviewed.transcripts}
        write_register(raw / "participants.csv", enrolled, documents)
        write_text(raw / "README.md", _README.format(seed=seed, scale=scale))
        figures: tuple[Figure, ...] = ()
        conflicts: tuple[str, ...] = ()
        if scale == 1:
            figures, conflicts = _figures(strands, people, plan, rows, mapping, interviewed)
        files = sorted(path for path in raw.rglob("*") if path.is_file())
        return SimulationReport(
            files=tuple(path.relative_to(stage).as_posix() for path in files),
            figures=figures,
            contradictions=conflicts,
            reliability=answers.reliability,
            interviews=interviewed,
        )


def _strands(stage: Path) -> _Strands:
    # The configuration names the register, which is only about to be written.
    (stage / "data" / "raw" / "participants.csv").touch()
    problems = Problems()
    study = load_study(stage, problems)
    problems.raise_errors()
    if study is None:
        raise StudyError(problems)
    if not study.synthetic:
        raise SimulationRefused(
            "config/config.yaml does not declare the study synthetic, so its raw data may be real "
            "and are left alone. Set study.synthetic to true if they are not."
        )
    mapping, statements, interviews = study.mapping, study.statements, study.interviews
    groups = {recruitment.group for recruitment in RECRUITMENT}
    if (
        mapping is None
        or statements is None
        or interviews is None
        or study.published is None
        or {group.id for group in study.groups} != groups
    ):
        raise SimulationRefused(
            "Only the ARMS study can be simulated: it has the groups police and nps, all three "
            "strands, and printed figures. Copy the repository's config folder to start from it."
        )
    return _Strands(study, mapping, statements, interviews, stage / study.published)


def _refuse_real_data(raw: Path) -> None:
    """Raw data without the simulation's own page are somebody's, whatever the configuration
    says."""
    readme = raw / "README.md"
    if readme.is_file() and readme.read_text(encoding="utf-8", errors="replace").startswith(_MARK):
        return
    held = [path for path in raw.rglob("*") if path.is_file() and not path.name.startswith(".")]
    if held:
        raise SimulationRefused(
            f"data/raw holds {len(held)} files that the simulation did not write (its README.md is "
            "missing). Move them away first; they would be replaced."
        )


def _statement_answers(
    strands: _Strands, enrolled: Sequence[Enrolment], seed: int, scale: int
) -> tuple[CountPlan, StatementAnswers]:
    instrument = strands.statements.instrument
    sizes = {recruitment.group: recruitment.taking_part for recruitment in RECRUITMENT}
    plan = plan_counts(instrument, read_printed(strands.published), sizes)

    def ids(group: str, *, included: bool) -> list[str]:
        return [
            row.person.participant_id
            for row in enrolled
            if row.person.group == group and (row.person.standing == "included") == included
        ]

    return plan, answer_statements(
        instrument,
        plan,
        {group: ids(group, included=True) for group in sizes},
        {group: ids(group, included=False) for group in sizes},
        seed,
        scale,
    )


def _write_mapping(
    raw: Path, strands: _Strands, seed: int, scale: int
) -> tuple[list[MappingRow], Reconstruction]:
    """One form for each organisation that returned it, named after the organisation."""
    rows = [MappingRow.from_record(record) for record in rows_of(strands.published / "mapping_summary.csv")]
    checks = [
        PartWhole.from_check({"id": c.id, "groups": list(c.groups), "expr": c.expr.text})
        for c in strands.mapping.instrument.checks
    ]
    reconstruction = reconstruct(rows, RETURNED, seed, checks, scale=scale)
    for group, forms in reconstruction.answers.items():
        everywhere = organisations(group, scale)
        order = generator(seed, f"order of {group} organisations").permutation(len(everywhere))
        for form, place in zip(forms, order, strict=False):
            organisation = everywhere[int(place)]
            path = raw / "mapping" / group / f"{_file_name(organisation)}.xlsx"
            write_mapping_form(path, strands.study, group, form, organisation)
    return rows, reconstruction


def _write_statements(raw: Path, strands: _Strands, people: Sequence[Person], seed: int) -> None:
    """Police answers as a form a person, probation's as one SPSS file."""
    folder = raw / "statements"
    instrument = strands.statements.instrument
    rng = generator(seed, "typing of answers")
    for person in people:
        if person.group == "police":
            cells = typed_answers(person.answers, instrument, rng)
            path = folder / "police" / f"{person.participant_id}.xlsx"
            write_statement_form(path, strands.study, "police", person.participant_id, cells)
    probation = [person for person in people if person.group == "nps"]
    label = strands.study.group("nps").label
    write_probation_file(folder / "probation.sav", probation, strands.statements, label)


def _figures(
    strands: _Strands,
    people: Sequence[Person],
    plan: CountPlan,
    rows: Sequence[MappingRow],
    mapping: Reconstruction,
    interviewed: InterviewReport,
) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    instrument = strands.statements.instrument
    printed = read_printed(strands.published)
    table = mapping_figures(rows, mapping)
    included = [person for person in people if person.standing == "included"]
    known: dict[str, str] = {figure.fact: figure.reproduced for figure in table}
    sizes: dict[str, int] = {}
    for group in RETURNED:
        sizes[group] = sum(person.group == group for person in included)
        known[f"sample.{group}.interviews"] = str(sizes[group])
        known[f"sample.{group}.organisations"] = str(len(mapping.answers[group]))
        known[f"sample.{group}.organisations_invited"] = str(len(organisations(group)))
    known["sample.all.interviews"] = str(len(included))
    known["instrument.statements"] = str(len(instrument.statements))
    known["instrument.themes"] = str(len(instrument.themes))
    minutes = [interviewed.minutes[person.participant_id] for person in included]
    known["sample.all.minutes_min"] = str(min(minutes))
    known["sample.all.minutes_max"] = str(max(minutes))
    prose = prose_figures(strands.published, known)
    statements = statement_figures(instrument, printed, people)
    return (*table, *statements, *prose), contradictions(printed, plan, mapping, prose, sizes)


def _file_name(organisation: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", organisation.lower()).strip("-")
