"""The text of an OpenDocument text as its reader sees it.

Kept: paragraphs and headings of the body in document order, those of tables, lists and sections too,
joined by LF; what a field shows. ``text:tab`` is a tab, ``text:line-break`` LF, ``text:s`` its count
of spaces; other white space counts as one space and none at a paragraph's beginning (OpenDocument
1.2, part 1, section 6.1.2). The paragraphs of a text box follow the paragraph it is anchored in.

Left out: tracked deletions, annotations (comments), foot- and endnotes, forms, ruby text, headers
and footers (they live in another part).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from triangulate.raw.markup import attribute, local_name

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LEFT_OUT = frozenset(
    {
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
    }
)
_BLANK = re.compile(r"[ \t\r\n]+")
#: A count of spaces above this is damage, not typing.
_MAX_SPACES = 10_000


def content_text(root: Element) -> str:
    """The canonical text of ``content.xml``. Raises RecursionError for absurd nesting."""
    bodies = [e for e in root.iter() if local_name(e) == "text" and not e.tag.startswith(_TEXT)]
    return "\n".join(text for body in bodies[:1] for text in _paragraphs(body))


def _paragraphs(parent: Element) -> Iterator[str]:
    for child in parent:
        name = local_name(child)
        if _is_paragraph(child):
            paragraph = _Paragraph()
            paragraph.read(child)
            yield "".join(paragraph.pieces)
            for box in paragraph.boxes:
                yield from _paragraphs(box)
        elif name not in _LEFT_OUT:
            yield from _paragraphs(child)


def _is_paragraph(element: Element) -> bool:
    return element.tag in (_TEXT + "p", _TEXT + "h")


class _Paragraph:
    """Gathers the characters of one paragraph, and the frames anchored in it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.boxes: list[Element] = []
        self._after_space = True

    def read(self, element: Element) -> None:
        self._write(element.text)
        for child in element:
            name = local_name(child)
            if name == "s":
                self._exactly(" " * _count(child))
            elif name in _LEFT_OUT:
                pass
            elif name == "tab":
                self._exactly("\t")
            elif name == "line-break":
                self._exactly("\n")
            elif any(_is_paragraph(inner) for inner in child):
                # A text box, or a shape that holds paragraphs itself.
                self.boxes.append(child)
            else:
                self.read(child)
            self._write(child.tail)

    def _write(self, text: str | None) -> None:
        if not text:
            return
        text = _BLANK.sub(" ", text)
        if self._after_space and text.startswith(" "):
            text = text[1:]
        if text:
            self.pieces.append(text)
            self._after_space = text.endswith(" ")

    def _exactly(self, text: str) -> None:
        self.pieces.append(text)
        self._after_space = False


def _count(element: Element) -> int:
    value = attribute(element, "c") or "1"
    return min(int(value), _MAX_SPACES) if value.isascii() and value.isdigit() else 1
