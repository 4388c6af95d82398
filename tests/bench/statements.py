"""How long the statement statistics take for 280,000 respondents; run by ``make bench``.

The answers are drawn at random with a respondent's leaning, so that one person's answers hang
together; 3 % are blank. Imports are done before the clock starts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd
from triangulate.analysis.agreement import statement_agreement, theme_agreement
from triangulate.analysis.answers import AnswerMatrix, answer_matrix
from triangulate.analysis.comparison import compare_statements, compare_themes
from triangulate.analysis.cumulative_link import cumulative_link_models
from triangulate.analysis.missingness import missing_patterns, style_summary
from triangulate.analysis.reliability import reliability
from triangulate.analysis.sensitivity import theme_specifications
from triangulate.study.model import Group, ScalePoint, Statement, StatementInstrument, Theme

#: Seconds that the comparison of statements and themes may take together.
LIMIT = 5.0
Result = TypeVar("Result")


def instrument(statements: int, themes: int) -> StatementInstrument:
    """A five-point scale, the statements dealt out to the themes, every seventh reverse-keyed."""
    return StatementInstrument(
        scale=tuple(
            ScalePoint(code, f"point {code}", agree=code > 3, neutral=code == 3) for code in range(1, 6)
        ),
        not_applicable=("n/a",),
        themes=tuple(Theme(f"t{t}", f"Theme {t}") for t in range(themes)),
        statements=tuple(
            Statement(f"s{s}", f"t{s * themes // statements}", f"Statement {s}.", reverse=s % 7 == 6)
            for s in range(statements)
        ),
    )


def long_table(respondents: int, of: StatementInstrument) -> pd.DataFrame:
    """The long table of answers, as ``data/processed`` holds it."""
    rng = np.random.default_rng(1)
    statements = len(of.statements)
    leaning = rng.normal(0, 1, (respondents, 1))
    group = rng.integers(0, 2, respondents)
    scores = leaning + rng.normal(0, 1.2, (respondents, statements)) + 0.05 * group[:, None]
    codes = (1 + np.searchsorted([-1.4, -0.4, 0.4, 1.4], scores)).ravel()
    blank = rng.random(codes.size) < 0.03
    return pd.DataFrame(
        {
            "respondent": np.repeat(np.char.add("r", np.arange(respondents).astype(str)), statements),
            "group": np.repeat(np.where(group == 0, "a", "b"), statements),
            "statement": np.tile([s.id for s in of.statements], respondents),
            "code": pd.array(np.where(blank, 0, codes), dtype="Int64"),
            "status": np.where(blank, "blank", "answered"),
        }
    ).assign(code=lambda table: table["code"].mask(table["status"] == "blank"))


def main() -> None:
    """Time each step and print a line for it; exit 1 where the comparison exceeds its limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--respondents", type=int, default=280_000)
    options.add_argument("--statements", type=int, default=25)
    options.add_argument("--themes", type=int, default=5)
    given = options.parse_args()
    seconds: dict[str, float] = {}

    def timed(step: str, work: Callable[[], Result]) -> Result:
        began = time.perf_counter()
        result = work()
        seconds[step] = time.perf_counter() - began
        print(f"{step:42} {seconds[step]:7.2f} s", flush=True)
        return result

    of = instrument(given.statements, given.themes)
    table = long_table(given.respondents, of)
    people = len(table) // given.statements
    print(f"{people:,} people, {given.statements} statements, {given.themes} themes")
    groups = (Group("a", "A"), Group("b", "B"))
    matrix: AnswerMatrix = timed("matrix of the long table", lambda: answer_matrix(table, groups, of))
    timed("agreement by statement", lambda: statement_agreement(matrix))
    timed("agreement by theme, bootstrap", lambda: theme_agreement(matrix, seed=1))
    timed("comparison of statements", lambda: compare_statements(matrix))
    timed("comparison of themes, bootstrap", lambda: compare_themes(matrix, seed=1))
    timed("reliability", lambda: reliability(matrix))
    timed("cumulative-link models", lambda: cumulative_link_models(matrix))
    timed("sensitivity, bootstrap", lambda: theme_specifications(matrix, seed=1))
    timed("missing patterns", lambda: missing_patterns(matrix))
    timed("answering styles", lambda: style_summary(matrix))
    compared = seconds["comparison of statements"] + seconds["comparison of themes, bootstrap"]
    print(f"{'comparison in all':42} {compared:7.2f} s of {LIMIT:.0f} s")
    if compared > LIMIT:
        sys.exit("The comparison takes longer than it should.")


if __name__ == "__main__":
    main()
