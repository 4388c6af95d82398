"""The facts of all notebooks gathered, and what may be printed of them decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from triangulate.disclosure import Evidence, decide
from triangulate.disclosure.appendix import write_decisions
from triangulate.facts.gather import gather, write_facts
from triangulate.records.columns import read_columns
from triangulate.study.model import Study


def gather_facts(
    notebooks: Sequence[str], study: Study, mapping: Path | None, facts: Path, disclosure: Path
) -> None:
    """``facts.csv`` from the executed notebooks, each referred to by its path from the study, and
    ``disclosure.csv``: what was held back of them, and what an exception let through."""
    found = gather({name: Path(name) for name in notebooks}, study.privacy)
    answers: dict[tuple[str, str], list[float]] = {}
    if mapping is not None:
        for group, item, value in zip(
            *read_columns(mapping, "mapping", "group", "item", "value"), strict=True
        ):
            if value is not None:
                answers.setdefault((group, item), []).append(value)
    instrument = study.statements.instrument if study.statements else None
    decisions = decide(found, study.privacy, Evidence(study.groups, instrument, answers))
    write_facts(facts, [decision.placed for decision in decisions])
    write_decisions(disclosure, decisions)
