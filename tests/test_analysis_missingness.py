"""Missing answers and careless answering."""

from __future__ import annotations

import math

import numpy as np
import pytest
from survey_tables import matrix, survey
from triangulate.analysis.missingness import (
    answering_styles,
    complete_case_agreement,
    missing_patterns,
    style_summary,
)

pytestmark = pytest.mark.fast
THREE = survey({"t": ["s1", "s2"], "u": ["s3"]})
SIX = survey({"t": [f"s{i}" for i in range(6)]})


def styles(people, **options):
    return answering_styles(matrix(SIX, {"a": people}), **options)


def test_patterns_count_who_left_what_together():
    people = [(1, 2, 3), (None, 2, None), (None, 4, None), ("n/a", 1, 2), (5, 5, 5), (5, 5, 1)]
    table = missing_patterns(matrix(THREE, {"a": people}))
    assert table["pattern"].tolist() == ["AAA", "BAB", "NAA"]
    assert table["respondents"].tolist() == [3, 2, 1]
    assert table["unanswered"].tolist() == ["", "s1 s3", "s1"]
    assert table[["answered", "blank", "not_applicable"]].to_numpy().tolist() == [
        [3, 0, 0],
        [1, 2, 0],
        [2, 0, 1],
    ]
    assert table["pct"].sum() == pytest.approx(100)


def test_patterns_of_equal_size_stand_in_a_fixed_order():
    table = missing_patterns(matrix(THREE, {"a": [(None, 1, 1), (1, 1, None), (1, 1, 1)]}))
    assert table["pattern"].tolist() == ["AAA", "AAB", "BAA"]


def test_a_group_without_respondents_has_no_pattern():
    table = missing_patterns(matrix(THREE, {"a": [], "b": [(1, 1, 1)]}))
    assert table["group"].tolist() == ["b"]
    assert len(missing_patterns(matrix(THREE, {"a": []}))) == 0


def test_complete_cases_are_those_who_answered_everything():
    people = [(5, 5, 5), (1, 1, 1), (5, None, 5), (5, "n/a", 5)]
    table = complete_case_agreement(matrix(THREE, {"a": people})).set_index("statement")
    row = table.loc["s1"]
    assert row[["n_available", "agree_pct_available", "n_complete", "agree_pct_complete"]].tolist() == [
        4,
        75,
        2,
        50,
    ]
    assert row["difference"] == -25
    assert table.loc["s2", "difference"] == 0


def test_complete_case_agreement_without_complete_cases_is_undefined():
    table = complete_case_agreement(matrix(THREE, {"a": [(5, None, 5)], "b": []}))
    assert table["n_complete"].tolist() == [0] * 6
    assert table["agree_pct_complete"].isna().all()
    assert table.loc[0, "agree_pct_available"] == 100


@pytest.mark.parametrize(
    ("answers", "longest", "straight", "long"),
    [
        ((4, 4, 4, 4, 4, 4), 6, True, True),
        ((4, 4, 4, 2, 4, 4), 3, False, True),
        ((4, 4, 2, 2, 4, 4), 2, False, False),
        ((4, None, 4, None, 4, "n/a"), 3, True, True),  # unanswered statements are passed over
        ((4, 4, None, None, None, None), 2, False, False),  # two answers are too few to judge
        ((None,) * 6, 0, False, False),
        ((1, 2, 3, 4, 5, 1), 1, False, False),
    ],
)
def test_runs_of_one_answer_are_found_and_flagged(answers, longest, straight, long):
    row = styles([answers]).iloc[0]
    assert (row["longest_run"], row["straight_line"], row["long_run"]) == (longest, straight, long)


def test_answers_are_judged_as_given_not_turned():
    instrument = survey({"t": ["s1", "s2-", "s3"]})
    row = answering_styles(matrix(instrument, {"a": [(5, 5, 5)]})).iloc[0]
    assert row["straight_line"] and row["sd"] == 0


def test_spread_and_commonest_share_of_a_respondent():
    row = styles([(1, 1, 1, 5, None, None)]).iloc[0]
    assert (row["answered"], row["distinct"], row["share_commonest"]) == (4, 2, 0.75)
    assert row["sd"] == pytest.approx(np.std([1, 1, 1, 5], ddof=1))
    assert math.isnan(styles([(None,) * 6]).loc[0, "share_commonest"])
    assert math.isnan(styles([(1, *[None] * 5)]).loc[0, "sd"])


def test_the_thresholds_are_the_callers():
    people = [(4, 4, 2, 2, 4, 1)]
    assert not styles(people).loc[0, "long_run"]
    assert styles(people, long_run=1 / 3).loc[0, "long_run"]
    assert not styles([(4, 4, 4, None, None, None)], least=4).loc[0, "straight_line"]


def test_the_summary_counts_flags_among_those_with_enough_answers():
    people = {"b": [(4,) * 6, (1, 2, 3, 4, 5, 1), (None,) * 6], "a": []}
    table = style_summary(matrix(SIX, people)).set_index("group")
    assert table.index.tolist() == ["b", "a"]
    names = [
        "respondents",
        "unanswering",
        "checked_n",
        "straight_line_n",
        "straight_line_pct",
        "longest_run_max",
    ]
    assert table.loc["b", names].tolist() == [3, 1, 2, 1, 50, 6]
    assert table.loc["a", "respondents"] == 0 and math.isnan(table.loc["a", "straight_line_pct"])
