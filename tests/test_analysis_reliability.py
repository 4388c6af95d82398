"""Reliability of the themes."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from survey_tables import groups, invented, long_table, matrix, reference, survey
from triangulate.analysis.answers import answer_matrix
from triangulate.analysis.comparison import compare_themes
from triangulate.analysis.omega import one_factor
from triangulate.analysis.polychoric import ordinal_alpha, polychoric
from triangulate.analysis.reliability import cronbach_alpha, feldt_interval, reliability

THREE = survey({"t": ["s1", "s2", "s3"]})


def correlations(row):
    """The matrix of a line of ``bfi74_correlations.csv`` (lower triangle, column by column)."""
    result = np.eye(5)
    result[np.triu_indices(5, 1)] = row[[f"r{i}" for i in range(1, 11)]].astype(float)
    return result + result.T - np.eye(5)


@pytest.mark.fast
def test_the_invented_study_equals_r():
    # invented.R: cov and cor, psych::alpha.ci, psych::alpha; omega by nlminb with gradient and Hessian.
    answers = invented()
    scales = pd.concat([reliability(answers.pooled()).scales, reliability(answers).scales])
    scales = scales[scales["theme"] == "a"].set_index("group")
    expected = reference("invented_reliability.csv").set_index("group")
    names = ["n_complete", "alpha", "alpha_ci_low", "alpha_ci_high", "alpha_standardised", "mean_r"]
    np.testing.assert_allclose(scales.loc[expected.index, names], expected[names], rtol=0, atol=1e-9)
    ordinal = (scales.loc["all", "alpha_ordinal"], expected.loc["all", "alpha_ordinal"])
    assert ordinal[0] == pytest.approx(ordinal[1], abs=1e-9)
    for group in ("all", "south"):
        assert scales.loc[group, "omega"] == pytest.approx(expected.loc[group, "omega"], abs=1e-9)
        assert scales.loc[group, "omega"] == pytest.approx(expected.loc[group, "omega_psych"], abs=1e-6)


@pytest.mark.fast
def test_item_statistics_equal_r():
    answers = invented()
    items = pd.concat([reliability(answers.pooled()).items, reliability(answers).items])
    items = items.set_index(["group", "statement"])
    expected = reference("invented_items.csv").set_index(["group", "statement"])
    names = ["mean", "sd", "item_rest", "alpha_if_deleted"]
    np.testing.assert_allclose(items.loc[expected.index, names], expected[names], rtol=0, atol=1e-9)
    assert items.loc[("all", "a3"), "reverse"]


@pytest.mark.fast
def test_omega_equals_r_on_the_personality_study():
    # bfi74.R. psych::omega stops at about 1e-8 of the minimum that both nlminb and we go on to.
    expected = reference("bfi74_reliability.csv")
    expected = expected[expected["group"] == "all"].set_index("theme")
    for _, row in reference("bfi74_correlations.csv").iterrows():
        found = one_factor(correlations(row))
        assert found.omega == pytest.approx(expected.loc[row["theme"], "omega"], abs=1e-9)
        assert found.omega == pytest.approx(expected.loc[row["theme"], "omega_psych"], abs=1e-7)
        assert not found.improper


@pytest.mark.fast
def test_feldt_intervals_equal_psych_on_the_personality_study():
    for row in reference("bfi74_reliability.csv").to_dict("records"):
        low, high = feldt_interval(row["alpha"], row["n_complete"], 5)
        assert (low, high) == pytest.approx((row["alpha_ci_low"], row["alpha_ci_high"]), abs=1e-9)


@pytest.mark.skipif("TRIANGULATE_BFI74" not in os.environ, reason="needs the directory of the bfi74 study")
def test_the_personality_study_itself_equals_r_and_pspp():
    # Set TRIANGULATE_BFI74 to the study's directory. PSPP (bfi74.sps) prints .72 .72 .77 .79 .64.
    wide = pd.read_csv(Path(os.environ["TRIANGULATE_BFI74"]) / "data/raw/statements/answers.csv", dtype="str")
    names = reference("bfi74_themes.csv")["theme"]
    reverse = {"a1", "c4", "c5", "e1", "e2", "o2", "o5"}
    ids = {t: [f"{t[0]}{i}" + "-" * (f"{t[0]}{i}" in reverse) for i in range(1, 6)] for t in names}
    instrument = survey(ids, points=6, agree=(5, 6))
    statements = [s.id for s in instrument.statements]
    rows = [
        (
            r["respondent"],
            r["group"],
            [None if pd.isna(r[s.upper()]) else int(r[s.upper()]) for s in statements],
        )
        for r in wide.to_dict("records")
    ]
    answers = answer_matrix(long_table(rows, statements), groups("men", "women"), instrument)
    scales = pd.concat([reliability(answers.pooled()).scales, reliability(answers).scales]).reset_index(
        drop=True
    )
    expected = reference("bfi74_reliability.csv")
    assert scales[["group", "theme"]].equals(expected[["group", "theme"]].astype("str"))
    for name in ("n_complete", "alpha", "alpha_ci_low", "alpha_ci_high", "omega", "alpha_ordinal"):
        np.testing.assert_allclose(scales[name], expected[name], rtol=0, atol=1e-9)
    assert scales.loc[:4, "alpha"].round(4).tolist() == [0.7207, 0.7249, 0.7730, 0.7872, 0.6363]
    themes, from_r = compare_themes(answers, seed=1, repetitions=10), reference("bfi74_themes.csv")
    for name in ("u", "p", "p_holm", "p_exact", "cles", "cles_ci_low", "cles_ci_high"):
        np.testing.assert_allclose(themes[name], from_r[name], rtol=0, atol=1e-9)


@pytest.mark.slow
def test_alpha_equals_pingouin_on_complete_cases():
    import pingouin

    values = np.random.default_rng(1).integers(1, 6, size=(40, 4)).astype(float)
    alpha, (low, high) = pingouin.cronbach_alpha(pd.DataFrame(values))
    assert cronbach_alpha(values) == pytest.approx(alpha, abs=1e-12)
    assert feldt_interval(alpha, 40, 4) == pytest.approx((low, high), abs=1e-3)  # pingouin rounds these


@pytest.mark.fast
def test_incomplete_respondents_do_not_enter_and_the_interval_uses_those_who_do():
    complete = [(1, 2, 2), (2, 2, 3), (4, 4, 5), (5, 4, 4), (3, 3, 2)]
    gaps = [(1, None, 5), ("n/a", 1, 5)]
    with_gaps = reliability(matrix(THREE, {"a": complete + gaps})).scales
    without = reliability(matrix(THREE, {"a": complete})).scales
    assert with_gaps.equals(without)
    assert with_gaps.loc[0, "n_complete"] == 5


@pytest.mark.fast
def test_a_one_statement_theme_has_no_alpha_and_no_warning():
    found = reliability(matrix(survey({"t": ["s"]}), {"a": [(1,), (5,)]}))
    row = found.scales.iloc[0]
    assert row[["alpha", "alpha_ci_low", "omega"]].isna().all()
    assert (row["n_complete"], row["reason"]) == (2, "fewer than two statements")
    assert len(found.warnings) == 0
    assert math.isnan(found.items.loc[0, "item_rest"])


@pytest.mark.fast
@pytest.mark.parametrize("people", [[], [(1, 2, 3)], [(None, None, None)] * 3])
def test_too_few_complete_cases_are_said(people):
    found = reliability(matrix(THREE, {"a": people}))
    assert found.scales.loc[0, "reason"] == "fewer than two complete cases"
    assert found.scales[["alpha", "omega"]].isna().all(axis=None)
    assert len(found.items) == 3 and len(found.warnings) == 0


@pytest.mark.fast
def test_turning_a_reverse_keyed_statement_restores_alpha():
    answers = [(1, 2, 1), (2, 2, 3), (4, 4, 5), (5, 4, 4)]
    turned = [(a, b, 6 - c) for a, b, c in answers]
    straight = reliability(matrix(THREE, {"a": answers})).scales
    reverse = reliability(matrix(survey({"t": ["s1", "s2", "s3-"]}), {"a": turned})).scales
    assert reverse.equals(straight)


@pytest.mark.fast
def test_a_forgotten_reverse_key_is_a_warning():
    answers = [(1, 2, 5), (2, 2, 3), (4, 4, 1), (5, 4, 2)]
    warnings = reliability(matrix(THREE, {"a": answers})).warnings
    assert ("s3", "negative_item_rest") in set(zip(warnings["statement"], warnings["kind"], strict=True))
    assert "negative_alpha" in set(warnings["kind"])


@pytest.mark.fast
def test_a_constant_statement_is_left_out_and_said():
    # psych::alpha drops it and gives .7009346 for these data; PSPP keeps it and gives .62.
    four = survey({"t": ["a", "b", "c", "d"]})
    people = [(1, 2, 3, 4), (2, 2, 3, 4), (3, 4, 3, 5), (4, 3, 3, 2), (5, 5, 3, 5), (2, 1, 3, None)]
    found = reliability(matrix(four, {"g": people}))
    row = found.scales.iloc[0]
    assert row["alpha"] == pytest.approx(0.7009346, abs=5e-8)
    assert row[["statements", "statements_used", "n_complete"]].tolist() == [4, 3, 5]
    constant = found.warnings[found.warnings["kind"] == "constant"]
    assert constant["statement"].tolist() == ["c"]
    # Item-total statistics of PSPP for a, b, d: .51 .96 .22, alpha if deleted .64 .00 .91.
    items = found.items.set_index("statement")
    assert items["item_rest"].round(2).dropna().tolist() == [0.51, 0.96, 0.22]
    assert items["alpha_if_deleted"].round(2).dropna().tolist() == [0.64, 0.0, 0.91]


@pytest.mark.fast
def test_all_equal_answers_have_no_alpha():
    row = reliability(matrix(THREE, {"a": [(3, 3, 3)] * 6})).scales.iloc[0]
    assert row["reason"] == "fewer than two statements vary" and math.isnan(row["alpha"])


@pytest.mark.fast
def test_statements_that_cancel_have_no_alpha():
    row = reliability(matrix(survey({"t": ["s1", "s2"]}), {"a": [(1, 5), (5, 1), (2, 4)]})).scales.iloc[0]
    assert row["reason"] == "the sum of the statements does not vary"
    assert row[["alpha", "omega", "alpha_standardised"]].isna().all()


@pytest.mark.fast
def test_two_statements_have_the_omega_of_equal_loadings():
    # psych::omega(nfactors = 1) gives .9182609 for these two.
    found = reliability(matrix(survey({"t": ["a", "b"]}), {"g": [(1, 2), (2, 2), (3, 4), (4, 3), (5, 5)]}))
    assert found.scales.loc[0, "omega"] == pytest.approx(0.9182609, abs=5e-8)
    assert found.warnings["kind"].tolist() == ["two_statements"]
    assert found.items["alpha_if_deleted"].isna().all()


@pytest.mark.fast
def test_omega_recovers_the_loadings_of_an_exact_one_factor_matrix():
    loadings = np.array([0.9, 0.7, 0.5, 0.3])
    r = np.outer(loadings, loadings)
    np.fill_diagonal(r, 1)
    found = one_factor(r)
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-12)
    assert found.omega == pytest.approx(1 - (1 - loadings**2).sum() / r.sum(), abs=1e-12)


@pytest.mark.fast
def test_an_improper_solution_is_said():
    # r12·r13/r23 = 1.6: the first communality would have to exceed 1.
    r = np.array([[1, 0.8, 0.8], [0.8, 1, 0.4], [0.8, 0.4, 1]])
    found = one_factor(r)
    assert found.improper and found.loadings[0] ** 2 == pytest.approx(0.995)
    assert 0 < found.omega < 1


@pytest.mark.fast
def test_every_group_and_theme_has_a_row_in_declared_order():
    scales = reliability(invented()).scales
    assert scales["group"].tolist() == ["north"] * 3 + ["south"] * 3 + ["west"] * 3
    assert scales["theme"].tolist() == ["a", "b", "c"] * 3
    assert [str(t) for t in scales.dtypes[["n_complete", "alpha"]]] == ["int64", "float64"]


@pytest.mark.fast
@pytest.mark.parametrize("points", [4, 7])
def test_alpha_does_not_depend_on_the_length_of_the_scale(points):
    people = [(1, 2, 2), (2, 2, 3), (4, 4, 3), (3, 4, 4)]
    found = reliability(matrix(survey({"t": ["x", "y", "z"]}, points=points, agree=(4,)), {"a": people}))
    assert found.scales.loc[0, "alpha"] == pytest.approx(cronbach_alpha(np.array(people, dtype=float)))


@pytest.mark.fast
def test_polychoric_of_a_median_split_is_the_sine_of_its_quadrant():
    # Sheppard 1899: with both cut at the median, P(low, low) = 1/4 + asin(rho)/(2 pi).
    for low in (10, 25, 40):
        table = np.array([[low, 50 - low], [50 - low, low]])
        assert polychoric(table) == pytest.approx(math.sin(2 * math.pi * (low / 100 - 0.25)), abs=1e-12)


@pytest.mark.fast
def test_polychoric_correlations_recover_the_traits_behind_the_answers():
    traits = np.random.default_rng(3).multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=200_000)
    answers = np.digitize(traits, [-1, 0.2, 1.1])
    table = np.histogram2d(answers[:, 0], answers[:, 1], bins=np.arange(5) - 0.5)[0].astype(np.int64)
    assert polychoric(table) == pytest.approx(0.6, abs=0.01)


@pytest.mark.fast
def test_an_ordinal_alpha_that_cannot_be_estimated_is_undefined_and_said():
    perfect = [(1, 1, 1), (2, 2, 2), (3, 3, 3)]
    assert math.isnan(ordinal_alpha(np.array(perfect, dtype=float)))
    assert math.isnan(polychoric(np.array([[3, 4]])))
    warnings = reliability(matrix(THREE, {"a": perfect})).warnings
    assert "no_ordinal_alpha" in set(warnings["kind"])
