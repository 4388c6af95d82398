"""Whether a conclusion stands under other ways of working out the percentages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from survey_tables import groups, invented, matrix, survey
from triangulate.analysis.comparison import compare_themes
from triangulate.analysis.sensitivity import theme_specifications, verdicts
from triangulate.facts.strands import sensitivity_facts

pytestmark = pytest.mark.fast
TWO = survey({"t": ["s1", "s2"]})
WITH_NEUTRAL = replace(TWO, scale=tuple(replace(point, neutral=point.code == 3) for point in TWO.scale))


def by_specification(answers, **options):
    table = theme_specifications(answers, seed=1, repetitions=200, **options)
    return table.set_index("specification")


def organisations(answers, names):
    ids = [answers.groups[g].id for g in answers.member_of]
    return pd.DataFrame({"respondent": answers.respondents, "group": ids, "organisation": names})


def test_the_first_row_is_the_reported_comparison_itself():
    answers = invented()
    found = theme_specifications(answers, seed=3)
    found = found[found["specification"] == "reported"].reset_index(drop=True)
    reported = compare_themes(answers, seed=3)
    for name in ("first", "second", "theme", "diff_pct", "diff_ci_low", "diff_ci_high"):
        assert found[name].equals(reported[name]), name


def test_neutral_answers_leave_the_denominator_only_where_the_scale_has_some():
    people = {"a": [(5, 3), (3, 3), (5, 1)], "b": [(1, 1), (3, 5), (1, 3)]}
    table = by_specification(matrix(WITH_NEUTRAL, people))
    # a: s1 2 of 2, s2 0 of 1; b: s1 0 of 2, s2 1 of 2.
    assert table.loc["neutral_out", ["pct_first", "pct_second"]].tolist() == [50, 25]
    assert "neutral_out" not in by_specification(matrix(TWO, people)).index


def test_unanswered_statements_count_as_not_agreeing():
    people = {"a": [(5, None), (5, "n/a"), (5, 5), (1, 5)], "b": [(1, 1)] * 2}
    table = by_specification(matrix(TWO, people))
    assert table.loc["reported", "pct_first"] == pytest.approx((75 + 100) / 2)
    assert table.loc["blank_not_agreeing", "pct_first"] == pytest.approx((75 + 200 / 3) / 2)
    assert table.loc["unanswered_not_agreeing", "pct_first"] == pytest.approx((75 + 50) / 2)
    assert table.loc["complete_cases", ["pct_first", "n_first"]].tolist() == [75, 2]


def test_pooled_answers_count_alike():
    table = by_specification(matrix(TWO, {"a": [(5, 1), (5, None), (5, None), (1, 5)], "b": [(1, 1)] * 2}))
    assert table.loc["pooled", "pct_first"] == pytest.approx(100 * 4 / 6)


def test_each_organisation_counts_alike_and_people_without_one_do_not_enter():
    answers = matrix(TWO, {"a": [(5, 5), (5, 5), (5, 5), (1, 1), (5, 5)], "b": [(1, 1), (1, 1), (5, 5)]})
    register = organisations(answers, ["x", "x", "x", "y", None, "x", "y", "y"])
    row = by_specification(answers, respondents=register).loc["organisations_alike"]
    # a: x 100 %, y 0 %; b: x 0 %, y 50 %.
    assert row[["pct_first", "pct_second", "n_first", "n_second"]].tolist() == [50, 25, 2, 2]
    assert "too sure" in row["note"] and row["unit"] == "organisations"
    assert "organisations_alike" not in by_specification(answers).index


def test_a_conclusion_that_depends_on_the_blanks_is_said_to_fall():
    # In a, a third of the statements is left blank.
    mixed = {"a": [(5, None), (None, 5), (5, 5)] * 8, "b": [(5, 1), (1, 5), (5, 5)] * 8}
    table = theme_specifications(matrix(TWO, mixed), seed=1, repetitions=400)
    row = verdicts(table).iloc[0]
    assert row["conclusion"] == "first higher" and "blank_not_agreeing" in row["falls_under"].split()
    assert row["stands_n"] < row["specifications"]


def test_without_an_interval_nothing_is_concluded():
    table = by_specification(matrix(TWO, {"a": [(5, 5)] * 4, "b": []}))
    assert (table["conclusion"] == "not defined").all() and table["stands"].isna().all()
    assert set(table["note"]) == {"fewer than two respondents in a group"}


def test_one_group_has_nothing_to_compare():
    table = theme_specifications(matrix(TWO, {"a": [(5, 5)]}), seed=1)
    assert len(table) == 0 and len(verdicts(table)) == 0
    assert sensitivity_facts(verdicts(table), groups("a")) == []


def test_the_draws_repeat_themselves_and_a_seed_changes_them():
    answers = invented()
    once, again, other = (theme_specifications(answers, seed=s, repetitions=100) for s in (4, 4, 5))
    pd.testing.assert_frame_equal(once, again)
    assert not np.array_equal(once["diff_ci_low"], other["diff_ci_low"], equal_nan=True)


def test_facts_name_the_theme_and_count_the_choices():
    facts = sensitivity_facts(
        verdicts(theme_specifications(invented(), seed=1, repetitions=50)), groups("n", "s", "w")
    )
    found = {fact.id: fact for fact in facts}
    assert found["sensitivity.c.north_v_south.specifications"].value == 4
    assert found["sensitivity.c.north_v_south.stands_n"].n == 10
