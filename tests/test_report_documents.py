"""PDF and Word file: the same bytes every time, tagged, and the same words as the page."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pypdf
import pytest
from triangulate.problems import Problems
from triangulate.report.documents import docx, pdf, repacked, without_glyph
from triangulate.report.sametext import compare, docx_words, page_words, pdf_words, unglued
from triangulate.report.wordstyle import reference_document
from triangulate.study.model import Group, Study

pytestmark = pytest.mark.fast

BODY = """<section id="summary"><h2>Plain summary</h2>
<p>Of <data class="fact" value="64.3" data-fact="a.b">64%</data> it is said: “quite so”.</p></section>
<h3>Tables</h3>
<table id="t"><caption>Table 1. A table</caption><thead><tr><th>Item</th><th>n</th></tr></thead>
<tbody><tr><td>One</td><td>5</td></tr></tbody></table>
<blockquote><p>“I said so.”</p></blockquote>
<figure id="f"><img src="results/figures/f.svg" alt="A square."><figcaption>Figure 1. A square</figcaption></figure>"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    directory = tmp_path_factory.mktemp("study")
    figures = directory / "results/figures"
    figures.mkdir(parents=True)
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><path d="M2 2H18V18H2z"/></svg>'
    (figures / "f.svg").write_text(square)
    import matplotlib.image
    import numpy as np

    matplotlib.image.imsave(figures / "f.png", np.zeros((4, 4)))
    return Study(
        directory, "s", 'A "title" of $weight$ & more', True, (Group("g", "G"),),
        authors=("A. Author",), subtitle="Below", period="2020",
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(study: Study) -> tuple[bytes, bytes]:
    problems = Problems()
    documents = pdf(study, BODY, problems), docx(study, BODY, problems)
    assert not len(problems), list(problems)
    return documents


def test_the_same_text_gives_the_same_bytes(study: Study, made: tuple[bytes, bytes]) -> None:
    assert pdf(study, BODY, Problems()) == made[0]
    assert docx(study, BODY, Problems()) == made[1]


def test_nothing_tells_of_the_machine_or_the_day(study: Study, made: tuple[bytes, bytes]) -> None:
    here = str(study.directory).encode()
    with zipfile.ZipFile(io.BytesIO(made[1])) as archive:
        assert all(here not in archive.read(name) for name in archive.namelist())
        assert b"dcterms:created" not in archive.read("docProps/core.xml")
    assert here not in made[0] and b"/CreationDate" not in made[0]


def test_the_pdf_is_tagged_and_its_fonts_are_in_it(made: tuple[bytes, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made[0]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and "/StructTreeRoot" in root  # type: ignore[index,operator]
    assert b"A square." in made[0] or "A square." in str(_alternatives(root["/StructTreeRoot"]))  # type: ignore[index]
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()  # type: ignore[union-attr]
    ]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = inner["/FontDescriptor"].get_object()
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _alternatives(node: object) -> list[str]:
    found: list[str] = []
    waiting = [node]
    while waiting:
        now = waiting.pop()
        now = now.get_object() if hasattr(now, "get_object") else now
        if isinstance(now, list):
            waiting += now
        elif isinstance(now, dict):
            found += [str(now["/Alt"])] if "/Alt" in now else []
            waiting += [now["/K"]] if "/K" in now else []
    return found


def test_word_gets_real_styles_header_rows_and_alternative_texts(made: tuple[bytes, bytes]) -> None:
    document = python_docx.Document(io.BytesIO(made[1]))
    styles = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert styles["Plain summary"] == "Heading 1" and styles["Tables"] == "Heading 2"
    assert styles["Table 1. A table"] == "Table Caption" and styles["Figure 1. A square"] == "Image Caption"
    assert styles["“I said so.”"] == "Block Text"
    assert "w:tblHeader" in document.tables[0]._tbl.xml
    assert 'descr="A square."' in document.element.xml


def test_word_names_the_authors_numbers_its_pages_and_tears_no_row(study: Study) -> None:
    from docx.oxml.ns import qn

    warned = (
        '<div custom-style="Banner" class="banner"><p><b>Simulated data.</b> All made up.</p></div>' + BODY
    )
    document = python_docx.Document(
        io.BytesIO(docx(replace(study, authors=("A. Author", "B. Łoś")), warned, Problems()))
    )
    assert document.core_properties.author == "A. Author; B. Łoś"
    assert "PAGE" in document.sections[0].footer._element.xml
    assert document.element.xml.count("<w:cantSplit/>") == len(document.tables[0].rows)
    body = list(document.element.body)
    banner = next(i for i, e in enumerate(body) if "All made up." in "".join(e.itertext()))
    assert banner < next(i for i, e in enumerate(body) if e.tag == qn("w:sdt"))


def test_the_contents_of_the_word_document_are_filled_in_and_lead_to_their_headings(
    study: Study, made: tuple[bytes, bytes]
) -> None:
    more = BODY + "".join(f"<h2>Part {i}</h2><h3>Piece {i} &amp; more</h3><h4>Detail</h4>" for i in range(3))
    assert _contents(made[1]) == [("TOC1", "Plain summary"), ("TOC2", "Tables")]
    found = _contents(docx(study, more, Problems()))
    assert found[2:4] == [("TOC1", "Part 0"), ("TOC2", "Piece 0 & more")] and len(found) == 8
    assert _contents(docx(study, "<p>No heading.</p>", Problems())) == []


def _contents(document: bytes) -> list[tuple[str, str]]:
    """Style and words of the lines between the marks of the field, each of which is a link to a bookmark."""
    from docx.oxml.ns import qn

    body = python_docx.Document(io.BytesIO(document)).element.body
    bookmarks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    lines = []
    for paragraph in body.iter(qn("w:p")):
        style = next((s.get(qn("w:val")) for s in paragraph.iter(qn("w:pStyle"))), "")
        if style in ("TOC1", "TOC2"):
            (link,) = paragraph.iter(qn("w:hyperlink"))
            assert link.get(qn("w:anchor")) in bookmarks
            lines.append((style, "".join(text.text for text in link.iter(qn("w:t")))))
    marks = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"]
    return lines


def test_a_high_picture_leaves_room_on_the_page_of_a_word_document(study: Study) -> None:
    import matplotlib.image
    import numpy as np

    matplotlib.image.imsave(study.directory / "results/figures/high.png", np.zeros((900, 100)), dpi=30)
    (study.directory / "results/figures/high.svg").write_text("<svg/>")
    made = docx(study, BODY.replace("f.svg", "high.svg"), Problems())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        text = archive.read("word/document.xml").decode()
    for high in re.findall(r'<(?:wp:extent|a:ext) cx="\d+" cy="(\d+)"', text):
        assert int(high) <= 7_200_000


def test_the_formats_say_the_same(made: tuple[bytes, bytes]) -> None:
    page = f"<html><body><nav>Contents</nav><main>{BODY}</main></body></html>"
    problems = Problems()
    compare(page, *made, problems)
    assert not len(problems), list(problems)
    assert "64" in pdf_words(made[0]) and "64" in docx_words(made[1])


@pytest.mark.parametrize(
    "change", [("64%", "65%"), ("quite so", "not quite so"), ("<td>5</td>", "<td></td>")]
)
def test_a_word_that_differs_is_found(made: tuple[bytes, bytes], change: tuple[str, str]) -> None:
    problems = Problems()
    compare(BODY.replace(*change), *made, problems)
    assert "findings.docx" in " ".join(p.says for p in problems)
    if change[1] != "<td></td>":  # a PDF may have more words than the page, never fewer
        assert "findings.pdf" in " ".join(p.says for p in problems)


def test_what_only_a_browser_needs_is_not_compared() -> None:
    html = '<a class="skip" href="#x">Skip</a><nav><p>Contents</p></nav><p>He<b>re</b> 1,2</p><svg><text>no</text></svg>'
    assert page_words(html) == ["here", "1", "2"]


def test_words_that_a_pdf_runs_together_are_told_apart() -> None:
    vocabulary = frozenset({"probation", "statement", "a"})
    assert unglued("probationstatement", vocabulary) == ["probation", "statement"]
    assert unglued("statementaprobation", vocabulary) == ["statement", "a", "probation"]
    assert unglued("unknown", vocabulary) == ["unknown"]


def test_what_must_not_be_overlooked_stands_on_the_title_page(study: Study) -> None:
    warned = (
        '<div custom-style="Banner" class="banner"><p><b>Simulated data.</b> All made up.</p></div>' + BODY
    )
    made = pdf(study, warned, Problems())
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert "All made up." in " ".join(reader.pages[0].extract_text().split())
    assert sum("All made up." in page.extract_text() for page in reader.pages) == 1


def test_the_heading_of_a_block_of_rows_is_said_again_on_the_next_page(study: Study) -> None:
    rows = "".join(f"<tr><th>Row {i}</th><td>{i}</td></tr>" for i in range(80))
    head = (
        '<tr><th colspan="2"><div custom-style="Row heading"><p><strong>A block</strong></p></div></th></tr>'
    )
    head = head.replace('colspan="2"', 'colspan="2" style="text-align: left"')
    text = BODY.replace("<tr><td>One</td><td>5</td></tr>", head + rows)
    pages = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf(study, text, Problems()))).pages]
    assert sum("A block" in page for page in pages) >= 2
    word = python_docx.Document(io.BytesIO(docx(study, text, Problems())))
    style = next(p.style for p in word.tables[0].rows[1].cells[0].paragraphs if p.text)
    assert style is not None and style.name == "Row heading"
    assert word.styles["Row heading"].paragraph_format.keep_with_next  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "title",
    ["A" * 400, "Słowa i myśli: źdźbło", "Ŵyth llŷn", "Слова " * 40, "# $x$ *a* _b_ <c> @d \\e ~ `f`"],
)
def test_any_title_is_set_as_it_is_written(study: Study, title: str) -> None:
    problems = Problems()
    made = pdf(replace(study, title=title, subtitle=title), BODY, problems)
    assert not len(problems), list(problems)
    first = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "".join(title.split())[:60] in "".join(first.split())


