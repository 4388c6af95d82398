"""Studies that look odd and are good: the check finds no error, and all of it is read as written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from small_study import CODEBOOK, MAPPING, STATEMENTS, write_small_study
from spoiling import ANSWERS, CONFIG, REGISTER, RETURNS, TALK, add, edit, put, workbook
from tabular_studies import spss_in_this_process
from triangulate.pipeline.check import check_study
from triangulate.problems import Problems
from triangulate.raw.everything import RawStudy, read_everything
from triangulate.study.load import load_study

pytestmark = pytest.mark.fast
THREE = """\
study: {id: odd, title: Odd, synthetic: false}
groups:
  - {id: a, label: Alpha}
  - {id: b, label: Beta site}
  - {id: c, label: Gamma}
"""


def read(study: Path) -> RawStudy:
    """Everything of a study that must have no error."""
    problems = check_study(study)
    assert not problems.errors, "\n".join(map(str, problems.errors))
    loaded = load_study(study, Problems())
    assert loaded is not None
    return read_everything(loaded, Problems())


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spss_in_this_process(monkeypatch)
    return write_small_study(tmp_path / "study")


def answers(raw: RawStudy, respondent: str) -> list[int | None]:
    return [answer.code for answer in raw.answers if answer.respondent == respondent]


@pytest.mark.parametrize("id", ["007", "1E5", "NA", "null", "-", "Ö 1", "1/2", "TRUE", "12.50"])
def test_ids_are_text_whatever_they_look_like(id: str, study: Path) -> None:
    edit(REGISTER, "\nW3,", f"\n{id},")(study)
    edit(ANSWERS, "\nW3,", f"\n{id},")(study)
    raw = read(study)
    assert raw.participants is not None
    assert id in [person.participant_id for person in raw.participants]
    assert answers(raw, id) == [4, 3, 5, 2]


@pytest.mark.parametrize("name", ["NA", "None", "101", "nan", "N/A", "Smith, Sons & Co", '"Q"'])
def test_an_organisation_may_be_called_anything(name: str, study: Path) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    edit(RETURNS, "\nward,Wren Hospital", f"\nward,{cell}")(study)
    assert name in [form.organisation for form in read(study).forms]


@pytest.mark.parametrize("path", [REGISTER, RETURNS, ANSWERS, "data/raw/codings/alex.csv"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_every_table_is_read_in_every_encoding(path: str, encoding: str, study: Path) -> None:
    if path == RETURNS:
        edit(path, "Wren Hospital", "Wrén Hospital")(study)
    before = read(study)
    text = (study / path).read_text(encoding="utf-8")
    (study / path).write_bytes(text.encode(encoding))
    after = read(study)
    assert after.answers == before.answers and after.mapping == before.mapping
    assert after.participants == before.participants and after.codings == before.codings


@pytest.mark.parametrize("path", [REGISTER, RETURNS, ANSWERS])
@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_table_is_read_with_every_delimiter(
    path: str, delimiter: str, line_end: str, study: Path
) -> None:
    before = read(study)
    text = (study / path).read_text(encoding="utf-8").replace(",", delimiter)
    (study / path).write_bytes(text.replace("\n", line_end).encode())
    after = read(study)
    assert after.answers == before.answers and after.mapping == before.mapping
    assert after.participants == before.participants


@pytest.mark.parametrize(("text", "value"), [("532.0", "532"), ("0", "0"), (" 80 ", "80"), ("0080", "80")])
def test_whole_numbers_may_be_written_as_spreadsheets_do(text: str, value: str, study: Path) -> None:
    edit(RETURNS, "Plover Hospital,80", f"Plover Hospital,{text}")(study)
    raw = read(study)
    beds = {answer.organisation: answer.value for answer in raw.mapping if answer.item == "beds"}
    assert beds["Plover Hospital"] == Decimal(value)


def test_labels_and_codes_may_stand_in_one_column_in_any_case(study: Path) -> None:
    edit(ANSWERS, "W3,ward,4,3,5,2", "W3,  WARD ,agree, 3 ,5 - Agree strongly,Disagree (2)")(study)
    edit(ANSWERS, "H3,home,3,4,3,4", "H3,home CARE,NEITHER,4.0,neither ,Agree")(study)
    raw = read(study)
    assert answers(raw, "W3") == [4, 3, 5, 2]
    assert answers(raw, "H3") == [3, 4, 3, 4]
    assert {person.respondent: person.group for person in raw.respondents}["H3"] == "home"


@pytest.mark.parametrize("points", [2, 3, 4, 6, 7, 11])
def test_scales_of_any_length_with_any_codes(points: int, study: Path) -> None:
    scale = "".join(
        f"  - {{code: {code}, label: Point {code}{', agree: true' if code == points - 2 else ''}}}\n"
        for code in range(-1, points - 1)
    )
    rest = STATEMENTS[STATEMENTS.index("not_applicable") :]
    put("config/statements.yaml", f"scale:\n{scale}{rest}")(study)
    put(ANSWERS, "id,group,clear,complete,rushed,enough_time\n"
        f"W1,ward,-1,Point {points - 2},0,\nW2,ward,point 0,,Not applicable,-1\n")(study)  # fmt: skip
    raw = read(study)
    assert answers(raw, "W1") == [-1, points - 2, 0, None]
    assert answers(raw, "W2") == [0, None, None, -1]


def test_a_scale_code_with_a_point_is_a_whole_number(study: Path) -> None:
    """A fact is called after the code, so that 1.0 would have made another fact of it."""
    edit("config/statements.yaml", "code: 1,", "code: 1.0,")(study)
    loaded = load_study(study, Problems())
    assert loaded is not None and loaded.statements is not None
    assert [str(point.code) for point in loaded.statements.instrument.scale] == list("12345")


def test_three_groups_by_id_or_label_in_any_case(tmp_path: Path) -> None:
    put(CONFIG, THREE + "statements: {instrument: config/statements.yaml, sources: [data/raw/statements]"
        ", respondent: who, group: site}\n")(tmp_path)  # fmt: skip
    put("config/statements.yaml", STATEMENTS)(tmp_path)
    put(ANSWERS, "who,site,clear,complete,rushed,enough_time\n"
        "1,ALPHA,1,1,1,1\n2,beta  Site,2,2,2,2\n3,C,3,3,3,3\n4,gamma,4,4,4,4\n")(tmp_path)  # fmt: skip
    raw = read(tmp_path)
    assert [person.group for person in raw.respondents] == ["a", "b", "c", "c"]
    assert raw.participants is None


@pytest.mark.parametrize("kept", ["mapping", "statements", "interviews"])
def test_a_study_of_one_strand(kept: str, study: Path) -> None:
    lines = (study / CONFIG).read_text().splitlines(keepends=True)
    strands = {"mapping": lines[5:6], "statements": lines[6:7], "interviews": lines[7:12]}
    (study / CONFIG).write_text("".join(lines[:5] + strands[kept]))
    raw = read(study)
    assert [bool(raw.mapping), bool(raw.answers), bool(raw.transcripts)] == [
        kept == "mapping", kept == "statements", kept == "interviews",
    ]  # fmt: skip


def test_a_study_of_one_group_needs_no_column_for_it(tmp_path: Path) -> None:
    put(CONFIG, "study: {id: one, title: One, synthetic: true}\ngroups: [{id: all, label: All}]\n"
        "statements: {instrument: config/statements.yaml, sources: [data/raw/s], respondent: who,"
        " group: site}\n")(tmp_path)  # fmt: skip
    put("config/statements.yaml", STATEMENTS)(tmp_path)
    put("data/raw/s/a.csv", "who,clear,complete,rushed,enough_time\n1,1,1,1,1\n")(tmp_path)
    assert [person.group for person in read(tmp_path).respondents] == ["all"]


def test_a_study_of_groups_alone_is_a_study(tmp_path: Path) -> None:
    put(CONFIG, THREE)(tmp_path)
    assert read(tmp_path) == RawStudy(None)


def test_every_list_may_be_empty(tmp_path: Path) -> None:
    put(
        CONFIG,
        THREE
        + """\
