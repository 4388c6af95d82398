"""CSV files: encoding and delimiter found, every row with its physical line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from pathlib import Path

from triangulate.problems import Problems
from triangulate.raw.cells import heading_key
from triangulate.raw.decoding import decode
from triangulate.raw.grid import Grid, Row
from triangulate.raw.limited import limited
from triangulate.raw.sniff import content_of, report_content
from triangulate.source import Source

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_SEP_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_LONGEST_HEADER = 1_000_000


def read_csv(path: Path, source: Source, problems: Problems, known: Collection[str] = ()) -> Grid | None:
    """The rows of a CSV file, blank ones left out; None if it cannot be read as one.

    The delimiter is the one that finds most of the ``known`` headings in the first row, then the
    one that makes most columns. Rows longer or shorter than the first are reported and left out.
    """
    data = path.read_bytes()
    text = _decode(data, source, problems)
    if text is None:
        return None
    skipped = 0
    if sep := _SEP_LINE.match(text):
        # Excel writes this line for itself; it is no row of the table.
        text, skipped = text[sep.end() :], 1
        delimiter = sep[1]
    else:
        delimiter = _delimiter(text, known)
    rows = _rows(text, delimiter, skipped, source, problems)
    if rows is None:
        return None
    if not rows:
        problems.add("files.empty", source)
        return None
    wanted = len(rows[0].cells)
    with limited(problems, source) as report:
        good = []
        for row in rows:
            if len(row.cells) == wanted:
                good.append(row)
            else:
                report.add(
                    "files.row-length",
                    Source(source.file, None, row.number, None, row.line),
                    found=len(row.cells),
                    wanted=wanted,
                    delimiter=_DELIMITERS[delimiter],
                )
    if len(rows) == 1:
        problems.add("files.header-only", source)
    if len(good) == 1:
        return None
    return Grid(source, good)


def _decode(data: bytes, source: Source, problems: Problems) -> str | None:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        problems.add("files.nul" if b"\0" in data.lstrip(b"\xff\xfe") else "files.empty", source)
        return None
    content = content_of(data)
    if content != "text":
        report_content(content, ".csv", source, problems)
        return None
    try:
        text, encoding = decode(data)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        reason = f"byte {fault.start + 1} is no {fault.encoding}"
        problems.add("files.encoding", source.at(line=line), reason=reason)
        return None
    if "\0" in text:
        problems.add("files.nul", source.at(line=text.count("\n", 0, text.index("\0")) + 1))
        return None
    if encoding == "cp1252":
        odd = re.search(r"[^\x00-\x7f]", text)
        line = text.count("\n", 0, odd.start() if odd else 0) + 1
        problems.add("files.encoding-guessed", source.at(line=line))
    return text


def _delimiter(text: str, known: Collection[str]) -> str:
    """The likeliest delimiter of the first row that is not blank."""
    stripped = text.lstrip("\r\n \t") if not text.startswith("\t") else text
    header = stripped[:_LONGEST_HEADER]
    keys = {heading_key(word) for word in known}

    def likelihood(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader(io.StringIO(header, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return sum(heading_key(cell) in keys for cell in cells), len(cells)

    return max(_DELIMITERS, key=likelihood)


def _rows(text: str, delimiter: str, skipped: int, source: Source, problems: Problems) -> list[Row] | None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    number = 0
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error as fault:
            words = str(fault)
            if "unexpected end" in words or "field limit" in words:
                words = "a quotation mark opens a cell and is never closed"
            elif "expected after" in words:
                words = "text follows a closing quotation mark"
            problems.add("files.csv-quotes", source.at(row=number + 1, line=line), reason=words)
            return None
        number += 1
        if any(cell and not cell.isspace() for cell in cells):
            rows.append(Row(number, line, cells))
