"""Codings from a Taguette project exported as SQLite3 database.

Taguette keeps each document as HTML of its own making and counts offsets in UTF-8 bytes of that HTML's
text. The offsets therefore only tell what stands around a highlight and where to expect it; it is
placed by its words, the text of the snippet that Taguette keeps with it.

Coder: who made the highlight by the project's log. A single-user Taguette calls everybody ``admin``,
which says nothing, so that highlights of ``admin`` are counted for the file's name.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from triangulate.problems import Problems
from triangulate.raw.codings.dialects import Dialect, Ruler, Unit
from triangulate.raw.codings.found import Fault, Found, Held, Passage, Place, Remark
from triangulate.raw.codings.html import HtmlText, html_text
from triangulate.raw.codings.own_text import OwnText
from triangulate.source import Source

_TABLES = ("documents", "highlights", "tags", "highlight_tags")
_MAGIC = b"SQLite format 3\0"
_NOBODY = "admin"
#: A database made to do harm can compute for ever on a plain SELECT.
_SECONDS = 60.0
_LONGEST_VALUE = 50 * 1_000_000

_HIGHLIGHTS = """
    SELECT highlights.id, highlights.document_id, highlights.start_offset, highlights.end_offset,
           highlights.snippet, tags.path
    FROM highlights
    LEFT JOIN highlight_tags ON highlight_tags.highlight_id = highlights.id
    LEFT JOIN tags ON tags.id = highlight_tags.tag_id
    ORDER BY highlights.document_id, highlights.start_offset, highlights.id, tags.path
"""


def read_taguette(path: Path, source: Source, problems: Problems) -> Held | None:
    """The codings of a Taguette project, one for each tag of each highlight; None after reporting why
    it cannot be read."""
    try:
        with path.open("rb") as handle:
            if handle.read(len(_MAGIC)) != _MAGIC:
                problems.add("codings.damaged-database", source, reason="it is no SQLite3 file")
                return None
    except OSError as failure:
        problems.add("codings.unreadable", source, reason=failure.strerror or "it is no file")
        return None
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True)
    except sqlite3.Error as failure:
        problems.add("codings.damaged-database", source, reason=str(failure))
        return None
    try:
        _guard(connection)
        for table in _TABLES:
            if not _is_table(connection, table):
                problems.add("codings.not-taguette", source, table=table)
                return None
        return Held(list(_codings(connection, source)), list(_remarks(connection, source)))
    except (sqlite3.Error, ValueError, TypeError, OverflowError) as failure:
        problems.add("codings.damaged-database", source, reason=str(failure)[:200])
        return None
    finally:
        connection.close()


def _guard(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")


def _is_table(connection: sqlite3.Connection, name: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(query, (name,)).fetchone() is not None


def _codings(connection: sqlite3.Connection, source: Source) -> Iterator[Found]:
    names: dict[object, tuple[str, str | None]] = {}
    texts: dict[object, tuple[HtmlText, OwnText, Ruler]] = {}
    query = "SELECT id, name, filename, contents FROM documents ORDER BY id"
    for key, name, filename, contents in connection.execute(query):
        names[key] = str(filename or name or key), str(name) if name else None
        html = html_text(str(contents or ""))
        texts[key] = html, OwnText(html.text), Ruler(html.bare, Dialect(Unit.UTF8))
    coders = _coders(connection)
    for key, document, start, end, snippet, tag in connection.execute(_HIGHLIGHTS):
        place = _place(texts.get(document), start, end, str(snippet or ""))
        called, also = names.get(document, (str(document), None))
        yield Found(
            document=called,
            place=place,
            code=str(tag or "").strip(),
            coder=coders.get(key, ""),
            source=source.at(row=key) if isinstance(key, int) else source,
            quoted=place.words if isinstance(place, Passage) else None,
            also_called=also,
            text_print=texts[document][1].fingerprint if document in texts else None,
        )


def _place(
    document: tuple[HtmlText, OwnText, Ruler] | None, start: object, end: object, snippet: str
) -> Place:
    words = html_text(snippet).text.strip()
    if document is None or not (isinstance(start, int) and isinstance(end, int)):
        fault = Fault(
            "codings.not-numbers", "the offsets are not whole numbers", {"start": start, "end": end}
        )
        return Passage(words, "", "", 0.0) if words else fault
    html, own, ruler = document
    first = html.from_bare(ruler.nearest(start), at_start=True)
    last = max(first, html.from_bare(ruler.nearest(end), at_start=False))
    if not words and not own.text[first:last].strip():
        fields = {"start": start, "end": end}
        return Fault("codings.backwards", "it ends where it begins or before", fields)
    return own.passage(first, last, words or None, (start, end))


def _remarks(connection: sqlite3.Connection, source: Source) -> Iterator[Remark]:
    """The descriptions of the project, its documents and its tags, which Taguette has for memos."""
    if _has_description(connection, "projects"):
        query = "SELECT name, description FROM projects ORDER BY id"
        for name, text in connection.execute(query):
            yield Remark("project", str(text or ""), source, title=str(name or ""))
    if _has_description(connection, "documents"):
        query = "SELECT id, name, filename, contents, description FROM documents ORDER BY id"
        for key, name, filename, contents, text in connection.execute(query):
            if text:
                called = str(filename or name or key)
                own = OwnText(html_text(str(contents or "")).text)
                also = str(name) if name else None
                yield Remark(
                    "document", str(text), source, called, also_called=also, text_print=own.fingerprint
                )
    if _has_description(connection, "tags"):
        for path, text in connection.execute("SELECT path, description FROM tags ORDER BY path"):
            yield Remark("code", str(text or ""), source, str(path or ""))


def _has_description(connection: sqlite3.Connection, table: str) -> bool:
    columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    return {"id", "name" if table != "tags" else "path", "description"} <= columns


def _coders(connection: sqlite3.Connection) -> dict[object, str]:
    """Who made or last changed each highlight, where the log tells."""
    if not _is_table(connection, "commands"):
        return {}
    coders: dict[object, str] = {}
    for user, payload in connection.execute("SELECT user_login, payload FROM commands ORDER BY id"):
        try:
            command = json.loads(payload)
        except (TypeError, ValueError, RecursionError):
            continue
        if isinstance(command, dict) and command.get("type") == "highlight_add":
            key = command.get("highlight_id")
            if isinstance(key, int) and user and user != _NOBODY:
                coders[key] = str(user)
    return coders
