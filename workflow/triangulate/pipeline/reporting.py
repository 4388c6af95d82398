"""The findings report, and the stories behind its numbers in both editions of the explorer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from triangulate.files import write_text
from triangulate.pipeline.declared import whole_study


def build_report(results: Path, queries: Path, evidence: Path, outputs: Mapping[str, Path]) -> None:
    """The findings report of the study in the current directory, as
    :func:`triangulate.report.build.build` writes it, with the published edition of the explorer in its
    page. ``evidence`` are the data of that edition."""
    from triangulate.explorer.page import with_explorer
    from triangulate.records.tables import read_table
    from triangulate.report.build import Report, build

    data = json.loads(evidence.read_text(encoding="utf-8"))

    def explored(page: str, report: Report) -> str:
        shown = [piece for piece in report.content.figures.values() if not piece.held]
        drawings = {piece.anchor: piece.stem for piece in shown}
        return with_explorer(page, data, drawings)

    build(whole_study(), results, read_table(queries, "queries"), outputs, explored)


def gather_evidence(published: Path, audit: Path, key: Path) -> None:
    """The stories behind the facts of the study in the current directory: the data of both editions of the
    explorer, and the key of the published one's hashes."""
    from triangulate.explorer.edition import gather_evidence as gather_all

    gather_all(Path(), whole_study(), published=published, audit=audit, key_file=key)


def build_audit(report: Path, evidence: Path, page: Path) -> None:
    """The audit edition of the explorer: the finished report with everything behind it."""
    from triangulate.explorer.page import audit_page

    restricted = json.loads(evidence.read_text(encoding="utf-8"))
    write_text(page, audit_page(report.read_text(encoding="utf-8"), restricted))
