"""The study of a job: from the part of the configuration that its rule was given, or from all of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from triangulate.problems import Problems
from triangulate.source import Source
from triangulate.study.load import CONFIG, study_of
from triangulate.study.model import Study
from triangulate.study.yamltext import Document, Value, read_yaml


def study_from(declared: Mapping[str, Any], directory: Path | None = None) -> Study:
    """The study of ``declared`` (see :meth:`triangulate.pipeline.plan.Plan.declared`), with the
    instruments read from ``directory`` (the current one by default); StudyError if that fails."""
    problems = Problems()
    document = Document(Source(CONFIG), cast(Value, dict(declared)))
    study = study_of(directory or Path(), document, problems, checked=True)
    problems.raise_errors()
    assert study is not None
    return study


def whole_study() -> Study:
    """The study in the current directory, for rules that have the whole configuration as an input.

    The plan of the run has held it against the schemas.
    """
    problems = Problems()
    document = read_yaml(Path(CONFIG), Source(CONFIG), problems, "The configuration")
    study = study_of(Path(), document, problems, checked=True) if document is not None else None
    problems.raise_errors()
    assert study is not None
    return study
