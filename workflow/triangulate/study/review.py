"""The review of quotes: which exact texts a person has read and released.

``config/review.csv`` holds decisions by the SHA-256 of a text, never the text itself, so that nothing of a
person who withdraws is left in it. A quote whose text was changed by a letter has to be read again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from triangulate.problems import Problems, nearest
from triangulate.source import Source

REVIEW = "config/review.csv"
COLUMNS = ("sha256", "decision", "reviewer", "date")
ACCEPT, REJECT = "accept", "reject"
AWAITING = "[This quote awaits review.]"
WITHHELD = "[This quote was withheld on review.]"
_HASH = re.compile(r"[0-9a-f]{64}\Z")

Standing = Literal["released", "withheld", "awaiting"]


def key_of(text: str) -> str:
    """The hash of a text as it would be printed: UTF-8, nothing changed."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Reviewed:
    """One decision; ``accepted`` lets the text be printed."""

    sha256: str
    accepted: bool
    reviewer: str
    day: date


@dataclass(frozen=True, slots=True)
class Review:
    """The decisions of a study. Where ``required``, only what was accepted is printed."""

    required: bool = True
    decisions: Mapping[str, Reviewed] = field(default_factory=dict)

    def standing(self, text: str) -> Standing:
        """What may become of a text. A rejection holds whether a review is required or not."""
        found = self.decisions.get(key_of(text))
        if found is not None:
            return "released" if found.accepted else "withheld"
        return "awaiting" if self.required else "released"

    def printed(self, text: str) -> str:
        """The text, or a sentence in brackets in its place."""
        standing = self.standing(text)
        return text if standing == "released" else AWAITING if standing == "awaiting" else WITHHELD


def read_review(directory: Path, synthetic: bool, problems: Problems) -> Review:
    """The review of the study at ``directory``.

    A real study's quotes are printed once reviewed and not before, whatever else it allows. Quotes of
    invented people need no review unless the study keeps a file of decisions.
    """
    path = directory / REVIEW
    if not path.is_file():
        return Review(required=not synthetic)
    source = Source(REVIEW)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as fault:
        problems.add("review.unreadable", source, reason=str(fault))
        return Review()
    if not rows or tuple(cell.strip() for cell in rows[0]) != COLUMNS:
        problems.add("review.columns", source.at(row=1, line=1), columns=", ".join(COLUMNS))
        return Review()
    decisions: dict[str, Reviewed] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(row):
            _add(row, source.at(row=number, line=number), decisions, problems)
    return Review(True, decisions)


def _add(row: list[str], source: Source, decisions: dict[str, Reviewed], problems: Problems) -> None:
    cells = [cell.strip() for cell in row]
    if len(cells) != len(COLUMNS) or not _HASH.match(cells[0]):
        problems.add("review.row", source)
        return
    sha256, decision, reviewer, day = cells
    if decision not in (ACCEPT, REJECT):
        problems.add("review.decision", source, shown=decision, hint=nearest(decision, (ACCEPT, REJECT)))
        return
    if not reviewer:
        problems.add("review.nobody", source)
        return
    try:
        when = date.fromisoformat(day)
    except ValueError:
        problems.add("review.date", source, shown=day)
        return
    made = Reviewed(sha256, decision == ACCEPT, reviewer, when)
    if sha256 in decisions and decisions[sha256].accepted != made.accepted:
        problems.add("review.twice", source)
        return
    decisions[sha256] = made


def review_text(decisions: Mapping[str, Reviewed]) -> str:
    """The file's text, in order of hash."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sha256 in sorted(decisions):
        made = decisions[sha256]
        writer.writerow((sha256, ACCEPT if made.accepted else REJECT, made.reviewer, made.day.isoformat()))
    return text.getvalue()
