"""Transcripts read again: the canonical text that offsets refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from triangulate.evidence.recompute.files import Package, Unreadable, decoded, name_of, named, value_of

ENDINGS = (".docx", ".odt", ".txt", ".vtt", ".srt")
_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_MATHS = "math}t"
_DROPPED = frozenset(
    [
        "pPr",
        "rPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "sdtPr",
        "sdtEndPr",
        "del",
        "moveFrom",
        "delText",
        "delInstrText",
        "instrText",
        "rt",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
    ]
)
_ODT_DROPPED = frozenset(
    [
        "tracked-changes",
        "annotation",
        "annotation-end",
        "note",
        "forms",
        "sequence-decls",
        "variable-decls",
        "user-field-decls",
        "dde-connection-decls",
        "alphabetical-index-auto-mark-file",
        "ruby-text",
        "title",
        "desc",
        "event-listeners",
    ]
)
_ODT_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}


def canonical_text(directory: Path, file: str) -> str:
    """A transcript's text: paragraphs joined by LF; plain text decoded, CRLF to LF."""
    ending = Path(file).suffix.lower()
    try:
        if ending == ".docx":
            return _docx(directory, file)
        if ending == ".odt":
            root = Package(directory, file).xml("content.xml")
            bodies = [e for e in named(root, "text") if not e.tag.startswith(_ODT_TEXT)]
            return "\n".join(_odt(bodies[0])) if bodies else ""
    except (KeyError, RecursionError) as fault:
        raise Unreadable(file, f"a part of it cannot be read ({fault})") from None
    return decoded((directory / file).read_bytes(), file).replace("\r\n", "\n")


def _docx(directory: Path, file: str) -> str:
    package = Package(directory, file)
    part = "word/document.xml"
    if part not in package.names:
        for relation in named(package.xml("_rels/.rels"), "Relationship"):
            if value_of(relation, "Type").endswith("/officeDocument"):
                part = value_of(relation, "Target").lstrip("/")
    text = ""
    last = None
    for words, mark_deleted in _paragraphs(package.xml(part)):
        text += ("" if last in (None, True) else "\n") + words
        last = mark_deleted
    return text


def _is_word(element: Element, name: str) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag in (f"{{{_W[0]}}}{name}", f"{{{_W[1]}}}{name}")


def _shown(parent: Element) -> Iterator[Element]:
    """Children that a reader of the document sees, all changes accepted."""
    if name_of(parent) == "AlternateContent":
        choices = [c for c in parent if name_of(c) == "Choice"] or [
            c for c in parent if name_of(c) == "Fallback"
        ]
        yield from choices[:1]
        return
    for child in parent:
        name = name_of(child)
        if name and not (name in _DROPPED and _is_word(child, name)):
            yield child


def _paragraphs(parent: Element) -> Iterator[tuple[str, bool]]:
    """Each paragraph's text, and whether the mark at its end was deleted."""
    for child in _shown(parent):
        if not _is_word(child, "p"):
            yield from _paragraphs(child)
            continue
        pieces: list[str] = []
        boxes: list[Element] = []
        _gather(child, pieces, boxes, [])
        marks = [m for p in child if _is_word(p, "pPr") for r in p if _is_word(r, "rPr") for m in r]
        yield "".join(pieces), any(_is_word(m, "del") or _is_word(m, "moveFrom") for m in marks)
        for box in boxes:
            yield from _paragraphs(box)


def _gather(parent: Element, pieces: list[str], boxes: list[Element], fields: list[bool]) -> None:
    """The characters of a paragraph. ``fields`` says of each open field whether its instruction is
    still being given."""
    for child in _shown(parent):
        name = name_of(child)
        text = None
        if name == "txbxContent":
            boxes.append(child)
        elif _is_word(child, "fldChar"):
            kind = value_of(child, "fldCharType")
            if kind == "begin":
                fields.append(True)
            elif fields and kind == "separate":
                fields[-1] = False
            elif fields and kind == "end":
                fields.pop()
        elif name == "t" and (_is_word(child, "t") or child.tag.lower().endswith(_MATHS)):
            text = child.text
        elif _is_word(child, "br"):
            text = "\n" if value_of(child, "type") in ("", "textWrapping") else ""
        elif _is_word(child, "sym"):
            text = _symbol(value_of(child, "char"))
        elif name in _SIGNS and _is_word(child, name):
            text = _SIGNS[name]
        elif not _is_word(child, "softHyphen"):
            _gather(child, pieces, boxes, fields)
        if text and not any(fields):
            pieces.append(text)


def _symbol(code: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
        return "\ufffd"
    number = int(code, 16)
    return "\ufffd" if number < 0x20 or 0xD800 <= number < 0xE000 else chr(number)


def _odt(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag in (_ODT_TEXT + "p", _ODT_TEXT + "h"):
            pieces: list[tuple[str, bool]] = []
            boxes: list[Element] = []
            _odt_gather(child, pieces, boxes)
            yield _spaced(pieces)
            for box in boxes:
                yield from _odt(box)
        elif name_of(child) not in _ODT_DROPPED:
            yield from _odt(child)


def _odt_gather(parent: Element, pieces: list[tuple[str, bool]], boxes: list[Element]) -> None:
    """Stretches of text, each with whether its white space is to be kept as it is."""
    pieces.append((parent.text or "", False))
    for child in parent:
        name = name_of(child)
        if name == "s":
            count = value_of(child, "c")
            pieces.append((" " * (min(int(count), 10_000) if count.isdigit() else 1), True))
        elif name in _ODT_DROPPED:
            pass
        elif name in ("tab", "line-break"):
            pieces.append(("\t" if name == "tab" else "\n", True))
        elif any(inner.tag in (_ODT_TEXT + "p", _ODT_TEXT + "h") for inner in child):
            boxes.append(child)
        else:
            _odt_gather(child, pieces, boxes)
        pieces.append((child.tail or "", False))


def _spaced(pieces: list[tuple[str, bool]]) -> str:
    """White space that is not kept counts as one space, and none after another or at the start."""
    text = ""
    after_space = True
    for words, kept in pieces:
        if not kept:
            words = re.sub(r"[ \t\r\n]+", " ", words)
            words = words[1:] if after_space and words.startswith(" ") else words
        if words:
            text += words
            after_space = not kept and words.endswith(" ")
    return text
