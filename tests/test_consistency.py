"""Printed figures, the questions behind them, and the verdicts that a reader can check by hand."""

from __future__ import annotations

import csv
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from triangulate.consistency import (
    BudgetSpentError,
    Domain,
    Outcome,
    Printed,
    Rounding,
    Roundings,
    count_datasets,
    datasets,
    debit,
    debit_screen,
    denominators,
    grim,
    grim_screen,
    grimmer,
    grimmer_screen,
    moments_of,
    numerators,
    percentage_n,
    preference,
    print_fraction,
    print_root,
    witness,
)

PUBLISHED = Path(__file__).resolve().parents[1] / "config" / "published"
P = Printed.parse
pytestmark = pytest.mark.fast


def test_a_printed_figure_keeps_its_trailing_zero() -> None:
    assert (P("9.60").decimals, str(P("9.60"))) == (2, "9.60")
    assert P("543.7", 1).decimals == 1
    assert P(".85").value == Decimal("0.85")
    assert P("\N{MINUS SIGN}1.5").value == Decimal("-1.5")


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1,2"])
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a printed number|finite"):
        P(text)


def test_a_float_is_refused_because_it_forgot_its_decimals() -> None:
    with pytest.raises(ValueError, match="as text"):
        P(9.6)  # type: ignore[arg-type]


def test_more_digits_than_decimals_is_an_error() -> None:
    with pytest.raises(ValueError, match="more than 1"):
        P("1.25", 1)


@pytest.mark.parametrize(
    ("rounding", "low_half", "high_half"),
    [
        (Rounding.HALF_UP, True, False),
        (Rounding.HALF_EVEN, False, False),  # 7 is odd
        (Rounding.HALF_DOWN, False, True),
    ],
)
def test_an_exact_half_belongs_where_the_rule_puts_it(
    rounding: Rounding, low_half: bool, high_half: bool
) -> None:
    interval = P("1176.27").interval(rounding)
    assert (Fraction("1176.265") in interval) is low_half
    assert (Fraction("1176.275") in interval) is high_half


def test_negative_figures_mirror_positive_ones() -> None:
    for rounding in Rounding:
        up, down = P("1.5").interval(rounding), P("-1.5").interval(rounding)
        assert (up.low, up.high, up.low_closed) == (-down.high, -down.low, down.high_closed)


def test_cutting_off_goes_towards_zero() -> None:
    assert str(print_fraction(Fraction("-1.29"), 1, Rounding.CUT_OFF)) == "-1.2"
    assert Fraction("-1.29") in P("-1.2").interval(Rounding.CUT_OFF)
    assert Fraction("-0.09") in P("0.0").interval(Rounding.CUT_OFF)


def test_a_root_is_rounded_exactly() -> None:
    assert str(print_root(Fraction(2), 4, Rounding.HALF_UP)) == "1.4142"
    assert str(print_root(Fraction(25, 10**4), 1, Rounding.HALF_UP)) == "0.1"  # exactly 0.05
    assert str(print_root(Fraction(25, 10**4), 1, Rounding.HALF_EVEN)) == "0.0"


def test_ordinary_combinations_come_before_extraordinary_ones() -> None:
    order = preference(with_sd=True)
    assert len(order) == len(set(order)) == 16
    assert order[0] == Roundings(Rounding.HALF_UP, Rounding.HALF_UP)
    assert [pair.rounded for pair in order] == sorted((pair.rounded for pair in order), reverse=True)


def test_the_mean_number_of_rsos_cannot_come_from_43_forces() -> None:
    screening = grim_screen(P("1176.27"), range(1, 44))
    by_rule = {pair.mean: ns for pair, ns in screening.n_by_roundings().items()}
    assert by_rule[Rounding.HALF_UP] == (11, 15, 22, 26, 30, 33, 37, 41)
    assert by_rule[Rounding.HALF_DOWN] == (40,)
    assert Rounding.HALF_EVEN not in by_rule  # nothing that rounding half up does not give
    assert by_rule[Rounding.CUT_OFF] == (18, 29, 36, 43)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_9_70_is_no_mean_of_two_to_five_whole_numbers(n: int) -> None:
    verdict = grim(P("9.70"), n)
    assert verdict.outcome is Outcome.IMPOSSIBLE
    assert "neither prints it" in verdict.reason


def test_9_20_is_a_mean_of_five_but_not_with_that_sd() -> None:
    assert grim(P("9.20"), 5).possible
    verdict = grimmer(P("9.20"), P("1.96"), 5)
    assert verdict.outcome is Outcome.IMPOSSIBLE
    assert "1.9235 and 2.0494" in verdict.reason


