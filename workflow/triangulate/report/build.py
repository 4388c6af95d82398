"""The report from a study's results: narrative and claims checked, then printed in every format."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from triangulate.facts.gather import read_facts
from triangulate.files import write_bytes, write_text
from triangulate.problems import Problems
from triangulate.report.appendices import Appendices
from triangulate.report.claims import claims_csv, judge
from triangulate.report.content import Content, gather_content
from triangulate.report.documents import docx, pdf, without_glyph
from triangulate.report.page import render
from triangulate.report.prose import Told, check_call, check_prose
from triangulate.report.sametext import compare
from triangulate.report.written import read_written
from triangulate.study.model import Study


@dataclass(frozen=True, slots=True)
class Report:
    """A report ready to be printed."""

    content: Content
    told: Told | None
    appendices: Appendices

    def page(self) -> str:
        """The page for the browser."""
        return render(self.content, self.told, self.appendices, "page")

    def paper(self) -> str:
        """The same as plain HTML, for pandoc."""
        return render(self.content, self.told, self.appendices, "paper")


def compose(study: Study, results: Path, queries: pd.DataFrame, problems: Problems) -> Report | None:
    """The report of ``results``, or None where a problem stands against it."""
    before = len(problems.errors)
    written = read_written(study, problems)
    facts = read_facts(results / "facts.csv")
    judged = judge(written.claims, facts, problems)
    narrated = written.narrative.parts if written.narrative else ()
    content = gather_content(study, results, queries, written.claims, judged, narrated)
    for claim in written.claims.claims.values():
        for call in claim.says.called():
            check_call(call, claim.source, content, problems)
    told = check_prose(written.narrative, content, problems) if written.narrative else None
    if len(problems.errors) > before:
        return None
    return Report(content, told, written.appendices)


def build(
    study: Study,
    results: Path,
    queries: pd.DataFrame,
    outputs: Mapping[str, Path],
) -> Report:
    """Write the report in every format, and the claims; StudyError with all problems if it cannot be.

    ``outputs``: paths by name, ``html``, ``pdf``, ``docx`` and, where the study has claims, ``claims``.
    Nothing is written before all of it is made and found to say the same.
    """
    problems = Problems()
    report = compose(study, results, queries, problems)
    problems.raise_errors()
    assert report is not None
    paper = report.paper()
    kinds = {"pdf": pdf, "docx": docx}
    found = {name: Problems() for name in kinds}
    # pandoc and typst work outside Python: beside the page, not after it.
    with ThreadPoolExecutor(len(kinds)) as beside:
        waiting = {name: beside.submit(make, study, paper, found[name]) for name, make in kinds.items()}
        page = report.page()
    made = {name: document.result() for name, document in waiting.items()}
    for own in found.values():
        problems.extend(own)
    problems.raise_errors()
    compare(page, made["pdf"], made["docx"], problems, without_glyph(paper))
    problems.raise_errors()
    for warning in problems:
        print(warning)
    write_text(outputs["html"], page)
    for name, data in made.items():
        write_bytes(outputs[name], data)
    if "claims" in outputs:
        write_text(outputs["claims"], claims_csv(report.content.judged, report.content.fact.facts))
    return report
