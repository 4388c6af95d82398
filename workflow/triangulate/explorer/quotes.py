"""Quotes: what may be said of a passage in public, and its place in the transcript for the audit."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triangulate.evidence.rows import read_rows
from triangulate.explorer.key import Key
from triangulate.explorer.labels import Labels

BANK = "results/tables/quote_bank.csv"
CODINGS = "results/tables/codings.csv"
_REDACTED = ("document", "new_start", "new_end", "kind")
_CODED = ("document", "start", "end", "code", "coder", "stage")


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotes of a study by id: ``published`` leads to no transcript, ``audit`` does."""

    published: dict[str, dict[str, Any]]
    audit: dict[str, dict[str, Any]]


def quotes_of(directory: Path, labels: Labels, key: Key) -> Quoted:
    """Every passage of the quote bank; nothing where the study has no interviews.

    In public a passage has its code, how many people gave it, what was taken out of it, how long it is, and the
    keyed hash of its place; its words stand in the report or nowhere.
    """
    if not (directory / BANK).is_file():
        return Quoted({}, {})
    with (directory / BANK).open(encoding="utf-8", newline="") as handle:
        bank = list(csv.DictReader(handle))
    redactions = _by_document(directory, "redactions", _REDACTED)
    codings = _by_document(directory, "codings", _CODED)
    documents = read_rows(directory, "documents", ("document", "source_file", "sha256"))
    files = {
        str(d): (str(f), str(h))
        for d, f, h in zip(documents["document"], documents["source_file"], documents["sha256"], strict=True)
    }
    published: dict[str, dict[str, Any]] = {}
    audit: dict[str, dict[str, Any]] = {}
    for row in bank:
        document, start, end = row["document"], int(row["start"]), int(row["end"])
        taken = Counter(
            kind for a, b, kind in redactions.get(document, ()) if start < int(b) and int(a) < end
        )
        coded = sorted(
            {
                (str(code), str(coder))
                for a, b, code, coder, stage in codings.get(document, ())
                if int(a) < end and start < int(b) and stage != "auto"
            }
        )
        file, sha256 = files.get(document, ("", ""))
        about = {
            "code": row["label"],
            "path": [labels.stem(f"coding.{part.lower()}")[0] for part in row["path"].split(" > ")],
            "group": labels.group(row["group"]),
            "coder": row["coder"],
            "coders": len({coder for code, coder in coded if code == row["code"]}),
            "redactions": [[kind, n] for kind, n in sorted(taken.items())],
            "characters": end - start,
            "fact": f"coding.{row['group']}.{row['code']}.interviews_n".lower(),
            "hash": key.of([document, file, sha256, start, end, row["sha256"]]),
        }
        published[row["quote"]] = about
        audit[row["quote"]] = {
            "document": document, "file": file, "start": start, "end": end, "line": int(row["line"]),
            "sha256": row["sha256"], "codings": [list(pair) for pair in coded],
        }  # fmt: skip
    return Quoted(published, audit)


def transcripts_of(directory: Path, labels: Labels) -> dict[str, dict[str, Any]]:
    """For the audit edition: every pseudonymised transcript with its codings, each with its coder."""
    documents = read_rows(directory, "documents", ("document", "group", "source_file", "sha256", "text"))
    codings = _by_document(directory, "codings", _CODED)
    found: dict[str, dict[str, Any]] = {}
    for name, group, file, sha256, text in zip(*documents.values(), strict=True):
        marked = [
            [int(start), int(end), labels.stem(f"coding.{str(code).lower()}")[0], str(coder), str(stage)]
            for start, end, code, coder, stage in codings.get(str(name), ())
        ]
        found[str(name)] = {
            "group": labels.group(str(group)),
            "file": file,
            "sha256": sha256,
            "text": text,
            "codings": sorted(marked),
        }
    return found


def _by_document(
    directory: Path, table: str, columns: tuple[str, ...]
) -> Mapping[str, list[tuple[Any, ...]]]:
    try:
        read = read_rows(directory, table, columns)
    except (OSError, ValueError, KeyError):
        return {}
    found: dict[str, list[tuple[Any, ...]]] = {}
    for document, *rest in zip(*read.values(), strict=True):
        found.setdefault(str(document), []).append(tuple(rest))
    return found
