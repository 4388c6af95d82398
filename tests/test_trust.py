"""Trust in a finished study, on a real run: whatever is changed by hand is named by the check, and made
again by the next run although its time stamp is old."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from small_study import write_small_study
from test_report_workflow import CLAIMS, NARRATIVE, SAID
from test_workflow import REPOSITORY, hashes, snakemake
from triangulate.cli import run as run_command
from triangulate.evidence.findings import Findings, Kind
from triangulate.evidence.hashes import CRATE, INPUTS, MANIFEST, read_list
from triangulate.evidence.verify import check_inputs, check_outputs, verify
from triangulate.files import sha256_of_file
from triangulate.problems import Problems
from triangulate.raw.forms import write_mapping_form
from triangulate.study.load import load_study

pytestmark = pytest.mark.slow

FACTS = "results/facts.csv"
REPORT = "results/report/index.html"
PDF = "results/report/findings.pdf"
WORD = "results/report/findings.docx"
ANSWERS = "data/raw/statements/answers.csv"
FORM = "data/raw/mapping/home/Rook Team.xlsx"
FACT = "statements.ward.clear.agree_pct"
Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_small_study(tmp_path_factory.mktemp("trust") / "study")
    config = study / "config/config.yaml"
    text = config.read_text().replace("min_n: 3", "min_n: 1")
    config.write_text(text + "report: {narrative: config/findings.md, claims: config/claims.yaml}\n")
    (study / "config/findings.md").write_text(NARRATIVE)
    (study / "config/claims.yaml").write_text(CLAIMS)
    loaded = load_study(study, Problems())
    assert loaded is not None
    (study / FORM).parent.mkdir()
    write_mapping_form(study / FORM, loaded, "home", {"beds": 24, "staff": 11}, "Rook Team")
    outcome = snakemake(study)
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    return study


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "copy", symlinks=True))


@contextmanager
def kept(study: Path) -> Iterator[None]:
    """Put everything back as it was, time stamps too."""
    before = {p: (p.read_bytes(), p.stat()) for p in study.rglob("*") if p.is_file()}
    try:
        yield
    finally:
        for path in [p for p in study.rglob("*") if p.is_file() and p not in before]:
            path.unlink()
        for path, (data, stamp) in before.items():
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)
                os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def put(path: Path, data: bytes) -> None:
    """Write a file and keep its time stamp."""
    stamp = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def one_byte(path: Path) -> None:
    """Change one byte in the middle and keep size and time stamp."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    put(path, bytes(data))


def edit(name: str, old: str, new: str) -> Spoil:
    def spoil(study: Path) -> None:
        text = (study / name).read_bytes().decode("utf-8")
        assert old in text, f"{old!r} is not in {name}"
        put(study / name, text.replace(old, new, 1).encode())

    return spoil


def row(name: str, key: str, change: Callable[[dict[str, str]], dict[str, str] | None]) -> Spoil:
    """Change the row of a table that begins with ``key``, or take it out."""

    def spoil(study: Path) -> None:
        with (study / name).open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        first = next(iter(rows[0]))
        changed = [change(r) if r[first] == key else r for r in rows]
        assert changed != rows
        with (study / name).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(r for r in changed if r is not None)

    return spoil


def signed(spoil: Spoil) -> Spoil:
    """The same by a forger, who lists the hash of everything anew."""

    def forge(study: Path) -> None:
        spoil(study)
        for name in (INPUTS, MANIFEST):
            with (study / name).open(encoding="utf-8", newline="") as handle:
                rows = list(csv.DictReader(handle))
            for one in rows:
                path = study / one["path"]
                one |= {"sha256": sha256_of_file(path), "bytes": str(path.stat().st_size)}
            with (study / name).open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, rows[0], lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)

    return forge


def without_its_last_page(study: Path) -> None:
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(study / PDF).pages[:-1]:
        writer.add_page(page)
    with (study / PDF).open("wb") as handle:
        writer.write(handle)


def in_word(old: str, new: str) -> Spoil:
    def spoil(study: Path) -> None:
        with zipfile.ZipFile(study / WORD) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        text = parts["word/document.xml"].decode()
        assert old in text
        parts["word/document.xml"] = text.replace(old, new, 1).encode()
        with zipfile.ZipFile(study / WORD, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)

    return spoil


def in_transcripts(old: str, new: str) -> Spoil:
    def spoil(study: Path) -> None:
        path = study / "data/processed/documents.parquet"
        table = pd.read_parquet(path)
        assert table["text"].str.contains(old).any()
        table["text"] = table["text"].str.replace(old, new)
        table.to_parquet(path)

    return spoil


