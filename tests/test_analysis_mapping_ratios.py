"""Parts of wholes on the mapping form, and of how many organisations they speak."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from survey_tables import groups
from triangulate.analysis.mapping_ratios import organisations_asked, parts_of, ratios
from triangulate.analysis.mapping_summary import extremes, returns, summarise
from triangulate.facts.strands import extreme_facts, ratio_facts, returns_facts
from triangulate.study.expressions import Expression
from triangulate.study.model import MappingCheck, MappingInstrument, MappingItem

pytestmark = pytest.mark.fast
NAN = float("nan")
ITEMS = tuple(
    MappingItem(id, id.title(), ("a", "b"), kind)
    for id, kind in {
        "all": "count",
        "high": "count",
        "low": "count",
        "load": "ratio",
        "name": "text",
    }.items()
)


def form(*expressions: str, groups: tuple[str, ...] = ("a", "b")) -> MappingInstrument:
    checks = tuple(
        MappingCheck(f"c{i}", groups, Expression.parse(text), "warning", "no")
        for i, text in enumerate(expressions)
    )
    return MappingInstrument(ITEMS, checks)


def table(values: dict[str, dict[str, float]], group: str = "a") -> pd.DataFrame:
    rows = [
        (group, organisation, item, value)
        for organisation, cells in values.items()
        for item, value in cells.items()
    ]
    frame = pd.DataFrame(rows, columns=["group", "organisation", "item", "value"])
    return frame.astype(dict.fromkeys(("group", "organisation", "item"), "str") | {"value": "float64"})


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("high <= all", [("high", "all")]),
        ("all > high", [("high", "all")]),
        ("high + low <= all", [("high", "all"), ("low", "all")]),
        ("high <= all and low < all", [("high", "all"), ("low", "all")]),
        ("high <= all or low < all", []),
        ("high <= all - low", []),
        ("2 * high <= all", []),
        ("high <= 10", []),
        ("high == all", []),
        ("load <= all", []),
        ("not high <= all", []),
        ("high <= low <= all", []),
    ],
)
def test_a_check_says_what_is_a_part_of_what(expression, parts):
    assert parts_of(form(expression), "a") == parts


def test_a_check_of_another_group_says_nothing():
    assert parts_of(form("high <= all", groups=("b",)), "a") == []


def test_pooled_and_mean_percentages_differ_where_organisations_do():
    cells = table({"x": {"all": 100, "high": 10}, "y": {"all": 10, "high": 9}, "z": {"all": 0, "high": 0}})
    row = ratios(cells, groups("a"), form("high <= all")).iloc[0]
    assert (row["part"], row["whole"], row["n"], row["above_n"]) == ("high", "all", 2, 0)
    assert row["pct_pooled"] == pytest.approx(100 * 19 / 110)
    assert row[["pct_mean", "pct_min", "pct_max"]].tolist() == [50, 10, 90]


def test_an_unanswered_part_or_whole_leaves_the_organisation_out():
    cells = table({"x": {"all": 10, "high": NAN}, "y": {"all": NAN, "high": 9}, "z": {"all": 4, "high": 5}})
    row = ratios(cells, groups("a"), form("high <= all")).iloc[0]
    assert (row["n"], row["above_n"], row["pct_max"]) == (1, 1, 125)


def test_nobody_and_no_checks_give_empty_answers():
    assert len(ratios(table({}), groups("a"), form())) == 0
    row = ratios(table({}), groups("a"), form("high <= all")).iloc[0]
    assert row["n"] == 0 and math.isnan(row["pct_mean"])


def test_asked_are_those_of_the_register_and_those_who_answered():
    people = pd.DataFrame({"group": ["a", "a", "b"], "organisation": ["x", "w", None]})
    mapping = table({"x": {"all": 1}, "y": {"all": 1}})
    assert organisations_asked(people, mapping, groups("a", "b")) == {"a": 3}


def test_facts_of_returns_are_silent_on_what_is_not_known():
    mapping = table({"x": {"all": 1, "high": NAN}})
    came = returns(mapping, groups("a"), form())
    ids = {fact.id for fact in returns_facts(came)}
    assert "returns.a.unanswered" in ids and "returns.a.asked" not in ids
    known = {f.id: f for f in returns_facts(returns(mapping, groups("a"), form(), asked={"a": 2}))}
    assert known["returns.a.return_pct"].value == 50 and known["returns.a.asked"].n is None


def test_extremes_are_named_up_to_three():
    mapping = table({name: {"all": 1} for name in "vwxyz"} | {"NA": {"all": 9}})
    instrument = form()
    summary = summarise(mapping, groups("a"), instrument)
    facts = {f.id: f for f in extreme_facts(extremes(mapping, groups("a"), instrument), summary)}
    assert facts["mapping.a.all.largest"].value == "NA"
    assert facts["mapping.a.all.smallest"].value == "v; w; x and 2 more"
    assert facts["mapping.a.all.largest"].n == 6
    assert not any(".high." in id for id in facts)


def test_no_forms_give_no_extreme_facts():
    instrument = form()
    summary = summarise(table({}), groups("a"), instrument)
    assert extreme_facts(extremes(table({}), groups("a"), instrument), summary) == []


def test_ratio_facts_name_part_and_whole():
    cells = table({"x": {"all": 10, "high": 1}})
    facts = {f.id: f for f in ratio_facts(ratios(cells, groups("a"), form("high <= all")))}
    assert facts["ratio.a.high.of_all.pct_pooled"].display == "10%"
