"""A printed row of the mapping table, a check of the form, and the forms that were made from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from triangulate.consistency import DatasetCount, Domain, Printed, Roundings

Answer = Decimal | int | None
Form = dict[str, Answer]


class ReconstructionError(ValueError):
    """The printed rows could not be turned into forms."""


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One printed row: mean, SD (n - 1), minimum and maximum of an item over a group's forms."""

    group: str
    item: str
    mean: Printed
    sd: Printed
    low: int
    high: int

    @classmethod
    def from_record(cls, record: Mapping[str, str]) -> MappingRow:
        """A row of `mapping_summary.csv`, every cell as text."""
        return cls(
            record["group"],
            record["item"],
            Printed.parse(record["mean"], int(record["decimals_mean"])),
            Printed.parse(record["sd"], int(record["decimals_sd"])),
            int(record["min"]),
            int(record["max"]),
        )

    def domain(self, items: int) -> Domain:
        """Multiples of 1/`items` from the printed minimum to the printed maximum."""
        return Domain.observed(self.low, self.high, items)


@dataclass(frozen=True, slots=True)
class PartWhole:
    """A check of the form: the sum of `parts` is at most `whole`."""

    id: str
    groups: tuple[str, ...]
    parts: tuple[str, ...]
    whole: str

    @classmethod
    def from_check(cls, check: Mapping[str, object]) -> PartWhole:
        """A check of `config/mapping.yaml`; ValueError for any but "a + b <= c"."""
        expr = str(check["expr"])
        left, sign, right = expr.partition("<=")
        parts = tuple(part.strip() for part in left.split("+"))
        if not sign or not all(name.isidentifier() for name in (*parts, right.strip())):
            raise ValueError(f"check {check['id']}: not a sum of items <= an item: {expr}")
        groups = check["groups"]
        if not isinstance(groups, list):
            raise ValueError(f"check {check['id']}: groups must be a list")
        return cls(str(check["id"]), tuple(map(str, groups)), parts, right.strip())

    def excess(self, form: Mapping[str, Answer]) -> Decimal | int:
        """By how much the parts exceed the whole; 0 where they do not or one is not answered."""
        given = [form.get(name) for name in (*self.parts, self.whole)]
        known = [answer for answer in given if answer is not None]
        if len(known) < len(given):
            return 0
        return max(sum(known[:-1]) - known[-1], 0)


@dataclass(frozen=True, slots=True)
class RowReport:
    """How one printed row was hit. `items` is 1 for whole numbers, 10 for one decimal."""

    group: str
    item: str
    n: int
    roundings: Roundings
    items: int
    datasets: DatasetCount | None
    note: str


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """A form that breaks a check, and what in the printed figures forces that."""

    check: str
    group: str
    organisation: int
    answers: dict[str, Answer]
    reason: str


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """`answers[group][i]` is the form of the group's organisation i, item by item."""

    answers: dict[str, tuple[Form, ...]]
    rows: tuple[RowReport, ...]
    broken: tuple[BrokenCheck, ...]
