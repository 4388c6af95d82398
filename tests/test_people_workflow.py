"""The promise to participants, on real runs of a small study: nobody is named, and who withdraws is gone."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_study import TRANSCRIPTS, write_small_study
from triangulate.evidence.withdrawn import search_withdrawn
from triangulate.release import look_through
from triangulate.release.names import Known, needles_of

REPOSITORY = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow
NAMED = "Marjorie Tregowan"
CANARIES = ("A canary that nobody agreed to publish", "A second canary that was taken back again")


def triangulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from triangulate.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose title names somebody on its deny-list."""
    directory = write_small_study(tmp_path_factory.mktemp("people") / "study")
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
    needles = needles_of(Known(denied=(*CANARIES, NAMED)), [], [])
    assert look_through(finished, needles)[0] == []


def test_nothing_is_left_of_somebody_who_withdrew(withdrawn: Path) -> None:
    search = search_withdrawn(withdrawn, "W2")
    assert search.good, [hit for hit in search.hits if not hit.allowed]
    said = "Half of what matters is missing and I ring the ward afterwards"
    assert said in TRANSCRIPTS["W2.txt"]
    assert look_through(withdrawn, needles_of(Known(denied=(said,)), [], []))[0] == []
    cached = withdrawn / "data/processed/.cache/transcripts"
    assert len(list(cached.iterdir())) == 2


def test_somebody_who_withdrew_is_still_counted(withdrawn: Path) -> None:
    with (withdrawn / "results/facts.csv").open(encoding="utf-8", newline="") as handle:
        facts = {row["id"]: row["value"] for row in csv.DictReader(handle)}
    assert facts["sample.ward.withdrawn"] == "1"
    assert facts["sample.ward.interviews"] == "1"
