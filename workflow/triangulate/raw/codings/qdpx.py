"""Codings from a REFI-QDA project (.qdpx), as NVivo, ATLAS.ti, MAXQDA, QualCoder and others write it.

Offsets refer to the plain text inside the project. Programs count differently in it (see
:mod:`triangulate.raw.codings.readings`), so each coding's words are taken from that text, and it is
the words that are then placed in the canonical text.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from triangulate.problems import Problems
from triangulate.raw.archive import FalseSize, check_archive, member_names, read_member
from triangulate.raw.codings.found import Fault, Found, Held, Offsets, Passage, Place
from triangulate.raw.codings.own_text import OwnText
from triangulate.raw.codings.qdpx_memos import Described, remarks_of
from triangulate.raw.codings.readings import Reading, Selection, choose_reading
from triangulate.raw.decoding import decode
from triangulate.raw.markup import attribute, local_name, parse_xml
from triangulate.source import Source

_PROJECT_LIMIT = 50 * 1_000_000
_TEXT_LIMIT = 20 * 1_000_000
_TEXT_KINDS = ("TextSource", "Representation")


@dataclass(frozen=True, slots=True)
class _Code:
    name: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _TextSource:
    """A source with plain text: its element, its name, who made it, and its text if it is there."""

    element: Element
    name: str
    user: str | None
    text: str | None


def read_qdpx(path: Path, source: Source, problems: Problems) -> Held | None:
    """The codings and memos of a project, in its order; None after reporting why it cannot be read."""
    if not check_archive(path, source, problems):
        return None
    members = {name.lower(): name for name in member_names(path)}
    if "project.qde" not in members:
        problems.add("codings.no-project", source)
        return None
    data = _member(path, members["project.qde"], _PROJECT_LIMIT)
    if data is None:
        limit = _PROJECT_LIMIT // 1_000_000
        problems.add("archives.large-part", source, member="project.qde", limit=limit)
        return None
    root = parse_xml(data, "project.qde", source, problems)
    if root is None:
        return None
    if local_name(root) != "Project":
        problems.add("codings.not-refi", source, root=local_name(root)[:60])
        return None
    return _Project(path, root, members, source).held(problems)


class _Project:
    """One project, with what its elements refer to by GUID."""

    def __init__(self, path: Path, root: Element, members: dict[str, str], source: Source) -> None:
        self._path, self._root, self._members, self._source = path, root, members, source
        self._count = 0
        self._users = {
            _guid(user, "guid"): attribute(user, "name") or attribute(user, "id") or ""
            for user in _named(root, "User")
        }
        self._codes = dict(_codes(root))
        self._notes = {_guid(note, "guid"): note for note in _named(root, "Note")}

    def held(self, problems: Problems) -> Held:
        """All codings of the project, those of pictures, sound and film too, and its other memos."""
        sources = list(self._text_sources())
        selections = [
            (source.text, _selection(element))
            for source in sources
            if source.text is not None
            for element in source.element
            if local_name(element) == "PlainTextSelection"
        ]
        usable = [(text, selection) for text, selection in selections if selection is not None]
        reading = choose_reading(usable, attribute(self._root, "origin") or "")
        found: list[Found] = []
        for source in sources:
            found.extend(self._of_text(source, reading, problems))
        found.extend(self._of_other_kinds(problems))
        remarks = remarks_of(
            self._root,
            self._source,
            text=self._note_text,
            users=self._users,
            documents={_guid(s.element, "guid"): _described(s, reading) for s in sources},
            codes={guid: Described(code.name, code.parents) for guid, code in self._codes.items()},
        )
        return Held(found, remarks)

    def _text_sources(self) -> Iterator[_TextSource]:
        for sources in (e for e in self._root if local_name(e) == "Sources"):
            for element in sources.iter():
                kind = local_name(element)
                if kind == "TextSource":
                    yield self._text_source(element, element)
                elif kind == "PDFSource":
                    for child in element:
                        if local_name(child) == "Representation":
                            yield self._text_source(child, element)

    def _text_source(self, element: Element, named: Element) -> _TextSource:
        path = attribute(element, "plainTextPath") or ""
        name = attribute(named, "name") or path.split("/")[-1] or attribute(named, "guid") or ""
        user = attribute(named, "creatingUser")
        return _TextSource(element, name, user, self._text(element))

    def _text(self, element: Element) -> str | None:
        """The plain text of a source or note, inline or as a member; None if it is not there."""
        for child in element:
            if local_name(child) == "PlainTextContent" and child.text:
                return child.text
        # The standard says internal://name; some write the name alone or with the folder.
        where = (attribute(element, "plainTextPath") or "").lower().removeprefix("internal://")
        member = self._members.get(f"sources/{where}") or self._members.get(where) if where else None
        data = _member(self._path, member, _TEXT_LIMIT) if member else None
        try:
            # The mark is put back as a character, since some programs count it.
            return (
                None if data is None else ("\ufeff" if data[:3] == b"\xef\xbb\xbf" else "") + decode(data)[0]
            )
        except UnicodeDecodeError:
            return None

    def _of_text(self, source: _TextSource, reading: Reading, problems: Problems) -> Iterator[Found]:
        own = None if source.text is None else OwnText(reading.own_text(source.text))
        coded = False
        for element in source.element:
            if local_name(element) == "Coding":
                yield self._found(source, element, source.user, _whole(source.name))
            elif local_name(element) == "PlainTextSelection":
                user = attribute(element, "creatingUser") or source.user
                place = _own_place(element, source, own, reading)
                memo = self._memo(element)
                for coding in (child for child in element if local_name(child) == "Coding"):
                    coded = True
                    yield self._found(source, coding, user, place, memo, own)
        if coded and own is None:
            problems.add("codings.no-plain-text", self._source, document=repr(source.name))

    def _of_other_kinds(self, problems: Problems) -> Iterator[Found]:
        """Codings of pictures, sound and film, which are counted and not placed."""
        kinds: Counter[str] = Counter()
        for sources in (e for e in self._root if local_name(e) == "Sources"):
            for source in sources:
                if local_name(source) == "TextSource":
                    continue
                name = attribute(source, "name") or attribute(source, "guid") or ""
                for holder, coding in _codings_outside_text(source):
                    kinds[holder] += 1
                    fault = Fault("codings.ignored-kind", f"a {holder} is not text", told=True)
                    user = attribute(source, "creatingUser")
                    yield self._found(_TextSource(source, name, user, None), coding, user, fault)
        for kind, count in sorted(kinds.items()):
            problems.add("codings.ignored-kind", self._source, count=count, kind=kind)

    def _found(
        self,
        source: _TextSource,
        coding: Element,
        user: str | None,
        place: Place,
        memo: str | None = None,
        own: OwnText | None = None,
    ) -> Found:
        self._count += 1
        reference = next((_guid(c, "targetGUID") for c in coding if local_name(c) == "CodeRef"), "")
        code = self._codes.get(reference, _Code(reference, ()))
        who = attribute(coding, "creatingUser") or user or attribute(self._root, "creatingUserGUID") or ""
        notes = [memo, self._memo(coding)]
        return Found(
            document=source.name,
            place=place,
            code=code.name,
            coder=self._users.get(_bare(who), ""),
            source=self._source.at(row=self._count),
            quoted=place.words if isinstance(place, Passage) else None,
            memo="\n".join(note for note in notes if note) or None,
            parents=code.parents,
            guid=reference or None,
            text_print=own.fingerprint if own is not None else None,
        )

    def _memo(self, element: Element) -> str | None:
        """The description of an element, and the notes that it refers to."""
        parts: list[str] = []
        for child in element:
            if local_name(child) == "Description" and child.text:
                parts.append(child.text)
            elif local_name(child) == "NoteRef":
                note = self._notes.get(_guid(child, "targetGUID"))
                text = None if note is None else self._note_text(note)
                if text:
                    parts.append(text)
        return "\n".join(parts) or None

    def _note_text(self, note: Element) -> str | None:
        text = self._text(note)
        return text.lstrip("\ufeff").replace("\r\n", "\n").strip() or None if text else None


def _codes(root: Element) -> Iterator[tuple[str, _Code]]:
    books = [e for e in root if local_name(e) == "CodeBook"]
    waiting: list[tuple[Element, tuple[str, ...]]] = [(book, ()) for book in books]
    while waiting:
        element, parents = waiting.pop()
        if local_name(element) == "Code":
            name = attribute(element, "name") or ""
            yield _guid(element, "guid"), _Code(name, parents)
            parents = (*parents, name)
        waiting.extend((child, parents) for child in element if local_name(child) in ("Codes", "Code"))


def _codings_outside_text(source: Element) -> Iterator[tuple[str, Element]]:
    """Codings below a source that is not text, with the element that holds them."""
    waiting = [source]
    while waiting:
        element = waiting.pop()
        for child in reversed(element):
            kind = local_name(child)
            if kind == "Coding":
                yield local_name(element), child
            elif kind not in _TEXT_KINDS or element is not source:
                waiting.append(child)


def _own_place(element: Element, source: _TextSource, own: OwnText | None, reading: Reading) -> Place:
    """A selection as a passage of the project's own text; as its offsets, where there is none."""
    selection = _selection(element)
    if selection is None or own is None or source.text is None:
        return _place(element)
    span = reading.span(source.text, selection)
    if span is not None:
        return own.passage(span.start, span.end, offsets=(selection.start, selection.end))
    fields = {
        "start": selection.start,
        "end": selection.end,
        "document": f"the project's own text of {source.name!r}",
        "length": len(own.text),
    }
    return Fault("codings.outside", "the offsets lie outside the project's own text", fields)


