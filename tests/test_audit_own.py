"""Our own report under the same audit: it passes, and every kind of tampering is noticed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest
from arms_facts import arms, arms_facts
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from triangulate.audit.own import NOT_CHECKED, RISK, Check, Reported, audit_own
from triangulate.audit.own_tests import pairs_won, rank_p, wilson
from triangulate.audit.risk import Level
from triangulate.facts.fact import PlacedFact
from triangulate.facts.gather import write_facts
from triangulate.pipeline.audit import write_self_audit
from triangulate.study.model import ItemType


def reported() -> dict[str, Reported]:
    return {id: Reported(id, f.value, f.display, f.unit, f.n, "published") for id, f in arms_facts().items()}


def audited(facts: dict[str, Reported]) -> list[Check]:
    study = arms()
    assert study.mapping is not None
    assert study.statements is not None
    types: dict[str, ItemType] = {item.id: item.type for item in study.mapping.instrument.items}
    themes = {s.id: s.theme for s in study.statements.instrument.statements}
    return audit_own(facts, [group.id for group in study.groups], types, themes)


def test_nothing_that_our_own_report_prints_is_impossible() -> None:
    checks = audited(reported())
    wrong = [check for check in checks if check.cannot_hold]
    assert wrong == []
    counted = Counter(check.check for check in checks if check.verdict == "possible")
    assert counted["mean and SD against n"] == 46
    assert counted["share of n"] >= 52
    assert counted["U from counts"] == 26
    assert counted["p from statistic"] >= 31 + 6
    assert counted["Holm from the family"] == 31
    assert counted["mean of percentages"] == 10
    # What is left over are bootstrap intervals and pooled percentages, and it is listed.
    left = {check.fact.rpartition(".")[2] for check in checks if check.verdict == NOT_CHECKED}
    assert left == {
        "agree_pct_mean_ci_low", "agree_pct_mean_ci_high", "agree_pct_pooled", "diff_ci_low",
        "diff_ci_high",
    }  # fmt: skip


def test_rows_that_would_give_answers_away_are_named_before_release() -> None:
    risks = [check for check in audited(reported()) if check.check == RISK]
    given = {check.fact for check in risks if check.verdict == Level.GIVEN_AWAY}
    assert "mapping.nps.mappa_3.mean" in given
    assert not any(fact.startswith("mapping.police.") for fact in given)


@pytest.mark.parametrize(
    ("fact", "display"),
    [
        ("mapping.police.rsos_managed.mean", "1,176.28"),
        ("mapping.police.rsos_managed.sd", "772.50"),
        ("mapping.nps.mappa_3.sd", "5.70"),
        ("cumulative_link.all_statements.p_wald", "<0.00000001"),
        ("statements.police.training_thorough.agree_pct", "92%"),
        ("statements.police.training_thorough.agree_ci_low", "70%"),
        ("themes.nps.training.agree_pct_mean", "51%"),
        ("comparison.training_thorough.u", "123.0"),
        ("comparison.training_thorough.p", "0.999"),
        ("comparison.training_thorough.p_holm", "0.001"),
        ("comparison.training_thorough.rank_biserial", "0.99"),
        ("comparison.training_thorough.cles", "0.01"),
        ("comparison.training_thorough.diff_pct", "1"),
        ("comparison.training_thorough.diff_ci_high", "99"),
        ("cumulative_link.all_statements.p_wald", "0.500"),
    ],
)
def test_a_tampered_display_is_noticed(fact: str, display: str) -> None:
    facts = reported()
    assert facts[fact].display != display
    facts[fact] = dataclasses.replace(facts[fact], display=display)
    assert fact in {check.fact for check in audited(facts) if check.cannot_hold}


def test_counts_that_do_not_add_up_are_noticed() -> None:
    facts = reported()
    id = "statements.nps.training_thorough.count.1"
    value = facts[id].value
    assert isinstance(value, int)
    facts[id] = dataclasses.replace(facts[id], value=value + 1)
    assert "statements.nps.training_thorough.n" in {c.fact for c in audited(facts) if c.cannot_hold}


def test_a_percentage_outside_its_bounds_is_noticed() -> None:
    fact = Reported("themes.x.y.agree_pct_pooled", 101.0, "101%", "per cent", 5, "published")
    (check,) = audit_own({fact.id: fact}, ["x"], {}, {})
    assert check.cannot_hold


def test_an_interval_is_held_against_the_size_of_its_group() -> None:
    # By hand: 3 of 4 in a group of 10, f = 6/9, c = f·1.959964²/4 = 0.640243; limits
    # (0.75 + c/2 ± √(c·0.1875 + c²/4))/(1 + c) = 36.4823 and 94.0010 per cent; without f 30.06 and 95.44.
    def interval(low: float, high: float, size: int | None) -> list[bool]:
        values = {"n": 4, "agree_n": 3, "agree_ci_low": low, "agree_ci_high": high}
        facts = {
            f"statements.x.s.{m}": Reported(f"statements.x.s.{m}", v, str(v), "", 4, "published")
            for m, v in values.items()
        }
        checks = audit_own(facts, ["x"], {}, {"s": "t"}, {} if size is None else {"x": size})
        return [c.cannot_hold for c in checks if c.check == "interval from counts"]

    assert interval(36, 94, 10) == [False, False] and interval(30, 95, None) == [False, False]
    assert interval(30, 95, 10) == [True, True] and interval(36, 94, None) == [True, True]
    assert interval(36, 94, 3) == [True, True], "four answers of a group of three"


def test_the_table_is_written_whole(tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    placed = [PlacedFact(fact, "notebook.ipynb", "cell") for fact in arms_facts().values()]
    write_facts(facts, placed)
    checks = write_self_audit(arms(), facts, tmp_path / "self_audit.csv")
    lines = (tmp_path / "self_audit.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "fact,check,display,n,verdict,reason,status"
    assert len(lines) == len(checks) + 1
    assert not any(check.cannot_hold for check in checks)


@pytest.mark.fast
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6).filter(
        lambda counts: sum(a for a, _ in counts) > 0 and sum(b for _, b in counts) > 0
    )
)
def test_our_rank_test_is_scipys(counts: list[tuple[int, int]]) -> None:
    first, second = ([c[i] for c in counts] for i in (0, 1))
    x = [value for value, count in enumerate(first) for _ in range(count)]
    y = [value for value, count in enumerate(second) for _ in range(count)]
    u = pairs_won(first, second)
    _, p = rank_p(u, len(x), len(y), [a + b for a, b in counts])
    if len(set(x + y)) == 1:
        assert p != p  # no variance, no p
        return
    theirs = stats.mannwhitneyu(x, y, method="asymptotic", use_continuity=False)
    assert u == theirs.statistic
    assert p == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-12)


@pytest.mark.fast
def test_our_wilson_interval_is_scipys() -> None:
    for k, n in ((0, 7), (7, 7), (39, 43), (1, 25)):
        theirs = stats.binomtest(k, n).proportion_ci(method="wilson")
        assert wilson(k, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
