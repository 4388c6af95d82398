"""The rows of ``data/processed/`` behind a fact, and the raw places they came from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triangulate.evidence.opening import Recorded
from triangulate.evidence.places import Place
from triangulate.source import SOURCE_COLUMNS
from triangulate.study.model import Study

PROCESSED = "data/processed"
CONFIG = "config"
#: What selectors of printed figures begin with, wherever the study keeps them.
PUBLISHED = "published/"
Columns = dict[str, list[Any]]
"""The cells of a table by column; all columns are of one length."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of which table: ``wanted`` goes from a column to the values it may have."""

    table: str
    wanted: Mapping[str, frozenset[str]]


def selection_of(fact: Recorded, study: Study) -> Selection:
    """The fact's selector, with what its id and the study's declarations say more nearly.

    ``all`` as a group means every group. A count that takes in the codes below a code rests on
    their rows too. A comparison rests on the groups of its pair.
    """
    table, _, query = fact.rows.partition("?")
    pairs = (part.partition("=") for part in re.split(r"&(?=\w+=)", query) if part)
    wanted: dict[str, frozenset[str]] = {column: frozenset({value}) for column, _, value in pairs}
    if wanted.get("group") == frozenset({"all"}) and all(g.id != "all" for g in study.groups):
        del wanted["group"]
    family, *rest = fact.id.split(".")
    if table.startswith(PUBLISHED) and study.published:
        table = f"{study.published.rstrip('/')}/{table.removeprefix(PUBLISHED)}"
    if "code" in wanted and not fact.id.endswith(".segments_n") and study.interviews:
        (code,) = wanted["code"]
        book = study.interviews.codebook
        if code in book.by_id():
            wanted["code"] = frozenset({code, *book.descendants(code)})
    if family == "agreement":
        wanted["stage"] = frozenset({"independent"})
    if family == "comparison" and "group" not in wanted:
        ids = {g.id.lower(): g.id for g in study.groups}
        pair = rest[1].split("_v_") if len(rest) == 3 else list(ids)[:2]
        named = frozenset(ids[id] for id in pair if id in ids)
        if len(named) == 2:
            wanted["group"] = named
    return Selection(table, wanted)


class Processed:
    """The tables of ``data/processed/`` of one study, each column read once and only when it is asked for.

    Rows are selected in plain Python: Arrow's own filter imports pandas, which takes seconds.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._columns: dict[tuple[str, str], list[Any]] = {}
        self._rows: dict[tuple[str, str], dict[str, list[int]]] = {}

    def columns(self, table: str, names: Sequence[str]) -> Columns:
        """Columns of a table; OSError or ValueError if it cannot be read, KeyError if it lacks one."""
        import pyarrow.parquet

        missing = [name for name in dict.fromkeys(names) if (table, name) not in self._columns]
        if missing:
            handle = pyarrow.parquet.ParquetFile(self._directory / PROCESSED / f"{table}.parquet")
            read = handle.read(columns=missing)
            for name in missing:
                self._columns[table, name] = read.column(name).to_pylist()
        return {name: self._columns[table, name] for name in names}

    def selected(self, selection: Selection) -> Columns:
        """The rows of a selection: what they are selected by, and where they came from."""
        extra = ("document", "line", "text") if selection.table == "codings" else ()
        names = tuple(dict.fromkeys((*selection.wanted, *SOURCE_COLUMNS, *extra)))
        found = self.columns(selection.table, names)
        kept: Sequence[int] = range(len(found["source_file"]))
        for column, values in selection.wanted.items():
            rows = self._rows_by(selection.table, column)
            own = {place for value in values for place in rows.get(value, ())}
            kept = [place for place in kept if place in own] if kept else kept
        return {name: [cells[place] for place in kept] for name, cells in found.items()}

    def _rows_by(self, table: str, column: str) -> dict[str, list[int]]:
        """The numbers of a table's rows by what a column holds, as text."""
        if (table, column) not in self._rows:
            found: dict[str, list[int]] = {}
            for place, cell in enumerate(self.columns(table, (column,))[column]):
                found.setdefault(str(cell), []).append(place)
            self._rows[table, column] = found
        return self._rows[table, column]

    def places(self, selection: Selection, rows: Columns) -> Iterator[Place]:
        """Where rows came from. A coding has two places: in its coding file and in its transcript."""
        columns = (rows[name] for name in SOURCE_COLUMNS)
        for file, sheet, row, column, line in zip(*columns, strict=True):
            yield Place(file, sheet, row, column, None if row is not None else line)
        if selection.table == "codings":
            documents = self.columns("documents", ("document", "source_file"))
            files = dict(zip(documents["document"], documents["source_file"], strict=True))
            for document, line, text in zip(rows["document"], rows["line"], rows["text"], strict=True):
                if document in files:
                    yield Place(files[document], line=line, last_line=line + str(text).count("\n"))

    def files(self, table: str) -> list[Place]:
        """Every raw file that a table was made of, as a whole."""
        return [
            Place(str(file)) for file in dict.fromkeys(self.columns(table, ("source_file",))["source_file"])
        ]


def read_rows(directory: Path, table: str, columns: Sequence[str]) -> Columns:
    """Columns of one table of ``data/processed/``; errors as for :meth:`Processed.columns`."""
    return Processed(directory).columns(table, columns)


def declared_rows(directory: Path, selection: Selection) -> tuple[int | None, list[Place]]:
    """How many rows of a file of the configuration are selected (None for a file without rows), and
    where; OSError if there is no such file.

    Of a YAML file it is the line that gives the wanted id, or the whole file.
    """
    name = selection.table
    if not name.endswith(".csv"):
        text = (directory / name).read_text(encoding="utf-8-sig")
        ids = "|".join(map(re.escape, sorted(selection.wanted.get("id", ()))))
        named = re.compile(rf"""\bid:\s*["']?(?:{ids})["']?\s*(?:[,}}#].*)?$""")
        lines = [n for n, line in enumerate(text.splitlines(), start=1) if ids and named.search(line)]
        return None, [Place(name, line=line) for line in lines] or [Place(name)]
    with (directory / name).open(encoding="utf-8-sig", newline="") as handle:
        rows = list(enumerate(csv.DictReader(handle), start=2))
    found = [
        Place(name, row=number)
        for number, row in rows
        if all((row.get(column) or "") in values for column, values in selection.wanted.items())
    ]
    return len(found), found


def declaration_places(directory: Path) -> Iterator[Place]:
    """The configuration's own files, for facts about the instruments."""
    folder = directory / CONFIG
    for path in sorted(folder.glob("*.yaml")):
        yield Place(path.relative_to(directory).as_posix())
