"""Which facts may leave the building beside the report, and only as the report prints them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from triangulate.facts.fact import Fact, PlacedFact
from triangulate.files import write_text

#: How the report's page marks a printed fact.
_PRINTED = re.compile(r'data-fact="([^"]+)"')
#: What is told of a released fact: never its unrounded value, nor the number of people that it rests on, which
#: is a fact of its own with a decision of its own.
COLUMNS = ("id", "display", "unit", "group", "method")


def printed_in(page: str) -> frozenset[str]:
    """The ids of the facts that the report's page prints."""
    return frozenset(_PRINTED.findall(page))


def released(facts: Iterable[PlacedFact], printed: Collection[str]) -> list[PlacedFact]:
    """The facts that the disclosure rule publishes, in order of id.

    A fact of the mapping forms whose value is words is the name of an organisation: it is released
    only where the report prints it.
    """

    def stays(fact: Fact) -> bool:
        named = fact.id.startswith("mapping.") and isinstance(fact.value, str)
        return not named or fact.id in printed

    return sorted((p for p in facts if p.published and stays(p.fact)), key=lambda p: p.fact.id)


def write_released(path: Path, facts: Iterable[PlacedFact]) -> None:
    """Write the released facts as CSV: UTF-8, LF, one row a fact, columns :data:`COLUMNS`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for placed in facts:
        writer.writerow([getattr(placed.fact, name) or "" for name in COLUMNS])
    write_text(path, text.getvalue())
