"""How many planted identifiers pseudonymisation finds: the committed measurement as a table."""

from __future__ import annotations

from triangulate.disclosure.recall import NEEDLESS, read_recall, said_form
from triangulate.report.grid import Column, Grid, Row, cells


def recall_grid() -> Grid:
    """One row a kind and form of identifier; the same for every study, since only there the truth is known."""
    rows = tuple(
        Row(row.kind, cells(said_form(row.form), f"{row.there:,}", f"{row.found:,}", f"{row.share:.3f}"))
        for row in read_recall()
        if row.kind != NEEDLESS
    )
    columns = (
        Column("Form", words=True, share=4), Column("Planted"), Column("Masked"), Column("Recall"),
    )  # fmt: skip
    return Grid("Kind of identifier", columns, rows, 4)
