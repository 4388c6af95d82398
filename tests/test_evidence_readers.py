"""The second readers of raw files, held against the pipeline's on files of every kind."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import docx
import pandas as pd
import pyreadstat
import pytest
from coding_studies import (
    CODEBOOK,
    imported,
    project,
    selection,
    table,
    taguette,
    text_source,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tabular_studies import BOTH, POLICE, put, put_sheets, study
from triangulate.evidence.recompute import files
from triangulate.evidence.recompute.answers import NOT_APPLICABLE, read_answers
from triangulate.evidence.recompute.codings import Codings
from triangulate.evidence.recompute.files import Package, Unreadable, parsed
from triangulate.evidence.recompute.mapping import read_returns
from triangulate.evidence.recompute.people import Register, owners_of
from triangulate.evidence.recompute.spss import read_spss
from triangulate.evidence.recompute.tables import read_tables
from triangulate.evidence.recompute.talk import Doubtful, turns_of
from triangulate.evidence.recompute.texts import canonical_text
from triangulate.problems import Problems
from triangulate.raw.forms import write_mapping_form, write_statement_form
from triangulate.raw.mapping import read_mapping
from triangulate.raw.register import read_register
from triangulate.raw.statements import read_statements
from triangulate.raw.transcripts import read_transcript
from triangulate.raw.transcripts import turns_of as pipelines_turns
from triangulate.study.model import Study

pytestmark = pytest.mark.fast


def answers_alike(about: Study, files: list[str]) -> int:
    """How many answers both readers find; fails if they differ."""
    problems = Problems()
    _, expected = read_statements(about, problems)
    assert not problems.errors, [str(p) for p in problems.errors]
    found = {
        (sheet.respondent, sheet.group, statement): answer
        for sheet in read_answers(about.directory, about, files)
        for statement, answer in sheet.answers.items()
    }
    assert found == {
        (a.respondent, a.group, a.statement): a.status if a.code is None else a.code for a in expected
    }
    return len(found)


HEADER = "person,agency,Q1,long,time\n"


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + "1,police,4,Agree,5\n2,NPS,,N/A,1\n").encode(),
        ("\ufeff" + HEADER + "007,Police,agree,4 - Agree,Agree (4)\n").encode(),
        (HEADER + "1,police,4,2,5\n").replace(",", ";").encode("utf-16"),
        ("sep=\t\r\n" + (HEADER + "1,police,4,2,5\n").replace(",", "\t")).encode(),
        (HEADER + '\n"1",police,"Strongly\u00a0agree",2.0,5\n\n,,,,\n').encode(),
        (HEADER + "caf\xe9,police,4,2,5\n").encode("cp1252"),
        b"TIME,long,person,agency,The training was clear.\n5,1,a,police,3\n",
    ],
)  # fmt: skip
def test_answers_in_csv_are_read_alike(content: bytes, tmp_path: Path) -> None:
    put(tmp_path, "data/raw/statements/a.csv", content)
    assert answers_alike(study(tmp_path), ["data/raw/statements/a.csv"]) >= 3


def test_answers_in_workbooks_are_read_alike(tmp_path: Path) -> None:
    heads = ["person", "agency", "Q1", "long", "time"]
    rows: list[list[object]] = [
        ["A title"],
        heads,
        [7, "police", 4, "Agree", True],
        [8.0, "nps", None, 2, "N/A"],
    ]
    rows[2][4] = "Strongly agree"
    path = "data/raw/statements/a.xlsx"
    put_sheets(tmp_path, path, Notes=[["nothing"]], Data=rows)
    assert answers_alike(study(tmp_path), [path]) == 6


def test_ids_shown_with_noughts_by_their_format_keep_them(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["person", "agency", "Q1", "long", "time"])
    sheet.append([7, "police", 4, 2, 5])
    sheet["A2"].number_format = "000"
    target = tmp_path / "data/raw/statements/a.xlsx"
    target.parent.mkdir(parents=True)
    book.save(target)
    (sheet_read,) = read_answers(tmp_path, study(tmp_path), ["data/raw/statements/a.xlsx"])
    assert sheet_read.respondent == "007"
    assert answers_alike(study(tmp_path), ["data/raw/statements/a.xlsx"]) == 3


def test_filled_forms_are_read_alike(tmp_path: Path) -> None:
    about = study(tmp_path)
    (tmp_path / "data/raw/statements").mkdir(parents=True)
    files = []
    for who, group, answers in (
        ("p1", "police", {"clear": "Agree", "long": "Not applicable", "time": None}),
        ("n1", "nps", {"clear": "2", "long": "Strongly disagree"}),
    ):
        files.append(f"data/raw/statements/{who}.xlsx")
        write_statement_form(tmp_path / files[-1], about, group, who, answers)
    assert answers_alike(about, files) == 6


@pytest.mark.parametrize("compressed", [False, True])
def test_answers_in_spss_files_are_read_alike(compressed: bool, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "person": ["a", "b", "caf\u00e9", "d" * 9],
            "agency": [1.0, 2.0, 1.0, 2.0],
            "Q1": [1.0, 5.0, 99.0, None],
            "long": [4.0, 4.0, 3.0, 98.0],
            "time": [2.0, 1.0, 5.0, 4.0],
        }
    )
    labels = {1.0: "Strongly disagree", 4.0: "Agree", 99.0: "Not applicable"}
    target = tmp_path / "data/raw/statements/a.sav"
    target.parent.mkdir(parents=True)
    pyreadstat.write_sav(
        frame,
        target,
        variable_value_labels={
            "agency": {1.0: "Police", 2.0: "nps"},
            "Q1": labels,
            "long": {98.0: "refused"},
        },
        missing_ranges={"Q1": [99], "long": [{"lo": 90, "hi": 99}]},
        row_compress=compressed,
    )
    assert answers_alike(study(tmp_path), ["data/raw/statements/a.sav"]) == 12
    sheets = read_answers(tmp_path, study(tmp_path), ["data/raw/statements/a.sav"])
    assert [sheet.answers["clear"] for sheet in sheets] == [1, 5, NOT_APPLICABLE, "blank"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(
        st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(-200, 300).map(float)),
        min_size=1,
        max_size=20,
    ),
    words=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=700),
    packed=st.booleans(),
)  # fmt: skip
def test_any_values_of_an_spss_file_are_read_as_pyreadstat_reads_them(
    numbers: list[float | None], words: str, packed: bool, tmp_path: Path
) -> None:
    words = words.strip()
    frame = pd.DataFrame({"a_long_variable_name": numbers, "words": [words] * len(numbers), "b": numbers})
    path = tmp_path / "any.sav"
    pyreadstat.write_sav(frame, path, compress=packed)
    data, _ = pyreadstat.read_sav(path, output_format="dict")
    rows = read_spss(path.read_bytes(), "any.sav").rows
    assert rows[0] == ["a_long_variable_name", "words", "b"]
    kept = [n for n, w in zip(numbers, data["words"], strict=True) if n is not None or w]
    assert [float(row[0]) if row[0] else None for row in rows[1:]] == kept
    assert {row[1] for row in rows[1:]} <= {data["words"][0].rstrip(" ")}


def test_damaged_spss_files_are_unreadable_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"id": ["a", "b"], "q": [1.0, 2.0]}), path)
    whole = path.read_bytes()
    refused = 0
    for cut in range(0, len(whole), 7):
        try:
            # Cut within its cases a file has fewer of them, and is no worse.
            assert len(read_spss(whole[:cut], "a.sav").rows) <= 3
        except Unreadable:
            refused += 1
    assert refused > len(whole) // 7 - 10
    for place in range(4, len(whole), 5):
        try:
            read_spss(whole[:place] + b"\xff" + whole[place + 1 :], "a.sav")
        except Unreadable as fault:
            assert fault.reason


def test_mapping_forms_and_tables_are_read_alike(tmp_path: Path) -> None:
    about = study(tmp_path)
    for group, organisation, answers in (
        ("police", "A", {"officers": 12, "officers_fte": 10.5, "share": 0.25, "region": "x"}),
        ("police", None, {"officers": 1, "share": 1 / 3}),
        ("nps", "B", {"officers": 0, "units": 3}),
    ):
        target = tmp_path / f"data/raw/mapping/{group}/{organisation or 'from the file'}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        write_mapping_form(target, about, group, answers, organisation)
    put(
        tmp_path,
        "data/raw/mapping/nps/c.csv",
        "item,value\norganisation,C\nofficers,7\nunits,\nshare,.5\n",
    )
    put(
        tmp_path,
        "data/raw/mapping/wide.csv",
        "group;Organisation;officers;share;Region;officers_fte;Local units\n"
        "police;NA;3;1;x;2.5;\nnps;E;4;;;;5\n",
    )
    problems = Problems()
    forms, expected = read_mapping(about, problems)
    assert not problems.errors, [str(p) for p in problems.errors]
    files = sorted(p.relative_to(tmp_path).as_posix() for p in (tmp_path / "data/raw").rglob("*.*"))
    found = read_returns(tmp_path, about, files)
    assert Counter((r.group, r.organisation) for r in found) == Counter(
        (f.group, f.organisation) for f in forms
    )
    assert {(r.group, r.organisation, i): v for r in found for i, v in r.values.items()} == {
        (a.group, a.organisation, a.item): None if a.value is None else float(a.value)
        for a in expected
        if a.item != "region"
    }


def test_the_register_is_read_alike(tmp_path: Path) -> None:
    put(
        tmp_path,
        "data/raw/participants.csv",
        "participant_id;group;organisation;role;consent_date;withdrawn_date;transcript\n"
        "007;Police;A;x;2018-01-05;;one.txt\n8;nps;B;;;;two\n9;NPS;;;2018-01-05;2018-02-01;three.txt\n",
    )
    about = study(tmp_path, BOTH)
    expected = read_register(about, Problems())
    assert expected is not None
    people = Register(tmp_path, about).people
    assert people is not None
    assert [(p.id, p.group, p.organisation, p.transcript) for p in people] == [
        (p.participant_id, p.group, p.organisation, p.transcript or "") for p in expected
    ]
    assert [p.standing for p in people] == ["included", "no_consent", "withdrawn"]
    paths = [f"data/raw/transcripts/{name}.txt" for name in ("one", "two", "three")]
    assert owners_of(about, people, paths) == {paths[0]: ("007", "police")}


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def text_alike(directory: Path, name: str) -> str:
    """The canonical text that both readers find; fails if they differ."""
    expected = read_transcript(directory / name, directory, Problems())
    assert expected is not None
    assert canonical_text(directory, name) == expected.text
    return expected.text


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p><w:p/>"
        "<w:p><w:r><w:t>d</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>b</w:t></w:r></w:p>",
        "<w:p><w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del></w:p>",
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:t>no</w:t>'
        '<w:fldChar w:fldCharType="separate"/><w:t>7</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:noBreakHyphen/>"
        '<w:softHyphen/><w:sym w:char="2713"/><w:br w:type="page"/><w:t>y</w:t></w:r></w:p>',
        "<w:p><w:r><w:t>p</w:t><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:r></w:p>",
    ],
)  # fmt: skip
def test_word_documents_have_the_same_text(body: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    assert text_alike(tmp_path, "a.docx")


def test_a_word_document_of_python_docx_has_the_same_text(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("INT: How was it?", "", "P1: Well,\tgood.\nVery good.", "P1: caf\u00e9 \U0001f600"):
        document.add_paragraph(text)
    document.save(str(tmp_path / "a.docx"))
    assert text_alike(tmp_path, "a.docx").endswith("\U0001f600")


@pytest.mark.parametrize(
    "body",
    [
        '<text:h>One</text:h><text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>',
        "<text:p>  two   spaces\n and <text:span> more </text:span> end </text:p>",
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:p>kept<text:note>n</text:note>.</text:p>",
        "<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>",
        "<text:p>p<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>q</text:p>",
    ],
)  # fmt: skip
def test_opendocument_texts_have_the_same_text(body: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {ODF}><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
    text_alike(tmp_path, "a.odt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_transcripts_have_the_same_text(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("I: caf\xe9?\r\nP: yes\r\n".encode(encoding))
    assert text_alike(tmp_path, "a.txt") == "I: caf\xe9?\nP: yes\n"


TEXTS = {
    "one.txt": "Interviewer: how\nParticipant: It was 😀 good, “very good”, for a while – "
    "and it was good again.\n",
    "Two Words.docx": "INT: and?\nP2: It rained on all of us and on our café.\n",
}


def placed(directory: Path) -> Codings:
    folder = directory / "transcripts"
    folder.mkdir(exist_ok=True)
    paths = {}
    for name, text in TEXTS.items():
        plain = name.replace(".docx", ".txt")
        (folder / plain).write_text(text, encoding="utf-8")
        paths[name] = f"transcripts/{plain}"
    files = sorted(p.relative_to(directory).as_posix() for p in (directory / "codings").iterdir())
    return Codings(directory, files, paths, [*paths, "out.txt"], CODEBOOK, "small")


def codings_alike(directory: Path, files: dict[str, bytes]) -> int:
    """How many codings both readers place; fails if they place them elsewhere."""
    expected, _ = imported(directory, files, TEXTS, ["out.txt"])
    pipeline = Counter(
        (c.document, c.code, c.coder, (c.span.start, c.span.end))
        for found in expected
        for c in found.codings
        if c.span is not None
    )
    own = [c for c in placed(directory).placed(lambda *_: True) if c.sure]
    exact = Counter((c.document, c.code, c.coder, c.span) for c in own if c.span)
    assert exact <= pipeline
    # By likeness it is only told that the words stand somewhere.
    assert len(own) == sum(pipeline.values())
    assert len(own) - sum(exact.values()) <= sum(
        c.placement == "fuzzy" for found in expected for c in found.codings
    )
    return sum(pipeline.values())


def at(document: str, words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXTS[document].index(words, start + 1)
    return start, start + len(words)


def test_codings_of_tables_are_placed_alike(tmp_path: Path) -> None:
    good, again = at("one.txt", "good"), at("one.txt", "good", 2)
    rows = [
        ("one.txt", *good, "training", "a", "good", ""),
        ("ONE", *again, "Training", "a", "good", "memo"),
        ("one.txt", again[0] - 4, again[1] - 4, "Partnership working > Positive", "a", "good", ""),
        ("one.txt", *at("one.txt", "It was"), "training_positive", "", "It was", ""),
        ("two words.docx", 3, 9, "training", "a", "", ""),
        ("two words", 0, 5, "training", "a", "INT: and?  \nP2: It", ""),
        ("two words", 5, 0, "training", "a", "INT", ""),
        ("two words", 0, 9999, "training", "a", "INT", ""),
        ("out.txt", 0, 5, "training", "a", "INT", ""),
        ("one.txt", 0, 5, "weather", "a", "Inter", ""),
        ("one.txt", 0, 5, "training", "a", "words that nobody in it ever said", ""),
        ("one.txt", 30, 60, "training", "a", 'was 😀 good, "very good", for a while - and', ""),
        ("one.txt", 30, 60, "training", "a", "was 😀 good, “very good”, for a whyle – and it", ""),
    ]
    assert codings_alike(tmp_path, {"team.csv": table(rows)}) == 8


@pytest.mark.parametrize("unit", ["utf-16-le", "utf-8"])
def test_offsets_of_other_units_are_placed_alike(unit: str, tmp_path: Path) -> None:
    width = 2 if unit == "utf-16-le" else 1
    rows = []
    for words in ("good, “very", "for a while", "again"):
        start, end = at("one.txt", words)
        moved = [len(TEXTS["one.txt"][:place].encode(unit)) // width for place in (start, end)]
        rows.append(("one.txt", *moved, "training", "b", words, ""))
    assert codings_alike(tmp_path, {"team.csv": table(rows, delimiter=";")}) == 3


def test_codings_of_refi_projects_are_placed_alike(tmp_path: Path) -> None:
    own = TEXTS["one.txt"].replace("\n", "\r\n")
    start = own.index("good again")
    inside = (
        selection(start, start + 10) + selection(0, 11, "A3", "B2") + selection(5, 3) + selection(0, 4, "A4")
    )
    other = text_source("renamed", selection(10, 20, "A0"), "internal://two.txt")
    data = zipped(
        {
            "project.qde": project(text_source("one", inside) + other),
            "sources/one.txt": own.encode(),
            "sources/two.txt": TEXTS["Two Words.docx"].encode(),
        }
    )
    assert codings_alike(tmp_path, {"a.qdpx": data}) == 3


def test_codings_of_taguette_projects_are_placed_alike(tmp_path: Path) -> None:
    html = "".join(f"<p>{line}</p>" for line in TEXTS["one.txt"].splitlines())
    bare = "".join(TEXTS["one.txt"].splitlines())
    found = []
    for words, nth, tags in (
        ("good", 2, ["training"]),
        ("a while", 0, ["Training", "pdp_ice"]),
        ("It was", 0, []),
    ):
        start = -1
        for _ in range(nth + 1):
            start = bare.index(words, start + 1)
        ends = [len(bare[:place].encode()) for place in (start, start + len(words))]
        found.append((1, *ends, words, tags))
    data = taguette(tmp_path / "p.sqlite3", [("one.txt", html)], found, {1: "anna"})
    assert codings_alike(tmp_path, {"p.sqlite3": data}) == 3


DIALOGUE = [
    "Interview 3\n\nInterviewer: Hello?\nParticipant: Well,\nit was\tgood. \n\nInterviewer: And?\n"
    "Participant: No.\n",
    "INT [00:00:04]: Hello?\nP04 [00:01:02]: Well.\nINT [00:01:30]: Yes: why?\nP04 [01:02:03]: Because.\n",
    "[0:04] INT: Hello?\n[0:09] Anna: Well.\n[0:20] INT: So?\n[0:30] Anna: Yes, at 10:30 exactly.\n",
]


@pytest.mark.parametrize("text", DIALOGUE)
def test_turns_of_plain_dialogue_are_made_out_alike(text: str) -> None:
    expected = pipelines_turns(text, "txt")
    found = turns_of(text, "a.txt", ())
    assert [(t.participant, t.span) for t in found] == [
        (t.role == "participant", (t.span.start, t.span.end)) for t in expected
    ]
    assert [t.seconds for t in found] == [t.time_start for t in expected]


def test_turns_of_voiced_cues_are_made_out_alike() -> None:
    text = (
        "WEBVTT\n\nNOTE x\n\n1\n00:00:04.000 --> 00:00:09.500\n<v Interviewer>How\nwas it?\n\n"
        "2\n00:00:09.500 --> 00:01:00.000 align:start\n<v Participant>Good.</v>\n"
    )
    expected = pipelines_turns(text, "vtt")
    found = turns_of(text, "a.vtt", ())
    assert [(t.participant, t.span, t.seconds) for t in found] == [
        (t.role == "participant", (t.span.start, t.span.end), t.time_end) for t in expected
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nobody is labelled here.\nAt all.\n",
        "Dan: Hello?\nAnna: Well.\nDan: So?\nAnna: Yes.\n",
        "Interviewer: Hello?\nParticipant: Well.\nInterviewer: So?\nPartcipant: Yes.\nParticipant: No.\n",
        "Interviewer: Hello?\nParticipant: Well.\n[00:01:02]\nInterviewer: So?\nParticipant: Yes.\n",
    ],
)
def test_where_it_is_doubtful_who_speaks_no_turns_are_made_out(text: str) -> None:
    with pytest.raises(Doubtful):
        turns_of(text, "a.txt", ())


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<?xml version="1.0" encoding="UTF-16"?><x',
        b"<x><y></x>",
        b"",
    ],
)
def test_xml_with_a_doctype_or_damage_is_unreadable(xml: bytes) -> None:
    with pytest.raises(Unreadable):
        parsed(xml, "a.xml")


def test_archives_that_hold_too_much_are_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_MOST_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.xml", b"0" * 600_000)
        archive.writestr("1.xml", b"0" * 600_000)
    with pytest.raises(Unreadable, match="more than a document can"):
        Package(tmp_path, "a.docx")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), ending=st.sampled_from([".csv", ".xlsx", ".sav"]))
def test_any_bytes_are_read_or_unreadable_and_never_a_traceback(
    data: bytes, ending: str, tmp_path: Path
) -> None:
    head = {".sav": b"$FL2", ".xlsx": b"PK\x03\x04", ".csv": b""}[ending]
    put(tmp_path, f"a{ending}", head + data)
    try:
        read_tables(tmp_path, f"a{ending}", ["person"])
    except Unreadable as fault:
        assert fault.reason


def test_only_one_group_needs_no_group_column(tmp_path: Path) -> None:
    about = study(tmp_path, (POLICE,))
    put(tmp_path, "data/raw/statements/a.csv", "person,Q1,long,time\n1,4,2,5\n")
    assert answers_alike(about, ["data/raw/statements/a.csv"]) == 3
