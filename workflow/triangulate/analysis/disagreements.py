"""Where two coders disagree: the passages, for them to talk about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from triangulate.records.spans import Spans

COLUMNS = ["document", "line", "start", "end", "first", "second", "only_first", "only_second", "both", "text"]


def disagreements(
    codings: pd.DataFrame, units: pd.DataFrame, texts: dict[str, str], coders: Sequence[str]
) -> pd.DataFrame:
    """Every unit to which two coders gave different codes, one row a unit and pair of coders.

    ``units``: document, start, end, line; only documents that both coded. ``only_first`` and
    ``only_second`` are the codes that one of them gave alone, ``both`` what they share; codes are as
    given, not rolled up.
    """
    rows: list[tuple[object, ...]] = []
    spans = Spans(units)
    start, end, line = (units[name].to_numpy(dtype=np.int64) for name in ("start", "end", "line"))
    own = {coder: codings[codings["coder"] == coder] for coder in coders}
    for first, second in combinations(coders, 2):
        pair = [(Spans(own[coder]), own[coder]["code"].to_numpy(dtype=object)) for coder in (first, second)]
        for document in sorted(set(own[first]["document"]) & set(own[second]["document"])):
            given = [(spans.against(them, document), codes[them.of(document)]) for them, codes in pair]
            for place, unit in enumerate(spans.of(document)):
                a, b = (set(codes[overlap[place]]) for overlap, codes in given)
                if a != b:
                    rows.append(
                        (
                            document, int(line[unit]), int(start[unit]), int(end[unit]), first, second,
                            " ".join(sorted(a - b)), " ".join(sorted(b - a)), " ".join(sorted(a & b)),
                            " ".join(texts[str(document)][start[unit] : end[unit]].split()),
                        )
                    )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
