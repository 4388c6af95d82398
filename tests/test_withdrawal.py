"""Withdrawing a participant, and removing what earlier runs left behind."""

from __future__ import annotations

import base64
import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import write_small_study
from triangulate.pipeline.sweep import Makes, sweep
from triangulate.pipeline.withdrawal import WithdrawalRefused, withdraw
from triangulate.problems import StudyError
from triangulate.raw.registeredit import with_withdrawal

DAY = date(2024, 5, 6)
REGISTER = "data/raw/participants.csv"
pytestmark = pytest.mark.fast


def test_one_cell_changes_and_no_other_byte(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    before = (study / REGISTER).read_bytes()
    done = withdraw(study, "W2", DAY)
    after = (study / REGISTER).read_bytes()
    assert after == before.replace(b"2024-01-09,,W2.txt", b"2024-01-09,2024-05-06,W2.txt")
    assert (done.participant, done.date, done.already) == ("W2", DAY, False)
    assert done.raw == ("data/raw/transcripts/W2.txt",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_delimiter_quotes_and_line_ends_stay(encoding: str, ends: str, delimiter: str) -> None:
    header = ["note", "participant_id", "withdrawn_date", "organisation"]
    rows = [
        ["a\u00e9\u00df", "001", "", "x"],
        ['"a ""quoted"" word"', "002", '""', '"Caf\u00e9"'],
        ["", "003", "", ""],
    ]
    text = ends.join(delimiter.join(row) for row in [header, *rows]) + ends
    bom = "\ufeff" if encoding == "utf-16-le-bom" else ""
    codec = "utf-16-le" if bom else encoding
    data = (bom + text).encode(codec)
    expected = text.replace(
        delimiter + "002" + delimiter + '""', delimiter + "002" + delimiter + '"2024-05-06"'
    )
    assert with_withdrawal(data, 3, "withdrawn_date", DAY) == (bom + expected).encode(codec)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5), st.data())
def test_a_reader_finds_the_date_in_that_row_and_everything_else_as_it_was(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("first", "withdrawn_date", "third"), *rows])
    reader = csv.reader(io.StringIO(text.getvalue(), newline=""))
    lines = []
    at = 1
    for _ in reader:
        lines.append(at)
        at = reader.line_num + 1
    chosen = data.draw(st.integers(0, len(rows) - 1))
    changed = with_withdrawal(text.getvalue().encode(), lines[chosen + 1], "withdrawn_date", DAY).decode()
    read = [tuple(row) for row in csv.reader(io.StringIO(changed, newline=""))][1:]
    expected = [(a, "2024-05-06" if i == chosen else b, c) for i, (a, b, c) in enumerate(rows)]
    assert read == expected


def test_a_line_that_excel_wrote_for_itself_is_no_row(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    register = study / REGISTER
    register.write_bytes(b"sep=;\r\n" + register.read_bytes().replace(b",", b";"))
    before = register.read_bytes()
    withdraw(study, "H1", DAY)
    assert register.read_bytes() == before.replace(b"2024-01-11;;H1", b"2024-01-11;2024-05-06;H1")


def test_an_unknown_id_is_refused_and_the_nearest_named(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    before = (study / REGISTER).read_bytes()
    with pytest.raises(WithdrawalRefused, match=r"'w2'.* Did you mean 'W2'"):
        withdraw(study, "w2", DAY)
    assert (study / REGISTER).read_bytes() == before


def test_a_second_withdrawal_changes_nothing_and_another_date_is_refused(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    withdraw(study, "W1", DAY)
    before = (study / REGISTER).read_bytes()
    assert withdraw(study, "W1", None).already
    with pytest.raises(WithdrawalRefused, match="2024-05-06 already"):
        withdraw(study, "W1", date(2024, 5, 7))
    assert (study / REGISTER).read_bytes() == before


def test_what_may_leave_the_building_is_taken_away_at_once(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    gone = (
        "results/exports/coding.qdpx",
        "results/report/index.html",
        "results/audit/review/queue.xlsx",
    )
    written(study, *gone, "results/tables/quotes.csv")
    assert set(withdraw(study, "W1", DAY).removed) == set(gone)
    assert not any((study / name).exists() for name in gone)
    assert (study / "results/tables/quotes.csv").exists()
    written(study, *gone)
    assert withdraw(study, "W1", DAY).removed == ()


def test_a_broken_register_is_not_written_to(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    register = study / REGISTER
    register.write_text(register.read_text().replace("2024-01-10", "10.1.2024", 1))
    before = register.read_bytes()
    with pytest.raises(StudyError, match="no date"):
        withdraw(study, "W1", DAY)
    assert register.read_bytes() == before


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from triangulate.cli import main; main()", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_speaks_json_and_exits_with_2_on_an_unknown_id(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    done = run("withdraw", "H1", str(study), "--date", "2024-05-06", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "participant": "H1", "date": "2024-05-06", "register": REGISTER, "already": False, "removed": [],
        "raw": ["data/raw/transcripts/H1.txt"],
    }  # fmt: skip
    unknown = run("withdraw", "nobody", str(study))
    assert unknown.returncode == 2 and "nobody" in unknown.stderr and "Traceback" not in unknown.stderr


def noted(study: Path, name: str, *logs: str) -> None:
    note = study / ".snakemake/metadata" / base64.urlsafe_b64encode(name.encode()).decode()
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"rule": "old", "log": list(logs)}))


def written(study: Path, *names: str) -> None:
    for name in names:
        (study / name).parent.mkdir(parents=True, exist_ok=True)
        (study / name).write_text("words")


def test_what_no_rule_makes_any_more_is_removed_and_a_persons_own_file_stays(tmp_path: Path) -> None:
    old = ("results/tables/old.csv", "logs/old.log", "logs/half.ipynb", "data/processed/old.parquet",
           "data/processed/.cache/old/entry", "results/report/.index-ab12cd_9.html")  # fmt: skip
    kept = ("results/tables/new.csv", "logs/new.log", "logs/nohup.log", "results/tables/my notes.csv",
            "data/processed/.cache/new/entry", "data/raw/transcripts/W1.txt", "results/.gitkeep")  # fmt: skip
    written(tmp_path, *old, *kept)
    noted(tmp_path, "results/tables/old.csv", "logs/old.log")
    noted(tmp_path, "results/tables/new.csv", "logs/new.log")
    (tmp_path / "results/manifest.csv").write_text(
        "path,sha256,bytes,rule\ndata/processed/old.parquet,0,5,old\nresults/tables/my notes.csv,0,5,\n"
    )
    makes = Makes(
        frozenset({"results/tables/new.csv", "logs/new.log", "results/manifest.csv"}),
        frozenset({"data/processed/.cache/new"}),
    )
    removed = sweep(tmp_path, makes)
    assert set(removed) == {*old[:4], "data/processed/.cache/old", "results/report/.index-ab12cd_9.html"}
    assert not any((tmp_path / name).exists() for name in old)
    assert all((tmp_path / name).exists() for name in kept)
    assert sweep(tmp_path, makes) == []
