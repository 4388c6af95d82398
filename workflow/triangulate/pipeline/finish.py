"""The end of a run: facts gathered, report written, everything listed with its hash."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from triangulate.disclosure import Evidence, decide
from triangulate.disclosure.appendix import write_decisions
from triangulate.evidence.hashes import outputs
from triangulate.facts.gather import gather, write_facts
from triangulate.files import sha256_of_file, write_text
from triangulate.problems import Problems
from triangulate.records.tables import read_table
from triangulate.study.load import load_study
from triangulate.study.model import Study


def gather_facts(
    notebooks: Sequence[str], study: Study, mapping: Path | None, facts: Path, disclosure: Path
) -> None:
    """``facts.csv`` from the executed notebooks, each referred to by its path from the study, and
    ``disclosure.csv``: what was held back of them, and what an exception let through."""
    found = gather({name: Path(name) for name in notebooks}, study.privacy)
    answers: dict[tuple[str, str], list[float]] = {}
    if mapping is not None:
        given = read_table(mapping, "mapping").dropna(subset=["value"])
        for (group, item), rows in given.groupby(["group", "item"]):
            answers[str(group), str(item)] = [float(value) for value in rows["value"]]
    instrument = study.statements.instrument if study.statements else None
    decisions = decide(found, study.privacy, Evidence(study.groups, instrument, answers))
    write_facts(facts, [decision.placed for decision in decisions])
    write_decisions(disclosure, decisions)


def build_report(results: Path, queries: Path, evidence: Path, outputs: Mapping[str, Path]) -> None:
    """The findings report of the study in the current directory, as
    :func:`triangulate.report.build.build` writes it, with the published edition of the explorer in its
    page. ``evidence`` are the data of that edition."""
    from triangulate.explorer.page import with_explorer
    from triangulate.report.build import Report, build

    data = json.loads(evidence.read_text(encoding="utf-8"))

    def explored(page: str, report: Report) -> str:
        shown = [piece for piece in report.content.figures.values() if not piece.held]
        drawings = {piece.anchor: piece.stem for piece in shown}
        return with_explorer(page, data, drawings)

    build(_study(), results, read_table(queries, "queries"), outputs, explored)


def gather_evidence(published: Path, audit: Path, key: Path) -> None:
    """The stories behind the facts of the study in the current directory: the data of both editions of the
    explorer, and the key of the published one's hashes."""
    from triangulate.explorer.edition import gather_evidence as gather_all

    gather_all(Path(), _study(), published=published, audit=audit, key_file=key)


def build_audit(report: Path, evidence: Path, page: Path) -> None:
    """The audit edition of the explorer: the finished report with everything behind it."""
    from triangulate.explorer.page import audit_page

    restricted = json.loads(evidence.read_text(encoding="utf-8"))
    write_text(page, audit_page(report.read_text(encoding="utf-8"), restricted))


def _study() -> Study:
    problems = Problems()
    study = load_study(Path(), problems)
    problems.raise_errors()
    assert study is not None
    return study


def write_manifest(makers: Sequence[tuple[str, str]], manifest: Path) -> None:
    """Every file under ``data/processed/`` and ``results/`` with sha256, bytes and the rule that made it.

    ``makers`` are pairs of a pattern over paths and a rule. A file that no rule makes is listed
    with an empty rule: it was left by an earlier configuration or put there by hand.
    """
    patterns = [(re.compile(pattern), rule) for pattern, rule in makers]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("path", "sha256", "bytes", "rule"))
    for name in outputs(Path()):
        path = Path(name)
        rule = next((r for pattern, r in patterns if pattern.fullmatch(name)), "")
        writer.writerow((name, sha256_of_file(path), path.stat().st_size, rule))
    write_text(manifest, text.getvalue())
