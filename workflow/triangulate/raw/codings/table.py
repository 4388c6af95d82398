"""Codings from a table ``document,start,end,code,coder[,text,memo]`` in CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from triangulate.problems import Problems
from triangulate.raw.codings.found import Fault, Found, Held, Offsets
from triangulate.raw.decoding import decode, looks_like_web_page
from triangulate.source import Source, column_letters

REQUIRED = ("document", "start", "end", "code", "coder")
OPTIONAL = ("text", "memo")
_DELIMITERS = (",", ";", "\t")
#: A cell holds one passage; one longer than this is an open quotation mark.
_LONGEST_CELL = 1_000_000


def read_table(path: Path, source: Source, problems: Problems) -> Held | None:
    """The codings of a CSV file; None after reporting why it cannot be read."""
    text = _text(path, source, problems)
    if text is None:
        return None
    header, _, _ = text.partition("\n")
    delimiter = max(_DELIMITERS, key=lambda d: _known_columns(header, d))
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Found] = []
    columns: dict[str, int] | None = None
    row, line, width = 0, 1, 0
    try:
        for cells in reader:
            row += 1
            place = source.at(row=row, line=line)
            line = reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns, width = _columns(cells, place, problems), len(cells)
                if columns is None:
                    return None
            elif len(cells) != width:
                problems.add("codings.row-length", place, cells=len(cells), columns=width)
                padded = cells + [""] * width
                found.append(_found(padded, columns, place, _WRONG_LENGTH))
            else:
                found.append(_found(cells, columns, place))
    except csv.Error as failure:
        problems.add("codings.csv", source.at(line=line), reason=str(failure))
        return None
    if columns is None:
        _missing([], list(REQUIRED), source, problems)
        return None
    return Held(found)


_WRONG_LENGTH = Fault("codings.row-length", "the row has more or fewer cells than the header", told=True)


def _text(path: Path, source: Source, problems: Problems) -> str | None:
    try:
        data = path.read_bytes()
    except OSError as failure:
        problems.add("codings.unreadable", source, reason=failure.strerror or "it is no file")
        return None
    if looks_like_web_page(data):
        problems.add("codings.web-page", source)
        return None
    try:
        text, encoding = decode(data)
    except UnicodeDecodeError as failure:
        problems.add("codings.encoding", source, reason=f"at byte {failure.start}")
        return None
    if "\0" in text:
        problems.add("codings.nul", source.at(line=text.count("\n", 0, text.index("\0")) + 1))
        return None
    if encoding == "cp1252":
        problems.add("codings.encoding-assumed", source)
    return text


def _names(cells: list[str]) -> list[str]:
    return [" ".join(cell.split()).casefold() for cell in cells]


def _known_columns(header: str, delimiter: str) -> int:
    return len(set(_names([c.strip(' "\r') for c in header.split(delimiter)])) & {*REQUIRED, *OPTIONAL})


def _columns(cells: list[str], place: Source, problems: Problems) -> dict[str, int] | None:
    names = _names(cells)
    good = True
    for index, name in enumerate(names):
        at = place.at(column=column_letters(index))
        if name in names[:index]:
            good = good and not name
            if name:
                problems.add("codings.duplicate-column", at, column=cells[index].strip())
        elif name not in (*REQUIRED, *OPTIONAL):
            problems.add("codings.unknown-column", at, column=cells[index].strip())
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        _missing(cells, missing, place, problems)
    return {name: names.index(name) for name in names} if good and not missing else None


def _missing(cells: list[str], missing: list[str], place: Source, problems: Problems) -> None:
    found = ", ".join(repr(cell) for cell in cells) or "none"
    problems.add("codings.missing-columns", place, missing=", ".join(missing), found=found)


def _found(cells: list[str], columns: dict[str, int], place: Source, fault: Fault | None = None) -> Found:
    def cell(name: str) -> str:
        return cells[columns[name]] if name in columns else ""

    start, end = cell("start").strip(), cell("end").strip()
    return Found(
        document=cell("document").strip(),
        place=fault or _offsets(start, end),
        code=cell("code").strip(),
        coder=cell("coder").strip(),
        source=place,
        quoted=cell("text") or None,
        memo=cell("memo") or None,
    )


def _offsets(start: str, end: str) -> Offsets | Fault:
    if not (_whole(start) and _whole(end)):
        fields = {"start": start[:30], "end": end[:30]}
        return Fault("codings.not-numbers", "the offsets are not whole numbers", fields)
    if int(start) >= int(end):
        return Fault("codings.backwards", "it ends where it begins or before", {"start": start, "end": end})
    return Offsets(int(start), int(end))


def _whole(cell: str) -> bool:
    # Twelve digits are beyond any text, and int() of very many digits takes long.
    return cell.isascii() and cell.isdigit() and len(cell) <= 12
