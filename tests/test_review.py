"""The review of quotes: what may be printed, the queue a person fills in, and the file of decisions."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from small_study import write_small_study
from triangulate.pipeline.review import (
    QUEUE,
    accept_all,
    queue,
    read_queue,
    record_decisions,
    write_queue,
)
from triangulate.problems import Problems
from triangulate.study.review import AWAITING, REVIEW, WITHHELD, Review, Reviewed, key_of, read_review

pytestmark = pytest.mark.fast
DAY = date(2024, 5, 6)
TEXTS = (
    "We met [Person 1] at Craig House.",
    "=1+1 is how [Place 2] does it, honestly.",
    "Nothing to doubt here.",
)


def decided(**standing: bool) -> Review:
    texts = dict(zip("abc", TEXTS, strict=True))
    made = {key_of(texts[k]): Reviewed(key_of(texts[k]), yes, "A Reader", DAY) for k, yes in standing.items()}
    return Review(True, made)


def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rows = [("d.txt", i * 100, i * 100 + len(t), "ward", "Time", t) for i, t in enumerate(TEXTS)]
    bank = pd.DataFrame(rows, columns=["document", "start", "end", "group", "label", "text"])
    edits = [("d.txt", 7, 17, "deny-list", "[Person 1]"), ("d.txt", 114, 123, "entity", "[Place 2]")]
    redactions = pd.DataFrame(edits, columns=["document", "new_start", "new_end", "rule", "replacement"])
    return bank, bank.iloc[[2]], redactions


def test_a_real_study_prints_nothing_unreviewed_and_an_invented_one_may(tmp_path: Path) -> None:
    for synthetic, printed in ((False, AWAITING), (True, TEXTS[0])):
        assert read_review(tmp_path, synthetic, Problems()).printed(TEXTS[0]) == printed


def test_with_a_file_of_decisions_an_invented_study_is_held_to_it_too(tmp_path: Path) -> None:
    record_decisions(tmp_path, Review(), dict(decided(a=True, b=False).decisions))
    review = read_review(tmp_path, True, problems := Problems())
    assert not len(problems)
    assert [review.printed(text) for text in TEXTS] == [TEXTS[0], WITHHELD, AWAITING]


def test_a_text_changed_by_a_letter_has_to_be_read_again() -> None:
    review = decided(a=True)
    assert review.printed(TEXTS[0] + " ") == AWAITING


def test_decisions_hold_no_word_of_the_text(tmp_path: Path) -> None:
    record_decisions(tmp_path, Review(), dict(decided(a=True, b=False).decisions))
    written = (tmp_path / REVIEW).read_text()
    assert "Craig" not in written and "Person" not in written
    assert written.splitlines()[0] == "sha256,decision,reviewer,date"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("xyz,accept,A,2024-05-06", "review.row"),
        (f"{'0' * 64},acept,A,2024-05-06", "review.decision"),
        (f"{'0' * 64},accept,,2024-05-06", "review.nobody"),
        (f"{'0' * 64},accept,A,6.5.2024", "review.date"),
        (f"{'0' * 64},accept,A,2024-05-06\n{'0' * 64},reject,A,2024-05-06", "review.twice"),
    ],
)
def test_a_decision_that_cannot_be_used_is_named_with_its_line_and_releases_nothing(
    row: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / REVIEW).write_text(f"sha256,decision,reviewer,date\n{row}\n")
    review = read_review(tmp_path, True, problems := Problems())
    (problem,) = problems.errors
    assert problem.code == code and problem.source is not None and problem.source.line == 2 + row.count("\n")
    assert review.required


def test_the_queue_opens_with_what_would_be_printed_then_what_is_most_in_doubt() -> None:
    entries = queue(*tables(), ["they walked to the house and said so"], decided(c=True))
    assert [entry.text for entry in entries] == [TEXTS[2], TEXTS[1], TEXTS[0]] or [
        entry.text for entry in entries
    ] == [TEXTS[2], TEXTS[0], TEXTS[1]]
    doubts = {entry.text: entry.doubts for entry in entries}
    assert doubts[TEXTS[0]] == ("“Craig” stands as it was said",)
    assert doubts[TEXTS[1]] == ("[Place 2] was masked on a guess (entity)",)
    assert doubts[TEXTS[2]] == ()
    assert [entry.standing for entry in entries] == ["released", "awaiting", "awaiting"]


def filled(path: Path, decisions: dict[str, str]) -> None:
    book = load_workbook(path)
    sheet = book.active
    for row in sheet.iter_rows(min_row=2):
        row[0].value = decisions.get(row[2].value)
    book.save(path)


def test_decisions_come_back_from_the_workbook_by_the_exact_text(tmp_path: Path) -> None:
    entries = queue(*tables(), [], Review())
    path = tmp_path / "queue.xlsx"
    write_queue(entries, path, tmp_path / "queue.html")
    first = path.read_bytes()
    write_queue(entries, path, tmp_path / "queue.html")
    assert path.read_bytes() == first
    filled(path, {TEXTS[0]: "Reject", TEXTS[1]: "accept "})
    made = read_queue(path, "A Reader", DAY, problems := Problems())
    assert not len(problems)
    assert made == dict(decided(a=False, b=True).decisions)
    page = (tmp_path / "queue.html").read_text(encoding="utf-8")
    assert "3 of 3 texts await" in page and "The report would print these (1)" in page
    # What is in doubt is marked in the text, and where it stands is told.
    assert "<mark>Craig</mark> " in page and '<mark class="masked">[Person 1]</mark>' in page
    assert "d.txt" in page and "<mark>honestly" not in page


def test_a_text_edited_in_the_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "queue.xlsx"
    write_queue(queue(*tables(), [], Review()), path, tmp_path / "queue.html")
    book = load_workbook(path)
    book.active["C2"] = "Something milder."
    book.save(path)
    read_queue(path, "A Reader", DAY, problems := Problems())
    assert [p.code for p in problems.errors] == ["review.changed-text"]


def test_a_file_that_is_no_queue_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "queue.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert accept_all(tmp_path / "queue.xlsx", problems := Problems()) == {}
    assert [p.code for p in problems.errors] == ["review.queue"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from triangulate.cli import main; main()", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_quotes_of_a_real_study_cannot_be_accepted_unread(tmp_path: Path) -> None:
    study = write_small_study(tmp_path)
    (study / QUEUE).parent.mkdir(parents=True)
    write_queue(queue(*tables(), [], Review()), study / QUEUE, tmp_path / "queue.html")
    done = run("review", str(study), "--accept-simulated", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"accepted": 3, "rejected": 0, "written": REVIEW}
    config = study / "config/config.yaml"
    config.write_text(config.read_text().replace("synthetic: true", "synthetic: false"))
    refused = run("review", str(study), "--accept-simulated")
    assert refused.returncode == 2 and "Read them" in refused.stderr
