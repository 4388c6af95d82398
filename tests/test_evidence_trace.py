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
from triangulate.evidence.drawn import FigureTrace
from triangulate.evidence.lookup import look_up
from triangulate.evidence.opening import NoResults
from triangulate.evidence.passages import bank_rows
from triangulate.evidence.places import Place, selectors
from triangulate.evidence.quoted import QuoteTrace
from triangulate.evidence.story import tell, tell_matches, tell_trace
from triangulate.evidence.trace import Tracer, UnknownFact, find, trace
from triangulate.files import sha256_of_file

SHORT = "Very short – I would have liked a [Day] of it"


@pytest.fixture(scope="module")
def study() -> Path:
    return finished()


def test_every_fact_leads_to_raw_files_and_agrees_or_says_why_not(study: Path) -> None:
    before = digest(study)
    unsure = set()
    tracer = Tracer(study)
    for fact_id in tracer.facts:
        found = tracer.fact(fact_id)
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
def test_facts_traced_together_have_the_same_stories_as_facts_traced_alone(study: Path) -> None:
    tracer = Tracer(study)
    for fact_id in list(tracer.facts)[::9]:
        assert tracer.fact(fact_id) == trace(study, fact_id)


def quote_of(study: Path, words: str) -> QuoteTrace:
    (id,) = [row["quote"] for row in bank_rows(study) if row["text"] == words]
    found = look_up(study, id)
    assert isinstance(found, QuoteTrace)
    return found


def told(study: Path, id: str) -> str:
    out = io.StringIO()
    tell(look_up(study, id), Console(file=out, width=200))
    return out.getvalue()


@pytest.mark.fast
def test_a_quote_leads_to_its_place_in_the_raw_transcript_and_to_the_row_that_coded_it(study: Path) -> None:
    found = quote_of(study, SHORT)
    raw = (study / "data/raw/transcripts/S1.txt").read_text(encoding="utf-8")
    assert found.stretch is not None
    said = raw[found.stretch.start : found.stretch.end]
    assert said == "Very short – I would have liked a second day of it"
    assert (found.stretch.line, found.stretch.last_line) == (2, 2)
    transcript, coding = found.sources
    assert transcript.path == "data/raw/transcripts/S1.txt"
    assert transcript.selector == f"char={found.stretch.start},{found.stretch.end}"
    assert transcript.sha256 == sha256_of_file(study / transcript.path)
    assert (coding.path, coding.selector) == ("data/raw/codings/team.csv", "row=5")
    assert (found.redactions, found.agrees, found.again) == ({"Day": 1}, True, found.sha256)
    assert (found.code, found.coder, found.fact) == (
        "too_short",
        "anna",
        "coding.south.too_short.interviews_n",
    )
    assert found.n == 1 and found.cell == "record"
    as_dict = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert as_dict["display"] == SHORT and as_dict["agrees"] is True


@pytest.mark.fast
def test_a_quote_names_everybody_who_coded_some_of_it_and_how_it_was_chosen(study: Path) -> None:
    found = quote_of(study, "it was over before we had really begun")
    assert found.coders == ("anna", "ben")
    assert found.chosen == "suggested in results/tables/quotes.csv"
    assert quote_of(study, "There is more of it every year").chosen == "one of results/tables/quote_bank.csv"
    text = told(study, found.id)
    for link in (
        "it was over before we had really begun", "training > too_short, by anna, and by ben",
        "line 2, code points 65 to 103 of the raw text", "data/raw/transcripts/N1.txt#char=65,103", "agrees",
    ):  # fmt: skip
        assert link in text


