"""The report's tables, made by great_tables from facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd
from great_tables import GT
from markupsafe import Markup

from triangulate.report.printing import Printer
from triangulate.study.model import Group, MappingItem, StatementInstrument, Theme

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_INLINE = re.compile(r'<div id="([^"]+)" style="[^"]*">')


def _html(
    rows: Sequence[dict[str, str]],
    *,
    id: str,
    stub: str,
    stubhead: str,
    spanners: Sequence[tuple[str, Sequence[str]]] = (),
    labels: dict[str, str] | None = None,
    left: Sequence[str] = (),
    groups: str | None = None,
) -> Markup:
    """A table whose cells are HTML already, except the stub, which is text. The page's own style
    sheet dresses it: great_tables' copy of its style, one a table, is taken out."""
    frame = pd.DataFrame(list(rows))
    body = [c for c in frame.columns if c not in (stub, groups)]
    table = GT(frame, rowname_col=stub, groupname_col=groups, id=id).tab_stubhead(stubhead)
    passed: Callable[[str], str] = str
    table = table.fmt(passed, columns=body)
    aligned = [c for c in body if c not in left]
    table = table.cols_align("right", columns=aligned)
    if left:
        table = table.cols_align("left", columns=list(left))
    for label, columns in spanners:
        table = table.tab_spanner(label, columns=list(columns))
    if labels:
        table = table.cols_label(cases=labels)
    raw = _STYLE.sub("", table.as_raw_html())
    return Markup(_INLINE.sub(r'<div class="table" id="\1" tabindex="0">', raw))


def mapping_table(items: Sequence[MappingItem], group: Group, fact: Printer) -> Markup:
    """n, mean, SD, minimum, maximum, median and quartiles of each numeric item of one group."""
    rows = []
    for item in items:
        stem = f"mapping.{group.id}.{item.id}".lower()
        rows.append(
            {
                "item": item.label,
                **{name: fact.cell(f"{stem}.{name}") for name in ("n", "mean", "sd", "min", "max")},
                "median": fact.cell(f"{stem}.median"),
                "quartiles": str(fact.interval(f"{stem}.q1", f"{stem}.q3")) or "–",
            }
        )
    return _html(
        rows,
        id=f"table-mapping-{group.id}",
        stub="item",
        stubhead="Item",
        labels={
            "n": "n", "mean": "Mean", "sd": "SD", "min": "Minimum", "max": "Maximum", "median": "Median",
            "quartiles": "Quartiles",
        },
    )  # fmt: skip


def theme_table(themes: Sequence[Theme], groups: Sequence[Group], fact: Printer) -> Markup:
    """Agreement with each theme by group, with interval, and the difference of two groups."""
    rows = []
    for theme in themes:
        row = {"theme": theme.label}
        for group in groups:
            stem = f"themes.{group.id}.{theme.id}".lower()
            row[f"{group.id} value"] = fact.cell(f"{stem}.agree_pct_mean")
            interval = fact.interval(f"{stem}.agree_pct_mean_ci_low", f"{stem}.agree_pct_mean_ci_high")
            row[f"{group.id} interval"] = str(interval) or "–"
        if len(groups) == 2:
            stem = f"comparison.{theme.id}".lower()
            row["diff"] = fact.cell(f"{stem}.diff_pct")
            row["diff interval"] = (
                str(fact.interval(f"{stem}.diff_ci_low", f"{stem}.diff_ci_high")) or "–"
            )
        rows.append(row)
    labels = {name: "95 % interval" if "interval" in name else "Agree" for name in rows[0]}
    labels.pop("theme")
    spanners: list[tuple[str, Sequence[str]]] = [
        (g.label, [f"{g.id} value", f"{g.id} interval"]) for g in groups
    ]
    if len(groups) == 2:
        labels["diff"] = "Points"
        spanners.append(("Difference", ["diff", "diff interval"]))
    return _html(
        rows, id="table-themes", stub="theme", stubhead="Area", spanners=spanners, labels=labels
    )


def statement_table(
    instrument: StatementInstrument, theme: Theme, groups: Sequence[Group], fact: Printer
) -> Markup:
    """Agreement and n of each statement of a theme by group."""
    rows = []
    for statement in instrument.of_theme(theme.id):
        row = {"statement": statement.text + (" (reverse-keyed)" if statement.reverse else "")}
        for group in groups:
            stem = f"statements.{group.id}.{statement.id}".lower()
            row[f"{group.id} pct"] = fact.cell(f"{stem}.agree_pct")
            row[f"{group.id} n"] = fact.cell(f"{stem}.n")
        if len(groups) == 2:
            row["p"] = fact.cell(f"comparison.{statement.id}.p_holm".lower())
        rows.append(row)
    labels = {name: "n" if name.endswith(" n") else "Agree" for name in rows[0] if name != "statement"}
    if len(groups) == 2:
        labels["p"] = "p (Holm)"
    return _html(
        rows,
        id=f"table-statements-{theme.id}",
        stub="statement",
        stubhead="Statement",
        spanners=[(g.label, [f"{g.id} pct", f"{g.id} n"]) for g in groups],
        labels=labels,
    )


def sample_table(groups: Sequence[Group], fact: Printer) -> Markup:
    """The sample by group and in all; rows that no group has are left out."""
    wanted = {
        "organisations_invited": "Organisations invited",
        "organisations": "Organisations taking part",
        "respondents": "Respondents to the statements",
        "interviews": "Interviews",
        "minutes_min": "Shortest interview (minutes)",
        "minutes_max": "Longest interview (minutes)",
        "excluded_no_consent": "Left out: no consent",
        "withdrawn": "Left out: withdrawn",
    }
    columns = [(g.id, g.label) for g in groups] + ([("all", "All")] if len(groups) > 1 else [])
    rows = []
    for measure, label in wanted.items():
        ids = [f"sample.{id}.{measure}".lower() for id, _ in columns]
        if any(fact.has(id) for id in ids):
            rows.append(
                {"row": label, **{c[0]: fact.cell(i) for c, i in zip(columns, ids, strict=True)}}
            )
    if not rows:
        return Markup("")
    return _html(rows, id="table-sample", stub="row", stubhead="", labels=dict(columns))


def code_table(
    codes: Sequence[tuple[str, str, int]], groups: Sequence[Group], fact: Printer, area: str
) -> Markup:
    """Interviews that raise each code of an area, by group. ``codes``: id, label, depth."""
    rows = []
    for id, label, depth in codes:
        row = {"code": "\u2003" * depth + label}
        for group in groups:
            stem = f"coding.{group.id}.{id}".lower()
            row[f"{group.id} n"] = fact.cell(f"{stem}.interviews_n")
            row[f"{group.id} pct"] = fact.cell(f"{stem}.interviews_pct")
        rows.append(row)
    labels = {name: "%" if name.endswith("pct") else "Interviews" for name in rows[0] if name != "code"}
    return _html(
        rows,
        id=f"table-codes-{area}",
        stub="code",
        stubhead="Point raised",
        spanners=[(g.label, [f"{g.id} n", f"{g.id} pct"]) for g in groups],
        labels=labels,
    )


def plain_table(frame: pd.DataFrame, id: str, stub: str, stubhead: str) -> Markup:
    """A table of text cells as they are, HTML escaped; for lists that report no values of their own."""
    escaped = [
        {str(k): str(v) if k == stub else str(Markup.escape(v)) for k, v in row.items()}
        for row in frame.fillna("").to_dict("records")
    ]
    body = [c for c in frame.columns if c != stub]
    return _html(escaped, id=id, stub=stub, stubhead=stubhead, left=body)
