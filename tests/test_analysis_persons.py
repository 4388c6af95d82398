"""What people said against what the same people ticked."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from triangulate.analysis.answers import answer_matrix
from triangulate.analysis.persons import person_fit, person_scores, spearman, spearman_interval
from triangulate.study.model import Code, Codebook, Group, ScalePoint, Statement, StatementInstrument, Theme

pytestmark = pytest.mark.fast

GROUPS = (Group("g", "G"), Group("h", "H"))
INSTRUMENT = StatementInstrument(
    scale=tuple(ScalePoint(code, str(code), agree=code > 3) for code in range(1, 6)),
    not_applicable=(),
    themes=(Theme("time", "Time"),),
    statements=(Statement("a", "time", "A."), Statement("b", "time", "B.", reverse=True)),
)
BOOK = Codebook(
    "1",
    (
        Code("time", "Time", "a_priori", ""),
        Code("good", "Time: positive", "a_priori", "", parent="time"),
        Code("bad", "Time: negative", "a_priori", "", parent="time"),
    ),
)
ANSWERS = {"p": (5, 1), "q": (4, None), "r": (1, 5), "s": (3, 3)}
DOCUMENTS = pd.DataFrame({"document": ["P.txt", "Q.txt", "R.txt"], "participant_id": ["p", "q", "r"]})
CODINGS = pd.DataFrame(
    [
        ("P.txt", "good"),
        ("P.txt", "good"),
        ("P.txt", "bad"),
        ("P.txt", "time"),
        ("R.txt", "bad"),
        ("Q.txt", "time"),
    ],
    columns=["document", "code"],
)


def matrix():  # type: ignore[no-untyped-def]
    rows = [
        (person, "g", statement, "time", code, "blank" if code is None else "answered")
        for person, codes in ANSWERS.items()
        for statement, code in zip("ab", codes, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["respondent", "group", "statement", "theme", "code", "status"])
    return answer_matrix(frame.astype({"code": "Int64"}), GROUPS, INSTRUMENT)


def test_scores_and_balances_are_what_a_person_works_out_by_hand() -> None:
    scores = person_scores(matrix(), CODINGS, DOCUMENTS, BOOK)
    time = scores[scores["theme"] == "time"].set_index("person")
    # p: answers 5 and 1, the second turned to 5; two passages for, one against. q spoke for neither side.
    assert list(time.index) == ["p", "r"]
    assert time.loc["p", "score"] == 5 and time.loc["p", "balance"] == pytest.approx(1 / 3)
    assert time.loc["r", "score"] == 1 and time.loc["r", "balance"] == -1
    assert set(scores["theme"]) == {"time", "all_themes"}


def test_nothing_is_made_of_too_few_people_or_of_people_all_alike() -> None:
    fit = person_fit(person_scores(matrix(), CODINGS, DOCUMENTS, BOOK), ["time"], GROUPS)
    assert list(fit["group"]) == ["g", "h", "all"] * 2
    assert fit["spearman"].isna().all() and list(fit["persons"])[:3] == [2, 0, 2]
    assert all(map(math.isnan, spearman(np.ones(9), np.arange(9.0))))


def test_no_codings_at_all_give_no_persons() -> None:
    scores = person_scores(matrix(), CODINGS.iloc[:0], DOCUMENTS, BOOK)
    assert scores.empty


def test_spearman_agrees_with_pearson_on_the_ranks() -> None:
    rng = np.random.default_rng(3)
    first, second = rng.integers(1, 5, 40).astype(float), rng.integers(1, 5, 40).astype(float)
    expected = stats.pearsonr(stats.rankdata(first), stats.rankdata(second)).statistic
    assert spearman(first, second)[0] == pytest.approx(expected)


def test_the_interval_is_the_one_worked_out_by_hand() -> None:
    # rho 0.5, n 50: z 0.549306, error sqrt(1.125 / 47) = 0.154714, half 1.959964 times that = 0.303234.
    assert spearman_interval(0.5, 50) == pytest.approx((math.tanh(0.246072), math.tanh(0.852540)), abs=1e-5)
    assert all(map(math.isnan, spearman_interval(1.0, 50)))


def test_the_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    true = 6 / math.pi * math.asin(0.6 / 2)  # Spearman's rho of a bivariate normal with correlation 0.6
    hits = 0
    for _ in range(600):
        x, y = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 60).T
        _, low, high = spearman(x, y)
        hits += low <= true <= high
    assert 0.92 <= hits / 600 <= 0.98
