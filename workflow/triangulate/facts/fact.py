"""One reported value, and the words and rows behind it."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, fields

#: The type of a cell's output by which an executed notebook carries facts.
FACTS_TYPE = "application/vnd.triangulate.facts+json"
#: What the id of an element of a drawing begins with if it draws a fact; the fact's id follows, and for a second
#: element of one fact ``:`` and a word.
MARK = "fact:"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*(\.-?[a-z0-9][a-z0-9_-]*)+\Z")


@dataclass(frozen=True, slots=True)
class Fact:
    """A reported value.

    ``value`` is unrounded (per cents run from 0 to 100) and None where it is not defined;
    ``display`` is what a report prints; ``n`` is how many respondents, organisations or interviews
    the value rests on (None where that has no meaning); ``rows`` selects the rows behind it, as
    ``table?column=value&column=value`` over the tables of ``data/processed/``; ``function`` is the
    dotted name of what computed it and ``method`` says the same in words.
    """

    id: str
    value: float | int | str | None
    display: str
    unit: str
    n: int | None
    group: str | None
    method: str
    function: str
    rows: str

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise ValueError(f"{self.id!r} is not a fact id: dotted, lower case, no spaces")
        if isinstance(self.value, float) and not math.isfinite(self.value):
            raise ValueError(f"the fact {self.id} has the value {self.value}; use None")

    def as_dict(self) -> dict[str, object]:
        """The fields by name, fit for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PlacedFact:
    """A fact with the notebook and the cell that recorded it, and whether it may be printed.

    ``status`` is ``published``, or ``suppressed: <why>``.
    """

    fact: Fact
    notebook: str
    cell: str
    status: str = "published"

    @property
    def published(self) -> bool:
        """Whether a publishable output may print the value."""
        return self.status == "published"


FACT_FIELDS = tuple(field.name for field in fields(Fact))
COLUMNS = (*FACT_FIELDS, "notebook", "cell", "status")


def value_text(value: float | int | str | None) -> str:
    """The unrounded value as text that reads back to the same number; empty for None."""
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value)
