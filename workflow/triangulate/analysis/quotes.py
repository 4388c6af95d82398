"""Which coded passages can stand as quotes, and a balanced choice of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection

import pandas as pd

from triangulate.analysis.coding import valence_of
from triangulate.records.spans import Spans
from triangulate.records.tables import rows_of
from triangulate.study.model import Codebook
from triangulate.study.review import key_of

SHORTEST, LONGEST, WANTED = 60, 420, 200


def quote_bank(
    counted: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook, minimum: int = SHORTEST
) -> pd.DataFrame:
    """Every coded passage said by a participant, one row each, with area, valence and place.

    ``counted``: columns of the codings table. ``segments``: of the segments table. ``quote`` is
    the id of :func:`quote_id`, the only thing by which a report names a quote; ``path`` leads from the
    area to the code, ``sha256`` is the hash of the text by which a review knows it.
    """
    spoken = Spans(segments[segments["role"] == "participant"])
    labels = {code.id: code.label for code in codebook.codes}
    rows = []
    said: Counter[tuple[str, str]] = Counter()
    for coding in rows_of(counted.sort_values(["document", "start", "end", "code"], kind="stable")):
        if not len(spoken.at(coding.document, coding.start, coding.end)):
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
                "label": labels[coding.code],
                "valence": valence_of(codebook, coding.code),
                "coder": coding.coder,
                "text": words,
                "path": " > ".join(reversed((coding.code, *codebook.ancestors(coding.code)))),
                "sha256": key_of(words),
            }
        )
    columns = [
        "quote", "document", "start", "end", "line", "group", "area", "code", "label", "valence",
        "coder", "text", "path", "sha256",
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


def suggest_quotes(bank: pd.DataFrame, each: int = 1, chosen: Collection[str] = ()) -> pd.DataFrame:
    """For each group, area and valence up to ``each`` good passages, every practitioner speaking once.

    ``chosen`` are quotes (ids) that somebody reviewed: they come in first, their practitioners and
    places are taken. Then as many places are filled as practitioners can fill without anybody
    speaking twice (a maximum matching, Kuhn 1955), each with a passage as near to two sentences and
    as little cut (see :func:`badness`) as that allows. A place that only somebody already heard
    could fill stays empty. Rows are in the bank's order, and the choice is the same on every run.
    """
    fit = bank[bank["text"].str.len().between(SHORTEST, LONGEST)].copy()
    fit["badness"] = badness(fit["text"]) if len(fit) else []
    reviewed = bank[bank["quote"].isin(set(chosen))]
    heard = set(reviewed["document"])
    filled = Counter(reviewed[["area", "group", "valence"]].itertuples(index=False, name=None))
    offers: list[list[int]] = []
    for key, rows in fit.groupby(["area", "group", "valence"], sort=True):
        left = rows[~rows["document"].isin(heard)].sort_values(
            ["badness", "document", "start"], kind="stable"
        )
        best = left.drop_duplicates("document").index
        offers += [[int(i) for i in best]] * max(0, each - filled[key])
    speaker = {int(str(i)): str(document) for i, document in fit["document"].items()}
    taken: dict[str, int] = {}
    given: dict[int, int] = {}
    for place in range(len(offers)):
        _fill(place, offers, speaker, taken, given, set())
    return bank.loc[sorted({*reviewed.index, *given.values()})].reset_index(drop=True)


def _fill(
    place: int,
    offers: list[list[int]],
    speaker: dict[int, str],
    taken: dict[str, int],
    given: dict[int, int],
    asked: set[str],
) -> bool:
    """Give a place its best passage by a speaker who is free, or can be freed by moving others."""
    for row in offers[place]:
        who = speaker[row]
        if who in asked:
            continue
        asked.add(who)
        if who not in taken or _fill(taken[who], offers, speaker, taken, given, asked):
            taken[who] = place
            given[place] = row
            return True
    return False
