"""The promise to participants, on real runs of a small study: nobody is named, and who withdraws is gone."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from small_study import TRANSCRIPTS, write_small_study
from triangulate.evidence.withdrawn import search_withdrawn
from triangulate.facts.fact import PlacedFact
from triangulate.facts.gather import read_facts, write_facts
from triangulate.pipeline.reporting import bind_explorer, build_report, gather_evidence
from triangulate.problems import Problems
from triangulate.raw.transcripts import read_transcript
from triangulate.records.tables import read_table
from triangulate.release import look_through
from triangulate.release.names import Known, needles_of

REPOSITORY = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow
NAMED = "Marjorie Tregowan"
CANARIES = ("A canary that nobody agreed to publish", "A second canary that was taken back again")


def triangulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from triangulate.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))


#: The planted person as transcribers, coders and respondents write her, and what a slip makes of her.
ODD_FORMS = (
    "Tregowan",
    "tregowan",
    "TREGOWAN",
    "Trégowan",
    "Tregowen",
    "Marjorie T.",
    "marjorie",
    "Marjorie",
)
CUES = """\
WEBVTT

NOTE Recorded by Marjorie Tregowan

1
00:00:01.000 --> 00:00:05.000
<v Interviewer>And who told you, marjorie tregowan?

2
00:00:05.500 --> 00:00:11.000
<v Participant>It was Tregowan's idea. Marjorie Tregowen they wrote on the rota, MARJORIE TREGOWAN on the door.
"""


def plant(directory: Path) -> None:
    """The planted person in a cue file, in a Word file with her name in pieces, in a coder's memo and in a
    column of the answers that the study does not declare."""
    transcripts = directory / "data/raw/transcripts"
    (transcripts / "W6.vtt").write_text(CUES, encoding="utf-8")
    document = docx.Document()
    document.core_properties.author = "Marjorie Tregowan"
    document.add_paragraph("Interviewer: Who hands over?")
    said = document.add_paragraph("Participant: ")
    for piece in ("That is Marj", "orie Tré", "gow", "an, and Tregowán\u2019s deputy when she is away."):
        said.add_run(piece)
    document.save(str(transcripts / "H6.docx"))
    register = directory / "data/raw/participants.csv"
    rows = "W6,ward,Kestrel Hospital,nurse,2024-01-12,,W6.vtt\nH6,home,Heron Team,nurse,2024-01-12,,H6.docx\n"
    register.write_text(register.read_text() + rows)
    answers = directory / "data/raw/statements/answers.csv"
    first, *others = answers.read_text().splitlines()
    more = ["W6,ward,4,4,2,4,ask marjorie tregowan", "H6,home,5,4,1,4,Tregowan knows"]
    answers.write_text("\n".join([first + ",remarks", *(row + "," for row in others), *more]) + "\n")
    codings = directory / "data/raw/codings/alex.csv"
    first, *others = codings.read_text().splitlines()
    words = "It was Tregowan's idea"
    start = read(transcripts / "W6.vtt").index(words)
    coding = f"W6.vtt,{start},{start + len(words)},noise,alex,{words},Marjorie Tregowan again"
    codings.write_text("\n".join([first + ",memo", *(row + "," for row in others), coding]) + "\n")


def read(path: Path) -> str:
    transcript = read_transcript(path, path.parent, Problems())
    assert transcript is not None
    return transcript.text


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose title names somebody on its deny-list, and whose raw files do in many ways."""
    directory = write_small_study(tmp_path_factory.mktemp("people") / "study")
    plant(directory)
    config = directory / "config/config.yaml"
    text = config.read_text().replace("privacy: {", f"privacy: {{deny_list: [{NAMED}], ")
    config.write_text(text.replace("A small study", f"{NAMED} and a small study"))
    return directory


@pytest.fixture(scope="module")
def stopped(study: Path) -> subprocess.CompletedProcess[str]:
    return triangulate("run", str(study))


@pytest.fixture(scope="module")
def finished(study: Path, stopped: subprocess.CompletedProcess[str]) -> Path:
    assert stopped.returncode == 1
    config = study / "config/config.yaml"
    config.write_text(config.read_text().replace(f"{NAMED} and a small study", "A small study"))
    outcome = triangulate("run", str(study))
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    return study


@pytest.fixture(scope="module")
def withdrawn(finished: Path) -> Path:
    outcome = triangulate("withdraw", "W2", str(finished), "--date", "2024-05-06")
    assert outcome.returncode == 0, outcome.stderr
    assert not list((finished / "results/report").glob("*"))
    outcome = triangulate("run", str(finished))
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    return finished


