"""Where two coders disagree: the passages, for them to talk about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

COLUMNS = ["document", "line", "start", "end", "first", "second", "only_first", "only_second", "both", "text"]


def disagreements(
    codings: pd.DataFrame, units: pd.DataFrame, texts: dict[str, str], coders: Sequence[str]
) -> pd.DataFrame:
    """Every unit to which two coders gave different codes, one row a unit and pair of coders.

    ``units``: document, start, end, line; only documents that both coded. ``only_first`` and
    ``only_second`` are the codes that one of them gave alone, ``both`` what they share; codes are as
    given, not rolled up.
    """
    rows = []
    for first, second in combinations(coders, 2):
        pair = codings[codings["coder"].isin([first, second])]
        both = pair.groupby("document")["coder"].nunique()
        for document in sorted(both[both == 2].index):
            theirs = pair[pair["document"] == document]
            for unit in units[units["document"] == document].itertuples():
                at = theirs[(theirs["start"] < unit.end) & (theirs["end"] > unit.start)]
                a = set(at.loc[at["coder"] == first, "code"])
                b = set(at.loc[at["coder"] == second, "code"])
                if a != b:
                    rows.append(
                        (
                            document, int(unit.line), int(unit.start), int(unit.end), first, second,
                            " ".join(sorted(a - b)), " ".join(sorted(b - a)), " ".join(sorted(a & b)),
                            " ".join(texts[str(document)][unit.start : unit.end].split()),
                        )
                    )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
