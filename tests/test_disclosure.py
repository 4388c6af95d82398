"""What may be printed: each rule over facts, exceptions, and that nothing held back can be worked out."""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triangulate.disclosure import Decision, Evidence, decide
from triangulate.disclosure.appendix import read_appendix, write_decisions
from triangulate.disclosure.cells import blocks_of, held_cells
from triangulate.disclosure.levels import merged_levels, outermost_last
from triangulate.disclosure.magnitudes import dominated, grid_of, row_risk
from triangulate.disclosure.standing import few_interviews, left_out_n
from triangulate.facts.fact import Fact, PlacedFact
from triangulate.study.model import (
    Code,
    Codebook,
    DisclosureException,
    Group,
    Privacy,
    ScalePoint,
    Statement,
    StatementInstrument,
    Theme,
)

pytestmark = pytest.mark.fast
GROUPS = (Group("north", "North"), Group("south", "South"))
SCALE = tuple(ScalePoint(i, f"point {i}", agree=i > 3, neutral=i == 3) for i in range(1, 6))
INSTRUMENT = StatementInstrument(
    SCALE,
    (),
    (Theme("t", "Theme"),),
    tuple(Statement(f"s{i}", "t", f"Statement {i}") for i in (1, 2, 3)),
)
EVIDENCE = Evidence(GROUPS, INSTRUMENT)


def fact(id: str, value: float | int | str | None = 50.0, n: int | None = 40, **more: object) -> PlacedFact:
    parts = id.split(".")
    fields = {
        "group": parts[1] if parts[1] in ("north", "south") else None,
        "display": str(value),
        "unit": "per cent",
        "method": "m",
        "function": "f",
        "rows": id,
        **more,
    }
    return PlacedFact(Fact(id=id, value=value, n=n, **fields), "notebook", "cell")  # type: ignore[arg-type]


def decided(
    facts: list[PlacedFact], privacy: Privacy | None = None, evidence: Evidence = EVIDENCE
) -> dict[str, Decision]:
    made = decide(facts, privacy or Privacy(), evidence)
    return {d.placed.fact.id: d for d in made}


def statuses(*args: object) -> dict[str, str]:
    return {id: d.placed.status for id, d in decided(*args).items()}  # type: ignore[arg-type]


def excepting(*globs: str, **more: object) -> Privacy:
    return Privacy(exceptions=tuple(DisclosureException(g, f"because of {g}") for g in globs), **more)  # type: ignore[arg-type]


def counts_of(statement: str, *values: int, group: str = "north") -> list[PlacedFact]:
    n = sum(values)
    stem = f"statements.{group}.{statement}"
    agree = sum(values[3:])
    return [
        fact(f"{stem}.n", n, n), fact(f"{stem}.agree_n", agree, n), fact(f"{stem}.agree_pct", 100 * agree / n, n),
        *(fact(f"{stem}.count.{code}", value, n) for code, value in enumerate(values, start=1)),
    ]  # fmt: skip


def held(status: dict[str, str], start: str = "") -> set[str]:
    return {id for id, s in status.items() if s != "published" and id.startswith(start)}


def test_a_value_that_rests_on_fewer_than_the_threshold_is_held_back_and_says_so() -> None:
    status = statuses([fact("themes.north.t.alpha", 0.7, 9), fact("themes.south.t.alpha", 0.7, 10)])
    assert status == {
        "themes.north.t.alpha": "suppressed: rests on fewer than 10", "themes.south.t.alpha": "published",
    }  # fmt: skip


def test_a_threshold_of_one_switches_everything_off() -> None:
    everything = [
        fact("mapping.north.item.max", 9, 3), fact("mapping.north.item.mean", 4.0, 1), *counts_of("s1", 1, 1, 0, 1, 1),
        fact("mapping.north.item.median", 3, 4),
    ]  # fmt: skip
    evidence = Evidence(GROUPS, INSTRUMENT, {("north", "item"): [1000.0, 1.0, 1.0]})
    found = decided(everything, Privacy(min_n=1), evidence)
    assert all(d.placed.status == "published" and not d.holds for d in found.values())


