"""A bound on how often one file may report the same kind of problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from triangulate.problems import CATALOGUE, Problems, Severity
from triangulate.source import Source

LIMIT = 50


@dataclass(slots=True)
class Limited(Problems):
    """A collector that keeps the first ``limit`` problems of each code and counts the others."""

    limit: int = LIMIT
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, source: Source | None = None, /, **fields: object) -> None:
        """Report a problem, or only count it once the limit for its code is reached."""
        self.counts[code] += 1
        if self.counts[code] <= self.limit:
            # A slotted dataclass is a new class, which super() without arguments does not know.
            Problems.add(self, code, source, **fields)


@contextmanager
def limited(problems: Problems, source: Source, limit: int = LIMIT) -> Iterator[Limited]:
    """Collect one file's problems; on leaving, hand them on and say how many were held back."""
    inner = Limited(limit=limit)
    yield inner
    problems.extend(inner)
    for code, count in inner.counts.items():
        if count > limit:
            is_error = CATALOGUE[code].severity is Severity.ERROR
            problems.add(
                "files.more" if is_error else "files.more-queries",
                source,
                count=count - limit,
                code=code,
            )
