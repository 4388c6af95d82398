"""Passages of transcripts: where they stand in the raw file, and their words cut out of it anew.

A quote is known by offsets in the pseudonymised text. Here the raw transcript is read a second time, what
was replaced in it is replaced by the list of redactions, and the passage is cut out of the result.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from triangulate.evidence.recompute.texts import canonical_text
from triangulate.evidence.rows import read_rows

BANK = "results/tables/quote_bank.csv"
SUGGESTED = "results/tables/quotes.csv"


@dataclass(frozen=True, slots=True)
class Document:
    """A transcript in use: its raw file with the hash that the run noted, and its pseudonymised text."""

    name: str
    file: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """A replacement: code points ``start`` to ``end`` of the raw text, ``new_start`` to ``new_end`` of the
    pseudonymised one."""

    start: int
    end: int
    new_start: int
    new_end: int
    kind: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a passage stands in the raw transcript: half-open code points of its canonical text, and lines
    from 1. It is widened to hold a redaction that it begins or ends in."""

    start: int
    end: int
    line: int
    last_line: int


class Transcripts:
    """The transcripts of a study, each raw file read once and only when it is asked for."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._raw: dict[str, str] = {}
        self._rebuilt: dict[str, str] = {}

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The transcripts in use by name; OSError, ValueError or KeyError where the table cannot be read."""
        columns = ("document", "source_file", "sha256", "text")
        read = read_rows(self._directory, "documents", columns)
        rows = zip(*(read[name] for name in columns), strict=True)
        return {str(name): Document(str(name), str(f), str(h), str(t)) for name, f, h, t in rows}

    @cached_property
    def _redactions(self) -> dict[str, list[Redaction]]:
        columns = ("document", "start", "end", "new_start", "new_end", "kind", "replacement")
        read = read_rows(self._directory, "redactions", columns)
        found: dict[str, list[Redaction]] = {}
        for document, *rest in zip(*(read[name] for name in columns), strict=True):
            found.setdefault(str(document), []).append(Redaction(*rest))
        return {name: sorted(own, key=lambda one: one.start) for name, own in found.items()}

    def redactions(self, document: str) -> list[Redaction]:
        """What was replaced in a transcript, in order; errors as for :attr:`documents`."""
        return self._redactions.get(document, [])

    def raw(self, document: str) -> str:
        """The canonical text of the raw file as it is now; OSError, or
        :class:`triangulate.evidence.recompute.files.Unreadable`."""
        if document not in self._raw:
            self._raw[document] = canonical_text(self._directory, self.documents[document].file)
        return self._raw[document]

    def rebuilt(self, document: str) -> str:
        """The pseudonymised text made anew: the raw text with the listed replacements, and nothing else."""
        if document not in self._rebuilt:
            raw, at = self.raw(document), 0
            pieces: list[str] = []
            for one in self.redactions(document):
                pieces += raw[at : one.start], one.replacement
                at = one.end
            self._rebuilt[document] = "".join([*pieces, raw[at:]])
        return self._rebuilt[document]

    def place(self, document: str, start: int, end: int) -> Stretch:
        """Where code points ``start`` to ``end`` of the pseudonymised text stand in the raw one."""
        first, last = start, end
        for one in self.redactions(document):
            if one.new_end <= start:
                first = start + one.end - one.new_end
            elif one.new_start < start:
                first = one.start
            if one.new_end <= end:
                last = end + one.end - one.new_end
            elif one.new_start < end:
                last = one.end
        raw = self.raw(document)
        line = raw.count("\n", 0, first) + 1
        return Stretch(first, last, line, line + raw.count("\n", first, max(first, last - 1)))

    def taken_out(self, document: str, start: int, end: int) -> list[Redaction]:
        """The redactions in code points ``start`` to ``end`` of the pseudonymised text."""
        return [one for one in self.redactions(document) if one.new_start < end and start < one.new_end]


def bank_rows(directory: Path) -> Iterator[dict[str, str]]:
    """The rows of the quote bank, then those of the suggested quotes that the bank has not; nothing where
    the study has neither."""
    seen: set[str] = set()
    for name in (BANK, SUGGESTED):
        for row in table_rows(directory / name):
            sound = row.get("quote") and str(row.get("start")).isdigit() and str(row.get("end")).isdigit()
            if sound and row["quote"] not in seen:
                seen.add(row["quote"])
                yield row


def table_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a result table; none where it is gone or cannot be read (its hash tells of that)."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))
    except (csv.Error, UnicodeDecodeError):
        return []
