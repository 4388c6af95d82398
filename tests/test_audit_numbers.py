"""Figures as people print them: read where they can mean one thing, refused in words where not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.audit.numbers import (
    NotAFigure,
    as_printed,
    bounds,
    listed,
    read_count,
    read_figure,
    with_thousands,
)
from triangulate.consistency import Printed

pytestmark = pytest.mark.fast
P = Printed.parse


@pytest.mark.parametrize(
    ("text", "figure", "remarks"),
    [
        ("9.70", "9.70", 0),
        (" .85 ", "0.85", 0),
        ("\N{MINUS SIGN}1.5", "-1.5", 0),
        ("\N{EN DASH}1.5", "-1.5", 0),
        ("+2", "2", 0),
        ("1,176.27", "1176.27", 1),
        ("1\N{NO-BREAK SPACE}176.27", "1176.27", 1),
        ("1\N{RIGHT SINGLE QUOTATION MARK}234\N{RIGHT SINGLE QUOTATION MARK}567", "1234567", 1),
        ("66%", "66", 1),
        ("66 %", "66", 1),
        ("(5.36)", "5.36", 1),
        ("(1,234.5)", "1234.5", 2),
    ],
)
def test_what_has_one_meaning_is_read_and_remarked_on(text: str, figure: str, remarks: int) -> None:
    read = read_figure(text)
    assert str(read.printed) == figure
    assert len(read.remarks) == remarks


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no number"),
        ("-", "nothing known"),
        ("%", "no number"),
        ("3,5", "decimal comma"),
        ("1,17", "decimal comma"),
        ("1.234,5", "decimal comma"),
        ("1,234 567", "decimal comma"),
        ("1e3", "exponent"),
        ("1E+99999999999", "exponent"),
        ("<1", "bound"),
        ("\N{LESS-THAN OR EQUAL TO}5", "bound"),
        ("nan", "nothing known"),
        ("Infinity", "no number"),
        ("5 (6)", "more than one"),
        ("3.5.1", "more than one"),
        ("about 7", "more than one"),
        ("seven", "no number"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "more than one"),
        ("9" * 400, "longer"),
        ("0x10", "more than one"),
    ],
)
def test_what_is_no_figure_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(NotAFigure, match=why):
        read_figure(text)


@given(st.text(max_size=40))
def test_no_text_gets_anything_but_a_figure_or_words(text: str) -> None:
    try:
        assert read_figure(text).printed.value.is_finite()
    except NotAFigure as why:
        assert str(why)


def test_decimals_give_back_noughts_and_cannot_take_digits_away() -> None:
    assert str(read_figure("543.7", 2).printed) == "543.70"
    with pytest.raises(NotAFigure, match="more decimals than the 1"):
        read_figure("543.75", 1)


@pytest.mark.parametrize("text", ["0", "-3", "12.5", "n"])
def test_a_number_of_answers_is_whole_and_at_least_one(text: str) -> None:
    with pytest.raises(NotAFigure):
        read_count(text)
    assert read_count("1,234") == 1234
    assert read_count("12.0") == 12


def test_numbers_are_printed_half_up_on_their_shortest_form() -> None:
    assert as_printed(1176.275, 2) == P("1176.28")
    assert as_printed("1,176.27", None) == P("1176.27")
    assert as_printed(7, None) == P("7")
    with pytest.raises(ValueError, match="how many decimals"):
        as_printed(2.5, None)


def test_bounds_hold_under_every_rounding_and_cutting_off() -> None:
    assert bounds(P("100")) == (Fraction(199, 2), Fraction(101))


def test_figures_and_lists_are_written_for_sentences() -> None:
    assert with_thousands(P("1176.27")) == "1,176.27"
    assert with_thousands(P("-3308")) == "\N{MINUS SIGN}3,308"
    assert listed((11, 15, 16, 18, 19, 20)) == "11, 15, 16, 18 to 20"
