"""Agreement with statements and themes, and its intervals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from survey_tables import REFERENCE, invented, matrix, reference, survey
from triangulate.analysis.agreement import (
    _drawn_sums,
    _normal_sums,
    scale_counts,
    statement_agreement,
    theme_agreement,
    theme_replicates,
)
from triangulate.analysis.proportions import newcombe, wilson

pytestmark = pytest.mark.fast
NAN = float("nan")
TWO = survey({"t": ["s1", "s2-"]})


def test_wilson_equals_prop_test_of_r_on_the_personality_study():
    # bfi74.R: prop.test(k, n, correct = FALSE)
    table = reference("bfi74_statements.csv")
    for group in ("men", "women"):
        counts = table[[f"{group}_{code}" for code in range(1, 7)]].to_numpy()
        low, high = wilson(counts[:, 4:].sum(axis=1), counts.sum(axis=1))
        np.testing.assert_allclose(low, table[f"{group}_low"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(high, table[f"{group}_high"], rtol=0, atol=1e-9)


def test_wilson_reaches_the_ends_exactly():
    low, high = wilson([0, 7], [7, 7])
    assert low[0] == 0 and high[1] == 100
    assert 0 < high[0] < 100 and 0 < low[1] < 100


def test_wilson_of_nobody_is_undefined():
    assert np.isnan(wilson(0, 0)).all()


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(n, 400))))
def test_wilson_limits_lie_z_standard_errors_away_with_the_population_counted(case):
    k, n, population = case
    z = stats.norm.ppf(0.975)
    for limit in np.array(wilson(k, n, population=population)) / 100:
        factor = (population - n) / (population - 1) if population > 1 else 0
        error = z * math.sqrt(factor * limit * (1 - limit) / n)
        assert abs(k / n - limit) == pytest.approx(error, abs=1e-9)


def test_a_whole_population_leaves_nothing_uncertain_and_an_endless_one_changes_nothing():
    assert np.allclose(wilson(3, 7, population=7), 300 / 7)
    assert np.allclose(wilson(1, 1, population=1), 100)
    assert np.allclose(wilson(3, 7, population=10**12), wilson(3, 7), atol=1e-8)


def test_more_answers_than_people_are_refused():
    with pytest.raises(ValueError, match="more people answered"):
        wilson(3, 7, population=6)


def test_newcombe_gives_the_published_example():
    # Newcombe 1998, Statistics in Medicine 17:873, table II, example (a): 56/70 - 48/80, method 10.
    difference, low, high = newcombe(56, 70, 48, 80)
    assert difference == pytest.approx(20)
    assert (round(float(low) / 100, 4), round(float(high) / 100, 4)) == (0.0524, 0.3339)


def test_newcombe_equals_the_limits_of_r_on_the_personality_study():
    table = reference("bfi74_statements.csv")
    counts = {g: table[[f"{g}_{code}" for code in range(1, 7)]].to_numpy() for g in ("men", "women")}
    k = {g: c[:, 4:].sum(axis=1) for g, c in counts.items()}
    found = newcombe(k["men"], counts["men"].sum(axis=1), k["women"], counts["women"].sum(axis=1))
    for values, column in zip(found, ("diff_pct", "diff_ci_low", "diff_ci_high"), strict=True):
        np.testing.assert_allclose(values, table[column], rtol=0, atol=1e-9)


def test_newcombe_with_an_empty_group_is_undefined():
    assert np.isnan(newcombe(1, 2, 0, 0)).all()


def test_statement_table_counts_every_kind_of_answer():
    answers = matrix(TWO, {"a": [(5, 1), (4, None), (3, "n/a"), (None, 4)], "b": [(1, 1)]})
    table = statement_agreement(answers).set_index(["group", "statement"])
    first = table.loc[("a", "s1")]
    assert first[["n", "blank", "not_applicable", "agree_n"]].tolist() == [3, 1, 0, 2]
    assert first[[f"count.{code}" for code in range(1, 6)]].tolist() == [0, 0, 1, 1, 1]
    assert first["agree_pct"] == pytest.approx(200 / 3)
    # Agreement is of the answer as given, also with a reverse-keyed statement.
    assert table.loc[("a", "s2"), ["n", "blank", "not_applicable", "agree_n"]].tolist() == [2, 1, 1, 1]
    assert table.loc[("b", "s1"), "agree_pct"] == 0


def test_statements_and_groups_stand_in_declared_order_also_without_answers():
    table = statement_agreement(matrix(TWO, {"z": [], "a": [(5, None)]}))
    assert table[["group", "statement"]].to_numpy().tolist() == [
        ["z", "s1"],
        ["z", "s2"],
        ["a", "s1"],
        ["a", "s2"],
    ]
    assert table["n"].tolist() == [0, 0, 1, 0]
    assert table["agree_pct"].isna().tolist() == [True, True, False, True]
    assert table["agree_ci_low"].isna().tolist() == [True, True, False, True]
    assert str(table["n"].dtype) == "int64" and str(table["count.5"].dtype) == "int64"


@pytest.mark.parametrize(("points", "agree"), [(4, (3, 4)), (7, (5, 6, 7))])
def test_other_scales_count_their_own_agreement(points, agree):
    instrument = survey({"t": ["s"]}, points=points, agree=agree)
    table = statement_agreement(matrix(instrument, {"a": [(code,) for code in range(1, points + 1)]}))
    assert table.loc[0, "agree_n"] == len(agree)
    assert [c for c in table if c.startswith("count.")] == [f"count.{code}" for code in range(1, points + 1)]


def test_the_population_of_a_group_narrows_its_interval_only():
    answers = matrix(TWO, {"a": [(5, 1), (4, 2), (1, 5)], "b": [(5, 1), (4, 2), (1, 5)]})
    sized = tuple(replace(group, size=4 if group.id == "a" else None) for group in answers.groups)
    table = statement_agreement(replace(answers, groups=sized))
    width = table["agree_ci_high"] - table["agree_ci_low"]
    assert width[0] < width[2]
    assert table["population"].isna().tolist() == [False, False, True, True]


def test_people_pooled_over_groups_of_known_sizes_come_from_their_sum():
    answers = matrix(TWO, {"a": [(5, 1)], "b": [(5, 1)]})
    assert answers.pooled().groups[0].size is None
    both = tuple(replace(group, size=size) for group, size in zip(answers.groups, (4, 7), strict=True))
    assert replace(answers, groups=both).pooled().groups[0].size == 11
    assert replace(answers, groups=(both[0], answers.groups[1])).pooled().groups[0].size is None


def test_scale_counts_have_a_row_for_every_point():
    table = scale_counts(matrix(TWO, {"a": [(5, 5)], "b": []}))
    assert len(table) == 2 * 2 * 5
    assert table.loc[4, ["group", "statement", "code", "label", "count", "pct"]].tolist() == [
        "a",
        "s1",
        5,
        "point 5",
        1,
        100,
    ]
    assert table.loc[table["group"] == "b", "pct"].isna().all()
    assert table.loc[table["group"] == "a"].groupby("statement")["pct"].sum().tolist() == [100, 100]


def test_the_theme_mean_counts_statements_alike_and_the_pooled_counts_answers():
    answers = matrix(TWO, {"a": [(5, 1), (5, None), (5, None), (1, 5)]})
    row = theme_agreement(answers, seed=1).iloc[0]
    assert row["agree_pct_mean"] == pytest.approx((75 + 50) / 2)
    assert row["agree_pct_pooled"] == pytest.approx(100 * 4 / 6)
    assert row[["statements", "statements_answered", "n", "answers_n", "agree_n"]].tolist() == [
        2,
        2,
        4,
        6,
        4,
    ]


def test_theme_means_equal_r_on_the_personality_study():
    counts, themes = reference("bfi74_statements.csv"), reference("bfi74_themes.csv")
    for group in ("men", "women"):
        table = counts[[f"{group}_{code}" for code in range(1, 7)]]
        people = table.sum(axis=1).max()
        statements = [
            [code for code in range(1, 7) for _ in range(row[code - 1])] + [None] * (people - sum(row))
            for row in table.to_numpy().tolist()
        ]
        names = {id: [f"{id}{i}" for i in range(5)] for id in themes["theme"]}
        answers = matrix(survey(names, points=6, agree=(5, 6)), {group: list(zip(*statements, strict=True))})
        found = theme_agreement(answers, seed=1, repetitions=10)["agree_pct_mean"]
        np.testing.assert_allclose(found, themes[f"{group}_mean"], rtol=0, atol=1e-9)


def test_a_statement_without_answers_is_left_out_of_the_theme_mean():
    row = theme_agreement(matrix(TWO, {"a": [(5, None), (1, "n/a")]}), seed=1).iloc[0]
    assert row["agree_pct_mean"] == 50
    assert (row["statements"], row["statements_answered"]) == (2, 1)


def test_a_theme_without_answers_is_undefined():
    table = theme_agreement(matrix(TWO, {"a": [(None, None)], "b": []}), seed=1)
    assert table["agree_pct_mean"].isna().all() and table["agree_pct_mean_ci_low"].isna().all()
    assert table["ci_note"].tolist() == ["fewer than two respondents answered"] * 2


def test_a_sample_without_variation_gets_a_note_instead_of_an_interval():
    row = theme_agreement(matrix(TWO, {"a": [(5, 5)] * 9}), seed=1).iloc[0]
    assert row["agree_pct_mean"] == 100
    assert math.isnan(row["agree_pct_mean_ci_low"]) and "no variation" in row["ci_note"]


def test_the_bootstrap_repeats_itself_and_minds_neither_row_order_nor_other_themes():
    answers = invented()
    again = theme_agreement(answers, seed=5)
    pd.testing.assert_frame_equal(theme_agreement(answers, seed=5), again)
    backwards = type(answers)(
        answers.groups,
        answers.instrument,
        answers.respondents[::-1],
        answers.member_of[::-1],
        answers.points[::-1],
    )
    pd.testing.assert_frame_equal(theme_agreement(backwards, seed=5), again)
    one, other = (theme_replicates(answers, 0, "a", seed=seed).tolist() for seed in (5, 6))
    assert one != other
    alone = matrix(survey({"t": ["s1", "s2-"], "u": ["s3"]}), {"a": [(5, 1, 1), (4, 4, 1), (1, 2, 5)]})
    with_two = matrix(TWO, {"a": [(5, 1), (4, 4), (1, 2)]})
    assert (
        theme_replicates(alone, 0, "t", seed=1).tolist()
        == theme_replicates(with_two, 0, "t", seed=1).tolist()
    )


def test_drawing_patterns_is_drawing_respondents():
    # Against the plain bootstrap: whole respondents drawn one by one.
    answers = invented()
    replicates = theme_replicates(answers, 0, "a", seed=3, repetitions=20_000)
    answered, agrees = answers.of_theme(0, "a")
    rng = np.random.default_rng(11)
    drawn = rng.integers(0, len(answered), size=(20_000, len(answered)))
    plain = (100 * agrees[drawn].sum(axis=1) / answered[drawn].sum(axis=1)).mean(axis=1)
    assert replicates.mean() == pytest.approx(plain.mean(), abs=0.3)
    assert replicates.std() == pytest.approx(plain.std(), rel=0.03)
    assert np.quantile(replicates, [0.025, 0.975]) == pytest.approx(
        np.quantile(plain, [0.025, 0.975]), abs=1.5
    )


def test_draws_in_blocks_are_the_draws_at_once(monkeypatch):
    monkeypatch.setattr("triangulate.analysis.agreement._BLOCK", 700)
    rng = np.random.default_rng(1)
    patterns, counts = rng.random((60, 4)) < 0.5, rng.integers(1, 3, 60)
    blocks = _drawn_sums(patterns, counts, np.random.Generator(np.random.PCG64(3)), 400)
    n = int(counts.sum())
    once = np.random.Generator(np.random.PCG64(3)).multinomial(n, counts / n, size=400)
    assert np.array_equal(blocks, once @ patterns.astype(float))


def test_the_normal_limit_of_the_draws_has_their_mean_and_percentiles():
    # 3000 respondents, 12 statements, a tenth blank: more patterns than are drawn one by one.
    rng = np.random.default_rng(2)
    answered = rng.random((3000, 12)) < 0.9
    agrees = answered & (rng.normal(0, 1, (3000, 1)) + rng.normal(0, 1, (3000, 12)) > 0.5)
    patterns = np.hstack([answered, agrees])
    ones = np.ones(3000, dtype=np.int64)

    def means(sums):
        return (100 * sums[:, 12:] / sums[:, :12]).mean(axis=1)

    drawn = means(_drawn_sums(patterns, ones, np.random.default_rng(3), 1500))
    normal = means(_normal_sums(patterns, ones, np.random.default_rng(4), 1500))
    assert normal.mean() == pytest.approx(drawn.mean(), abs=0.1)
    assert np.quantile(normal, [0.025, 0.975]) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.25)


def test_a_one_statement_theme_has_the_binomial_quantiles():
    answers = matrix(survey({"t": ["s"]}), {"a": [(5,)] * 24 + [(1,)] * 16})
    row = theme_agreement(answers, seed=2, repetitions=50_000).iloc[0]
    low, high = stats.binom.ppf([0.025, 0.975], 40, 0.6) / 40 * 100
    assert (row["agree_pct_mean_ci_low"], row["agree_pct_mean_ci_high"]) == (low, high)


def test_themes_of_many_statements_draw_as_well():
    ids = [f"s{i}" for i in range(40)]
    rng = np.random.default_rng(1)
    people = rng.integers(1, 6, size=(30, 40)).tolist()
    replicates = theme_replicates(matrix(survey({"t": ids}), {"a": people}), 0, "t", seed=1)
    expected = 100 * (np.array(people) >= 4).mean()
    assert replicates.mean() == pytest.approx(expected, abs=0.5)


def test_reference_tables_hold_no_answer_of_a_person():
    # The personality study is not part of this repository: only counts and coefficients of it are.
    assert not {"respondent", "A1"} & set(reference("bfi74_statements.csv").columns)
    assert not (REFERENCE / "answers.csv").exists()
