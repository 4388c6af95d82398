"""What a run would trust by its time stamp although its bytes are others."""

from __future__ import annotations

import base64
import json
import os
import time
from pathlib import Path

import pytest
from finished_study import copied
from triangulate.evidence.stale import Stale, remove_stale, stale

pytestmark = pytest.mark.fast

TABLE = "results/tables/statements.csv"
ANSWERS = "data/raw/statements/answers.csv"


def edit_with_old_stamp(path: Path) -> None:
    stamp = path.stat()
    path.write_bytes(path.read_bytes() + b"\n")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def note(study: Path, name: str, ended: float) -> None:
    """What Snakemake notes of a file that it made."""
    place = study / ".snakemake" / "metadata" / base64.urlsafe_b64encode(name.encode()).decode()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"endtime": ended}))


def test_nothing_is_stale_in_a_study_as_it_was_made_or_never_made(tmp_path: Path) -> None:
    assert stale(copied(tmp_path)) == Stale()
    assert not stale(tmp_path / "nowhere")


def test_an_edited_output_is_deleted_and_an_edited_input_touched(tmp_path: Path) -> None:
    study = copied(tmp_path)
    edit_with_old_stamp(study / TABLE)
    edit_with_old_stamp(study / ANSWERS)
    before = (study / ANSWERS).stat().st_mtime_ns
    found = stale(study)
    assert found == Stale(delete=(TABLE,), touch=(ANSWERS,))
    remove_stale(study, found)
    assert not (study / TABLE).exists()
    assert (study / ANSWERS).stat().st_mtime_ns > before
    assert json.loads(json.dumps(found.as_dict())) == {"delete": [TABLE], "touch": [ANSWERS]}


def test_an_output_that_a_later_unfinished_run_made_is_kept_unless_written_to_since(
    tmp_path: Path,
) -> None:
    study = copied(tmp_path)
    (study / TABLE).write_text("made anew\n")
    later = (study / "results/manifest.csv").stat().st_mtime + 100
    note(study, TABLE, later)
    os.utime(study / TABLE, (later, later))
    assert not stale(study)
    os.utime(study / TABLE, (later + 60, later + 60))
    assert stale(study).delete == (TABLE,)


def test_an_output_noted_by_the_run_that_the_manifest_closed_is_stale_when_changed(
    tmp_path: Path,
) -> None:
    study = copied(tmp_path)
    edit_with_old_stamp(study / TABLE)
    note(study, TABLE, time.time() - 3600)
    assert stale(study).delete == (TABLE,)


def test_a_list_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    study = copied(tmp_path)
    for name in ("results/manifest.csv", "data/processed/inputs.csv"):
        (study / name).write_bytes(b"\xff\xfe nonsense")
    assert stale(study).delete == ("results/manifest.csv", "data/processed/inputs.csv")


def test_where_the_list_of_what_was_read_is_gone_or_was_edited_everything_is_read_again(
    tmp_path: Path,
) -> None:
    study = copied(tmp_path)
    reads = (ANSWERS, "config/config.yaml", "data/raw/nothing.csv")
    assert not stale(study, reads)
    edit_with_old_stamp(study / "data/processed/inputs.csv")
    found = stale(study, reads)
    assert (found.delete, found.touch) == (("data/processed/inputs.csv",), reads[:2])
    (study / "data/processed/inputs.csv").unlink()
    assert stale(study, reads).touch == reads[:2]
    (study / "results/manifest.csv").unlink()
    assert not stale(study, reads), "a study that was never run to its end is left to Snakemake"


def test_an_output_that_the_manifest_does_not_list_is_stale_if_a_rule_makes_it(tmp_path: Path) -> None:
    study = copied(tmp_path)
    (study / "results/tables/own.csv").write_text("a\n")
    manifest = study / "results/manifest.csv"
    kept = [line for line in manifest.read_text().splitlines(True) if not line.startswith(TABLE)]
    manifest.write_text("".join(kept))
    assert not stale(study)
    assert stale(study, made_by_rule=TABLE.__eq__) == Stale(delete=(TABLE,))


def test_missing_files_are_left_to_snakemake(tmp_path: Path) -> None:
    study = copied(tmp_path)
    (study / TABLE).unlink()
    (study / ANSWERS).unlink()
    assert not stale(study)


def test_a_file_of_a_long_name_is_found_in_the_notes(tmp_path: Path) -> None:
    from triangulate.evidence.stale import _note_name

    place = _note_name("results/" + "a" * 400)
    assert all(len(part) <= 255 for part in place.parts)
    assert [part[0] == "@" for part in place.parts] == [True, True, False]
