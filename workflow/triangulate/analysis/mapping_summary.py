"""The mapping forms: what each item comes to in each group, and how complete the returns are.

Tables in: ``mapping`` with one row an organisation and item (columns group, organisation, item,
value; ``value`` float, NaN for unanswered). Text items have no statistics and are left out of the
summary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from triangulate.analysis.answers import Floats
from triangulate.study.model import Group, MappingInstrument, MappingItem


def summarise(mapping: pd.DataFrame, groups: Sequence[Group], instrument: MappingInstrument) -> pd.DataFrame:
    """Every numeric item asked of every group, in declared order.

    Columns: group, item, type, n (answered), missing (forms without an answer), mean, sd, min, max,
    median, q1, q3, in the item's own unit. ``sd`` divides by n − 1 and is NaN for n < 2; all are
    NaN for n = 0. Median and quartiles are type 7 of Hyndman and Fan (1996), The American
    Statistician 50:361: R's ``quantile()``, Excel's QUARTILE.INC and PSPP's FREQUENCIES. SPSS, and
    EXAMINE in PSPP, print type 6, whose q1 is never higher and whose q3 is never lower; the median
    is the same.
    """
    rows = []
    for group, item in _asked(groups, instrument):
        if item.type == "text":
            continue
        values, missing = _values(mapping, group.id, item.id)
        rows.append({"group": group.id, "item": item.id, "type": item.type, **_describe(values, missing)})
    columns = ["group", "item", "type", *_describe(np.empty(0), 0)]
    return _typed(pd.DataFrame(rows, columns=columns), whole=("n", "missing"), text=("group", "item", "type"))


def returns(
    mapping: pd.DataFrame,
    groups: Sequence[Group],
    instrument: MappingInstrument,
    *,
    asked: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """How many forms came back and how full they were, one row a group.

    Columns: group, asked (organisations the form went to, null where ``asked`` does not say),
    returned (forms), return_pct (of asked), items (questions of the group's form, without text
    items), cells (items × forms), unanswered (cells without a value), unanswered_pct, complete_n
    (forms without any unanswered item). Percentages 0 to 100. Raises ValueError where more forms
    came back than were asked for.
    """
    rows = []
    for group in groups:
        items = [item.id for item in instrument.items_of(group.id) if item.type != "text"]
        theirs = mapping[mapping["group"] == group.id]
        returned = int(theirs["organisation"].nunique())
        numeric = theirs[theirs["item"].isin(items)]
        blank = numeric["value"].isna()
        incomplete = int(numeric.loc[blank, "organisation"].nunique())
        sent = None if asked is None else asked.get(group.id)
        if sent is not None and returned > sent:
            raise ValueError(f"{returned} forms of {group.id!r} came back, but only {sent} were asked for")
        rows.append(
            {
                "group": group.id,
                "asked": sent,
                "returned": returned,
                "return_pct": 100 * returned / sent if sent else np.nan,
                "items": len(items),
                "cells": len(numeric),
                "unanswered": int(blank.sum()),
                "unanswered_pct": 100 * int(blank.sum()) / len(numeric) if len(numeric) else np.nan,
                "complete_n": returned - incomplete,
            }
        )
    columns = [
        "group",
        "asked",
        "returned",
        "return_pct",
        "items",
        "cells",
        "unanswered",
        "unanswered_pct",
    ]
    frame = pd.DataFrame(rows, columns=[*columns, "complete_n"])
    frame["asked"] = frame["asked"].astype("Int64")
    return _typed(frame, whole=("returned", "items", "cells", "unanswered", "complete_n"), text=("group",))


def extremes(mapping: pd.DataFrame, groups: Sequence[Group], instrument: MappingInstrument) -> pd.DataFrame:
    """Which organisations hold the smallest and the largest value of an item.

    Columns: group, item, which (``min`` or ``max``), value, organisation; one row for every
    organisation that shares the extreme, in the table's order; none for an item that nobody
    answered. Organisations may be named with the mapping data only: never join this to statements
    or interviews.
    """
    rows: list[dict[str, object]] = []
    for group, item in _asked(groups, instrument):
        if item.type == "text":
            continue
        theirs = mapping[(mapping["group"] == group.id) & (mapping["item"] == item.id)]
        theirs = theirs[theirs["value"].notna()]
        if theirs.empty:
            continue
        for which, value in (("min", theirs["value"].min()), ("max", theirs["value"].max())):
            names = theirs.loc[theirs["value"] == value, "organisation"]
            rows.extend(
                {
                    "group": group.id,
                    "item": item.id,
                    "which": which,
                    "value": value,
                    "organisation": name,
                }
                for name in names
            )
    return _typed(
        pd.DataFrame(rows, columns=["group", "item", "which", "value", "organisation"]),
        whole=(),
        text=("group", "item", "which", "organisation"),
    )


def _asked(groups: Sequence[Group], instrument: MappingInstrument) -> list[tuple[Group, MappingItem]]:
    return [(group, item) for group in groups for item in instrument.items_of(group.id)]


def _values(mapping: pd.DataFrame, group: str, item: str) -> tuple[Floats, int]:
    """Answered values of one item, and how many forms left it unanswered."""
    cells = mapping.loc[(mapping["group"] == group) & (mapping["item"] == item), "value"]
    values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    answered = ~np.isnan(values)
    return values[answered], int((~answered).sum())


def _describe(values: Floats, missing: int) -> dict[str, float | int]:
    """n, missing, mean, sd, min, max, median, q1, q3 of the answered values."""
    n = len(values)
    if n == 0:
        names = ("mean", "sd", "min", "max", "median", "q1", "q3")
        return {"n": 0, "missing": missing, **dict.fromkeys(names, float("nan"))}
    # numpy's "linear" is type 7 of Hyndman and Fan.
    q1, median, q3 = np.quantile(values, [0.25, 0.5, 0.75], method="linear")
    return {
        "n": n,
        "missing": missing,
        "mean": float(values.mean()),
        "sd": float(values.std(ddof=1)) if n > 1 else float("nan"),
        "min": float(values.min()),
        "max": float(values.max()),
        "median": float(median),
        "q1": float(q1),
        "q3": float(q3),
    }


def _typed(frame: pd.DataFrame, *, whole: tuple[str, ...], text: tuple[str, ...]) -> pd.DataFrame:
    """The same frame with its types set, also where it has no rows to infer them from."""
    types: dict[str, str] = {name: "int64" for name in whole} | {name: "str" for name in text}
    rest = [name for name in frame.columns if name not in types and name != "asked"]
    return frame.astype(types | {name: "float64" for name in rest})