def test_a_script_that_the_fonts_lack_is_told_and_stops_nothing(study: Study) -> None:
    problems = Problems()
    text = BODY.replace("quite so", "quite 日本語 so")
    made, word = pdf(study, text, problems), docx(study, text, problems)
    assert [p.code for p in problems] == ["report.no-glyph"] and not problems.errors
    compare(text, made, word, problems, without_glyph(text))
    assert not problems.errors, list(problems)
    assert "in none of its fonts" in " ".join(
        pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text().split()
    )
    assert without_glyph("Ŵŷ źdź Ελ Жж عربية עברית ρ − “” é") == frozenset()


def test_packing_again_changes_nothing(made: tuple[bytes, bytes]) -> None:
    assert repacked(made[1]) == made[1]


def test_a_department_puts_its_own_template_beside_the_narrative(study: Study, tmp_path: Path) -> None:
    own = python_docx.Document(io.BytesIO(reference_document()))
    own.styles["Heading 1"].font.name = "House Sans"
    directory = tmp_path / "own"
    (directory / "config").mkdir(parents=True)
    (directory / "results").symlink_to(study.directory / "results")
    own.save(str(directory / "config/report-template.docx"))
    made = docx(replace(study, directory=directory), BODY, Problems())
    assert python_docx.Document(io.BytesIO(made)).styles["Heading 1"].font.name == "House Sans"
    (directory / "config/report-template.docx").write_bytes(b"no zip")
    problems = Problems()
    assert docx(replace(study, directory=directory), BODY, problems) == b""
    assert [p.code for p in problems] == ["report.document"]
