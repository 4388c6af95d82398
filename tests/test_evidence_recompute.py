"""The second implementation of every statistic: hand values, and the pipeline's own on any data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from triangulate.analysis import intercoder, persons, proportions, ranks
from triangulate.analysis.mapping_summary import _describe
from triangulate.analysis.omega import one_factor
from triangulate.analysis.reliability import cronbach_alpha, feldt_interval
from triangulate.evidence.recompute import distributions, factor, formulas, joined
from triangulate.evidence.recompute.placing import Text, edits

CLOSE = 1e-9
codes = st.integers(1, 5)
answers = st.lists(codes, min_size=1, max_size=40)


def close(a: float | None, b: float | None) -> bool:
    """Whether two values are one, None and NaN both standing for what is not defined."""
    undefined = [v is None or math.isnan(v) for v in (a, b)]
    if any(undefined):
        return all(undefined)
    assert a is not None and b is not None
    return math.isclose(a, b, rel_tol=CLOSE, abs_tol=1e-12)


@pytest.mark.fast
def test_normal_quantile_and_tail_have_their_tabled_values() -> None:
    # R 4: qnorm(0.975), 2 * pnorm(-3)
    assert distributions.normal_quantile(0.975) == pytest.approx(1.959963984540054, rel=1e-15)
    assert distributions.two_sided_p(3) == pytest.approx(0.002699796063260189, rel=1e-13)


@pytest.mark.fast
@given(st.floats(0.3, 400), st.floats(0.3, 400), st.floats(0, 1))
def test_incomplete_beta_is_that_of_scipy(a: float, b: float, x: float) -> None:
    assert distributions.incomplete_beta(a, b, x) == pytest.approx(
        stats.beta.cdf(x, a, b), rel=1e-10, abs=1e-13
    )


@pytest.mark.fast
@settings(max_examples=60)
@given(st.integers(1, 500), st.integers(1, 5000), st.sampled_from([0.025, 0.5, 0.975]))
def test_f_quantile_is_that_of_scipy(d1: int, d2: int, p: float) -> None:
    assert distributions.f_quantile(p, d1, d2) == pytest.approx(stats.f.ppf(p, d1, d2), rel=1e-9)


@pytest.mark.fast
def test_f_quantile_has_its_tabled_value() -> None:
    # Upper 2.5 per cent point of F(10, 20) in printed tables: 2.77.
    assert round(distributions.f_quantile(0.975, 10, 20), 2) == 2.77


@pytest.mark.fast
def test_wilson_and_newcombe_have_their_published_values() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857 (81 of 263) and 17:873 (56/70 v 48/80, method 10).
    low, high = formulas.wilson(81, 263) or (0, 0)
    assert (round(low, 2), round(high, 2)) == (25.53, 36.62)
    found = formulas.newcombe(56, 70, 48, 80)
    assert found is not None
    assert [round(v, 2) for v in found] == [20.0, 5.24, 33.39]


@pytest.mark.fast
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_intervals_of_percentages_are_those_of_the_pipeline(a: int, b: int, c: int, d: int) -> None:
    k1, n1, k2, n2 = min(a, b), max(a, b), min(c, d), max(c, d)
    expected = [float(v) for v in proportions.newcombe(k1, n1, k2, n2)]
    found = formulas.newcombe(k1, n1, k2, n2) or (None, None, None)
    assert all(close(x, y) for x, y in zip(found, expected, strict=True))
    wilson = formulas.wilson(k1, n1) or (None, None)
    assert all(close(x, float(y)) for x, y in zip(wilson, proportions.wilson(k1, n1), strict=True))


@pytest.mark.fast
@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 40))
def test_intervals_in_a_group_of_known_size_are_those_of_the_pipeline(a: int, b: int, more: int) -> None:
    k, n = min(a, b), max(a, b)
    expected = proportions.wilson(k, n, population=n + more)
    found = formulas.wilson(k, n, n + more) or (None, None)
    # Where the whole group answered the interval is a point, and a root of 1e-33 is what rounding leaves.
    assert all(x is not None and abs(x - float(y)) < 1e-6 for x, y in zip(found, expected, strict=True))


@pytest.mark.fast
def test_mann_whitney_has_a_hand_value() -> None:
    # 1 2 2 against 2 3: of six pairs none is won and two are tied, so u is 1; mid-ranks 1, 3, 3, 3, 5.
    found = formulas.mann_whitney([1, 2, 2], [2, 3])
    assert found.u == 1
    assert found.cles == pytest.approx(1 / 6)
    # Ties of three: variance 6/12 * (6 - 24/20) = 2.4, z = -2/sqrt(2.4).
    assert found.p == pytest.approx(math.erfc(2 / math.sqrt(2.4) / math.sqrt(2)))


@pytest.mark.fast
@given(answers, answers)
def test_rank_tests_are_those_of_the_pipeline(first: list[int], second: list[int]) -> None:
    counts = [np.bincount(values, minlength=6).astype(np.int64) for values in (first, second)]
    expected, found = ranks.mann_whitney(*counts), formulas.mann_whitney(first, second)
    for name in ("u", "p", "cles", "rank_biserial"):
        assert close(getattr(found, name), getattr(expected, name)), name


@pytest.mark.fast
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20))
def test_holm_is_that_of_the_pipeline(p: list[float | None]) -> None:
    expected = ranks.holm(np.array([np.nan if v is None else v for v in p], dtype=np.float64))
    assert all(close(x, float(y)) for x, y in zip(formulas.holm(p), expected, strict=True))


@pytest.mark.fast
@given(st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_descriptions_of_numbers_are_those_of_the_pipeline(values: list[float]) -> None:
    expected = _describe(np.array(values, dtype=np.float64), 0)
    spread = formulas.variance(values)
    found = {
        "mean": formulas.mean(values),
        "sd": None if spread is None else math.sqrt(spread),
        "min": formulas.quantile(values, 0),
        "q1": formulas.quantile(values, 0.25),
        "median": formulas.quantile(values, 0.5),
        "q3": formulas.quantile(values, 0.75),
        "max": formulas.quantile(values, 1),
    }
    scale = max(map(abs, values), default=1.0) or 1.0
    for name, value in found.items():
        both = (None if v is None else v / scale for v in (value, expected[name]))
        assert close(*both), name


@pytest.mark.fast
@settings(max_examples=60)
@given(
    st.integers(2, 6).flatmap(
        lambda k: st.lists(st.lists(codes, min_size=k, max_size=k), min_size=2, max_size=25)
    )
)
def test_alpha_and_its_interval_are_those_of_the_pipeline(cases: list[list[int]]) -> None:
    columns = formulas.varying(cases)
    used = np.array(columns, dtype=np.float64).T if columns else np.empty((len(cases), 0))
    alpha, expected = formulas.alpha(columns), cronbach_alpha(used)
    assert close(alpha, expected)
    if not math.isnan(expected):
        interval = formulas.feldt(alpha, len(cases), len(columns)) or (None, None)
        limits = feldt_interval(expected, len(cases), len(columns))
        assert all(close(x, y) for x, y in zip(interval, limits, strict=True))


@pytest.mark.fast
@pytest.mark.parametrize("seed", range(12))
def test_omega_is_that_of_the_pipeline(seed: int) -> None:
    generator = np.random.default_rng(seed)
    k = int(generator.integers(2, 9))
    trait = generator.normal(size=(60, 1))
    cases = np.clip(
        np.round(3 + trait * generator.uniform(0.2, 1.2, k) + generator.normal(size=(60, k))), 1, 5
    )
    columns = [list(map(float, column)) for column in cases.T]
    assert close(factor.omega(columns), one_factor(np.corrcoef(cases, rowvar=False)).omega)


@pytest.mark.fast
@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_kappa_and_nominal_alpha_are_those_of_the_pipeline(units: list[tuple[bool, bool]]) -> None:
    values = np.array(units, dtype=np.float64).reshape(-1, 2).T
    expected, _ = intercoder.cohen_kappa(values[0], values[1])
    assert close(formulas.cohen([a for a, _ in units], [b for _, b in units]), expected)
    assert close(formulas.krippendorff(units), intercoder.krippendorff_alpha(values)[0])


@pytest.mark.fast
@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [("kitten", "a sitting bird", 2), ("abc", "xxabcxx", 0), ("abc", "", 3), ("abcd", "ab cd", 1)],
)
def test_edits_are_counted_as_by_hand(words: str, text: str, expected: int) -> None:
    assert edits(words, text) == expected


@pytest.mark.fast
@given(st.text("ab ", min_size=1, max_size=8), st.text("ab ", max_size=20))
def test_edits_are_the_least_over_all_parts_of_the_text(words: str, text: str) -> None:
    row = [0] * (len(text) + 1)
    for i, sign in enumerate(words, start=1):
        before, row = row, [i] + [0] * len(text)
        for j, other in enumerate(text, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != other))
    assert edits(words, text) == min(row)


@pytest.mark.fast
@given(st.text("a\n–😀é ", min_size=1, max_size=30), st.data())
def test_offsets_of_every_dialect_lead_to_the_same_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    prepared = Text(text)
    for unit, encoding, width in ((1, "utf-32-le", 4), (2, "utf-16-le", 2), (3, "utf-8", 1)):
        counted = [len(text[:at].encode(encoding)) // width for at in (start, end)]
        assert prepared.span(counted[0], counted[1], (unit, 0, 0)) == (start, end)
        windows = [len(text[:at].replace("\n", "\r\n").encode(encoding)) // width for at in (start, end)]
        assert prepared.span(windows[0], windows[1], (unit, 1, 0)) == (start, end)


@pytest.mark.fast
@given(st.lists(st.lists(codes, max_size=15), min_size=2, max_size=5))
def test_kruskal_wallis_is_that_of_the_pipeline(groups: list[list[int]]) -> None:
    counts = [np.bincount(values, minlength=6).astype(np.int64) for values in groups]
    h, df, p = ranks.kruskal_wallis(counts)
    found = formulas.kruskal_wallis(groups)
    assert close(found.h, h) and found.df == df and close(found.p_chi2, p)


@pytest.mark.fast
@given(st.floats(0, 500), st.integers(1, 60))
def test_the_tail_of_chi_squared_is_scipys(x: float, df: int) -> None:
    assert math.isclose(
        formulas.chi_squared_p(x, df), float(stats.chi2.sf(x, df)), rel_tol=1e-9, abs_tol=1e-300
    )


@pytest.mark.fast
@given(st.lists(st.tuples(codes, st.integers(-2, 2)), max_size=30))
def test_spearman_and_its_interval_are_those_of_the_pipeline(pairs: list[tuple[int, int]]) -> None:
    first, second = (np.array([pair[side] for pair in pairs], float) for side in (0, 1))
    expected = persons.spearman(first, second)
    found = joined._spearman([(float(a), float(b)) for a, b in pairs])
    if close(expected[0], 1.0) or close(expected[0], -1.0):
        return  # where rounding decides whether there is an interval
    assert all(close(a, b) for a, b in zip(expected, found, strict=True))  # type: ignore[arg-type]
