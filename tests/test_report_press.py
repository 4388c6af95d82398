"""Printing a report: every piece once, wherever the narrative puts it, and referred to elsewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import docx as python_docx
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from small_study import write_small_study
from triangulate.facts.fact import Fact, PlacedFact
from triangulate.problems import Problems
from triangulate.report.annex import claims_table
from triangulate.report.appendices import Appendices
from triangulate.report.claims import Claims, judge, read_claims
from triangulate.report.content import Area, Content
from triangulate.report.documents import docx, pdf
from triangulate.report.grid import Column, Grid, Row, cells, fitted, for_page
from triangulate.report.narrative import read_narrative
from triangulate.report.page import render
from triangulate.report.press import Manner
from triangulate.report.printing import Printer
from triangulate.report.prose import Told, check_prose
from triangulate.report.sametext import compare
from triangulate.report.tables import reliability_table, verdict_table
from triangulate.study.load import load_study
from triangulate.study.model import Group, Study, Theme

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    found = load_study(write_small_study(tmp_path_factory.mktemp("study")), Problems())
    assert found is not None
    narrative = "config/findings.md"
    return replace(found, narrative=narrative, mapping=None, statements=None)


def content_of(study: Study, *names: str) -> Content:
    """A report with a table of each name and two areas, and no results."""
    content = Content(study, Printer({}), None, Claims(), {})
    for name in names:
        grid = Grid("Row", (Column("Cell"),), (Row("One", cells(f"value of {name}")),))
        content.add_table(name, f"The caption of {name}", grid)
    content.areas = [Area("quality", "Quality", "How good."), Area("time", "Time", "How long.")]
    return content


def told_by(content: Content, text: str) -> Told:
    """The narrative, which has to be found sound."""
    path = content.study.directory / "config/findings.md"
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    narrative = read_narrative(content.study, problems)
    assert narrative is not None
    told = check_prose(narrative, content, problems)
    assert not len(problems), list(problems)
    return told


def documents(content: Content, text: str) -> dict[Manner, str]:
    told = told_by(content, text)
    manners: Sequence[Manner] = ("page", "paper")
    return {manner: render(content, told, Appendices(), manner) for manner in manners}


def section(html: str, id: str) -> str:
    return html.partition(f'<section id="{id}"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    "text",
    [
        '# Quality\n\n{{ table("sample") }}\n',
        '# Summary\n\n{{ table("sample") }}\n\n# Quality\n\n{{ table("sample") }}\n',
        '# Quality\n\n{{ table("sample") }}\n\nText.\n\n{{ table("sample") }}\n',
        '# Sample\n\n{{ table("sample") }}\n',
        "# Sample\n\nNothing.\n",
    ],
)
def test_a_piece_is_printed_once_wherever_the_narrative_puts_it(study: Study, text: str) -> None:
    for manner, html in documents(content_of(study, "sample"), text).items():
        assert html.count("value of sample") == 1, manner
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), manner


def test_where_a_piece_would_have_stood_it_is_referred_to(study: Study) -> None:
    text = '# Quality\n\n{{ table("sample") }}\n\n# Time\n\n{{ table("sample") }}\n'
    for html in documents(content_of(study, "queries", "sample"), text).values():
        reference = '<a href="#table-sample" data-no-fact>Table\u00a01</a>'
        assert "value of sample" in section(html, "area-quality")
        assert reference in section(html, "sample") and "The caption of sample" in section(html, "sample")
        assert reference in section(html, "area-time")
        assert "Table 1." in html


def test_a_piece_of_its_own_section_is_not_referred_to_there(study: Study) -> None:
    for html in documents(content_of(study, "sample"), '# Sample\n\n{{ table("sample") }}\n').values():
        assert "href=" not in section(html, "sample").replace('href="#table-sample-figure"', "")


def test_a_report_that_prints_a_piece_twice_can_be_set_on_paper(study: Study) -> None:
    text = '# Summary\n\n{{ table("sample") }}\n\n# Time\n\nSee {{ see("table", "sample") }}.\n\n{{ table("sample") }}\n'
    problems = Problems()
    made = pdf(study, documents(content_of(study, "sample"), text)["paper"], problems)
    assert not len(problems) and made.startswith(b"%PDF"), list(problems)


def test_a_study_says_once_what_it_does_not_have_and_has_no_empty_section(study: Study) -> None:
    content = content_of(study, "sample")
    content.areas = []
    for html in documents(content, "# Background\n\nText.\n").values():
        assert html.count("nothing in this report rests on one") == 1
        assert "This study has no mapping strand and no statement strand" in section(html, "methods")
        for id in ("mapping", "statements", "integration"):
            assert f'id="{id}"' not in html and f'href="#{id}"' not in html
        links = set(re.findall(r'href="#([^"]+)"', html))
        assert links <= set(re.findall(r'\bid="([^"]+)"', html))


def test_the_analysts_own_limitations_stand_alone(study: Study) -> None:
    content = content_of(study)
    own = documents(content, "# Limitations\n\n- Our own.\n")["page"]
    assert "Our own." in own and "no random sample" not in own and "The data are simulated" in own
    assert "no random sample" in documents(content, "# Background\n\nText.\n")["page"]


def test_a_block_of_rows_is_headed_by_its_label_and_what_is_said_of_it(study: Study) -> None:
    content = content_of(study)
    rows = (Row("One", cells("1"), "A & B"), Row("Two", cells("2"), "Rest"))
    grid = Grid("Row", (Column("Cell"),), rows, asides={"A & B": "They <differ>."})
    content.add_table("queries", "Caption", grid)
    content.queries_n = 2
    made = documents(content, "# Background\n\nText.\n")
    assert "<b>A &amp; B.</b> They &lt;differ&gt;.</th>" in made["page"] and "<b>Rest</b>" in made["page"]
    assert "<strong>A &amp; B.</strong> They &lt;differ&gt;.</p>" in made["paper"]


def test_no_number_is_cut_in_two_where_a_page_has_to_be_divided() -> None:
    columns = (*(Column(f"c{i}") for i in range(5)), Column("Why", words=True, share=9))
    rows = tuple(Row("Item", (*cells(*["1,176.27"] * 5), Markup("<b>because</b> of it"))) for _ in range(3))
    widths = Grid("Head", columns, rows, first_share=1).widths
    # Eight signs at 9 points are 1.45 cm at least, and a page's text is 16.2 cm wide.
    assert all(width > 100 * 1.45 / 16.2 for width in widths[1:6])
    assert widths[6] == max(widths) and abs(sum(widths) - 100) < 1e-9
    many = tuple(Column(f"c{i}") for i in range(30))
    narrow = Grid("Head", many, (Row("Item", cells(*["1,176.27"] * 30)),)).widths
    assert abs(sum(narrow) - 100) < 1e-9 and max(narrow[1:]) - min(narrow[1:]) < 1e-9


@given(st.lists(st.tuples(st.integers(1, 20), st.floats(0.5, 40)), min_size=1, max_size=12))
def test_widths_fill_the_page_and_leave_everybody_the_least_that_is_needed(
    asked: list[tuple[int, float]],
) -> None:
    shares, least = [share for share, _ in asked], [width for _, width in asked]
    widths = fitted(shares, least)
    assert abs(sum(widths) - 100) < 1e-6
    if sum(least) < 100:
        assert all(width >= need - 1e-9 for width, need in zip(widths, least, strict=True))


def test_every_cell_of_a_page_knows_the_heading_of_its_column() -> None:
    columns = (Column("Agree", "Ward & co"), Column("n", "Ward & co"), Column("Why", words=True))
    html = for_page(Grid("Item", columns, (Row("One", cells("5", "6", "x")),)), "t", "T")
    assert re.findall(r'data-label="([^"]+)"', html) == ["Ward &amp; co: Agree", "Ward &amp; co: n", "Why"]
    assert 'class="table words"' in html


HOSTILE = [
    "A & B <c>",
    "$x$ #y",
    "_a_ *b* `c`",
    "@ref <lab> \\ n",
    "//x /*y*/ -- ---",
    "= head + list",
    "{{ x }} {% y %}",
    "[a](b) ![c](d)",
    "العربية",
]


def test_labels_of_any_characters_come_out_alike_in_every_format(study: Study) -> None:
    """One report with every label in every place, since a PDF takes a second to make."""
    label = " | ".join(HOSTILE)
    groups = tuple(Group(f"g{i}", text) for i, text in enumerate(HOSTILE))
    content = content_of(replace(study, title=label, subtitle=label, authors=(label,), groups=groups))
    rows = tuple(Row(text, cells(text, "5"), text) for text in HOSTILE)
    grid = Grid(label, (Column(label, label), Column("n", label)), rows, asides={HOSTILE[0]: label})
    content.add_table("sample", label, grid, label)
    content.areas = [Area("quality", label, label)]
    made = documents(content, "# Quality\n\nText.\n")
    problems = Problems()
    paper, word = pdf(content.study, made["paper"], problems), docx(content.study, made["paper"], problems)
    compare(made["page"], paper, word, problems)
    assert not len(problems), list(problems)
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    said = "".join(p.text for p in python_docx.Document(io.BytesIO(word)).paragraphs)
    for text in HOSTILE[:-1]:  # right to left is drawn in another order
        assert "".join(text.split()) in "".join(printed.split()), text
        assert text in said and str(escape(text)) in made["page"], text


def placed(id: str, status: str = "published") -> PlacedFact:
    return PlacedFact(Fact(id, 41.0, "41%", "per cent", 5, None, "", "", ""), "notebook", "cell", status)


def test_nothing_that_is_held_back_is_printed_in_a_table_a_figure_or_a_verdict(study: Study) -> None:
    held = "suppressed: rests on fewer than 10"
    facts = {
        id: placed(id, held if ".b." in id else "published")
        for id in ("x.a.n", "x.b.n", "integration.quality.ward.together", "integration.quality.b.together")
    }
    content = replace(content_of(study), fact=Printer(facts))
    cell = content.fact.cell
    content.add_table("sample", "Some of it", Grid("Row", (Column("Cell"),), (
        Row("One", (cell("x.a.n"),)), Row("Two", (cell("x.b.n"),)),
    )))  # fmt: skip
    content.add_table("persons", "All of it", Grid("Row", (Column("Cell"),), (Row("One", (cell("x.b.n"),)),)))
    content.add_figure("coding", "The drawing", "41 per cent", "coding", ["X.a.n", "X.b.n"])
    (study.directory / "results/figures").mkdir(parents=True, exist_ok=True)
    (study.directory / "results/figures/coding.svg").write_text("<svg><text>41 per cent</text></svg>")
    text = '# Integration\n\nIt is {{ see("figure", "coding") }}.\n\n{{ table("persons") }}\n\n{{ figure("coding") }}\n'
    for html in documents(content, text).values():
        assert html.count("41%") == 1 and "41 per cent" not in html and ">held<" in html
        assert "“Held” stands for a value" in html
        assert "All of it: the table is left out" in html and "The drawing: the figure is left out" in html
        assert "the figure that is left out" in html
    groups = (Group("ward", "Ward"), Group("b", "B"))
    grid = verdict_table({"quality": "Quality"}, groups, content.fact, {})
    assert [">held<" in row.cells[-1] for row in grid.rows] == [False, True, False]


@pytest.mark.parametrize(("n", "across"), [(2, True), (3, False)])
def test_groups_stand_below_each_area_where_a_page_is_too_narrow(n: int, across: bool) -> None:
    groups = tuple(Group(f"g{i}", f"Group {i}") for i in range(n))
    facts = {id: placed(id) for i in range(n) for id in (f"themes.g{i}.t.alpha", f"themes.g{i}.t.omega")}
    grid = reliability_table((Theme("t", "Theme"),), groups, Printer(facts))
    assert grid is not None
    assert (len(grid.rows), len(grid.columns)) == ((1, 8) if across else (3, 4))
    assert grid.rows[0].block == (None if across else "Theme")


def test_a_flagged_claim_is_printed_with_a_mark_and_the_facts_that_moved(study: Study) -> None:
    path = study.directory / "config/claims.yaml"
    path.write_text("claims:\n- {id: a, says: B is so., holds: 'x.a.n > 50', if_broken: flag}\n")
    problems = Problems()
    claims = read_claims(replace(study, claims="config/claims.yaml"), problems)
    facts = {"x.a.n": placed("x.a.n")}
    judged = judge(claims, facts, problems)
    content = replace(content_of(study), fact=Printer(facts), claims=claims, judged=judged)
    claims_table(content)
    for html in documents(content, '# Background\n\n{{ claim("a") }}\n').values():
        text = " ".join(Markup(section(html, "background")).striptags().split())
        assert "B is so. [flagged: the data of this run do not bear this sentence, see Table 1]" in text
        assert "x.a.n is 41%" in html and "does not hold" in html