def test_extremes_and_names_of_single_organisations_are_held_back_at_any_n() -> None:
    status = statuses(
        [fact("mapping.north.item.min", 0, 400), fact("mapping.north.item.largest", "A body", 400),
         fact("ratio.north.part.of_whole.pct_max", 90.0, 400), fact("mapping.north.item.mean", 4.0, 400)]
    )  # fmt: skip
    assert held(status) == set(status) - {"mapping.north.item.mean"}
    assert set(status.values()) == {"suppressed: is the answer of a single organisation", "published"}


@pytest.mark.parametrize(
    ("name", "n", "shown"),
    [("median", 19, False), ("median", 20, True), ("q1", 39, False), ("q3", 40, True)],
)
def test_quantiles_are_printed_where_every_part_they_cut_is_large_enough(
    name: str, n: int, shown: bool
) -> None:
    id = f"mapping.north.item.{name}"
    assert (statuses([fact(id, 3, n)])[id] == "published") == shown


def test_an_exception_lets_facts_be_printed_and_is_remembered_with_what_it_lifted() -> None:
    found = decided([fact("mapping.north.item.max", 9, 3)], excepting("mapping.NORTH.*"))
    decision = found["mapping.north.item.max"]
    assert decision.placed.status == "published"
    assert [h.rule for h in decision.holds] == ["threshold"]
    assert decision.exception is not None and decision.exception.fact == "mapping.NORTH.*"


def test_small_cells_are_held_back_while_percentages_of_agreement_stay() -> None:
    status = statuses(counts_of("s1", 12, 4, 11, 5, 20))
    # 4 of those who do not agree, with the cells beside it; 5 of those who agree, with 20.
    assert held(status) == {f"statements.north.s1.count.{code}" for code in (1, 2, 3, 4, 5)}
    assert status["statements.north.s1.agree_pct"] == "published"


def test_a_block_with_a_small_cell_is_held_back_whole_noughts_too() -> None:
    found = held_cells({1: 3, 2: 0, 3: 30}, [frozenset({1, 2, 3})], 10)
    assert (found.small, found.complement) == ({1}, {2, 3})


@pytest.mark.parametrize("size", [2, 3, 4])
def test_nobody_who_knows_the_rule_can_work_a_small_cell_out_from_what_is_printed(size: int) -> None:
    """Every table of small counts is tried: the sum, the printed cells and which are held are known, and a
    table that would hold other cells back is ruled out."""
    min_n, block = 4, frozenset(range(1, size + 1))
    told: defaultdict[object, list[tuple[int, ...]]] = defaultdict(list)
    small: dict[object, frozenset[int]] = {}
    for table in itertools.product(range(2 * min_n), repeat=size):
        found = held_cells(dict(enumerate(table, start=1)), [block], min_n)
        printed = tuple(None if code in found.codes else table[code - 1] for code in sorted(block))
        seen = (sum(table), printed)
        told[seen].append(table)
        small[seen] = small.get(seen, frozenset()) | found.small
    for seen, tables in told.items():
        for code in small[seen]:
            assert len({table[code - 1] for table in tables}) > 1, (seen, tables)


def test_a_cell_that_is_the_printed_number_of_agreeing_answers_itself_is_left_alone() -> None:
    assert held_cells({1: 30, 2: 30, 3: 4}, [frozenset({1, 2}), frozenset({3})], 10).codes == frozenset()


def test_an_excepted_cell_is_no_complement_and_what_cannot_be_protected_is_told() -> None:
    found = held_cells({1: 3, 2: 40, 3: 50}, [frozenset({1, 2, 3})], 10, free={2})
    assert (found.complement, found.open) == ({3}, frozenset())
    assert held_cells({1: 3, 2: 40}, [frozenset({1, 2})], 10, free={2}).open == {1}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=7), st.integers(2, 12), st.data())
