"""The printed figures of a study as values: rows, percentages, area means and figures of the prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from triangulate.audit.numbers import bounds, with_thousands
from triangulate.consistency import Printed
from triangulate.study.model import ItemType

Measure = Literal["mean", "sd", "min", "max"]
MEASURES: dict[Measure, str] = {"mean": "mean", "sd": "SD", "min": "minimum", "max": "maximum"}
End = Literal["highest", "lowest"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure. ``fact`` is the id of the fact that reproduces it (None if there is none),
    ``place`` where the publication prints it, ``against`` what the publication says elsewhere.

    ``exact`` figures are not rounded: the smallest and the largest of whole numbers.
    """

    id: str
    label: str
    printed: Printed
    fact: str | None
    place: str
    against: str = ""
    exact: bool = False

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest true value that some rounding, or cutting off, prints so."""
        return (self.printed.exact, self.printed.exact) if self.exact else bounds(self.printed)

    @property
    def named(self) -> str:
        """For sentences: ``Police: RSOs managed, maximum (3,200)``."""
        return f"{self.label} ({with_thousands(self.printed)})"


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A printed row of mean, SD, minimum and maximum. ``n`` where it is printed; ``type`` is what
    the answers are, a count being whole."""

    group: str
    item: str
    label: str
    mean: Printed | None
    sd: Printed | None
    low: Printed | None
    high: Printed | None
    n: int | None
    type: ItemType
    place: str

    def get(self, measure: Measure) -> Printed | None:
        """One of the four figures, None where it is not printed."""
        return {"mean": self.mean, "sd": self.sd, "min": self.low, "max": self.high}[measure]

    def replaced(self, measure: Measure, printed: Printed) -> SummaryRow:
        """The row with one figure taken from elsewhere."""
        field_of = {"mean": "mean", "sd": "sd", "min": "low", "max": "high"}
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return SummaryRow(**{**values, field_of[measure]: printed})


@dataclass(frozen=True, slots=True)
class Percentage:
    """A printed percentage of one statement in one group; ``end`` is the list it stands in."""

    figure: str
    group: str
    area: str
    label: str
    printed: Printed
    end: End | None


@dataclass(frozen=True, slots=True)
class AreaMean:
    """The printed mean percentage of an area in one group."""

    figure: str
    group: str
    area: str
    label: str
    printed: Printed


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of a group could have answered at most, as printed; None where nothing is known.

    ``organisations`` bounds the answers behind a row, ``respondents`` those behind a percentage.
    """

    organisations: int | None = None
    respondents: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """Everything that ``config/published`` prints; ``figures`` by id, in the order of the files."""

    rows: tuple[SummaryRow, ...] = ()
    percentages: tuple[Percentage, ...] = ()
    areas: tuple[AreaMean, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def row(self, id: str) -> SummaryRow | None:
        """The row called ``mapping_summary.<group>.<item>``."""
        return next((row for row in self.rows if row_id(row) == id), None)

    def group_label(self, group: str) -> str:
        """The group's label, or its id where the study does not declare it."""
        return self.labels.get(group, group)


def row_id(row: SummaryRow) -> str:
    """``mapping_summary.<group>.<item>``."""
    return f"mapping_summary.{row.group}.{row.item}"
