"""Agreement by several units, and what is made of codings: saturation, matrices, cases, quotes, candidates."""

from __future__ import annotations

import math

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from triangulate.analysis.candidates import candidate_themes, uncoded_turns
from triangulate.analysis.codepatterns import (
    case_matrix,
    cooccurrence,
    negative_cases,
    saturation,
    valence_by_area,
)
from triangulate.analysis.disagreements import disagreements
from triangulate.analysis.framework import framework_matrix
from triangulate.analysis.intercoder import code_agreement
from triangulate.analysis.intercoder_sets import (
    boundary_agreement,
    masi_alpha,
    masi_distance,
    unitising_alpha,
)
from triangulate.analysis.intercoder_units import side_by_side, turns_of, weighted_agreement
from triangulate.analysis.machine import by_practitioner, machine_against_humans
from triangulate.analysis.quotes import quote_bank, suggest_quotes
from triangulate.coding.codebook_diff import codebook_diff
from triangulate.coding.supervised import suggest
from triangulate.problems import Problems
from triangulate.source import Source
from triangulate.study.model import Code, Codebook, Group
from triangulate.study.quotes import Chosen, read_chosen, still_there

pytestmark = pytest.mark.fast
GROUPS = (Group("p", "Police"), Group("n", "Probation"))
BOOK = Codebook(
    "1",
    (
        Code("area", "Area", "a_priori", ""),
        Code("area_positive", "For", "a_priori", "", parent="area"),
        Code("area_negative", "Against", "a_priori", "", parent="area"),
        Code("other", "Other", "emergent", ""),
    ),
)


