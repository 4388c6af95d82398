"""Workbooks read from their XML parts: the visible sheets, cell by cell."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from triangulate.evidence.recompute.files import Package, Unreadable, name_of, named, value_of
from triangulate.evidence.recompute.tables import Rows, plain_digits

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_CELLS = 30_000_000


def read_workbook(directory: Path, file: str) -> list[Rows]:
    """The visible sheets that hold anything, in the workbook's order."""
    package = Package(directory, file)
    main = _target(package, "_rels/.rels", "/officeDocument", "xl/workbook.xml")
    folder, _, name = main.rpartition("/")
    relations = _relations(package, f"{folder}/_rels/{name}.rels", folder)
    strings = _shared(package, relations)
    zeros = _zero_formats(package, relations)
    found = []
    for sheet in named(package.xml(main), "sheet"):
        if value_of(sheet, "state") in ("hidden", "veryHidden"):
            continue
        _, target = relations.get(value_of(sheet, "id"), ("", ""))
        if target not in package.names:
            continue
        rows = _rows(package.xml(target), strings, zeros, file)
        if rows:
            found.append(Rows(file, value_of(sheet, "name"), rows))
    return found


def _relations(package: Package, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Kind and target of each relation, by id."""
    if part not in package.names:
        return {}
    found = {}
    for relation in named(package.xml(part), "Relationship"):
        target = value_of(relation, "Target")
        path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[value_of(relation, "Id")] = value_of(relation, "Type").rpartition("/")[2], path
    return found


def _target(package: Package, part: str, kind: str, usual: str) -> str:
    for found, target in _relations(package, part, "").values():
        if f"/{found}" == kind:
            return target
    return usual


def _shared(package: Package, relations: dict[str, tuple[str, str]]) -> list[str]:
    part = next((path for kind, path in relations.values() if kind == "sharedStrings"), "")
    if part not in package.names:
        return []
    return [_text(item) for item in named(package.xml(part), "si")]


def _text(item: Element) -> str:
    """The text of a string item, its runs together, without phonetic hints."""
    pieces = []
    for child in item:
        if name_of(child) == "t":
            pieces.append(child.text or "")
        elif name_of(child) == "r":
            pieces += [inner.text or "" for inner in child if name_of(inner) == "t"]
    return "".join(pieces)


def _zero_formats(package: Package, relations: dict[str, tuple[str, str]]) -> dict[int, int]:
    """How many digits the cell styles show whose format is noughts alone (``000``)."""
    part = next((path for kind, path in relations.values() if kind == "styles"), "")
    if part not in package.names:
        return {}
    root = package.xml(part)
    formats = {value_of(f, "numFmtId"): value_of(f, "formatCode") for f in named(root, "numFmt")}
    found = {}
    for cells in named(root, "cellXfs"):
        for style, xf in enumerate(cells):
            code = formats.get(value_of(xf, "numFmtId"), "")
            if len(code) > 1 and set(code) == {"0"}:
                found[style] = len(code)
    return found


def _rows(root: Element, strings: list[str], zeros: dict[int, int], file: str) -> list[list[str]]:
    texts: dict[int, dict[int, str]] = {}
    number = 0
    for row in named(root, "row"):
        number = int(value_of(row, "r") or number + 1)
        column = -1
        for cell in row:
            if name_of(cell) != "c":
                continue
            place = _REFERENCE.fullmatch(value_of(cell, "r"))
            column = _column(place.group(1)) if place else column + 1
            text = _cell(cell, strings, zeros, file)
            if text:
                texts.setdefault(int(place.group(2)) if place else number, {})[column] = text
    rows = []
    places = 0
    for number in sorted(texts):
        width = max(texts[number]) + 1
        places += width
        if places > _MOST_CELLS:
            raise Unreadable(file, "its cells are spread too widely")
        row_texts = texts[number]
        if any(text.strip() for text in row_texts.values()):
            rows.append([row_texts.get(column, "") for column in range(width)])
    return rows


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _cell(cell: Element, strings: list[str], zeros: dict[int, int], file: str) -> str:
    kind = value_of(cell, "t") or "n"
    if kind == "inlineStr":
        return "".join(_text(child) for child in cell if name_of(child) == "is")
    stored = next((child.text or "" for child in cell if name_of(child) == "v"), "")
    if not stored:
        return ""
    if kind == "s":
        try:
            return strings[int(stored)]
        except (ValueError, IndexError):
            raise Unreadable(file, "a cell refers to a text that is not there") from None
    if kind == "b":
        return "TRUE" if stored == "1" else "FALSE"
    if kind != "n":
        return stored
    try:
        whole = re.fullmatch(r"[+-]?\d+", stored)
        text = str(int(stored)) if whole else plain_digits(float(stored))
    except (ValueError, OverflowError):
        raise Unreadable(file, f"a cell holds {stored!r} as a number") from None
    return text.zfill(zeros.get(int(value_of(cell, "s") or 0), 0)) if text.isdigit() else text
