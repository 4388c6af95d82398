"""The coded interviews as they may be published: pseudonymised text under running numbers.

A document's name is its participant's id, which those who recruited can resolve; it gives way to
its group and a number. The key stays in ``data/processed/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from triangulate.analysis.codepatterns import case_matrix
from triangulate.exports.qdpx import Coding, write_qdpx
from triangulate.raw.model import Span
from triangulate.records.tables import rows_of, write_csv
from triangulate.study.model import Codebook

KEY = ["document", "published_as", "group"]
#: Names of coders that say what they do and not who they are.
ROLES = frozenset({"consensus", "rules", "team", "lead", "coder", "researcher", "all", "joint"})


def published_names(documents: pd.DataFrame) -> pd.DataFrame:
    """Each interview's published name: document, published_as (``police-07``), group.

    Numbered within groups in the order of a hash of the text, since the order of participants'
    ids would tell who is who to somebody with the list of participants.
    """
    ordered = documents.sort_values(["group", "sha256", "document"], kind="stable")
    numbers = ordered.groupby("group").cumcount() + 1
    width = max(2, len(str(int(numbers.max())))) if len(ordered) else 2
    names = [f"{group}-{number:0{width}d}" for group, number in zip(ordered["group"], numbers, strict=True)]
    frame = pd.DataFrame({"document": ordered["document"], "published_as": names, "group": ordered["group"]})
    return frame.sort_values("published_as", kind="stable").reset_index(drop=True)[KEY]


def published_coders(coders: Sequence[str]) -> dict[str, str]:
    """Coders by what they may be called: roles as they are, ``coder_a`` and ``coder 2`` too, everybody
    else ``coder_1`` and so on, in order of name."""
    names: dict[str, str] = {}
    taken = {c for c in coders if _is_role(c)}
    number = 0
    for coder in sorted(set(coders)):
        if coder in taken:
            names[coder] = coder
            continue
        number += 1
        while f"coder_{number}" in taken:
            number += 1
        names[coder] = f"coder_{number}"
    return names


def _is_role(coder: str) -> bool:
    first, _, rest = coder.lower().replace("-", "_").replace(" ", "_").partition("_")
    return first in ROLES and (len(rest) <= 2 or rest in ROLES)


def write_coding_project(
    path: Path,
    *,
    project: str,
    title: str,
    codebook: Codebook,
    documents: pd.DataFrame,
    codings: pd.DataFrame,
    names: pd.DataFrame,
) -> None:
    """Write ``coding.qdpx``: published texts, all codings on them, memos left out.

    ``documents`` and ``codings`` are the tables of that name, ``names`` as :func:`published_names`.
    A coding without a character (all of it was redacted away) cannot be written and is not.
    """
    called = dict(zip(names["document"], names["published_as"], strict=True))
    coders = published_coders(list(codings["coder"].unique()))
    texts = dict(zip(documents["document"], documents["text"], strict=True))
    rows = codings[codings["end"] > codings["start"]]
    write_qdpx(
        path,
        project=project,
        title=title,
        users=sorted(set(coders.values())),
        codebook=codebook,
        documents={called[d]: str(texts[d]) for d in names["document"]},
        codings=[
            Coding(called[r.document], Span(int(r.start), int(r.end)), str(r.code), coders[str(r.coder)])
            for r in rows_of(rows)
        ],
    )


def write_case_matrix(
    path: Path, counted: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook, names: pd.DataFrame
) -> None:
    """Write the 0/1 code-by-case matrix with published names: case, group, a column a code."""
    called = dict(zip(names["document"], names["published_as"], strict=True))
    frame = case_matrix(counted, documents, codebook)
    frame.insert(0, "case", frame["document"].map(called))
    frame = frame.drop(columns=["document"]).sort_values("case", kind="stable")
    write_csv(path, frame.reset_index(drop=True))
