"""Recording facts in a notebook: the executed notebook itself carries them, cell by cell.

A cell that calls :func:`record` gets an output of the type ``FACTS_TYPE`` beside the line that a
reader sees. :func:`triangulate.facts.gather.recorded_in` reads these outputs back, so that each
fact knows its notebook and cell without anybody having to say so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from triangulate.facts.fact import FACTS_TYPE, Fact
from triangulate.facts.measures import display, measure_of


def plain(value: Any) -> float | int | str | None:
    """A Python number, text or None for a cell of a frame; NaN, NA and infinities become None."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        raise TypeError("a fact is a number or text, not true or false")
    if isinstance(value, int) or hasattr(value, "__index__"):
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else None


def facts_of(
    frame: pd.DataFrame,
    *,
    id: str,
    measures: Sequence[str],
    rows: str,
    function: str,
    n: str | None = None,
    group: str | None = "group",
    about: str = "",
) -> list[Fact]:
    """One fact for each row of ``frame`` and each measure (a column).

    ``id`` and ``rows`` are templates over the row's columns, such as
    ``statements.{group}.{statement}`` and ``answers?group={group}&statement={statement}``; the
    measure is appended to the id. ``n`` and ``group`` name the columns that hold them. ``about``
    completes the method's sentence.
    """
    facts: list[Fact] = []
    for row in frame.to_dict("records"):
        stem = id.format_map(row).lower()
        count = plain(row[n]) if n else None
        for name in measures:
            fact_id = f"{stem}.{name}".lower()
            measure = measure_of(fact_id)
            value = plain(row[name])
            facts.append(
                Fact(
                    id=fact_id,
                    value=value,
                    display=display(value, measure),
                    unit=measure.unit,
                    n=int(count) if isinstance(count, int | float) else None,
                    group=str(row[group]) if group and group in row else None,
                    method=f"This is {measure.words}{', ' + about if about else ''}.",
                    function=function,
                    rows=rows.format_map(row),
                )
            )
    return facts


class Recorded:
    """Facts on show: a sentence for the reader, the facts themselves for the pipeline."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = list(facts)
        ids = [fact.id for fact in self.facts]
        twice = sorted({id for id in ids if ids.count(id) > 1}) if len(set(ids)) < len(ids) else []
        if twice:
            raise ValueError(f"recorded twice in one call: {', '.join(twice[:5])}")

    def __str__(self) -> str:
        if not self.facts:
            return "No facts to record."
        first, last = self.facts[0].id, self.facts[-1].id
        return f"Recorded {len(self.facts)} facts, from {first} to {last}."

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, object]:
        return {
            "text/plain": str(self),
            FACTS_TYPE: [fact.as_dict() for fact in self.facts],
        }


def record(facts: Iterable[Fact]) -> None:
    """Record facts in the cell that is running."""
    from IPython.display import display as show

    show(Recorded(facts))
