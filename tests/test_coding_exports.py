"""What leaves the study: a project that comes back equal, a codebook, a matrix, a workbook of fixed bytes."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pandas as pd
import pytest
from coding_studies import imported
from triangulate.exports.codebook import write_qdc
from triangulate.exports.coding import (
    published_coders,
    write_case_matrix,
    write_coding_project,
)
from triangulate.exports.framework import write_framework_html, write_framework_xlsx
from triangulate.raw.codings.guids import code_guid
from triangulate.records.coding import cases_table
from triangulate.study.model import Code, Codebook, Group

pytestmark = pytest.mark.fast

BOOK = Codebook(
    "1",
    (
        # A child before its parent, and characters that XML and UTF-16 make trouble with.
        Code("training_positive", "Positive", "a_priori", "d < e", parent="training", example="“𝛂 & b”"),
        Code("training", "Training", "a_priori", "About training."),
    ),
)
DOCUMENTS = pd.DataFrame(
    {
        "document": ["P9.txt", "P1.txt", "N4.txt"],
        "participant_id": ["P9", "P1", "N4"],
        "group": ["police", "police", "nps"],
        "sha256": ["b", "a", "c"],
        "text": ["Q: Why?\nA: 𝛂 good course, é.", "A: It was [Town 1].\r\nMore.", "A: no"],
    }
)
CODINGS = pd.DataFrame(
    [
        ("P9.txt", 11, 24, "training", "coder_a", "independent"),
        ("P9.txt", 11, 24, "training_positive", "rules", "auto"),
        ("P1.txt", 3, 19, "training", "Wanda Example", "independent"),
        ("P1.txt", 5, 5, "training", "coder_a", "independent"),
    ],
    columns=["document", "start", "end", "code", "coder", "stage"],
)


def write(path: Path) -> Path:
    write_coding_project(
        path, project="s", title="S", codebook=BOOK, documents=DOCUMENTS, codings=CODINGS,
        cases=cases_table(DOCUMENTS, "s"),
    )  # fmt: skip
    return path


def test_published_names_are_running_numbers_that_do_not_follow_the_ids() -> None:
    names = cases_table(DOCUMENTS, "s")
    assert dict(zip(names["document"], names["case"], strict=True)) == {
        "N4.txt": "nps-01", "P1.txt": "police-01", "P9.txt": "police-02",
    }  # fmt: skip
    assert cases_table(DOCUMENTS.iloc[::-1], "s").equals(names)


def test_coders_keep_the_names_of_roles_alone() -> None:
    assert published_coders(["rules", "coder_a", "Consensus", "team", "coder_2", "Wanda Example", "AB"]) == {
        "rules": "rules", "coder_a": "coder_a", "Consensus": "Consensus", "team": "team", "coder_2": "coder_2",
        "AB": "coder_1", "Wanda Example": "coder_3",
    }  # fmt: skip


def test_a_project_read_back_has_the_same_codings(tmp_path: Path) -> None:
    names = cases_table(DOCUMENTS, "s").set_index("document")["case"]
    texts = {names[d]: t for d, t in zip(DOCUMENTS["document"], DOCUMENTS["text"], strict=True)}
    data = write(tmp_path / "coding.qdpx").read_bytes()
    (found,), problems = imported(tmp_path, {"coding.qdpx": data}, texts)
    assert not problems.errors
    got = {
        (c.document, c.span.start, c.span.end, c.code, c.coder, c.placement) for c in found.codings if c.span
    }
    assert got == {
        ("police-02", 11, 24, "training", "coder_a", "exact"),
        ("police-02", 11, 24, "training_positive", "rules", "exact"),
        ("police-01", 3, 19, "training", "coder_1", "exact"),
    }


def test_nothing_of_the_ids_or_of_a_coders_name_is_in_the_project(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(write(tmp_path / "coding.qdpx")) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"P9" not in everything and b"N4" not in everything and b"Wanda" not in everything


def test_the_exports_are_the_same_bytes_again(tmp_path: Path) -> None:
    assert write(tmp_path / "a.qdpx").read_bytes() == write(tmp_path / "b.qdpx").read_bytes()
    matrix = pd.DataFrame(
        [("P1.txt", "police", "training", 1, 2, "for", "=Training", "=1+1\x01", 3)],
        columns=["document", "group", "area", "codes_n", "passages_n", "leaning", "summary", "quote", "line"],
    )
    groups = (Group("police", "Police"),)
    for name in ("a", "b"):
        write_framework_xlsx(tmp_path / f"{name}.xlsx", matrix, BOOK, groups)
        write_framework_html(tmp_path / f"{name}.html", matrix, BOOK, groups)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    from openpyxl import load_workbook

    cell = load_workbook(tmp_path / "a.xlsx").active["C2"]
    assert cell.data_type == "s" and cell.value.startswith("[for] =Training")
    page = (tmp_path / "a.html").read_text()
    assert '<th scope="row">P1.txt' in page and 'class="for"' in page


def test_the_codebook_nests_its_codes_under_the_guids_of_the_project(tmp_path: Path) -> None:
    write_qdc(tmp_path / "c.qdc", project="s", codebook=BOOK)
    root = fromstring((tmp_path / "c.qdc").read_bytes())
    space = {"q": "urn:QDA-XML:codebook:1.0"}
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    (area,) = root.findall("q:Codes/q:Code", space)
    (child,) = area.findall("q:Code", space)
    assert area.get("guid") == code_guid("s", "training")
    assert child.get("guid") == code_guid("s", "training_positive")
    assert child.findtext("q:Description", namespaces=space) == "d < e\nExample: “𝛂 & b”"


def test_the_case_matrix_is_by_published_names(tmp_path: Path) -> None:
    write_case_matrix(tmp_path / "m.csv", CODINGS[CODINGS["coder"] == "coder_a"], DOCUMENTS, BOOK,
                      cases_table(DOCUMENTS, "s"))  # fmt: skip
    assert (tmp_path / "m.csv").read_text().splitlines() == [
        "case,group,training_positive,training",
        "nps-01,nps,0,0",
        "police-01,police,0,1",
        "police-02,police,0,1",
    ]


def test_cases_of_a_group_too_small_to_count_are_left_out_of_the_matrix(tmp_path: Path) -> None:
    write_case_matrix(tmp_path / "m.csv", CODINGS[CODINGS["coder"] == "coder_a"], DOCUMENTS, BOOK,
                      cases_table(DOCUMENTS, "s"), ["nps"])  # fmt: skip
    assert "nps" not in (tmp_path / "m.csv").read_text()


def test_columns_are_read_without_a_frame_and_null_is_none(tmp_path: Path) -> None:
    from triangulate.records.columns import read_columns
    from triangulate.records.tables import write_table

    path = tmp_path / "cases.parquet"
    write_table(path, "cases", cases_table(DOCUMENTS, "s"))
    documents, cases = read_columns(path, "cases", "document", "case")
    assert dict(zip(documents, cases, strict=True))["P1.txt"] == "police-01"
    with pytest.raises(KeyError):
        read_columns(path, "cases", "nowhere")
    pd.DataFrame({"document": ["P1.txt"]}).to_parquet(path)
    with pytest.raises(ValueError, match="lacks"):
        read_columns(path, "cases", "case")


@pytest.mark.skipif(
    "TRIANGULATE_PDPILOT" not in os.environ, reason="needs the directory of the pdpilot study"
)
def test_the_authors_code_counts_come_out() -> None:
    from triangulate.analysis.coding import code_counts
    from triangulate.problems import Problems
    from triangulate.raw.codings import read_codings
    from triangulate.raw.everything import read_transcripts
    from triangulate.raw.register import read_register
    from triangulate.study.load import load_study

    directory = Path(os.environ["TRIANGULATE_PDPILOT"])
    problems = Problems()
    study = load_study(directory, problems)
    assert study is not None and study.interviews is not None
    transcripts = read_transcripts(study, read_register(study, problems), problems)
    (found,) = read_codings(study, {t.document: t.text for t in transcripts}, frozenset(), problems)
    assert not problems.errors
    # Figures of the authors' own coding: 262 segments in 7 interviews, every one found at its words.
    assert found.count("exact") == len(found.codings) == 262 and len(transcripts) == 7
    coded = pd.DataFrame(
        [(c.document, c.code, "analyst") for c in found.codings], columns=["document", "code", "group"]
    )
    raw = pd.read_csv(directory / "data" / "raw" / "codings" / "team.csv", dtype="str")
    documents = pd.DataFrame({"document": [t.document for t in transcripts], "group": "analyst"})
    counts = code_counts(coded, documents, study.interviews.codebook, study.groups)
    assert counts["segments_n"].sum() == len(raw) == 262
    theirs = raw["code"].value_counts()
    for row in counts.itertuples():
        assert row.segments_n == theirs.get(row.code, 0), row.code
    most = counts.sort_values("segments_n", ascending=False).head(3)
    assert most["segments_n"].tolist() == [21, 17, 11]
    assert most["code"].tolist()[:2] == ["interaction", "compliment"]