def test_one_decimal_answers_print_what_whole_numbers_cannot() -> None:
    found = witness(P("9.70"), P("1.96"), 5, Domain.observed(8, 12, items=10))
    assert found is not None
    assert moments_of(found)[0] == Fraction("9.7")
    assert [found[0], found[-1]] == [Fraction(8), Fraction(12)]


def test_a_row_of_two_whose_sd_was_cut_off() -> None:
    verdict = grimmer(P("89.00"), P("103.23"), 2, Domain.observed(16, 162))
    assert verdict.possible
    assert verdict.roundings == Roundings(Rounding.HALF_UP, Rounding.CUT_OFF)
    assert verdict.witness == (Fraction(16), Fraction(162))


def test_means_of_averaged_items_have_a_finer_grid() -> None:
    assert not grim(P("3.47"), 10, Domain.scale(1, 5)).possible
    assert grim(P("3.47"), 10, Domain.scale(1, 5, items=10)).possible


def test_a_printed_minimum_of_averaged_items_stands_for_the_value_it_rounds() -> None:
    domain = Domain.observed(P("1.33"), P("4.67"), items=3)
    found = witness(P("3.00"), P("1.05"), 12, domain)
    assert found is not None
    assert (found[0], found[-1]) == (Fraction(4, 3), Fraction(14, 3))


def test_printed_extremes_must_occur_in_the_data() -> None:
    scale, observed = Domain.scale(1, 5), Domain.observed(1, 5)
    assert grimmer(P("3.00"), P("0.00"), 5, scale).possible
    assert not grimmer(P("3.00"), P("0.00"), 5, observed).possible
    assert not grim(P("1.10"), 10, observed).possible  # one 5 alone adds 0.4
    assert grim(P("1.10"), 10, scale).possible


def test_an_sd_needs_two_values() -> None:
    verdict = grimmer(P("3"), P("0"), 1, Domain.scale(1, 5))
    assert verdict.outcome is Outcome.IMPOSSIBLE
    with pytest.raises(ValueError, match="at least one value"):
        grim(P("3"), 0)
    with pytest.raises(ValueError, match="two values"):
        moments_of([3])


def test_a_negative_sd_is_impossible() -> None:
    assert not grimmer(P("3.00"), P("-0.50"), 10, Domain.scale(1, 5)).possible


def test_parity_catches_what_the_textbook_grimmer_passes() -> None:
    # The sum is 10 and the squares between 34 and 35.99: only 35 prints, and 35 is odd.
    data = [moments_of(d) for d in datasets(P("2.00"), P("1.94"), 5, Domain.scale(0, 9), preference(True)[0])]
    assert data == []
    assert not grimmer(P("2.00"), P("1.94"), 5, Domain.scale(0, 9)).possible


def test_the_search_says_when_it_gave_up() -> None:
    domain = Domain.observed(0, 3000)
    with pytest.raises(BudgetSpentError):
        list(datasets(P("900.00"), P("700.00"), 43, domain, preference(True)[0], budget=50))
    counted = count_datasets(P("900.00"), P("700.00"), 43, domain, cap=10**6, budget=50)
    assert not counted.complete
    assert str(counted).startswith("at least")
    figures, near_the_limit = (P("676.67"), P("411.17"), 6), Domain.observed(0, 1000)
    assert grimmer(*figures, near_the_limit).possible
    hasty = grimmer(*figures, near_the_limit, budget=3)
    assert hasty.outcome is Outcome.NOT_DECIDED
    assert "ended before" in hasty.reason


def test_counts_stop_at_the_cap_and_are_exact_below_it() -> None:
    many = count_datasets(P("3.50"), P("1.20"), 100, Domain.scale(1, 5), cap=25)
    assert (many.count, many.capped, many.exact) == (25, True, False)
    one = count_datasets(P("9.60"), P("2.88"), 5, Domain.observed(5, 13))
    assert (one.count, one.exact) == (1, True)
    listed = datasets(P("9.60"), P("2.88"), 5, Domain.observed(5, 13), one.roundings)
    assert [[int(value) for value in data] for data in listed] == [[5, 10, 10, 10, 13]]


def test_a_count_needs_something_that_ends_it() -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        count_datasets(P("3.50"), None, 10, Domain())
    with pytest.raises(ValueError, match="no data set"):
        count_datasets(P("9.70"), P("1.96"), 5, Domain.observed(8, 12))


def test_a_domain_holds_its_invariants() -> None:
    with pytest.raises(ValueError, match="items averaged"):
        Domain(0, 1, items=0)
    with pytest.raises(ValueError, match="above maximum"):
        Domain(2, 1)
    with pytest.raises(ValueError, match="attained"):
        Domain(1, None, attained=True)


