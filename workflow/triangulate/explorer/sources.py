"""The rows behind facts: each selection once, under a keyed hash, and for the audit edition in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from triangulate.evidence.opening import Recorded
from triangulate.evidence.places import Digests, source_files
from triangulate.evidence.rows import (
    PROCESSED,
    Selection,
    declaration_places,
    declared_rows,
    selection_of,
)
from triangulate.explorer.key import Key
from triangulate.explorer.pool import Pool
from triangulate.source import SOURCE_COLUMNS
from triangulate.study.model import Study

#: Columns that the audit edition leaves out: long texts, which it holds once elsewhere or not at all.
_LEFT_OUT = {"documents": frozenset({"text"}), "codings": frozenset({"text"})}
#: Of people who are left out nothing is shown but that they are: what tells who somebody is.
_TELLS = frozenset({"participant_id", "organisation", "role", "transcript"})
Rows = tuple[tuple[str, ...], list[list[Any]]]


@dataclass(slots=True)
class Sources:
    """The selections of a study's facts. ``files`` are the hashes that the run recorded of its inputs.

    ``pool`` holds for each selection what may be published: the table, what is selected, and the keyed
    hash of the selected rows with the hashes of their files.
    """

    directory: Path
    study: Study
    key: Key
    files: Mapping[str, str]
    pool: Pool = field(default_factory=Pool)
    used: set[str] = field(default_factory=set)
    _tables: dict[str, Rows | None] = field(default_factory=dict)
    _texts: dict[tuple[str, int], str] = field(default_factory=dict)
    _places: dict[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], int] = field(default_factory=dict)

    def add(self, fact: Recorded) -> int:
        """The place in ``pool`` of what a fact selects."""
        selection = selection_of(fact, self.study)
        wanted = {column: sorted(values) for column, values in sorted(selection.wanted.items())}
        known = (selection.table, tuple((column, tuple(values)) for column, values in wanted.items()))
        if known not in self._places:
            shown = {"table": selection.table, "wanted": wanted, "hash": self._hash(selection)}
            self._places[known] = self.pool.add(shown)
        return self._places[known]

    def _hash(self, selection: Selection) -> str | None:
        """The keyed hash of the rows, their places and their files; None where they cannot be read."""
        rows = self.table(selection.table)
        if rows is None:
            places = self._declared(selection)
            return self.key.of(places) if places else None
        self.used.add(selection.table)
        columns, found = rows
        at = {name: i for i, name in enumerate(columns)}
        if not selection.wanted.keys() <= at.keys():
            return None
        chosen = found
        for column, values in selection.wanted.items():
            chosen = [row for row in chosen if str(row[at[column]]) in values]
        files = sorted({str(row[at["source_file"]]) for row in chosen}) if "source_file" in at else []
        return self.key.of([selection.table, chosen, [[f, self.files.get(f)] for f in files]])

    def table(self, name: str) -> Rows | None:
        """A table of ``data/processed/`` as rows, read once; None where there is none of that name."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> Rows | None:
        import pyarrow.parquet

        path = self.directory / PROCESSED / f"{name}.parquet"
        if "/" in name or not path.is_file():
            return None
        read = pyarrow.parquet.ParquetFile(path).read()
        columns = tuple(c for c in read.column_names if c not in _LEFT_OUT.get(name, ()))
        lists = [read.column(column).to_pylist() for column in columns]
        rows = [list(row) for row in zip(*lists, strict=True)]
        if "standing" in columns:
            at = columns.index("standing")
            rows = [row if row[at] == "included" else _unnamed(columns, row) for row in rows]
        return columns, rows

    def _declared(self, selection: Selection) -> list[dict[str, str | None]]:
        """The places of a selection in the study's own declarations."""
        try:
            if selection.table == "config":
                places = list(declaration_places(self.directory))
            else:
                _, places = declared_rows(self.directory, selection)
        except OSError:
            return []
        return [source.as_dict() for source in source_files(Digests(self.directory), places)]

    def raw(self) -> dict[str, Any]:
        """For the audit edition: every table that a fact selects from, its columns and rows, with the
        columns of places named, and the hash of every file."""
        tables = {}
        files: set[str] = set()
        for name in sorted(self.used):
            rows = self.table(name)
            assert rows is not None
            tables[name] = {"columns": list(rows[0]), "rows": rows[1]}
            if "source_file" in rows[0]:
                files |= {str(row[rows[0].index("source_file")]) for row in rows[1]}
        declared = {}
        for place, shown in enumerate(self.pool.items):
            if shown["table"] not in tables:
                wanted = {column: frozenset(values) for column, values in shown["wanted"].items()}
                declared[str(place)] = self._declared(Selection(shown["table"], wanted))
        return {
            "tables": tables,
            "declared": declared,
            "places": list(SOURCE_COLUMNS),
            # A file that no row comes from may be that of somebody who is left out.
            "files": {path: sha256 for path, sha256 in sorted(self.files.items()) if path in files},
        }


def _unnamed(columns: tuple[str, ...], row: list[Any]) -> list[Any]:
    return [None if column in _TELLS else cell for column, cell in zip(columns, row, strict=True)]
