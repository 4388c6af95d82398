"""What a report says, gathered from the results of the strands that a study has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from triangulate.analysis.coding import legible_depth
from triangulate.disclosure.appendix import read_appendix
from triangulate.facts.gather import read_facts
from triangulate.report import tables
from triangulate.report.claims import Claims, Judged, sentence
from triangulate.report.grid import Column, Grid, Row, cells
from triangulate.report.narrative import AREA
from triangulate.report.pieces import FigurePiece, TablePiece, alt_text
from triangulate.report.printing import Printer
from triangulate.report.spoken import Quotes, read_csv
from triangulate.study.model import Code, Study, Theme

_STRANDS = {
    "mapping": "Mapping forms",
    "statements": "Statements",
    "people": "Register",
    "transcripts": "Transcripts",
    "codings": "Codings",
    "published": "Printed figures",
}


@dataclass(slots=True)
class Area:
    """One section of the findings: a theme of the statements, an area of the interviews, or both."""

    id: str
    label: str
    definition: str
    theme: Theme | None = None
    code: Code | None = None


@dataclass(slots=True)
class Content:
    """Everything that the templates print. ``tables`` and ``figures`` are by name."""

    study: Study
    fact: Printer
    quotes: Quotes | None
    claims: Claims
    judged: Mapping[str, Judged]
    areas: list[Area] = field(default_factory=list)
    tables: dict[str, TablePiece] = field(default_factory=dict)
    figures: dict[str, FigurePiece] = field(default_factory=dict)
    published_summary: str = ""
    queries_n: int = 0
    coder: str | None = None
    coders: int = 0
    held_n: int = 0
    #: Tables of the audit of printed figures, in order.
    printed: list[str] = field(default_factory=list)

    def add_table(self, name: str, caption: str, grid: Grid | None, note: str = "") -> None:
        """Have a table at hand, unless there is nothing in it."""
        if grid is not None and grid.rows:
            self.tables[name] = TablePiece(name, caption, grid, note)

    def add_figure(self, name: str, caption: str, alt: str, stem: str) -> None:
        """Have a figure at hand."""
        self.figures[name] = FigurePiece(name, caption, alt, f"results/figures/{stem}")

    def has(self, kind: str, name: str) -> bool:
        """Whether there is such a table or figure."""
        return name in (self.tables if kind == "table" else self.figures)


def gather_content(
    study: Study,
    results: Path,
    queries: pd.DataFrame,
    claims: Claims,
    judged: Mapping[str, Judged],
    narrated: Collection[str] = (),
) -> Content:
    """Read ``results/`` and put the report together; numbers come from ``facts.csv`` alone.

    ``narrated``: the parts that the narrative has; an area that it writes about gets a section with or
    without data.
    """
    fact = Printer(read_facts(results / "facts.csv"))
    content = Content(study, fact, Quotes.of(study, results), claims, judged)
    if study.interviews:
        content.coder = _coder(fact)
        content.coders = _coders(results)
    content.add_table("sample", "Sample and returns", tables.sample_table(study, fact))
    _mapping(content, results)
    _statements(content, results)
    _areas(content)
    _interviews(content, results)
    _kept_areas(content, narrated)
    _together(content, results)
    _published(content, results)
    _printed(content, results)
    _queries(content, queries)
    _disclosure(content, results)
    _claims(content)
    return content


def _coder(fact: Printer) -> str | None:
    for id, placed in fact.facts.items():
        if id.startswith("coding.") and "&coder=" in placed.fact.rows:
            return placed.fact.rows.rpartition("&coder=")[2]
    return None


def _coders(results: Path) -> int:
    """How many people coded; a consensus and the rule coder are nobody."""
    codings = read_csv(results / "tables" / "codings.csv")
    return int(codings.loc[~codings["stage"].isin(["auto", "consensus"]), "coder"].nunique())


def _mapping(content: Content, results: Path) -> None:
    study = content.study
    if not study.mapping:
        return
    for group in study.groups:
        items = [i for i in study.mapping.instrument.items_of(group.id) if i.type != "text"]
        if not items:
            continue
        content.add_table(
            f"mapping.{group.id}",
            f"{group.label}: what each {group.unit_label} reported",
            tables.mapping_table(items, group, content.fact),
            "n differs from row to row where an item was left unanswered.",
        )
        stem = f"mapping_{group.id}"
        content.add_figure(
            f"mapping.{group.id}",
            f"{group.label}: each {group.unit_label} a point, each panel on its own scale",
            alt_text(results, stem, f"{group.label}, every organisation"),
            stem,
        )


def _statements(content: Content, results: Path) -> None:
    study, fact = content.study, content.fact
    if not study.statements:
        return
    instrument = study.statements.instrument
    content.add_table(
        "themes",
        "Mean percentage of agreement in each area",
        tables.theme_table(instrument.themes, study.groups, fact),
        "Mean of the area’s statements; intervals from a bootstrap over respondents.",
    )
    alt = alt_text(results, "delivery_statements", "Agreement by theme")
    content.add_figure("themes", "Agreement by area, with 95% intervals", alt, "themes")
    aside = "; neutral answers stand aside" if instrument.neutral_codes else ""
    for group in study.groups:
        content.add_figure(
            f"statements.{group.id}",
            f"{group.label}: answers to every statement, in per cent of the answers on the scale{aside}",
            alt_text(results, "delivery_statements", f"{group.label}: "),
            f"statements_{group.id}",
        )
    for theme in instrument.themes:
        if instrument.of_theme(theme.id):
            content.add_table(
                f"statements.{theme.id}",
                f"{theme.label}: agreement with each statement",
                tables.statement_table(instrument, theme, study.groups, fact),
            )
    labels = {theme.id: theme.label for theme in instrument.themes}
    content.add_table(
        "reliability",
        "How well the statements of each area hold together",
        tables.reliability_table(instrument.themes, study.groups, fact),
        "Cronbach’s α with Feldt’s interval and McDonald’s ω on complete cases; reverse-keyed statements turned.",
    )
    content.add_table(
        "sensitivity",
        "Whether the comparison of each area stands under other choices of analysis",
        tables.sensitivity_table(labels, study.groups, fact),
        "Differences in percentage points.",
    )


def _areas(content: Content) -> None:
    """Themes in the instrument's order, then top-level codes that are no theme."""
    study = content.study
    areas: dict[str, Area] = {}
    if study.statements:
        for theme in study.statements.instrument.themes:
            areas[theme.id] = Area(theme.id, theme.label, "", theme=theme)
    if study.interviews:
        for code in study.interviews.codebook.codes:
            if code.id in areas:
                areas[code.id].code = code
                areas[code.id].definition = code.definition
            elif code.parent is None:
                areas[code.id] = Area(code.id, code.label, code.definition, code=code)
    content.areas = list(areas.values())


