"""The tables of the coded interviews: what is in them, and that a project written from them is read back equal."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from coding_studies import project, selection, table, taguette, text_source, zipped
from triangulate.exports.coding import write_coding_project, write_own_project
from triangulate.pipeline.placing import place_codings
from triangulate.problems import Problems
from triangulate.raw.codings.guids import code_guid
from triangulate.records.tables import read_table, write_table
from triangulate.records.tables import table as made
from triangulate.study.load import load_study

pytestmark = pytest.mark.fast

TEXTS = {
    "P1.txt": "Q: How was it?\nA: Good, says Bo Tarn of Kelby. 🙂 Really good training.\n",
    "P2.txt": "Q: And you?\nA: Nothing but delays.\n",
}
#: What pseudonymisation did to P1: "Bo Tarn" and "Kelby" are masked.
EDITS = [("Bo Tarn", "[Person 1]", "Person"), ("Kelby", "[Town 1]", "Town")]
CONFIG = """\
study: {id: small, title: A small study, synthetic: true}
groups: [{id: police, label: Police}, {id: nps, label: NPS}]
interviews: {register: data/raw/participants.csv, transcripts: [data/raw/transcripts],
             codebook: config/codebook.yaml, codings: [data/raw/codings]}
"""
CODEBOOK = """\
version: "3"
codes:
  - {id: training, label: Training, kind: a_priori, definition: About training., patterns: [training]}
  - {id: training_positive, label: Positive, kind: a_priori, definition: Praise., parent: training, example: Good!}
  - {id: delays, label: Delays, kind: emergent, definition: Waiting., since: "2"}