def test_a_name_in_the_report_stops_the_release_and_holds_the_report_back(
    study: Path, stopped: subprocess.CompletedProcess[str]
) -> None:
    said = stopped.stderr + stopped.stdout
    assert "The run stopped in the rule check_leaks" in said and "Traceback" not in said
    assert "results/report/index.html" in said and NAMED in said
    assert not (study / "results/report/index.html").exists() or not stopped.returncode
    assert not (study / "results/manifest.csv").exists()


def test_once_the_name_is_gone_the_report_is_released(finished: Path) -> None:
    assert (finished / "results/report/index.html").is_file()
    assert not (finished / "results/audit/held_back").exists()
    with (finished / "results/audit/leaks.csv").open(encoding="utf-8", newline="") as handle:
        assert [row for row in csv.DictReader(handle) if row["stops"] == "yes"] == []


def test_canaries_are_in_no_output_of_any_kind(finished: Path) -> None:
    needles = needles_of(Known(denied=(*CANARIES, NAMED, *ODD_FORMS)), [], [])
    assert look_through(finished, needles)[0] == []


def test_the_planted_person_was_there_to_be_found(finished: Path) -> None:
    raw = finished / "data/raw"
    assert all(
        form in read(raw / "transcripts/W6.vtt") for form in ("Tregowen", "marjorie", "MARJORIE TREGOWAN")
    )
    assert "Trégowan" in read(raw / "transcripts/H6.docx")
    documents = read_table(finished / "data/processed/documents.parquet", "documents")
    assert {"W6.vtt", "H6.docx"} <= set(documents["document"])
    with (finished / "results/tables/codings.csv").open(encoding="utf-8", newline="") as handle:
        assert any(row["text"].startswith("It was [Person") for row in csv.DictReader(handle))


def test_the_report_is_the_same_whatever_the_values_are_that_are_held_back(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the page, its data, the PDF or the Word file depends on a value held back: others in their place
    give the same bytes."""
    made = []
    for change in (False, True):
        study = tmp_path / str(change)
        shutil.copytree(finished, study, ignore=shutil.ignore_patterns(".snakemake", ".cache"))
        monkeypatch.chdir(study)
        facts = list(read_facts(Path("results/facts.csv")).values())
        assert sum(not placed.published for placed in facts) > 20
        write_facts(
            Path("results/facts.csv"), [_other(p) if change and not p.published else p for p in facts]
        )
        explorer = Path("data/processed/explorer")
        gather_evidence(explorer / "published.json", explorer / "audit.json", explorer / "key.txt")
        report = Path("results/report")
        files = {
            "html": report / "index.html",
            "pdf": report / "findings.pdf",
            "docx": report / "findings.docx",
        }
        page, drawings = explorer / "page.html", explorer / "drawings.json"
        build_report(
            Path("results"), Path("data/processed/queries.parquet"), drawings, {**files, "html": page}
        )
        bind_explorer(
            page,
            drawings,
            explorer / "published.json",
            explorer / "audit.json",
            files["html"],
            explorer / "a",
        )
        made.append({kind: path.read_bytes() for kind, path in files.items()})
    assert all(made[0][kind] == made[1][kind] for kind in made[0])
    drawn = set(re.findall(r'id="[^"]*fact:([^":]+)', made[0]["html"].decode()))
    assert drawn and not [p.fact.id for p in facts if p.fact.id in drawn and not p.published]


def _other(placed: PlacedFact) -> PlacedFact:
    value = placed.fact.value
    other = value + 7 if isinstance(value, int | float) else "another"
    return replace(placed, fact=replace(placed.fact, value=other, display="another"))


def test_nothing_is_left_of_somebody_who_withdrew(withdrawn: Path) -> None:
    search = search_withdrawn(withdrawn, "W2")
    assert search.good, [hit for hit in search.hits if not hit.allowed]
    said = "Half of what matters is missing and I ring the ward afterwards"
    assert said in TRANSCRIPTS["W2.txt"]
    assert look_through(withdrawn, needles_of(Known(denied=(said,)), [], []))[0] == []
    cached = withdrawn / "data/processed/.cache/transcripts"
    kinds = Counter(path.name.split(".", 1)[1] for path in cached.iterdir())
    assert kinds == {"findings.json": 4, "transcript.json": 4}


def test_somebody_who_withdrew_is_still_counted(withdrawn: Path) -> None:
    with (withdrawn / "results/facts.csv").open(encoding="utf-8", newline="") as handle:
        facts = {row["id"]: row["value"] for row in csv.DictReader(handle)}
    assert facts["sample.ward.withdrawn"] == "1"
    assert facts["sample.ward.interviews"] == "2"
