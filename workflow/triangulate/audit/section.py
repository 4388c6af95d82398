"""What a report says of printed figures, in sentences that accuse nobody.

A printed figure that no data can give says that something behind it is not printed: another n, a
blank, another rounding, a slip in copying. It does not say which, and nothing about anybody's care.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from triangulate.audit.risk import Level
from triangulate.audit.ruling import Kind

ROWS, PERCENTAGES, RELATIONS = "printed_rows.csv", "printed_percentages.csv", "printed_relations.csv"

#: True of any study, so they are said of every study.
MAY_NOT = (
    "that a figure was made up or mishandled: a blank item, another way of rounding, figures counted at "
    "different times or a slip in copying explains each of these findings",
    "which of two figures in conflict is the right one",
    "anything about a figure that is possible: that some data can print it does not show that they did",
)


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """The section "What the printed figures tell". Sentences and tables; ``fact`` columns name the
    facts ``published.…`` that carry each verdict, its reasoning being the fact's method.

    ``rows``: columns fact (the stem of ``.verdict``, ``.n_possible``, ``.datasets``), group, label,
    printed, verdict, datasets, risk, reasoning. ``relations`` (those in conflict or impossible, the
    areas of a list left out) and ``percentages``: fact, printed or relation, verdict, reasoning.
    """

    summary: tuple[str, ...]
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    rows: pd.DataFrame
    percentages: pd.DataFrame
    relations: pd.DataFrame


def printed_section(tables: Path, labels: dict[str, str] | None = None) -> PrintedSection | None:
    """The section from ``results/tables``, where the notebook has left its tables; None without
    them. ``labels`` are the groups' labels by id."""
    if not (tables / ROWS).is_file():
        return None
    rows, percentages, relations = (_read(tables / name) for name in (ROWS, PERCENTAGES, RELATIONS))
    return section_of(rows, percentages, relations, labels or {})


def section_of(
    rows: pd.DataFrame, percentages: pd.DataFrame, relations: pd.DataFrame, labels: dict[str, str]
) -> PrintedSection:
    """The section from the tables of :mod:`triangulate.audit.whole`, all cells as text."""
    named = rows["group"].map(lambda group: labels.get(str(group), str(group)))
    whole = relations[~relations["relation"].str.contains(".", regex=False)]
    broken = whole[whole["verdict"].str.startswith((Kind.IMPOSSIBLE, Kind.IN_CONFLICT))]
    return PrintedSection(
        summary=(*_of_rows(rows, named), *percentages["reasoning"], *_of_relations(whole, broken)),
        may=tuple(_may(rows, percentages, broken)),
        may_not=MAY_NOT,
        rows=rows.assign(
            fact=("published.mapping_summary." + rows["group"] + "." + rows["item"]).str.lower(),
            group=named,
        )[["fact", "group", "label", "printed", "verdict", "datasets", "risk", "reasoning"]],
        percentages=percentages.assign(
            fact=("published.statement_agreement." + percentages["group"] + ".denominators").str.lower()
        )[["fact", "label", "printed", "verdict", "reasoning"]],
        relations=broken.assign(fact=("published.relations." + broken["relation"] + ".verdict").str.lower())[
            ["fact", "relation", "verdict", "reasoning"]
        ],
    )


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def _of_rows(rows: pd.DataFrame, named: pd.Series[str]) -> list[str]:
    sentences = []
    for group, own in rows.groupby(named, sort=False):
        # Of a ratio nothing follows about n, and what is impossible is said below.
        bound = own[own["verdict"].str.startswith(Kind.ONLY_FOR)]
        short = [
            row for _, row in bound.iterrows() if str(row["asked"]) not in str(row["n_possible"]).split(", ")
        ]
        asked = own["asked"].iloc[0]
        if short:
            sentences.append(
                f"{group}: if the figures were rounded, {len(short)} of {len(own)} printed rows cannot "
                f"rest on all {asked} answers; the number of answers differs from row to row and is "
                "not printed."
            )
        impossible = own[own["verdict"].str.startswith(Kind.IMPOSSIBLE)]
        sentences += [f"{group}, {row['label']}: {row['reasoning']}" for _, row in impossible.iterrows()]
    given = rows[rows["risk"].isin([Level.GIVEN_AWAY, Level.HANDFUL])]
    if len(given):
        sentences.append(
            f"One data set or a handful alone can print {len(given)} of {len(rows)} rows, from which a "
            "reader can work out the organisations' own answers."
        )
    return sentences


def _of_relations(whole: pd.DataFrame, broken: pd.DataFrame) -> list[str]:
    if whole.empty:
        return []
    if broken.empty:
        return [f"All {len(whole)} declared relations between printed figures hold."]
    opening = f"Of {len(whole)} declared relations between printed figures {len(broken)} do not hold."
    return [opening, *broken["reasoning"]]


def _may(rows: pd.DataFrame, percentages: pd.DataFrame, broken: pd.DataFrame) -> Sequence[str]:
    found = []
    if rows["verdict"].str.startswith(Kind.ONLY_FOR).any():
        found.append(
            "how many answers a row can rest on, and so that rows must not be divided by one another"
        )
    if percentages["verdict"].str.startswith((Kind.ONLY_FOR, Kind.IMPOSSIBLE)).any():
        found.append(
            "which number of answers stands behind the percentages of a group, or that there is not one"
        )
    if len(broken):
        found.append("that two figures in conflict cannot both be used, and which to ask the authors about")
    return found
