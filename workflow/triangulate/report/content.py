"""What a report says, gathered from the results of the strands that a study has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from triangulate.facts.gather import read_facts
from triangulate.report.printing import Printer, attribution, quoted
from triangulate.report.tables import (
    code_table,
    mapping_table,
    plain_table,
    sample_table,
    statement_table,
    theme_table,
)
from triangulate.study.model import Code, Group, Study, Theme


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as it is printed."""

    text: Markup
    speaker: str
    code: str
    valence: str
    place: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is printed: the SVG itself, its words and its number."""

    number: int
    svg: Markup
    alt: str
    caption: str
    file: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is printed."""

    number: int
    html: Markup
    caption: str
    note: str = ""


@dataclass(slots=True)
class Area:
    """One section of the findings: a theme of the statements, an area of the interviews, or both."""

    id: str
    label: str
    definition: str
    theme: Theme | None = None
    code: Code | None = None
    statements: Table | None = None
    codes: Table | None = None
    quotes: list[Quote] = field(default_factory=list)
    joint: list[dict[str, object]] = field(default_factory=list)


@dataclass(slots=True)
class Numbering:
    """Tables and figures are numbered in the order in which they are made."""

    tables: int = 0
    figures: int = 0

    def table(self, html: Markup, caption: str, note: str = "") -> Table:
        """The next table."""
        self.tables += 1
        return Table(self.tables, html, caption, note)

    def figure(self, results: Path, stem: str, alt: str, caption: str) -> Figure:
        """The next figure, its SVG taken into the page."""
        self.figures += 1
        file = f"results/figures/{stem}.svg"
        return Figure(self.figures, inline_svg(results / "figures" / f"{stem}.svg", stem), alt, caption, file)


def inline_svg(path: Path, stem: str) -> Markup:
    """The figure's SVG element, its ids made unlike those of every other figure on the page."""
    text = path.read_text(encoding="utf-8")
    svg = text[text.index("<svg") :]
    import re

    prefix = re.sub(r"[^A-Za-z0-9]", "-", stem)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'(xlink:href|href)="#([^"]+)"', rf'\1="#{prefix}-\2"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return Markup(svg)


def read_csv(path: Path) -> pd.DataFrame:
    """A result table as text, nothing turned into a missing value but an empty cell."""
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def _areas(study: Study) -> list[Area]:
    """Themes in the instrument's order, then top-level codes that are no theme."""
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
    return list(areas.values())


