"""The matrix that all statement statistics start from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey_tables import groups, long_table, matrix, survey
from triangulate.analysis.answers import BLANK, NO_RECORD, NOT_APPLICABLE, answer_matrix
from triangulate.study.model import ScalePoint, StatementInstrument

pytestmark = pytest.mark.fast
ONE = survey({"t": ["s1", "s2-"]})


def test_every_declared_point_has_a_count_even_where_nobody_used_it():
    counts = matrix(ONE, {"a": [(4, 4), (4, None)], "b": []}).counts()
    assert counts.shape == (2, 2, 5)
    assert counts[0].tolist() == [[0, 0, 0, 2, 0], [0, 0, 0, 1, 0]]
    assert counts[1].sum() == 0


def test_blank_not_applicable_and_no_record_stay_apart():
    table = long_table([("1", "a", (None, "n/a")), ("2", "a", (3, 3))], ["s1", "s2"]).iloc[:3]
    answers = answer_matrix(table, groups("a"), ONE)
    assert answers.points.tolist() == [[BLANK, NOT_APPLICABLE], [2, NO_RECORD]]
    assert answers.counts_of(BLANK).tolist() == [[1, 0]]
    assert answers.counts_of(NOT_APPLICABLE).tolist() == [[0, 1]]


def test_only_reverse_keyed_statements_are_turned_and_only_when_asked():
    answers = matrix(ONE, {"a": [(5, 2)]})
    assert answers.codes().tolist() == [[5, 2]]
    assert answers.codes(turned=True).tolist() == [[5, 4]]
    assert answers.agrees.tolist() == [[True, False]]


@pytest.mark.parametrize(("points", "turned"), [(4, 4), (7, 7)])
def test_a_scale_of_any_length_turns_about_its_middle(points, turned):
    answers = matrix(survey({"t": ["s-"]}, points=points, agree=(points,)), {"a": [(1,)]})
    assert answers.codes(turned=True).tolist() == [[turned]]


def test_theme_scores_are_means_of_what_was_answered():
    answers = matrix(ONE, {"a": [(5, 2), (5, None), (None, "n/a")]})
    scores = answers.theme_scores("t")
    assert scores[:2].tolist() == [4.5, 5]
    assert np.isnan(scores[2])


def test_a_scale_declared_from_high_to_low_keeps_its_codes():
    downwards = StatementInstrument(
        tuple(ScalePoint(code, str(code), agree=code > 3) for code in (5, 4, 3, 2, 1)),
        (),
        ONE.themes,
        ONE.statements,
    )
    answers = answer_matrix(long_table([("1", "a", (5, 1))], ["s1", "s2"]), groups("a"), downwards)
    assert answers.codes().tolist() == [[5, 1]]
    assert answers.agrees.tolist() == [[True, False]]


def test_one_id_in_two_groups_is_two_respondents():
    table = long_table([("1", "a", (1, 1)), ("1", "b", (5, 5))], ["s1", "s2"])
    answers = answer_matrix(table, groups("b", "a"), ONE)
    assert answers.codes().tolist() == [[1, 1], [5, 5]]
    assert answers.member_of.tolist() == [1, 0]
    assert answers.respondents.tolist() == ["1", "1"]


def test_ids_that_look_like_missing_values_are_kept():
    table = long_table([("NA", "a", (1, 1)), ("007", "a", (2, 2))], ["s1", "s2"])
    assert answer_matrix(table, groups("a"), ONE).respondents.tolist() == ["NA", "007"]


def test_pooled_puts_everybody_into_one_group():
    pooled = matrix(ONE, {"a": [(4, 4)], "b": [(2, 2)]}).pooled()
    assert [group.id for group in pooled.groups] == ["all"]
    assert pooled.counts().sum() == 4


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("group", "z", "group that is not declared: 'z'"),
        ("statement", "z", "statement that is not declared: 'z'"),
        ("status", "z", "status that is not declared: 'z'"),
        ("code", 9, "not on the scale: 9"),
        ("code", pd.NA, "has no code"),
        ("respondent", None, "has no respondent"),
    ],
)
def test_what_validated_records_cannot_hold_is_refused(column, value, says):
    table = long_table([("1", "a", (1, 1))], ["s1", "s2"])
    table.loc[1, column] = value
    with pytest.raises(ValueError, match=says):
        answer_matrix(table, groups("a"), ONE)


def test_two_rows_for_one_answer_are_refused():
    table = long_table([("1", "a", (1, 1))], ["s1", "s1"])
    with pytest.raises(ValueError, match="'1' has two rows for the statement 's1'"):
        answer_matrix(table, groups("a"), ONE)


def test_an_empty_table_gives_an_empty_matrix():
    answers = answer_matrix(long_table([], ["s1", "s2"]), groups("a", "b"), ONE)
    assert answers.points.shape == (0, 2)
    assert answers.counts().tolist() == np.zeros((2, 2, 5)).tolist()


def test_categories_and_plain_text_give_the_same_matrix():
    table = long_table([("1", "a", (1, 2)), ("2", "b", (None, 5))], ["s1", "s2"])
    categories = table.astype({"group": "category", "statement": "category", "status": "category"})
    plain, other = (answer_matrix(t, groups("a", "b"), ONE) for t in (table, categories))
    assert plain.points.tolist() == other.points.tolist()
