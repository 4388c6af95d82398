"""Writing one date into the register, and not a byte beside it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from triangulate.raw.decoding import decode

_DELIMITERS = ",;\t"
_MARKS = (
    codecs.BOM_UTF8,
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)
#: The encodings that :func:`decode` names by their mark, as they are without it.
_PLAIN = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
}


class Cell(NamedTuple):
    """One cell of CSV text: what it says, and where it stands, quotation marks included."""

    value: str
    start: int
    end: int


def with_withdrawal(data: bytes, line: int, column: str, day: date) -> bytes:
    """The file with ``day`` in the cell of the row that starts in physical ``line`` under the heading
    ``column``. Encoding, byte order mark, delimiter, quoting and line ends stay as they are.

    Raises ValueError where there is no such cell; the caller has read the register already.
    """
    mark = next((m for m in _MARKS if data.startswith(m)), b"")
    text, encoding = decode(data)
    encoding = _PLAIN.get(mark, encoding)
    for delimiter in _DELIMITERS:
        rows = dict(_rows(text, delimiter))
        place = _place(rows, column)
        row = rows.get(line, [])
        if place is not None and place < len(row):
            break
    else:
        raise ValueError(f"line {line} has no cell {column!r}")
    cell = row[place]
    quoted = text[cell.start : cell.end].lstrip().startswith('"')
    shown = f'"{day.isoformat()}"' if quoted else day.isoformat()
    before = mark + text[: cell.start].encode(encoding)
    after = text[cell.end :].encode(encoding)
    return before + shown.encode(encoding) + after


def _place(rows: dict[int, list[Cell]], column: str) -> int | None:
    for row in rows.values():
        headings = [cell.value.strip() for cell in row]
        if column in headings:
            return headings.index(column)
    return None


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    """Rows by the line where they start, read as the csv module reads them: a mark opens a quoted
    cell only as its first character, a doubled one stands for itself."""
    at, line = 0, 1
    row: list[Cell] = []
    first = 1
    while at <= len(text):
        start = at
        value, at = _cell(text, at, delimiter)
        row.append(Cell(value, start, at))
        line += _lines(text[start:at])
        if at < len(text) and text[at] == delimiter:
            at += 1
            continue
        yield first, row
        if at >= len(text):
            return
        at += 2 if text.startswith("\r\n", at) else 1
        line += 1
        first, row = line, []


def _lines(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _cell(text: str, at: int, delimiter: str) -> tuple[str, int]:
    """The value of the cell that starts at ``at``, and where it ends."""
    value: list[str] = []
    if text.startswith('"', at):
        at += 1
        while at < len(text):
            if text[at] != '"':
                value.append(text[at])
            elif text.startswith('""', at):
                value.append('"')
                at += 1
            else:
                at += 1
                break
            at += 1
    while at < len(text) and text[at] not in (delimiter, "\r", "\n"):
        value.append(text[at])
        at += 1
    return "".join(value), at
