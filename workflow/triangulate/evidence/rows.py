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
Columns = dict[str, list[Any]]
"""The cells of a table by column; all columns are of one length."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of which table: ``wanted`` goes from a column to the values it may have."""

    table: str
    wanted: Mapping[str, frozenset[str]]


def selection_of(fact: Recorded, study: Study) -> Selection:
    """The fact's selector, with what its id says more nearly.

    ``all`` as a group means every group. A count that takes in the codes below a code rests on
    their rows too. A comparison rests on the groups of its pair.
    """
    table, _, query = fact.rows.partition("?")
    pairs = (part.partition("=") for part in re.split(r"&(?=\w+=)", query) if part)
    wanted: dict[str, frozenset[str]] = {column: frozenset({value}) for column, _, value in pairs}
    if wanted.get("group") == frozenset({"all"}) and all(g.id != "all" for g in study.groups):
        del wanted["group"]
    family, *rest = fact.id.split(".")
    if "code" in wanted and not fact.id.endswith(".segments_n") and study.interviews:
        (code,) = wanted["code"]
        book = study.interviews.codebook
        if code in book.by_id():
            wanted["code"] = frozenset({code, *book.descendants(code)})
    if table == "codings" and wanted.get("coder") == frozenset({"consensus"}):
        del wanted["coder"]
        wanted["stage"] = frozenset({"consensus"})
    if family == "agreement":
        wanted["stage"] = frozenset({"independent"})
    if family == "comparison" and "group" not in wanted:
        ids = {g.id.lower(): g.id for g in study.groups}
        pair = rest[1].split("_v_") if len(rest) == 3 else list(ids)[:2]
        named = frozenset(ids[id] for id in pair if id in ids)
        if len(named) == 2:
            wanted["group"] = named
    return Selection(table, wanted)


def read_rows(directory: Path, table: str, columns: Sequence[str]) -> Columns:
    """Columns of a table of ``data/processed/``; OSError or ValueError if it cannot be read, KeyError
    if it lacks a column."""
    import pyarrow.parquet

    handle = pyarrow.parquet.ParquetFile(directory / PROCESSED / f"{table}.parquet")
    read = handle.read(columns=list(columns))
    return {name: read.column(name).to_pylist() for name in columns}


def selected(directory: Path, selection: Selection) -> Columns:
    """The rows of a selection: what they are selected by, and where they came from.

    Selected in plain Python: Arrow's own filter imports pandas, which takes seconds.
    """
    extra = ("document", "line", "text") if selection.table == "codings" else ()
    found = read_rows(
        directory, selection.table, tuple(dict.fromkeys((*selection.wanted, *SOURCE_COLUMNS, *extra)))
    )
    kept: Sequence[int] = range(len(found["source_file"]))
    for column, values in selection.wanted.items():
        cells = found[column]
        kept = [place for place in kept if str(cells[place]) in values]
    return {name: [cells[place] for place in kept] for name, cells in found.items()}


def places_of(directory: Path, selection: Selection, rows: Columns) -> Iterator[Place]:
    """Where the rows came from. A coding has two places: in its coding file and in its transcript."""
    columns = (rows[name] for name in SOURCE_COLUMNS)
    for file, sheet, row, column, line in zip(*columns, strict=True):
        yield Place(file, sheet, row, column, None if row is not None else line)
    if selection.table == "codings":
        documents = read_rows(directory, "documents", ("document", "source_file"))
        files = dict(zip(documents["document"], documents["source_file"], strict=True))
        for document, line, text in zip(rows["document"], rows["line"], rows["text"], strict=True):
            if document in files:
                yield Place(files[document], line=line, last_line=line + str(text).count("\n"))


def declared_rows(directory: Path, selection: Selection) -> tuple[int | None, list[Place]]:
    """How many rows of a file of the configuration are selected (None for a file without rows), and
    where; OSError if there is no such file."""
    name = selection.table
    if not name.endswith(".csv"):
        (directory / name).stat()
        return None, [Place(name)]
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
