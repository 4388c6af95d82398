"""Faults that all declarations share: ids that cannot be used and names that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from triangulate.problems import Problems, nearest
from triangulate.source import Source
from triangulate.study.yamltext import Document, Path_

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")


def check_ids(ids: Iterable[tuple[str, Path_]], kind: str, document: Document, problems: Problems) -> None:
    """Report ids that cannot be part of a fact id, and ids that differ from another by case at most."""
    seen: set[str] = set()
    for id, path in ids:
        if not _ID.match(id):
            problems.add("declared.unsafe-id", document.at(path), kind=kind, id=id)
        if id.casefold() in seen:
            problems.add("declared.duplicate-id", document.at(path), kind=kind, id=id)
        seen.add(id.casefold())


def unknown_reference(
    problems: Problems, source: Source, where: str, kind: str, id: str, known: Iterable[str]
) -> None:
    """Report a name that is declared nowhere, with the nearest that is."""
    problems.add(
        "declared.unknown-reference",
        source,
        where=where,
        kind=kind,
        id=id,
        hint=nearest(id, known),
    )
