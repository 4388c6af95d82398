"""The returns of one mapping file: a form of one organisation, or a table with a row for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from triangulate.problems import Problems, nearest
from triangulate.raw.cells import heading_key, shown
from triangulate.raw.formlayout import (
    GROUP,
    ORGANISATION,
    FormRow,
    FormShape,
    form_rows,
    place_answers,
    report_merged,
)
from triangulate.raw.grid import Grid, Row, table_from
from triangulate.raw.mappingcolumns import Columns
from triangulate.raw.mappingvalues import read_value
from triangulate.raw.model import MappingAnswer, MappingForm
from triangulate.source import Source
from triangulate.study.model import Group, MappingInstrument, MappingItem, Study


@dataclass(slots=True)
class MappingReader:
    """Collects the forms and answers of one file. ``stem`` names an organisation whose form does
    not; ``folder`` is the group whose folder the file lies in."""

    study: Study
    instrument: MappingInstrument
    columns: Columns
    stem: str
    folder: Group | None
    problems: Problems
    forms: list[MappingForm] = field(default_factory=list)
    answers: list[MappingAnswer] = field(default_factory=list)

    @property
    def group_names(self) -> str:
        """The study's group ids, for a message."""
        return ", ".join(group.id for group in self.study.groups)

    def group(self, text: str, source: Source) -> Group | None:
        """The group of a return, from its cell, its folder, or the study that has only one."""
        text = text.strip()
        if not text:
            if self.folder is not None:
                return self.folder
            if len(self.study.groups) == 1:
                return self.study.groups[0]
            folder = source.file.split("/")[-2] if "/" in source.file else ""
            hint = nearest(folder, [group.id for group in self.study.groups])
            self.problems.add("mapping.no-group", source, hint=hint, groups=self.group_names)
            return None
        group = self.study.group_of_cell(text)
        if group is None:
            names = [name for g in self.study.groups for name in (g.id, g.label)]
            self.problems.add(
                "mapping.unknown-group",
                source,
                shown=shown(text),
                hint=nearest(text, names),
                groups=self.group_names,
            )
        elif self.folder is not None and self.folder != group:
            self.problems.add("mapping.group-conflict", source, shown=shown(text), folder=self.folder.id)
            return None
        return group

    # One form

    def read_form(self, grid: Grid, shape: FormShape) -> None:
        """Read the form of one organisation."""
        rows = form_rows(grid, shape)
        reserved = {heading_key(row.id or row.question): row for row in reversed(rows)}
        said = reserved.get(GROUP)
        if said is not None and not self.sound(said):
            return
        group = self.group(said.answer if said else "", said.source if said else grid.source)
        if group is None:
            return
        asked = self.instrument.items_of(group.id)
        found, unknown = place_answers(
            rows, self.columns.names_for(asked, group.unit_label), "mapping", self.problems
        )
        report_merged(grid, shape, found, self.problems)
        self.report_unknown(unknown, group, tolerant=grid.source.sheet is not None)
        named = found.get(ORGANISATION)
        organisation = named.answer.strip() if named and self.sound(named) else ""
        organisation = organisation or self.stem
        self.forms.append(MappingForm(group.id, organisation, grid.source))
        for item in asked:
            row = found.get(item.id)
            if row is None:
                code = "mapping.missing-required-item" if item.required else "mapping.missing-item"
                self.problems.add(code, grid.source, item=item.id)
                self.answer(group, organisation, item, "", grid.source, checked=True)
            else:
                sound = self.sound(row)
                self.answer(group, organisation, item, row.answer, row.source, checked=not sound)

    def sound(self, row: FormRow) -> bool:
        """Whether a form's answer is text, number or blank; a problem if not."""
        if row.fault is not None:
            self.problems.add(row.fault.code, row.source, shown=row.fault.shown)
        return row.fault is None

    def report_unknown(self, unknown: list[FormRow], group: Group, *, tolerant: bool) -> None:
        """Rows that fit no item asked of the group; ``tolerant`` lets remarks without answer be."""
        for row in unknown:
            key = row.id or row.question
            answered = bool(row.answer.strip() or row.fault)
            items = self.columns.items(key)
            if items and answered:
                self.problems.add("mapping.not-asked", row.source, item=items[0].id, group=group.label)
            elif not items and (answered or not tolerant):
                self.problems.add(
                    "mapping.unknown-item", row.source, key=shown(key), hint=self.columns.hint(key)
                )

    # One wide table

    def read_table(self, grid: Grid, header: int) -> None:
        """Read a table whose header is the grid's row at index ``header``."""
        table = table_from(grid, header, self.problems)
        keys = [heading_key(heading) for heading in table.headings]
        organisations = keys.index(ORGANISATION) if ORGANISATION in keys else None
        groups = keys.index(GROUP) if GROUP in keys else None
        columns = self.item_columns(grid, table.header, table.headings, table.rows)
        if organisations is None:
            self.problems.add(
                "mapping.missing-column",
                grid.at(table.header),
                column=ORGANISATION,
                hint=nearest(ORGANISATION, table.headings),
            )
            return
        if groups is None and self.folder is None and len(self.study.groups) > 1:
            self.problems.add(
                "mapping.missing-column",
                grid.at(table.header),
                column=GROUP,
                hint=nearest(GROUP, table.headings),
            )
            return
        lacking: set[str] = set()
        for row in table.rows:
            group = self.row_group(grid, row, groups)
            organisation = row.cell(organisations).strip()
            if not grid.sound(row, organisations, self.problems):
                continue
            if not organisation:
                self.problems.add("mapping.no-organisation", grid.at(row, organisations))
                continue
            if group is not None:
                self.forms.append(MappingForm(group.id, organisation, grid.at(row)))
                lacking |= self.read_row(grid, row, group, organisation, columns)
        for item in (item for item in self.instrument.items if item.id in lacking):
            headings = [h for h in table.headings if h and not self.columns.items(h)]
            self.problems.add(
                "mapping.missing-column",
                grid.at(table.header),
                column=item.id,
                hint=nearest(item.id, headings) or nearest(item.label, headings),
            )

    def row_group(self, grid: Grid, row: Row, column: int | None) -> Group | None:
        """The group of one row of a table."""
        if column is None:
            return self.group("", grid.at(row))
        if not grid.sound(row, column, self.problems):
            return None
        text = row.cell(column).strip()
        label = grid.labels.get(column, {}).get(text)
        if not text:
            self.problems.add("mapping.no-group", grid.at(row, column), hint="", groups=self.group_names)
            return None
        if label is not None and self.study.group_of_cell(label):
            text = label
        return self.group(text, grid.at(row, column))

    def item_columns(
        self, grid: Grid, header: Row, headings: Sequence[str], rows: Sequence[Row]
    ) -> dict[int, tuple[MappingItem, ...]]:
        """The items each column may hold; headings of no item, or of one twice, are reported."""
        columns: dict[int, tuple[MappingItem, ...]] = {}
        first: dict[tuple[str, ...], int] = {}
        for column, heading in enumerate(headings):
            items = self.columns.items(heading)
            if items:
                ids = tuple(item.id for item in items)
                other = first.setdefault(ids, column)
                if other != column and headings[other] != heading:
                    self.problems.add(
                        "files.duplicate-heading",
                        grid.at(header, column),
                        heading=heading,
                        columns=f"{grid.column_name(other)} and {grid.column_name(column)}",
                    )
                columns[column] = items
            elif heading_key(heading) in (ORGANISATION, GROUP):
                continue
            elif heading or any(row.cell(column).strip() for row in rows):
                self.problems.add(
                    "mapping.unknown-column",
                    grid.at(header, column),
                    heading=heading,
                    hint=self.columns.hint(heading) if heading else "",
                )
        return columns

    def read_row(
        self,
        grid: Grid,
        row: Row,
        group: Group,
        organisation: str,
        columns: Mapping[int, tuple[MappingItem, ...]],
    ) -> set[str]:
        """Read one organisation's row; the ids of items asked that have no column are returned."""
        asked = {item.id: item for item in self.instrument.items_of(group.id)}
        places: dict[str, int] = {}
        for column, items in columns.items():
            own = next((item for item in items if item.id in asked), None)
            if own is not None:
                places.setdefault(own.id, column)
            elif row.cell(column).strip() or grid.fault(row, column):
                self.problems.add(
                    "mapping.not-asked",
                    grid.at(row, column),
                    item=items[0].id,
                    group=group.label,
                )
        for item in asked.values():
            if item.id not in places:
                self.answer(group, organisation, item, "", grid.at(row), checked=True)
                continue
            column = places[item.id]
            source = grid.at(row, column)
            sound = grid.sound(row, column, self.problems)
            text, sound = self.labelled(grid, row, column, item, source, sound)
            self.answer(group, organisation, item, text, source, checked=not sound)
        return set(asked) - set(places)

    def labelled(
        self, grid: Grid, row: Row, column: int, item: MappingItem, source: Source, sound: bool
    ) -> tuple[str, bool]:
        """An SPSS value as its label (text items), blank (declared missing), or as it is."""
        text = row.cell(column)
        if text in grid.missing.get(column, ()):
            return "", sound
        label = grid.labels.get(column, {}).get(text)
        if label is None or not sound:
            return text, sound
        if item.type == "text":
            return label, sound
        if heading_key(label) != heading_key(text):
            self.problems.add("mapping.labelled-value", source, item=item.id, shown=text, label=shown(label))
            return text, False
        return text, sound

    def answer(
        self,
        group: Group,
        organisation: str,
        item: MappingItem,
        text: str,
        source: Source,
        *,
        checked: bool,
    ) -> None:
        """Add one record; ``checked``: its problem is already reported, so there is no value."""
        value = None if checked else read_value(item, text, source, self.problems)
        self.answers.append(MappingAnswer(group.id, organisation, item.id, text, value, source))
