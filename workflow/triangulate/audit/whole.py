"""The audit of everything that a study's ``config/published`` prints, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from triangulate.audit.figures import MEASURES, PublishedFigures, row_id
from triangulate.audit.judging import RelationFinding, conflicts_by_figure, judge_relations
from triangulate.audit.percentages import PercentageFinding, judge_percentages
from triangulate.audit.reader import read_published
from triangulate.audit.relations import Declared, read_relations
from triangulate.audit.rows import RowFinding, figures_of, judge_row
from triangulate.problems import Problems
from triangulate.study.model import Group, MappingInstrument


@dataclass(frozen=True, slots=True)
class Audit:
    """What is printed, what is declared of it, and everything that was found."""

    published: PublishedFigures
    declared: Declared
    rows: tuple[RowFinding, ...]
    percentages: tuple[PercentageFinding, ...]
    relations: tuple[RelationFinding, ...]


def read_declared(
    directory: Path,
    folder: str,
    problems: Problems,
    groups: Sequence[Group] = (),
    instrument: MappingInstrument | None = None,
    *,
    checked: bool = False,
) -> tuple[PublishedFigures, Declared]:
    """Printed figures and relations, with every problem of their files: what a check reads.

    ``checked`` skips the schemas, for a rule of a run whose first rule held everything against them.
    """
    published = read_published(directory, folder, problems, groups, instrument, checked=checked)
    return published, read_relations(directory, folder, published, problems, checked=checked)


def audit_published(
    directory: Path,
    folder: str,
    groups: Sequence[Group] = (),
    instrument: MappingInstrument | None = None,
    *,
    checked: bool = False,
) -> Audit:
    """Read and judge all printed figures of ``folder`` below ``directory``.

    ``checked`` says that the files were held against their schemas earlier in the same run. Raises
    :class:`triangulate.problems.StudyError` with all errors if the files cannot be used.
    """
    problems = Problems()
    published, declared = read_declared(directory, folder, problems, groups, instrument, checked=checked)
    problems.raise_errors()
    return Audit(
        published,
        declared,
        tuple(judge_row(row, declared.organisations(row.group)) for row in published.rows),
        tuple(judge_percentages(published, declared.respondents())),
        tuple(judge_relations(declared, published)),
    )


def rows_table(audit: Audit) -> pd.DataFrame:
    """One row a printed row: group, item, label, printed, asked (the largest n asked about),
    verdict, n_possible, n_otherwise, n_finer (lists of n), rounding, datasets, risk, conflicts (ids
    of relations that find one of its figures in conflict), reasoning."""
    conflicts = conflicts_by_figure(audit.relations)
    table = []
    for finding in audit.rows:
        stem = row_id(finding.row)
        against = [id for m in MEASURES for id in conflicts.get(f"{stem}.{m}", ()) if "." not in id]
        table.append(
            {
                "group": finding.row.group,
                "item": finding.row.item,
                "label": finding.row.label,
                "printed": figures_of(finding.row),
                "asked": max(finding.asked),
                "verdict": finding.ruling.verdict,
                "n_possible": _numbers(finding.n_possible),
                "n_otherwise": _numbers(finding.n_otherwise),
                "n_finer": _numbers(finding.n_finer),
                "rounding": finding.rounding,
                "datasets": finding.risk.count if finding.risk else "0",
                "risk": str(finding.risk.level) if finding.risk else "",
                "conflicts": ", ".join(dict.fromkeys(against)),
                "reasoning": finding.ruling.reason,
            }
        )
    columns = [
        "group", "item", "label", "printed", "asked", "verdict", "n_possible", "n_otherwise", "n_finer",
        "rounding", "datasets", "risk", "conflicts", "reasoning",
    ]  # fmt: skip
    return pd.DataFrame(table, columns=columns)


def percentages_table(audit: Audit) -> pd.DataFrame:
    """One row a group: group, label, printed, asked, verdict, denominators, reasoning."""
    columns = ["group", "label", "printed", "asked", "verdict", "denominators", "reasoning"]
    return pd.DataFrame(
        [
            (
                found.group, found.label, ", ".join(map(str, found.percentages)), max(found.asked),
                found.ruling.verdict, found.denominators, found.ruling.reason,
            )
            for found in audit.percentages
        ],
        columns=columns,
    )  # fmt: skip


def relations_table(audit: Audit) -> pd.DataFrame:
    """One row a relation, or an area of a list of statements: relation, verdict, reasoning."""
    return pd.DataFrame(
        [(found.id, found.ruling.verdict, found.ruling.reason) for found in audit.relations],
        columns=["relation", "verdict", "reasoning"],
    )


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(n) for n in numbers)
