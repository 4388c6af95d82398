"""Names of raw files that a shell or a template would obey, through the rules that read raw files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from small_study import write_small_study
from spoiling import ANSWERS, CODED, CONFIG, REGISTER, RETURNS, TALK

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST = "W1 'one' \"two\"; $(touch x) [b].txt"
SECOND = "W2 `touch x` & %s # *?.txt"
MADE = ["answers", "mapping", "codings"]


@pytest.mark.slow
def test_no_shell_or_template_obeys_a_file_name(tmp_path: Path) -> None:
    study = write_small_study(tmp_path / "study")
    for old, new in (("W1.txt", FIRST), ("W2.txt", SECOND)):
        (study / TALK / old).rename(study / TALK / new)
        cell = '"' + new.replace('"', '""') + '"'
        for table in (study / REGISTER, *(study / "data/raw/codings").iterdir()):
            table.write_text(table.read_text().replace(old, cell))
    tables = {RETURNS: 'a "b" $(touch x).csv', ANSWERS: "; touch x;.csv", CODED: "al'ex;.csv"}
    for path, name in tables.items():
        (study / path).rename((study / path).with_name(name))
    config = study / CONFIG
    title = "title: '{wildcards.x} $(touch x)'"
    config.write_text(config.read_text().replace("title: A small study of handovers", title))
    command = [
        sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile"),
        "--directory", str(study), *(f"data/processed/{name}.parquet" for name in MADE),
    ]  # fmt: skip
    outcome = subprocess.run(command, capture_output=True, text=True, cwd=study, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert not [place for place in (REPOSITORY, study, Path.cwd()) if (place / "x").exists()]
    assert {path.name for path in study.iterdir()} <= {"config", "data", "logs", ".snakemake"}
    coded = pd.read_parquet(study / "data/processed/codings.parquet")
    assert {FIRST, SECOND} <= set(coded["document"])
    sources = pd.read_parquet(study / "data/processed/answers.parquet")["source_file"]
    assert set(sources) == {"data/raw/statements/; touch x;.csv"}
