"""Quotes: which passage a call asks for, and what is said where none is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pandas as pd
from markupsafe import Markup

from triangulate.analysis.quotes import badness
from triangulate.problems import Problems
from triangulate.report.narrative import Call
from triangulate.report.printing import attribution, quoted
from triangulate.study.model import Study
from triangulate.study.review import Review, read_review


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as it is printed: ``id`` is the only thing that leads back to its place."""

    id: str
    text: Markup
    speaker: str
    code: str
    valence: str
    area: str


def read_csv(path: Path) -> pd.DataFrame:
    """A result table as text, nothing turned into a missing value."""
    return pd.read_csv(path, dtype="str", keep_default_na=False)


@dataclass(slots=True)
class Quotes:
    """The quote bank, one mapping a passage, and the suggested choice; both without the names of documents."""

    study: Study
    bank: list[dict[str, Any]]
    suggested: frozenset[str]
    review: Review = field(default_factory=Review)
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, study: Study, results: Path) -> Quotes | None:
        """The quotes of a study with interviews, else None."""
        if not study.interviews:
            return None
        bank = read_csv(results / "tables" / "quote_bank.csv")
        bank["badness"] = badness(bank["text"]) if len(bank) else []
        chosen = read_csv(results / "tables" / "quotes.csv")
        review = read_review(study.directory, study.synthetic, Problems())
        # Rows and no frame: it is asked a hundred times for a handful of them.
        passages = cast(list[dict[str, Any]], bank.drop(columns=["document"]).to_dict("records"))
        return cls(study, passages, frozenset(chosen["quote"]), review)

    def _quote(self, row: Mapping[str, Any]) -> Quote:
        return Quote(
            id=row["quote"],
            # What nobody has released stays unprinted, whatever asks for it.
            text=quoted(self.review.printed(row["text"])),
            speaker=attribution(self.study.group(row["group"]).label),
            code=row["label"],
            valence=row["valence"],
            area=row["area"],
        )

    def called(self, call: Call) -> Quote | None:
        """The quote that a call names, or the best that is left for what it names; None if none is."""
        rows = self._rows(call.arguments)
        if len(call.arguments) > 1:
            rows = self._unused(rows)
        rows = [row for row in rows if row["quote"] in self.suggested] or rows
        if not rows:
            return None
        quote = self._quote(_best(rows)[0])
        self.used.add(quote.id)
        return quote

    def _rows(self, arguments: tuple[str, ...]) -> list[dict[str, Any]]:
        if len(arguments) == 1:
            return [row for row in self.bank if row["quote"] == arguments[0]]
        rows = [
            row
            for row in self.bank
            if arguments[0] in (row["area"], row["code"]) and row["group"] == arguments[1]
        ]
        return rows if len(arguments) < 3 else [row for row in rows if row["valence"] == arguments[2]]

    def _unused(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if row["quote"] not in self.used]

    def others(self, call: Call, area: str) -> str:
        """What might be asked for instead: ids in the same part of the report with their first words."""
        rows = self._unused(self.bank)
        if len(call.arguments) > 1:
            area = call.arguments[0]
            rows = [row for row in rows if row["group"] == call.arguments[1]]
        rows = [row for row in rows if area in (row["area"], row["code"])] or rows
        named = [
            f'{{{{ quote("{row["quote"]}") }}}} ({row["group"]}, {row["valence"]}: “{row["text"][:60]} …”)'
            for row in _best(rows)[:3]
        ]
        return "; ".join(named) or "the quote bank has none; take the quote out"

    def of_area(self, area: str) -> list[Quote]:
        """The suggested quotes of an area that the narrative does not print and somebody has released."""
        return [self._quote(row) for row in self._left(area) if self._released(row)]

    def waiting(self, area: str) -> bool:
        """Whether suggested quotes of an area are left out because nobody has released them."""
        return any(not self._released(row) for row in self._left(area))

    def _left(self, area: str) -> list[dict[str, Any]]:
        return self._unused(
            row for row in self.bank if row["area"] == area and row["quote"] in self.suggested
        )

    def _released(self, row: Mapping[str, Any]) -> bool:
        return self.review.standing(row["text"]) == "released"

    def pair(self, area: str, group: str, valence: str) -> Quote | None:
        """The suggested quote of a group for or against an area, for the joint display, if it is released."""
        wanted = (area, group, valence)
        for row in self.bank:
            named = (row["area"], row["group"], row["valence"])
            if named == wanted and row["quote"] in self.suggested and self._released(row):
                return self._quote(row)
        return None


def _best(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that can best stand alone first."""
    return sorted(rows, key=lambda row: (row["badness"], row["quote"]))
