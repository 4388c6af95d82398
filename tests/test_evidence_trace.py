"""Tracing a fact: its rows, its raw cells, its value worked out again."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from finished_study import copied, digest, finished
from rich.console import Console
from triangulate.evidence.opening import NoResults, read_recorded
from triangulate.evidence.places import Place, selectors
from triangulate.evidence.story import tell_matches, tell_trace
from triangulate.evidence.trace import UnknownFact, find, trace
from triangulate.files import sha256_of_file


@pytest.fixture(scope="module")
def study() -> Path:
    return finished()


def test_every_fact_leads_to_raw_files_and_agrees_or_says_why_not(study: Path) -> None:
    before = digest(study)
    unsure = set()
    for fact_id in read_recorded(study):
        found = trace(study, fact_id)
        assert found.agrees is not False, (fact_id, found.value, found.recomputed)
        assert found.as_dict().keys() >= {
            "id", "value", "display", "method", "n", "notebook", "cell", "sources", "recomputed",
            "agrees",
        }  # fmt: skip
        json.dumps(found.as_dict(), allow_nan=False)
        for source in found.sources:
            assert source.sha256 == sha256_of_file(study / source.path)
        if found.rows:
            assert found.sources, fact_id
        if found.agrees is None:
            assert found.reason
            unsure.add(fact_id.rpartition(".")[2])
    assert unsure == {"agree_pct_mean_ci_low", "agree_pct_mean_ci_high", "diff_ci_low", "diff_ci_high"}
    assert digest(study) == before


@pytest.mark.fast
def test_a_statement_leads_to_the_cells_of_its_column(study: Path) -> None:
    found = trace(study, "statements.north.clear.agree_pct")
    (source,) = found.sources
    assert (source.path, source.selector) == ("data/raw/statements/answers.csv", "cell=2,3-4,3")
    rows = list(csv.reader((study / source.path).read_text().splitlines()))
    assert [row[2] for row in rows[1:4]] == ["Agree", "5", "3"]
    assert found.rows == 3
    assert found.recomputed == pytest.approx(200 / 3, rel=1e-12)
    assert found.agrees


@pytest.mark.fast
def test_a_mapping_item_leads_to_one_cell_of_every_form(study: Path) -> None:
    found = trace(study, "mapping.south.staff.mean")
    assert [(s.path, s.selector) for s in found.sources] == [
        (f"data/raw/mapping/south/{name}.xlsx", "Form!C4") for name in ("Bay", "Cove", "Dune")
    ]
    assert found.value == found.recomputed == 25.5


@pytest.mark.fast
def test_a_count_of_interviews_leads_to_coding_rows_and_transcript_lines_of_codes_below_it(
    study: Path,
) -> None:
    found = trace(study, "coding.north.training.interviews_n")
    assert [(s.path, s.selector) for s in found.sources] == [
        ("data/raw/codings/team.csv", "row=2-3"),
        ("data/raw/transcripts/N1.txt", "line=1,2"),
    ]
    assert (found.rows, found.recomputed, found.agrees) == (2, 1, True)
    own = trace(study, "coding.north.training.segments_n")
    assert (own.rows, own.recomputed) == (1, 1)


@pytest.mark.fast
def test_a_raw_cell_that_was_changed_makes_the_fact_disagree(study: Path, tmp_path: Path) -> None:
    copy = copied(tmp_path)
    answers = copy / "data/raw/statements/answers.csv"
    answers.write_text(answers.read_text().replace("N3,North,3", "N3,North,4"))
    found = trace(copy, "statements.north.clear.agree_pct")
    assert found.agrees is False
    assert found.recomputed == 100.0


@pytest.mark.fast
def test_a_raw_file_that_cannot_be_read_is_a_reason_and_no_traceback(study: Path, tmp_path: Path) -> None:
    copy = copied(tmp_path)
    (copy / "data/raw/mapping/south/Bay.xlsx").write_bytes(b"no workbook")
    found = trace(copy, "mapping.south.staff.mean")
    assert found.agrees is None
    assert "data/raw/mapping/south/Bay.xlsx cannot be read a second time" in str(found.reason)


@pytest.mark.fast
def test_an_unknown_fact_names_the_nearest_and_a_study_without_results_says_so(
    study: Path, tmp_path: Path
) -> None:
    with pytest.raises(UnknownFact, match=r"statements\.north\.clear\.agree_pct"):
        trace(study, "statements.north.cleer.agree_pct")
    with pytest.raises(NoResults, match="run the study first"):
        trace(tmp_path, "statements.north.clear.n")


@pytest.mark.fast
@pytest.mark.parametrize("written", ["67%", "67 %", "67\u202f%", " 67 per cent"])
def test_a_printed_number_is_found_however_its_sign_is_written(study: Path, written: str) -> None:
    ids = [match.id for match in find(study, written)]
    assert "statements.north.clear.agree_pct" in ids
    assert all(match.display == "67%" for match in find(study, written))


@pytest.mark.fast
def test_the_story_names_every_link_of_the_chain(study: Path) -> None:
    out = io.StringIO()
    tell_trace(trace(study, "statements.north.clear.agree_pct"), Console(file=out, width=200))
    text = out.getvalue()
    for link in (
        "67%", "statements.north.clear.agree_pct", "results/notebooks/statements.ipynb, cell record",
        "3 rows of data/processed/answers.parquet", "data/raw/statements/answers.csv#cell=2,3-4,3",
        "sha256", "agrees",
    ):  # fmt: skip
        assert link in text
    tell_matches("67%", find(study, "67%"), Console(file=out, width=200))


@pytest.mark.fast
def test_a_trace_imports_neither_pandas_nor_a_package_that_the_pipeline_reads_with(study: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from triangulate.evidence.trace import trace; "
        f"trace(Path({str(study)!r}), 'mapping.north.staff.mean'); "
        "print([m for m in ('pandas', 'openpyxl', 'pyreadstat', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ))
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.fast
@pytest.mark.parametrize(
    ("file", "places", "expected"),
    [
        ("a.csv", [Place("a.csv", row=5)], ["row=5"]),
        ("a.csv", [Place("a.csv", row=r, column="C") for r in (5, 6, 9)], ["cell=5,3-6,3;9,3"]),
        ("a.csv", [Place("a.csv", row=2, column="AA")], ["cell=2,27"]),
        ("a.txt", [Place("a.txt", line=10, last_line=12)], ["line=9,12"]),
        ("a.vtt", [Place("a.vtt", line=n) for n in (1, 2, 9)], ["line=0,2", "line=8,9"]),
        ("a.docx", [Place("a.docx", line=3)], ["text:line=2,3"]),
        ("a.xlsx", [Place("a.xlsx", "My form", 7, "B")], ["'My form'!B7"]),
        ("a.xlsx", [Place("a.xlsx", "Form", 7, "B"), Place("a.xlsx", "Form", 8, "B")], ["Form!B7:B8"]),
        ("a.xlsx", [Place("a.xlsx", "Form")], ["Form!"]),
        ("a.sav", [Place("a.sav", row=3, column="Q1")], ["case=3;variable=Q1"]),
        ("a.qdpx", [Place("a.qdpx", row=3)], ["coding=3"]),
        ("a.yaml", [Place("a.yaml")], [None]),
    ],
)  # fmt: skip
def test_places_become_selectors_that_other_programs_know(
    file: str, places: list[Place], expected: list[str | None]
) -> None:
    assert selectors(file, places) == expected
