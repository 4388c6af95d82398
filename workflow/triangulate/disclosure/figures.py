"""What a figure may draw: nothing that the facts beside it hold back.

A point for each organisation tells every answer, the ends of a bar every count. Notebooks filter their
tables with these before they draw.
"""

from __future__ import annotations

import pandas as pd

from triangulate.disclosure.cells import blocks_of, held_cells
from triangulate.disclosure.decide import exception_for
from triangulate.study.model import Privacy, StatementInstrument


def points_may_be_drawn(group: str, item: str, privacy: Privacy) -> bool:
    """Whether each organisation's answer to a mapping item may stand as a point: only where the smallest
    and the largest answer may be printed, since the points show both."""
    if privacy.min_n <= 1:
        return True
    ids = (f"mapping.{group}.{item}.{end}".lower() for end in ("min", "max"))
    return all(exception_for(id, privacy) is not None for id in ids)


def bars_may_be_drawn(
    agreement: pd.DataFrame, instrument: StatementInstrument, privacy: Privacy
) -> pd.Series[bool]:
    """For each row of ``agreement`` (columns group, statement, n and ``count.<code>``), whether a bar
    of its answers by scale code may be drawn: no count of it is held back."""
    blocks = blocks_of(instrument)
    codes = [point.code for point in instrument.scale]
    may: list[bool] = []
    for row in agreement.to_dict("records"):
        stem = f"statements.{row['group']}.{row['statement']}"
        free = [c for c in codes if exception_for(f"{stem}.count.{c}".lower(), privacy) is not None]
        counts = {code: int(row[f"count.{code}"]) for code in codes}
        few = 0 < int(row["n"]) < privacy.min_n and len(free) < len(codes)
        may.append(not few and not held_cells(counts, blocks, privacy.min_n, free).codes)
    return pd.Series(may, index=agreement.index, dtype=bool)
