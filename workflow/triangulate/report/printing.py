"""Printing facts: the one way that a number gets into the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from triangulate.facts.fact import PlacedFact

HELD_BACK = "held back"
HELD_CELL = 'class="held"'
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints facts by id, as HTML that names the fact."""

    facts: Mapping[str, PlacedFact]

    def has(self, id: str) -> bool:
        """Whether there is such a fact with a value."""
        return id in self.facts and self.facts[id].fact.value is not None

    def shown(self, id: str) -> bool:
        """Whether there is such a fact with a value that may be printed."""
        return self.has(id) and self.facts[id].published

    def __call__(self, id: str) -> Markup:
        """The fact's displayed value in a span that carries its id; KeyError for an unknown fact."""
        placed = self.facts[id]
        if not placed.published:
            return Markup('<span class="held" title="{}">{}</span>').format(
                f"{id}: {placed.status}", HELD_BACK
            )
        return Markup('<data class="fact" value="{}" data-fact="{}" title="{}">{}</data>').format(
            "" if placed.fact.value is None else placed.fact.value,
            id,
            f"{id} · {placed.fact.method}",
            placed.fact.display,
        )

    def cell(self, id: str) -> Markup:
        """The same for a table cell; a dash where the study has no such fact, and one word where it is held
        back, since whole columns may be."""
        if id not in self.facts:
            return Markup(ABSENT)
        placed = self.facts[id]
        if placed.published:
            return self(id)
        return Markup('<span class="held" title="{}">held</span>').format(f"{id}: {placed.status}")

    def interval(self, low: str, high: str) -> Markup:
        """``42% to 67%`` from the facts of the two ends; empty where either is missing or not defined."""
        if not (self.shown(low) and self.shown(high)):
            return Markup("")
        return Markup("{} to {}").format(self(low), self(high))


def attribution(group_label: str) -> str:
    """How a quote's speaker is named: by group only, as participants were promised."""
    return f"{group_label} participant"


def quoted(text: str) -> Markup:
    """A quote's words, redactions set apart."""
    safe = str(escape(text))
    out, rest = "", safe
    while "[" in rest and "]" in rest[rest.index("[") :]:
        before, _, after = rest.partition("[")
        inside, _, rest = after.partition("]")
        out += f'{before}<span class="redaction">[{inside}]</span>'
    return Markup(out + rest)
