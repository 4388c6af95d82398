"""The printed percentages of the statement strand, read from ``config/published``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from triangulate.consistency import Printed


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """A statement's agreement in one group; ``end`` is the list it was printed in."""

    group: str
    statement: str
    agreement: Printed
    end: str

    @property
    def is_highest(self) -> bool:
        """Whether it stands among the highest; else among the lowest."""
        return self.end.startswith("highest")


@dataclass(frozen=True, slots=True)
class PrintedPercentages:
    """All printed agreement: of statements, and the mean of each area by ``(group, theme)``."""

    statements: tuple[PrintedStatement, ...]
    themes: Mapping[tuple[str, str], Printed]

    def of_group(self, group: str) -> dict[str, PrintedStatement]:
        """The printed statements of a group by statement id, as printed from the top."""
        return {row.statement: row for row in self.statements if row.group == group}


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a published table, every cell as text."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def read_printed(published: Path) -> PrintedPercentages:
    """Statement and area percentages; printed sentences lead to statement ids through
    ``matches.yaml``.

    KeyError for a printed statement that ``matches.yaml`` does not know.
    """
    matches = yaml.safe_load((published / "matches.yaml").read_text(encoding="utf-8"))["statements"]
    statements = tuple(
        PrintedStatement(
            row["group"],
            matches[row["statement"]],
            Printed.parse(row["agree_pct"]),
            row["printed_as"],
        )
        for row in rows_of(published / "statement_agreement.csv")
    )
    themes = {
        (column.removesuffix("_agree_pct"), row["theme"]): Printed.parse(row[column])
        for row in rows_of(published / "theme_agreement.csv")
        for column in row
        if column.endswith("_agree_pct")
    }
    return PrintedPercentages(statements, themes)
