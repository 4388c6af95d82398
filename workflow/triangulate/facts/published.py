"""``published.…``: what the audit of printed figures finds, as facts.

The reasoning is the fact's ``method``. These facts speak of what has been printed already and rest
on nobody's answers, so they have no ``n``.
"""

from __future__ import annotations

from collections.abc import Iterable

from triangulate.audit.figures import row_id
from triangulate.audit.judging import RelationFinding
from triangulate.audit.percentages import PercentageFinding
from triangulate.audit.rows import RowFinding
from triangulate.facts.fact import Fact
from triangulate.facts.measures import display, measure_of

_AUDIT = "triangulate.audit"
_TABLES = "published"
NONE = "none"


def row_facts(findings: Iterable[RowFinding]) -> list[Fact]:
    """``published.mapping_summary.<group>.<item>.{verdict,n_possible,rounding,datasets}``.

    ``n_possible`` lists the numbers of answers, ``rounding`` how the figures were rounded if they
    hold, ``datasets`` how many data sets of the largest possible n print the row (capped; the
    display then says "at least").
    """
    facts: list[Fact] = []
    for finding in findings:
        stem = f"published.{row_id(finding.row)}".lower()
        group = finding.row.group
        rows = f"{_TABLES}/mapping_summary.csv?group={group}&item={finding.row.item}"
        function = f"{_AUDIT}.rows.judge_row"
        reason = finding.ruling.reason
        risk = finding.risk
        possible = ", ".join(str(n) for n in finding.n_possible) or NONE
        facts += [
            _fact(f"{stem}.verdict", finding.ruling.verdict, group, reason, function, rows),
            _fact(f"{stem}.n_possible", possible, group, reason, function, rows),
            _fact(f"{stem}.rounding", finding.rounding or NONE, group, reason, function, rows),
            _fact(
                f"{stem}.datasets", risk.datasets if risk else 0, group,
                f"{risk.reason}{finding.grid_assumed}" if risk else reason,
                f"{_AUDIT}.risk.reconstruction_risk", rows, risk.count if risk else None,
            ),
        ]  # fmt: skip
    return facts


def percentage_facts(findings: Iterable[PercentageFinding]) -> list[Fact]:
    """``published.statement_agreement.<group>.denominators``: the n that print all of a group's
    percentages at once, or ``none``."""
    return [
        _fact(
            f"published.statement_agreement.{finding.group}.denominators".lower(),
            finding.denominators, finding.group, finding.ruling.reason,
            f"{_AUDIT}.percentages.judge_group",
            f"{_TABLES}/statement_agreement.csv?group={finding.group}",
        )
        for finding in findings
    ]  # fmt: skip


def relation_facts(findings: Iterable[RelationFinding]) -> list[Fact]:
    """``published.relations.<id>.verdict``; a list of statements has a fact for each area too."""
    return [
        _fact(
            f"published.relations.{finding.id}.verdict".lower(), finding.ruling.verdict, None,
            finding.ruling.reason, f"{_AUDIT}.judging.judge_relations",
            f"{_TABLES}/relations.yaml?id={finding.id.partition('.')[0]}",
        )
        for finding in findings
    ]  # fmt: skip


def _fact(
    id: str,
    value: int | str,
    group: str | None,
    method: str,
    function: str,
    rows: str,
    shown: str | None = None,
) -> Fact:
    measure = measure_of(id)
    return Fact(
        id=id, value=value, display=shown or display(value, measure), unit=measure.unit, n=None,
        group=group, method=method, function=function, rows=rows,
    )  # fmt: skip