def test_no_cell_held_back_can_be_worked_out_from_the_printed_ones(
    values: list[int], min_n: int, data: st.DataObject
) -> None:
    """A reader knows n, agree_n and every cell that is printed: another table must fit them too."""
    counts = dict(enumerate(values, start=1))
    agree = frozenset(
        data.draw(st.sets(st.sampled_from(sorted(counts)), min_size=1, max_size=len(values) - 1))
    )
    blocks = [agree, frozenset(counts) - agree]
    found = held_cells(counts, blocks, min_n)
    for block in blocks:
        hidden = sorted(found.codes & block)
        if found.small & block:
            # Of two cells or more with a known sum above nought none is known.
            assert len(hidden) > 1
            assert sum(counts[code] for code in hidden) > 0
        assert all(not 0 < counts[code] < min_n or len(block) == 1 for code in block - found.codes)


def test_the_blocks_are_those_who_agree_and_the_others() -> None:
    assert blocks_of(INSTRUMENT) == (frozenset({4, 5}), frozenset({1, 2, 3}))


def test_a_theme_that_would_tell_its_one_hidden_statement_is_held_back_with_the_difference_of_groups() -> (
    None
):
    facts = [
        fact("statements.north.s1.agree_pct", 40.0, 8), fact("statements.north.s2.agree_pct", 50.0),
        fact("statements.north.s3.agree_pct", 60.0), fact("themes.north.t.agree_pct_mean", 50.0),
        fact("themes.south.t.agree_pct_mean", 70.0), fact("comparison.t.diff_pct", -20.0),
        fact("comparison.t.p", 0.2),
    ]  # fmt: skip
    status = statuses(facts)
    assert held(status) == {
        "statements.north.s1.agree_pct", "themes.north.t.agree_pct_mean", "comparison.t.diff_pct",
    }  # fmt: skip
    assert "percentage of the group" in status["comparison.t.diff_pct"]
    lifted = statuses(facts, excepting("statements.north.s1.*"))
    assert held(lifted) == set()


def test_the_same_statistic_over_a_few_people_less_is_held_back() -> None:
    name = "north.t.agree_pct_mean"
    found = statuses(
        [
            fact(f"themes.{name}", 50.0, 40),
            fact(f"complete.{name}", 52.0, 36),
            fact(f"half.{name}", 52.0, 20),
            fact("themes.north.t.alpha", 0.7, 40),
            fact("complete.north.t.alpha", 0.7, 36),
            fact("complete.south.t.agree_pct_mean", 52.0, 38),
        ]
    )
    assert held(found) == {f"complete.{name}"}
    assert "fewer than 10" in found[f"complete.{name}"]


def acro_cases() -> list[tuple[list[float], bool, bool]]:
    """What ACRO 1.0.2 (check_nk_dominance and check_ppercent_dominance, n = 2, k = 90 %, p = 10 %) says of
    sums of invented answers; tests/reference/acro_dominance.csv."""
    path = Path(__file__).parent / "reference" / "acro_dominance.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            ([float(v) for v in row["values"].split()], row["nk"] == "1", row["p_ratio"] == "1")
            for row in csv.DictReader(handle)
        ]


def test_dominance_is_as_acro_finds_it() -> None:
    cases = acro_cases()
    assert len({(nk, p) for _, nk, p in cases}) == 3
    for values, nk, p in cases:
        assert (dominated(values, Privacy(p_percent=0)) is not None) == nk, values
        assert (dominated(values, Privacy(dominance_k=100.1)) is not None) == p, values


def test_every_count_that_acro_finds_below_the_threshold_is_held_back_and_noughts_only_beside_one() -> None:
    """ACRO 1.0.2, ``ACRO(suppress=False).crosstab`` with its default safe_threshold of 10, on counts of invented
    answers by level, as tests/reference/acro_threshold.csv has them: which cells its MinimumThresholdCheck fails.

    It fails noughts too. Here a nought is printed, since it tells of nobody what they chose, unless a small
    count of its side of the scale stands beside it; and more is held back than ACRO asks, the rest of such a side.
    """
    path = Path(__file__).parent / "reference" / "acro_threshold.csv"
    blocks = blocks_of(INSTRUMENT)
    checked = stricter = 0
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            counts = dict(enumerate(map(int, row["counts"].split()), start=1))
            acro = {code for code, said in enumerate(row["held"].split(), start=1) if said == "1"}
            ours = held_cells(counts, blocks, 10).codes
            assert {code for code in acro if counts[code]} <= ours, row
            for block in blocks:
                assert not block & ours or any(code in acro and counts[code] for code in block), row
            checked += len(acro)
            stricter += len(ours - acro)
    assert checked > 40 and stricter > 10


