"""Which coded passages can stand as quotes, and a balanced choice of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pandas as pd

from triangulate.analysis.coding import valence_of
from triangulate.study.model import Codebook

SHORTEST, LONGEST, WANTED = 60, 420, 200


def quote_bank(
    counted: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook, minimum: int = SHORTEST
) -> pd.DataFrame:
    """Every coded passage said by a participant, one row each, with area, valence and place.

    ``counted``: columns of the codings table. ``segments``: of the segments table. ``quote`` is
    the id of :func:`quote_id`, the only thing by which a report names a quote.
    """
    spoken = segments[segments["role"] == "participant"]
    by_document = {name: rows for name, rows in spoken.groupby("document")}
    rows = []
    said: Counter[tuple[str, str]] = Counter()
    for coding in counted.sort_values(["document", "start", "end", "code"], kind="stable").itertuples():
        own = by_document.get(coding.document)
        if own is None or not ((own["start"] < coding.end) & (own["end"] > coding.start)).any():
            continue
        words = " ".join(str(coding.text).split())
        if len(words) < minimum:
            continue
        before = said[str(coding.code), words]
        said[str(coding.code), words] += 1
        rows.append(
            {
                "quote": quote_id(str(coding.code), words, before),
                "document": coding.document,
                "start": int(coding.start),
                "end": int(coding.end),
                "line": int(coding.line),
                "group": coding.group,
                "area": codebook.top(coding.code),
                "code": coding.code,
                "label": codebook.by_id()[coding.code].label,
                "valence": valence_of(codebook, coding.code),
                "coder": coding.coder,
                "text": words,
            }
        )
    columns = [
        "quote", "document", "start", "end", "line", "group", "area", "code", "label", "valence",
        "coder", "text",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def quote_id(code: str, words: str, before: int = 0) -> str:
    """``q-`` and 8 hexadecimal digits of the SHA-256 of what is printed anyway: code and words.

    Nothing of who said it goes in, since 8 digits over document and place could be found again by
    trying all of them. ``before`` counts earlier passages of the same words and code.
    """
    printed = "\0".join((code, words, *([str(before)] if before else [])))
    return "q-" + hashlib.sha256(printed.encode("utf-8")).hexdigest()[:8]


def badness(text: pd.Series) -> pd.Series:
    """How unfit passages are to stand alone: characters away from two sentences, and 120 for each
    end that is cut by a redaction or in the middle of a sentence."""
    cut_before = text.str.match(r"[\[a-z,;.…]")
    cut_after = ~text.str.match(r".*[.?!…][”’\"')]*$", flags=re.DOTALL)
    return (text.str.len() - WANTED).abs() + 120 * (cut_before.astype(int) + cut_after.astype(int))


def suggest_quotes(bank: pd.DataFrame, each: int = 1) -> pd.DataFrame:
    """For each group, area and valence the ``each`` best passages, no practitioner much oftener than another.

    A passage is better the nearer its length is to two sentences, and if neither end is cut
    (see :func:`badness`). Ties fall to the passage that comes first by document and place, so
    the choice is the same on every run.
    """
    spoken: Counter[str] = Counter()
    chosen: list[int] = []
    fit = bank[bank["text"].str.len().between(SHORTEST, LONGEST)].copy()
    fit["badness"] = badness(fit["text"])
    for _, rows in fit.groupby(["area", "group", "valence"], sort=True):
        left = rows.sort_values(["badness", "document", "start"], kind="stable")
        for _ in range(min(each, len(left))):
            heard = left["document"].map(lambda document: spoken[document])
            best = left.index[int(heard.to_numpy().argmin())]
            spoken[str(left.loc[best, "document"])] += 1
            chosen.append(int(best))
            left = left.drop(index=best)
    return bank.loc[sorted(chosen)].reset_index(drop=True)
