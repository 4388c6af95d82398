"""Identifiers are told by their shape, and ordinary numbers are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.text.patterns import shapes_of

pytestmark = pytest.mark.fast


def shapes(text: str) -> list[tuple[str, str]]:
    return sorted({(text[s.start : s.end], s.kind) for s in shapes_of(text)})


@pytest.mark.parametrize(
    ("text", "found", "kind"),
    [
        (
            "It's q.fennimore@wessmoor.police.example, all lower case.",
            "q.fennimore@wessmoor.police.example",
            "Email",
        ),
        ("write to spoc-team@example.org.", "spoc-team@example.org", "Email"),
        (
            "it's quenby dot fennimore at wessmoor dot police dot uk",
            "quenby dot fennimore at wessmoor dot police dot uk",
            "Email",
        ),
        ("see https://example.org/a?b=c, page two", "https://example.org/a?b=c", "URL"),
        ("on wessmoor.police.uk somewhere", "wessmoor.police.uk", "URL"),
        ("ring 01632 960123 or", "01632 960123", "Phone"),
        ("on +44 7700 900456.", "+44 7700 900456", "Phone"),
        ("(01632) 960 982", "(01632) 960 982", "Phone"),
        (
            "oh one six three two nine six oh one two three",
            "oh one six three two nine six oh one two three",
            "Phone",
        ),
        ("ask for extension 4471 please", "4471", "Phone"),
        ("near LS9 8RT, that way", "LS9 8RT", "Postcode"),
        ("put in tn23 4qp and", "tn23 4qp", "Postcode"),
        ("EC1A 1BB", "EC1A 1BB", "Postcode"),
        ("my NHS number is 943 476 5919 I think", "943 476 5919", "NHS number"),
        ("it was 9434765919", "9434765919", "NHS number"),
        ("my collar number is 4471", "4471", "Collar number"),
        ("against collar number, 2219, all eleven", "2219", "Collar number"),
        ("PC 873 came", "873", "Collar number"),
        ("Do I need my collar number or anything? It's 5120, if you want", "5120", "Collar number"),
        ("It's 3306 for us, the officer, I know her number off by heart", "3306", "Collar number"),
        ("on 14 March 2018 at", "14 March 2018", "Date"),
        ("the 12th of January", "12th of January", "Date"),
        ("January the 9th, 2018, in", "January the 9th, 2018", "Date"),
        ("the twenty-first of May", "twenty-first of May", "Date"),
        ("since March 2016.", "March 2016", "Date"),
        ("12/01/2018", "12/01/2018", "Date"),
        ("9.2.18 it was", "9.2.18", "Date"),
        ("2018-02-09", "2018-02-09", "Date"),
    ],
)
def test_an_identifier_is_found_whole(text: str, found: str, kind: str) -> None:
    assert (found, kind) in shapes(text)
    # What else is found lies within it, so that nothing beside it is masked.
    assert all(other in found for other, _ in shapes(text))


@pytest.mark.parametrize(
    "text",
    [
        "It takes 7 hours, for 43 forces and 60,000 people.",
        "I've 4471 cases, 3,200 of them low risk, 17.5 per cent.",
        "back in 2014, and from 2014 to 2016",
        "RM2000, level 2, section 4 may apply, 4 may be enough",
        "in March, or May, they march past",
        "ten past nine, 10:30, 9.30 to 5",
        "00:01:02.000 --> 00:01:04.500",
        "a ratio of 1:50, version 3.8.0, £1,200",
        "Next section, if I may. The third set",
        "my number of cases is 120 people this month",
        "first march of the day",
        "on Monday, at Christmas, at Easter",
        "the police.Uk is a country",
        "M1 1st exit",
    ],
)
def test_ordinary_numbers_days_and_times_stay(text: str) -> None:
    assert shapes(text.replace("M1 1st", "m1 1st")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 March 2018", "the 14th of March 2018"),
        ("14 March 2018", "14/03/2018"),
        ("14 March 2018", "March 14th, 2018"),
        ("9 February 2018", "9.2.18"),
        ("the twelfth of January", "12 January"),
    ],
)
def test_two_ways_of_writing_one_date_have_one_key(one: str, other: str) -> None:
    # The first shape is the whole date; ``March 2018`` within it is found after it.
    assert next(shapes_of(one)).key == next(shapes_of(other)).key


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("reference LD21/0638.", ("LD21/0638", "Case number")),
        ("on file, ND/RCT/18/5502, then", ("ND/RCT/18/5502", "Case number")),
        ("the review, it was SFR-GM-2019-017, said", ("SFR-GM-2019-017", "Case number")),
        ("it's 1306714/2022.", ("1306714/2022", "Case number")),
        ("in the file, M20200086, you", ("M20200086", "Case number")),
        ("number 37JJ0042319.", ("37JJ0042319", "Case number")),
        ("on 17 and 18 June", ("17 and 18 June", "Date")),
        ("came on Friday 13 October", ("Friday 13 October", "Date")),
        ("his account was moon_lamp_7.", ("moon_lamp_7", "Handle")),
    ],
)
def test_numbers_of_cases_several_days_and_users_are_found(text: str, shape: tuple[str, str]) -> None:
    assert shape in shapes(text)


def test_words_with_lines_and_hyphens_are_no_identifier_without_a_cue() -> None:
    assert shapes("we used drop_duplicates and SVR-20 with COVID-19") == []


def test_ten_digits_are_an_nhs_number_only_with_the_right_check_digit() -> None:
    # 943 476 5919 is the example of the NHS Data Dictionary.
    assert ("9434765919", "NHS number") in shapes("9434765919")
    assert shapes("9434765918") == []


@given(st.text(alphabet="0123456789 -/.:@aMarchLS\n", max_size=80))
def test_no_text_breaks_the_patterns_and_every_shape_lies_within_it(text: str) -> None:
    for shape in shapes_of(text):
        assert 0 <= shape.start < shape.end <= len(text)