def codings(*rows: tuple[str, int, int, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["document", "start", "end", "code", "coder"])
    frame["group"] = frame["document"].str[0]
    frame["stage"] = "independent"
    frame["line"] = 1
    frame["text"] = "x"
    return frame


def segments(**documents: int) -> pd.DataFrame:
    """Each document as turns of two sentences of 10 characters."""
    rows = [
        (d, t, s, "participant", 20 * t + 10 * s, 20 * t + 10 * s + 10, t + 1)
        for d, turns in documents.items()
        for t in range(turns)
        for s in range(2)
    ]
    return pd.DataFrame(rows, columns=["document", "turn", "sentence", "role", "start", "end", "line"])


SAID = segments(p1=4, p2=4, n1=4)
DOCUMENTS = pd.DataFrame({"document": ["p1", "p2", "n1"], "group": ["p", "p", "n"]})


def test_two_coders_agree_as_statsmodels_and_krippendorff_have_it_by_every_unit() -> None:
    rng = np.random.default_rng(5)
    rows = []
    for coder in "ab":
        for document in ("p1", "p2", "n1"):
            for start in rng.choice(78, 4, replace=False):
                rows.append((document, int(start), int(start) + int(rng.integers(1, 25)), "other", coder))
    table = codings(*rows)
    found = side_by_side(table, SAID, ["other"], ["a", "b"], rolled_up=BOOK, seed=1, repetitions=50)
    for kind, step in (("turn", 20), ("sentence", 10), ("character", 1)):
        units = [(d, s, s + step) for d in ("p1", "p2", "n1") for s in range(0, 80, step)]
        judged = [
            [
                int(any(c.document == d and c.start < e and s < c.end for c in own.itertuples()))
                for d, s, e in units
            ]
            for _, own in table.groupby("coder")
        ]
        row = found[found["unit"] == kind].iloc[0]
        counts = np.zeros((2, 2))
        np.add.at(counts, (judged[0], judged[1]), 1)
        assert row["n_units"] == len(units)
        assert row["kappa"] == pytest.approx(cohens_kappa(counts, return_results=False))
        alpha = krippendorff.alpha(np.array(judged, dtype=float), level_of_measurement="nominal")
        assert row["alpha_nominal"] == pytest.approx(alpha)
        assert row["agree_pct"] == pytest.approx(100 * np.mean(np.equal(*judged)))
        assert row["kappa_ci_low"] <= row["kappa"] <= row["kappa_ci_high"]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_weighted_sums_give_what_code_agreement_gives(data: st.DataObject) -> None:
    n = data.draw(st.integers(2, 12))
    value = st.sampled_from([0.0, 1.0, math.nan])
    matrices = {
        coder: pd.DataFrame({"c": data.draw(st.lists(value, min_size=n, max_size=n))}) for coder in "abc"
    }
    plain = code_agreement(matrices).iloc[0]
    documents = pd.Series([str(i % 2) for i in range(n)])
    found = weighted_agreement(matrices, documents, seed=1, repetitions=10)
    if len(found) and found.iloc[0]["n_units"] == plain["n_units"]:
        for name in ("agree_pct", "kappa", "alpha_nominal"):
            assert found.iloc[0][name] == pytest.approx(plain[name], nan_ok=True)


def test_the_interval_is_the_same_for_the_same_seed() -> None:
    table = codings(("p1", 0, 20, "other", "a"), ("p1", 0, 15, "other", "b"), ("p2", 5, 9, "other", "a"),
                    ("p2", 40, 50, "other", "b"), ("n1", 0, 9, "other", "a"), ("n1", 0, 9, "other", "b"))  # fmt: skip
    once, again = (side_by_side(table, SAID, ["other"], ["a", "b"], rolled_up=BOOK, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)


def test_one_coder_has_no_agreement() -> None:
    table = codings(("p1", 0, 20, "other", "a"))
    assert side_by_side(table, SAID, ["other"], ["a"], rolled_up=BOOK, seed=1).empty


def test_masi_is_as_passonneau_defines_it() -> None:
    # Passonneau 2006, LREC, section 4: M is 1, 2/3, 1/3 or 0.
    assert masi_distance("ab", "ab") == 0 and masi_distance("", "") == 0
    assert masi_distance("ab", "a") == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance("ab", "bc") == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance("a", "b") == 1 and masi_distance("a", "") == 1


def test_alpha_of_sets_is_krippendorff_where_sets_are_single() -> None:
    # Sets of one code or none are nominal judgements: MASI is then 0 or 1.
    rng = np.random.default_rng(2)
    given_ = rng.integers(0, 3, (2, 30))
    matrices = {
        coder: pd.DataFrame({c: (row == k).astype(float) for k, c in enumerate("xy", start=1)})
        for coder, row in zip("ab", given_, strict=True)
    }
    oracle = krippendorff.alpha(given_.astype(float), level_of_measurement="nominal")
    assert masi_alpha(matrices) == pytest.approx(oracle)


def test_unitising_alpha_is_the_textbooks() -> None:
    # Krippendorff 2004, Content Analysis, 2nd ed., p. 254: continuum from 150 to 450, categories c and k.
    c = [[(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]]
    k = [[(30, 90), (150, 200)]] * 2
    assert unitising_alpha(c, 300) == pytest.approx(0.7286, abs=1e-4)
    assert unitising_alpha(k, 300) == pytest.approx(1)
    assert math.isnan(unitising_alpha([[], []], 300))


def test_boundaries_are_judged_only_where_all_coders_coded() -> None:
    table = codings(
        ("p1", 0, 10, "area_positive", "a"), ("p1", 0, 10, "area_negative", "b"), ("p2", 0, 9, "area", "a")
    )
    found = boundary_agreement(
        table, turns_of(SAID), {"area": ("area", "area_positive", "area_negative"), "other": ("other",)}, ["a", "b"]
    ).set_index("code")["alpha_unitising"]  # fmt: skip
    assert found["area"] == 1 and math.isnan(found["other"])


def test_disagreements_list_the_codes_that_one_coder_gave_alone() -> None:
    table = codings(
        ("p1", 0, 15, "area", "a"), ("p1", 3, 12, "area", "b"), ("p1", 5, 9, "other", "b"), ("p2", 0, 5, "area", "a")
    )  # fmt: skip
    found = disagreements(table, turns_of(SAID), {"p1": "word " * 16}, ["a", "b"])
    assert found[["document", "only_first", "only_second", "both"]].values.tolist() == [
        ["p1", "", "other", "area"]
    ]


def test_a_machine_is_measured_against_the_counted_human_and_set_in_ratio_to_the_others() -> None:
    table = codings(
        ("p1", 0, 5, "other", "a"), ("p1", 20, 25, "other", "a"), ("p1", 0, 5, "other", "b"),
        ("p1", 0, 5, "other", "m"), ("p1", 40, 45, "other", "m"), ("p2", 0, 5, "other", "m"),
    )  # fmt: skip
    kinds = {"turn": turns_of(SAID)}
    found = machine_against_humans(
        table, kinds, BOOK, "m", ["a", "b"], ["p1", "p2", "n1"], table[table["coder"] == "a"]
    )
    row = found.set_index("code").loc["other"]
    assert (row["n_units"], row["human_n"], row["machine_n"], row["both_n"]) == (4, 2, 2, 1)
    assert row["precision"] == row["recall"] == 0.5
    # p1's four turns: a 1100, b 1000, m 1010.
    ab, am, bm = (
        cohens_kappa(np.array(table), return_results=False)
        for table in ([[1, 1], [0, 2]], [[1, 1], [1, 1]], [[1, 0], [1, 2]])
    )
    assert row["kappa"] == pytest.approx((am + bm) / 2) and row["kappa_humans"] == pytest.approx(ab)
    assert row["ratio"] == pytest.approx(row["kappa"] / row["kappa_humans"])
    spread = by_practitioner(
        table, kinds["turn"], BOOK, "m", table[table["coder"] == "a"], ["p1", "p2", "n1"]
    )
    assert spread["document"].tolist() == ["p1"]


def test_case_matrix_has_every_interview_and_counts_codes_below() -> None:
    frame = case_matrix(codings(("p1", 0, 5, "area_positive", "a")), DOCUMENTS, BOOK).set_index("document")
    assert frame.loc["p1", ["area", "area_positive", "area_negative"]].tolist() == [1, 1, 0]
    assert frame.loc["n1", ["area", "other"]].tolist() == [0, 0]


def test_codes_of_one_turn_come_together_but_not_a_code_with_its_own_area() -> None:
    table = codings(
        ("p1", 0, 5, "area", "a"), ("p1", 6, 9, "area_positive", "a"), ("p1", 12, 15, "other", "a")
    )
    found = cooccurrence(table, turns_of(SAID), BOOK)
    assert found[["first", "second", "units_n"]].values.tolist() == [
        ["area", "other", 1],
        ["area_positive", "other", 1],
    ]


def test_an_interview_against_its_groups_leaning_is_a_negative_case() -> None:
    many = pd.DataFrame({"document": [f"p{i}" for i in range(5)], "group": "p"})
    table = codings(
        *((f"p{i}", 0, 5, "area_positive", "a") for i in range(4)), ("p4", 0, 5, "area_negative", "a")
    )
    found = negative_cases(table, many, BOOK, GROUPS)
    assert found[["area", "group", "leaning", "document"]].values.tolist() == [
        ["area", "p", "positive", "p4"]
    ]
    valence = valence_by_area(table, many, BOOK, GROUPS).set_index(["area", "group"]).loc[("area", "p")]
    assert (valence["interviews_positive"], valence["interviews_negative"], valence["interviews_both"]) == (
        4,
        1,
        0,
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcd")), min_size=1, max_size=20))
def test_saturation_never_falls_and_ends_at_all_codes(pairs: list[tuple[int, str]]) -> None:
    documents = pd.DataFrame({"document": [str(i) for i in range(6)], "group": "p"})
    table = pd.DataFrame([(str(d), c) for d, c in pairs], columns=["document", "code"])
    curve = saturation(table, documents, seed=1, permutations=30)
    assert len(curve) == 6
    assert (curve["codes_mean"].diff().dropna() >= -1e-9).all()
    last = curve.iloc[-1]
    assert last["codes_low"] == last["codes_mean"] == last["codes_high"] == table["code"].nunique()
    assert curve["new_mean"].sum() == pytest.approx(last["codes_mean"])
    pd.testing.assert_frame_equal(curve, saturation(table, documents, seed=1, permutations=30))


def bank(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """document, code and text of passages, as a quote bank."""
    frame = codings(*((d, 100 * i, 100 * i + 90, c, "a") for i, (d, c, _) in enumerate(rows)))
    frame["text"] = [text for _, _, text in rows]
    said = pd.DataFrame(
        {"document": frame["document"], "role": "participant", "start": frame["start"], "end": frame["end"]}
    )
    return quote_bank(frame, said, BOOK)


LONG = "We went through every part of it twice and I came out of the room knowing what to do with {}."


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p1", "p2", "p3", "n1", "n2"]), st.sampled_from([c.id for c in BOOK.codes])
        ),
        max_size=14,
    )
)
def test_no_practitioner_is_suggested_twice_and_no_place_is_left_that_could_be_filled(
    rows: list[tuple[str, str]],
) -> None:
    passages = bank(*((d, c, LONG.format(i)) for i, (d, c) in enumerate(rows)))
    chosen = suggest_quotes(passages)
    assert chosen["document"].is_unique
    assert not chosen.duplicated(["area", "group", "valence"]).any()
    keys = ["area", "group", "valence"]
    filled = set(chosen[keys].itertuples(index=False, name=None))
    free = passages[~passages["document"].isin(chosen["document"])]
    assert all(key in filled for key in free[keys].itertuples(index=False, name=None))


def test_a_chosen_quote_comes_in_and_takes_its_place_and_speaker() -> None:
    passages = bank(
        ("p1", "other", LONG.format("one")),
        ("p1", "area", LONG.format("two")),
        ("p2", "other", LONG.format("three")),
    )
    third = passages.iloc[-1]
    found = suggest_quotes(passages, chosen=[third["quote"]])
    assert third["quote"] in set(found["quote"])
    assert found[["document", "area"]].values.tolist().count(["p1", "area"]) == 1
    assert len(found) == 2


def test_a_chosen_quote_whose_words_changed_is_said_and_not_used(tmp_path) -> None:  # type: ignore[no-untyped-def]
    source = Source("config/quotes.yaml")
    entries = [Chosen(q, h, source.at(line=i)) for i, (q, h) in enumerate(
        [("q-1", "aa"), ("q-2", "bb"), ("q-3", "cc"), ("q-4", "dd")], start=1
    )]  # fmt: skip
    problems = Problems()
    assert still_there(entries, {"q-1": "aa", "q-2": "xx", "q-9": "cc"}, problems) == ("q-1",)
    assert [p.code for p in problems] == ["quotes.changed", "quotes.recoded", "quotes.gone"]
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "quotes.yaml").write_text("quotes:\n  - {quote: q-1, sha256: AA}\n  - nonsense\n")
    (kept,) = read_chosen(tmp_path, problems)
    assert (kept.quote, kept.sha256, kept.source.line) == ("q-1", "aa", 2)
    assert problems.errors[0].code == "quotes.shape"


def test_the_framework_matrix_has_a_cell_for_every_interview_and_area() -> None:
    table = codings(("p1", 0, 90, "area_positive", "a"), ("p1", 100, 190, "area_negative", "a"))
    table["text"] = [LONG.format("it"), "Short."]
    said = pd.DataFrame({"document": ["p1"] * 2, "role": "participant", "start": [0, 100], "end": [90, 190]})
    found = framework_matrix(table, DOCUMENTS, BOOK, quote_bank(table, said, BOOK)).set_index(
        ["document", "area"]
    )
    assert len(found) == 3 * 2
    cell = found.loc[("p1", "area")]
    assert (
        cell["leaning"] == "mixed"
        and cell["summary"] == "For; Against"
        and cell["quote"] == LONG.format("it")
    )
    assert found.loc[("n1", "area"), "summary"] == ""


def test_candidates_find_the_topic_that_was_put_in_and_are_the_same_again() -> None:
    topics = ["parking permit barrier", "canteen breakfast coffee", "uniform boots jacket"]
    texts = [f"{t} {t} number{i}" for i in range(12) for t in topics]
    passages = pd.DataFrame(
        {"document": [f"d{i % 7}" for i in range(len(texts))], "start": 0, "end": 1, "line": 1, "text": texts}
    )
    found = candidate_themes(passages, seed=4, themes=3, terms=3)
    assert {frozenset(t.split(", ")) for t in found.themes["terms"]} == {frozenset(t.split()) for t in topics}
    assert (found.themes["stability"] == 1).all()
    pd.testing.assert_frame_equal(
        found.passages, candidate_themes(passages, seed=4, themes=3, terms=3).passages
    )
    assert candidate_themes(passages.head(3), seed=4).themes.empty


def test_a_turn_with_a_coding_is_not_looked_at_for_candidates() -> None:
    text = "word " * 16
    long = pd.DataFrame({"document": ["p1", "p1"], "start": [0, 80], "end": [80, 160], "line": [1, 2]})
    found = uncoded_turns(long, codings(("p1", 5, 9, "other", "a")), {"p1": text * 2})
    assert found["start"].tolist() == [80]


def test_the_coder_that_suggests_never_learns_from_the_interview_it_is_asked_about() -> None:
    # The only coded word is an interview's own: held out, it cannot be learnt.
    rows, texts = [], {}
    for d in range(6):
        own = f"mark{d}" * 2
        texts[f"d{d}"] = "".join(
            f"{own if s % 2 else 'plain'} common words here. ".ljust(40) for s in range(10)
        )
        rows += [(f"d{d}", 40 * s, 40 * s + 40, "other", "a") for s in range(1, 10, 2)]
    units = pd.DataFrame(
        [(d, 40 * s, 40 * s + 40, 1) for d in texts for s in range(10)],
        columns=["document", "start", "end", "line"],
    )
    found = suggest(codings(*rows), units, texts, {"other": ("other",)}, seed=1, folds=3)
    assert found.scores.iloc[0]["sentences_n"] == 30
    assert found.suggestions.equals(
        suggest(codings(*rows), units, texts, {"other": ("other",)}, seed=1, folds=3).suggestions
    )
    assert not any(
        "mark" in text and p > 0.99 for text, p in found.suggestions[["text", "probability"]].values
    )


def test_a_codebook_diff_says_what_changed_and_what_it_does_to_the_counts() -> None:
    after = Codebook(
        "2",
        (
            Code("area", "Area", "a_priori", "new words"),
            Code("area_positive", "For", "a_priori", "", parent="area"),
            Code("other", "Other", "emergent", "", parent="area"),
            Code("fresh", "Fresh", "emergent", ""),
        ),
    )
    found = codebook_diff(BOOK, after, {"area_positive": 2, "area_negative": 3, "other": 4})
    rows = {(r.code, r.change, r.field): (r.passages_before, r.passages_after) for r in found.itertuples()}
    assert rows == {
        ("area", "changed", "definition"): (5, 6),
        ("other", "changed", "parent"): (4, 4),
        ("fresh", "added", ""): (0, 0),
        ("area_negative", "removed", ""): (3, 0),
    }
    assert codebook_diff(BOOK, BOOK).empty
