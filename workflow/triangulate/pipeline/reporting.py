"""The findings report, and the stories behind its numbers in both editions of the explorer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from triangulate.files import write_text
from triangulate.pipeline.declared import whole_study


def build_report(results: Path, queries: Path, drawings: Path, outputs: Mapping[str, Path]) -> None:
    """The findings report of the study in the current directory, as
    :func:`triangulate.report.build.build` writes it. ``drawings`` goes from the id of each figure's element on
    the page to the drawing's path without ending, for :func:`bind_explorer`."""
    from triangulate.records.tables import read_table
    from triangulate.report.build import build

    report = build(whole_study(), results, read_table(queries, "queries"), outputs)
    shown = [piece for piece in report.content.figures.values() if not piece.held]
    write_text(drawings, json.dumps({piece.anchor: piece.stem for piece in shown}, indent=1) + "\n")


def gather_evidence(published: Path, audit: Path, key: Path) -> None:
    """The stories behind the facts of the study in the current directory: the data of both editions of the
    explorer, and the key of the published one's hashes."""
    from triangulate.explorer.edition import gather_evidence as gather_all

    gather_all(Path(), whole_study(), published=published, audit=audit, key_file=key)


def bind_explorer(
    page: Path, drawings: Path, published: Path, audit: Path, report: Path, explorer: Path
) -> None:
    """The report's page with the published edition of the explorer inside, and the audit edition: the same page
    with everything behind it."""
    from triangulate.explorer.page import audit_page, with_explorer

    data, figures, restricted = (
        json.loads(path.read_text(encoding="utf-8")) for path in (published, drawings, audit)
    )
    bound = with_explorer(page.read_text(encoding="utf-8"), data, figures)
    write_text(report, bound)
    write_text(explorer, audit_page(bound, restricted))
