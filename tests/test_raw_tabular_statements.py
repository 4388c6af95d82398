"""Answers to the statements: tables, forms, labels and codes."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tabular_studies import (
    INSTRUMENT,
    POLICE,
    SCALE,
    STATEMENTS,
    codes,
    only,
    put,
    put_sheets,
    spss_in_this_process,
    study,
)
from triangulate.problems import Problems
from triangulate.raw.answerscale import Ambiguous, AnswerScale, Decoded
from triangulate.raw.forms import write_statement_form
from triangulate.raw.model import Respondent, StatementAnswer
from triangulate.raw.statements import read_statements
from triangulate.source import Source
from triangulate.study.model import ScalePoint, StatementInstrument, StatementStrand, Theme

pytestmark = pytest.mark.fast


@pytest.fixture(autouse=True)
def spss_here(monkeypatch: pytest.MonkeyPatch) -> None:
    spss_in_this_process(monkeypatch)


HEAD = "person,agency,Q1,long,time\n"
HERE = "data/raw/statements/a.csv"


def read(tmp_path: Path, **changes: object) -> tuple[list[Respondent], list[StatementAnswer], Problems]:
    problems = Problems()
    respondents, answers = read_statements(study(tmp_path, **changes), problems)  # type: ignore[arg-type]
    return list(respondents), list(answers), problems


def test_labels_and_codes_may_be_mixed_and_blank_and_not_applicable_stay_apart(tmp_path: Path) -> None:
    put(tmp_path, HERE, HEAD + "007,police,4,Agree,\nNA,Probation Service,N/A,Strongly disagree,2\n")
    respondents, answers, problems = read(tmp_path)
    assert not problems
    assert respondents == [
        Respondent("007", "police", Source(HERE, None, 2, None, 2)),
        Respondent("NA", "nps", Source(HERE, None, 3, None, 3)),
    ]
    assert [(a.statement, a.code, a.status, a.text) for a in answers] == [
        ("clear", 4, "answered", "4"),
        ("long", 4, "answered", "Agree"),
        ("time", None, "blank", ""),
        ("clear", None, "not_applicable", "N/A"),
        ("long", 1, "answered", "Strongly disagree"),
        ("time", 2, "answered", "2"),
    ]
    assert answers[1].source == Source(HERE, None, 2, "D", 2)


def test_other_spellings_are_understood_and_counted_once_for_the_file(tmp_path: Path) -> None:
    put(
        tmp_path,
        HERE,
        HEAD + "a,police,4.0, agree ,4 - Agree\nb,police,4 = AGREE,agree (4),STRONGLY  agree\n",
    )
    _, answers, problems = read(tmp_path)
    assert [a.code for a in answers] == [4, 4, 4, 4, 4, 5]
    assert "6 answers" in only(problems, "statements.spelling-forgiven")
    assert not problems.errors


@pytest.mark.parametrize("cell", ["Agre", "NA", "9", "4.5", "2 - Agree", "-", "yes", "1E0", "44", "٤"])
def test_anything_else_is_an_error_at_its_cell_and_never_a_missing_value(tmp_path: Path, cell: str) -> None:
    put(tmp_path, HERE, HEAD + f"a,police,4,4,{cell}\n")
    problems = read(tmp_path)[2]
    assert codes(problems) == ["statements.unknown-answer"]
    assert f"{HERE}, cell E2, line 2: {cell!r}" in str(problems.errors[0])


def test_a_mistyped_label_brings_the_nearest(tmp_path: Path) -> None:
    put(tmp_path, HERE, HEAD + "a,police,4,4,Stongly agree\n")
    assert "Did you mean 'Strongly agree'?" in only(read(tmp_path)[2], "statements.unknown-answer")


def test_a_text_that_is_one_points_label_and_anothers_code_is_ambiguous() -> None:
    scale = tuple(ScalePoint(code, str(code - 1)) for code in range(1, 6))
    read_cell = AnswerScale(StatementInstrument(scale, (), (), ())).decode
    assert read_cell("1") == Ambiguous("code 1 or code 2")
    assert read_cell("0") == Decoded(1, "answered")
    assert read_cell("5") == Decoded(5, "answered")


def test_columns_may_be_headed_by_id_or_text_in_any_case(tmp_path: Path) -> None:
    put(tmp_path, HERE, 'Person;AGENCY;CLEAR;Long ;"i have the time I need,  mostly."\na;police;1;2;3\n')
    _, answers, problems = read(tmp_path)
    assert not problems
    assert [(a.statement, a.code) for a in answers] == [("clear", 1), ("long", 2), ("time", 3)]


def test_a_missing_statement_column_is_an_error_and_an_extra_one_a_warning(tmp_path: Path) -> None:
    put(tmp_path, HERE, "person,agency,Q1,long,tyme,age,sex\na,police,1,2,3,40,f\n")
    problems = read(tmp_path)[2]
    assert "Did you mean 'tyme'?" in only(problems, "statements.missing-column")
    assert "3 columns" in only(problems, "statements.extra-columns")
    assert len(problems) == 2


def test_without_its_respondent_or_group_column_a_table_is_refused(tmp_path: Path) -> None:
    put(tmp_path, HERE, "persn,group,Q1,long,time\na,police,1,2,3\n")
    respondents, answers, problems = read(tmp_path)
    assert (respondents, answers) == ([], [])
    texts = [str(problem) for problem in problems.errors]
    assert len(texts) == 2
    assert "'person' for the respondent. Did you mean 'persn'?" in texts[0]
    assert "'agency' for the group" in texts[1]


def test_the_only_group_is_taken_where_the_column_is_absent_but_not_where_the_cell_is_blank(
    tmp_path: Path,
) -> None:
    put(tmp_path, HERE, "person,Q1,long,time\na,1,2,3\n")
    respondents, _, problems = read(tmp_path, groups=(POLICE,))
    assert not problems
    assert respondents[0].group == "police"
    put(tmp_path, HERE, HEAD + "a,,1,2,3\n")
    assert codes(read(tmp_path, groups=(POLICE,))[2]) == ["statements.no-group"]


def test_unknown_groups_and_nameless_respondents_are_errors(tmp_path: Path) -> None:
    put(tmp_path, HERE, HEAD + "a,polcie,1,2,3\n,police,1,2,3\n")
    problems = read(tmp_path)[2]
    assert codes(problems) == ["statements.no-respondent", "statements.unknown-group"]
    assert "Did you mean 'police'?" in only(problems, "statements.unknown-group")


def test_a_respondent_who_answers_twice_is_an_error_within_and_across_files(tmp_path: Path) -> None:
    put(tmp_path, HERE, HEAD + "a,police,1,2,3\na,police,1,2,3\nb,nps,1,1,1\n")
    put(tmp_path, "data/raw/statements/deep/b.csv", HEAD + "b,police,1,2,3\n")
    problems = read(tmp_path)[2]
    assert codes(problems) == ["statements.duplicate-respondent"] * 2
    assert [p.source.file for p in problems if p.source] == [HERE, "data/raw/statements/deep/b.csv"]


def test_a_bad_column_of_a_large_file_is_reported_fifty_times_and_counted(tmp_path: Path) -> None:
    put(tmp_path, HERE, HEAD + "".join(f"{n},police,x,1,1\n" for n in range(100)))
    problems = read(tmp_path)[2]
    assert codes(problems).count("statements.unknown-answer") == 50
    assert "50 more" in only(problems, "files.more")


# SPSS


def sav(tmp_path: Path, frame: pd.DataFrame, **options: object) -> None:
    (tmp_path / "data/raw/statements").mkdir(parents=True, exist_ok=True)
    pyreadstat.write_sav(frame, tmp_path / "data/raw/statements/a.sav", **options)


def test_spss_answers_through_its_labels_and_its_missing_values(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "person": [7.0, 8.0, 9.0],
            "agency": [1.0, 2.0, 1.0],
            "Q1": [0.0, 4.0, 99.0],
            "long": [4.0, 98.0, None],
            "time": ["Agree", "", "5"],
        }
    )
    labels = {float(point.code - 1): point.label for point in SCALE}
    sav(
        tmp_path,
        frame,
        variable_value_labels={
            "agency": {1: "Police", 2: "Probation service"},
            "Q1": {**labels, 99: "Not applicable"},
            "long": {98: "Refused"},
        },
        missing_ranges={"Q1": [99], "long": [98]},
    )
    respondents, answers, problems = read(tmp_path)
    assert not problems
    assert [(r.respondent, r.group) for r in respondents] == [
        ("7", "police"),
        ("8", "nps"),
        ("9", "police"),
    ]
    assert [(a.code, a.status) for a in answers] == [
        (1, "answered"),
        (4, "answered"),
        (4, "answered"),
        (5, "answered"),
        (None, "blank"),
        (None, "blank"),
        (None, "not_applicable"),
        (None, "blank"),
        (5, "answered"),
    ]
    assert answers[0].source == Source("data/raw/statements/a.sav", None, 1, "Q1")
    assert answers[0].text == "Strongly disagree"


def test_a_bare_value_in_an_spss_file_with_a_numbering_of_its_own_is_no_code(tmp_path: Path) -> None:
    frame = pd.DataFrame({"person": ["a"], "agency": ["police"], "Q1": [5.0], "long": [1.0], "time": [1.0]})
    labels = {float(point.code - 1): point.label for point in SCALE}
    sav(tmp_path, frame, variable_value_labels={"Q1": labels})
    assert "variable Q1" in only(read(tmp_path)[2], "statements.unknown-answer")


# Workbooks and forms


def test_a_wide_workbook_is_read_with_numeric_ids_as_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["person", "agency", "Q1", "long", "time"],
        [7, "police", 4, "Agree", None],
    ]
    put_sheets(tmp_path, "data/raw/statements/a.xlsx", Answers=rows)
    respondents, answers, problems = read(tmp_path)
    assert not problems
    assert respondents[0].respondent == "7"
    assert [(a.code, a.status) for a in answers] == [(4, "answered"), (4, "answered"), (None, "blank")]
    assert answers[0].source == Source("data/raw/statements/a.xlsx", "Answers", 2, "C")


def test_a_date_where_an_answer_should_be_is_an_error(tmp_path: Path) -> None:
    path = put_sheets(
        tmp_path,
        "data/raw/statements/a.xlsx",
        Answers=[["person", "agency", "Q1", "long", "time"], ["a", "police", 43101, 4, 4]],
    )
    workbook = load_workbook(path)
    workbook["Answers"]["C2"].number_format = "d-mmm"
    workbook.save(path)
    assert "cell C2" in only(read(tmp_path)[2], "files.date-cell")


def test_merged_cells_in_a_table_are_an_error(tmp_path: Path) -> None:
    path = put_sheets(
        tmp_path,
        "data/raw/statements/a.xlsx",
        S=[
            ["person", "agency", "Q1", "long", "time"],
            ["a", "police", 4, 4, 4],
            ["b", "police", 4, 4, 4],
        ],
    )
    workbook = load_workbook(path)
    workbook["S"].merge_cells("C2:C3")
    workbook.save(path)
    assert "C2:C3" in only(read(tmp_path)[2], "files.merged")


def test_true_and_false_typed_into_a_spreadsheet_answer_a_scale_that_has_them(tmp_path: Path) -> None:
    instrument = StatementInstrument(
        (ScalePoint(0, "False"), ScalePoint(1, "True", agree=True)),
        (),
        (Theme("t", "T"),),
        STATEMENTS[:1],
    )
    strand = StatementStrand(instrument, ("data/raw/statements",), "person", "agency")
    put_sheets(tmp_path, "data/raw/statements/a.xlsx", S=[["person", "agency", "Q1"], ["a", "police", True]])
    _, answers, problems = read(tmp_path, statements=strand)
    assert [a.code for a in answers] == [1]
    assert not problems.errors


def test_forms_and_tables_may_stand_side_by_side(tmp_path: Path) -> None:
    put(tmp_path, HERE, HEAD + "a,police,1,2,3\n")
    write_statement_form(
        tmp_path / "data/raw/statements/forms/b.xlsx",
        study(tmp_path),
        "nps",
        "b",
        {"clear": "Agree", "long": "Not applicable"},
    )
    put(
        tmp_path,
        "data/raw/statements/c.csv",
        "item,value\nperson,c\ngroup,Police\nQ1,2\nlong,\ntime,Agree\n",
    )
    respondents, answers, problems = read(tmp_path)
    assert not problems
    assert [(r.respondent, r.group) for r in respondents] == [
        ("a", "police"),
        ("c", "police"),
        ("b", "nps"),
    ]
    assert [a.status for a in answers[-3:]] == ["answered", "not_applicable", "blank"]
    assert answers[-3].source.sheet == "Form"


def test_a_form_without_respondent_or_group_is_an_error(tmp_path: Path) -> None:
    write_statement_form(tmp_path / "data/raw/statements/a.xlsx", study(tmp_path), None)
    assert codes(read(tmp_path)[2]) == ["statements.no-group", "statements.no-respondent"]


def test_a_form_that_lost_a_row_or_gained_one_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, HERE, "item,value\nperson,c\ngroup,Police\nQ1,2\nlong,\ntimes,Agree\n")
    problems = read(tmp_path)[2]
    assert codes(problems) == ["statements.missing-item", "statements.unknown-item"]
    assert "Did you mean 'time'?" in only(problems, "statements.unknown-item")


def test_answers_without_a_statement_doubles_and_sorted_questions_are_errors(tmp_path: Path) -> None:
    rows = ["id,statement,answer", "person,,c", "group,,Police", "clear,The training was too long.,2"]
    rows += ["long,,1", "long,,2", "time,,", ",,Agree"]
    put(tmp_path, HERE, "\n".join(rows))
    assert codes(read(tmp_path)[2]) == [
        "statements.id-and-question",
        "statements.item-twice",
        "statements.missing-item",
        "statements.stray-answer",
    ]


def test_an_ambiguous_answer_is_an_error_at_its_cell(tmp_path: Path) -> None:
    scale = tuple(ScalePoint(code, str(code - 1)) for code in range(1, 6))
    instrument = StatementInstrument(scale, (), (Theme("training", "Training"),), STATEMENTS[:1])
    strand = StatementStrand(instrument, ("data/raw/statements",), "person", "agency")
    put(tmp_path, HERE, "person,agency,Q1\na,police,3\n")
    problems = read(tmp_path, statements=strand)[2]
    assert "cell C2, line 2: '3' could mean two answers: code 3 or code 4" in only(
        problems, "statements.ambiguous-answer"
    )


def test_a_stored_result_of_a_formula_is_used_and_noted(tmp_path: Path) -> None:
    path = put_sheets(
        tmp_path,
        "data/raw/statements/a.xlsx",
        S=[["person", "agency", "Q1", "long", "time"], ["a", "police", 4, 4, 4]],
    )
    with zipfile.ZipFile(path) as made:
        members = {name: made.read(name) for name in made.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v>4</v>", b"<f>2+2</f><v>4</v>", 1)
    with zipfile.ZipFile(path, "w") as changed:
        for name, content in members.items():
            changed.writestr(name, content)
    _, answers, problems = read(tmp_path)
    assert [a.code for a in answers] == [4, 4, 4]
    assert "the first in C2" in only(problems, "files.formula-used")
    assert not problems.errors


def test_a_mapping_form_among_the_statements_is_not_mistaken(tmp_path: Path) -> None:
    put(tmp_path, HERE, "some,other,table\n1,2,3\n")
    assert "some, other, table" in only(read(tmp_path)[2], "statements.not-recognised")


# Properties


@given(st.text(max_size=20))
def test_a_text_answers_only_if_it_names_the_answer(text: str) -> None:
    meant = AnswerScale(INSTRUMENT).decode(text)
    if isinstance(meant, Decoded) and meant.status == "blank":
        assert not text.strip()
    elif isinstance(meant, Decoded):
        assert any(sign.isalnum() for sign in text)


@given(
    point=st.sampled_from(SCALE),
    spelling=st.sampled_from(
        ["{l}", "{c}", "{c}.0", "{c} - {l}", "{c}={l}", "{c}. {l}", "{l} ({c})", "{l} - {c}"]
    ),
    pad=st.sampled_from(["", " ", "\t", "\u00a0"]),
    case=st.sampled_from([str, str.upper, str.lower, str.title]),
)
def test_every_forgiven_spelling_means_its_point(
    point: ScalePoint, spelling: str, pad: str, case: type[str]
) -> None:
    text = pad + case(spelling.format(l=point.label, c=point.code)) + pad
    meant = AnswerScale(INSTRUMENT).decode(text)
    assert isinstance(meant, Decoded)
    assert (meant.code, meant.status) == (point.code, "answered")
    assert meant.forgiven == (text not in (point.label, str(point.code)))


def test_thirty_thousand_answers_are_read_within_a_second(tmp_path: Path) -> None:
    put(tmp_path, HERE, HEAD + "".join(f"{n},police,{n % 5 + 1},Agree,\n" for n in range(10_000)))
    start = time.process_time()
    _, answers, problems = read(tmp_path)
    # 280,000 x 25 answers take well below a minute (about 4 microseconds each); the bound leaves room.
    assert time.process_time() - start < 1
    assert len(answers) == 30_000
    assert not problems
