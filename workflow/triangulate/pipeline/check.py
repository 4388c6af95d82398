"""The check of a study: everything that is wrong with it, at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from triangulate.problems import Problems
from triangulate.raw.everything import read_everything
from triangulate.records.tables import table, write_table
from triangulate.report.build import check_written
from triangulate.study.load import load_sound_parts


def check_study(directory: Path) -> Problems:
    """Read config, instruments, codebook and all raw files of a study; nothing is written.

    Raw data are read as far as their declarations are sound, so that one round of corrections does.
    """
    problems = Problems()
    study = load_sound_parts(directory, problems)
    if study is not None:
        read_everything(study, problems)
        check_written(study, problems)
    return problems


def queries_table(problems: Problems) -> pd.DataFrame:
    """The warnings as a table, for the data-quality part of the report."""
    rows = []
    for problem in problems.warnings:
        fields = problem.as_dict()
        rows.append(fields)
    return table("queries", rows)


def run_check(directory: Path, queries: Path) -> None:
    """The first rule of a run: StudyError with all errors, else the data queries in ``queries``."""
    problems = check_study(directory)
    problems.raise_errors()
    write_table(queries, "queries", queries_table(problems))