def in_notebook(study: Path) -> None:
    """Have the notebook say that it recorded another value."""
    path = study / "results/notebooks/delivery_statements.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            for facts in output.get("data", {}).values():
                for fact in facts if isinstance(facts, list) else []:
                    if isinstance(fact, dict) and fact.get("id") == FACT:
                        fact["value"] = 74.0
    path.write_text(json.dumps(content), encoding="utf-8")


def in_drawing(name: str) -> Spoil:
    """Change the first number that a figure prints, in its file or in the page."""

    def spoil(study: Path) -> None:
        text = (study / name).read_text(encoding="utf-8")
        start = text.index("<svg")
        found = re.compile(r"(<text\b[^>]*>[^<]*?)(\d)").search(text, start)
        assert found
        at = found.start(2)
        put(study / name, f"{text[:at]}{9 - int(found[2])}{text[at + 1 :]}".encode())

    return spoil


def added(name: str, content: str) -> Spoil:
    return lambda study: (study / name).write_text(content)


def gone(name: str) -> Spoil:
    return lambda study: (study / name).unlink()


def test_every_output_and_every_input_is_named_when_one_byte_of_it_changes_under_its_old_time_stamp(
    finished: Path,
) -> None:
    kinds = set()
    for name, listed in ((MANIFEST, check_outputs), (INPUTS, check_inputs)):
        for path in read_list(finished, name) or {}:
            with_byte, findings = finished / path, Findings()
            before = with_byte.read_bytes()
            try:
                one_byte(with_byte)
                listed(finished, findings)
            finally:
                put(with_byte, before)
            # The list of the crate is held against the crate besides.
            beside = {"results/ro-crate-metadata.json"} if path == CRATE else set()
            assert {finding.file for finding in findings.found} - beside == {path}
            kinds.add(Path(path).suffix)
    assert kinds >= {
        ".csv", ".svg", ".png", ".ipynb", ".html", ".pdf", ".docx", ".parquet", ".qdpx", ".qdc", ".sav", ".sps",
        ".xlsx", ".txt", ".yaml", ".md",
    }  # fmt: skip