"""
REGISTER = """\
participant_id,group,organisation,role,consent_date,withdrawn_date,transcript
P1,police,A,x,2018-01-01,,P1.txt
P2,nps,B,x,2018-01-01,,P2.txt
P3,nps,B,x,2018-01-01,2018-02-01,P3.txt
"""
NAMES = ("codings", "imported", "edits", "memos", "cases", "codes", "coders")
TABLES = {"imported": "coding_import"}


def safe(document: str) -> str:
    text = TEXTS[document]
    for old, new, _ in EDITS:
        text = text.replace(old, new)
    return text


def placed(
    directory: Path, files: dict[str, bytes], *, texts: dict[str, str] | None = None
) -> dict[str, Any]:
    """The tables of a small study with these coding files; ``texts`` are raw transcripts, by default with names."""
    raw = texts or TEXTS
    for name, text in [("config/config.yaml", CONFIG), ("config/codebook.yaml", CODEBOOK),
                       ("data/raw/participants.csv", REGISTER),
                       *((f"data/raw/transcripts/{d}", t) for d, t in raw.items()),
                       ("data/raw/transcripts/P3.txt", "A: I have withdrawn.\n")]:  # fmt: skip
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (directory / "data/raw/codings").mkdir(exist_ok=True)
    for name, data in files.items():
        (directory / "data/raw/codings" / name).write_bytes(data)
    problems = Problems()
    study = load_study(directory, problems)
    assert study is not None, list(problems)
    processed = directory / "data/processed"
    redactions = []
    for old, new, kind in EDITS if texts is None else ():
        start, new_start = TEXTS["P1.txt"].index(old), safe("P1.txt").index(new)
        redactions.append(
            {"document": "P1.txt", "start": start, "end": start + len(old), "new_start": new_start,
             "new_end": new_start + len(new), "kind": kind, "rule": "listed", "replacement": new}
        )  # fmt: skip
    write_table(processed / "redactions.parquet", "redactions", made("redactions", redactions))
    documents = [
        {"document": d, "participant_id": d[:2], "group": g, "format": "txt", "sha256": h, "characters": 1,
         "words": 1, "turns": 1, "minutes": None, "redactions": 0, "text": safe(d), "source_file": d,
         "source_sheet": None, "source_row": None, "source_column": None, "source_line": None}
        for d, g, h in [("P1.txt", "police", "a"), ("P2.txt", "nps", "b")]
    ]  # fmt: skip
    write_table(processed / "documents.parquet", "documents", made("documents", documents))
    place_codings(
        study, people=processed / "people.parquet", documents=processed / "documents.parquet",
        redactions=processed / "redactions.parquet",
        **{name: processed / f"{name}.parquet" for name in NAMES},
    )  # fmt: skip
    read = {name: read_table(processed / f"{name}.parquet", TABLES.get(name, name)) for name in NAMES}
    read["documents"] = read_table(processed / "documents.parquet", "documents")
    return {"study": study, **read}


def at(words: str, document: str = "P1.txt") -> tuple[int, int]:
    start = TEXTS[document].index(words)
    return start, start + len(words)


ROWS = [
    ("P1.txt", *at("Good, says Bo"), "training", "kim", "Good, says Bo", "She means Bo Tarn."),
    ("P1", *at("Really good training"), "Positive", "kim", "Really good training", ""),
    ("P2.txt", *at("delays", "P2.txt"), "delays", "Consensus", "delays", "As in P3, I think."),
    ("P3.txt", 3, 9, "delays", "kim", "I have", "Nobody may read this."),
]


def test_every_code_case_and_coder_is_a_row_with_its_guid_and_what_it_rests_on(tmp_path: Path) -> None:
    data = table(ROWS)
    got = placed(tmp_path, {"a.csv": data})
    codes = got["codes"].set_index("code")
    assert list(codes.index) == ["training", "training_positive", "delays"]
    assert codes.loc["training_positive", ["parent", "area", "example"]].tolist() == [
        "training",
        "training",
        "Good!",
    ]
    assert codes.loc["delays", "since"] == "2" and pd.isna(codes.loc["training", "since"])
    assert set(codes["version"]) == {"3"} and codes.loc["training", "guid"] == code_guid("small", "training")
    assert got["cases"][["case", "participant_id", "group", "document"]].values.tolist() == [
        ["nps-01", "P2", "nps", "P2.txt"], ["police-01", "P1", "police", "P1.txt"],
    ]  # fmt: skip
    coders = got["coders"].set_index("coder")
    assert coders["kind"].to_dict() == {
        "Consensus": "human", "kim": "human", "rules": "rule", "suggestions": "model",
    }  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()
    assert coders.loc["kim", "basis"] == f"data/raw/codings/a.csv {digest}"
    assert coders.loc["kim", "fingerprint"] == hashlib.sha256(coders.loc["kim", "basis"].encode()).hexdigest()
    assert "seed=0" in coders.loc["suggestions", "basis"]


def test_a_changed_pattern_is_another_rule_coder_and_a_changed_definition_is_not() -> None:
    from triangulate.records.coding import rules_basis
    from triangulate.study.model import Code, Codebook

    def basis(definition: str, *patterns: object) -> str:
        return rules_basis(Codebook("1", (Code("a", "A", "emergent", definition, patterns=patterns),)), "m 1")

    assert basis("x", "one") == basis("y", "one") != basis("x", "two")


def test_edits_say_what_is_other_than_in_the_file(tmp_path: Path) -> None:
    rows = [
        ("P1.txt", *at("Good, says Bo"), "training", "kim", "Good, says Bo", ""),
        ("p1.TXT", 3, 23, "Training > Positive", "kim", "Really good training", ""),
        ("P2.txt", *at("Nothing but delays", "P2.txt"), "delays", "", "Nothing bit delays", ""),
        ("P2.txt", *at("delays", "P2.txt"), "delays", "kim", "delays", ""),
    ]
    got = placed(tmp_path, {"a.csv": table(rows)})
    told = {
        (e.source_row, e.step): (e.before, e.after, e.reason)
        for e in got["edits"].itertuples()
        if e.step != "coder"
    }
    assert set(told) == {
        (2, "snapped"), (3, "document"), (3, "code"), (3, "searched"), (3, "pseudonymised"), (4, "likened"),
    }  # fmt: skip
    assert told[3, "document"][:2] == ("p1.TXT", "P1.txt")
    assert told[3, "code"][:2] == ("Training > Positive", "training_positive")
    start, end = at("Really good training")
    assert told[3, "searched"][:2] == ("3:23", f"{start}:{end}")
    coding = got["codings"].set_index("source_row").loc[2]
    assert coding["text"] == "Good, says [Person 1]"
    assert told[2, "snapped"][:2] == (f"{at('Good, says Bo')[0]}:{at('Good, says Bo')[1]}",
                                      f"{coding['start']}:{coding['end']}")  # fmt: skip
    assert set(got["edits"]["coding"]) <= set(got["codings"]["coding"])


def test_offsets_counted_in_another_unit_are_told(tmp_path: Path) -> None:
    start, end = (len(TEXTS["P1.txt"][:n].encode("utf-16-le")) // 2 for n in at("Really good training"))
    got = placed(
        tmp_path, {"a.csv": table([("P1.txt", start, end, "training", "kim", "Really good training", "")])}
    )
    (edit,) = got["edits"][got["edits"]["step"] == "counted"].itertuples()
    assert edit.before == f"{start}:{end}" and "UTF-16 units" in edit.reason


def test_memos_of_codings_are_kept_but_for_those_that_name_somebody_who_withdrew(tmp_path: Path) -> None:
    got = placed(tmp_path, {"a.csv": table(ROWS)})
    memos = got["memos"]
    assert memos[["about", "code", "author"]].values.tolist() == [
        ["coding", "training", "kim"], ["coding", "delays", "Consensus"],
    ]  # fmt: skip
    assert memos["text"].tolist()[0] == "She means Bo Tarn." and pd.isna(memos["text"].tolist()[1])
    assert set(memos["coding"]) <= set(got["codings"]["coding"])
    assert not any("Nobody may" in str(row) for row in memos.values.tolist())


NOTES = """
<Notes>
  <Note guid="00000000-0000-0000-0000-0000000000F1" name="Monday"
        creatingUser="00000000-0000-0000-0000-0000000000B1"><PlainTextContent>Long day.</PlainTextContent></Note>
  <Note guid="00000000-0000-0000-0000-0000000000F2"><PlainTextContent>She was tired.</PlainTextContent></Note>
  <Note guid="00000000-0000-0000-0000-0000000000F3"><PlainTextContent>P3 said so too.</PlainTextContent></Note>
