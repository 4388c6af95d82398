"""How many data sets a printed row leaves to a reader."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triangulate.audit.risk import Level, reconstruction_risk
from triangulate.consistency import Printed, Rounding, Roundings, moments_of, print_fraction, print_root

pytestmark = pytest.mark.fast
HALF_UP = Roundings(Rounding.HALF_UP, Rounding.HALF_UP)


def test_a_row_that_one_data_set_prints_gives_every_answer_away() -> None:
    risk = reconstruction_risk("9.60", "2.88", 5, 13, 5)
    assert (risk.level, risk.datasets, risk.exact) == (Level.GIVEN_AWAY, 1, True)
    assert risk.discloses
    assert "a reader can work out every answer" in risk.reason


def test_our_own_unrounded_values_are_printed_first() -> None:
    assert reconstruction_risk(9.6, 2.8809720581775866, 5, 13, 5, decimals=2).datasets == 1
    with pytest.raises(ValueError, match="decimals"):
        reconstruction_risk(9.6, 2.88, 5, 13, 5)


def test_many_data_sets_are_counted_up_to_a_cap() -> None:
    risk = reconstruction_risk("3.50", "1.20", 1, 5, 100, cap=50)
    assert (risk.level, risk.count) == (Level.MANY, "at least 50")
    assert not risk.discloses


def test_a_handful_is_a_risk_of_its_own() -> None:
    risk = reconstruction_risk("3772.20", "1432.55", 1798, 5386, 5, handful=50)
    assert risk.level is Level.HANDFUL
    assert "one answer known besides" in risk.reason


def test_a_single_answer_is_its_own_mean() -> None:
    assert reconstruction_risk("7", None, None, None, 1).level is Level.GIVEN_AWAY
    assert reconstruction_risk("7.5", None, None, None, 1).level is Level.NONE_FITS
    assert reconstruction_risk("7.5", None, None, None, 1, items=10).level is Level.GIVEN_AWAY


def test_a_mean_alone_leaves_answers_open_and_an_impossible_row_has_none() -> None:
    assert reconstruction_risk("7.5", None, None, None, 4).level is Level.MANY
    assert reconstruction_risk("9.70", "1.96", 8, 12, 5).level is Level.NONE_FITS


def test_a_reader_who_does_not_know_n_has_the_data_sets_of_all_to_think_of() -> None:
    several = reconstruction_risk("374.00", "154.57", 156, 500, (4, 5))
    assert (several.datasets, several.level) == (2, Level.HANDFUL)
    alone = reconstruction_risk("374.00", "154.57", 156, 500, 5)
    assert alone.datasets == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=5))
def test_the_count_is_that_of_every_multiset_by_brute_force(data: list[int]) -> None:
    mean, variance = moments_of(data)
    shown = print_fraction(mean, 1, Rounding.HALF_UP), print_root(variance, 1, Rounding.HALF_UP)

    def prints(other: tuple[int, ...]) -> bool:
        if (other[0], other[-1]) != (min(data), max(data)):
            return False
        centre, spread = moments_of(other)
        return (
            print_fraction(centre, 1, Rounding.HALF_UP),
            print_root(spread, 1, Rounding.HALF_UP),
        ) == shown

    brute = sum(prints(other) for other in combinations_with_replacement(range(7), len(data)))
    risk = reconstruction_risk(*shown, min(data), max(data), len(data), roundings=HALF_UP)
    assert risk.datasets == brute
    assert (risk.level is Level.GIVEN_AWAY) is (brute == 1)


def test_limits_of_a_scale_need_not_occur() -> None:
    figures = (Printed.parse("3.00"), Printed.parse("0.00"))
    assert reconstruction_risk(*figures, 1, 5, 4).level is Level.NONE_FITS
    assert reconstruction_risk(*figures, Fraction(1), Fraction(5), 4, attained=False).datasets == 1
