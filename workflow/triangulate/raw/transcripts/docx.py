"""The text of a Word document as its reader sees it with all changes accepted.

Kept: the paragraphs of the body in document order, those of tables and content controls too, joined
by LF; inserted and moved-to text; hyperlinks' text; what a field shows. A tab is a tab, a line break
LF, a no-break hyphen ``-``, a symbol (``w:sym``) its character. The paragraphs of a text box follow
the paragraph it is anchored in.

Left out: deleted and moved-from text, and a deleted paragraph mark, which joins two paragraphs;
headers, footers, comments, foot- and endnotes; field instructions; page and column breaks; optional
(soft) hyphens; the reading aids of ruby text.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from triangulate.raw.markup import attribute, local_name

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
_LEFT_OUT = frozenset(
    {
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
    }
)
_CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def document_text(root: Element) -> str:
    """The canonical text of ``word/document.xml``. Raises RecursionError for absurd nesting."""
    lines: list[str] = []
    held = ""
    for text, mark_deleted in _paragraphs(root):
        if mark_deleted:
            held += text
        else:
            lines.append(held + text)
            held = ""
    if held:
        lines.append(held)
    return "\n".join(lines)


def included_parts(root: Element) -> list[str]:
    """The kinds of foreign parts (``altChunk``, ``subDoc``) whose text is not in the document."""
    return sorted({local_name(e) for e in root.iter()} & {"altChunk", "subDoc"})


def _paragraphs(parent: Element) -> Iterator[tuple[str, bool]]:
    """Text of each paragraph below ``parent``, and whether the mark that ends it was deleted."""
    for child in _children(parent):
        if _is_word(child, "p"):
            paragraph = _Paragraph()
            paragraph.read(child)
            yield "".join(paragraph.pieces), _mark_deleted(child)
            for box in paragraph.boxes:
                yield from _paragraphs(box)
        else:
            yield from _paragraphs(child)


class _Paragraph:
    """Gathers the characters of one paragraph, and the text boxes anchored in it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.boxes: list[Element] = []
        # One entry for each open field: whether we are still in its instruction. A field's result may
        # go on in later paragraphs, its instruction does not, so each paragraph starts anew.
        self._instructions: list[bool] = []

    def read(self, parent: Element) -> None:
        for child in _children(parent):
            name = local_name(child)
            if name == "txbxContent":
                self.boxes.append(child)
            elif _is_word(child, "fldChar"):
                self._field(attribute(child, "fldCharType"))
            elif child.tag.startswith((*_WORD, *_MATHS)) and name == "t":
                self._write(child.text or "")
            elif _is_word(child, "br"):
                self._write("\n" if attribute(child, "type") in (None, "textWrapping") else "")
            elif _is_word(child, "sym"):
                self._write(_symbol(child))
            elif name in _CHARACTERS and _is_word(child, name):
                self._write(_CHARACTERS[name])
            else:
                self.read(child)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._instructions.append(True)
        elif kind == "separate" and self._instructions:
            self._instructions[-1] = False
        elif kind == "end" and self._instructions:
            self._instructions.pop()

    def _write(self, text: str) -> None:
        if not any(self._instructions):
            self.pieces.append(text)


def _children(parent: Element) -> Iterator[Element]:
    """The children that hold text; of alternatives, the one that a current program shows."""
    if local_name(parent) == "AlternateContent":
        choices = [child for child in parent if local_name(child) == "Choice"]
        fallbacks = [child for child in parent if local_name(child) == "Fallback"]
        yield from (choices or fallbacks)[:1]
        return
    for child in parent:
        name = local_name(child)
        if name and not (name in _LEFT_OUT and _is_word(child, name)):
            yield child


def _is_word(element: Element, name: str) -> bool:
    return element.tag in (_WORD[0] + name, _WORD[1] + name)


def _mark_deleted(paragraph: Element) -> bool:
    for properties in paragraph:
        if _is_word(properties, "pPr"):
            for run in properties:
                if _is_word(run, "rPr"):
                    return any(_is_word(e, "del") or _is_word(e, "moveFrom") for e in run)
    return False


def _symbol(element: Element) -> str:
    """The character of ``w:sym``; a symbol font's own code stays in the private-use area."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return "\ufffd"
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFF else "\ufffd"
