"""The one catalogue of problems, put together from the subjects beside it."""

from __future__ import annotations

from triangulate.problems import (
    archives,
    codings,
    declared,
    files,
    intake,
    leaks,
    mapping,
    patterns,
    people,
    published,
    quotes,
    report,
    review,
    statements,
    transcripts,
)
from triangulate.problems.model import Entry


def _union(*subjects: tuple[Entry, ...]) -> dict[str, Entry]:
    catalogue: dict[str, Entry] = {}
    for subject in subjects:
        for entry in subject:
            if entry.code in catalogue:
                raise ValueError(f"two catalogue entries are called {entry.code}")
            catalogue[entry.code] = entry
    return catalogue


CATALOGUE: dict[str, Entry] = _union(
    declared.ENTRIES,
    files.ENTRIES,
    archives.ENTRIES,
    intake.ENTRIES,
    mapping.ENTRIES,
    statements.ENTRIES,
    people.ENTRIES,
    transcripts.ENTRIES,
    codings.ENTRIES,
    published.ENTRIES,
    patterns.ENTRIES,
    quotes.ENTRIES,
    report.ENTRIES,
    leaks.ENTRIES,
    review.ENTRIES,
)
