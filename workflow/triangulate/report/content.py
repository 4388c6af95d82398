"""What a report says, gathered from the results of the strands that a study has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from triangulate.analysis.coding import legible_depth
from triangulate.facts.gather import read_facts
from triangulate.report import tables
from triangulate.report.annex import (
    claims_table,
    disclosure_table,
    printed_tables,
    published_table,
    queries_table,
)
from triangulate.report.claims import Claims, Judged, sentence
from triangulate.report.grid import Grid
from triangulate.report.narrative import AREA
from triangulate.report.pieces import FigurePiece, TablePiece, alt_text
from triangulate.report.printing import Printer
from triangulate.report.spoken import Quotes, read_csv
from triangulate.study.model import Code, Study, Theme


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

    def add_figure(
        self, name: str, caption: str, alt: str, stem: str, rests_on: Collection[str] = ()
    ) -> None:
        """Have a figure at hand. Where one of the facts that it shows is held back, so is the figure."""
        known = (self.fact.facts[id.lower()] for id in rests_on if id.lower() in self.fact.facts)
        held = any(not placed.published for placed in known)
        self.figures[name] = FigurePiece(name, caption, alt, f"results/figures/{stem}", held)

    def drawn(self, *ids: str) -> list[str]:
        """Those of the facts that a figure draws which leaves out what rests on too few."""
        facts = self.fact.facts
        least = self.study.privacy.min_n
        return [id for id in ids if id.lower() in facts and (facts[id.lower()].fact.n or 0) >= least]

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
    published_table(content, results)
    printed_tables(content, results)
    queries_table(content, queries)
    disclosure_table(content, results)
    claims_table(content)
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
            [f"mapping.{group.id}.{item.id}.{m}" for item in items for m in ("n", "mean", "min", "max")],
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
    shown = [
        f"themes.{g.id}.{t.id}.agree_pct_mean{end}"
        for g in study.groups
        for t in instrument.themes
        for end in ("", "_ci_low", "_ci_high")
    ]
    content.add_figure(
        "themes", "Agreement by area, with 95% intervals", alt, "themes", content.drawn(*shown)
    )
    aside = "; neutral answers stand aside" if instrument.neutral_codes else ""
    for group in study.groups:
        content.add_figure(
            f"statements.{group.id}",
            f"{group.label}: answers to every statement, in per cent of the answers on the scale{aside}",
            alt_text(results, "delivery_statements", f"{group.label}: "),
            f"statements_{group.id}",
            content.drawn(*(f"statements.{group.id}.{s.id}.agree_pct" for s in instrument.statements)),
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
        [f"coding.{group.id}.{code}.interviews_pct" for group in study.groups for code in raised],
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
    inferences = {
        judged.claim.meta_inference_of: sentence(judged.claim, fact.facts)
        + ("" if judged.holds else " [flagged: the data of this run do not bear this sentence]")
        for judged in content.judged.values()
        if judged.claim.meta_inference_of
    }
    content.add_table(
        "joint",
        "What was ticked and what was said: percentages, interviews and verdict",
        tables.verdict_table(labels, study.groups, fact, inferences),
        "Beside each area stands the analysts’ meta-inference, where they have written one.",
    )
    quotes = content.quotes
    assert quotes is not None

    def pair(theme: str, group: str, valence: str) -> Markup | None:
        quote = quotes.pair(theme, group, valence)
        if quote is None:
            return None
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
            [
                f"integration.{theme}.{group}.{leaf}"
                for theme in (*labels, "all_themes")
                for group in ("all", study.groups[0].id if len(study.groups) == 1 else "all")
                for leaf in ("persons", "spearman")
            ]
            + content.drawn(*(f"integration.{t}.{g.id}.points" for t in labels for g in study.groups)),
        )


def known_names(content: Content, kind: str) -> Sequence[str]:
    """The names of the tables or figures of a report."""
    return list(content.tables if kind == "table" else content.figures)
