"""The Word template that the report is poured into, made from pandoc's own.

A department that has a house template puts it beside the narrative as ``report-template.docx``; the
styles it should have are those named here: Title, Subtitle, Author, Heading 1 to 4, Body Text, First
Paragraph, Block Text, Compact, Table, Table Caption, Image Caption, Banner, Note, Pair, Row heading and
Definition of an area.
"""

from __future__ import annotations

import io
import subprocess

import docx
import pypandoc
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

INK, QUIET, ACCENT = RGBColor(0x1B, 0x1F, 0x24), RGBColor(0x55, 0x60, 0x6B), RGBColor(0x24, 0x52, 0x7A)
_SERIF, _SANS = "Cambria", "Calibri"


def reference_document() -> bytes:
    """pandoc's reference document in the report's dress."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    made = subprocess.run(command, capture_output=True, check=True)
    document = docx.Document(io.BytesIO(made.stdout))
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin = section.bottom_margin = Cm(2.4)
        _page_number(section.footer.paragraphs[0])
    _text_styles(document)
    _table_style(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page_number(paragraph: Paragraph) -> None:
    """The page's number in the middle of its foot; Word works it out."""
    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _text_styles(document: Document) -> None:
    for name, size, colour, bold in (
        ("Title", 26, INK, True), ("Subtitle", 14, QUIET, False), ("Author", 11, QUIET, False),
        ("Heading 1", 18, INK, True), ("Heading 2", 14, INK, True), ("Heading 3", 11.5, QUIET, True),
        ("Heading 4", 11, QUIET, True), ("TOC Heading", 14, INK, True),
    ):  # fmt: skip
        style = _style(document, name)
        _font(style, _SANS, size, colour, bold)
        style.paragraph_format.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    for name in ("Body Text", "First Paragraph", "Compact", "Block Text", "Definition", "Definition Term"):
        _font(
            _style(document, name), _SERIF, 9 if name == "Compact" else 10.5, INK, name == "Definition Term"
        )
    for level, indent in (("TOC 1", 0.0), ("TOC 2", 0.8)):
        line = _style(document, level)
        line.element.set(qn("w:styleId"), level.replace(" ", ""))
        _font(line, _SERIF, 10.5, INK, False)
        line.paragraph_format.left_indent = Cm(indent)
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1)
    block = _style(document, "Block Text")
    block.paragraph_format.left_indent = Cm(0.8)
    for name in ("Table Caption", "Image Caption"):
        style = _style(document, name)
        _font(style, _SANS, 9.5, INK, True)
        style.font.italic = False
        style.paragraph_format.keep_with_next = name == "Table Caption"
    for name, size, colour in (("Banner", 10, INK), ("Note", 9, QUIET), ("Pair", 12, ACCENT)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        _font(style, _SANS, size, colour, False)
    _shaded(_style(document, "Banner"), "FFF4D6")
    for name, italic in (("Row heading", False), ("Definition of an area", True)):
        style = _style(document, name)
        _font(style, _SERIF, 9 if not italic else 10.5, INK, False)
        style.font.italic = italic
        style.paragraph_format.keep_with_next = True


def _style(document: Document, name: str) -> ParagraphStyle:
    """A paragraph style, made anew where pandoc's template lacks it."""
    if name not in [style.name for style in document.styles]:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _font(style: ParagraphStyle, face: str, size: float, colour: RGBColor, bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold = face, Pt(size), bold
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), face)


def _shaded(style: ParagraphStyle, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{key}"), value)
    style.element.get_or_add_pPr().append(shade)


def _table_style(document: Document) -> None:
    """Rules above, below and under the heads; no lines between columns."""
    style = document.styles["Table"].element
    for old in style.findall(qn("w:tblPr")):
        borders = old.find(qn("w:tblBorders"))
        if borders is not None:
            old.remove(borders)
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom"):
            line = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", "1B1F24")):
                line.set(qn(f"w:{key}"), value)
            borders.append(line)
        inner = OxmlElement("w:insideH")
        for key, value in (("val", "single"), ("sz", "2"), ("space", "0"), ("color", "D9DEE4")):
            inner.set(qn(f"w:{key}"), value)
        borders.append(inner)
        old.append(borders)
