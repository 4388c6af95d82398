"""What must hold for any data: nobody's true figures are ever called impossible."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triangulate.consistency import (
    Domain,
    Outcome,
    Printed,
    Rounding,
    Roundings,
    denominators,
    grimmer,
    moments_of,
    numerators,
    print_fraction,
    print_root,
)
from triangulate.consistency.steering import steer

pytestmark = pytest.mark.slow
RULES = st.sampled_from(list(Rounding))
FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=400)


@given(FRACTIONS, st.integers(0, 3), RULES)
def test_a_value_lies_in_the_interval_of_what_it_prints(
    value: Fraction, decimals: int, rule: Rounding
) -> None:
    assert value in print_fraction(value, decimals, rule).interval(rule)


@given(FRACTIONS, st.integers(0, 3), RULES)
def test_a_value_lies_in_no_neighbouring_interval(value: Fraction, decimals: int, rule: Rounding) -> None:
    printed = print_fraction(value, decimals, rule)
    step = Decimal(1).scaleb(-decimals)
    for neighbour in (printed.value - step, printed.value + step):
        assert value not in Printed(neighbour, decimals).interval(rule)


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=300), st.integers(0, 3), RULES)
def test_a_root_prints_what_its_square_allows(square: Fraction, decimals: int, rule: Rounding) -> None:
    assert square in print_root(square, decimals, rule).interval(rule).squared()


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 3000).flatmap(lambda top: st.lists(st.integers(0, top), min_size=2, max_size=60)),
    st.sampled_from([1, 3, 10]),
    st.integers(0, 2),
    RULES,
    RULES,
)
def test_real_data_are_never_called_impossible(
    data: list[int], items: int, decimals: int, mean_rule: Rounding, sd_rule: Rounding
) -> None:
    values = sorted(Fraction(value, items) for value in data)
    mean, variance = moments_of(values)
    printed_mean = print_fraction(mean, decimals, mean_rule)
    printed_sd = print_root(variance, decimals, sd_rule)
    pair = Roundings(mean_rule, sd_rule)
    for domain in (
        Domain.observed(values[0], values[-1], items),
        Domain(values[0], values[-1], items),
        Domain(items=items),
    ):
        verdict = grimmer(printed_mean, printed_sd, len(values), domain, roundings=pair)
        assert verdict.outcome is not Outcome.IMPOSSIBLE
        if verdict.witness is not None:
            centre, spread = moments_of(verdict.witness)
            assert print_fraction(centre, decimals, mean_rule) == printed_mean
            assert print_root(spread, decimals, sd_rule) == printed_sd


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=300),
    st.integers(1, 2),
    RULES,
)
def test_likert_data_are_always_judged_possible(data: list[int], decimals: int, rule: Rounding) -> None:
    mean, variance = moments_of(data)
    figures = print_fraction(mean, decimals, rule), print_root(variance, decimals, rule)
    for domain in (Domain.scale(1, 5), Domain.observed(min(data), max(data))):
        assert grimmer(*figures, len(data), domain, roundings=Roundings(rule, rule)).possible


@given(st.integers(1, 300), st.data(), RULES)
def test_a_percentage_admits_its_own_count(n: int, data: st.DataObject, rule: Rounding) -> None:
    counts = data.draw(st.lists(st.integers(0, n), min_size=1, max_size=6))
    printed = [print_fraction(Fraction(100 * k, n), 0, rule) for k in counts]
    for k, percentage in zip(counts, printed, strict=True):
        assert k in numerators(percentage, n, rule)
    assert n in denominators(printed, [n]).together[rule]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(20, 900), min_size=8, max_size=60), st.integers(0, 10**6))
def test_steering_hits_sum_and_squares_within_the_limits(data: list[int], seed: int) -> None:
    wished = np.array(data, dtype=np.int64)
    noise = np.random.default_rng(seed).normal(size=len(data)).round(3)
    direction = np.log(wished / 450.0) + 0.1 * noise
    lower, upper = np.zeros_like(wished), np.full_like(wished, 1000)
    squares = int((wished * wished).sum())
    window = (squares - 200, squares + 200)
    found = steer(np.zeros(len(data)), direction, lower, upper, int(wished.sum()), window)
    if found is not None:
        assert int(found.sum()) == int(wished.sum())
        assert window[0] <= int((found * found).sum()) <= window[1]
        assert bool(((lower <= found) & (found <= upper)).all())
