"""Codings as coding files have them: tables, REFI-QDA projects and Taguette projects."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import Element

from triangulate.evidence.recompute.files import (  # fmt: skip
    Package,
    Unreadable,
    decoded,
    name_of,
    named,
    parsed,
    value_of,
)


@dataclass(frozen=True, slots=True)
class Raw:
    """A coding as its file has it. Either ``offsets`` into the transcript, or ``words`` alone (of
    the program's own text, ``share`` of which precedes them), or neither: not to be placed."""

    document: str
    code: str
    coder: str
    words: str | None = None
    offsets: tuple[int, int] | None = None
    share: float = 0.0
    parents: tuple[str, ...] = ()
    guid: str = ""
    also: str = ""
    own_text: str | None = None


def _heading(cell: str) -> str:
    return " ".join(cell.split()).casefold()


# Tables


def _table(directory: Path, file: str) -> Iterator[Raw]:
    text = decoded((directory / file).read_bytes(), file)
    wanted = ("document", "start", "end", "code", "coder", "text", "memo")
    first = text.partition("\n")[0]
    delimiter = max(
        ",;\t", key=lambda d: len({_heading(c.strip(' "\r')) for c in first.split(d)} & {*wanted})
    )
    rows = (
        r for r in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(c.strip() for c in r)
    )
    names = [_heading(cell) for cell in next(rows, [])]
    for cells in rows:
        row = dict(zip(names, cells, strict=False))
        if len(cells) != len(names):
            continue
        start, end = row["start"].strip(), row["end"].strip()
        whole = all(n.isascii() and n.isdigit() and len(n) <= 12 for n in (start, end))
        offsets = (int(start), int(end)) if whole and int(start) < int(end) else None
        words = row.get("text") or None
        yield Raw(
            row["document"].strip(),
            row["code"].strip(),
            row["coder"].strip(),
            words if offsets else None,
            offsets,
        )


# REFI-QDA projects


def _project(directory: Path, file: str) -> Iterator[Raw]:
    package = Package(directory, file)
    members = {name.lower(): name for name in package.names}
    if "project.qde" not in members:
        raise Unreadable(file, "it holds no project.qde")
    root = parsed(package.read(members["project.qde"]), file)
    users = {_bare(u, "guid"): value_of(u, "name") or value_of(u, "id") for u in named(root, "User")}
    codes = dict(_code_tree(root))
    user = value_of(root, "creatingUserGUID")
    for source in named(root, "TextSource"):
        yield from _selections(source, source, package, members, users, codes, user)
    for pdf in named(root, "PDFSource"):
        for child in pdf:
            if name_of(child) == "Representation":
                yield from _selections(child, pdf, package, members, users, codes, user)


def _selections(
    element: Element,
    source: Element,
    package: Package,
    members: Mapping[str, str],
    users: Mapping[str, str],
    codes: Mapping[str, tuple[str, tuple[str, ...]]],
    project_user: str,
) -> Iterator[Raw]:
    text = _project_text(element, package, members)
    document = value_of(source, "name") or value_of(source, "guid")
    for selection in element:
        if name_of(selection) != "PlainTextSelection":
            continue
        ends = value_of(selection, "startPosition"), value_of(selection, "endPosition")
        if not all(n.isascii() and n.isdigit() and len(n) <= 12 for n in ends):
            continue
        start, end = (int(n) for n in ends)
        words = None if text is None else text[start:end]
        for coding in selection:
            if name_of(coding) != "Coding":
                continue
            ref = next((_bare(r, "targetGUID") for r in coding if name_of(r) == "CodeRef"), "")
            name, parents = codes.get(ref, (ref, ()))
            makers = (coding, selection, source)
            user = next((u for e in makers if (u := value_of(e, "creatingUser"))), project_user)
            yield Raw(
                document,
                name,
                users.get(user.strip("{}").lower(), ""),
                words or None,
                None if text is not None else ((start, end) if start < end else None),
                start / len(text) if text else 0.0,
                parents,
                ref,
                own_text=text,
            )


def _project_text(element: Element, package: Package, members: Mapping[str, str]) -> str | None:
    for child in element:
        if name_of(child) == "PlainTextContent" and child.text:
            return child.text
    where = value_of(element, "plainTextPath")
    if not where.lower().startswith("internal://"):
        return None
    name = where[len("internal://") :].lower()
    member = members.get(f"sources/{name}") or members.get(name)
    return None if member is None else decoded(package.read(member), package.file)


def _code_tree(root: Element) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    waiting: list[tuple[Element, tuple[str, ...]]] = [(b, ()) for b in named(root, "CodeBook")]
    while waiting:
        element, parents = waiting.pop()
        if name_of(element) == "Code":
            yield _bare(element, "guid"), (value_of(element, "name"), parents)
            parents = (*parents, value_of(element, "name"))
        waiting += [(child, parents) for child in element if name_of(child) in ("Codes", "Code")]


def _bare(element: Element, attribute: str) -> str:
    return value_of(element, attribute).strip("{}").lower()


# Taguette


def _taguette(directory: Path, file: str) -> Iterator[Raw]:
    address = f"file:{quote(str((directory / file).resolve()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True)
        connection.execute("PRAGMA trusted_schema = OFF")
        documents = {
            row[0]: row[1:]
            for row in connection.execute("SELECT id, name, filename, contents FROM documents")
        }
        highlights = connection.execute(
            "SELECT h.id, h.document_id, h.start_offset, h.snippet, t.path FROM highlights h "
            "LEFT JOIN highlight_tags ht ON ht.highlight_id = h.id LEFT JOIN tags t ON t.id = ht.tag_id"
        ).fetchall()
        coders = _log(connection)
    except sqlite3.Error as fault:
        raise Unreadable(file, f"it is no Taguette project ({fault})") from None
    finally:
        if "connection" in locals():
            connection.close()
    texts = {key: _stripped(str(row[2] or "")) for key, row in documents.items()}
    for id, document, start, snippet, tag in highlights:
        name, filename, _ = documents.get(document, (None, None, None))
        own = texts.get(document, "")
        size = len(own.encode("utf-8")) or 1
        yield Raw(
            str(filename or name or document),
            str(tag or "").strip(),
            coders.get(id, ""),
            _stripped(str(snippet or "")).strip() or None,
            share=min(int(start) / size, 1.0) if isinstance(start, int) else 0.0,
            also=str(name or ""),
            own_text=own,
        )


def _log(connection: sqlite3.Connection) -> dict[int, str]:
    coders: dict[int, str] = {}
    try:
        rows = connection.execute("SELECT user_login, payload FROM commands ORDER BY id").fetchall()
    except sqlite3.OperationalError:
        return coders
    for user, payload in rows:
        try:
            command = json.loads(payload)
        except (TypeError, ValueError, RecursionError):
            continue
        if (
            isinstance(command, dict)
            and command.get("type") == "highlight_add"
            and user not in ("admin", None, "")
        ):
            coders[command.get("highlight_id", -1)] = str(user)
    return coders


class _Tags(HTMLParser):
    """Gathers text, a line end where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "head")
        if re.fullmatch(r"p|br|div|h[1-6]|[uo]l|li|tr|table", tag):
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in ("script", "style", "head")))
        if re.fullmatch(r"p|br|div|h[1-6]|[uo]l|li|tr|table", tag):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def _stripped(html: str) -> str:
    parser = _Tags()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


READERS = {
    ".csv": _table,
    ".qdpx": _project,
    ".sqlite3": _taguette,
    ".sqlite": _taguette,
    ".db": _taguette,
}
