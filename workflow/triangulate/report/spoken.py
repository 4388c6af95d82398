"""Quotes: which passage a call asks for, and what is said where none is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

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
    """The quote bank and the suggested choice, both without the names of documents."""

    study: Study
    bank: pd.DataFrame
    suggested: list[str]
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
        return cls(study, bank.drop(columns=["document"]), [str(id) for id in chosen["quote"]], review)

    def _quote(self, row: pd.Series) -> Quote:
        return Quote(
            id=str(row["quote"]),
            # What nobody has released stays unprinted, whatever asks for it.
            text=quoted(self.review.printed(str(row["text"]))),
            speaker=attribution(self.study.group(str(row["group"])).label),
            code=str(row["label"]),
            valence=str(row["valence"]),
            area=str(row["area"]),
        )

    def called(self, call: Call) -> Quote | None:
        """The quote that a call names, or the best that is left for what it names; None if none is."""
        rows = self._rows(call.arguments)
        if len(call.arguments) > 1 and len(rows):
            rows = rows[~rows["quote"].isin(self.used)]
        if rows.empty:
            return None
        first = rows["quote"].isin(self.suggested)
        if first.any():
            rows = rows[first]
        quote = self._quote(rows.sort_values(["badness", "quote"], kind="stable").iloc[0])
        self.used.add(quote.id)
        return quote

    def _rows(self, arguments: tuple[str, ...]) -> pd.DataFrame:
        bank = self.bank
        if len(arguments) == 1:
            return bank[bank["quote"] == arguments[0]]
        rows = bank[((bank["area"] == arguments[0]) | (bank["code"] == arguments[0]))]
        rows = rows[rows["group"] == arguments[1]]
        if len(arguments) == 3:
            rows = rows[rows["valence"] == arguments[2]]
        return rows

    def others(self, call: Call, area: str) -> str:
        """What might be asked for instead: ids in the same part of the report with their first words."""
        rows = self.bank[~self.bank["quote"].isin(self.used)]
        if len(call.arguments) > 1:
            area = call.arguments[0]
            rows = rows[rows["group"] == call.arguments[1]]
        near = rows[(rows["area"] == area) | (rows["code"] == area)]
        rows = near if len(near) else rows
        rows = rows.sort_values(["badness", "quote"], kind="stable").head(3)
        named = [
            f'{{{{ quote("{row.quote}") }}}} ({row.group}, {row.valence}: “{str(row.text)[:60]} …”)'
            for row in rows.itertuples()
        ]
        return "; ".join(named) or "the quote bank has none; take the quote out"

    def of_area(self, area: str) -> list[Quote]:
        """The suggested quotes of an area that the narrative does not print and somebody has released."""
        return [self._quote(row) for row in self._left(area) if self._released(row)]

    def waiting(self, area: str) -> bool:
        """Whether suggested quotes of an area are left out because nobody has released them."""
        return any(not self._released(row) for row in self._left(area))

    def _left(self, area: str) -> list[pd.Series]:
        rows = self.bank[
            (self.bank["area"] == area)
            & self.bank["quote"].isin(self.suggested)
            & ~self.bank["quote"].isin(self.used)
        ]
        return [row for _, row in rows.iterrows()]

    def _released(self, row: pd.Series) -> bool:
        return self.review.standing(str(row["text"])) == "released"

    def pair(self, area: str, group: str, valence: str) -> Quote | None:
        """The suggested quote of a group for or against an area, for the joint display, if it is released."""
        rows = self.bank[
            (self.bank["area"] == area)
            & (self.bank["group"] == group)
            & (self.bank["valence"] == valence)
            & self.bank["quote"].isin(self.suggested)
        ]
        released = [row for _, row in rows.iterrows() if self._released(row)]
        return self._quote(released[0]) if released else None