#: What is done by hand, and some of what is said of it: all kinds, with the file.
CHANGES: dict[str, tuple[Spoil, set[tuple[Kind, str]]]] = {
    "a number in a table": (
        edit("results/tables/statements.csv", "75.0", "76.0"),
        {(Kind.OUTPUT_CHANGED, "results/tables/statements.csv")},
    ),
    "a fact's value": (
        row(FACTS, FACT, lambda r: r | {"value": "74.0"}),
        {(Kind.OUTPUT_CHANGED, FACTS), (Kind.FACT_CHANGED, FACTS), (Kind.FACT_DISAGREES, FACTS)},
    ),
    "a fact's value and display, signed": (
        signed(row(FACTS, FACT, lambda r: r | {"value": "74.0", "display": "74%"})),
        {
            (Kind.FACT_CHANGED, FACTS),
            (Kind.FACT_DISAGREES, FACTS),
            (Kind.PRINT_DIFFERS, REPORT),
            (Kind.STORY_DIFFERS, REPORT),
            (Kind.STORY_DIFFERS, "results/audit/explorer.html"),
        },
    ),
    "a fact's display, signed": (
        signed(row(FACTS, FACT, lambda r: r | {"display": "74%"})),
        {(Kind.FACT_CHANGED, FACTS), (Kind.PRINT_DIFFERS, REPORT)},
    ),
    "a fact taken out, signed": (
        signed(row(FACTS, FACT, lambda r: None)),
        {(Kind.FACT_MISSING, FACTS), (Kind.PRINT_DIFFERS, REPORT), (Kind.STORY_DIFFERS, REPORT)},
    ),
    "a fact and its notebook, signed": (
        signed(
            lambda s: (in_notebook(s), row(FACTS, FACT, lambda r: r | {"value": "74.0"})(s)),
        ),
        {(Kind.FACT_DISAGREES, FACTS), (Kind.PRINT_DIFFERS, REPORT)},
    ),
    "a number of the report, signed": (
        signed(edit(REPORT, ">75%</data>", ">76%</data>")),
        {(Kind.PRINT_DIFFERS, REPORT), (Kind.TEXTS_DIFFER, WORD), (Kind.TEXTS_DIFFER, PDF)},
    ),
    "a word of the report's prose, signed": (
        signed(edit(REPORT, "people on the ward find handovers clear", "people on the ward call handovers clear")),
        {(Kind.TEXTS_DIFFER, WORD), (Kind.TEXTS_DIFFER, PDF)},
    ),
    "a number typed into the report's prose, signed": (
        signed(edit(REPORT, "find handovers clear.", "find handovers clear, that is 12 of them.")),
        {(Kind.NUMBER_WITHOUT_FACT, REPORT), (Kind.TEXTS_DIFFER, WORD)},
    ),
    "a quote of the report, signed": (
        signed(edit(REPORT, SAID, SAID.replace("kitchen", "garden"))),
        {(Kind.QUOTE_DIFFERS, REPORT), (Kind.TEXTS_DIFFER, WORD)},
    ),
    "what the report's explorer tells, signed": (
        signed(edit(REPORT, '"75%",75.0', '"75%",76.0')),
        {(Kind.STORY_DIFFERS, REPORT)},
    ),
    "a figure in the report, signed": (signed(in_drawing(REPORT)), {(Kind.DRAWING_DIFFERS, REPORT)}),
    "a figure, signed": (
        signed(in_drawing("results/figures/themes.svg")),
        {(Kind.DRAWING_DIFFERS, "results/figures/themes.svg")},
    ),
    "a page of the PDF, signed": (signed(without_its_last_page), {(Kind.TEXTS_DIFFER, PDF)}),
    "the PDF is no PDF, signed": (signed(lambda s: put(s / PDF, b"%PDF-")), {(Kind.TEXTS_DIFFER, PDF)}),
    "a number of the Word file, signed": (signed(in_word("75%", "76%")), {(Kind.TEXTS_DIFFER, WORD)}),
    "the Word file is none, signed": (signed(lambda s: put(s / WORD, b"PK")), {(Kind.TEXTS_DIFFER, WORD)}),
    "words of a transcript as made, signed": (
        signed(in_transcripts("kitchen", "garden")),
        {(Kind.QUOTE_DIFFERS, "data/processed/documents.parquet")},
    ),
    "words of a quote in its table, signed": (
        signed(edit("results/tables/quotes.csv", "kitchen", "garden")),
        {(Kind.QUOTE_DIFFERS, "results/tables/quotes.csv")},
    ),
    "words of a coding, signed": (
        signed(edit("results/tables/codings.csv", "kitchen", "garden")),
        {(Kind.QUOTE_DIFFERS, "results/tables/codings.csv")},
    ),
    "a row of the manifest": (
        row(MANIFEST, "results/tables/statements.csv", lambda r: None),
        {(Kind.OUTPUT_ADDED, "results/tables/statements.csv")},
    ),
    "an output added": (added("results/tables/more.csv", "a\n"), {(Kind.OUTPUT_ADDED, "results/tables/more.csv")}),
    "an output taken away": (
        gone("results/exports/coding.qdpx"),
        {(Kind.OUTPUT_MISSING, "results/exports/coding.qdpx")},
    ),
    "a raw answer": (
        edit(ANSWERS, "W4,ward,2", "W4,ward,5"),
        {(Kind.INPUT_CHANGED, ANSWERS), (Kind.FACT_DISAGREES, FACTS)},
    ),
    "a raw answer, signed": (signed(edit(ANSWERS, "W4,ward,2", "W4,ward,5")), {(Kind.FACT_DISAGREES, FACTS)}),
    "a raw transcript": (
        edit("data/raw/transcripts/H1.txt", "kitchen", "garden"),
        {
            (Kind.INPUT_CHANGED, "data/raw/transcripts/H1.txt"),
            (Kind.QUOTE_DIFFERS, "data/processed/documents.parquet"),
            (Kind.QUOTE_DIFFERS, "results/tables/quotes.csv"),
        },
    ),
    "a raw file added": (
        added("data/raw/statements/more.csv", "id,group,clear\nX1,ward,5\n"),
        {(Kind.INPUT_ADDED, "data/raw/statements/more.csv")},
    ),
    "a raw file taken away": (gone(FORM), {(Kind.INPUT_MISSING, FORM), (Kind.FACT_DISAGREES, FACTS)}),
    "a statement's key": (
        edit("config/statements.yaml", "reverse: true", "reverse: false"),
        {(Kind.INPUT_CHANGED, "config/statements.yaml"), (Kind.FACT_DISAGREES, FACTS)},
    ),
    "a number typed into the narrative": (
        edit("config/findings.md", "of them, see", "of them (52 %), see"),
        {(Kind.INPUT_CHANGED, "config/findings.md")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_changed_by_hand_is_named(name: str, finished: Path) -> None:
    spoil, expected = CHANGES[name]
    with kept(finished):
        spoil(finished)
        findings = verify(finished)
    found = {(finding.kind, finding.file) for finding in findings.found}
    assert expected <= found, [str(finding) for finding in findings.found]
    if name.endswith("signed"):
        assert not any(kind in (Kind.OUTPUT_CHANGED, Kind.INPUT_CHANGED) for kind, _ in found)


def test_a_study_in_which_everything_was_put_back_is_good(finished: Path) -> None:
    findings = verify(finished)
    assert findings.good, [str(finding) for finding in findings.found]
    assert findings.checked["formats compared"] == 2
    assert findings.checked["figures in the report"] >= 3


# The same check before and after each run, under plain Snakemake.

SPSS = "results/exports/statements.sps"
MAPPING = "data/processed/mapping.parquet"


def test_an_output_edited_by_hand_is_made_again_and_a_dry_run_only_says_so(copy: Path) -> None:
    before = (copy / SPSS).read_bytes()
    edited = before + b"by hand\n"
    put(copy / SPSS, edited)
    for looking in ("--dry-run", "--summary", "--lint"):
        outcome = snakemake(copy, looking)
        assert (copy / SPSS).read_bytes() == edited, looking
        said = outcome.stdout + outcome.stderr
        assert (looking == "--dry-run") == ("is not what the last run made" in said), said
    outcome = snakemake(copy, SPSS)
    assert outcome.returncode == 0, outcome.stderr
    assert f"{SPSS} is not what the last run made" in outcome.stderr
    assert (copy / SPSS).read_bytes() == before


def test_a_raw_file_changed_under_its_old_time_stamp_is_read_again(copy: Path) -> None:
    before = sha256_of_file(copy / MAPPING)
    edit("data/raw/mapping/answers.csv", "120", "130")(copy)
    outcome = snakemake(copy, MAPPING)
    assert outcome.returncode == 0, outcome.stderr
    assert "data/raw/mapping/answers.csv has changed since the last run read it" in outcome.stderr
    assert sha256_of_file(copy / MAPPING) != before
    assert list(pd.read_parquet(copy / MAPPING)["value"]).count(130) == 1


def test_what_the_manifest_does_not_list_is_made_again_and_lists_that_were_changed_vouch_for_nothing(
    copy: Path,
) -> None:
    row(MANIFEST, SPSS, lambda r: None)(copy)
    edit("data/raw/mapping/answers.csv", "120", "130")(copy)
    put(copy / SPSS, b"by hand\n")
    changed = sha256_of_file(copy / "data/raw/mapping/answers.csv")
    row(INPUTS, "data/raw/mapping/answers.csv", lambda r: r | {"sha256": changed})(copy)
    outcome = snakemake(copy, SPSS, MAPPING)
    assert outcome.returncode == 0, outcome.stderr
    assert (copy / SPSS).read_bytes() != b"by hand\n"
    assert list(pd.read_parquet(copy / MAPPING)["value"]).count(130) == 1


def test_what_is_changed_while_a_run_is_under_way_is_named_at_its_end(copy: Path) -> None:
    table = copy / "results/tables/statements.csv"
    (copy / SPSS).unlink()
    command = [
        sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile"),
        "--directory", str(copy), SPSS,
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        assert running.stderr is not None
        said = ""
        for line in running.stderr:
            said += line
            if " start " in line:
                one_byte(table)
    assert running.returncode == 1, said
    assert "changed while the run was under way" in said and "results/tables/statements.csv" in said
    assert "Traceback" not in said


def test_a_run_that_ends_on_something_changed_under_its_hands_is_made_once_more(
    finished: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    study = write_small_study(tmp_path / "study")
    manifest = study / MANIFEST
    manifest.parent.mkdir()
    calls: list[list[str]] = []

    def snakemake_that(*, reaches_its_end: bool) -> Callable[..., subprocess.CompletedProcess[str]]:
        def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            calls.append(command)
            first = len(calls) == 1
            if reaches_its_end and first:
                manifest.write_text("path,sha256,bytes,rule\n")
            return subprocess.CompletedProcess(command, 1 if first or not reaches_its_end else 0)

        return run

    monkeypatch.setattr(run_command.subprocess, "run", snakemake_that(reaches_its_end=True))
    run_command.run(study, as_json=True)
    assert len(calls) == 2 and calls[0] == calls[1]
    calls.clear()
    manifest.unlink()
    monkeypatch.setattr(run_command.subprocess, "run", snakemake_that(reaches_its_end=False))
    with pytest.raises(run_command.typer.Exit):
        run_command.run(study, as_json=True)
    assert len(calls) == 1


def test_a_run_with_nothing_to_do_changes_nothing(finished: Path) -> None:
    before = hashes(finished)
    outcome = snakemake(finished)
    assert outcome.returncode == 0 and "Nothing to be done" in outcome.stderr, outcome.stderr
    after = hashes(finished)
    assert {n: h for n, h in before.items() if not n.startswith(".snakemake/")} == {
        n: h for n, h in after.items() if not n.startswith(".snakemake/")
    }
