"""Memos of a REFI-QDA project that hang on no coding: of the project, its documents, codes and cases.

Programs write them as ``Description`` of an element or as a ``Note`` that it refers to. A note that
nothing refers to is an entry of the project's journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from triangulate.raw.codings.found import Remark
from triangulate.raw.markup import attribute, local_name
from triangulate.raw.model import NoteAbout
from triangulate.source import Source

_SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")


@dataclass(frozen=True, slots=True)
class Described:
    """A document or code of the project by its GUID: its name, what is above it, and its text's print."""

    name: str
    parents: tuple[str, ...] = ()
    text_print: str | None = None


def remarks_of(
    root: Element,
    source: Source,
    *,
    text: Callable[[Element], str | None],
    users: Mapping[str, str],
    documents: Mapping[str, Described],
    codes: Mapping[str, Described],
) -> list[Remark]:
    """All of them, in the project's order. ``text`` gives a note's words, None where they are missing;
    the mappings are by GUID, bare and in lower case."""
    notes = {_guid(note, "guid"): note for note in root.iter() if local_name(note) == "Note"}
    referred: set[str] = set()
    for element in root.iter():
        referred |= {_guid(child, "targetGUID") for child in element if local_name(child) == "NoteRef"}

    def written(
        element: Element, about: NoteAbout, of: Described, guid: str | None = None
    ) -> Iterator[Remark]:
        for words, title, author in _words(element, notes, text, users):
            yield Remark(
                about, words, source, of.name, title, author, of.parents, guid, text_print=of.text_print
            )

    found = list(written(root, "project", Described("")))
    for element in root.iter():
        kind, guid = local_name(element), _guid(element, "guid")
        if kind == "Code":
            found += written(
                element, "code", codes.get(guid, Described(attribute(element, "name") or "")), guid
            )
        elif kind in _SOURCES:
            of = documents.get(guid, Described(attribute(element, "name") or ""))
            found += written(element, "document", of)
            found += _annotations(element, of, written)
        elif kind == "Case":
            found += written(element, "case", Described(attribute(element, "name") or ""))
    for guid, note in notes.items():
        if guid not in referred:
            author = users.get(_guid(note, "creatingUser"), "")
            found.append(
                Remark("journal", text(note) or "", source, "", attribute(note, "name") or "", author)
            )
    return found


def _annotations(
    element: Element, of: Described, written: Callable[[Element, NoteAbout, Described], Iterator[Remark]]
) -> Iterator[Remark]:
    """Memos of marked passages that nobody coded; those of coded ones are their codings'."""
    for child in element.iter():
        if local_name(child).endswith("Selection") and not any(local_name(c) == "Coding" for c in child):
            yield from written(child, "document", of)


def _words(
    element: Element,
    notes: Mapping[str, Element],
    text: Callable[[Element], str | None],
    users: Mapping[str, str],
) -> Iterator[tuple[str, str, str]]:
    """Words, title and author of what is written on one element."""
    for child in element:
        if local_name(child) == "Description" and child.text:
            yield child.text, "", users.get(_guid(element, "creatingUser"), "")
        elif local_name(child) == "NoteRef":
            note = notes.get(_guid(child, "targetGUID"))
            words = None if note is None else text(note)
            if note is not None and words:
                yield words, attribute(note, "name") or "", users.get(_guid(note, "creatingUser"), "")


def _guid(element: Element, name: str) -> str:
    return (attribute(element, name) or "").strip("{}").lower()