def _place(element: Element) -> Offsets | Fault:
    start, end = (attribute(element, name) or "" for name in ("startPosition", "endPosition"))
    if not all(n.isascii() and n.isdigit() and len(n) <= 12 for n in (start, end)):
        fields = {"start": start[:30], "end": end[:30]}
        return Fault("codings.not-numbers", "the offsets are not whole numbers", fields)
    if int(start) >= int(end):
        return Fault("codings.backwards", "it ends where it begins or before", {"start": start, "end": end})
    return Offsets(int(start), int(end))


def _selection(element: Element) -> Selection | None:
    place = _place(element)
    if not isinstance(place, Offsets):
        return None
    return Selection(place.start, place.end, attribute(element, "name") or "")


def _described(source: _TextSource, reading: Reading) -> Described:
    if source.text is None:
        return Described(source.name)
    return Described(source.name, text_print=OwnText(reading.own_text(source.text)).fingerprint)


def _whole(document: str) -> Fault:
    reason = "the code is attached to the document as a whole"
    return Fault("codings.whole-document", reason, {"document": repr(document)})


def _named(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if local_name(element) == name]


def _guid(element: Element, name: str) -> str:
    return _bare(attribute(element, name) or "")


def _bare(guid: str) -> str:
    return guid.strip("{}").lower()


def _member(path: Path, name: str, limit: int) -> bytes | None:
    try:
        return read_member(path, name, limit)
    except (KeyError, FalseSize, OSError, zipfile.BadZipFile):
        return None
