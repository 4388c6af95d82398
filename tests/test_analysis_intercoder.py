"""Agreement between coders."""

from __future__ import annotations

import math

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triangulate.analysis.intercoder import (
    NO_UNITS,
    NO_VARIATION,
    code_agreement,
    cohen_kappa,
    krippendorff_alpha,
    pair_agreement,
    unit_matrices,
)
from triangulate.study.model import Code, Codebook

pytestmark = pytest.mark.fast
NAN = float("nan")
UNITS = pd.DataFrame({"document": ["d", "d", "d", "e"], "start": [0, 10, 20, 0], "end": [10, 20, 30, 10]})
BOOK = Codebook(
    "1",
    (
        Code("area", "Area", "a_priori", ""),
        Code("child", "Child", "emergent", "", parent="area"),
        Code("leaf", "Leaf", "emergent", "", parent="child"),
        Code("other", "Other", "a_priori", ""),
    ),
)


def codings(*rows):
    return pd.DataFrame(rows, columns=["document", "start", "end", "code", "coder"])


def judged(**coders):
    """Matrices of one code ``c`` from each coder's judgements."""
    return {coder: pd.DataFrame({"c": values}, dtype="float64") for coder, values in coders.items()}


def test_a_unit_carries_a_code_whose_coding_shares_a_character():
    table = codings(("d", 5, 11, "area", "k"), ("d", 20, 20, "other", "k"))
    matrix = unit_matrices(table, UNITS, ["area", "other"], ["k"])["k"]
    assert matrix["area"].tolist()[:3] == [1, 1, 0]
    assert matrix["other"].tolist()[:3] == [0, 0, 0]  # an empty coding at a border shares none


def test_a_coding_that_ends_where_a_unit_starts_does_not_touch_it():
    matrix = unit_matrices(codings(("d", 0, 10, "area", "k")), UNITS, ["area"], ["k"])["k"]
    assert matrix["area"].tolist()[:2] == [1, 0]


def test_a_document_the_coder_never_coded_is_not_judged():
    matrix = unit_matrices(codings(("d", 0, 5, "area", "k")), UNITS, ["area"], ["k"])["k"]
    assert math.isnan(matrix["area"].iloc[3])


def test_an_assigned_document_without_codings_is_judged_empty():
    table = codings(("d", 0, 5, "area", "k"))
    matrix = unit_matrices(table, UNITS, ["area"], ["k", "l"], assigned={"k": ["e"], "l": ["d"]})
    assert matrix["k"]["area"].tolist() == [1, 0, 0, 0]
    assert matrix["l"]["area"].tolist()[:3] == [0, 0, 0] and math.isnan(matrix["l"]["area"].iloc[3])


def test_descendants_count_only_when_rolled_up():
    table = codings(("d", 0, 5, "leaf", "k"), ("d", 12, 15, "area", "k"))
    own = unit_matrices(table, UNITS, ["area", "child"], ["k"])["k"]
    rolled = unit_matrices(table, UNITS, ["area", "child"], ["k"], rolled_up=BOOK)["k"]
    assert own.iloc[:3].to_numpy().tolist() == [[0, 0], [1, 0], [0, 0]]
    assert rolled.iloc[:3].to_numpy().tolist() == [[1, 1], [1, 0], [0, 0]]


def test_two_codings_of_one_code_in_a_unit_count_once():
    table = codings(("d", 0, 3, "area", "k"), ("d", 4, 9, "area", "k"))
    assert unit_matrices(table, UNITS, ["area"], ["k"])["k"]["area"].iloc[0] == 1


def test_kappa_of_a_published_fourfold_table():
    # 20 both, 5 and 10 apart, 15 neither: p_o .7, p_e .5, kappa .4 (as psych::cohen.kappa in R).
    a = np.repeat([1, 1, 0, 0], [20, 5, 10, 15]).astype(float)
    b = np.repeat([1, 0, 1, 0], [20, 5, 10, 15]).astype(float)
    assert cohen_kappa(a, b) == (pytest.approx(0.4, abs=1e-15), "")


