"""The cumulative-link model: against R and statsmodels, and on data that have no estimate."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_tables import groups, invented, matrix, reference, survey
from triangulate.analysis.comparison import compare_themes
from triangulate.analysis.cumulative_link import beside_rank_tests, cumulative_link_models, fit
from triangulate.facts.strands import model_facts

ONE = survey({"t": ["s"]})
TWO = survey({"t": ["s1", "s2-"]})


def only(by_group, instrument=ONE):
    return cumulative_link_models(matrix(instrument, by_group)).iloc[0]


@pytest.mark.fast
def test_estimates_and_clustered_errors_equal_polr_and_its_sandwich_in_r():
    # invented.R: MASS::polr gone on to its maximum, clustered with the scores of sandwich::estfun.
    expected = reference("invented_models.csv")
    found = cumulative_link_models(invented())
    found = found[(found["first"] == "north") & (found["second"] == "south")]
    assert found["theme"].tolist() == expected["theme"].fillna("").tolist()
    np.testing.assert_allclose(found["log_odds"], expected["log_odds"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=0, atol=1e-9)


@pytest.mark.slow
def test_estimates_equal_ordered_model_of_statsmodels():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    answers = invented()
    codes = answers.codes(turned=True)
    rows = [
        (i, float(answers.member_of[i] == 0), j, codes[i, j])
        for i, j in zip(*np.nonzero(~np.isnan(codes)), strict=True)
        if answers.member_of[i] < 2
    ]
    long = pd.DataFrame(rows, columns=["who", "first", "statement", "code"])
    shifts = pd.get_dummies(long["statement"], drop_first=True).astype(float)
    model = OrderedModel(
        pd.Categorical(long["code"], ordered=True),
        pd.concat([long["first"], shifts], axis=1),
        distr="logit",
    )
    clusters = {"groups": long["who"].to_numpy(), "use_correction": False}
    fitted = model.fit(method="bfgs", disp=0, maxiter=500, gtol=1e-8, cov_type="cluster", cov_kwds=clusters)
    found, people = cumulative_link_models(answers).iloc[0], long["who"].nunique()
    assert found["log_odds"] == pytest.approx(fitted.params["first"], abs=1e-6)
    assert found["se"] == pytest.approx(fitted.bse["first"] * math.sqrt(people / (people - 1)), abs=1e-5)


@pytest.mark.fast
def test_two_points_and_one_statement_are_the_log_odds_ratio_of_a_table():
    row = only({"a": [(5,)] * 6 + [(1,)] * 4, "b": [(5,)] * 3 + [(1,)] * 9})
    assert row["odds_ratio"] == pytest.approx((6 / 4) / (3 / 9), abs=1e-9)
    # Woolf's variance, with the m/(m - 1) of clustering.
    woolf = math.sqrt((1 / 6 + 1 / 4 + 1 / 3 + 1 / 9) * 22 / 21)
    assert row["se"] == pytest.approx(woolf, abs=1e-9)


@pytest.mark.fast
def test_a_statement_of_one_answer_changes_nothing_but_is_not_counted():
    people = {"a": [(5, 1), (4, 2), (2, 3), (5, 1)], "b": [(2, 4), (1, 3), (3, 3), (2, 5)]}
    plain = only(people, TWO)
    wider = survey({"t": ["s1", "s2-", "s3"]})
    constant = {group: [(*answers, 5) for answers in rows] for group, rows in people.items()}
    found = only(constant, wider)
    assert (plain["statements"], found["statements"]) == (2, 2)
    assert found["log_odds"] == pytest.approx(plain["log_odds"], abs=1e-10)
    assert found["se"] == pytest.approx(plain["se"], abs=1e-10)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("people", "says"),
    [
        ({"a": [], "b": []}, "no answers"),
        ({"a": [(5,), (None,)], "b": [("n/a",)]}, "no answers"),
        ({"a": [(5,)] * 4, "b": [(1,)] * 4}, "do not overlap"),
        ({"a": [(5,), (4,)], "b": [(1,), (2,)]}, "do not overlap"),
        ({"a": [(5,)] * 4, "b": [(5,)] * 4}, "all answers are alike"),
    ],
)
def test_what_has_no_estimate_says_why_and_prints_nothing(people, says):
    row = only(people)
    assert says in row["note"]
    assert row[["log_odds", "se", "odds_ratio", "p_wald"]].isna().all()


@pytest.mark.fast
def test_groups_that_answered_different_statements_cannot_be_compared():
    row = only({"a": [(5, None), (1, None), (3, None)], "b": [(None, 2), (None, 3), (None, 5)]}, TWO)
    assert "did not answer the same statements" in row["note"]


@pytest.mark.fast
def test_one_respondent_in_a_group_has_an_estimate_but_no_interval():
    row = only({"a": [(5,), (1,), (4,)], "b": [(3,)]})
    assert row["odds_ratio"] > 0 and math.isnan(row["se"])
    assert "too few respondents" in row["note"]


@pytest.mark.fast
def test_one_group_gives_no_rows_and_keeps_the_columns():
    table = cumulative_link_models(matrix(ONE, {"a": [(1,)]}))
    assert len(table) == 0 and str(table["odds_ratio"].dtype) == "float64"


@pytest.mark.fast
@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.booleans(), *[st.sampled_from([None, "n/a", 1, 2, 3, 4, 5])] * 3),
        max_size=14,
    )
)
def test_any_small_table_gives_an_estimate_or_a_note_and_swapping_the_groups_turns_it(rows):
    instrument = survey({"t": ["s1", "s2-"], "u": ["s3"]})
    first, second = ([r[1:] for r in rows if r[0] is side] for side in (True, False))
    ahead = cumulative_link_models(matrix(instrument, {"a": first, "b": second}))
    behind = cumulative_link_models(matrix(instrument, {"b": second, "a": first}))
    estimated = ahead["log_odds"].notna()
    assert ((ahead["note"] != "") | estimated).all()
    assert (estimated == behind["log_odds"].notna()).all()
    np.testing.assert_allclose(
        ahead.loc[estimated, "log_odds"], -behind.loc[estimated, "log_odds"], atol=1e-5
    )


@pytest.mark.fast
def test_the_fit_is_where_the_slope_is_nought():
    counts = np.array([[[3, 2, 4], [1, 5, 2]], [[5, 2, 1], [4, 1, 2]]])
    found = fit(counts)

    def value(beta):
        total = 0.0
        for g in range(2):
            for s in range(2):
                limits = found.theta - (beta * (g == 0) + found.gamma[s])
                below = np.concatenate([[0], 1 / (1 + np.exp(-limits)), [1]])
                total += float(counts[g, s] @ np.log(np.diff(below)))
        return total

    assert value(found.beta) >= max(value(found.beta - 1e-3), value(found.beta + 1e-3))


@pytest.mark.fast
def test_the_cross_check_stands_beside_the_rank_tests():
    answers = invented()
    models = cumulative_link_models(answers)
    table = beside_rank_tests(models, compare_themes(answers, seed=1, repetitions=10))
    assert len(table) == 9 and table["same_direction"].all()
    # North against west, theme a: p = .08 by ranks of means, .009 by the model.
    assert table["same_at_5_pct"].tolist().count(False) == 1


@pytest.mark.fast
def test_models_without_an_estimate_give_no_facts():
    models = cumulative_link_models(matrix(TWO, {"a": [(5, 1)] * 4, "b": [(1, 5)] * 4}))
    assert model_facts(models, groups("a", "b")) == []
    ids = [f.id for f in model_facts(cumulative_link_models(invented()), groups("n", "s", "w"))]
    assert "cumulative_link.all_statements.north_v_south.odds_ratio" in ids
    assert "cumulative_link.theme.a.north_v_west.p_wald" in ids
