"""Places in raw files as selectors that other programs know.

CSV rows and cells as RFC 7111 fragments (``row=5``, ``cell=5,3-9,3``; the header is row 1), lines of
plain text as RFC 5147 fragments (``line=9,12`` is lines 10 to 12), cells of workbooks as
``Form!D7``, values of SPSS files as ``case=5;variable=Q3``, codings of a REFI-QDA project by their
number and highlights of a Taguette project by their id. Word and OpenDocument files have no lines
of their own: ``text:line=9,12`` counts those of the canonical text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from triangulate.files import sha256_of_file

PLAIN_TEXT = frozenset({".txt", ".vtt", ".srt", ".yaml", ".yml"})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place that a table's row came from. ``last_line`` is set where it runs over several."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None
    last_line: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A raw file behind a fact: its hash as it is now (None if it is gone), and which parts of it.

    ``selector`` is None for the whole file.
    """

    path: str
    sha256: str | None
    selector: str | None

    def as_dict(self) -> dict[str, str | None]:
        """The fields by name."""
        return {"path": self.path, "sha256": self.sha256, "selector": self.selector}


class Digests:
    """The hashes of a study's files as they are now, each file read once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._known: dict[str, str | None] = {}

    def of(self, file: str) -> str | None:
        """The SHA-256 of a file by its path from the study; None if it is gone."""
        if file not in self._known:
            path = self._directory / file
            self._known[file] = sha256_of_file(path) if path.is_file() else None
        return self._known[file]


def source_files(digests: Digests, places: Iterable[Place]) -> list[SourceFile]:
    """One source a file and kind of selector, files in order of name."""
    by_file: dict[str, set[Place]] = {}
    for place in places:
        by_file.setdefault(place.file, set()).add(place)
    found = []
    for file in sorted(by_file):
        found += [SourceFile(file, digests.of(file), s) for s in selectors(file, list(by_file[file]))]
    return found


def selectors(file: str, places: Sequence[Place]) -> list[str | None]:
    """The selectors of places in one file, as few as say it all."""
    ending = PurePosixPath(file).suffix.lower()
    cells = [p for p in places if p.row is not None]
    lines = [p for p in places if p.row is None and p.line is not None]
    found: list[str | None] = []
    if cells:
        found += _cells(ending, cells)
    if lines:
        prefix = "" if ending in PLAIN_TEXT or ending == ".csv" else "text:"
        spans = [(p.line or 1, max(p.last_line or 1, p.line or 1)) for p in lines]
        found += [f"{prefix}line={first - 1},{last}" for first, last in _merged(spans)]
    if len(cells) + len(lines) < len(places) and not found:
        sheets = sorted({p.sheet for p in places if p.sheet})
        found += [f"{_quoted(sheet)}!" for sheet in sheets] or [None]
    return found


def _cells(ending: str, places: Sequence[Place]) -> list[str | None]:
    whole = _runs(p.row for p in places if p.column is None)
    columns: dict[tuple[str | None, str], set[int]] = {}
    for p in places:
        if p.column is not None and p.row is not None:
            columns.setdefault((p.sheet, p.column), set()).add(p.row)
    keys = sorted(columns, key=lambda k: (k[0] or "", len(k[1]), k[1]))
    found: list[str | None] = []
    if ending == ".xlsx":
        sheets = sorted({p.sheet for p in places if p.column is None and p.sheet})
        parts = [
            f"{_quoted(sheet)}!{column}{a}" + (f":{column}{b}" if b > a else "")
            for sheet, column in keys
            for a, b in _runs(columns[sheet, column])
        ]
        parts += [f"{_quoted(sheet)}!{a}:{b}" for sheet in sheets for a, b in whole]
        return [",".join(parts)]
    if ending == ".sav":
        if whole:
            found.append(f"case={_listed(whole)}")
        found += [f"case={_listed(_runs(columns[key]))};variable={key[1]}" for key in keys]
        return found
    if ending != ".csv":
        kind = "coding" if ending == ".qdpx" else "highlight"
        return [f"{kind}={_listed(_runs(p.row for p in places))}"]
    if whole:
        found.append(f"row={_listed(whole)}")
    if keys:
        ranges = [
            f"{a},{_number(key[1])}" + (f"-{b},{_number(key[1])}" if b > a else "")
            for key in keys
            for a, b in _runs(columns[key])
        ]
        found.append("cell=" + ";".join(ranges))
    return found


def _number(letters: str) -> int:
    """The number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _quoted(sheet: str | None) -> str:
    name = sheet or ""
    return name if name.isalnum() else "'" + name.replace("'", "''") + "'"


def _runs(numbers: Iterable[int | None]) -> list[tuple[int, int]]:
    """Numbers as runs of neighbours: 2, 3, 4, 7 is (2, 4), (7, 7)."""
    return _merged([(n, n) for n in set(numbers) if n is not None])


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def _listed(runs: Sequence[tuple[int, int]]) -> str:
    return ";".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
