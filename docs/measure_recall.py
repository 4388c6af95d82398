"""Measure how many planted identifiers the finished run of the ARMS study and the fresh transcripts mask, and
write it down.

Run after the whole study. The pipeline never reads what was planted, so the report's appendix quotes this
measurement (workflow/triangulate/disclosure/recall.csv) with its date.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pandas as pd
from triangulate.disclosure.recall import (
    COLUMNS,
    FRESH_NAMES,
    FRESH_OTHERS,
    MEASURED,
    NAMES,
    NEEDLESS,
    Recall,
    read_recall,
    recall_page,
)
from triangulate.files import write_text
from triangulate.problems import Problems
from triangulate.raw.transcripts import read_transcript
from triangulate.text.language import SpacyLanguage

REPOSITORY = Path(__file__).resolve().parents[1]
TRUTH = REPOSITORY / "tests" / "ground_truth" / "planted_identifiers.csv"
PAGE = REPOSITORY / "docs" / "redaction-recall.md"
#: Words of an organisation's name that tell nobody which one it is.
GENERIC = frozenset({"the", "of", "and", "police", "constabulary", "division", "force"})


def measured(study: Path, truth: Path, day: date) -> list[Recall]:
    """One row a kind and form of identifier over the transcripts in use, and one for what was masked
    needlessly (of all that was masked, participants' own ids apart)."""
    redactions = pd.read_parquet(study / "data/processed/redactions.parquet")
    documents = pd.read_parquet(
        study / "data/processed/documents.parquet", columns=["document", "source_file"]
    )
    planted: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    with truth.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            planted[row["document"]].append(row)
    there: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    made = needless = 0
    for document, file in documents.itertuples(index=False):
        transcript = read_transcript(study / file, study, Problems())
        assert transcript is not None
        own = redactions[redactions["document"] == document]
        masked, true = bytearray(len(transcript.text)), bytearray(len(transcript.text))
        for start, end in zip(own["start"], own["end"], strict=True):
            masked[start:end] = b"\1" * (end - start)
        for row in planted[document]:
            start, end = int(row["start"]), int(row["end"])
            true[start:end] = b"\1" * (end - start)
            there[row["kind"], row["form"]] += 1
            found[row["kind"], row["form"]] += not left_over(transcript.text, start, end, masked)
        others = own[own["kind"] != "Participant"]
        made += len(others)
        needless += sum(not any(true[s:e]) for s, e in zip(others["start"], others["end"], strict=True))
    rows = [Recall(day, kind, form, n, found[kind, form]) for (kind, form), n in sorted(there.items())]
    return [*rows, Recall(day, NEEDLESS, "", made, needless)]


def fresh(day: date) -> list[Recall]:
    """Two rows a batch of the fresh transcripts: names and organisations, and all else."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from unseen_transcripts import marked, measure

    nlp, rows = SpacyLanguage(), []
    for batch in (
        *("first", "second", "third", "fourth", "fifth"),
        *("sixth", "seventh", "eighth", "ninth", "tenth"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            m = measure(marked(batch, Path(folder)), nlp)
        for kind, names in ((FRESH_NAMES, True), (FRESH_OTHERS, False)):
            own = [key for key in m.there if (key[0] in (*NAMES, "organisation")) is names]
            rows.append(Recall(day, kind, batch, sum(m.there[k] for k in own), sum(m.found[k] for k in own)))
    return rows


def left_over(text: str, start: int, end: int, masked: bytearray) -> list[str]:
    """The identifying words of ``[start, end)`` that are not masked."""
    return [
        word.group()
        for word in re.finditer(r"[\w'’@.+-]+", text[start:end])
        if word.group().lower() not in GENERIC and not all(masked[start + word.start() : start + word.end()])
    ]


def main(study: Path) -> None:
    """Write the table and the page."""
    today = date.today()
    *planted, needless = measured(study, TRUTH, today)
    rows = [*planted, *fresh(today), needless]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((r.day.isoformat(), r.kind, r.form, r.there, r.found) for r in rows)
    write_text(MEASURED, text.getvalue())
    write_text(PAGE, recall_page(read_recall()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY)
