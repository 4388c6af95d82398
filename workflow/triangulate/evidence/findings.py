"""What a check of a finished study found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What kind of thing is not as it was made."""

    OUTPUT_CHANGED = "output changed"
    OUTPUT_MISSING = "output missing"
    OUTPUT_ADDED = "output added"
    INPUT_CHANGED = "input changed"
    INPUT_MISSING = "input missing"
    INPUT_ADDED = "input added"
    LIST_DAMAGED = "list damaged"
    FACT_CHANGED = "fact changed"
    FACT_MISSING = "fact missing"
    FACT_ADDED = "fact added"
    FACT_DISAGREES = "fact disagrees with the raw files"
    PRINT_DIFFERS = "print differs from its fact"
    STORY_DIFFERS = "explorer differs from its fact"
    NUMBER_WITHOUT_FACT = "number without fact"
    DRAWING_DIFFERS = "figure differs from its file"
    TEXTS_DIFFER = "formats of the report differ"
    QUOTE_DIFFERS = "quote differs from its transcript"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was made: the file, the fact if it is about one, and what differs."""

    kind: Kind
    file: str
    says: str
    fact: str | None = None
    expected: str | None = None
    found: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The fields by name."""
        return {
            "kind": self.kind.value,
            "file": self.file,
            "fact": self.fact,
            "message": self.says,
            "expected": self.expected,
            "found": self.found,
        }

    def __str__(self) -> str:
        return f"{self.file}: {self.says}"


@dataclass(slots=True)
class Findings:
    """Everything found, and how much was looked at.

    ``unchecked`` counts facts that were not worked out a second time, by the reason; ``notes`` are
    remarks that are no fault.
    """

    found: list[Finding] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    unchecked: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether everything is as it was made."""
        return not self.found

    def add(
        self,
        kind: Kind,
        file: str,
        says: str,
        *,
        fact: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        """Add one finding."""
        self.found.append(Finding(kind, file, says, fact, expected, found))

    def as_dict(self) -> dict[str, object]:
        """All of it, fit for JSON."""
        return {
            "good": self.good,
            "findings": [finding.as_dict() for finding in self.found],
            "checked": dict(self.checked),
            "not_recomputed": dict(self.unchecked),
            "notes": list(self.notes),
            "seconds": round(self.seconds, 2),
        }
