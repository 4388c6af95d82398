"""Reading ``config/published``: four tables and the file that matches them with facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from triangulate.audit.figures import (
    MEASURES,
    AreaMean,
    End,
    Figure,
    Measure,
    Percentage,
    PublishedFigures,
    SummaryRow,
)
from triangulate.audit.numbers import NotAFigure, read_count, read_figure
from triangulate.consistency import Printed
from triangulate.problems import Problems, nearest
from triangulate.raw.cells import shown
from triangulate.raw.csvfile import read_csv
from triangulate.raw.grid import Row, Table, table_from
from triangulate.source import Source
from triangulate.study.model import Group, ItemType, MappingInstrument
from triangulate.study.schema import conform
from triangulate.study.yamltext import read_yaml

MATCHES = "matches.yaml"
TABLES = ("mapping_summary.csv", "theme_agreement.csv", "statement_agreement.csv", "prose_figures.csv")
#: Everything that is read in the folder; relations.yaml by triangulate.audit.relations.
KNOWN = (*TABLES, MATCHES, "relations.yaml")
_TYPES: tuple[ItemType, ...] = ("count", "ratio", "number")
_AREA = "_agree_pct"


def read_published(
    directory: Path,
    folder: str,
    problems: Problems,
    groups: Sequence[Group] = (),
    instrument: MappingInstrument | None = None,
    *,
    checked: bool = False,
) -> PublishedFigures:
    """The printed figures of a study; ``folder`` is relative to ``directory``, the study's.

    What the answers of a row are (counts, ratios) is the mapping instrument's to say; the table's
    own column ``unit`` counts where the study has no such item, and a row without either is taken
    for a count. Cells that are no figures and rows that stand twice are reported; the others are
    returned all the same. Every table may be absent. ``checked`` skips the schema of matches.yaml.
    """
    labels = {group.id: group.label for group in groups}
    reading = _Reading(directory, folder, problems, labels, instrument, checked)
    return reading.all()


@dataclass(slots=True)
class _Cells:
    """One row of a table, its cells by column."""

    table: Table
    row: Row
    columns: Mapping[str, int]
    problems: Problems

    def text(self, column: str) -> str:
        place = self.columns.get(column)
        return "" if place is None else self.row.cell(place).strip()

    def at(self, column: str | None = None) -> Source:
        return self.table.grid.at(self.row, self.columns.get(column) if column else None)

    def figure(self, column: str, decimals: str = "") -> Printed | None:
        """The printed figure, None for an empty cell or (reported) one that is no figure."""
        text = self.text(column)
        if not text:
            return None
        wanted = self.text(decimals) if decimals else ""
        if wanted and (not wanted.isdecimal() or len(wanted) > 1):
            self._report(decimals, wanted, "decimals are a number from 0 to 9")
            wanted = ""
        try:
            return read_figure(text, int(wanted) if wanted else None).printed
        except NotAFigure as why:
            self._report(column, text, str(why))
            return None

    def count(self, column: str) -> int | None:
        text = self.text(column)
        try:
            return read_count(text) if text else None
        except NotAFigure as why:
            self._report(column, text, str(why))
            return None

    def _report(self, column: str, text: str, reason: str) -> None:
        self.problems.add(
            "published.not-a-figure", self.at(column), column=column, shown=shown(text), reason=reason
        )


@dataclass(slots=True)
class _Reading:
    directory: Path
    folder: str
    problems: Problems
    labels: Mapping[str, str]
    instrument: MappingInstrument | None
    checked: bool
    figures: dict[str, Figure] = field(default_factory=dict)

    def all(self) -> PublishedFigures:
        self._strangers()
        statements, prose = self._matches()
        rows = self._rows()
        areas = self._areas()
        percentages = self._percentages(statements)
        self._prose(prose)
        return PublishedFigures(rows, percentages, areas, self.figures, self.labels)

    def _source(self, name: str) -> Source:
        return Source((Path(self.folder) / name).as_posix())

    def _strangers(self) -> None:
        """Files that nothing reads, which may be tables under another name; pages of notes are not."""
        for path in sorted((self.directory / self.folder).glob("*")):
            notes = path.name.startswith(".") or path.suffix.lower() in (".md", ".txt", ".pdf")
            if path.name not in KNOWN and not notes:
                self.problems.add(
                    "published.unread-file",
                    self._source(path.name),
                    known=", ".join(KNOWN),
                    hint=nearest(path.name, KNOWN),
                )

    def _table(self, name: str, keys: Sequence[str], value: str | None = None) -> list[_Cells]:
        """The rows of a table; none (and a problem, unless there is no such file) if unusable.

        No cell of ``keys`` may be empty; an empty ``value`` is a figure that is not printed.
        """
        needed = (*keys, value) if value else tuple(keys)
        path = self.directory / self.folder / name
        if not path.is_file():
            return []
        grid = read_csv(path, self._source(name), self.problems, needed)
        if grid is None:
            return []
        table = table_from(grid, 0, self.problems)
        columns = {heading: i for i, heading in enumerate(table.headings) if heading}
        for column in needed:
            if column not in columns:
                self.problems.add(
                    "published.missing-column",
                    grid.at(table.header),
                    column=column,
                    hint=nearest(column, columns),
                )
        if any(column not in columns for column in needed):
            return []
        whole = []
        for row in table.rows:
            cells = _Cells(table, row, columns, self.problems)
            empty = [column for column in keys if not cells.text(column)]
            for column in empty:
                self.problems.add("published.empty", cells.at(column), column=column)
            if not empty:
                whole.append(cells)
        return whole

    def _add(self, figure: Figure, source: Source) -> bool:
        if figure.id in self.figures:
            self.problems.add("published.twice", source, name=figure.label)
            return False
        self.figures[figure.id] = figure
        return True

    def _named(self, group: str, label: str) -> str:
        return f"{self.labels.get(group, group)}: {label}"

    def _rows(self) -> tuple[SummaryRow, ...]:
        found: list[SummaryRow] = []
        for cells in self._table("mapping_summary.csv", ("group", "item")):
            group, item = cells.text("group"), cells.text("item")
            label, kind = cells.text("label") or item, self._type(item, cells.text("unit"))
            values: dict[Measure, Printed | None] = {
                name: cells.figure(name, f"decimals_{name}") for name in MEASURES
            }
            new = True
            for name, printed in values.items():
                if printed is not None:
                    figure = Figure(
                        f"mapping_summary.{group}.{item}.{name}",
                        self._named(group, f"{label}, {MEASURES[name]}"),
                        printed,
                        f"mapping.{group}.{item}.{name}".lower(),
                        cells.text("source"),
                        exact=kind == "count" and name in ("min", "max"),
                    )
                    new = self._add(figure, cells.at()) and new
            if new:
                found.append(
                    SummaryRow(
                        group, item, label, values["mean"], values["sd"], values["min"], values["max"],
                        cells.count("n"), kind, cells.text("source"),
                    )
                )  # fmt: skip
        return tuple(found)

    def _type(self, item: str, unit: str) -> ItemType:
        if self.instrument is not None:
            for declared in self.instrument.items:
                if declared.id.casefold() == item.casefold() and declared.type in _TYPES:
                    return declared.type
        return next((known for known in _TYPES if known == unit), "count")

    def _areas(self) -> tuple[AreaMean, ...]:
        found: list[AreaMean] = []
        for cells in self._table("theme_agreement.csv", ("theme",)):
            area = cells.text("theme")
            label = cells.text("label") or area
            for column in cells.columns:
                printed = cells.figure(column) if column.endswith(_AREA) else None
                if printed is None:
                    continue
                group = column.removesuffix(_AREA)
                figure = Figure(
                    f"theme_agreement.{area}.{group}",
                    self._named(group, f"{label}, mean agreement"),
                    printed,
                    f"themes.{group}.{area}.agree_pct_mean".lower(),
                    cells.text("source"),
                )
                if self._add(figure, cells.at(column)):
                    found.append(AreaMean(figure.id, group, area, label, printed))
        return tuple(found)

    def _percentages(self, statements: Mapping[str, str]) -> tuple[Percentage, ...]:
        found: list[Percentage] = []
        printed_names: set[str] = set()
        for cells in self._table("statement_agreement.csv", ("group", "statement"), "agree_pct"):
            group, text = cells.text("group"), cells.text("statement")
            printed_names.add(text)
            printed = cells.figure("agree_pct")
            if printed is None:
                continue
            matched = statements.get(text)
            figure = Figure(
                f"statement_agreement.{group}.{matched or text}",
                self._named(group, text),
                printed,
                f"statements.{group}.{matched}.agree_pct".lower() if matched else None,
                cells.text("source"),
            )
            if self._add(figure, cells.at()):
                found.append(
                    Percentage(
                        figure.id,
                        group,
                        cells.text("theme"),
                        text,
                        printed,
                        _end(cells.text("printed_as")),
                    )
                )
        if printed_names:
            self._unmatched(statements, printed_names, "statement_agreement.csv")
        return tuple(found)

    def _prose(self, facts: Mapping[str, str]) -> None:
        ids: set[str] = set()
        for cells in self._table("prose_figures.csv", ("id",), "value"):
            id = cells.text("id")
            ids.add(id)
            printed = cells.figure("value")
            if printed is not None:
                label = cells.text("statement") or id
                against = cells.text("conflicts_with")
                fact = facts.get(id)
                self._add(
                    Figure(f"prose_figures.{id}", label, printed, fact, cells.text("source"), against),
                    cells.at(),
                )
        if ids:
            self._unmatched(facts, ids, "prose_figures.csv")

    def _unmatched(self, matches: Mapping[str, str], known: set[str], table: str) -> None:
        for name in matches:
            if name not in known:
                self.problems.add(
                    "published.unmatched",
                    self._source(MATCHES),
                    name=name,
                    table=table,
                    hint=nearest(name, known),
                )

    def _matches(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        if not (self.directory / self.folder / MATCHES).is_file():
            return {}, {}
        document = read_yaml(
            self.directory / self.folder / MATCHES, self._source(MATCHES), self.problems, "The file"
        )
        if document is None or not conform(document, "matches", self.problems, checked=self.checked):
            return {}, {}
        value = cast(dict[str, Any], document.value)
        return value.get("statements", {}), value.get("prose", {})


def _end(text: str) -> End | None:
    words = text.casefold()
    if words.startswith("highest"):
        return "highest"
    return "lowest" if words.startswith("lowest") else None