def test_alpha_of_krippendorffs_own_binary_example():
    # Krippendorff 2011, Computing Krippendorff's alpha-reliability, section A: two observers: .095.
    a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    alpha, _ = krippendorff_alpha(np.array([a, b], dtype=float))
    assert round(alpha, 3) == 0.095


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from([0.0, 1.0, NAN]), min_size=3, max_size=3), min_size=2, max_size=12))
def test_alpha_equals_the_krippendorff_package_wherever_that_is_defined(units):
    values = np.array(units).T
    alpha, reason = krippendorff_alpha(values)
    pairable = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
    if pairable.size == 0 or len(np.unique(pairable[~np.isnan(pairable)])) < 2:
        assert math.isnan(alpha) and reason
        return
    expected = krippendorff.alpha(reliability_data=pairable, level_of_measurement="nominal")
    assert alpha == pytest.approx(expected, abs=1e-12)


def test_no_variation_is_undefined_with_its_reason():
    row = code_agreement(judged(k=[0, 0, 0], l=[0, 0, 0])).iloc[0]
    assert math.isnan(row["kappa"]) and math.isnan(row["alpha_nominal"])
    assert row["kappa_reason"] == row["alpha_reason"] == NO_VARIATION
    assert (row["agree_pct"], row["n_units"], row["carried_n"]) == (100, 3, 0)


def test_one_constant_coder_has_a_kappa_of_zero():
    assert cohen_kappa(np.array([0.0, 0, 0, 0]), np.array([1.0, 0, 1, 0])) == (0, "")


def test_units_judged_by_one_coder_only_do_not_count():
    row = code_agreement(judged(k=[1, 0, 1, NAN], l=[1, NAN, 0, 1])).iloc[0]
    assert (row["n_units"], row["agree_pct"], row["carried_n"]) == (2, 50, 2)


def test_coders_who_share_no_unit_have_no_agreement():
    row = code_agreement(judged(k=[1, NAN], l=[NAN, 1])).iloc[0]
    assert (row["n_units"], row["kappa_reason"], row["alpha_reason"]) == (0, NO_UNITS, NO_UNITS)
    assert math.isnan(row["agree_pct"])


def test_one_coder_alone_has_no_agreement():
    row = code_agreement(judged(k=[1, 0])).iloc[0]
    assert (row["coders"], row["n_units"], row["kappa_reason"]) == (1, 0, NO_UNITS)
    assert len(code_agreement({})) == 0 and len(pair_agreement({})) == 0


def test_three_coders_have_the_mean_of_the_pairs_kappas():
    matrices = judged(k=[1, 0, 1, 0, 1], l=[1, 0, 0, 0, 1], m=[1, 1, 1, 0, 0])
    pairs = pair_agreement(matrices)
    row = code_agreement(matrices).iloc[0]
    assert pairs[["first", "second"]].to_numpy().tolist() == [["k", "l"], ["k", "m"], ["l", "m"]]
    assert row["kappa"] == pytest.approx(pairs["kappa"].mean())
    assert row["agree_pct"] == pytest.approx(pairs["agree_pct"].mean())


def test_pairs_show_the_fourfold_table():
    row = pair_agreement(judged(k=[1, 1, 0, 0, NAN], l=[1, 0, 1, 0, 1])).iloc[0]
    assert row[["n_units", "both", "first_only", "second_only", "neither"]].tolist() == [4, 1, 1, 1, 1]
    assert (row["agree_pct"], row["kappa"]) == (50, 0)


def test_every_code_has_a_row_in_the_order_asked_for():
    table = codings(("d", 0, 5, "area", "k"), ("d", 0, 5, "area", "l"))
    found = code_agreement(unit_matrices(table, UNITS, ["other", "area"], ["k", "l"]))
    assert found["code"].tolist() == ["other", "area"]
    assert found["n_units"].tolist() == [3, 3]
    assert found["kappa"].isna().tolist() == [True, False]
