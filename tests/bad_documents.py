"""Transcripts and codings that are wrong, and what is to be said."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from pathlib import Path

from docx import Document
from odf.opendocument import OpenDocumentText
from odf.text import P
from spoiling import (
    BOMB,
    CODED,
    DOCTYPE,
    LOGIN,
    OLE,
    REGISTER,
    TALK,
    add,
    both,
    case,
    edit,
    encrypted,
    put,
    query,
    remove,
    said,
    sparse,
    transcript,
    with_parts,
    zipped,
)


def _docx() -> bytes:
    document = Document()
    for line in ("Interviewer: How is it?", "Participant: It is well."):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _odt() -> bytes:
    document = OpenDocumentText()
    for line in ("Interviewer: How is it?", "Participant: It is well."):
        document.text.addElement(P(text=line))
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _linked(study: Path) -> None:
    (study.parent / "elsewhere.csv").write_text("document,start,end,code,coder\n")
    (study / CODED).unlink()
    (study / CODED).symlink_to(study.parent / "elsewhere.csv")


def _database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite3"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE notes (id INTEGER)")
        connection.close()
        return path.read_bytes()


DOCX, ODT = _docx(), _odt()
WORD, WRITER = TALK + "W1.docx", TALK + "W1.odt"
QDPX = "data/raw/codings/alex.qdpx"
TAGUETTE = "data/raw/codings/alex.sqlite3"

DOCUMENTS = [
    case(
        "a web page called docx",
        transcript("W1.docx", LOGIN.encode()),
        said("archives.web-page", "login page", WORD),
    ),
    case(
        "a text called docx",
        transcript("W1.docx", b"Interviewer: Hello\n"),
        said("archives.not-zip", "'.docx'", WORD),
    ),
    case("an empty docx", transcript("W1.docx", b""), said("archives.empty", "is empty", WORD)),
    case(
        "a docx under a password",
        transcript("W1.docx", OLE),
        said("archives.old-office", "protected by a password", WORD),
    ),
    case(
        "a docx cut off",
        transcript("W1.docx", DOCX[: len(DOCX) // 2]),
        said("archives.damaged", "cut off or damaged", WORD),
    ),
    case(
        "a docx with a DOCTYPE",
        transcript("W1.docx", with_parts(DOCX, {"word/document.xml": DOCTYPE})),
        said("archives.doctype", "word/document.xml", WORD),
    ),
    case(
        "a docx with macros",
        transcript("W1.docx", with_parts(DOCX, {"word/vbaProject.bin": b"x"})),
        said("archives.macros", "word/vbaProject.bin", WORD),
    ),
    case(
        "a docx that is a bomb",
        transcript("W1.docx", with_parts(DOCX, {"word/media/a.bin": BOMB})),
        said("archives.bomb", "word/media/a.bin", WORD),
    ),
    case(
        "a docx that unpacks outside its folder",
        transcript("W1.docx", with_parts(DOCX, {"/etc/a.xml": "<x/>"})),
        said("archives.unsafe-name", "/etc/a.xml", WORD),
    ),
    case(
        "a docx without its text",
        transcript("W1.docx", zipped({"[Content_Types].xml": "<Types/>"})),
        said("archives.missing-part", "word/document.xml", WORD),
    ),
    case(
        "a docx whose text is broken XML",
        transcript("W1.docx", with_parts(DOCX, {"word/document.xml": "<a><b></a>"})),
        said("archives.damaged-part", "word/document.xml", WORD),
    ),
    case(
        "an old Word file",
        transcript("W1.doc", OLE),
        said("files.legacy", "save it as .docx", TALK + "W1.doc"),
    ),
    case(
        "an odt that is encrypted",
        transcript("W1.odt", with_parts(ODT, {"META-INF/manifest.xml": "<m><encryption-data/></m>"})),
        said("archives.encrypted", "password", WRITER),
    ),
    case(
        "an odt with an encrypted part",
        transcript("W1.odt", encrypted(ODT)),
        said("archives.encrypted", "password", WRITER),
    ),
    case(
        "an odt with a DOCTYPE",
        transcript("W1.odt", with_parts(ODT, {"content.xml": DOCTYPE})),
        said("archives.doctype", "content.xml", WRITER),
    ),
    case(
        "an odt cut off",
        transcript("W1.odt", ODT[:-100]),
        said("archives.damaged", "cut off or damaged", WRITER),
    ),
    case(
        "an odt without its text",
        transcript("W1.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text"})),
        said("archives.missing-part", "content.xml", WRITER),
    ),
    case(
        "an odt that is a bomb",
        transcript("W1.odt", with_parts(ODT, {"Pictures/a.bin": BOMB})),
        said("archives.bomb", "Pictures/a.bin", WRITER),
    ),
]

TEXTS = [
    case(
        "a transcript that is a login page",
        put(TALK + "W1.txt", LOGIN),
        said("transcripts.web-page", "login page", TALK + "W1.txt"),
    ),
    case(
        "a transcript with NUL bytes",
        put(TALK + "W1.txt", b"Interviewer: Yes?\nPart\0icipant: No.\n"),
        said("transcripts.nul", "NUL", TALK + "W1.txt", line=2),
    ),
    case(
        "a transcript of no encoding",
        put(TALK + "W1.txt", b"Participant: caf\x81\n"),
        said("transcripts.encoding", "neither UTF-8", TALK + "W1.txt"),
    ),
    case(
        "a transcript without words",
        put(TALK + "W1.txt", " \n\n"),
        said("transcripts.empty", "no words", TALK + "W1.txt"),
    ),
    case(
        "a vtt without cues",
        transcript("W1.vtt", b"WEBVTT\n\nHello there\n"),
        said("transcripts.no-cues", "no vtt file", TALK + "W1.vtt"),
    ),
    case(
        "an srt without cues",
        transcript("W1.srt", b"1\nHello there\n"),
        said("transcripts.no-cues", "no srt file", TALK + "W1.srt"),
    ),
    case(
        "a transcript of 200 MB",
        sparse(TALK + "W1.txt", 200_000_001),
        said("files.too-large", "200 MB", TALK + "W1.txt"),
    ),
    case(
        "two transcripts of one name in two folders",
        put(TALK + "later/W1.txt", "Interviewer: Again?\nParticipant: Again.\n"),
        said("transcripts.same-document", "data/raw/transcripts/W1.txt", TALK + "later/W1.txt"),
    ),
    case(
        "a transcript of 20 MB",
        sparse(TALK + "W1.txt", 20_000_000),
        said("transcripts.too-large", "20 MB", TALK + "W1.txt"),
    ),
    query(
        "a transcript without speakers",
        transcript("W1.txt", b"It went well.\n\nNobody asked.\n"),
        said("transcripts.no-labels", "No speaker labels", TALK + "W1.txt", line=1),
    ),
    query(
        "a vtt whose cue ends before it begins",
        transcript("W1.vtt", b"WEBVTT\n\n00:00:09.000 --> 00:00:04.000\n<v Participant>Hello there\n"),
        said("transcripts.backwards", "ends before it begins", TALK + "W1.vtt", line=3),
    ),
]

CODING_FILES = [
    case("codings behind a link", _linked, said("files.outside", "outside the study", CODED)),
    case(
        "codings without a column",
        put(CODED, "document,start,end,code\nW1.txt,0,4,noise\n"),
        said("codings.missing-columns", "The columns coder are missing", CODED, row=1),
    ),
    case(
        "codings that are a login page",
        put(CODED, LOGIN),
        said("codings.web-page", "login page", CODED),
    ),
    case(
        "codings with NUL bytes",
        add(CODED, "W1.txt,0,4,no\0ise,alex,"),
        said("codings.nul", "NUL", CODED, line=9),
    ),
    case(
        "codings with a quotation mark that is not closed",
        add(CODED, 'W1.txt,0,4,noise,alex,"Inte'),
        said("codings.csv", "not well-formed CSV", CODED, line=9),
    ),
    case(
        "codings with a column twice",
        put(CODED, "document,start,end,code,coder,code\nW1.txt,0,4,noise,alex,noise\n"),
        said("codings.duplicate-column", "'code'", CODED, cell="F1"),
    ),
    case(
        "a qdpx that is no archive",
        put(QDPX, "no archive"),
        said("archives.not-zip", "'.qdpx'", QDPX),
    ),
    case(
        "a qdpx without its project",
        put(QDPX, zipped({"sources/a.txt": "hello"})),
        said("codings.no-project", "project.qde", QDPX),
    ),
    case(
        "a qdpx with a DOCTYPE",
        put(QDPX, zipped({"project.qde": DOCTYPE})),
        said("archives.doctype", "project.qde", QDPX),
    ),
    case(
        "a qdpx that is something else",
        put(QDPX, zipped({"project.qde": "<html></html>"})),
        said("codings.not-refi", "'html'", QDPX),
    ),
    case(
        "a qdpx that unpacks outside its folder",
        put(QDPX, zipped({"project.qde": "<Project/>", "sources/../../a.txt": "x"})),
        said("archives.unsafe-name", "sources/../../a.txt", QDPX),
    ),
    case(
        "a qdpx that is a bomb",
        put(QDPX, zipped({"project.qde": "<Project/>", "sources/a.txt": BOMB})),
        said("archives.bomb", "sources/a.txt", QDPX),
    ),
    case(
        "a database of something else",
        put(TAGUETTE, _database()),
        said("codings.not-taguette", "no table", TAGUETTE),
    ),
    case(
        "a database that is none",
        put(TAGUETTE, "SQLite format 3\0" + "x" * 2000),
        said("codings.damaged-database", "cannot be read", TAGUETTE),
    ),
]


QUERIES = [
    query(name, add(CODED, row), said(code, phrase, CODED, **place))
    for name, row, code, phrase, place in (
        ("a coding outside its transcript", "W1.txt,9000,9010,noise,alex,", "codings.outside",
         "9000 to 9010", {"line": 9}),
        ("a quote that is nowhere", "W1.txt,0,11,noise,alex,Zebras graze on distant purple hills",
         "codings.text-not-found", "not in W1.txt", {"line": 9}),
        ("a quote that stands elsewhere", "W1.txt,0,11,noise,alex,Plover Hospital", "codings.moved",
         "later in W1.txt", {"line": 9}),
        ("an unknown code", "W1.txt,0,11,noises,alex,Interviewer", "codings.unknown-code",
         "Did you mean 'noise'?", {"line": 9}),
        ("a transcript that is not there", "W11.txt,0,4,noise,alex,", "codings.unknown-document",
         "'W11.txt' is no transcript", {}),
        ("offsets in words", "W1.txt,one,two,noise,alex,", "codings.not-numbers", "'one'", {"line": 9}),
        ("offsets that run backwards", "W1.txt,9,4,noise,alex,", "codings.backwards", "ends at 4",
         {"line": 9}),
        ("a coding with too many cells", "W1.txt,0,4,noise,alex,a,b,c", "codings.row-length", "8 cells",
         {"line": 9}),
        ("a coding without a code", "W1.txt,0,11,,alex,Interviewer", "codings.no-code", "no code",
         {"line": 9}),
        ("a coding without a coder", "W1.txt,0,11,noise,,Interviewer", "codings.no-coder", "'alex'",
         {"line": 9}),
    )
] + [
    query(
        "a folder with other files among the codings",
        put("data/raw/codings/memo.docx", b"PK"),
        said("files.unexpected", "'.docx'", "data/raw/codings/memo.docx"),
    ),
    query(
        "no codings but a header",
        put(CODED, "document,start,end,code,coder\n"),
        said("codings.none", "no codings", CODED),
    ),
    query(
        "codings of a transcript that is gone with its person",
        both(remove(TALK + "W1.txt"), edit(REGISTER, ",W1.txt", ",")),
        said("codings.unknown-document", "'W1.txt' is no transcript", CODED),
    ),
]  # fmt: skip
