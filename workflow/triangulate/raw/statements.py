"""The statement strand: wide tables with a row per respondent, or one form per respondent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from triangulate.problems import Problems, nearest
from triangulate.raw.answerscale import AnswerScale
from triangulate.raw.cells import folded
from triangulate.raw.formlayout import FormShape, find_form
from triangulate.raw.grid import Grid, Row, table_from
from triangulate.raw.limited import limited
from triangulate.raw.model import Respondent, StatementAnswer
from triangulate.raw.sources import TABULAR, expand, place
from triangulate.raw.statementreader import StatementReader, wanted_fields
from triangulate.raw.tabular import choose, read_grids, report_formulas
from triangulate.source import Source
from triangulate.study.model import StatementStrand, Study

Returns = tuple[tuple[Respondent, ...], tuple[StatementAnswer, ...]]


def read_statements(study: Study, problems: Problems) -> Returns:
    """All answers of the statement strand, with every problem; empty without one."""
    if study.statements is None:
        return (), ()
    respondents: list[Respondent] = []
    answers: list[StatementAnswer] = []
    for path in expand(study.directory, study.statements.sources, TABULAR, problems):
        found, answered = read_statement_file(path, study, problems)
        respondents += found
        answers += answered
    _report_duplicates(respondents, problems)
    _report_sizes(study, respondents, problems)
    return tuple(respondents), tuple(answers)


def read_statement_file(path: Path, study: Study, problems: Problems) -> Returns:
    """The answers of one file, form or table; who answered twice is not looked at."""
    strand = study.statements
    if strand is None:
        raise ValueError("the study has no statement strand")
    source = place(study.directory, path)
    wanted = wanted_fields(strand)
    known = [name for names in wanted.values() for name in names]
    before = len(problems.errors)
    grids = read_grids(path, source, problems, known)
    chosen: tuple[Grid, FormShape | int] | None = choose(
        grids, lambda grid: _shape(grid, strand), source, problems
    )
    if chosen is None:
        if grids and len(problems.errors) == before:
            begins = grids[0].begins()
            problems.add(
                "statements.not-recognised",
                grids[0].source,
                respondent=strand.respondent,
                begins=begins,
                hint=nearest(begins.split(", ")[0], [strand.respondent]),
            )
        return (), ()
    grid, shape = chosen
    with limited(problems, source) as report:
        report_formulas(grid, report)
        reader = StatementReader(study, strand, AnswerScale(strand.instrument), report)
        if isinstance(shape, FormShape):
            reader.read_form(grid, shape)
        else:
            reader.read_table(table_from(grid, shape, report), wanted)
        reader.report_spellings(source)
    return tuple(reader.respondents), tuple(reader.answers)


def _shape(grid: Grid, strand: StatementStrand) -> FormShape | int | None:
    """A form, or the index of a table's header row, or None."""
    statements = {
        folded(name): statement.id
        for statement in strand.instrument.statements
        for name in (statement.heading, statement.id, statement.text)
    }
    people = {folded(strand.respondent), folded(strand.group)}

    def scores(row: Row) -> tuple[int, int]:
        keys = {folded(cell) for cell in row.cells}
        return len(keys & people), len({statements[key] for key in keys if key in statements})

    # The first row of text files is their header; a sheet may have a title above.
    rows = list(enumerate(map(scores, grid.rows[:60] if grid.source.sheet else grid.rows[:1])))
    for index, (columns, answers) in rows:
        if columns and answers:
            return index
    form = find_form(grid)
    if form is not None:
        return form
    return next((i for i, (columns, n) in rows if n > 1 or columns == len(people)), None)


def _report_sizes(study: Study, respondents: Sequence[Respondent], problems: Problems) -> None:
    """More respondents than a group is said to have: its intervals would be of nothing."""
    for group in study.groups:
        people = {person.respondent: person for person in respondents if person.group == group.id}
        if group.size is not None and len(people) > group.size:
            last = list(people.values())[group.size]
            problems.add(
                "statements.more-than-the-group",
                last.source,
                count=len(people),
                group=group.label,
                size=group.size,
            )


def _report_duplicates(respondents: Sequence[Respondent], problems: Problems) -> None:
    first: dict[str, Respondent] = {}
    doubles: dict[str, list[Respondent]] = {}
    for person in respondents:
        if first.setdefault(person.respondent, person) is not person:
            doubles.setdefault(person.source.file, []).append(person)
    for file, people in doubles.items():
        with limited(problems, Source(file)) as report:
            for person in people:
                report.add(
                    "statements.duplicate-respondent",
                    person.source,
                    respondent=person.respondent,
                    first=str(first[person.respondent].source),
                )
