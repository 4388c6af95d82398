"""The mapping strand: one form per organisation, or wide tables with a column per item."""

from __future__ import annotations

from pathlib import Path

from triangulate.problems import Problems, nearest
from triangulate.raw.cells import heading_key
from triangulate.raw.formlayout import GROUP, ORGANISATION, FormShape, find_form
from triangulate.raw.grid import Grid, Row
from triangulate.raw.limited import limited
from triangulate.raw.mappingcolumns import Columns
from triangulate.raw.mappingqueries import query_mapping
from triangulate.raw.mappingreader import MappingReader
from triangulate.raw.model import MappingAnswer, MappingForm
from triangulate.raw.sources import TABULAR, expand, place
from triangulate.raw.tabular import choose, read_grids, report_formulas
from triangulate.source import Source
from triangulate.study.model import Group, Study

Returns = tuple[tuple[MappingForm, ...], tuple[MappingAnswer, ...]]


def read_mapping(study: Study, problems: Problems) -> Returns:
    """All returns of the mapping strand, with every problem and data query; empty without one."""
    if study.mapping is None:
        return (), ()
    forms: list[MappingForm] = []
    answers: list[MappingAnswer] = []
    for path in expand(study.directory, study.mapping.sources, TABULAR, problems):
        found, answered = read_mapping_file(path, study, problems)
        forms += found
        answers += answered
    query_mapping(study, study.mapping.instrument, forms, answers, problems)
    return tuple(forms), tuple(answers)


def read_mapping_file(path: Path, study: Study, problems: Problems) -> Returns:
    """The returns of one file, form or table; what concerns several files is not looked at."""
    if study.mapping is None:
        raise ValueError("the study has no mapping strand")
    instrument = study.mapping.instrument
    source = place(study.directory, path)
    known = [ORGANISATION, GROUP, *(n for i in instrument.items for n in (i.id, i.label))]
    before = len(problems.errors)
    grids = read_grids(path, source, problems, known)
    columns = Columns(instrument)
    chosen: tuple[Grid, FormShape | int] | None = choose(
        grids, lambda grid: _shape(grid, columns), source, problems
    )
    if chosen is None:
        if grids and len(problems.errors) == before:
            begins = grids[0].begins()
            hint = nearest(begins.split(", ")[0], [ORGANISATION, *columns.ids])
            problems.add("mapping.not-recognised", grids[0].source, begins=begins, hint=hint)
        return (), ()
    grid, shape = chosen
    with limited(problems, source) as report:
        reader = MappingReader(study, instrument, columns, path.stem, _folder_group(study, source), report)
        report_formulas(grid, report)
        if isinstance(shape, FormShape):
            reader.read_form(grid, shape)
        else:
            reader.read_table(grid, shape)
    return tuple(reader.forms), tuple(reader.answers)


def _shape(grid: Grid, columns: Columns) -> FormShape | int | None:
    """A form, or the index of a table's header row, or None."""

    def scores(row: Row) -> tuple[bool, int]:
        keys = [heading_key(cell) for cell in row.cells]
        named = {columns.items(key) for key in keys if key not in (ORGANISATION, GROUP)}
        return ORGANISATION in keys, len(named - {()})

    # The first row of text files is their header; a sheet may have a title above.
    rows = list(enumerate(map(scores, grid.rows[:60] if grid.source.sheet else grid.rows[:1])))
    for index, (organisation, items) in rows:
        if organisation and items:
            return index
    form = find_form(grid)
    if form is not None:
        return form
    return next((i for i, (organisation, n) in rows if n > 1 or (organisation and n)), None)


def _folder_group(study: Study, source: Source) -> Group | None:
    """The group whose folder the file lies in, the nearest one."""
    folders = source.file.split("/")[:-1]
    if folders[:2] == ["data", "raw"]:
        folders = folders[2:]
    groups = (study.group_of_cell(folder) for folder in reversed(folders))
    return next((group for group in groups if group is not None), None)
