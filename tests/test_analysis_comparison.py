"""Groups compared: rank tests, effects, families and more than two groups."""

from __future__ import annotations

import math
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from survey_tables import invented, matrix, reference, survey
from triangulate.analysis.agreement import theme_agreement
from triangulate.analysis.comparison import compare_all_groups, compare_statements, compare_themes
from triangulate.analysis.ranks import cles_interval, exact_p, holm, kruskal_wallis, mann_whitney

pytestmark = pytest.mark.fast
EXACT = ["u", "p", "p_exact", "cles", "cles_ci_low", "cles_ci_high", "p_holm"]
ONE = survey({"t": ["s"]})
COUNTS = st.lists(st.integers(0, 6), min_size=5, max_size=5).map(np.array)


def counts_of(table, group):
    return table[[f"{group}_{code}" for code in range(1, 7)]].to_numpy()


def people(counts):
    """Respondents who gave these answers to one statement."""
    return [(code,) for code, count in enumerate(counts, start=1) for _ in range(count)]


def test_rank_statistics_equal_r_on_the_personality_study():
    # bfi74.R: wilcox.test(exact = FALSE, correct = FALSE), coin::wilcox_test(distribution = "exact"),
    # pROC's DeLong variance on the logit scale, p.adjust("holm").
    table = reference("bfi74_statements.csv")
    tests = [
        mann_whitney(x, y) for x, y in zip(counts_of(table, "men"), counts_of(table, "women"), strict=True)
    ]
    for name in EXACT[:-1]:
        np.testing.assert_allclose([getattr(t, name) for t in tests], table[name], rtol=0, atol=1e-9)
    np.testing.assert_allclose(holm(np.array([t.p for t in tests])), table["p_holm"], rtol=0, atol=1e-9)


def test_u_and_p_equal_those_that_pspp_prints():
    # bfi74.sps, NPAR TESTS /M-W: the smaller of the two U, and the asymptotic p.
    printed = {
        "a1": (623, 0.736),
        "a2": (481.5, 0.049),
        "e1": (429, 0.011),
        "n5": (505, 0.192),
        "o3": (646, 0.940),
    }
    table = reference("bfi74_statements.csv").set_index("statement")
    for statement, (u, p) in printed.items():
        row = table.loc[[statement]]
        test = mann_whitney(counts_of(row, "men")[0], counts_of(row, "women")[0])
        assert min(test.u, test.n_first * test.n_second - test.u) == u
        assert round(test.p, 3) == p


def test_three_groups_are_compared_in_every_pair_as_in_r():
    answers = invented()
    for table, kind in (
        (compare_statements(answers), "statement"),
        (compare_themes(answers, seed=1), "theme"),
    ):
        expected = reference(f"invented_{kind}_pairs.csv")
        assert (
            table[["first", "second"]].to_numpy().tolist()
            == expected[["first", "second"]].to_numpy().tolist()
        )
        assert table[kind].tolist() == expected["id"].tolist()
        for name in EXACT:
            np.testing.assert_allclose(
                table[name], expected[name], rtol=0, atol=1e-9, err_msg=f"{kind} {name}"
            )