def test_answers_below_nought_are_beyond_the_rules_of_dominance() -> None:
    assert dominated([-5.0, 900.0, 1.0], Privacy()) is None
    assert dominated([0.0, 0.0, 0.0], Privacy()) is None


def test_the_p_per_cent_rule_holds_where_the_rest_is_small_beside_the_largest() -> None:
    values = [500.0, 400.0, 20.0, 20.0]
    assert "within 10 %" in (dominated(values, Privacy(dominance_k=99)) or "")
    assert dominated(values, Privacy(dominance_k=99, p_percent=5)) is None


def test_a_dominated_mean_is_held_back() -> None:
    values = [5000.0] + [1.0] * 14
    evidence = Evidence(GROUPS, None, {("north", "item"): values})
    status = statuses(
        [fact("mapping.north.item.mean", 334.27, 15), fact("mapping.north.item.n", 15, 15)],
        Privacy(),
        evidence,
    )
    assert "make up 90 %" in status["mapping.north.item.mean"]
    assert status["mapping.north.item.n"] == "published"


def test_a_standard_deviation_that_only_a_few_data_sets_print_is_held_back() -> None:
    values = [0.0] * 11 + [1.0]
    facts = [
        fact("mapping.north.item.mean", 1 / 12, 12),
        fact("mapping.north.item.sd", 0.2886751345948129, 12),
    ]
    evidence = Evidence(GROUPS, None, {("north", "item"): values})
    alone = decided(facts, Privacy(dominance_k=100.1, p_percent=0), evidence)
    assert (
        alone["mapping.north.item.sd"].placed.status == "suppressed: only one data set would print this row"
    )
    assert alone["mapping.north.item.mean"].placed.published
    wide = [float(v) for v in range(3, 60, 4)]
    risk = row_risk(wide, sum(wide) / len(wide), 17.888544, None, None, Privacy())
    assert risk is not None and not risk.discloses


def test_answers_that_are_all_alike_are_held_back() -> None:
    evidence = Evidence(GROUPS, None, {("north", "item"): [7.0] * 20})
    status = statuses(
        [fact("mapping.north.item.mean", 7.0, 20), fact("mapping.north.item.sd", 0.0, 20)],
        Privacy(),
        evidence,
    )
    assert set(status.values()) == {"suppressed: is the answer of every organisation"}


def test_answers_on_no_grid_are_not_counted() -> None:
    assert [grid_of(v) for v in ([1.0, 20.0], [1.5], [0.25], [1 / 3], [100.0])] == [1, 10, 100, None, 1]


def test_the_advice_is_to_merge_groups_that_reach_the_threshold_together() -> None:
    found = decided([fact("themes.north.t.alpha", 0.7, 6), fact("themes.south.t.alpha", 0.7, 7)])
    assert found["themes.north.t.alpha"].holds[0].hint == "All groups together have 13: report them as one."


def test_the_appendix_counts_by_reason_names_no_fact_and_lists_every_exception_used_or_not(
    tmp_path: Path,
) -> None:
    facts = [
        *counts_of("s1", 12, 4, 11, 25, 20),
        fact("mapping.north.item.max", 9, 30),
        fact("mapping.south.item.max", 9, 30),
    ]
    privacy = excepting("mapping.south.*", "nothing.*")
    write_decisions(tmp_path / "disclosure.csv", decide(facts, privacy, EVIDENCE))
    appendix = read_appendix(tmp_path / "disclosure.csv", privacy)
    assert appendix.held_n == 4
    assert appendix.held == (
        ("a count of few people, or one that would tell such a count", 3), ("is the answer of a single organisation", 1),
    )  # fmt: skip
    assert [(e.fact, e.facts_n, e.told_n) for e in appendix.exceptions] == [
        ("mapping.south.*", 1, 0),
        ("nothing.*", 0, 0),
    ]


