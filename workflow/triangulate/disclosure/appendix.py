"""What was held back and what was let through, written down, and summed up for the report's appendix."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from triangulate.disclosure.decide import Decision
from triangulate.files import write_text
from triangulate.study.model import Privacy

COLUMNS = ("fact", "decision", "rule", "why", "hint", "exception", "reason")
HELD, EXCEPTED = "held back", "excepted"


@dataclass(frozen=True, slots=True)
class ExceptionUse:
    """A declared exception, its reason, and how many facts it lets be printed; nought if needless.

    ``told_n`` of them complete a row that only a few data sets print, so that a reader can work out
    single answers.
    """

    fact: str
    reason: str
    facts_n: int
    told_n: int


@dataclass(frozen=True, slots=True)
class Appendix:
    """What a report says of disclosure control: facts held back by reason, commonest first, and the
    exceptions in the config's order. No single fact is named: which cell is the small one must not be
    told."""

    held_n: int
    held: tuple[tuple[str, int], ...]
    exceptions: tuple[ExceptionUse, ...]


def write_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """``disclosure.csv``: one row a fact and rule that speaks of it. Restricted: it says which cells are small."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for decision in decisions:
        exception = decision.exception
        why_printed = (exception.fact, exception.reason) if exception else ("", "")
        for hold in decision.holds:
            said = EXCEPTED if exception else HELD
            row = (decision.placed.fact.id, said, hold.rule, hold.why, hold.hint, *why_printed)
            writer.writerow(row)
    write_text(path, text.getvalue())


def read_appendix(path: Path, privacy: Privacy) -> Appendix:
    """The appendix from ``disclosure.csv``, with every declared exception, used or not."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    # A complement is told apart from a small cell in the table, and not in what is printed.
    held = Counter(_printed(row) for row in rows if row["decision"] == HELD)
    lifted = {(row["exception"], row["fact"]) for row in rows if row["decision"] == EXCEPTED}
    used = Counter(exception for exception, _ in lifted)
    told = Counter(
        row["exception"] for row in rows if row["decision"] == EXCEPTED and row["rule"] == "reconstruction"
    )
    return Appendix(
        sum(held.values()),
        tuple(sorted(held.items(), key=lambda item: (-item[1], item[0]))),
        tuple(ExceptionUse(e.fact, e.reason, used[e.fact], told[e.fact]) for e in privacy.exceptions),
    )


def _printed(row: dict[str, str]) -> str:
    if row["rule"] in ("small cell", "complement"):
        return "a count of few people, or one that would tell such a count"
    if row["rule"] == "reconstruction":
        return "part of a row that only a few data sets would print"
    if row["rule"] == "differencing":
        return "differs from another printed value by the answers of a few"
    return row["why"]
