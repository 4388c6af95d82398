"""From a reported number back to the raw cells and lines behind it, and worked out again on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from triangulate.evidence.code import Plain, code_of, parameters_of
from triangulate.evidence.opening import (
    NoResults,
    Recorded,
    Value,
    open_study,
    read_recorded,
    same,
)
from triangulate.evidence.places import SourceFile, source_files
from triangulate.evidence.recompute.values import Recomputation
from triangulate.evidence.rows import (
    Selection,
    declaration_places,
    declared_rows,
    places_of,
    selected,
    selection_of,
)

REPORT = "results/report/index.html"
_STATEMENT_FAMILIES = frozenset({"statements", "themes", "comparison"})


class UnknownFact(Exception):
    """There is no fact of this id; the nearest are named."""

    def __init__(self, fact_id: str, near: list[str]) -> None:
        self.id, self.near = fact_id, near
        hint = f" Did you mean {' or '.join(near)}?" if near else " `--find TEXT` looks for a number."
        super().__init__(f"There is no fact {fact_id!r}.{hint}")


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


def trace(directory: Path, fact_id: str) -> Trace:
    """Everything behind one fact. Raises :class:`UnknownFact`, :class:`NoResults`, or
    :class:`triangulate.problems.StudyError` where the declarations cannot be read."""
    facts = read_recorded(directory)
    fact = facts.get(fact_id) or facts.get(fact_id.lower())
    if fact is None:
        raise UnknownFact(fact_id, get_close_matches(fact_id.lower(), facts, 3, 0.7))
    study = open_study(directory)
    selection = selection_of(fact, study)
    count, sources = _behind(directory, selection)
    statement_files = _statement_files(fact, sources)
    outcome = Recomputation(directory, study, statement_files)(fact.id)
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
        printed=_printed(directory).get(fact.id, 0),
        version=code.version,
        code_sha256=code.sha256,
        parameters={**dict(code.settings), **parameters_of(directory / fact.notebook)},
    )


def _behind(directory: Path, selection: Selection) -> tuple[int | None, list[SourceFile]]:
    """How many rows a fact rests on, and the raw files they came from."""
    if selection.table == "config":
        return None, source_files(directory, declaration_places(directory))
    try:
        if "/" in selection.table:
            count, places = declared_rows(directory, selection)
            return count, source_files(directory, places)
        rows = selected(directory, selection)
        return len(rows["source_file"]), source_files(directory, places_of(directory, selection, rows))
    except (OSError, KeyError, ValueError):  # Arrow's own errors are ValueErrors and OSErrors
        return None, []


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
    facts = read_recorded(directory)
    wanted = _plain(text)
    found = [fact for fact in facts.values() if wanted and _plain(fact.display) == wanted]
    if not found:
        found = [fact for fact in facts.values() if wanted and _plain(fact.value).startswith(wanted)]
    printed = _printed(directory)
    matches = [Match(f.id, f.display, f.number, f.method, f.status, printed.get(f.id, 0)) for f in found]
    return sorted(matches, key=lambda match: (match.printed == 0, match.id))


def _plain(text: str) -> str:
    text = re.sub(r"\bper\s?cent\b", "%", text.strip().lower())
    return re.sub(r"[\s,\u202f\u00a0\u2009]", "", text.replace("\u2212", "-").replace("\u2013", "-"))


def _printed(directory: Path) -> dict[str, int]:
    """How often the report prints each fact."""
    counts: dict[str, int] = {}
    report = directory / REPORT
    if report.is_file():
        page = report.read_text(encoding="utf-8", errors="replace")
        for id in re.findall(r'data-fact="([^"]+)"', page):
            counts[id] = counts.get(id, 0) + 1
    return counts


__all__ = ["Match", "NoResults", "Trace", "UnknownFact", "find", "trace"]
