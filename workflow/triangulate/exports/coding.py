"""The coded interviews as they may be published: pseudonymised text under running numbers.

A document's name is its participant's id, which those who recruited can resolve; it gives way to
its group and a number. The key, the table ``cases``, stays in ``data/processed/``. The same project with
the study's own names and its memos is for the study's own people.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from triangulate.analysis.codepatterns import case_matrix
from triangulate.exports.qdpx import Case, Coding, Memo, write_qdpx
from triangulate.raw.model import Span
from triangulate.records.tables import rows_of, write_csv
from triangulate.study.model import Codebook

#: Names of coders that say what they do and not who they are.
ROLES = frozenset({"consensus", "rules", "team", "lead", "coder", "researcher", "all", "joint"})


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
    cases: pd.DataFrame,
) -> None:
    """Write ``coding.qdpx``: published texts, all codings on them, memos left out.

    ``documents``, ``codings`` and ``cases`` are the tables of that name. A coding without a character (all of it was redacted away) cannot be written and is not.
    """
    called = dict(zip(cases["document"], cases["case"], strict=True))
    coders = published_coders(list(codings["coder"].unique()))
    texts = dict(zip(documents["document"], documents["text"], strict=True))
    rows = codings[codings["end"] > codings["start"]]
    write_qdpx(
        path,
        project=project,
        title=title,
        users=sorted(set(coders.values())),
        codebook=codebook,
        documents={called[d]: str(texts[d]) for d in cases["document"]},
        cases=[Case(str(c.case), str(c.guid), str(c.group), (str(c.case),)) for c in rows_of(cases)],
        codings=[
            Coding(called[r.document], Span(int(r.start), int(r.end)), str(r.code), coders[str(r.coder)])
            for r in rows_of(rows)
        ],
    )


def write_own_project(
    path: Path,
    *,
    project: str,
    title: str,
    codebook: Codebook,
    documents: pd.DataFrame,
    codings: pd.DataFrame,
    cases: pd.DataFrame,
    memos: pd.DataFrame,
) -> None:
    """Write the project under the study's own names, with every memo whose text is kept: restricted.

    What is read from it are the tables again: codings, coders, cases, and memos on codings, documents,
    codes and the project, each with its author. Memos on codings that are not in use, and on what the study
    does not know, become entries of the journal.
    """
    texts = dict(zip(documents["document"], documents["text"], strict=True))
    kept = memos[memos["text"].notna()]
    by_coding: dict[str, list[str]] = {}
    others: list[Memo] = []
    known = {"document": set(texts), "code": set(codebook.by_id()), "case": set(cases["case"])}
    for memo in rows_of(kept):
        if isinstance(memo.coding, str):
            by_coding.setdefault(memo.coding, []).append(memo.text)
            continue
        name = getattr(memo, memo.about, None) if memo.about in known else ""
        placed = memo.about in ("project", "journal") or name in known.get(memo.about, ())
        author = memo.author if isinstance(memo.author, str) else ""
        title_of = memo.title if isinstance(memo.title, str) else ""
        others.append(
            Memo(
                memo.about if placed else "journal", str(name) if placed else "", memo.text, title_of, author
            )
        )
    write_qdpx(
        path,
        project=project,
        title=title,
        users=sorted({*codings["coder"], *(memo.author for memo in others if memo.author)}),
        codebook=codebook,
        documents={d: str(texts[d]) for d in sorted(texts)},
        codings=[
            Coding(
                str(r.document),
                Span(int(r.start), int(r.end)),
                str(r.code),
                str(r.coder),
                "\n".join(by_coding.get(str(r.coding), [])) or None,
            )
            for r in rows_of(codings[codings["end"] > codings["start"]])
        ],
        cases=[Case(str(c.case), str(c.guid), str(c.group), (str(c.document),)) for c in rows_of(cases)],
        memos=others,
    )


def write_case_matrix(
    path: Path,
    counted: pd.DataFrame,
    documents: pd.DataFrame,
    codebook: Codebook,
    cases: pd.DataFrame,
    without: Collection[str] = (),
) -> None:
    """Write the 0/1 code-by-case matrix with published names: case, group, a column a code.

    The cases of the groups ``without`` (ids) are left out: so few that no count of them may be printed.
    """
    documents = documents[~documents["group"].isin(list(without))]
    called = dict(zip(cases["document"], cases["case"], strict=True))
    frame = case_matrix(counted, documents, codebook)
    frame.insert(0, "case", frame["document"].map(called))
    frame = frame.drop(columns=["document"]).sort_values("case", kind="stable")
    write_csv(path, frame.reset_index(drop=True))
