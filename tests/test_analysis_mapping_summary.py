"""Figures of the mapping forms."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from survey_tables import groups
from triangulate.analysis.mapping_summary import extremes, returns, summarise
from triangulate.study.model import MappingInstrument, MappingItem

pytestmark = pytest.mark.fast

FORM = MappingInstrument(
    (
        MappingItem("cases", "Cases", ("a", "b"), "count"),
        MappingItem("load", "Cases an officer", ("a",), "ratio"),
        MappingItem("notes", "Notes", ("a", "b"), "text"),
    ),
    (),
)
NAN = float("nan")


def forms(values: dict[tuple[str, str], list[float]]) -> pd.DataFrame:
    """Forms by (group, organisation): values of the items in the form's order, then the text item."""
    rows = [
        {"group": g, "organisation": o, "item": item, "value": value, "type": "count"}
        for (g, o), cells in values.items()
        for item, value in zip(["cases", "load"] if g == "a" else ["cases"], cells, strict=True)
    ]
    rows += [
        {"group": g, "organisation": o, "item": "notes", "value": NAN, "type": "text"} for g, o in values
    ]
    frame = pd.DataFrame(rows, columns=["group", "organisation", "item", "value", "type"])
    return frame.astype(
        dict.fromkeys(("group", "organisation", "item", "type"), "str") | {"value": "float64"}
    )


SEVEN = forms({("a", f"o{i}"): [v, NAN] for i, v in enumerate((1, 2, 4, 7, 11, 16, 22))})


def test_figures_equal_those_of_r():
    # R: x <- c(1,2,4,7,11,16,22); mean(x); sd(x); quantile(x) (type 7; PSPP's FREQUENCIES the same;
    # EXAMINE, type 6, has 2 and 16).
    row = summarise(SEVEN, groups("a", "b"), FORM).iloc[0]
    assert row[["mean", "min", "max", "median", "q1", "q3"]].tolist() == [9, 1, 22, 7, 3, 13.5]
    assert row["sd"] == pytest.approx(7.7888809636986149, abs=1e-12)
    assert (row["n"], row["missing"]) == (7, 0)


def test_rows_stand_in_declared_order_and_text_items_have_none():
    table = summarise(SEVEN, groups("b", "a"), FORM)
    assert table[["group", "item"]].to_numpy().tolist() == [
        ["b", "cases"],
        ["a", "cases"],
        ["a", "load"],
    ]


def test_an_item_that_nobody_answered_has_nan_and_its_missing_counted():
    row = summarise(SEVEN, groups("a", "b"), FORM).set_index(["group", "item"]).loc[("a", "load")]
    assert (row["n"], row["missing"]) == (0, 7)
    assert math.isnan(row["mean"]) and math.isnan(row["q1"])


def test_a_group_without_forms_keeps_its_rows():
    row = summarise(SEVEN, groups("a", "b"), FORM).set_index(["group", "item"]).loc[("b", "cases")]
    assert (row["n"], row["missing"]) == (0, 0)


def test_one_organisation_has_a_mean_but_no_standard_deviation():
    row = summarise(forms({("b", "x"): [5]}), groups("b"), FORM).iloc[0]
    assert (row["mean"], row["median"], row["q1"]) == (5, 5, 5)
    assert math.isnan(row["sd"])


def test_missing_values_never_enter_a_figure():
    table = summarise(forms({("b", "x"): [4], ("b", "y"): [NAN], ("b", "z"): [6]}), groups("b"), FORM)
    assert table.loc[0, ["n", "missing", "mean"]].tolist() == [2, 1, 5]


def test_an_empty_table_keeps_its_columns_and_types():
    empty = summarise(forms({}), groups("a"), MappingInstrument((), ()))
    assert len(empty) == 0
    assert str(empty["n"].dtype) == "int64" and str(empty["mean"].dtype) == "float64"


def test_returns_count_forms_and_unanswered_items():
    table = forms({("a", "x"): [1, NAN], ("a", "y"): [1, 2], ("b", "x"): [NAN]})
    result = returns(table, groups("a", "b"), FORM, asked={"a": 4}).set_index("group")
    assert result.loc["a", ["asked", "returned", "return_pct", "items", "cells"]].tolist() == [
        4,
        2,
        50,
        2,
        4,
    ]
    assert result.loc["a", ["unanswered", "unanswered_pct", "complete_n"]].tolist() == [1, 25, 1]
    assert result.loc["b", ["returned", "unanswered", "complete_n"]].tolist() == [1, 1, 0]
    assert result["asked"].isna().tolist() == [False, True]


def test_returns_of_a_group_without_forms_are_zero_with_no_percentage():
    row = returns(forms({("a", "x"): [1, 2]}), groups("b"), FORM).iloc[0]
    assert (row["returned"], row["cells"]) == (0, 0)
    assert math.isnan(row["unanswered_pct"])


def test_more_forms_than_asked_for_is_refused():
    with pytest.raises(ValueError, match="only 1"):
        returns(forms({("b", "x"): [1], ("b", "y"): [1]}), groups("b"), FORM, asked={"b": 1})


def test_extremes_name_every_organisation_that_shares_one():
    table = extremes(
        forms({("b", "x"): [4], ("b", "y"): [9], ("b", "NA"): [4], ("b", "z"): [NAN]}), groups("b"), FORM
    )
    assert table[["which", "value", "organisation"]].to_numpy().tolist() == [
        ["min", 4, "x"],
        ["min", 4, "NA"],
        ["max", 9, "y"],
    ]
