"""The shape of a problem, and the collector that readers report to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import Any

from triangulate.source import Source


class Severity(StrEnum):
    """An error stops the pipeline; a warning is a data query that the report lists."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of problem. ``says`` and ``do`` are format strings over the fields given on adding;
    ``{count:answer is|answers are}`` is the number with the words that go with one, or with more."""

    code: str
    severity: Severity
    says: str
    do: str


class _Sentence(Formatter):
    def format_field(self, value: object, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar:
            return str(super().format_field(value, spec))
        return f"{value} {one if value == 1 else many}"


_SENTENCE = _Sentence()


def error(code: str, says: str, do: str) -> Entry:
    """An entry that stops the pipeline."""
    return Entry(code, Severity.ERROR, says, do)


def warning(code: str, says: str, do: str) -> Entry:
    """An entry that is reported and does not stop the pipeline."""
    return Entry(code, Severity.WARNING, says, do)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem found: the catalogue's code, the sentence, the place and the remedy."""

    code: str
    severity: Severity
    says: str
    do: str
    source: Source | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """A flat mapping for ``--json`` and tables."""
        place = self.source
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.says,
            "remedy": self.do,
            "file": place.file if place else None,
            "sheet": place.sheet if place else None,
            "cell": place.cell if place else None,
            "row": place.row if place else None,
            "column": place.column if place else None,
            "line": place.line if place else None,
        }

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Problem:
        """The problem that :meth:`as_dict` made ``fields`` of; KeyError or ValueError of anything else."""
        place = Source(*(fields[name] for name in ("file", "sheet", "row", "column", "line")))
        source = place if place.file is not None else None
        return cls(fields["code"], Severity(fields["severity"]), fields["message"], fields["remedy"], source)

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        return f"{where}{self.says} {self.do}"


class StudyError(Exception):
    """Raised where a stage cannot go on; carries every problem found so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Problems:
    """Collects problems in the order found, each exactly once."""

    found: dict[Problem, None] = field(default_factory=dict)

    def add(self, code: str, source: Source | None = None, /, **fields: object) -> None:
        """Report a problem by its catalogue code; unknown codes and missing fields raise KeyError."""
        from triangulate.problems.catalogue import CATALOGUE

        entry = CATALOGUE[code]
        says = _SENTENCE.vformat(entry.says, (), fields)
        do = _SENTENCE.vformat(entry.do, (), fields)
        self.found[Problem(code, entry.severity, says, do, source)] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems that another collector found."""
        for problem in problems:
            self.found[problem] = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the pipeline."""
        return tuple(p for p in self.found if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The data queries."""
        return tuple(p for p in self.found if p.severity is Severity.WARNING)

    def raise_errors(self) -> None:
        """Raise :class:`StudyError` with all errors, if there is one."""
        if self.errors:
            raise StudyError(self.errors)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint `` Did you mean X?`` for a mistyped word, or an empty string when nothing is near."""
    from rapidfuzz import fuzz, process, utils

    choices = list(known)
    found = process.extractOne(
        word, choices, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60
    )
    return f" Did you mean {found[0]!r}?" if found else ""