def _interviews(content: Content, results: Path) -> None:
    study, fact = content.study, content.fact
    if not study.interviews:
        return
    codebook = study.interviews.codebook
    labels = codebook.by_id()

    def counted(id: str) -> list[str]:
        ids = (f"coding.{group.id}.{id}.interviews_n".lower() for group in study.groups)
        return [id for id in ids if id in fact.facts]

    for area in content.areas:
        if area.code is None:
            continue
        depth = {c: len(codebook.ancestors(c)) for c in (area.code.id, *codebook.descendants(area.code.id))}
        codes = [
            (id, labels[id].label, deep)
            for id, deep in depth.items()
            if deep == 0 or any(fact.facts[f].fact.value for f in counted(id))
        ]
        if any(counted(id) for id, _, _ in codes):
            grid = tables.code_table(codes, study.groups, fact)
            content.add_table(f"codes.{area.id}", f"{area.label}: interviews that raise each point", grid)
    raised = [code.id for code in codebook.codes if any(fact.facts[f].fact.value for f in counted(code.id))]
    deeper = "; codes further down stand in the tables of the areas"
    content.add_figure(
        "coding",
        "Interviews that raise each code, by group, in per cent of the interviews"
        + ("" if legible_depth(codebook, raised) is None else deeper),
        alt_text(results, "thematic_coding", "Percentage of interviews"),
        "coding",
    )


def _kept_areas(content: Content, narrated: Collection[str]) -> None:
    """Areas of which there is something to say: agreement, codings, or prose."""
    content.areas = [
        area
        for area in content.areas
        if f"{AREA}{area.id}" in narrated
        or f"statements.{area.id}" in content.tables
        or f"codes.{area.id}" in content.tables
    ]


