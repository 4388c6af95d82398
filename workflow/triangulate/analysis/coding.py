"""Counting codings: how many interviews raise a code, how many passages carry it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal

import pandas as pd

from triangulate.study.model import Codebook, Group

#: Rows of a figure that can be read on a page.
LEGIBLE = 50
Valence = Literal["positive", "negative", "neutral"]
_POSITIVE = frozenset({"positive", "favourable", "favorable", "benefits", "strengths"})
_NEGATIVE = frozenset({"negative", "unfavourable", "unfavorable", "against", "drawbacks"})


def lead_of(codings: pd.DataFrame, lead_coder: str | None = None) -> str | None:
    """Whose codings count where there is no consensus: the lead coder's, if they coded anything.

    Without a declared lead coder it is the human who coded most documents, then most passages,
    then who comes first by name. None when nobody has coded alone.
    """
    human = codings[codings["stage"] == "independent"]
    if human.empty:
        return None
    if lead_coder is not None and (human["coder"] == lead_coder).any():
        return lead_coder
    work = human.groupby("coder").agg(documents=("document", "nunique"), passages=("code", "size"))
    work = work.reset_index().sort_values(
        ["documents", "passages", "coder"], ascending=[False, False, True], kind="stable"
    )
    return str(work["coder"].iloc[0])


def counting_coder(codings: pd.DataFrame, lead_coder: str | None = None) -> str | None:
    """Whose codings are counted, in words: ``consensus`` where all interviews that are counted have one,
    the lead coder's name where none has, else ``consensus, else <name>``. None when nobody has coded.
    """
    counted = counted_codings(codings, lead_coder)
    lead = lead_of(codings, lead_coder)
    stages = set(counted["stage"])
    if "consensus" not in stages:
        return lead
    return "consensus" if stages == {"consensus"} else f"consensus, else {lead}"


def counted_codings(codings: pd.DataFrame, lead_coder: str | None = None) -> pd.DataFrame:
    """The rows of ``codings`` that counts and quotes are taken from: of an interview with a consensus those
    of the consensus, of any other those of the lead coder (see :func:`lead_of`).

    Coders who agree on some interviews only leave the others to be counted all the same.
    """
    agreed = set(codings.loc[codings["stage"] == "consensus", "document"])
    in_agreed = codings["document"].isin(agreed)
    alone = (codings["stage"] == "independent") & (codings["coder"] == lead_of(codings, lead_coder))
    return codings[((codings["stage"] == "consensus") & in_agreed) | (alone & ~in_agreed)]


def code_counts(
    counted: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook, groups: Sequence[Group]
) -> pd.DataFrame:
    """One row a group and code, every code of the codebook, also those that nobody used.

    ``counted``: columns ``document``, ``code``, ``group``; ``documents``: ``document``, ``group``.
    ``segments_n`` counts passages with this very code, ``segments_all_n`` with it or a code below
    it, ``interviews_n`` the interviews with either, ``interviews_pct`` that number in per cent of
    ``interviews``, the group's interviews in use (null if it has none).
    """
    below = {code.id: (code.id, *codebook.descendants(code.id)) for code in codebook.codes}
    rows = []
    for group in groups:
        total = int((documents["group"] == group.id).sum())
        own = counted[counted["group"] == group.id]
        passages = own["code"].value_counts()
        raised = own.groupby("code")["document"].agg(set)
        for code in codebook.codes:
            family = [c for c in below[code.id] if c in passages.index]
            interviews = len(set().union(*(raised[c] for c in family))) if family else 0
            rows.append(
                {
                    "group": group.id,
                    "code": code.id,
                    "label": code.label,
                    "interviews": total,
                    "interviews_n": interviews,
                    "interviews_pct": 100 * interviews / total if total else None,
                    "segments_n": int(passages.get(code.id, 0)),
                    "segments_all_n": int(sum(passages[c] for c in family)),
                }
            )
    frame = pd.DataFrame(
        rows,
        columns=[
            "group", "code", "label", "interviews", "interviews_n", "interviews_pct",
            "segments_n", "segments_all_n",
        ],
    )  # fmt: skip
    frame["interviews_pct"] = frame["interviews_pct"].astype("float64")
    return frame


def legible_depth(codebook: Codebook, raised: Collection[str]) -> int | None:
    """How deep into the tree a figure of the codes ``raised`` can go and still be read, 0 for the top.

    None where all of them fit. A codebook may have a hundred codes, and a page has room for
    :data:`LEGIBLE` rows; what is deeper stands in the tables.
    """
    if len(raised) <= LEGIBLE:
        return None
    depths = [len(codebook.ancestors(code)) for code in raised]
    fitting = [d for d in sorted(set(depths)) if sum(other <= d for other in depths) <= LEGIBLE]
    return max(fitting, default=min(depths))


def valence_of(codebook: Codebook, code: str) -> Valence:
    """Whether a code speaks for or against, by the nearest of it and its ancestors that says so.

    A codebook says so in an id or a label: ``training_positive``, ``Negative``, ``Benefits of …``.
    """
    known = codebook.by_id()
    for id in (code, *codebook.ancestors(code)):
        words = set(re.split(r"[^a-z]+", f"{id} {known[id].label}".lower()))
        if words & _NEGATIVE:
            return "negative"
        if words & _POSITIVE:
            return "positive"
    return "neutral"
