"""What the mapping items are of one another, and of how many organisations they speak.

Which item is a part of which is not guessed: the form's own checks say so. A check such as
``assessed <= managed`` or ``low + medium + high <= managed`` makes each item on the smaller side a
part of the whole on the other.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

import numpy as np
import pandas as pd

from triangulate.analysis.proportions import percent
from triangulate.study.model import Group, MappingInstrument

_REAL = ["pct_pooled", "pct_mean", "pct_median", "pct_q1", "pct_q3", "pct_min", "pct_max"]
_SMALLER_FIRST = (ast.LtE, ast.Lt)
_LARGER_FIRST = (ast.GtE, ast.Gt)


def organisations_asked(
    people: pd.DataFrame, mapping: pd.DataFrame, groups: Sequence[Group]
) -> dict[str, int]:
    """How many organisations were asked, by group id, where the register says.

    ``people``: columns group and organisation (null if unknown), the register with everybody in it,
    also who withdrew; ``mapping``: columns group and organisation. Asked are all that the register
    names and all that returned a form, the count of ``sample.<group>.organisations_invited``. A
    group without any organisation in the register is left out: that everybody asked returned a form
    is not known then.
    """
    asked: dict[str, int] = {}
    for group in groups:
        named = people.loc[people["group"] == group.id, "organisation"].dropna()
        if len(named):
            returned = mapping.loc[mapping["group"] == group.id, "organisation"]
            asked[group.id] = len(set(named) | set(returned))
    return asked


def parts_of(instrument: MappingInstrument, group: str) -> list[tuple[str, str]]:
    """(part, whole) item ids that the form's checks imply for a group, in the checks' order."""
    numeric = {item.id for item in instrument.items_of(group) if item.type in ("count", "number")}
    found: list[tuple[str, str]] = []
    for check in instrument.checks:
        if group not in check.groups:
            continue
        for comparison in _conjuncts(check.expr.tree):
            found += [pair for pair in _pairs(comparison) if set(pair) <= numeric]
    return list(dict.fromkeys(found))


def ratios(mapping: pd.DataFrame, groups: Sequence[Group], instrument: MappingInstrument) -> pd.DataFrame:
    """Each part as a percentage of its whole, one row a group, part and whole.

    Columns: group, part, whole, n (organisations that answered both, the whole above 0), pct_pooled
    = 100·Σpart/Σwhole over them (large organisations weigh more), pct_mean, pct_median, pct_q1,
    pct_q3, pct_min, pct_max of the organisations' own percentages (each counts alike; quartiles of
    type 7, as in :func:`triangulate.analysis.mapping_summary.summarise`), above_n (organisations
    whose part exceeds its whole: a data query). Per cent, NaN for n = 0.
    """
    rows: list[dict[str, object]] = []
    for group in groups:
        theirs = mapping[mapping["group"] == group.id]
        # One value an organisation and item; a form that lacks a cell has it missing here.
        wide = theirs.set_index(["organisation", "item"])["value"].unstack("item")
        for part, whole in parts_of(instrument, group.id):
            empty = pd.Series(np.nan, index=wide.index)
            both = pd.DataFrame({"part": wide.get(part, empty), "whole": wide.get(whole, empty)})
            both = both.astype("float64").dropna()
            both = both[both["whole"] > 0]
            share = percent(both["part"], both["whole"])
            n = len(both)
            q1, median, q3 = np.quantile(share, [0.25, 0.5, 0.75]) if n else [np.nan] * 3
            rows.append(
                {
                    "group": group.id,
                    "part": part,
                    "whole": whole,
                    "n": n,
                    "pct_pooled": float(percent(both["part"].sum(), both["whole"].sum())),
                    "pct_mean": share.mean() if n else np.nan,
                    "pct_median": median,
                    "pct_q1": q1,
                    "pct_q3": q3,
                    "pct_min": share.min() if n else np.nan,
                    "pct_max": share.max() if n else np.nan,
                    "above_n": int((both["part"] > both["whole"]).sum()),
                }
            )
    frame = pd.DataFrame(rows, columns=["group", "part", "whole", "n", *_REAL, "above_n"])
    types = dict.fromkeys(("group", "part", "whole"), "str") | dict.fromkeys(("n", "above_n"), "int64")
    return frame.astype(types | dict.fromkeys(_REAL, "float64"))


def _conjuncts(node: ast.expr) -> list[ast.expr]:
    """What holds together with ``and``; the expression itself where it is no such thing."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return node.values
    return [node]


def _pairs(node: ast.expr) -> list[tuple[str, str]]:
    """Part and whole of ``a + b <= c`` or ``c >= a + b``; nothing for any other expression."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return []
    small, large = node.left, node.comparators[0]
    if isinstance(node.ops[0], _LARGER_FIRST):
        small, large = large, small
    elif not isinstance(node.ops[0], _SMALLER_FIRST):
        return []
    parts = _summands(small)
    if parts is None or not isinstance(large, ast.Name):
        return []
    return [(part, large.id) for part in parts]


def _summands(node: ast.expr) -> list[str] | None:
    """Item ids of a plain sum; None where it holds anything else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _summands(node.left), _summands(node.right)
        return None if left is None or right is None else left + right
    return None
