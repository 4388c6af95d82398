"""Which levels of the scale stand together, because the counts by level are held back.

A figure that draws a piece for each level and a file that has an answer a row both tell every count. Where
some counts of a statement are held back, the levels of that block (those that agree, or the others)
are made one: what is printed of the statement stays true, and what is not printed is not there.
"""

from __future__ import annotations

import pandas as pd

from triangulate.disclosure.cells import blocks_of, held_cells
from triangulate.disclosure.decide import exception_for
from triangulate.study.model import Privacy, StatementInstrument

#: By group and statement, the blocks of scale codes of which no count by level may be shown.
Merged = dict[tuple[str, str], tuple[frozenset[int], ...]]


def merged_levels(agreement: pd.DataFrame, instrument: StatementInstrument, privacy: Privacy) -> Merged:
    """The blocks to be made one, for each group and statement that has any.

    ``agreement``: columns group, statement and ``count.<code>``, a row each
    (:func:`triangulate.analysis.agreement.statement_agreement`). Statements that too few answered are held
    back as a whole, which is not told here.
    """
    blocks = blocks_of(instrument)
    codes = [point.code for point in instrument.scale]
    merged: Merged = {}
    for row in agreement.to_dict("records"):
        group, statement = str(row["group"]), str(row["statement"])
        stem = f"statements.{group}.{statement}.count".lower()
        free = [code for code in codes if exception_for(f"{stem}.{code}", privacy) is not None]
        counts = {code: int(row[f"count.{code}"]) for code in codes}
        held = held_cells(counts, blocks, privacy.min_n, free).codes
        if found := tuple(block for block in blocks if block & held):
            merged[group, statement] = found
    return merged


def outermost_last(block: frozenset[int], instrument: StatementInstrument) -> list[int]:
    """The codes of a block from the one nearest to the other block outwards."""
    order = [point.code for point in instrument.scale]
    others = [i for i, code in enumerate(order) if code not in block]
    return sorted(block, key=lambda c: (min((abs(order.index(c) - i) for i in others), default=0), c))