</Notes><Description>All of it.</Description>"""


def test_memos_of_a_project_its_documents_codes_and_journal_are_kept(tmp_path: Path) -> None:
    inside = "<Description>Long.</Description>" + selection(18, 22) + (
        '<PlainTextSelection guid="00000000-0000-0000-0000-0000000000C9" startPosition="3" endPosition="6">'
        "<Description>Look again.</Description></PlainTextSelection>"
        '<NoteRef targetGUID="00000000-0000-0000-0000-0000000000F2"/>'
    )  # fmt: skip
    xml = project(text_source("P1.txt", inside), rest=NOTES).replace(
        '<Code guid="00000000-0000-0000-0000-0000000000A0" name="Training" isCodable="true">',
        '<Code guid="00000000-0000-0000-0000-0000000000A0" name="Training" isCodable="true">'
        "<Description>Split it?</Description>",
    )
    xml = xml.replace('name="positive" isCodable="true"/>', 'name="positive" isCodable="true">'
                      "<Description>Praise.</Description></Code>")  # fmt: skip
    got = placed(tmp_path, {"a.qdpx": zipped({"project.qde": xml, "sources/one.txt": TEXTS["P1.txt"]})})
    told = [
        (m.about, m.document, m.code, m.author, m.title, m.text)
        for m in got["memos"].astype("object").fillna("").itertuples()
    ]
    assert sorted(told) == [
        # The definition of "positive" is the codebook's own and no memo.
        ("code", "", "training", "", "", "Split it?"),
        ("document", "P1.txt", "", "", "", "Long."),
        ("document", "P1.txt", "", "", "", "Look again."),
        ("document", "P1.txt", "", "", "", "She was tired."),
        ("journal", "", "", "", "", ""),
        ("journal", "", "", "Coder One", "Monday", "Long day."),
        ("project", "", "", "", "", "All of it."),
    ]


def test_descriptions_of_a_taguette_project_are_memos(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "t.sqlite3"
    taguette(path, [("P1.txt", f"<p>{TEXTS['P1.txt']}</p>")], [(1, 0, 5, "Q: How", ["Training"])])
    with sqlite3.connect(path) as connection:
        for name in ("projects", "documents", "tags"):
            connection.execute(f"ALTER TABLE {name} ADD COLUMN description TEXT")
        connection.execute("INSERT INTO projects VALUES (1, 'Mine', 'The pilot.')")
        connection.execute("UPDATE documents SET description = 'By telephone.'")
        connection.execute("UPDATE tags SET description = 'Wide.'")
    connection.close()
    got = placed(tmp_path / "study", {"t.sqlite3": path.read_bytes()})
    told = [
        (m.about, m.document, m.code, m.title, m.text)
        for m in got["memos"].astype("object").fillna("").itertuples()
    ]
    assert told == [
        ("project", "", "", "Mine", "The pilot."),
        ("document", "P1.txt", "", "", "By telephone."),
        ("code", "", "training", "", "Wide."),
    ]


def comparable(tables: dict[str, Any]) -> dict[str, list[tuple[object, ...]]]:
    """The rows without where they were read."""
    codings, memos = tables["codings"], tables["memos"].astype("object").fillna("")
    memos = memos[memos["text"] != ""]
    columns = ["memo", "about", "coding", "document", "code", "case", "author", "title", "text"]
    return {
        "codings": list(codings[["coding", "document", "start", "end", "code", "coder", "stage", "text"]]
                        .itertuples(index=False, name=None)),
        "memos": sorted(memos[columns].itertuples(index=False, name=None)),
        "codes": list(tables["codes"].astype("object").fillna("").itertuples(index=False, name=None)),
        "cases": list(tables["cases"].itertuples(index=False, name=None)),
        "coders": list(tables["coders"][["coder", "guid", "kind"]].itertuples(index=False, name=None)),
    }  # fmt: skip


def test_a_project_to_tables_to_a_project_is_equal_memos_included(tmp_path: Path) -> None:
    inside = selection(18, 22, more="<Description>Well.</Description>") + selection(
        18, 40, code="A0", user="B2"
    )
    inside += '<NoteRef targetGUID="00000000-0000-0000-0000-0000000000F2"/>'
    xml = project(text_source("P1.txt", inside), rest=NOTES)
    first = placed(
        tmp_path / "one", {"a.qdpx": zipped({"project.qde": xml, "sources/one.txt": TEXTS["P1.txt"]})}
    )

    def written(tables: dict[str, Any], path: Path) -> bytes:
        given = {name: tables[name] for name in ("documents", "codings", "cases", "memos")}
        write_own_project(path, project="small", title="A small study",
                          codebook=tables["study"].interviews.codebook, **given)  # fmt: skip
        return path.read_bytes()

    again = written(first, tmp_path / "again.qdpx")
    second = placed(tmp_path / "two", {"a.qdpx": again}, texts={d: safe(d) for d in TEXTS})
    assert comparable(second) == comparable(first)
    assert len(first["codings"]) == 2 and (first["memos"]["about"] == "coding").sum() == 1
    # And once more to a file: the same bytes.
    assert written(second, tmp_path / "more.qdpx") == again


def test_memos_and_the_studys_own_names_stay_out_of_what_is_published(tmp_path: Path) -> None:
    got = placed(tmp_path, {"a.csv": table(ROWS)})
    given = {name: got[name] for name in ("documents", "codings", "cases")}
    book = got["study"].interviews.codebook
    write_coding_project(tmp_path / "p.qdpx", project="small", title="A small study", codebook=book, **given)
    write_own_project(tmp_path / "o.qdpx", project="small", title="A small study", codebook=book, **given,
                      memos=got["memos"])  # fmt: skip
    inside = {}
    for name in "po":
        with zipfile.ZipFile(tmp_path / f"{name}.qdpx") as archive:
            inside[name] = b"".join(archive.read(member) for member in archive.namelist())
    for secret in (b"She means", b"kim", b"P1.txt"):
        assert secret in inside["o"] and secret not in inside["p"]
    assert b'name="police-01"' in inside["p"] and b"<TextValue>police</TextValue>" in inside["p"]


def test_the_consensus_counts_where_an_interview_has_one_and_the_lead_coder_elsewhere(tmp_path: Path) -> None:
    from triangulate.analysis.coding import code_counts, counting_coder
    from triangulate.evidence.opening import open_study
    from triangulate.evidence.recompute.coded import CodedFacts
    from triangulate.evidence.recompute.people import Register

    good, delays = at("Good"), at("delays", "P2.txt")
    rows = [
        ("P1.txt", *good, "training", "kim", "Good", ""),
        ("P1.txt", *good, "training_positive", "lee", "Good", ""),
        ("P1.txt", *good, "training_positive", "Consensus", "Good", ""),
        ("P2.txt", *delays, "delays", "kim", "delays", ""),
        ("P2.txt", *at("Nothing", "P2.txt"), "delays", "kim", "Nothing", ""),
        ("P2.txt", *delays, "training", "lee", "delays", ""),
    ]
    got = placed(tmp_path, {"a.csv": table(rows)})
    counted = got["codings"][got["codings"]["counted"]]
    assert sorted(counted[["document", "coder", "code"]].values.tolist()) == [
        ["P1.txt", "Consensus", "training_positive"], ["P2.txt", "kim", "delays"], ["P2.txt", "kim", "delays"],
    ]  # fmt: skip
    assert counting_coder(got["codings"]) == "consensus, else kim"
    assert counting_coder(got["codings"], "lee") == "consensus, else lee"
    study = got["study"]
    counts = code_counts(counted, got["documents"], study.interviews.codebook, study.groups)
    raw = CodedFacts(tmp_path, study, Register(tmp_path, open_study(tmp_path)))
    for row in counts.itertuples():
        for measure in ("interviews_n", "segments_n", "segments_all_n"):
            assert raw.coding([row.group, row.code, measure]) == getattr(row, measure), (row.group, row.code)


def test_three_coders_without_a_consensus_are_counted_for_who_coded_most(tmp_path: Path) -> None:
    from triangulate.analysis.coding import counting_coder

    good, delays = at("Good"), at("delays", "P2.txt")
    rows = [
        ("P1.txt", *good, "training", "kim", "Good", ""),
        ("P1.txt", *good, "training", "lee", "Good", ""),
        ("P2.txt", *delays, "delays", "lee", "delays", ""),
        ("P2.txt", *delays, "delays", "mo", "delays", ""),
    ]
    got = placed(tmp_path, {"a.csv": table(rows)})
    assert counting_coder(got["codings"]) == "lee" and got["codings"]["counted"].sum() == 2
    assert counting_coder(got["codings"].iloc[:0]) is None
