"""The statement figures of the committed study, against R and PSPP.

tests/reference/arms.R and arms.sps derive the values; PSPP's RELIABILITY and NPAR TESTS print the
same to their two and three decimals (test_exports_statements.py runs them).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from survey_tables import reference
from test_exports_statements import check_all, exported, needs_pspp
from triangulate.analysis.agreement import statement_agreement, theme_agreement
from triangulate.analysis.answers import answer_matrix
from triangulate.analysis.comparison import compare_statements, compare_themes
from triangulate.analysis.cumulative_link import cumulative_link_models
from triangulate.analysis.reliability import reliability
from triangulate.problems import Problems
from triangulate.raw.register import read_register
from triangulate.raw.statements import read_statements
from triangulate.records.people import left_out, people_table
from triangulate.records.strands import answers_table
from triangulate.study.load import load_study

REPOSITORY = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow
RANKS = ["u", "p", "p_exact", "p_holm", "cles", "cles_ci_low", "cles_ci_high"]


@pytest.fixture(scope="module")
def arms():
    problems = Problems()
    study = load_study(REPOSITORY, problems)
    out = left_out(people_table(read_register(study, problems)))
    _, given = read_statements(study, problems)
    problems.raise_errors()
    instrument = study.statements.instrument
    return answer_matrix(answers_table(given, instrument, out), study.groups, instrument)


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


def test_counts_and_intervals_of_every_statement_equal_r(arms):
    expected = reference("arms_statements.csv")
    table = statement_agreement(arms).set_index("group")
    for group in ("police", "nps"):
        ours = table.loc[group]
        assert ours["statement"].tolist() == expected["statement"].tolist()
        for code in range(1, 6):
            assert ours[f"count.{code}"].tolist() == expected[f"{group}_{code}"].tolist()
        close(ours["agree_ci_low"], expected[f"{group}_low"])
        close(ours["agree_ci_high"], expected[f"{group}_high"])


def test_comparisons_of_statements_and_themes_equal_r(arms):
    for found, name in (
        (compare_statements(arms), "arms_statements.csv"),
        (compare_themes(arms, seed=1, repetitions=10), "arms_themes.csv"),
    ):
        expected = reference(name)
        for column in RANKS:
            close(found[column], expected[column])
    by_statement, expected = compare_statements(arms), reference("arms_statements.csv")
    for column in ("diff_pct", "diff_ci_low", "diff_ci_high"):
        close(by_statement[column], expected[column])


def test_theme_means_equal_r(arms):
    table = theme_agreement(arms, seed=1, repetitions=10).set_index("group")
    for group in ("police", "nps"):
        close(table.loc[group, "agree_pct_mean"], reference("arms_themes.csv")[f"{group}_mean"])


def test_reliability_equals_r(arms):
    found, expected = reliability(arms), reference("arms_reliability.csv")
    scales = found.scales
    assert scales[["group", "theme"]].equals(expected[["group", "theme"]].astype("str"))
    for column in ("n_complete", "alpha", "alpha_ci_low", "alpha_ci_high"):
        close(scales[column], expected[column])
    # One communality of probation's joint agency work runs over 1 without a limit: that is said.
    said = found.warnings[found.warnings["kind"] == "improper"]
    assert said[["group", "theme"]].to_numpy().tolist() == [["nps", "joint_agency"]]
    proper = ~((scales["group"] == "nps") & (scales["theme"] == "joint_agency"))
    close(scales.loc[proper, "omega"], expected.loc[proper, "omega"])


def test_the_models_equal_polr_and_its_sandwich_in_r(arms):
    models, expected = cumulative_link_models(arms), reference("arms_models.csv")
    assert models["theme"].tolist() == expected["theme"].fillna("").tolist()
    close(models["log_odds"], expected["log_odds"])
    close(models["se"], expected["se"])


@needs_pspp
def test_pspp_arrives_at_the_same_tables_from_the_exported_file(arms, tmp_path):
    check_all(arms, *exported(tmp_path, arms))
