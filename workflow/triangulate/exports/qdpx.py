"""A REFI-QDA project (.qdpx) that NVivo, ATLAS.ti, MAXQDA, QualCoder and others open.

Valid by the schema Project.xsd of QDA-XML 1.0 (18 March 2019). The same content gives the same bytes:
GUIDs are made from names (UUID version 5), the archive carries a fixed time, and nothing in it names
the machine, the user or the time of writing.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from triangulate.files import replacing
from triangulate.raw.codings.guids import code_guid, guid
from triangulate.raw.codings.readings import ORIGIN
from triangulate.raw.model import NoteAbout, Span
from triangulate.study.model import Code, Codebook

NAMESPACE = "urn:QDA-XML:project:1.0"
_SCHEMA = f"{NAMESPACE} http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"
#: The earliest time that a zip archive can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Coding:
    """One coding to write: ``span`` is code points of the document's text, ``code`` a code's id."""

    document: str
    span: Span
    code: str
    coder: str
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo that hangs on no coding: ``name`` is the document's, the code's id or the case's, empty for
    the project and its journal; ``author`` is a user or empty."""

    about: NoteAbout
    name: str
    text: str
    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody whose interviews these documents are, with the group."""

    name: str
    guid: str
    group: str
    documents: tuple[str, ...]


def write_qdpx(
    path: Path,
    *,
    project: str,
    users: Sequence[str],
    codebook: Codebook,
    documents: Mapping[str, str],
    codings: Iterable[Coding],
    title: str | None = None,
    cases: Sequence[Case] = (),
    memos: Sequence[Memo] = (),
) -> None:
    """Write a project whole or not at all.

    ``project`` is the study's id, which all GUIDs derive from; ``title`` its name, the id by default.
    ``users`` are coders, ``documents`` maps names to texts. Users, codes and documents keep their
    order; codings are ordered by document, place, code and coder. A case's group is the text variable
    ``group``. A memo is a note, which what it is about refers to; one on a case, to which the standard
    lets no note refer, is the case's description. Raises ValueError for a coding of a
    document, code or user that is not there, or of an empty or outlying span.
    """
    ordered = sorted(
        codings,
        key=lambda c: (c.document, c.span.start, c.span.end, c.code, c.coder, c.memo or ""),
    )
    known = codebook.by_id()
    for coding in ordered:
        _verify(coding, users, known, documents)
    root = Element(
        "Project",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": _SCHEMA,
            "name": xml_text(title or project),
            "origin": ORIGIN,
        },
    )
    notes = _Notes(project, memos)
    _add_users(root, project, users)
    _add_codes(root, project, codebook, notes)
    _add_cases(root, project, cases, notes)
    _add_sources(root, project, documents, ordered, notes)
    notes.write(root)
    indent(root)
    parts = {"project.qde": tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"}
    for name, text in documents.items():
        parts[f"sources/{guid(project, 'document', name)}.txt"] = text.encode("utf-8")
    with replacing(path) as temporary:
        _write_archive(temporary, parts)


def _verify(
    coding: Coding, users: Sequence[str], known: Mapping[str, Code], documents: Mapping[str, str]
) -> None:
    if coding.document not in documents:
        raise ValueError(f"no document {coding.document!r}")
    if coding.code not in known:
        raise ValueError(f"no code {coding.code!r}")
    if coding.coder not in users:
        raise ValueError(f"no user {coding.coder!r}")
    if not coding.span.start < coding.span.end <= len(documents[coding.document]):
        raise ValueError(f"{coding.span} is no passage of {coding.document!r}")


def _add_users(root: Element, project: str, users: Sequence[str]) -> None:
    # The schema wants at least one element in each list, so an empty list is left out.
    if users:
        holder = SubElement(root, "Users")
        for user in users:
            SubElement(holder, "User", {"guid": guid(project, "user", user), "name": xml_text(user)})


def _add_codes(root: Element, project: str, codebook: Codebook, notes: _Notes) -> None:
    if not codebook.codes:
        return
    top = SubElement(SubElement(root, "CodeBook"), "Codes")
    below: dict[str | None, list[Code]] = {}
    for code in codebook.codes:
        below.setdefault(code.parent, []).append(code)
    waiting = [(top, code) for code in reversed(below.get(None, []))]
    while waiting:
        holder, code = waiting.pop()
        name = {"guid": code_guid(project, code.id), "name": xml_text(code.label), "isCodable": "true"}
        element = SubElement(holder, "Code", name)
        if code.definition:
            SubElement(element, "Description").text = xml_text(code.definition)
        notes.refer(element, "code", code.id)
        waiting.extend((element, child) for child in reversed(below.get(code.id, [])))


def _add_sources(
    root: Element,
    project: str,
    documents: Mapping[str, str],
    codings: Sequence[Coding],
    notes: _Notes,
) -> None:
    if not documents:
        return
    holder = SubElement(root, "Sources")
    again: Counter[Coding] = Counter()
    by_document: defaultdict[str, list[Coding]] = defaultdict(list)
    for coding in codings:
        by_document[coding.document].append(coding)
    # Thousands of codings name a few coders and codes.
    user_guid, own_code_guid = cache(partial(guid, project, "user")), cache(partial(code_guid, project))
    for name in documents:
        document = guid(project, "document", name)
        path = f"internal://{document}.txt"
        source = SubElement(
            holder, "TextSource", {"guid": document, "name": xml_text(name), "plainTextPath": path}
        )
        for coding in by_document[name]:
            # One selection for each coding: QualCoder takes the coder from the selection.
            names = (name, coding.span.start, coding.span.end, coding.code, coding.coder)
            number = again[coding]
            again[coding] += 1
            user = user_guid(coding.coder)
            selection = SubElement(
                source,
                "PlainTextSelection",
                {
                    "guid": guid(project, "selection", *names, coding.memo or "", number),
                    "startPosition": str(coding.span.start),
                    "endPosition": str(coding.span.end),
                    "creatingUser": user,
                },
            )
            if coding.memo:
                SubElement(selection, "Description").text = xml_text(coding.memo)
            given = {
                "guid": guid(project, "coding", *names, coding.memo or "", number),
                "creatingUser": user,
            }
            reference = {"targetGUID": own_code_guid(coding.code)}
            SubElement(SubElement(selection, "Coding", given), "CodeRef", reference)
        notes.refer(source, "document", name)


def _add_cases(root: Element, project: str, cases: Sequence[Case], notes: _Notes) -> None:
    if not cases:
        return
    variable = guid(project, "variable", "group")
    SubElement(
        SubElement(root, "Variables"),
        "Variable",
        {"guid": variable, "name": "group", "typeOfVariable": "Text"},
    )
    holder = SubElement(root, "Cases")
    for case in cases:
        element = SubElement(holder, "Case", {"guid": case.guid, "name": xml_text(case.name)})
        if said := notes.of("case", case.name):
            SubElement(element, "Description").text = xml_text("\n".join(memo.text for _, memo in said))
        value = SubElement(element, "VariableValue")
        SubElement(value, "VariableRef", {"targetGUID": variable})
        SubElement(value, "TextValue").text = xml_text(case.group)
        for document in case.documents:
            SubElement(element, "SourceRef", {"targetGUID": guid(project, "document", document)})


class _Notes:
    """The memos of a project, each under its GUID."""

    def __init__(self, project: str, memos: Sequence[Memo]) -> None:
        again: Counter[Memo] = Counter()
        self._project = project
        self._memos: list[tuple[str, Memo]] = []
        for memo in memos:
            again[memo] += 1
            what = (memo.about, memo.name, memo.title, memo.author, memo.text, again[memo])
            self._memos.append((guid(project, "note", *what), memo))

    def of(self, about: NoteAbout, name: str) -> list[tuple[str, Memo]]:
        """The memos about one thing, with their GUIDs."""
        return [(key, memo) for key, memo in self._memos if (memo.about, memo.name) == (about, name)]

    def refer(self, element: Element, about: NoteAbout, name: str) -> None:
        """Let ``element`` refer to the memos about it."""
        for key, _ in self.of(about, name):
            SubElement(element, "NoteRef", {"targetGUID": key})

    def write(self, root: Element) -> None:
        """Add all notes, and the project's references to its own."""
        written = [(key, memo) for key, memo in self._memos if memo.about != "case"]
        if not written:
            return
        holder = SubElement(root, "Notes")
        for key, memo in written:
            names = {"guid": key}
            if memo.title:
                names["name"] = xml_text(memo.title)
            if memo.author:
                names["creatingUser"] = guid(self._project, "user", memo.author)
            SubElement(SubElement(holder, "Note", names), "PlainTextContent").text = xml_text(memo.text)
        self.refer(root, "project", "")


def _write_archive(path: Path, parts: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            # zipfile notes the operating system; the archive is to be the same on all.
            info.create_system = 3
            archive.writestr(info, data, compresslevel=9)


def xml_text(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
