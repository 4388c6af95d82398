"""The test of a claim: what it may be, when it holds, and which part of it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.report.predicates import Predicate, Range

pytestmark = pytest.mark.fast

WORDS = {"most": Range(Decimal(60), Decimal(90)), "all_but": Range(Decimal(90), Decimal(100))}
VALUES = {
    "a.x": Decimal(50), "a.y": Decimal(70), "a.z": Decimal(100), "a.verdict": "convergence", "a.none": None,
}  # fmt: skip


def parts(text: str) -> list[tuple[str, bool | None]]:
    return [(p.text, p.holds) for p in Predicate.parse(text, WORDS).evaluate(VALUES, WORDS)]


def holds(text: str) -> bool:
    return all(truth for _, truth in parts(text))


@pytest.mark.parametrize(
    "text",
    [
        '"a.x" > 40',
        "a.x < a.y",
        "40 < a.x < a.y <= 70",
        '"a.y" in most',
        '"a.x" not in most',
        "not a.x in most",
        "a.z in all_but",
        "a.x + 20 == a.y",
        "abs(a.x - a.y) == 20 and min(a.x, a.y) == 50 and max(a.x, a.y, 80) == 80",
        "a.x > 60 or a.y > 60",
        "not (a.x > 60 and a.y > 60)",
        '"a.verdict" == "convergence"',
        '"a.verdict" != "discordance"',
    ],
)
def test_what_is_true_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "a.x > 60",
        "a.y in all_but",
        "not a.y in most",
        "a.none > 0",
        "a.none < 0",
        "a.x / 0 > 1",
        "a.verdict > 1",
    ],
)
def test_what_is_false_or_cannot_be_told_does_not_hold(text: str) -> None:
    assert not holds(text)


def test_only_the_parts_that_fail_are_named() -> None:
    assert parts("a.x > 60 and a.y > 60") == [("a.x > 60", False), ("a.y > 60", True)]
    assert parts("a.x > 60 or a.y > 60") == [("a.y > 60", True)]
    assert parts("not (a.x > 40 or a.y > 90)") == [("not a.x > 40", False), ("not a.y > 90", True)]


def test_the_facts_and_words_of_a_test_are_known() -> None:
    test = Predicate.parse('"a.x" in most and (a.y > 1 or "a.x" > 2)', WORDS)
    assert test.facts == ("a.x", "a.y") and test.words == {"most"}


@pytest.mark.parametrize(
    "text",
    [
        "", "a.x", "a.x + 1", "x > 1", '"x" > 1', "a.x in few", "a.x in most in most", "a.x ** 2 > 1", "a.x > True",
        "a.x is None", "[a.x] > 1", "a.x if a.y else a.z > 1", "__import__('os').x > 1", "(lambda: 1) > 0",
        "max(a.x, key=a.y) > 1", "open('a.b') > 1", '"a.verdict" < "convergence"', "a.x > 1; a.y", "a[0] > 1",
        "(" * 300 + "1" + ")" * 300 + " > 0", "-" * 1500 + "1 > 0", "1 > " + "1" * 3000, f"a.x > {'f.y + ' * 200}1",
    ],
)  # fmt: skip
def test_nothing_else_is_let_through(text: str) -> None:
    try:
        test = Predicate.parse(text, WORDS)
    except ValueError as fault:
        assert str(fault)
    else:
        assert text.startswith("a.x > f.y") and len(test.facts) == 2


numbers = st.integers(-50, 50)


@given(
    numbers, numbers, numbers,
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.sampled_from(["+", "-", "*"]),
    st.sampled_from(["and", "or"]),
    st.booleans(),
)  # fmt: skip
def test_it_holds_exactly_when_python_says_so(
    x: int, y: int, z: int, comparison: str, operator: str, joint: str, negated: bool
) -> None:
    form = "({x} {o} {y} {c} {z} {j} {x} {c} {y})".format
    text = form(x='"f.x"', y='"f.y"', z='"f.z"', o=operator, c=comparison, j=joint)
    plain = form(x=x, y=f"({y})", z=z, o=operator, c=comparison, j=joint)
    if negated:
        text, plain = f"not {text}", f"not {plain}"
    values = {"f.x": Decimal(x), "f.y": Decimal(y), "f.z": Decimal(z)}
    outcome = Predicate.parse(text, {}).evaluate(values, {})
    assert all(part.holds for part in outcome) is eval(plain)


def test_ranges_meet_without_gap_or_overlap() -> None:
    low, high = Range(Decimal(0), Decimal(60)), Range(Decimal(60), Decimal(100))
    for value in (0, 30, "59.999", 60, 99, 100):
        assert low.holds(Decimal(value)) is not high.holds(Decimal(value))
