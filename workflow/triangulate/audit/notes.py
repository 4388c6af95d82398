"""What the audit of the printed figures has to say of each, for whoever sets it beside its reproduction."""

from __future__ import annotations

import pandas as pd

from triangulate.audit.figures import row_id
from triangulate.audit.judging import conflicts_by_figure
from triangulate.audit.ruling import Kind
from triangulate.audit.whole import Audit

COLUMNS = ["figure", "doubled", "note"]


def notes_table(audit: Audit) -> pd.DataFrame:
    """One row a figure that something was found of, in the order of the files: ``figure`` (its id), ``doubled``
    (printed in two ways), ``note`` (sentences: why no data could give it, then what it conflicts with)."""
    doubled = {id for relation in audit.relations if relation.doubled for id in relation.figures}
    found: dict[str, list[str]] = {}

    def add(id: str, sentence: str) -> None:
        if sentence not in found.setdefault(id, []):
            found[id].append(sentence)

    for finding in audit.rows:
        stem = row_id(finding.row)
        if finding.ruling.kind is Kind.IMPOSSIBLE:
            add(f"{stem}.mean", finding.ruling.reason)
            add(f"{stem}.sd", "The row's mean says why no whole numbers print this row.")
        elif finding.sd_cut_off:
            add(f"{stem}.sd", "It can be printed only if it was cut off instead of rounded.")
    reasons = {finding.id: finding.ruling.reason for finding in audit.relations}
    for id, conflicts in conflicts_by_figure(audit.relations).items():
        whole = [conflict for conflict in conflicts if "." not in conflict]
        # A figure that is printed twice needs the reason; one that breaks a sum needs to lead there.
        for conflict in whole:
            elsewhere = f"In conflict with another printed figure (relation {conflict})."
            add(id, reasons[conflict] if id in doubled else elsewhere)
    for figure in audit.published.figures.values():
        if figure.against and figure.id not in found:
            add(figure.id, f"The publication says otherwise elsewhere: {figure.against}.")
    table = [
        (id, id in doubled, " ".join(found.get(id, [])))
        for id in audit.published.figures
        if id in found or id in doubled
    ]
    return pd.DataFrame(table, columns=COLUMNS)
