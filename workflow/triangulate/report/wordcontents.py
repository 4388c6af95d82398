"""The table of contents of the Word document, filled in: pandoc leaves an empty field for Word to fill."""

from __future__ import annotations

from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

#: Headings of the Word document by the style of their line in the contents.
_LEVELS = {"Heading1": "TOC1", "Heading2": "TOC2"}


def with_contents(document: bytes) -> bytes:
    """``word/document.xml`` with a line for each heading of the first two levels in the field of the
    contents, each a link to its heading; the same bytes where there is no such field, or no empty one.

    The field stays one that Word renews, and then has page numbers; a program that renews no field
    shows the lines as they are.
    """
    root = parse_xml(document)
    field = next((p for p in root.iter(qn("w:p")) if _instruction(p).startswith("TOC ")), None)
    headings = [(style, anchor, text) for style, anchor, text in _headings(root) if text]
    if field is None or not headings or next(field.iter(qn("w:t")), None) is not None:
        return document
    parent = field.getparent()
    at = parent.index(field)
    lines = [_line(*heading) for heading in headings]
    opening = [_mark("begin", dirty=True), _run(_instruction_of(field)), _mark("separate")]
    for part in reversed(opening):
        lines[0].insert(1, part)
    lines[-1].append(_mark("end"))
    parent.remove(field)
    for line in reversed(lines):
        parent.insert(at, line)
    return serialize_part_xml(root)


def _instruction(paragraph: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:instrText"))).strip()


def _instruction_of(field: BaseOxmlElement) -> BaseOxmlElement:
    found: BaseOxmlElement = next(iter(field.iter(qn("w:instrText"))))
    return found


def _headings(root: BaseOxmlElement) -> list[tuple[str, str, str]]:
    """Style, bookmark and text of each heading that the contents list."""
    found: list[tuple[str, str, str]] = []
    anchor = ""
    for node in root.iter(qn("w:bookmarkStart"), qn("w:p")):
        if node.tag == qn("w:bookmarkStart"):
            anchor = node.get(qn("w:name"), "")
            continue
        styles = [style.get(qn("w:val"), "") for style in node.iter(qn("w:pStyle"))]
        if styles and styles[0] in _LEVELS:
            text = "".join(piece.text or "" for piece in node.iter(qn("w:t")))
            found.append((styles[0], anchor, text))
        anchor = ""
    return found


def _line(style: str, anchor: str, text: str) -> BaseOxmlElement:
    paragraph, properties, named = (OxmlElement(tag) for tag in ("w:p", "w:pPr", "w:pStyle"))
    named.set(qn("w:val"), _LEVELS[style])
    properties.append(named)
    paragraph.append(properties)
    words = OxmlElement("w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run = _run(words)
    if anchor:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        link.append(run)
        run = link
    paragraph.append(run)
    return paragraph


def _run(content: BaseOxmlElement) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    run.append(content)
    return run


def _mark(kind: str, dirty: bool = False) -> BaseOxmlElement:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    if dirty:
        mark.set(qn("w:dirty"), "true")
    return _run(mark)
