"""What stands in the report's tables: facts, by row and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from triangulate.report.grid import Column, Grid, Row, cells
from triangulate.report.printing import ABSENT, Printer
from triangulate.study.model import Group, MappingItem, StatementInstrument, Study, Theme

_SAMPLE = {
    "organisations_invited": "Organisations invited",
    "organisations": "Organisations taking part",
    "respondents": "Respondents to the statements",
    "interviews": "Interviews",
    "minutes_min": "Shortest interview (minutes)",
    "minutes_max": "Longest interview (minutes)",
    "excluded_no_consent": "Left out: no consent",
    "withdrawn": "Left out: withdrawn",
}


def mapping_table(items: Sequence[MappingItem], group: Group, fact: Printer) -> Grid:
    """n, mean, SD, minimum, median with quartiles and maximum of each numeric item of one group."""
    measures = ("n", "mean", "sd", "min", "q1", "median", "q3", "max")
    heads = ("n", "Mean", "SD", "Min", "Lower", "Median", "Upper", "Max")
    rows = tuple(
        Row(item.label, tuple(fact.cell(f"mapping.{group.id}.{item.id}.{m}".lower()) for m in measures))
        for item in items
    )
    columns = tuple(
        Column(head, "Quartiles" if head in ("Lower", "Median", "Upper") else None) for head in heads
    )
    return Grid("Item", columns, rows, first_share=4)


def theme_table(themes: Sequence[Theme], groups: Sequence[Group], fact: Printer) -> Grid:
    """Agreement with each theme by group, with interval, and the difference of two groups."""
    rows = []
    for theme in themes:
        row: list[Markup] = []
        for group in groups:
            stem = f"themes.{group.id}.{theme.id}".lower()
            row.append(fact.cell(f"{stem}.agree_pct_mean"))
            row.append(fact.interval(f"{stem}.agree_pct_mean_ci_low", f"{stem}.agree_pct_mean_ci_high"))
        if len(groups) == 2:
            stem = f"comparison.{theme.id}".lower()
            row.append(fact.cell(f"{stem}.diff_pct"))
            row.append(fact.interval(f"{stem}.diff_ci_low", f"{stem}.diff_ci_high"))
        rows.append(Row(theme.label, tuple(cell or Markup(ABSENT) for cell in row)))
    columns = [
        column
        for group in groups
        for column in (Column("Agree", group.label), Column("95% interval", group.label, share=2))
    ]
    if len(groups) == 2:
        columns += [Column("Points", "Difference"), Column("95% interval", "Difference", share=2)]
    return Grid("Area", tuple(columns), tuple(rows), first_share=4)


def statement_table(
    instrument: StatementInstrument, theme: Theme, groups: Sequence[Group], fact: Printer
) -> Grid:
    """Agreement and n of each statement of a theme by group."""
    rows = []
    for statement in instrument.of_theme(theme.id):
        row = []
        for group in groups:
            stem = f"statements.{group.id}.{statement.id}".lower()
            row += [fact.cell(f"{stem}.agree_pct"), fact.cell(f"{stem}.n")]
        if len(groups) == 2:
            row.append(fact.cell(f"comparison.{statement.id}.p_holm".lower()))
        rows.append(Row(statement.text + (" (reverse-keyed)" if statement.reverse else ""), tuple(row)))
    columns = [Column(label, group.label) for group in groups for label in ("Agree", "n")]
    if len(groups) == 2:
        columns.append(Column("p (Holm)"))
    return Grid("Statement", tuple(columns), tuple(rows), first_share=5)


def sample_table(study: Study, fact: Printer) -> Grid | None:
    """The sample by group and in all; rows that no group has are left out, and so is consent where the
    study has no register to take it from."""
    groups = study.groups
    registered = study.interviews is not None and study.interviews.register is not None
    columns = [(g.id, g.label) for g in groups] + ([("all", "All")] if len(groups) > 1 else [])
    rows = []
    for measure, label in _SAMPLE.items():
        ids = [f"sample.{id}.{measure}".lower() for id, _ in columns]
        asked = registered or measure not in ("excluded_no_consent", "withdrawn")
        if asked and any(fact.has(id) for id in ids):
            rows.append(Row(label, tuple(map(fact.cell, ids))))
    if not rows:
        return None
    return Grid("Count", tuple(Column(label) for _, label in columns), tuple(rows))


def code_table(codes: Sequence[tuple[str, str, int]], groups: Sequence[Group], fact: Printer) -> Grid:
    """Interviews that raise each code of an area, by group. ``codes``: id, label, depth."""
    rows = []
    for id, label, depth in codes:
        row = []
        for group in groups:
            stem = f"coding.{group.id}.{id}".lower()
            row += [fact.cell(f"{stem}.interviews_n"), fact.cell(f"{stem}.interviews_pct")]
        rows.append(Row("\u2003" * depth + label, tuple(row)))
    columns = [Column(label, group.label) for group in groups for label in ("Interviews", "Share")]
    return Grid("Point raised", tuple(columns), tuple(rows))


def verdict_table(
    labels: Mapping[str, str],
    groups: Sequence[Group],
    fact: Printer,
    inferences: Mapping[str, str],
) -> Grid:
    """The joint display: theme by theme and group by group what was ticked, what was said, and how the
    two stand to each other, with the difference of two groups and the analyst's meta-inference.

    ``labels``: theme ids and labels in order; ``inferences`` by theme.
    """
    rows = []
    for theme, label in labels.items():
        for group in groups:
            stem = f"themes.{group.id}.{theme}".lower()
            interval = fact.interval(f"{stem}.agree_pct_mean_ci_low", f"{stem}.agree_pct_mean_ci_high")
            said = f"integration.{theme}.{group.id}".lower()
            values = (
                fact.cell(f"{stem}.agree_pct_mean"),
                interval or Markup(ABSENT),
                fact.cell(f"{said}.interviews_any"),
                fact.cell(f"{said}.interviews_positive"),
                fact.cell(f"{said}.interviews_negative"),
                fact.cell(f"{said}.together"),
            )
            rows.append(Row(group.label, values, label))
        if len(groups) == 2:
            stem = f"comparison.{theme}".lower()
            interval = fact.interval(f"{stem}.diff_ci_low", f"{stem}.diff_ci_high") or Markup(ABSENT)
            nothing = cells(*[""] * 4)
            rows.append(
                Row("Difference (points)", (fact.cell(f"{stem}.diff_pct"), interval, *nothing), label)
            )
    columns = (
        Column("Agree", "Statements"), Column("95% interval", "Statements", share=2),
        Column("Raise it", "Interviews"), Column("For", "Interviews"), Column("Against", "Interviews"),
        Column("Verdict", words=True, share=2),
    )  # fmt: skip
    asides = {labels[theme]: said for theme, said in inferences.items() if theme in labels}
    return Grid("Group", columns, tuple(rows), first_share=2, asides=asides)


def word_table(
    labels: Mapping[str, str], groups: Sequence[Group], pair: Callable[[str, str, str], Markup | None]
) -> Grid:
    """The joint display in words: by theme and group one quote for and one against, as far as there are."""
    rows = []
    for theme, label in labels.items():
        said = [(g, pair(theme, g.id, "positive"), pair(theme, g.id, "negative")) for g in groups]
        if any(pro or con for _, pro, con in said):
            nothing = Markup(ABSENT)
            rows += [Row(g.label, (pro or nothing, con or nothing), label) for g, pro, con in said]
    columns = (Column("For", words=True, share=4), Column("Against", words=True, share=4))
    return Grid("Group", columns, tuple(rows), first_share=1)


def reliability_table(themes: Sequence[Theme], groups: Sequence[Group], fact: Printer) -> Grid | None:
    """Alpha with interval, omega and complete cases of each theme by group."""
    if not any(f"themes.{g.id}.{t.id}.alpha".lower() in fact.facts for g in groups for t in themes):
        return None

    def cells_of(theme: str, group: str) -> tuple[Markup, ...]:
        stem = f"themes.{group}.{theme}".lower()
        interval = fact.interval(f"{stem}.alpha_ci_low", f"{stem}.alpha_ci_high") or Markup(ABSENT)
        return (
            fact.cell(f"{stem}.alpha"), interval, fact.cell(f"{stem}.omega"), fact.cell(f"{stem}.n_complete"),
        )  # fmt: skip

    columns = (Column("α"), Column("95% interval", share=2), Column("ω"), Column("n"))
    kinds = [(group.id, group.label) for group in groups]
    return _beside_or_below("Area", columns, {t.id: t.label for t in themes}, kinds, cells_of)


def _beside_or_below(
    corner: str,
    columns: Sequence[Column],
    themes: Mapping[str, str],
    kinds: Sequence[tuple[str, str]],
    cells_of: Callable[[str, str], tuple[Markup, ...]],
) -> Grid:
    """Themes down and groups across; groups below each theme where a page is too narrow for all of them.

    ``themes``: ids and labels; ``kinds``: id and label of each group; ``cells_of`` a theme and a group.
    """
    if len(kinds) > 3 or len(kinds) * len(columns) > 10:
        rows = tuple(
            Row(name, cells_of(theme, kind), label) for theme, label in themes.items() for kind, name in kinds
        )
        return Grid("Group", tuple(columns), rows)
    rows = tuple(
        Row(label, tuple(cell for kind, _ in kinds for cell in cells_of(theme, kind)))
        for theme, label in themes.items()
    )
    across = tuple(replace(column, spanner=name) for _, name in kinds for column in columns)
    return Grid(corner, across, rows, first_share=4)


def sensitivity_table(labels: Mapping[str, str], groups: Sequence[Group], fact: Printer) -> Grid | None:
    """Whether each comparison of areas stands under other choices of analysis, pair by pair."""
    rows = []
    pairs = [(a, b) for i, a in enumerate(groups) for b in groups[i + 1 :]]
    for theme, label in labels.items():
        for a, b in pairs:
            stem = f"sensitivity.{theme}" + (f".{a.id}_v_{b.id}" if len(pairs) > 1 else "")
            stem = stem.lower()
            if f"{stem}.stands_n" not in fact.facts:
                continue
            names = ("specifications", "stands_n", "diff_least", "diff_most")
            heading = f"{label}: {a.label} and {b.label}" if len(pairs) > 1 else label
            rows.append(Row(heading, tuple(fact.cell(f"{stem}.{name}") for name in names)))
    if not rows:
        return None
    heads = ("Other choices", "It stands under", "Least difference", "Greatest difference")
    return Grid("Area", tuple(map(Column, heads)), tuple(rows))


def person_table(labels: Mapping[str, str], study: Study, fact: Printer) -> Grid | None:
    """Spearman's coefficient of theme score and balance of what was said, by theme and group."""
    kinds = [(g.id, g.label) for g in study.groups] + ([("all", "All")] if len(study.groups) > 1 else [])
    themes = {
        theme: label
        for theme, label in {**labels, "all_themes": "All areas"}.items()
        if any(f"integration.{theme}.{id}.spearman".lower() in fact.facts for id, _ in kinds)
    }
    if not themes:
        return None

    def cells_of(theme: str, kind: str) -> tuple[Markup, ...]:
        stem = f"integration.{theme}.{kind}".lower()
        interval = fact.interval(f"{stem}.spearman_ci_low", f"{stem}.spearman_ci_high") or Markup(ABSENT)
        return fact.cell(f"{stem}.spearman"), interval, fact.cell(f"{stem}.persons")

    columns = (Column("ρ"), Column("95% interval", share=2), Column("n"))
    return _beside_or_below("Area", columns, themes, kinds, cells_of)
