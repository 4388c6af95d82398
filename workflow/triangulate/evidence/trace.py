"""From a reported number back to the raw cells and lines behind it, and worked out again on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from triangulate.evidence.code import Plain, code_of, parameters_of
from triangulate.evidence.opening import NoResults, Recorded, Value, open_study, read_recorded, same
from triangulate.evidence.places import Digests, SourceFile, source_files
from triangulate.evidence.recompute.values import Outcome, Recomputation
from triangulate.evidence.rows import Processed, Selection, declaration_places, declared_rows, selection_of
from triangulate.study.model import Study

REPORT = "results/report/index.html"
_STATEMENT_FAMILIES = frozenset({"statements", "themes", "comparison"})


class UnknownFact(Exception):
    """There is nothing of this id; the nearest are named."""

    def __init__(self, given: str, known: Iterable[str], what: str = "fact") -> None:
        self.id, self.near = given, _nearest(given, known)
        hint = (
            f" Did you mean {' or '.join(self.near)}?" if self.near else " `--find TEXT` looks for a number."
        )
        super().__init__(f"There is no {what} {given!r}.{hint}")


def _nearest(given: str, known: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    near = process.extract(given.lower(), list(known), scorer=fuzz.ratio, limit=3, score_cutoff=70)
    return [str(id) for id, _, _ in near]


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain behind one fact.

    ``table`` and ``rows`` are the table of ``data/processed/`` and how many of its rows the fact
    rests on (None where it cannot be read); ``agrees`` is None where the value was not worked out a
    second time, and ``reason`` says why.
    """

    id: str
    value: Value
    display: str
    unit: str
    method: str
    function: str
    n: int | None
    group: str | None
    notebook: str
    cell: str
    status: str
    selector: str
    table: str
    rows: int | None
    sources: tuple[SourceFile, ...]
    recomputed: Value
    agrees: bool | None
    reason: str | None
    printed: int
    version: str
    code_sha256: str
    parameters: dict[str, Plain]

    def as_dict(self) -> dict[str, object]:
        """All of it, fit for JSON; the contract's keys first."""
        return {
            "id": self.id,
            "value": self.value,
            "display": self.display,
            "method": self.method,
            "n": self.n,
            "notebook": self.notebook,
            "cell": self.cell,
            "sources": [source.as_dict() for source in self.sources],
            "recomputed": self.recomputed,
            "agrees": self.agrees,
            "reason": self.reason,
            "status": self.status,
            "unit": self.unit,
            "group": self.group,
            "function": self.function,
            "selector": self.selector,
            "table": self.table,
            "version": self.version,
            "code_sha256": self.code_sha256,
            "parameters": dict(self.parameters),
            "rows": self.rows,
            "printed": self.printed,
        }


