"""Narrative and claims as files: what is read, and everything that is wrong with them, each on its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from small_study import write_small_study
from triangulate.facts.fact import Fact, PlacedFact
from triangulate.pipeline.check import check_study
from triangulate.problems import Problems
from triangulate.report.claims import Claims, claims_csv, judge, read_claims, sentence
from triangulate.report.narrative import Narrative, read_narrative
from triangulate.report.prose import inline, printed
from triangulate.report.written import check_written, read_written
from triangulate.study.load import load_study
from triangulate.study.model import Study

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    found = load_study(write_small_study(tmp_path_factory.mktemp("study")), Problems())
    assert found is not None
    return replace(found, narrative="config/findings.md", claims="config/claims.yaml")


def narrative(study: Study, text: str | bytes) -> tuple[Narrative | None, list[tuple[str, int | None, str]]]:
    path = study.directory / "config/findings.md"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    problems = Problems()
    read = read_narrative(replace(study, claims=None), problems)
    check_written(replace(study, claims=None), problems)
    return read, [(p.code, p.source.line if p.source else None, p.says) for p in problems]


def claims(study: Study, text: str) -> tuple[Claims, list[tuple[str, int | None, str]]]:
    (study.directory / "config/claims.yaml").write_text(text, encoding="utf-8")
    problems = Problems()
    return read_claims(study, problems), [
        (p.code, p.source.line if p.source else None, p.says) for p in problems
    ]


def fact(id: str, value: float | str | None, display: str = "?", status: str = "published") -> PlacedFact:
    return PlacedFact(Fact(id, value, display, "", 30, None, "", "", ""), "n", "c", status)


# Narrative


def test_parts_are_found_by_their_names_and_by_the_areas_labels(study: Study) -> None:
    read, wrong = narrative(
        study, "# Summary\n\nA.\n\n# quality of handovers\n\nB.\n\n# 4 Limitations\n\nC.\n"
    )
    assert not wrong and read is not None
    assert {part: prose.text.strip() for part, prose in read.parts.items()} == {
        "summary": "A.", "area:quality": "B.", "limitations": "C.",
    }  # fmt: skip


def test_an_area_may_be_called_like_a_part_of_the_report(study: Study) -> None:
    assert study.statements is not None
    themes = (replace(study.statements.instrument.themes[0], id="methods", label="Sample"),)
    instrument = replace(study.statements.instrument, themes=themes)
    other = replace(study, statements=replace(study.statements, instrument=instrument))
    read, wrong = narrative(other, "# Sample\n\nA.\n\n# Sample and response\n\nB.\n")
    assert not wrong and read is not None
    assert {part: prose.text.strip() for part, prose in read.parts.items()} == {
        "area:methods": "A.", "sample": "B.",
    }  # fmt: skip


def test_every_fault_is_told_at_once_and_on_its_line(study: Study) -> None:
    text = (
        "Too early.\n"  # 1
        "# Sumary\n"  # 2
        "# Methods\n"  # 3
        "About 42 % agree.\n"  # 4
        '{{ fcat("a.b") }}\n'  # 5
        '{{ fact("a.b", "c.d") }}\n'  # 6
        "{{ fact(a) }}\n"  # 7
        "{% for a in b %}x{% endfor %}\n"  # 8
        "{{ 7 * 7 }}\n"  # 9
        "# Methods\n"  # 10
    )
    _, wrong = narrative(study, text)
    assert [(code, line) for code, line, _ in sorted(wrong, key=lambda w: w[1] or 0)] == [
        ("report.no-heading", 1),
        ("report.unknown-part", 2),
        ("report.typed-number", 4),
        ("report.unknown-call", 5),
        ("report.wrong-call", 6),
        ("report.wrong-call", 7),
        ("report.syntax", 8),
        ("report.syntax", 9),
        ("report.part-twice", 10),
    ]
    said = " ".join(says for *_, says in wrong)
    assert "Did you mean 'fact'" in said and "'42 %'" in said


def test_what_the_report_does_not_print_is_told_on_its_line(study: Study) -> None:
    text = "# Methods\n\nA note[^a] and ![p](x.png).\n\n<div>\nHTML\n</div>\n\nText with <b>HTML</b>, 1 < 2.\n\n[^a]: Note.\n"
    _, wrong = narrative(study, text.replace("1 < 2", "a < b"))
    told = [(line, says.split(" stands")[0]) for code, line, says in wrong if code == "report.markup"]
    assert sorted(set(told), key=lambda t: (t[0] or 0, t[1])) == [
        (3, "A footnote"), (3, "A picture"), (5, "HTML"), (9, "HTML"), (11, "A footnote"),
    ]  # fmt: skip
    assert {code for code, *_ in wrong} == {"report.markup"}


def test_a_comment_is_for_the_authors_alone(study: Study) -> None:
    read, wrong = narrative(
        study, "# Methods\n\nText.<!-- ask A. about the 42 %\n# Sumary -->\n\nMore.\n\nIt is 7.\n"
    )
    assert [(code, line) for code, line, _ in wrong] == [("report.typed-number", 8)]
    assert read is not None and "ask A." not in str(
        printed(read.parts["methods"], 2, "m", lambda *_: Markup(""))
    )


def test_facts_are_found_by_their_ids_in_any_case(study: Study) -> None:
    read, _ = narrative(study, '# Methods\n\n{{ fact(" Sample.ALL.interviews ") }}\n')
    assert read is not None
    assert [call.arguments for call in read.parts["methods"].calls] == [("sample.all.interviews",)]


def test_calls_of_several_lines_do_not_shift_the_lines_after_them(study: Study) -> None:
    _, wrong = narrative(study, '# Methods\n\n{{ fact(\n  "a.b"\n) }}\n\nThere are 12.\n')
    assert [line for _, line, _ in wrong] == [7]


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}", "{{ fact.__globals__ }}", "{{ fact('a')|upper }}", "{% include '/etc/passwd' %}",
        "{{ fact(*['a']) }}", "{{ fact(id='a') }}", "{{ range(10**9) }}", "{{", "{{ }}", "{% raw %}", "{{ fact('a' ~ 'b') }}",
        "{% set x = 1 %}", "{{ self }}", "{{ fact('a').b }}", "{{ [fact('a')] }}",
    ],
)  # fmt: skip
def test_no_program_is_run(study: Study, text: str) -> None:
    _, wrong = narrative(study, f"# Methods\n\n{text}\n")
    assert wrong and all(code.startswith("report.") for code, *_ in wrong)


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("allow: [a", "expected"), ("alow: [a]", "Did you mean 'allow'"), ("allow: a", "no list"), ("- a", "no mapping"),
        ("allow: [[a]]", "no list"),
    ],
)  # fmt: skip
def test_front_matter_that_cannot_be_used_is_told(study: Study, front: str, reason: str) -> None:
    _, wrong = narrative(study, f"---\n{front}\n---\n# Methods\n\nText.\n")
    assert [code for code, *_ in wrong] == ["report.front-matter"] and reason in wrong[0][2]


def test_allowed_numbers_and_references_are_not_reported(study: Study) -> None:
    text = "---\nallow: [95 % interval]\n---\n# Methods\n\nA 95 % interval.\n\n# References\n\nName. *Journal*, 12(3), 4–5.\n"
    assert narrative(study, text)[1] == []


@pytest.mark.parametrize(
    "data", [b"\xff\xfe#", b"# Methods\r\n\r\n\xef\xbf\xbd\r\n", b"", b"\xef\xbb\xbf# Methods\n"]
)
def test_any_bytes_are_read_or_refused_in_words(study: Study, data: bytes) -> None:
    _, wrong = narrative(study, data)
    assert [code for code, *_ in wrong] in ([], ["declared.not-utf8"], ["declared.not-utf8"] * 2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("#{}%-\"'()\n abq12_*`~|<>&\U000f0000"), max_size=120))
def test_any_text_is_read_without_a_fault(study: Study, text: str) -> None:
    read, _ = narrative(study, f"# Methods\n\n{text}")
    if read:
        for part, prose in read.parts.items():
            printed(prose, 2, part, lambda *_: Markup("x"))
            inline(prose, lambda *_: Markup("x"))


def test_prose_is_printed_with_its_calls_answered_and_nothing_else_let_through(study: Study) -> None:
    text = '# Methods\n\n## Sub\n\nOf *all* {{ fact("a.b") }} in 2014 <script>x</script> ![p](http://x/y.png)\n\n{{ table("t") }}\n'
    read, _ = narrative(study, text)
    assert read is not None
    html = str(
        printed(
            read.parts["methods"], 2, "methods",
            lambda _, call: Markup(f"<{call.name} {call.arguments[0]}>"),
        )
    )  # fmt: skip
    assert "<h3>Sub</h3>" in html and "<em>all</em> <fact a.b>" in html
    assert "<script" not in html and "<img" not in html
    assert "<span data-no-fact>2014</span>" in html
    assert "<p><table t></p>" not in html and "<table t>" in html


def test_the_check_of_a_study_finds_what_is_wrong_with_the_narrative(tmp_path: Path) -> None:
    directory = write_small_study(tmp_path / "s")
    config = directory / "config/config.yaml"
    config.write_text(
        config.read_text() + "report: {narrative: config/findings.md, claims: config/claims.yaml}\n"
    )
    (directory / "config/findings.md").write_text("# Methods\n\nIt was 42 %.\n")
    (directory / "config/claims.yaml").write_text("claims: [{id: a, says: B., holds: c}]\n")
    codes = {problem.code for problem in check_study(directory).errors}
    assert codes == {"report.typed-number", "report.predicate"}


# Claims

WORDS = "words: {most: [60, 90], a minority: [10, 50]}\nclaims:\n"


def test_a_sentence_without_the_variable_is_one_claim_with_a_test_for_each(study: Study) -> None:
    read, wrong = claims(
        study, WORDS + "- {id: a, says: All do., for: {t: themes}, holds: '\"x.{t}.y\" > 1'}\n"
    )
    assert not wrong and list(read.claims) == ["a"]
    assert read.claims["a"].facts == ("x.quality.y", "x.time.y")


def test_a_sentence_with_the_variable_is_a_claim_for_each(study: Study) -> None:
    text = "- {id: a, says: '{t.label} of {g}.', for: {t: [time], g: groups}, holds: '\"x.{t}.{g}\" > 1'}\n"
    read, wrong = claims(study, WORDS + text)
    assert not wrong and list(read.claims) == ["a.time.ward", "a.time.home"]
    assert sentence(read.claims["a.time.home"], {}) == "Time for handovers of home."


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{id: a, says: Most do., holds: 'x.y > 1'}", "report.unchecked-word"),
        ("{id: a, says: '{most} do.', holds: 'x.y > 1'}", "report.unchecked-word"),
        ("{id: a, says: A minority do., holds: 'x.y in most'}", "report.unchecked-word"),
        ("{id: a, says: They are 45., holds: 'x.y > 1'}", "report.typed-number"),
        ("{id: a, says: B., holds: 'x.y'}", "report.predicate"),
        ("{id: a, says: B., holds: 'x.y in few'}", "report.predicate"),
        ("{id: a, says: B., for: {t: teams}, holds: 'x.y > 1'}", "report.loop"),
        ("{id: a, says: B., holds: 'x.y > 1', meta_inference_of: tiem}", "declared.unknown-reference"),
        ("{id: a, says: B., holds: 'x.y > 1', if_brokn: flag}", "declared.unknown-key"),
        ("{id: a, says: B.}", "declared.missing-key"),
        ("{id: a, says: 'B {{ x }}.', holds: 'x.y > 1'}", "report.syntax"),
        ("{id: a, says: '{mots} do.', holds: 'x.y > 1'}", "report.unknown-brace"),
        ("{id: a, says: B., for: {t: themes}, holds: '\"x.{tt}.y\" > 1'}", "report.unknown-brace"),
        ("{id: a, says: 'B {{ claim(\"a\") }}.', holds: 'x.y > 1'}", "report.claim-calls"),
        ("{id: a, says: 'B {{ table(\"themes\") }}.', holds: 'x.y > 1'}", "report.claim-calls"),
    ],
)
def test_a_claim_that_cannot_be_tested_is_told_on_its_line(study: Study, entry: str, code: str) -> None:
    _, wrong = claims(study, WORDS + f"- {entry}\n")
    assert [(c, line) for c, line, _ in wrong] == [(code, 3)]


def test_two_claims_of_one_id_and_ranges_upside_down_are_told(study: Study) -> None:
    entry = "- {id: a, says: B., holds: 'x.y > 1'}\n"
    _, wrong = claims(study, "words: {most: [90, 60]}\nclaims:\n" + entry + entry)
    assert [code for code, *_ in wrong] == ["report.word-range", "report.claim-twice"]


def test_a_broken_claim_names_the_facts_that_moved_with_their_values(study: Study) -> None:
    read, _ = claims(
        study, WORDS + "- {id: a, says: '{most} do.', holds: 'x.y in most and x.z > 1 and x.q > 1'}\n"
    )
    facts = {
        "x.y": fact("x.y", 41.25, "41%"),
        "x.z": fact("x.z", 5, "5"),
        "x.q": fact("x.q", None, "not defined"),
    }
    problems = Problems()
    judged = judge(read, facts, problems)
    (problem,) = problems
    assert problem.code == "report.claim-broken" and problem.source and problem.source.line == 3
    assert "'a'" in problem.says and "Most do." in problem.says
    assert "x.y is 41% (exactly 41.2500)" in problem.says and "x.q is not defined" in problem.says
    assert "x.z" not in problem.says
    assert not judged["a"].holds
    table = claims_csv(judged, facts)
    assert (
        table.splitlines()[1]
        == "a,Most do.,x.y in most and x.z > 1 and x.q > 1,false,fail,x.y = 41.25; x.z = 5; x.q = ,3"
    )


def test_a_flagged_claim_stops_nothing(study: Study) -> None:
    read, _ = claims(study, WORDS + "- {id: a, says: B., holds: 'x.y > 50', if_broken: flag}\n")
    problems = Problems()
    assert not judge(read, {"x.y": fact("x.y", 1, "1")}, problems)["a"].holds
    assert not len(problems)


def test_no_claim_rests_on_what_is_unknown_or_held_back(study: Study) -> None:
    read, _ = claims(study, WORDS + "- {id: a, says: B., holds: 'x.yy > 50 or x.z > 1'}\n")
    problems = Problems()
    judge(read, {"x.y1": fact("x.y1", 1), "x.z": fact("x.z", 1, "1", "suppressed: few")}, problems)
    assert [p.code for p in problems] == ["report.unknown-fact", "report.claim-held-back"]


def test_of_several_words_the_narrowest_is_printed(study: Study) -> None:
    read, _ = claims(study, "words: {many: [0, 100], most: [60, 90]}\nclaims: []\n")
    assert read.word(70) == "most" and read.word(95) == "many" and Claims().word(5) is None


def test_answers_to_unknown_items_are_told(study: Study) -> None:
    path = study.directory / "config/checklist.yaml"
    path.write_text("answers:\n  coreq.1: We did.\n  coreqq.2: They did.\n")
    problems = Problems()
    written = read_written(replace(study, narrative=None, claims=None), problems)
    path.unlink()
    assert [(p.code, p.source.line if p.source else 0) for p in problems] == [("report.unknown-item", 3)]
    assert written.appendices.answers["coreq.1"] == "We did."
    assert [each.name for each in written.appendices.checklists] == ["coreq", "gramms", "cross", "rap"]