@pytest.mark.fast
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/raw/transcripts/S1.txt", "liked a second", "loved a second"),
        ("data/raw/transcripts/S1.txt", "Interviewer: How", "Interviewer: So how"),
        ("results/tables/quote_bank.csv", SHORT, SHORT.replace("liked", "loved")),
    ],
)
def test_a_quote_whose_words_were_changed_anywhere_does_not_agree(
    path: str, old: str, new: str, study: Path, tmp_path: Path
) -> None:
    id = quote_of(study, SHORT).id
    copy = copied(tmp_path)
    text = (copy / path).read_bytes().decode()
    assert old in text
    (copy / path).write_bytes(text.replace(old, new).encode())
    found = look_up(copy, id)
    assert isinstance(found, QuoteTrace) and found.agrees is False
    assert "differs: the raw transcript gives other words" in told(copy, id)


@pytest.mark.fast
def test_a_quote_whose_transcript_is_gone_says_so_and_no_traceback(study: Path, tmp_path: Path) -> None:
    id = quote_of(study, SHORT).id
    copy = copied(tmp_path)
    (copy / "data/raw/transcripts/S1.txt").unlink()
    found = look_up(copy, id)
    assert isinstance(found, QuoteTrace)
    assert (found.agrees, found.stretch, found.sources[0].sha256) == (None, None, None)
    assert "not done" in told(copy, id)


@pytest.mark.fast
@pytest.mark.parametrize(
    "given", ["themes", "themes.svg", "results/figures/themes.svg", "figures/themes.png"]
)
def test_a_figure_leads_to_the_facts_that_it_plots_and_to_the_hash_that_the_run_listed(
    given: str, study: Path
) -> None:
    found = look_up(study, given)
    assert isinstance(found, FigureTrace)
    assert [fact.id for fact in found.facts] == [
        "themes.north.training.agree_pct_mean",
        "statements.north.clear.n",
    ]
    assert all(fact.agrees for fact in found.facts) and found.agrees
    (file,) = found.files
    assert file.sha256 == file.listed == sha256_of_file(study / "results/figures/themes.svg")
    assert {source.path for source in found.sources} == {"data/raw/statements/answers.csv"}
    as_dict = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert as_dict["recomputed"] == 2 and len(as_dict["facts"]) == 2


@pytest.mark.fast
def test_a_figure_that_was_edited_or_draws_what_is_no_fact_does_not_agree(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    path = copy / "results/figures/themes.svg"
    path.write_text(path.read_text().replace("M0 0", "M0 9"))
    assert "it is not what the run made" in told(copy, "themes")
    found = look_up(copy, "themes")
    assert isinstance(found, FigureTrace) and found.agrees is False
    path.write_text(path.read_text().replace("clear.n", "claer.n"))
    found = look_up(copy, "themes")
    assert isinstance(found, FigureTrace)
    assert [(fact.agrees, fact.status) for fact in found.facts][1] == (False, "no such fact")


@pytest.mark.fast
@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("statements.north.cleer.agree_pct", r"statements\.north\.clear\.agree_pct"),
        ("teems", "themes"),
        ("q-ffffffff", "There is no quote"),
        ("../../etc/passwd", "There is no fact, quote or figure"),
    ],
)
def test_an_unknown_id_of_any_kind_names_the_nearest(given: str, near: str, study: Path) -> None:
    with pytest.raises(UnknownFact, match=near):
        look_up(study, given)


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


@pytest.mark.fast
def test_the_command_says_what_is_wrong_with_a_study_and_tells_any_kind_of_id(
    study: Path, tmp_path: Path
) -> None:
    from triangulate.cli.main import app
    from typer.testing import CliRunner

    for id in ("mapping.north.staff.mean", "themes", quote_of(study, SHORT).id):
        told_as_json = CliRunner().invoke(app, ["trace", id, "--study", str(study), "--json"])
        assert told_as_json.exit_code == 0 and json.loads(told_as_json.stdout)["agrees"] is True
    copy = copied(tmp_path)
    (copy / "config/config.yaml").write_text("groups: {")
    broken = CliRunner().invoke(app, ["trace", "mapping.north.staff.mean", "--study", str(copy)])
    assert broken.exit_code == 1 and isinstance(broken.exception, SystemExit)
    assert "config/config.yaml" in broken.stderr