mapping: {instrument: config/mapping.yaml, sources: []}
statements: {instrument: config/statements.yaml, sources: [], respondent: id, group: group}
interviews: {transcripts: [], codebook: config/codebook.yaml, codings: [], interviewers: []}
privacy: {deny_list: [], disclosure: {exceptions: []}}
report:
""",
    )(tmp_path)
    put("config/mapping.yaml", "items: []\nchecks: []\n")(tmp_path)
    put("config/codebook.yaml", "version: 2\ncodes: []\n")(tmp_path)
    scale = STATEMENTS[: STATEMENTS.index("not_applicable")]
    put("config/statements.yaml", scale + "not_applicable: []\nthemes: []\nstatements: []\n")(tmp_path)
    raw = read(tmp_path)
    assert not raw.forms and not raw.respondents and not raw.transcripts and not raw.codings


HOSTILE = [
    "W1 first interview.txt", "W1 'single' \"double\".txt", "W1;touch x;.txt", "W1$(touch x).txt",
    "W1`touch x`.txt", "W1&|<>#%?*.txt", "-W1 --delete.txt", "W1\\back.txt",
    "Ünïcödé W1 – dash.txt", "W1.final.v2.txt", "[W1].txt",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_may_have_any_printable_name(name: str, study: Path) -> None:
    (study / TALK / "W1.txt").rename(study / TALK / name)
    quoted = '"' + name.replace('"', '""') + '"'
    edit(REGISTER, ",W1.txt", f",{quoted}")(study)
    table = study / "data/raw/codings/alex.csv"
    table.write_text(table.read_text().replace("W1.txt,", f"{quoted},"))
    (study / ANSWERS).rename((study / ANSWERS).with_name(name.replace(".txt", ".csv")))
    (study / RETURNS).rename((study / RETURNS).with_name(name.replace(".txt", ".csv")))
    raw = read(study)
    assert name in [transcript.document for transcript in raw.transcripts]
    placed = [record.document for coding in raw.codings for record in coding.codings if record.span]
    assert placed.count(name) == 2
    assert len(raw.respondents) == 10 and len(raw.forms) == 5


def test_answers_may_come_as_workbook_or_spss_file(study: Path) -> None:
    before = read(study)
    table = pd.read_csv(study / ANSWERS, dtype=str, keep_default_na=False)
    rows = [[int(cell) if cell.isdigit() else cell for cell in row] for row in table.values.tolist()]
    (study / ANSWERS).unlink()
    target = study / "data/raw/statements/answers.xlsx"
    target.write_bytes(workbook(["Handover survey"], [], list(table.columns), *rows))
    codes = [[answer.code for answer in read(study).answers], [answer.code for answer in before.answers]]
    assert codes[0] == codes[1]
    target.unlink()
    numbers = {"": None, "Not applicable": 9, "Agree": 4, "Disagree": 2}
    for column in table.columns[2:]:
        table[column] = [
            float(v) if (v := numbers.get(c, c)) is not None else float("nan") for c in table[column]
        ]
    labels = {
        1: "Disagree strongly",
        2: "Disagree",
        3: "Neither",
        4: "Agree",
        5: "Agree strongly",
        9: "N/A",
    }
    pyreadstat.write_sav(
        table,
        str(study / "data/raw/statements/answers.sav"),
        variable_value_labels={column: labels for column in table.columns[2:]},
        missing_ranges={column: [9] for column in table.columns[2:]},
    )
    assert [answer.code for answer in read(study).answers] == codes[1]


def test_a_transcript_may_be_named_without_its_ending(study: Path) -> None:
    edit(REGISTER, ",W1.txt", ",W1")(study)
    table = study / "data/raw/codings/alex.csv"
    table.write_text(table.read_text().replace("W1.txt,", "W1,"))
    placed = [r for coding in read(study).codings for r in coding.codings if r.document == "W1.txt"]
    assert len(placed) == 4 and all(record.span for record in placed)


def test_hidden_files_and_office_locks_are_passed_over(study: Path) -> None:
    for name in ("data/raw/statements/~$answers.xlsx", "data/raw/statements/.DS_Store",
                 TALK + "~$W1.docx", "data/raw/mapping/Thumbs.db"):  # fmt: skip
        put(name, b"\0\1")(study)
    before = len(check_study(study))
    assert before == 2
    read(study)


def test_a_study_keeps_its_odd_text(study: Path) -> None:
    put("config/mapping.yaml", MAPPING.replace("label: Staff", "label: 'Staff {all}: 50 % \"here\"'"))(study)
    put("config/codebook.yaml", CODEBOOK.replace("label: Noise,", "label: '{noise} $(x)',"))(study)
    add(RETURNS, 'ward,"{0} ${HOME} %s",10,4,2')(study)
    assert "{0} ${HOME} %s" in [form.organisation for form in read(study).forms]