@dataclass(frozen=True, slots=True)
class Match:
    """A fact that prints as the text looked for; ``printed`` is how often the report prints it."""

    id: str
    display: str
    value: Value
    method: str
    status: str
    printed: int

    def as_dict(self) -> dict[str, object]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class Tracer:
    """A finished study of which many facts are traced: each table and file is read once."""

    def __init__(self, directory: Path) -> None:
        """Raise :class:`NoResults` where the study was not run."""
        self.directory = directory
        self.facts = read_recorded(directory)
        self.tables = Processed(directory)
        self.digests = Digests(directory)
        self._parameters = cache(lambda notebook: parameters_of(directory / notebook))

    def fact(self, fact_id: str) -> Trace:
        """Everything behind one fact; :class:`UnknownFact`."""
        return self._fact(self.recorded(fact_id), self.again)

    def only(self, fact_id: str) -> Trace:
        """The same where no other fact is asked for: raw files that it does not rest on are left closed."""
        return self._fact(self.recorded(fact_id), None)

    def recorded(self, fact_id: str) -> Recorded:
        """The row of a fact; :class:`UnknownFact`."""
        fact = self.facts.get(fact_id) or self.facts.get(fact_id.lower())
        if fact is None:
            raise UnknownFact(fact_id, self.facts)
        return fact

    @cached_property
    def study(self) -> Study:
        """What the study declares; :class:`triangulate.problems.StudyError` if that cannot be used."""
        return open_study(self.directory)

    @cached_property
    def again(self) -> Recomputation:
        """Any fact worked out a second time."""
        return Recomputation(self.directory, self.study)

    @cached_property
    def page(self) -> str:
        """The report's page; empty where there is none."""
        path = self.directory / REPORT
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    @cached_property
    def printed(self) -> dict[str, int]:
        """How often the report prints each fact."""
        counts: dict[str, int] = {}
        for id in re.findall(r'data-fact="([^"]+)"', self.page):
            counts[id] = counts.get(id, 0) + 1
        return counts

    def _fact(self, fact: Recorded, again: Recomputation | None) -> Trace:
        selection = selection_of(fact, self.study)
        count, sources = self._behind(selection)
        if again is None:
            again = Recomputation(self.directory, self.study, _statement_files(fact, sources))
        outcome: Outcome = again(fact.id)
        code = code_of(fact.function)
        return Trace(
            id=fact.id,
            value=fact.number,
            display=fact.display,
            unit=fact.unit,
            method=fact.method,
            function=fact.function,
            n=int(fact.n) if fact.n.isdigit() else None,
            group=fact.group or None,
            notebook=fact.notebook,
            cell=fact.cell,
            status=fact.status,
            selector=fact.rows,
            table=selection.table,
            rows=count,
            sources=tuple(sources),
            recomputed=outcome.value,
            agrees=None if outcome.reason else same(fact, outcome.value),
            reason=outcome.reason,
            printed=self.printed.get(fact.id, 0),
            version=code.version,
            code_sha256=code.sha256,
            parameters={**dict(code.settings), **self._parameters(fact.notebook)},
        )

    def _behind(self, selection: Selection) -> tuple[int | None, list[SourceFile]]:
        """How many rows a fact rests on, and the raw files they came from."""
        if selection.table == "config":
            return None, source_files(self.digests, declaration_places(self.directory))
        try:
            if "/" in selection.table:
                count, places = declared_rows(self.directory, selection)
                return count, source_files(self.digests, places)
            rows = self.tables.selected(selection)
            count = len(rows["source_file"])
            if not count:
                # That there is nothing rests on all that was looked through.
                return 0, source_files(self.digests, self.tables.files(selection.table))
            return count, source_files(self.digests, self.tables.places(selection, rows))
        except (OSError, KeyError, ValueError):  # Arrow's own errors are ValueErrors and OSErrors
            return None, []


def trace(directory: Path, fact_id: str) -> Trace:
    """Everything behind one fact. Raises :class:`UnknownFact`, :class:`NoResults`, or
    :class:`triangulate.problems.StudyError` where the declarations cannot be read."""
    return Tracer(directory).only(fact_id)


def _statement_files(fact: Recorded, sources: list[SourceFile]) -> frozenset[str] | None:
    """The statement files that have to be read for a fact: those of its rows; None for all."""
    family = fact.id.partition(".")[0]
    if family not in _STATEMENT_FAMILIES or fact.id.endswith(".p_holm") or not sources:
        return None
    return frozenset(source.path for source in sources)


def find(directory: Path, text: str) -> list[Match]:
    """The facts that print as ``text``; ``52 %``, ``52%`` and ``52 per cent`` are one.

    Those that the report prints come first. Where none prints so, facts whose unrounded value
    begins with it are given.
    """
    tracer = Tracer(directory)
    facts, printed = tracer.facts, tracer.printed
    wanted = _plain(text)
    found = [fact for fact in facts.values() if wanted and _plain(fact.display) == wanted]
    if not found:
        found = [fact for fact in facts.values() if wanted and _plain(fact.value).startswith(wanted)]
    matches = [Match(f.id, f.display, f.number, f.method, f.status, printed.get(f.id, 0)) for f in found]
    return sorted(matches, key=lambda match: (match.printed == 0, match.id))


def _plain(text: str) -> str:
    text = re.sub(r"\bper\s?cent\b", "%", text.strip().lower())
    return re.sub(r"[\s,\u202f\u00a0\u2009]", "", text.replace("\u2212", "-").replace("\u2013", "-"))


__all__ = ["Match", "NoResults", "Trace", "Tracer", "UnknownFact", "find", "trace"]
