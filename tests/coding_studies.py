"""Small studies with coding files, for the tests of the coding readers."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from triangulate.problems import Problems
from triangulate.raw.codings import read_codings
from triangulate.raw.model import CodingImport
from triangulate.study.model import Code, Codebook, Group, InterviewStrand, Study

HEADER = ("document", "start", "end", "code", "coder", "text", "memo")


def code(id: str, label: str, parent: str | None = None) -> Code:
    return Code(id=id, label=label, kind="a_priori", definition=f"About {label}.", parent=parent)


CODEBOOK = Codebook(
    "1",
    (
        code("training", "Training"),
        code("training_positive", "Positive", "training"),
        code("training_negative", "Negative", "training"),
        code("partnership", "Partnership working"),
        code("partnership_positive", "Positive", "partnership"),
        code("pdp_ice", "PDP/ICE"),
    ),
)


def study_in(directory: Path, codings: Sequence[str] = ("codings",)) -> Study:
    interviews = InterviewStrand(
        register=None, transcripts=("transcripts",), codebook=CODEBOOK, codings=tuple(codings)
    )
    return Study(
        directory=directory,
        id="small",
        title="A small study",
        synthetic=True,
        groups=(Group("a", "A"),),
        interviews=interviews,
    )


def table(rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def imported(
    directory: Path,
    files: Mapping[str, bytes],
    texts: Mapping[str, str],
    excluded: Iterable[str] = (),
) -> tuple[tuple[CodingImport, ...], Problems]:
    """What is read from these coding files, and what is said about them."""
    folder = directory / "codings"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    problems = Problems()
    return read_codings(study_in(directory), texts, frozenset(excluded), problems), problems


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


CODES = """<CodeBook><Codes>
  <Code guid="00000000-0000-0000-0000-0000000000A0" name="Training" isCodable="true">
    <Code guid="{00000000-0000-0000-0000-0000000000A1}" name="positive" isCodable="true"/></Code>
  <Code guid="00000000-0000-0000-0000-0000000000A2" name="Partnership  Working" isCodable="true">
    <Code guid="00000000-0000-0000-0000-0000000000A3" name="Positive" isCodable="true"/></Code>
  <Code guid="00000000-0000-0000-0000-0000000000A4" name="Weather" isCodable="true"/>
</Codes></CodeBook>"""
USERS = """<Users><User guid="00000000-0000-0000-0000-0000000000B1" name="Coder One"/>
  <User guid="00000000-0000-0000-0000-0000000000B2" id="C2"/></Users>"""


def project(sources: str, *, rest: str = "", origin: str = "NVivo", users: str = USERS) -> str:
    return (
        f'<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="{origin}">'
        f"{users}{CODES}<Sources>{sources}</Sources>{rest}</Project>"
    )


def selection(start: object, end: object, code: str = "A1", user: str = "B1", more: str = "") -> str:
    return (
        f'<PlainTextSelection guid="00000000-0000-0000-0000-0000000000C1" startPosition="{start}" '
        f'endPosition="{end}">{more}<Coding guid="00000000-0000-0000-0000-0000000000C2" '
        f'creatingUser="00000000-0000-0000-0000-0000000000{user}">'
        f'<CodeRef targetGUID="00000000-0000-0000-0000-0000000000{code}"/></Coding></PlainTextSelection>'
    )


def text_source(name: str, inside: str, path: str = "internal://one.txt") -> str:
    return (
        f'<TextSource guid="00000000-0000-0000-0000-0000000000D1" name="{name}" plainTextPath="{path}">'
        f"{inside}</TextSource>"
    )


def taguette(
    path: Path,
    documents: Sequence[tuple[str, str]],
    highlights: Sequence[tuple[int, int, int, str, Sequence[str]]],
    users: Mapping[int, str] | None = None,
) -> bytes:
    """A project of documents (name, HTML) and highlights (document, start, end, snippet, tags)."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, filename TEXT, project_id INTEGER,
                                contents TEXT);
        CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT);
        CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,
                                 end_offset INTEGER, snippet TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login TEXT, payload TEXT);
        """
    )
    tags: dict[str, int] = {}
    for number, (name, html) in enumerate(documents, 1):
        connection.execute("INSERT INTO documents VALUES (?, ?, ?, 1, ?)", (number, name, name, html))
    for number, (document, start, end, snippet, names) in enumerate(highlights, 1):
        connection.execute(
            "INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", (number, document, start, end, snippet)
        )
        for name in names:
            if name not in tags:
                tags[name] = len(tags) + 1
                connection.execute("INSERT INTO tags VALUES (?, 1, ?)", (tags[name], name))
            connection.execute("INSERT INTO highlight_tags VALUES (?, ?)", (number, tags[name]))
        user = (users or {}).get(number, "admin")
        payload = f'{{"type": "highlight_add", "highlight_id": {number}}}'
        connection.execute("INSERT INTO commands (user_login, payload) VALUES (?, ?)", (user, payload))
    connection.commit()
    connection.close()
    return path.read_bytes()
