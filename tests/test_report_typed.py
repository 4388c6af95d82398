"""Numbers typed by hand in prose: which are results, and which fact was meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.facts.fact import Fact, PlacedFact
from triangulate.report.typed import meant, typed_numbers

pytestmark = pytest.mark.fast


def found(text: str, *allow: str) -> list[str]:
    return [typed.shown for typed in typed_numbers(text, allow)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("About 64 % of them agree.", ["64 %"]),
        ("About 64 per cent agree and 66% do not.", ["64 per cent", "66%"]),
        ("p = 0.03, d = −1.5", ["0.03", "−1.5"]),
        ("Some 1,876 people", ["1,876"]),
        ("1998 answers", ["1998"]),
        ("3 in 4 of them", ["3", "4"]),
        ("Twenty-five of the twenty-nine", ["Twenty-five", "twenty-nine"]),
        ("forty per cent", ["forty per cent"]),
        ("in 2014 per cent", ["2014 per cent"]),
        ("five per cent, 5 percent", ["five per cent", "5 percent"]),
        ("two thirds and three-quarters", ["two thirds", "three-quarters"]),
        ("a hundred, a dozen, ½", ["hundred", "dozen", "½"]),
        ("[in a link 44](https://example.org/45)", ["44"]),
        ("`code 43` and\n\n```\n42\n```", ["43", "42"]),
    ],
)
def test_a_number_that_may_be_a_result_is_found(text: str, numbers: list[str]) -> None:
    assert found(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "In 2014 the police took it up; by 2016 probation had.",
        "December 2017 to February 2018",
        "on 14 March 2018 and 2018-03-01",
        "between 2017 and 2019, (2017–2019), 2017–18",
        "(Name, 2006; Other and others, 2015) and Third (2010)",
        "see section 3.2 and chapter 4",
        "## 2.1 A heading",
        "1. first\n2. second",
        "[a link](https://example.org/2020/17) or https://example.org/5",
        "RM2000 and COVID-19",
        "five areas, two agencies, a third of them, half of each",
        "a note[^1]",
    ],
)
def test_dates_section_numbers_names_and_links_are_no_results(text: str) -> None:
    assert found(text) == []


def test_what_is_allowed_is_allowed_as_a_whole_and_nowhere_else() -> None:
    assert found("a 95 % interval, and 95 % of them", "95 % interval") == ["95 %"]
    assert found("level 2 and level 22", "level 2") == ["22"]


def test_a_number_is_found_on_its_line() -> None:
    assert [typed.line for typed in typed_numbers("a\nb 7\n\nc 8", (), first_line=10)] == [11, 13]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_no_date_is_taken_for_a_result(day: date) -> None:
    for form in ("%d %B %Y", "%Y-%m-%d", "%B %Y", "%B %d, %Y"):
        assert found(f"It began on {day.strftime(form)}, they say.") == []


@given(st.integers(0, 10**6), st.sampled_from(["", " %", "%", " per cent"]))
def test_every_count_and_per_cent_is_found(number: int, unit: str) -> None:
    assert found(f"They were {number}{unit} then.") == [f"{number}{unit}"]


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    list(typed_numbers(text, ["1", text[:5]]))


def fact(id: str, value: float, display: str, status: str = "published") -> PlacedFact:
    return PlacedFact(Fact(id, value, display, "", 30, None, "", "", ""), "n", "c", status)


FACTS = {
    "themes.a.training.agree_pct_mean": fact("themes.a.training.agree_pct_mean", 63.6, "64%"),
    "themes.b.work.agree_pct_mean": fact("themes.b.work.agree_pct_mean", 64.2, "64%"),
    "themes.c.work.agree_pct_mean": fact("themes.c.work.agree_pct_mean", 66.7, "67%"),
    "sample.a.respondents": fact("sample.a.respondents", 64, "64"),
    "secret.a.respondents": fact("secret.a.respondents", 12, "12", "suppressed: few"),
}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Of training 64 % agree", "themes.a.training.agree_pct_mean"),
        ("Of the work 64 % agree", "themes.b.work.agree_pct_mean"),
        ("There were 64 respondents", "sample.a.respondents"),
        ("There were 65 respondents", "is nearest (64)"),
        ("Two thirds agree", "themes.c.work.agree_pct_mean"),
    ],
)
def test_the_hint_names_the_fact_that_prints_the_same_and_fits_the_words(text: str, hint: str) -> None:
    (typed,) = typed_numbers(text)
    assert hint in meant(typed, FACTS)


def test_a_hint_never_gives_away_what_is_held_back() -> None:
    (typed,) = typed_numbers("There were 12 respondents")
    assert "secret" not in meant(typed, FACTS)
    assert meant(typed, {}) == ""
