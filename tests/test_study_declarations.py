"""What a study declares is read exactly, or every fault is said with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.problems import Problems
from triangulate.study.expressions import Expression
from triangulate.study.load import load_study
from triangulate.study.model import Study

pytestmark = pytest.mark.fast

CONFIG = """\
study: {id: demo, title: Demo, synthetic: true}
groups:
  - {id: police, label: Police, unit_label: force}
  - {id: nps, label: Probation}
statements: {instrument: config/statements.yaml, sources: [data/raw], respondent: id, group: g}
interviews: {transcripts: [], codebook: config/codebook.yaml}
mapping: {instrument: config/mapping.yaml, sources: []}
"""
STATEMENTS = """\
scale:
  - {code: 1, label: No}
  - {code: 2, label: Yes, agree: true}
not_applicable: [n/a]
themes: [{id: t, label: Theme}]
statements:
  - {id: s1, theme: t, text: One}
  - {id: s2, theme: t, text: Two, reverse: true, column: S.2}
"""
CODEBOOK = """\
version: 1
codes:
  - {id: area, label: Area, kind: a_priori, definition: d}
  - {id: below, label: Below, kind: a_priori, definition: d, parent: area}
  - {id: lowest, label: Lowest, kind: emergent, definition: d, parent: below}
"""
MAPPING = """\
items:
  - {id: men, label: Men, groups: [police, nps], type: count, min: 0}
  - {id: all, label: All, groups: [police], type: count}
checks:
  - {id: c, groups: [police], expr: men <= all, severity: warning, label: More men than all}
