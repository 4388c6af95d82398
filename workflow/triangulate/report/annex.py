"""The tables of the appendices: what was printed before, what the data left open, what is held back, what was tested."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from triangulate.disclosure.appendix import read_appendix
from triangulate.disclosure.standing import WHY_LEFT_OUT, WHY_TEXTS, few_interviews, left_out_n
from triangulate.report.claims import moved, sentence
from triangulate.report.grid import Column, Grid, Row, cells
from triangulate.report.masking import recall_grid
from triangulate.report.spoken import read_csv

if TYPE_CHECKING:
    from triangulate.report.content import Content

_STRANDS = {
    "mapping": "Mapping forms",
    "statements": "Statements",
    "people": "Register",
    "transcripts": "Transcripts",
    "codings": "Codings",
    "published": "Printed figures",
}


def published_table(content: Content, results: Path) -> None:
    """The printed figures beside those of this run."""
    if not content.study.published:
        return
    rows = read_csv(results / "tables" / "published_v_reproduced.csv")
    agreeing = int(rows["agrees"].eq("True").sum())
    content.published_summary = (
        f"{agreeing} of {len(rows)} printed figures are reproduced at their printed precision."
    )
    groups = {group.label for group in content.study.groups}
    shown = []
    for row in rows.to_dict("records"):
        group, _, figure = str(row["figure"]).partition(": ")
        own = group in groups and bool(figure)
        note = re.sub(r"\brelation \w+(?:\.\w+)*", lambda m: m[0].replace("_", " "), str(row["note"]))
        texts = cells(*(str(row[name]) for name in ("printed", "reproduced", "verdict")), note)
        shown.append(Row(figure if own else str(row["figure"]), texts, group if own else "Whole study"))
    columns = (
        Column("Published", share=3), Column("Reproduced", share=3), Column("Verdict", words=True, share=4),
        Column("Note", words=True, share=7),
    )  # fmt: skip
    grid = Grid("Printed figure", columns, tuple(shown), first_share=8)
    content.add_table("published", "Published and reproduced", grid)


def printed_tables(content: Content, results: Path) -> None:
    """What the audit made of the printed figures: rows, percentages, relations, each with its reasoning."""
    groups = {group.id: group.label for group in content.study.groups}
    kinds = (
        ("rows", "printed_rows.csv", "Which numbers of answers can print each row", "label", "Item"),
        (
            "percentages",
            "printed_percentages.csv",
            "Which numbers of answers can print all percentages of a group",
            "label",
            "Group",
        ),
        ("relations", "printed_relations.csv", "Whether printed figures agree", "relation", "Relation"),
    )
    for name, file, caption, heading, corner in kinds:
        path = results / "tables" / file
        if not path.is_file():
            continue
        columns = [Column("Printed", words=True, share=3)] if name != "relations" else []
        columns += [Column("Verdict", words=True, share=3), Column("Because", words=True, share=7)]
        rows = []
        for row in read_csv(path).to_dict("records"):
            texts = [row["printed"]] if name != "relations" else []
            block = groups.get(row["group"], row["group"]) if name == "rows" else None
            title = str(row[heading]).replace("_", " ") if name == "relations" else str(row[heading])
            rows.append(Row(title, cells(*texts, row["verdict"], row["reasoning"]), block))
        content.add_table(f"printed.{name}", caption, Grid(corner, tuple(columns), tuple(rows), 3))
        if f"printed.{name}" in content.tables:
            content.printed.append(f"printed.{name}")


def queries_table(content: Content, queries: pd.DataFrame) -> None:
    """Data queries by kind. Places and values are not printed: they may tell who somebody is."""
    content.queries_n = len(queries)
    checks: dict[str, str] = {}
    if content.study.mapping:
        checks = {check.id: check.label for check in content.study.mapping.instrument.checks}
    kinds: Counter[tuple[str, str]] = Counter()
    for row in queries.itertuples():
        subject, _, what = str(row.code).partition(".")
        named = re.search(r"\(check '([^']+)'\)", str(row.remedy))
        words = checks.get(named[1], "") if named else ""
        kinds[_STRANDS.get(subject, subject), words or what.replace("-", " ").capitalize()] += 1
    rows = tuple(Row(strand, cells(what, str(n))) for (strand, what), n in sorted(kinds.items()))
    columns = (Column("What was found", words=True, share=5), Column("Queries"))
    content.add_table("queries", "Data queries by kind", Grid("Part of the study", columns, rows, 2))


def disclosure_table(content: Content, results: Path) -> None:
    """What is held back, by reason, and what is printed by exception. No single cell is named."""
    told = read_appendix(results / "tables" / "disclosure.csv", content.study.privacy)
    content.held_n = told.held_n
    rows = tuple(Row(reason, cells(f"{n:,}")) for reason, n in told.held)
    grid = Grid("Reason", (Column("Values"),), rows, 6)
    content.add_table("held", "Values held back, by reason", grid)
    rows = tuple(Row(e.fact, cells(f"{e.facts_n:,}", f"{e.told_n:,}", e.reason)) for e in told.exceptions)
    rows += tuple(_standing(content))
    columns = (
        Column("Values so printed", share=2), Column("of which can be worked out singly", share=3),
        Column("Reason", words=True, share=10),
    )  # fmt: skip
    content.add_table("exceptions", "Small numbers printed by exception", Grid("Facts", columns, rows, 4))
    if content.study.interviews:
        content.add_table("recall", "Planted identifiers that pseudonymisation finds", recall_grid())


def _standing(content: Content) -> Iterator[Row]:
    """What is printed in every study whatever its number."""
    study, facts = content.study, content.fact.facts
    if small := left_out_n(facts, study.privacy):
        yield Row("sample.*.excluded_no_consent, sample.*.withdrawn", cells(f"{small:,}", "0", WHY_LEFT_OUT))
    if study.interviews:
        placed = {g.id: facts.get(f"sample.{g.id}.interviews".lower()) for g in study.groups}
        counted = {id: int(p.fact.value or 0) for id, p in placed.items() if p is not None}
        few = few_interviews(counted, study.groups, study.interviews.codebook, study.privacy)
        if few:
            named = ", ".join(group.label for group in few)
            yield Row(f"coding.qdpx: interviews of {named}", cells("–", "–", WHY_TEXTS))


def claims_table(content: Content) -> None:
    """Every claim with its sentence and whether it holds."""
    rows = []
    for id, judged in content.judged.items():
        facts = content.fact.facts
        said = "holds" if judged.holds else f"flagged: {moved(judged, facts)}"
        rows.append(Row(id, cells(sentence(judged.claim, content.fact.facts), said)))
    columns = (Column("Sentence", words=True, share=6), Column("In this run", words=True, share=3))
    content.add_table("claims", "The sentences that this run tested", Grid("Claim", columns, tuple(rows), 3))