def test_kruskal_wallis_equals_r():
    table = compare_all_groups(invented())
    for kind in ("statement", "theme"):
        found, expected = table[table["kind"] == kind], reference(f"invented_{kind}_kruskal.csv")
        assert found["id"].tolist() == expected["id"].tolist()
        np.testing.assert_allclose(found["h"], expected["h"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found["p"], expected["p"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found["p_holm"], holm(expected["p"].to_numpy()), rtol=0, atol=1e-9)
        assert found["df"].tolist() == [2] * len(found)


def test_two_groups_make_one_pair_first_against_second():
    answers = matrix(survey({"t": ["s1", "s2"]}), {"b": [(5, 1), (4, 1)], "a": [(1, 2), (2, 3)]})
    table = compare_statements(answers)
    assert table[["first", "second", "statement"]].to_numpy().tolist() == [
        ["b", "a", "s1"],
        ["b", "a", "s2"],
    ]
    assert table["u"].tolist() == [4, 0]
    assert table["rank_biserial"].tolist() == [1, -1]
    assert table["cles"].tolist() == [1, 0]
    assert table["diff_pct"].tolist() == [100, 0]


def test_one_group_is_compared_with_nobody():
    answers = matrix(ONE, {"a": [(1,), (2,)]})
    assert len(compare_statements(answers)) == 0
    assert len(compare_themes(answers, seed=1)) == 0
    assert compare_all_groups(answers)["p"].isna().all()
    assert str(compare_statements(answers)["p"].dtype) == "float64"


def test_a_higher_code_is_higher_also_on_a_scale_declared_downwards():
    upwards = matrix(ONE, {"a": [(5,), (4,)], "b": [(1,), (4,)]})
    downwards = type(upwards)(
        upwards.groups,
        type(ONE)(ONE.scale[::-1], (), ONE.themes, ONE.statements),
        upwards.respondents,
        upwards.member_of,
        4 - upwards.points,
    )
    for column in ("u", "p", "diff_pct", "cles_ci_low"):
        assert compare_statements(upwards)[column].equals(compare_statements(downwards)[column])


def test_a_reverse_keyed_statement_is_turned_for_its_theme_only():
    answers = matrix(survey({"t": ["s-"]}), {"a": [(5,), (5,), (4,)], "b": [(1,), (2,), (1,)]})
    assert compare_statements(answers).loc[0, "rank_biserial"] == 1
    theme = compare_themes(answers, seed=1).iloc[0]
    assert theme["rank_biserial"] == -1
    assert theme["diff_pct"] == 100  # agreement is of the answer as given


def test_theme_scores_use_what_was_answered():
    answers = matrix(survey({"t": ["s1", "s2"]}), {"a": [(4, None), (None, None)], "b": [(3, 5), (3, None)]})
    row = compare_themes(answers, seed=1).iloc[0]
    assert (row["n_first"], row["n_second"], row["u"]) == (1, 2, 1.5)


def test_a_theme_difference_is_of_the_means_and_its_interval_covers_it():
    answers = invented()
    means = theme_agreement(answers, seed=4).set_index(["group", "theme"])["agree_pct_mean"]
    table = compare_themes(answers, seed=4)
    for row in table.to_dict("records"):
        assert row["diff_pct"] == means[(row["first"], row["theme"])] - means[(row["second"], row["theme"])]
        assert row["diff_ci_low"] <= row["diff_pct"] <= row["diff_ci_high"]
    assert table.equals(compare_themes(answers, seed=4))


def test_the_bootstrap_difference_is_near_newcombe_for_one_statement():
    counts = {"a": people((10, 5, 5, 40, 40)), "b": people((20, 20, 20, 20, 20))}
    answers = matrix(ONE, counts)
    boot, score = compare_themes(answers, seed=1).iloc[0], compare_statements(answers).iloc[0]
    for column in ("diff_pct", "diff_ci_low", "diff_ci_high"):
        assert boot[column] == pytest.approx(score[column], abs=2)


def test_missing_answers_never_count_as_disagreement():
    with_gaps = matrix(ONE, {"a": [(5,), (None,), ("n/a",)], "b": [(1,), (5,)]})
    without = matrix(ONE, {"a": [(5,)], "b": [(1,), (5,)]})
    assert compare_statements(with_gaps).equals(compare_statements(without))


def test_equal_answers_everywhere_leave_p_undefined_and_no_family_member():
    answers = matrix(survey({"t": ["s1", "s2"]}), {"a": [(3, 1), (3, 2)], "b": [(3, 5), (3, 4)]})
    table = compare_statements(answers).set_index("statement")
    same = table.loc["s1"]
    assert math.isnan(same["p"]) and math.isnan(same["p_holm"]) and math.isnan(same["p_exact"])
    assert (same["u"], same["cles"], same["rank_biserial"]) == (2, 0.5, 0)
    assert math.isnan(same["cles_ci_low"])
    assert table.loc["s2", "p_holm"] == table.loc["s2", "p"]


def test_an_empty_group_leaves_everything_undefined_but_the_counts():
    row = compare_statements(matrix(ONE, {"a": [(3,), (4,)], "b": []})).iloc[0]
    assert (row["n_first"], row["n_second"]) == (2, 0)
    assert row[["u", "p", "p_exact", "cles", "rank_biserial", "diff_pct", "diff_ci_low"]].isna().all()
    theme = compare_themes(matrix(ONE, {"a": [(None,)], "b": [(3,)]}), seed=1).iloc[0]
    assert math.isnan(theme["p"]) and theme["ci_note"] == "fewer than two respondents answered"


def test_one_respondent_a_group_has_a_u_and_no_interval():
    row = compare_statements(matrix(ONE, {"a": [(4,)], "b": [(2,)]})).iloc[0]
    assert (row["u"], row["p_exact"]) == (1, 1)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(1))
    assert math.isnan(row["cles_ci_low"])


def test_large_groups_are_not_permuted():
    large = np.array([30, 30, 30, 30, 30])
    assert math.isnan(mann_whitney(large, large[::-1]).p_exact)
    assert mann_whitney(large, large).p == 1


@settings(max_examples=40)
@given(COUNTS, COUNTS)
def test_working_from_counts_equals_scipy_on_the_answers(first, second):
    if first.sum() == 0 or second.sum() == 0 or ((first + second) > 0).sum() < 2:
        return
    x, y = (np.repeat(np.arange(5), c) for c in (first, second))
    expected = stats.mannwhitneyu(x, y, method="asymptotic", use_continuity=False)
    found = mann_whitney(first, second)
    assert found.u == expected.statistic
    assert found.p == pytest.approx(expected.pvalue, abs=1e-12)


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.lists(st.integers(0, 1), min_size=4, max_size=4),
)
def test_exact_p_is_the_share_of_all_ways_to_deal_the_answers(first, second):
    x, y = (np.repeat(np.arange(4), c) for c in (first, second))
    values = np.concatenate([x, y])
    if len(x) == 0 or len(y) == 0 or len(set(values.tolist())) < 2:
        return
    ranks = stats.rankdata(values)
    centre = len(x) * (len(values) + 1) / 2
    sums = [ranks[list(chosen)].sum() for chosen in combinations(range(len(values)), len(x))]
    observed = abs(ranks[: len(x)].sum() - centre)
    expected = np.mean([abs(s - centre) >= observed for s in sums])
    assert exact_p(np.array(first), np.array(second)) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=40)