def test_an_exception_over_a_row_that_gives_all_answers_away_is_counted_as_such(tmp_path: Path) -> None:
    values = [2.0, 3.0, 7.0]
    facts = [
        fact("mapping.north.item.mean", 4.0, 3), fact("mapping.north.item.sd", 2.6457513110645907, 3),
        fact("mapping.north.item.min", 2.0, 3), fact("mapping.north.item.max", 7.0, 3),
    ]  # fmt: skip
    privacy = excepting("mapping.*")
    write_decisions(
        tmp_path / "d.csv", decide(facts, privacy, Evidence(GROUPS, None, {("north", "item"): values}))
    )
    (use,) = read_appendix(tmp_path / "d.csv", privacy).exceptions
    assert (use.facts_n, use.told_n) == (4, 1)


def answers_of(*rows: tuple[int, ...]) -> pd.DataFrame:
    """Counts by level of the group's statements a, b, …; the number of answers first."""
    names = ["n", *(f"count.{code}" for code in range(1, 6))]
    ids = [chr(ord("a") + i) for i in range(len(rows))]
    return pd.DataFrame(rows, columns=names).assign(group="north", statement=ids)


def test_levels_are_made_one_where_a_count_by_level_is_held_back_and_only_there() -> None:
    table = answers_of(
        (40, 12, 0, 0, 14, 14), (40, 12, 0, 0, 27, 1), (40, 1, 11, 0, 14, 14), (0, 0, 0, 0, 0, 0)
    )
    agree, rest = frozenset({4, 5}), frozenset({1, 2, 3})
    found = merged_levels(table, INSTRUMENT, Privacy())
    assert found == {("north", "b"): (agree,), ("north", "c"): (rest,)}
    assert merged_levels(table, INSTRUMENT, Privacy(min_n=1)) == {}
    assert merged_levels(table, INSTRUMENT, excepting("statements.*.count.*")) == {}
    assert outermost_last(agree, INSTRUMENT) == [4, 5] and outermost_last(rest, INSTRUMENT) == [3, 2, 1]


def test_a_figure_with_a_point_for_each_person_is_held_back_whatever_their_number() -> None:
    points = fact("integration.training.north.points", 40, 40)
    (decision,) = decide([points], Privacy(), Evidence(GROUPS))
    assert decision.placed.status == "suppressed: shows each person as a point"
    (lifted,) = decide([points], excepting("integration.*.points"), Evidence(GROUPS))
    assert lifted.placed.published and lifted.exception is not None


def test_those_left_out_are_counted_whatever_their_number_and_that_is_told() -> None:
    facts = [
        fact("sample.north.withdrawn", 1, None), fact("sample.north.excluded_no_consent", 0, None),
        fact("sample.all.withdrawn", 12, None), fact("sample.north.respondents", 4, None),
    ]  # fmt: skip
    made = {d.placed.fact.id: d.placed for d in decide(facts, Privacy(), EVIDENCE)}
    assert all(placed.published for placed in made.values())
    assert left_out_n(made, Privacy()) == 1 and left_out_n(made, Privacy(min_n=1)) == 0


def test_a_group_of_few_interviews_is_counted_by_code_only_where_all_codes_are_excepted() -> None:
    book = Codebook("1", tuple(Code(id, id, "a_priori", "d") for id in ("quality", "time")))
    few = partial(few_interviews, {"north": 9, "south": 10}, GROUPS, book)
    assert [group.id for group in few(Privacy())] == ["north"]
    assert few(Privacy(min_n=1)) == [] and few(excepting("coding.north.*")) == []
    assert [group.id for group in few(excepting("coding.north.time.*"))] == ["north"]
