"""The check of a finished study: it names every kind of change, and only what was changed."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from finished_study import copied, digest, finished, list_hashes, report_page
from rich.console import Console
from triangulate.evidence.findings import Finding, Findings, Kind
from triangulate.evidence.hashes import outputs, read_list, write_inputs
from triangulate.evidence.opening import NoResults
from triangulate.evidence.printed import read_page
from triangulate.evidence.story import tell_findings
from triangulate.evidence.verify import FACTS_TYPE, verify
from triangulate.facts import recording
from triangulate.pipeline import manifest

pytestmark = pytest.mark.fast

REPORT = "results/report/index.html"
FACTS = "results/facts.csv"
ANSWERS = "data/raw/statements/answers.csv"


@contextmanager
def within(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)


def edit(path: Path, old: str, new: str) -> None:
    """Change a file and keep its time stamp."""
    stamp = path.stat()
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def named(findings: Findings) -> set[tuple[Kind, str]]:
    return {(finding.kind, finding.file) for finding in findings.found}


def only(findings: Findings, kind: Kind) -> Finding:
    (found,) = [finding for finding in findings.found if finding.kind is kind]
    return found


def test_a_study_as_it_was_made_is_good_and_is_not_written_to() -> None:
    study = finished()
    before = digest(study)
    findings = verify(study)
    assert findings.good, [str(f) for f in findings.found]
    assert findings.checked["facts recomputed"] > 150
    assert findings.checked["printed numbers"] == findings.checked["facts"]
    assert digest(study) == before
    assert json.loads(json.dumps(findings.as_dict()))["good"] is True


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("results/tables/statements.csv", "north", "North"),
        ("results/figures/themes.svg", "M0 0", "M0 1"),
        ("results/notebooks/sample.ipynb", '"cell_type": "code"', '"cell_type":  "code"'),
        (REPORT, "Part 1 of 2", "Part 1 of 3"),
    ],
)
def test_an_output_edited_by_hand_is_named_although_its_time_stamp_is_old(
    path: str, old: str, new: str, tmp_path: Path
) -> None:
    study = copied(tmp_path)
    edit(study / path, old, new)
    findings = verify(study)
    assert named(findings) == {(Kind.OUTPUT_CHANGED, path)}
    assert "made by the rule made" in findings.found[0].says


def test_a_processed_table_with_other_bytes_is_named(tmp_path: Path) -> None:
    study = copied(tmp_path)
    path = study / "data/processed/answers.parquet"
    path.write_bytes(path.read_bytes() + b"\0")
    assert named(verify(study)) == {(Kind.OUTPUT_CHANGED, "data/processed/answers.parquet")}


def test_a_raw_file_changed_under_its_old_time_stamp_is_named_with_its_facts(tmp_path: Path) -> None:
    study = copied(tmp_path)
    edit(study / ANSWERS, "N3,North,3", "N3,North,4")
    findings = verify(study)
    assert named(findings) == {(Kind.INPUT_CHANGED, ANSWERS), (Kind.FACT_DISAGREES, FACTS)}
    changed = {finding.fact for finding in findings.found if finding.fact}
    assert "statements.north.clear.agree_pct" in changed
    assert "themes.north.training.alpha" in changed
    assert not any(fact.startswith(("mapping", "statements.south")) for fact in changed if fact)


@pytest.mark.parametrize(
    ("path", "old", "new", "fact"),
    [
        (
            "data/raw/participants.csv",
            "N3,north,Moor,nurse,2020-01-01",
            "N3,north,Moor,nurse,",
            "sample.north.respondents",
        ),
        (
            "config/statements.yaml",
            "theme: work, text",
            "theme: work, reverse: true, text",
            "comparison.work.u",
        ),
        ("data/raw/codings/team.csv", "work,anna", "work,ben", "coding.north.work.segments_n"),
        ("data/raw/transcripts/S1.txt", "Very short", "Too short", None),
    ],
)
def test_a_changed_input_of_any_kind_is_named(
    path: str, old: str, new: str, fact: str | None, tmp_path: Path
) -> None:
    study = copied(tmp_path)
    edit(study / path, old, new)
    findings = verify(study)
    assert (Kind.INPUT_CHANGED, path) in named(findings)
    assert fact is None or fact in {finding.fact for finding in findings.found}


def test_files_that_were_added_or_taken_away_are_named(tmp_path: Path) -> None:
    study = copied(tmp_path)
    (study / "results/tables/extra.csv").write_text("a\n1\n")
    (study / "results/figures/themes.svg").unlink()
    (study / "data/raw/mapping/south/Dune.xlsx").unlink()
    (study / "data/raw/statements/more.csv").write_text("person,side,Q1,long,useful,time\nN5,North,5,5,5,5\n")
    found = named(verify(study))
    assert {
        (Kind.OUTPUT_ADDED, "results/tables/extra.csv"),
        (Kind.OUTPUT_MISSING, "results/figures/themes.svg"),
        (Kind.INPUT_MISSING, "data/raw/mapping/south/Dune.xlsx"),
        (Kind.INPUT_ADDED, "data/raw/statements/more.csv"),
        (Kind.FACT_DISAGREES, FACTS),
    } == found


def _rewritten(study: Path, change: Callable[[dict[str, str]], None]) -> None:
    """Change rows of the table of facts, and list the hashes anew as a forger would."""
    path = study / FACTS
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row["id"])
    with within(study):
        list_hashes()


def test_an_edited_fact_is_named_although_the_manifest_was_made_to_fit(tmp_path: Path) -> None:
    study = copied(tmp_path)

    def change(row: dict[str, str]) -> None:
        if row["id"] == "mapping.south.staff.mean":
            row["value"], row["display"] = "26.5", "26.50"

    _rewritten(study, change)
    findings = verify(study)
    assert {finding.fact for finding in findings.found} == {"mapping.south.staff.mean"}
    assert {f.kind for f in findings.found} == {
        Kind.FACT_CHANGED,
        Kind.FACT_DISAGREES,
        Kind.PRINT_DIFFERS,
    }
    assert only(findings, Kind.FACT_DISAGREES).expected == "25.5"
    assert only(findings, Kind.FACT_DISAGREES).found == "26.5"


def test_a_bootstrap_interval_edited_in_the_facts_is_named_by_its_notebook(tmp_path: Path) -> None:
    study = copied(tmp_path)

    def change(row: dict[str, str]) -> None:
        if row["id"] == "themes.north.training.agree_pct_mean_ci_low":
            row["value"] = "1.0"

    _rewritten(study, change)
    found = only(verify(study), Kind.FACT_CHANGED)
    assert found.fact == "themes.north.training.agree_pct_mean_ci_low"


def test_facts_added_to_or_taken_from_the_table_are_named(tmp_path: Path) -> None:
    study = copied(tmp_path)

    def change(row: dict[str, str]) -> None:
        if row["id"] == "mapping.south.staff.mean":
            row["id"] = "mapping.south.staff.mode"
        elif row["id"] == "mapping.south.staff.sd":
            row["id"] = ""

    _rewritten(study, change)
    findings = verify(study)
    assert only(findings, Kind.FACT_ADDED).fact == "mapping.south.staff.mode"
    gone = {finding.fact for finding in findings.found if finding.kind is Kind.FACT_MISSING}
    assert gone == {"mapping.south.staff.mean", "mapping.south.staff.sd"}


def _reported(study: Path, page: Callable[[str], str]) -> Findings:
    """What is found where the report says something else and the manifest was made to fit."""
    path = study / REPORT
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")
    with within(study):
        list_hashes()
    return verify(study)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (">25.50</data>", ">26.50</data>", Kind.PRINT_DIFFERS),
        ('value="25.5"', 'value="26.5"', Kind.PRINT_DIFFERS),
        (
            'data-fact="mapping.south.staff.mean"',
            'data-fact="mapping.south.staff.mode"',
            Kind.PRINT_DIFFERS,
        ),
        ("Nothing is said here.", "Of all, 52 % agree.", Kind.NUMBER_WITHOUT_FACT),
        ("“It was good”", "“It was very good”", Kind.QUOTE_DIFFERS),
    ],
)
def test_a_report_that_prints_something_else_is_named(old: str, new: str, kind: Kind, tmp_path: Path) -> None:
    def page(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    finding = only(_reported(copied(tmp_path), page), kind)
    assert finding.file == REPORT


def test_a_fact_that_is_held_back_and_printed_all_the_same_is_named(tmp_path: Path) -> None:
    study = copied(tmp_path)

    def change(row: dict[str, str]) -> None:
        if row["id"] == "mapping.south.staff.mean":
            row["status"] = "suppressed: rests on fewer than 10"

    _rewritten(study, change)
    assert "suppressed" in only(verify(study), Kind.PRINT_DIFFERS).says


def test_a_quote_that_is_not_in_its_transcript_is_named(tmp_path: Path) -> None:
    study = copied(tmp_path)
    edit(study / "results/tables/quotes.csv", "It was good", "It was fine")
    with within(study):
        list_hashes()
    findings = verify(study)
    cut = [f for f in findings.found if f.kind is Kind.QUOTE_DIFFERS and f.file.endswith("quotes.csv")]
    assert [(f.expected, f.found) for f in cut] == [("It was good", "It was fine")]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"path,sha256,bytes,rule\n../x,1,2,\n", b"\xff\xfe\0"])
def test_a_manifest_that_is_none_is_said_and_no_traceback(content: bytes, tmp_path: Path) -> None:
    study = copied(tmp_path)
    (study / "results/manifest.csv").write_bytes(content)
    assert not verify(study).good


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (FACTS, b"id,value\n\xff"),
        (FACTS, b""),
        ("results/notebooks/sample.ipynb", b"[1]"),
        ("config/config.yaml", b"groups: {"),
        ("config/statements.yaml", b"scale: 7\n"),
        (ANSWERS, b'person,side\n"'),
        ("data/raw/mapping/south/Bay.xlsx", b"PK\x03\x04"),
        ("data/processed/documents.parquet", b"PAR1"),
        ("results/tables/quotes.csv", b"document,start,end,text\nN1.txt,x,y,z\n"),
        (REPORT, b"<data data-fact='a' <p <data"),
    ],
)
def test_whatever_is_in_a_file_it_is_a_finding_and_no_traceback(
    path: str, content: bytes, tmp_path: Path
) -> None:
    study = copied(tmp_path)
    (study / path).write_bytes(content)
    findings = verify(study)
    assert path in {finding.file for finding in findings.found}
    tell_findings(findings, Console(file=io.StringIO()))


def test_a_study_that_was_never_run_has_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(NoResults, match="run the study first"):
        verify(tmp_path)


def test_numbers_in_prose_count_unless_they_are_facts_quotes_or_set_apart() -> None:
    page = read_page(
        '<div class="prose"><p>In <span data-no-fact>2018</span> <data class="fact" data-fact="a.b" '
        'value="3">3</data> of 7 said “so” <code>x1</code>.</p><blockquote id="q">I am 44.</blockquote>'
        "</div>"
        "<p>9 outside</p>"
    )
    assert [number.text for number in page.loose] == ["7"]
    assert [(fact.id, fact.value, fact.text) for fact in page.facts] == [("a.b", "3", "3")]
    assert [quote.text for quote in page.quotes] == ["I am 44."]


def test_the_story_names_the_file_and_the_fact(tmp_path: Path) -> None:
    study = copied(tmp_path)
    edit(study / ANSWERS, "N3,North,3", "N3,North,4")
    out = io.StringIO()
    tell_findings(verify(study), Console(file=out, width=200))
    assert ANSWERS in out.getvalue()
    assert "statements.north.clear.agree_pct is 66.66666666666667; the raw files give 100.0" in out.getvalue()


def test_the_manifest_writer_and_the_check_mean_the_same_outputs_and_notebook_outputs() -> None:
    study = finished()
    assert outputs(study) == manifest.outputs(study)
    assert list(read_list(study, "results/manifest.csv") or {}) == outputs(study)
    assert FACTS_TYPE == recording.FACTS_TYPE


def test_input_hashes_are_listed_once_each_and_sorted(tmp_path: Path) -> None:
    with within(tmp_path):
        Path("b").write_text("b")
        Path("a").write_text("")
        write_inputs(["b", "a", "./b"], Path("data/processed/inputs.csv"))
    listed = read_list(tmp_path, "data/processed/inputs.csv")
    assert listed is not None
    assert [(entry.path, entry.bytes) for entry in listed.values()] == [("a", 0), ("b", 1)]
    assert listed["a"].sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_page_of_the_fixture_prints_what_the_printer_prints() -> None:
    with within(finished()):
        assert 'data-fact="mapping.south.staff.mean"' in report_page(["mapping.south.staff.mean"])