"""


def study_at(directory: Path, **files: str) -> Path:
    (directory / "config").mkdir(parents=True, exist_ok=True)
    texts = {"config": CONFIG, "statements": STATEMENTS, "codebook": CODEBOOK, "mapping": MAPPING}
    for name, text in {**texts, **files}.items():
        (directory / "config" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return directory


def loaded(directory: Path) -> tuple[Study | None, list[str]]:
    problems = Problems()
    study = load_study(directory, problems)
    return study, [str(problem) for problem in problems]


def test_a_sound_study_is_read_as_written(tmp_path: Path) -> None:
    study, problems = loaded(study_at(tmp_path))
    assert problems == []
    assert study is not None and study.statements and study.interviews and study.mapping
    assert study.groups[1].unit_label == "organisation"
    assert study.statements.instrument.scale[0].label == "No"
    assert study.statements.instrument.statements[1].heading == "S.2"
    assert study.interviews.codebook.version == "1"
    assert study.interviews.codebook.ancestors("lowest") == ("below", "area")
    assert study.interviews.codebook.descendants("area") == ("below", "lowest")
    assert study.mapping.instrument.items_of("nps")[0].id == "men"
    assert study.privacy.min_n == 10


def test_a_typo_names_the_key_the_line_and_the_nearest_right_one(tmp_path: Path) -> None:
    wrong = CONFIG.replace("statements: {instrument", "statments: {instrument")
    study, problems = loaded(study_at(tmp_path, config=wrong))
    assert study is None
    assert any("line 5" in p and "'statments'" in p and "'statements'" in p for p in problems)


def test_all_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    _, problems = loaded(
        study_at(
            tmp_path,
            statements=STATEMENTS.replace("theme: t, text: One", "theme: x, text: One"),
            codebook=CODEBOOK.replace("parent: area", "parent: aera"),
            mapping=MAPPING.replace("men <= all", "men <= everyone"),
        )
    )
    assert any("config/statements.yaml, line 7" in p and "'x'" in p for p in problems)
    assert any("config/codebook.yaml, line 4" in p and "Did you mean 'area'" in p for p in problems)
    assert any("config/mapping.yaml, line 5" in p and "'everyone'" in p for p in problems)


def test_a_broken_config_does_not_hide_faults_of_an_instrument(tmp_path: Path) -> None:
    _, problems = loaded(
        study_at(
            tmp_path,
            config=CONFIG.replace("synthetic: true", "synthetic: perhaps"),
            statements=STATEMENTS.replace("theme: t, text: One", "theme: x, text: One"),
        )
    )
    assert any("'perhaps' is not true or false" in p for p in problems)
    assert any("'x'" in p for p in problems)


def test_ids_stay_text_whatever_yaml_would_make_of_them(tmp_path: Path) -> None:
    config = CONFIG.replace("id: police", "id: 007").replace("id: nps", "id: NO")
    mapping = MAPPING.replace("[police, nps]", "[007, NO]").replace("[police]", "[007]")
    study, problems = loaded(study_at(tmp_path, config=config, mapping=mapping))
    assert problems == []
    assert study is not None and [g.id for g in study.groups] == ["007", "NO"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id: nps", "id: Police"), "declared twice"),
        (("id: nps", "id: 'n p s'"), "cannot be part of a fact id"),
        (("id: nps", "id: nps, id: nps"), "stands here twice"),
        (("sources: [data/raw]", "sources: [../elsewhere]"), "leads outside"),
        (("sources: [data/raw]", "sources: [/etc]"), "leads outside"),
        (("config/statements.yaml", "config/statments.yaml"), "is not there"),
        (("groups:", "groups: [}"), "not valid YAML"),
        (("synthetic: true", ""), "has no 'synthetic'"),
    ],
)
def test_a_fault_of_the_config_is_said(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    study, problems = loaded(study_at(tmp_path, config=CONFIG.replace(*change)))
    assert study is None
    assert any(said in p for p in problems), problems


def test_codes_that_are_their_own_ancestors_are_refused(tmp_path: Path) -> None:
    looped = CODEBOOK.replace("definition: d}", "definition: d, parent: lowest}", 1)
    study, problems = loaded(study_at(tmp_path, codebook=looped))
    assert study is None
    assert sum("its own ancestor" in p for p in problems) == 3


def test_an_empty_config_is_said_to_lack_what_is_needed(tmp_path: Path) -> None:
    _, problems = loaded(study_at(tmp_path, config=""))
    assert any("has no 'study'" in p for p in problems)
    assert any("has no 'groups'" in p for p in problems)


def test_a_group_cell_may_hold_id_or_label_in_any_case(tmp_path: Path) -> None:
    study, _ = loaded(study_at(tmp_path))
    assert study is not None
    for cell in ("nps", "NPS", " probation ", "PROBATION"):
        found = study.group_of_cell(cell)
        assert found is not None and found.id == "nps"
    assert study.group_of_cell("army") is None


def test_a_deny_list_may_be_a_file_with_comments(tmp_path: Path) -> None:
    study_at(tmp_path, config=CONFIG + "privacy: {deny_list: config/names.txt}\n")
    (tmp_path / "config" / "names.txt").write_text("# people\nJo Example\n\nthe Moor\n")
    study, problems = loaded(tmp_path)
    assert problems == []
    assert study is not None and study.privacy.deny_list == ("Jo Example", "the Moor")


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("a <= b", {"a": 1, "b": 1}, True),
        ("a + b * 2 == 7", {"a": 1, "b": 3}, True),
        ("not a > b or b == 0", {"a": 2, "b": 0}, True),
        ("0 <= a < b", {"a": 2, "b": 2}, False),
        ("a / b >= 1", {"a": 1, "b": 0}, None),
        ("a <= b", {"a": 1}, None),
        ("0.1 + 0.2 == 0.3", {}, True),
        ("-a < 0", {"a": 1}, True),
    ],
)
def test_a_check_is_evaluated_exactly(text: str, values: dict[str, int], holds: bool | None) -> None:
    numbers = {name: Decimal(value) for name, value in values.items()}
    assert Expression.parse(text).evaluate(numbers) is holds


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "a.b < 1", "a[0] < 1", "f(a) < 1", "a ** b < 1", "a < 'x'", "a", "a + b",
        "lambda: 1", "a <", "", "(a < b) + 1 < 2", "a and b", "True", "a if b else c", "a < b; c", "a := 1",
    ],
)  # fmt: skip
def test_what_is_not_arithmetic_and_comparison_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Expression.parse(text)


@given(st.text(max_size=60))
def test_no_text_makes_the_parser_of_checks_do_anything_but_parse_or_refuse(text: str) -> None:
    try:
        expression = Expression.parse(text)
    except ValueError:
        return
    assert expression.evaluate(dict.fromkeys(expression.names, Decimal(1))) in (True, False, None)


@given(st.text(max_size=200))
def test_no_config_text_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    directory = tmp_path_factory.mktemp("study")
    (directory / "config").mkdir()
    (directory / "config" / "config.yaml").write_text(text, encoding="utf-8", errors="replace")
    study, problems = loaded(directory)
    assert study is None and problems


def test_a_sentence_about_one_thing_is_in_the_singular() -> None:
    problems = Problems()
    for count in (1, 3):
        problems.add("statements.spelling-forgiven", None, count=count, examples="'agre'")
    assert [p.says.partition(" not ")[0] for p in problems] == ["1 answer is", "3 answers are"]
