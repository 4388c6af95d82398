"""Tables in raw files (csv, xlsx, sav) as rows of text, and how their cells are compared."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from triangulate.evidence.recompute.files import Unreadable, decoded

_SEPARATOR = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_ALIKE = {
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
    **dict.fromkeys("\u2010\u2011\u2013\u2014", "-"),
    **dict.fromkeys("\u200b\ufeff", ""),
}


@dataclass(slots=True)
class Rows:
    """Rows that are not blank. ``labels`` and ``missing`` go by column in SPSS files: value labels,
    and which values the file declares missing."""

    file: str
    sheet: str | None
    rows: list[list[str]]
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[int, Collection[str]] = field(default_factory=dict)

    def cell(self, row: Sequence[str], column: int | None) -> str:
        """A cell, empty beyond the row's end."""
        return row[column] if column is not None and column < len(row) else ""


def read_tables(directory: Path, file: str, known: Collection[str]) -> list[Rows]:
    """The tables of one file. ``known`` headings tell a CSV file's delimiter."""
    ending = Path(file).suffix.lower()
    if ending == ".xlsx":
        from triangulate.evidence.recompute.workbook import read_workbook

        return read_workbook(directory, file)
    data = (directory / file).read_bytes()
    if ending == ".sav":
        from triangulate.evidence.recompute.spss import read_spss

        return [read_spss(data, file)]
    return [read_csv(data, file, known)]


def read_csv(data: bytes, file: str, known: Collection[str]) -> Rows:
    """A CSV file; of comma, semicolon and tab the delimiter that finds most known headings."""
    text = decoded(data, file)
    line = _SEPARATOR.match(text)
    if line:
        text, delimiters = text[line.end() :], line.group(1)
    else:
        delimiters = ",;\t"
    wanted = {key(name) for name in known}
    best: tuple[tuple[int, int], list[list[str]]] | None = None
    for delimiter in delimiters:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            rows = [row for row in reader if any(cell.strip() for cell in row)]
        except csv.Error as fault:
            if best is None and delimiter == delimiters[-1]:
                raise Unreadable(file, str(fault)) from None
            continue
        if rows:
            score = sum(key(cell) in wanted for cell in rows[0]), len(rows[0])
            if best is None or score > best[0]:
                best = score, rows
    if best is None:
        raise Unreadable(file, "it has no rows")
    width = len(best[1][0])
    if any(len(row) != width for row in best[1]):
        raise Unreadable(file, "its rows differ in length")
    return Rows(file, None, best[1])


def folded(text: str) -> str:
    """Text as labels are compared: compatible characters, no case, single spaces, plain quotation
    marks and dashes."""
    plain = "".join(_ALIKE.get(sign, sign) for sign in unicodedata.normalize("NFKC", text))
    return " ".join(plain.casefold().split())


def key(text: str) -> str:
    """Text as headings and ids are compared: folded, an underscore a space."""
    return " ".join(folded(text).replace("_", " ").split())


def plain_digits(number: float) -> str:
    """A stored number written out: no exponent, no ``.0``."""
    if number == int(number) and abs(number) < 1e20:
        return str(int(number))
    return format(Decimal(repr(number)), "f")
