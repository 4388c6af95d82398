"""The tables of the coded interviews that are made from declarations and files: cases, codes, coders.

GUIDs are UUIDs of version 5, made from the study's id and what a thing is, so that a project written
again is the same and a program that has seen it knows its things again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pandas as pd

from triangulate.files import sha256_of_bytes
from triangulate.raw.codings.guids import code_guid, guid
from triangulate.records.tables import rows_of, table
from triangulate.study.model import Codebook


def cases_table(documents: pd.DataFrame, study: str) -> pd.DataFrame:
    """One row an interview of the table ``documents``: its practitioner under a running number.

    Numbered within groups in the order of a hash of the text, since the order of participants'
    ids would tell who is who to somebody with the list of participants.
    """
    ordered = documents.sort_values(["group", "sha256", "document"], kind="stable")
    numbers = ordered.groupby("group").cumcount() + 1
    width = max(2, len(str(int(numbers.max())))) if len(ordered) else 2
    called = [f"{g}-{number:0{width}d}" for g, number in zip(ordered["group"], numbers, strict=True)]
    rows = [
        {
            "case": case,
            # Of the running number alone: a hash of the participant's id would tell it to who guesses it.
            "guid": guid(study, "case", case),
            "participant_id": d.participant_id,
            "group": d.group,
            "document": d.document,
        }
        for d, case in zip(rows_of(ordered), called, strict=True)
    ]
    return table("cases", sorted(rows, key=lambda row: str(row["case"])))


def codes_table(codebook: Codebook, study: str) -> pd.DataFrame:
    """One row a code, in the codebook's order."""
    return table(
        "codes",
        (
            {
                "code": code.id,
                "guid": code_guid(study, code.id),
                "label": code.label,
                "parent": code.parent,
                "area": codebook.top(code.id),
                "kind": code.kind,
                "definition": code.definition,
                "include": code.include,
                "exclude": code.exclude,
                "example": code.example,
                "since": code.since,
                "version": codebook.version,
                "patterns": len(code.patterns),
            }
            for code in codebook.codes
        ),
    )


def rules_basis(codebook: Codebook, model: str) -> str:
    """What the rule coder's codings rest on: the language model, and every code's patterns."""
    patterns = {code.id: code.patterns for code in codebook.codes if code.patterns}
    declared = json.dumps(patterns, ensure_ascii=False, sort_keys=True)
    digest = sha256_of_bytes(declared.encode("utf-8", "surrogatepass"))
    return f"codebook {codebook.version}\npatterns {digest}\nlanguage model {model}"


def coders_table(
    study: str, humans: Mapping[str, Iterable[tuple[str, str]]], machines: Iterable[tuple[str, str, str]]
) -> pd.DataFrame:
    """People first, by name, then machines as given.

    ``humans`` are coders with their files and the files' SHA-256; ``machines`` are names, kinds (``rule``
    or ``model``) and what their codings rest on.
    """
    people = [
        (coder, "human", "\n".join(f"{file} {digest}" for file, digest in sorted(files)))
        for coder, files in sorted(humans.items())
    ]
    return table(
        "coders",
        (
            {
                "coder": coder,
                "guid": guid(study, "user", coder),
                "kind": kind,
                "fingerprint": sha256_of_bytes(basis.encode("utf-8", "surrogatepass")),
                "basis": basis,
            }
            for coder, kind, basis in (*people, *machines)
        ),
    )
