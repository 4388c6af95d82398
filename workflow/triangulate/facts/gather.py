"""From executed notebooks to ``results/facts.csv``, the one table that reports print from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from triangulate.facts.fact import COLUMNS, FACT_FIELDS, FACTS_TYPE, Fact, PlacedFact, value_text
from triangulate.files import write_text
from triangulate.study.model import Privacy


def recorded_in(notebook: Path, name: str) -> list[PlacedFact]:
    """The facts that an executed notebook carries; ``name`` is how its file is to be referred to."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    found: list[PlacedFact] = []
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            for fields in output.get("data", {}).get(FACTS_TYPE, []):
                found.append(PlacedFact(Fact(**fields), name, str(cell["id"])))
    return found


def gather(notebooks: Mapping[str, Path], privacy: Privacy) -> list[PlacedFact]:
    """All facts in order of id, each with its status; a fact recorded twice raises ValueError."""
    facts: dict[str, PlacedFact] = {}
    for name, path in notebooks.items():
        for placed in recorded_in(path, name):
            earlier = facts.get(placed.fact.id)
            if earlier is not None:
                raise ValueError(
                    f"the fact {placed.fact.id} is recorded twice: in {earlier.notebook} "
                    f"(cell {earlier.cell}) and in {placed.notebook} (cell {placed.cell})"
                )
            facts[placed.fact.id] = replace(placed, status=status_of(placed.fact, privacy))
    return [facts[id] for id in sorted(facts)]


def status_of(fact: Fact, privacy: Privacy) -> str:
    """``published``, or ``suppressed`` and why, by the threshold alone: what holds for a fact by itself.

    :mod:`triangulate.disclosure` decides over all facts of a study together. A declared exception (a
    glob over fact ids, with its reason) lifts the rule.
    """
    if not rests_on_few(fact, privacy):
        return "published"
    if any(fnmatchcase(fact.id, exception.fact.lower()) for exception in privacy.exceptions):
        return "published"
    return f"suppressed: rests on fewer than {privacy.min_n}"


def rests_on_few(fact: Fact, privacy: Privacy) -> bool:
    """Whether a value rests on somebody, and on fewer than ``min_n``. A fact without ``n`` counts the
    study itself (people left out, statements asked) and is not about answers."""
    return fact.n is not None and 0 < fact.n < privacy.min_n


def write_facts(path: Path, facts: Iterable[PlacedFact]) -> None:
    """Write ``facts.csv``: UTF-8, LF, one row a fact, columns ``COLUMNS``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for placed in facts:
        fields = placed.fact.as_dict()
        fields["value"] = value_text(placed.fact.value)
        row = [fields[name] for name in FACT_FIELDS]
        writer.writerow(["" if v is None else v for v in row] + [placed.notebook, placed.cell, placed.status])
    write_text(path, text.getvalue())


def read_facts(path: Path) -> dict[str, PlacedFact]:
    """``facts.csv`` back, by id."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["id"]: _placed(row) for row in csv.DictReader(handle)}


def _placed(row: Mapping[str, str]) -> PlacedFact:
    fact = Fact(
        id=row["id"],
        value=_value(row["value"]),
        display=row["display"],
        unit=row["unit"],
        n=int(row["n"]) if row["n"] else None,
        group=row["group"] or None,
        method=row["method"],
        function=row["function"],
        rows=row["rows"],
    )
    return PlacedFact(fact, row["notebook"], row["cell"], row["status"])


def _value(text: str) -> float | int | str | None:
    if not text:
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
