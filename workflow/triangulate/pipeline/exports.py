"""The coded interviews for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from triangulate.analysis.coding import counted_codings
from triangulate.disclosure.standing import few_interviews
from triangulate.exports.codebook import write_qdc
from triangulate.exports.coding import write_case_matrix, write_coding_project, write_own_project
from triangulate.records.tables import read_table
from triangulate.study.model import Study


def export_coding(
    study: Study,
    *,
    documents: Path,
    codings: Path,
    cases: Path,
    memos: Path,
    project: Path,
    codebook: Path,
    matrix: Path,
    own_project: Path,
) -> None:
    """Write what other programs open: publishable, and once more with memos and the study's own names,
    which is not."""
    assert study.interviews is not None
    book = study.interviews.codebook
    texts = read_table(documents, "documents")
    marked = read_table(codings, "codings")
    people = read_table(cases, "cases")
    given: dict[str, Any] = {
        "project": study.id,
        "title": study.title,
        "codebook": book,
        "documents": texts,
        "codings": marked,
        "cases": people,
    }
    write_coding_project(project, **given)
    write_own_project(own_project, **given, memos=read_table(memos, "memos"))
    write_qdc(codebook, project=study.id, codebook=book)
    interviews = {str(group): int(n) for group, n in texts["group"].value_counts().items()}
    few = [group.id for group in few_interviews(interviews, study.groups, book, study.privacy)]
    counted = counted_codings(marked, study.interviews.lead_coder)
    write_case_matrix(matrix, counted, texts, book, people, few)
