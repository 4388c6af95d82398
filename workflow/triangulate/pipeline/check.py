"""The check of a study: everything that is wrong with it, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pandas as pd

from triangulate.audit.whole import read_declared
from triangulate.pipeline.plan import Plan
from triangulate.problems import Problems
from triangulate.raw.everything import report_everything
from triangulate.raw.signed import check_signed
from triangulate.records.tables import table, write_table
from triangulate.report.written import check_written
from triangulate.source import Source
from triangulate.study.load import CONFIG, load_sound_parts
from triangulate.study.model import Study
from triangulate.study.review import read_review
from triangulate.study.yamltext import read_yaml


def check_study(directory: Path, *, reports: Path | None = None, transcripts: Path | None = None) -> Problems:
    """Everything that is wrong with config, instruments, codebook and all raw files of a study.

    Nothing is written, except into ``reports`` what may be reported again of unchanged tables; ``transcripts``
    is where an earlier run left the text of those that it read. Raw data are read as far as their declarations are sound, so that one round of corrections does.
    """
    problems = Problems()
    study = load_sound_parts(directory, problems)
    if study is not None:
        check_signed(directory, Plan(study, {}).raw_files, problems)
        report_everything(study, problems, reports=reports, transcripts=transcripts)
        _check_patterns(study, problems)
        check_written(study, problems)
        read_review(directory, study.synthetic, problems)
        if study.published:
            instrument = study.mapping.instrument if study.mapping else None
            read_declared(directory, study.published, problems, study.groups, instrument)
    return problems


def _check_patterns(study: Study, problems: Problems) -> None:
    """Report the patterns of the codebook that the rule coder could not read, each with its line."""
    if study.interviews is None or not any(code.patterns for code in study.interviews.codebook.codes):
        return
    from triangulate.coding.patterns import rules_of

    config = read_yaml(study.directory / CONFIG, Source(CONFIG), Problems(), "The configuration")
    path = cast(dict[str, Any], config.value)["interviews"]["codebook"] if config else CONFIG
    book = read_yaml(study.directory / path, Source(path), Problems(), f"The file {path}")
    assert book is not None
    rules_of(study.interviews.codebook, problems, lambda i, j: book.at(("codes", i, "patterns", j)))


def queries_table(problems: Problems) -> pd.DataFrame:
    """The warnings as a table, for the data-quality part of the report."""
    rows = []
    for problem in problems.warnings:
        fields = problem.as_dict()
        rows.append(fields)
    return table("queries", rows)


def run_check(
    directory: Path, queries: Path, *, reports: Path | None = None, transcripts: Path | None = None
) -> None:
    """The first rule of a run: StudyError with all errors, else the data queries in ``queries``.

    ``reports`` and ``transcripts`` are as in :func:`check_study`.
    """
    problems = check_study(directory, reports=reports, transcripts=transcripts)
    problems.raise_errors()
    write_table(queries, "queries", queries_table(problems))
