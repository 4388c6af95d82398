"""The self-audit of a finished run: facts in, one table out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from triangulate.audit.own import COLUMNS, Check, Reported, audit_own
from triangulate.facts.gather import read_facts
from triangulate.files import write_text
from triangulate.study.model import Study


def self_audit(study: Study, facts: Path) -> list[Check]:
    """Every mean, SD, percentage and test of ``facts.csv`` against its own n."""
    reported = {
        id: Reported(
            id, placed.fact.value, placed.fact.display, placed.fact.unit, placed.fact.n, placed.status
        )
        for id, placed in read_facts(facts).items()
    }
    types = {item.id: item.type for item in study.mapping.instrument.items} if study.mapping else {}
    statements = study.statements.instrument.statements if study.statements else ()
    return audit_own(
        reported,
        [group.id for group in study.groups],
        types,
        {s.id: s.theme for s in statements},
        {group.id: group.size for group in study.groups if group.size is not None},
    )


def write_self_audit(study: Study, facts: Path, table: Path) -> list[Check]:
    """Write ``self_audit.csv``: UTF-8, LF, one row a check, columns ``COLUMNS``; it is restricted,
    since it holds values that the report suppresses."""
    checks = self_audit(study, facts)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(["" if cell is None else cell for cell in check.cells] for check in checks)
    write_text(table, text.getvalue())
    return checks