def _alt(study_results: Path, notebook: str, start: str) -> str:
    """The alt text that a notebook printed for a figure: the line that starts with ``start``."""
    import json

    content = json.loads((study_results / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            text = output.get("text", "")
            for line in ("".join(text) if isinstance(text, list) else str(text)).splitlines():
                if line.startswith(start):
                    return str(line)
    raise ValueError(f"the notebook {notebook} printed no line that starts with {start!r}")


@dataclass(slots=True)
class Content:
    """Everything that the template prints."""

    study: Study
    fact: Printer
    sample: Table | None
    mapping: list[tuple[Group, Table, Figure]]
    themes: tuple[Table, Figure] | None
    statement_figures: list[tuple[Group, Figure]]
    areas: list[Area]
    coding_figure: Figure | None
    joint: Table | None
    published: Table | None
    published_summary: str
    queries: Table | None
    queries_n: int
    suppressed: list[str]
    coder: str | None


def gather_content(study: Study, results: Path, queries: pd.DataFrame) -> Content:
    """Read ``results/`` and put the report together; numbers come from ``facts.csv`` alone."""
    facts = read_facts(results / "facts.csv")
    fact = Printer(facts)
    number = Numbering()
    sample_html = sample_table(study.groups, fact)
    sample = number.table(sample_html, "Sample and returns") if sample_html else None
    mapping = _mapping(study, results, fact, number)
    themes, figures = _statements(study, results, fact, number)
    areas = _areas(study)
    quotes = read_csv(results / "tables" / "quotes.csv") if study.interviews else None
    for area in areas:
        _fill(area, study, fact, number, quotes)
    areas = [area for area in areas if area.statements or area.codes]
    coding_figure = None
    if study.interviews:
        alt = _alt(results, "thematic_coding", "Percentage of interviews")
        coding_figure = number.figure(
            results, "coding", alt, "Interviews that raise each code, by group, in per cent of the interviews"
        )
    joint = None
    if study.interviews and study.statements:
        joint = number.table(_joint_table(study, results, fact, areas), "What was ticked and what was said")
    published, summary = _published(study, results, number)
    table = _queries_table(queries)
    return Content(
        study=study,
        fact=fact,
        sample=sample,
        mapping=mapping,
        themes=themes,
        statement_figures=figures,
        areas=areas,
        coding_figure=coding_figure,
        joint=joint,
        published=published,
        published_summary=summary,
        queries=number.table(table, "Data queries: what to ask about, and of whom") if len(queries) else None,
        queries_n=len(queries),
        suppressed=[id for id, placed in facts.items() if not placed.published],
        coder=_coder(facts),
    )


def _coder(facts: object) -> str | None:
    assert isinstance(facts, dict)
    for id, placed in facts.items():
        if id.startswith("coding.") and "&coder=" in placed.fact.rows:
            return str(placed.fact.rows.rpartition("&coder=")[2])
    return None


def _mapping(
    study: Study, results: Path, fact: Printer, number: Numbering
) -> list[tuple[Group, Table, Figure]]:
    found: list[tuple[Group, Table, Figure]] = []
    if not study.mapping:
        return found
    for group in study.groups:
        items = [i for i in study.mapping.instrument.items_of(group.id) if i.type != "text"]
        if not items:
            continue
        table = number.table(
            mapping_table(items, group, fact),
            f"{group.label}: what each {group.unit_label} reported",
            "n differs from row to row where an item was left unanswered.",
        )
        alt = _alt(results, f"mapping_{group.id}", f"{group.label}, every organisation")
        figure = number.figure(
            results,
            f"mapping_{group.id}",
            alt,
            f"{group.label}: each {group.unit_label} a point, each panel on its own scale",
        )
        found.append((group, table, figure))
    return found


def _statements(
    study: Study, results: Path, fact: Printer, number: Numbering
) -> tuple[tuple[Table, Figure] | None, list[tuple[Group, Figure]]]:
    if not study.statements:
        return None, []
    instrument = study.statements.instrument
    table = number.table(
        theme_table(instrument.themes, study.groups, fact),
        "Mean percentage of agreement in each area",
        "Mean of the area's statements; intervals from a bootstrap over respondents.",
    )
    themes = number.figure(
        results,
        "themes",
        _alt(results, "delivery_statements", "Agreement by theme"),
        "Agreement by area, with 95 % intervals",
    )
    figures = []
    for group in study.groups:
        figures.append(
            (
                group,
                number.figure(
                    results,
                    f"statements_{group.id}",
                    _alt(results, "delivery_statements", f"{group.label}: "),
                    f"{group.label}: answers to every statement, in per cent of the answers on the scale; "
                    "neutral answers stand aside",
                ),
            )
        )
    return (table, themes), figures


def _fill(
    area: Area, study: Study, fact: Printer, number: Numbering, quotes: pd.DataFrame | None
) -> None:
    if area.theme and study.statements and study.statements.instrument.of_theme(area.theme.id):
        area.statements = number.table(
            statement_table(study.statements.instrument, area.theme, study.groups, fact),
            f"{area.label}: agreement with each statement",
        )
    if area.code and study.interviews:
        codebook = study.interviews.codebook
        depth = {c: len(codebook.ancestors(c)) for c in (area.code.id, *codebook.descendants(area.code.id))}
        labels = codebook.by_id()
        codes = [
            (id, labels[id].label, deep)
            for id, deep in depth.items()
            if deep == 0
            or any(fact.facts[f].fact.value for f in _interviews(fact, study, id))
        ]
        if any(_interviews(fact, study, id) for id, _, _ in codes):
            area.codes = number.table(
                code_table(codes, study.groups, fact, area.id), f"{area.label}: interviews that raise each point"
            )
    if quotes is not None:
        labels_of = {g.id: g.label for g in study.groups}
        for row in quotes[quotes["area"] == area.id].itertuples():
            area.quotes.append(
                Quote(
                    text=quoted(str(row.text)),
                    speaker=attribution(labels_of[str(row.group)]),
                    code=str(row.label),
                    valence=str(row.valence),
                    place=str(row.quote),
                )
            )


def _interviews(fact: Printer, study: Study, code: str) -> list[str]:
    ids = (f"coding.{group.id}.{code}.interviews_n".lower() for group in study.groups)
    return [id for id in ids if id in fact.facts]


def _joint_table(study: Study, results: Path, fact: Printer, areas: list[Area]) -> Markup:
    rows = read_csv(results / "tables" / "joint_display.csv")
    labels = {g.id: g.label for g in study.groups}
    named = {area.id: area for area in areas}
    shown = []
    for row in rows.itertuples():
        area = named.get(str(row.theme))
        said = {
            "theme": area.label if area else row.theme,
            "group": labels[str(row.group)],
            "ticked": fact.cell(f"themes.{row.group}.{row.theme}.agree_pct_mean".lower()),
            "for": row.interviews_positive or "–",
            "against": row.interviews_negative or "–",
            "verdict": row.verdict,
        }
        shown.append(said)
        if area:
            area.joint.append(dict(said))
    from triangulate.report.tables import _html

    return _html(
        [{k: str(v) for k, v in row.items()} for row in shown],
        id="table-joint",
        stub="group",
        stubhead="",
        groups="theme",
        labels={
            "ticked": "Agree with the statements", "for": "Interviews for", "against": "Interviews against",
            "verdict": "Together",
        },
    )  # fmt: skip


def _published(study: Study, results: Path, number: Numbering) -> tuple[Table | None, str]:
    if not study.published:
        return None, ""
    rows = read_csv(results / "tables" / "published_v_reproduced.csv")
    agreeing = int(rows["agrees"].eq("True").sum())
    summary = f"{agreeing} of {len(rows)} printed figures are reproduced at their printed precision."
    shown = rows[["figure", "printed", "reproduced", "verdict", "note"]].rename(
        columns={"printed": "Published", "reproduced": "Reproduced", "verdict": "Verdict", "note": "Note"}
    )
    return number.table(
        plain_table(shown, "table-published", "figure", "Printed figure"), "Published and reproduced"
    ), summary


def _queries_table(queries: pd.DataFrame) -> Markup:
    if queries.empty:
        return Markup("")
    places = []
    for row in queries.itertuples():
        parts = [str(row.file)] if isinstance(row.file, str) else []
        parts += [f"cell {row.cell}"] if isinstance(row.cell, str) else []
        parts += [f"line {row.line}"] if not pd.isna(row.line) else []
        places.append(", ".join(parts))
    frame = pd.DataFrame({"where": places, "What": queries["message"], "What to do": queries["remedy"]})
    return plain_table(frame, "table-queries", "where", "Where")
