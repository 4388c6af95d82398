"""Raw files signed off once; whatever differs afterwards stops a check and a run, and is named."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from small_study import write_small_study
from triangulate.cli.main import app
from triangulate.pipeline.check import check_study, run_check
from triangulate.pipeline.intake import intake
from triangulate.pipeline.plan import Plan
from triangulate.pipeline.withdrawal import withdraw
from triangulate.problems import Problems, StudyError
from triangulate.raw.signed import SIGNED, read_signed
from typer.testing import CliRunner

pytestmark = pytest.mark.fast
DAY = date(2024, 3, 1)
ROOT = Path(__file__).parents[1]
REGISTER = "data/raw/participants.csv"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_small_study(tmp_path / "study")


@pytest.fixture
def signed(study: Path) -> Path:
    intake(study, DAY, "the wards")
    return study


def rows(study: Path) -> list[dict[str, str]]:
    with (study / SIGNED).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def found(study: Path) -> list[tuple[str, str]]:
    problems = [p for p in check_study(study) if p.code.startswith("intake.")]
    return [(p.code, p.source.file if p.source else "") for p in problems]


def answers_of(study: Path) -> Path:
    return study / Plan.of(study).statement_files[0]


def test_a_study_without_a_list_is_asked_nothing(study: Path) -> None:
    assert found(study) == []
    assert Plan.of(study).signed_files == []


def test_every_raw_file_is_signed_once_with_hash_day_and_sender(signed: Path) -> None:
    listed = rows(signed)
    assert [row["file"] for row in listed] == sorted(Plan.of(signed).raw_files)
    for row in listed:
        assert row["sha256"] == hashlib.sha256((signed / row["file"]).read_bytes()).hexdigest()
        assert (row["received"], row["from"]) == ("2024-03-01", "the wards")
    assert found(signed) == []
    before = (signed / SIGNED).read_bytes()
    again = intake(signed, date(2025, 1, 1), "somebody else")
    assert again.written and not again.found.new and (signed / SIGNED).read_bytes() == before


def test_a_check_and_a_run_stop_on_changed_missing_and_unsigned_files_and_name_each(signed: Path) -> None:
    plan = Plan.of(signed)
    changed, gone = plan.mapping_files[0], plan.transcript_files[0]
    (signed / changed).write_bytes((signed / changed).read_bytes() + b"\n")
    (signed / gone).unlink()
    added = str(Path(plan.statement_files[0]).with_name("late.csv"))
    shutil.copy(answers_of(signed), signed / added)
    assert found(signed) == [
        ("intake.changed", changed), ("intake.gone", gone), ("intake.unsigned", added),
    ]  # fmt: skip
    with pytest.raises(StudyError) as stopped:
        run_check(signed, signed / "queries.parquet")
    assert {"intake.changed", "intake.gone", "intake.unsigned"} <= {p.code for p in stopped.value.problems}
    assert not (signed / "queries.parquet").exists()


def test_changed_files_are_signed_again_only_when_asked(signed: Path) -> None:
    plan = Plan.of(signed)
    changed, gone = plan.coding_files[0], plan.transcript_files[0]
    (signed / changed).write_bytes((signed / changed).read_bytes() + b"\n")
    (signed / gone).unlink()
    before = (signed / SIGNED).read_bytes()
    refused = intake(signed, date(2024, 4, 1), "")
    assert not refused.written and (signed / SIGNED).read_bytes() == before
    assert (refused.found.changed, refused.found.gone) == ((changed,), (gone,))
    done = intake(signed, date(2024, 4, 1), "the coder", accept_changes=True)
    assert done.written
    by_file = {row["file"]: row for row in rows(signed)}
    assert (by_file[changed]["received"], by_file[changed]["from"]) == ("2024-04-01", "the coder")
    assert gone not in by_file and by_file[REGISTER]["received"] == "2024-03-01"


def test_a_withdrawal_keeps_the_register_signed_unless_it_was_changed_before(signed: Path) -> None:
    withdraw(signed, "W2", date(2024, 5, 6))
    assert found(signed) == []
    row = next(row for row in rows(signed) if row["file"] == REGISTER)
    assert (row["received"], row["from"]) == ("2024-03-01", "the wards")
    register = signed / REGISTER
    register.write_bytes(register.read_bytes().replace(b"Kestrel", b"Falcon"))
    withdraw(signed, "W1", date(2024, 5, 7))
    assert found(signed) == [("intake.changed", REGISTER)]


def test_the_list_is_no_data_of_a_study_that_keeps_all_its_files_in_data_raw(study: Path) -> None:
    config = study / "config/config.yaml"
    folder = Path(Plan.of(study).statement_files[0]).parent.as_posix()
    shutil.copy(answers_of(study), study / "data/raw/answers.csv")
    config.write_text(config.read_text().replace(f"[{folder}]", "[data/raw]"))
    assert "data/raw/answers.csv" in Plan.of(study).statement_files
    (study / SIGNED).write_text("file,sha256,received,from\n")
    assert SIGNED not in Plan.of(study).raw_files


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file,sha256\na,b\n", "does not have the columns"),
        (f"file,sha256,received,from\n../x,{'0' * 64},,\n", "no path inside the study"),
        (f"file,sha256,received,from\n/etc/x,{'0' * 64},,\n", "no path inside the study"),
        ("file,sha256,received,from\nx,123,,\n", "no SHA-256"),
        (f"file,sha256,received,from\nx,{'0' * 64},,\nx,{'0' * 64},,\n", "names x twice"),
        (f"file,sha256,received,from\nx,{'0' * 64},,,more\n", "does not have the columns"),
        ('file,sha256,received,from\n"x', "cannot be read"),
    ],
)
def test_a_list_that_is_none_is_an_error_and_does_not_pass_for_a_missing_one(
    study: Path, text: str, words: str
) -> None:
    (study / SIGNED).write_text(text)
    problems = Problems()
    assert read_signed(study, problems) is None
    (problem,) = problems.errors
    assert problem.code == "intake.unreadable" and words in problem.says
    assert found(study) == [("intake.unreadable", SIGNED)]


def test_a_list_saved_by_a_spreadsheet_program_is_still_one(signed: Path) -> None:
    text = (signed / SIGNED).read_text().replace(",", ";").upper().replace("FILE;SHA256;RECEIVED;FROM", "")
    lines = [line.split(";") for line in text.splitlines() if line]
    body = "".join(
        f"{row['file']};{line[1]};{row['received']};x\r\n"
        for row, line in zip(rows(signed), lines, strict=True)
    )
    (signed / SIGNED).write_bytes(b"\xef\xbb\xbf" + f"file;sha256;received;from\r\n{body}".encode())
    assert found(signed) == []


def test_the_list_is_an_input_of_a_run(signed: Path) -> None:
    assert SIGNED in Plan.of(signed).input_files
    assert Plan.of(signed).signed_files == [SIGNED]


def test_the_command_says_what_it_did_and_has_the_three_exit_codes(study: Path) -> None:
    run = CliRunner()
    first = run.invoke(
        app, ["intake", str(study), "--from", "the wards", "--received", "2024-03-01", "--json"]
    )
    said = json.loads(first.stdout)
    assert first.exit_code == 0 and said["written"] and len(said["new"]) == len(rows(study))
    answers = answers_of(study)
    answers.write_bytes(answers.read_bytes() + b"\n")
    second = run.invoke(app, ["intake", str(study)])
    assert second.exit_code == 1 and "changed" in second.stdout and answers.name in second.stdout
    assert run.invoke(app, ["intake", str(study), "--received", "yesterday"]).exit_code == 2
    assert run.invoke(app, ["intake", str(study), "--accept-changes"]).exit_code == 0
    assert run.invoke(app, ["intake", "--help"]).exit_code == 0