def _together(content: Content, results: Path) -> None:
    study, fact = content.study, content.fact
    if not (study.interviews and study.statements):
        return
    labels = {theme.id: theme.label for theme in study.statements.instrument.themes}
    rows = read_csv(results / "tables" / "joint_display.csv")
    verdicts = {(str(r.theme), str(r.group)): str(r.verdict) for r in rows.itertuples()}
    inferences = {
        judged.claim.meta_inference_of: sentence(judged.claim, fact.facts)
        for judged in content.judged.values()
        if judged.claim.meta_inference_of and judged.holds
    }
    content.add_table(
        "joint",
        "What was ticked and what was said: percentages, interviews and verdict",
        tables.verdict_table(labels, study.groups, fact, verdicts, inferences),
        "Beside each area stands the analysts’ meta-inference, where they have written one.",
    )
    quotes = content.quotes
    assert quotes is not None

    def pair(theme: str, group: str, valence: str) -> Markup:
        quote = quotes.pair(theme, group, valence)
        if quote is None:
            return Markup("–")
        return Markup('“{}” <span class="place">{}</span>').format(quote.text, quote.id)

    content.add_table(
        "words",
        "What was said for and against, one quote each",
        tables.word_table(labels, study.groups, pair),
    )
    content.add_table(
        "persons",
        "Whether what people said fits what they ticked: Spearman’s ρ by area",
        tables.person_table(labels, study, fact),
        "Mean of the statements a person answered (reverse-keyed turned) against the balance of the passages "
        "for and against in the same person’s interview; intervals by Fisher’s z with Bonett and Wright’s error.",
    )
    if (results / "figures" / "persons.svg").is_file():
        content.add_figure(
            "persons",
            "What people ticked and what they said, each participant a point",
            alt_text(results, "joint_display", "What people ticked"),
            "persons",
        )


def _published(content: Content, results: Path) -> None:
    if not content.study.published:
        return
    rows = read_csv(results / "tables" / "published_v_reproduced.csv")
    agreeing = int(rows["agrees"].eq("True").sum())
    content.published_summary = (
        f"{agreeing} of {len(rows)} printed figures are reproduced at their printed precision."
    )
    shown = rows[["figure", "printed", "reproduced", "verdict", "note"]].rename(
        columns={
            "printed": "Published",
            "reproduced": "Reproduced",
            "verdict": "Verdict",
            "note": "Note",
        }
    )
    grid = tables.text_table(shown, "figure", "Printed figure", shares=(4, 2, 2, 2, 3))
    content.add_table("published", "Published and reproduced", grid)


def _printed(content: Content, results: Path) -> None:
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


def _queries(content: Content, queries: pd.DataFrame) -> None:
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


def _disclosure(content: Content, results: Path) -> None:
    """What is held back, by reason, and what is printed by exception. No single cell is named."""
    told = read_appendix(results / "tables" / "disclosure.csv", content.study.privacy)
    content.held_n = told.held_n
    rows = tuple(Row(reason, cells(f"{n:,}")) for reason, n in told.held)
    grid = Grid("Reason", (Column("Values"),), rows, 6)
    content.add_table("held", "Values held back, by reason", grid)
    rows = tuple(Row(e.fact, cells(f"{e.facts_n:,}", f"{e.told_n:,}", e.reason)) for e in told.exceptions)
    columns = (
        Column("Values so printed"), Column("of which can be worked out singly"),
        Column("Reason", words=True, share=6),
    )  # fmt: skip
    content.add_table("exceptions", "Small numbers printed by exception", Grid("Facts", columns, rows, 3))


def _claims(content: Content) -> None:
    rows = []
    for id, judged in content.judged.items():
        said = "holds" if judged.holds else "does not hold: flagged"
        rows.append(Row(id, cells(sentence(judged.claim, content.fact.facts), said)))
    columns = (Column("Sentence", words=True, share=6), Column("In this run", words=True, share=2))
    content.add_table("claims", "The sentences that this run tested", Grid("Claim", columns, tuple(rows), 3))


def known_names(content: Content, kind: str) -> Sequence[str]:
    """The names of the tables or figures of a report."""
    return list(content.tables if kind == "table" else content.figures)