@given(COUNTS, COUNTS)
def test_swapping_the_groups_mirrors_every_effect(first, second):
    one, other = mann_whitney(first, second), mann_whitney(second, first)
    if math.isnan(one.u):
        assert math.isnan(other.u)
        return
    assert one.u + other.u == first.sum() * second.sum()
    assert one.rank_biserial == pytest.approx(-other.rank_biserial)
    np.testing.assert_allclose([one.p, one.p_exact], [other.p, other.p_exact], atol=1e-12)
    np.testing.assert_allclose(one.cles_ci_low, 1 - other.cles_ci_high, atol=1e-12)
    assert math.isnan(one.cles_ci_low) or one.cles_ci_low <= one.cles <= one.cles_ci_high


def test_complete_separation_has_no_interval():
    assert np.isnan(cles_interval(np.array([3, 2, 0, 0]), np.array([0, 0, 2, 4]))).all()


def test_kruskal_wallis_of_two_groups_is_the_square_of_the_normal_test():
    first, second = np.array([3, 0, 4, 1]), np.array([1, 5, 2, 6])
    _, degrees, p = kruskal_wallis([first, second, np.zeros(4, dtype=int)])
    assert degrees == 1
    assert p == pytest.approx(mann_whitney(first, second).p, abs=1e-12)


def test_holm_is_monotone_and_ignores_what_is_undefined():
    # R: p.adjust(c(.01, NA, .02, .03, .9), "holm")
    found = holm(np.array([0.01, np.nan, 0.02, 0.03, 0.9]))
    np.testing.assert_allclose(found, [0.04, np.nan, 0.06, 0.06, 0.9], atol=1e-12)
    assert len(holm(np.array([]))) == 0


def test_a_large_survey_is_compared_in_a_moment():
    rng = np.random.default_rng(1)
    big = [rng.multinomial(140_000, [0.1, 0.2, 0.3, 0.2, 0.2]) for _ in range(2)]
    test = mann_whitney(*big)
    assert 0 < test.p < 1 and 0 < test.u < 140_000**2


def test_the_notebook_writes_every_table_that_its_rule_promises():
    root = Path(__file__).parents[1]
    notebook = (root / "notebooks/delivery_statements.ipynb").read_text(encoding="utf-8")
    written = set(re.findall(r'Path\(tables\) / \\"(\w+)\.csv', notebook))
    rule = (root / "workflow/rules/analyse.smk").read_text(encoding="utf-8")
    rule = rule.partition("rule summarise_statements:")[2].partition("figures=")[0]
    promised = set(re.findall(r'"(\w+)",', rule.partition("tables=")[2]))
    assert written == promised
    assert "comparison_all" in promised
