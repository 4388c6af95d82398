"""The report as PDF and as Word document, made by pandoc from one plain HTML text.

The same text gives the same bytes: no time is written, fonts come from typst and matplotlib and never
from the machine, and the parts of a Word file are packed in order with one fixed date.
"""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from triangulate.problems import Problems
from triangulate.report.appendices import WORD_TEMPLATE, folder_of
from triangulate.report.wordcontents import with_contents
from triangulate.report.wordstyle import reference_document
from triangulate.study.model import Study

_ASSETS = Path(__file__).parent / "assets"
_FACT = re.compile(r"</?data\b[^>]*>")
#: pandoc has no heading of a block of rows; typst keeps one with its rows and says it again on the next page.
_ROW_HEADING = re.compile(
    r"^( *)(table\.cell\(align: left, colspan: \d+\)\[#strong\[.*\s*\]),$", re.MULTILINE
)
#: The highest picture in a Word document, 20 cm in its units.
HIGHEST = 7_200_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


def word_template(study: Study) -> Path | None:
    """The department's own Word template: ``report-template.docx`` beside the narrative."""
    own = study.directory / folder_of(study) / WORD_TEMPLATE
    return own if own.is_file() else None


def pdf(study: Study, paper: str, problems: Problems) -> bytes:
    """The tagged PDF (PDF/UA-1); empty, with a problem, where typst cannot make one.

    Characters that the report's own fonts lack come from the machine's fonts, and the title page and a
    warning say that they may be missing: a report in an unforeseen script is better than none.
    """
    import typst

    lacking = without_glyph(study.title + (study.subtitle or "") + "".join(study.authors) + paper)
    if lacking:
        shown = " ".join(sorted(lacking)[:12]) + (" …" if len(lacking) > 12 else "")
        problems.add("report.no-glyph", None, signs=shown)
    source = _pandoc(study, paper, "typst", ["--template", str(_ASSETS / "findings.typ")])
    source = _ROW_HEADING.sub(r"\1table.header(level: 2, \2),", source)
    try:
        made = typst.Compiler(  # type: ignore[misc]
            source.encode("utf-8"),
            root=str(study.directory.resolve()),
            font_paths=[str(_figure_fonts())],
            ignore_system_fonts=not lacking,
        ).compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as fault:
        problems.add("report.document", None, kind="PDF", reason=_first_line(fault.message))
        return b""
    assert isinstance(made, bytes)
    return made


def without_glyph(text: str) -> frozenset[str]:
    """The characters that the fonts of the PDF have no sign for: letters and symbols, not spaces or marks of
    format. Its first font has no script that its second, DejaVu Sans, lacks."""
    return frozenset(
        sign
        for sign in set(text)
        if ord(sign) not in _charmap() and unicodedata.category(sign)[0] not in "CZ"
    )


@cache
def _charmap() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(_figure_fonts() / "DejaVuSans.ttf")).get_charmap())


def docx(study: Study, paper: str, problems: Problems) -> bytes:
    """The Word document; empty, with a problem, where pandoc cannot make one."""
    import tempfile

    own = word_template(study)
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "reference.docx"
        template.write_bytes(own.read_bytes() if own else reference_document())
        target = Path(folder) / "findings.docx"
        options = ["--reference-doc", str(template), "--toc", "--toc-depth=2"]
        try:
            _pandoc(study, paper, "docx", options, target)
            return repacked(target.read_bytes())
        except (RuntimeError, zipfile.BadZipFile, KeyError) as fault:
            problems.add("report.document", None, kind="DOCX", reason=_first_line(str(fault)))
            return b""


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1].rstrip(".")


def _figure_fonts() -> Path:
    """The folder with DejaVu Sans, which matplotlib ships and the figures are set in."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _pandoc(study: Study, paper: str, to: str, options: Sequence[str], target: Path | None = None) -> str:
    import pypandoc

    byline = " · ".join([", ".join(study.authors), study.period or ""]).strip(" ·")
    given = {"title": study.title, "lang": "en-GB"}
    authors = study.authors if to == "docx" else ()
    if to == "typst":
        given["shorttitle"] = textwrap.shorten(study.title, 80, placeholder=" …")
        if without_glyph(study.title + paper):
            given["boxes"] = "true"
        given["titlesize"] = "25" if len(study.title) <= 80 else "19" if len(study.title) <= 160 else "15"
    if study.subtitle:
        given["subtitle"] = study.subtitle
    if byline and to == "typst":
        given["byline"] = byline
    if study.period and to == "docx":
        given["date"] = study.period
    if study.synthetic:
        given["synthetic"] = "true"
    options = [
        *options,
        "--shift-heading-level-by=-1",
        f"--lua-filter={_ASSETS / 'paper.lua'}",
        f"--resource-path={study.directory.resolve()}",
        "--wrap=none",
        *(f"--metadata={key}={value}" for key, value in given.items()),
        *(f"--metadata=author={author}" for author in authors),
    ]
    text = _FACT.sub("", paper)
    made: str = pypandoc.convert_text(
        text, to, format="html", extra_args=options, outputfile=str(target) if target else None
    )
    return made


def _set_for_word(xml: str) -> str:
    """What pandoc does not say: rows are not torn apart at the end of a page, and a picture leaves room for
    its heading and caption."""
    xml = re.sub(r"<w:tr>\s*<w:trPr>(?!<w:cantSplit)", "<w:tr><w:trPr><w:cantSplit/>", xml)
    xml = re.sub(r"<w:tr>\s*(?=<w:tc>)", "<w:tr><w:trPr><w:cantSplit/></w:trPr>", xml)

    def fitted(found: re.Match[str]) -> str:
        wide, high = int(found[2]), int(found[3])
        scale = min(1.0, HIGHEST / high)
        return f'{found[1]} cx="{round(wide * scale)}" cy="{round(high * scale)}"'

    return re.sub(r'(<(?:wp:extent|a:ext)) cx="(\d+)" cy="(\d+)"', fitted, xml)


def repacked(data: bytes) -> bytes:
    """A zip with its members in order of name and one date, and Word's own times taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            content = old.read(name)
            if name == "word/document.xml":
                content = with_contents(_set_for_word(content.decode("utf-8")).encode("utf-8"))
            if name == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", content)
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            new.writestr(member, content)
    return out.getvalue()