def test_debit_ties_the_sd_of_yes_and_no_to_its_mean() -> None:
    assert debit(P("0.52"), P("0.50"), 25).possible
    assert not debit(P("0.52"), P("0.47"), 25).possible
    screening = debit_screen(P("0.50"), P("0.51"), range(2, 60))
    assert screening.possible_n(rounded_only=True) == tuple(range(18, 52, 2))


def _percentages(group: str) -> list[Printed]:
    with (PUBLISHED / "statement_agreement.csv").open(encoding="utf-8") as file:
        return [P(row["agree_pct"]) for row in csv.DictReader(file) if row["group"] == group]


def test_probation_percentages_have_25_as_their_only_denominator() -> None:
    found = denominators(_percentages("nps"), range(1, 46))
    assert found.rounding is Rounding.HALF_UP
    assert found.possible == (25,)
    assert 29 not in found.alone[Rounding.HALF_UP][1]


def test_police_percentages_have_no_denominator_in_common() -> None:
    found = denominators(_percentages("police"), range(1, 46))
    assert found.rounding is None
    assert found.possible == ()
    assert [str(percentage) for percentage in found.missed_by(43)] == ["11"]


def test_a_percentage_knows_its_numerators() -> None:
    assert list(numerators(P("91"), 43)) == [39]
    assert list(numerators(P("50"), 300)) == [149, 150, 151]
    assert not numerators(P("120"), 43)
    assert percentage_n(P("33"), range(1, 7)) == (3, 6)
    with pytest.raises(ValueError, match="at least one answer"):
        numerators(P("50"), 0)


@pytest.mark.parametrize("top", [5, 7, 11])
@pytest.mark.parametrize(("mean", "sd"), [("3.45", "1.02"), ("4.02", "1.67"), ("1.03", "0.17")])
def test_every_n_up_to_300_is_decided_in_under_a_second(top: int, mean: str, sd: str) -> None:
    start = time.process_time()
    screening = grimmer_screen(P(mean), P(sd), range(2, 301), Domain.observed(1, top))
    assert time.process_time() - start < 1.0
    assert screening.undecided_n() == ()


def test_a_screening_is_read_by_n() -> None:
    screening = grim_screen(P("3.33"), (3, 4, 6))
    assert screening[3].possible
    assert not screening[4].possible
    assert [verdict.n for verdict in screening] == [3, 4, 6]
    with pytest.raises(KeyError):
        screening[5]


def _published_rows() -> list[dict[str, str]]:
    with (PUBLISHED / "mapping_summary.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _published_rows(), ids=lambda row: f"{row['group']}-{row['item']}")
def test_every_published_row_is_decided_for_every_n(row: dict[str, str]) -> None:
    mean = P(row["mean"], int(row["decimals_mean"]))
    sd = P(row["sd"], int(row["decimals_sd"]))
    domain = Domain.observed(int(row["min"]), int(row["max"]))
    screening = grimmer_screen(mean, sd, range(1, 44 if row["group"] == "police" else 6), domain)
    assert screening.undecided_n() == ()
    for verdict in screening:
        if verdict.witness is None or verdict.roundings is None:
            continue
        centre, variance = moments_of(verdict.witness)
        assert print_fraction(centre, mean.decimals, verdict.roundings.mean) == mean
        assert verdict.roundings.sd is not None
        assert print_root(variance, sd.decimals, verdict.roundings.sd) == sd
        assert verdict.witness[0] == int(row["min"])
        assert verdict.witness[-1] == int(row["max"])


def test_a_mean_outside_its_limits_is_said_to_be_there_and_nothing_of_the_sd() -> None:
    verdict = grimmer(P("6.00"), P("1.00"), 10, Domain.observed(1, 5))
    assert verdict.outcome is Outcome.IMPOSSIBLE
    assert "cannot be reached by n = 10 between the limits" in verdict.reason


@pytest.mark.parametrize(
    ("mean", "sd", "n", "domain", "least"),
    [
        ("1667", "35.679", 300, Domain(1000, 2000, 10), 0),  # too hard to count: that is said, soon
        ("54752.6", "38202.811", 200, Domain(1, 100001), 11),
        ("1575", "556.933486", 200, Domain(1000, 6000), 11),
    ],
)
def test_data_sets_of_many_people_and_wide_ranges_are_counted_in_a_moment(
    mean: str, sd: str, n: int, domain: Domain, least: int
) -> None:
    start = time.process_time()
    counted = count_datasets(P(mean), P(sd), n, domain)
    assert time.process_time() - start < 1.5
    assert counted.count >= least  # more than ten are enough to say that no reader can work the answers out
    assert not counted.exact
