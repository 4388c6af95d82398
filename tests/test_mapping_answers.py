"""The reconstructed forms print the published table, and contradict themselves where it does."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from triangulate.consistency import Rounding, moments_of, print_fraction, print_root
from triangulate.simulate.mapping_answers import reconstruct
from triangulate.simulate.mapping_rows import (
    Answer,
    MappingRow,
    PartWhole,
    Reconstruction,
    ReconstructionError,
)

CONFIG = Path(__file__).resolve().parents[1] / "config"
ORGANISATIONS = {"police": 43, "nps": 5}


def _rows() -> list[MappingRow]:
    with (CONFIG / "published" / "mapping_summary.csv").open(encoding="utf-8") as file:
        return [MappingRow.from_record(record) for record in csv.DictReader(file)]


def _checks() -> list[PartWhole]:
    mapping = yaml.safe_load((CONFIG / "mapping.yaml").read_text(encoding="utf-8"))
    return [PartWhole.from_check(check) for check in mapping["checks"]]


@pytest.fixture(scope="module")
def made() -> Reconstruction:
    return reconstruct(_rows(), ORGANISATIONS, 2018, _checks())


def _given(made: Reconstruction, group: str, item: str) -> list[Fraction]:
    answers = (form[item] for form in made.answers[group])
    return sorted(Fraction(answer) for answer in answers if answer is not None)


@pytest.mark.fast
@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row.group}-{row.item}")
def test_the_answers_print_the_published_row(made: Reconstruction, row: MappingRow) -> None:
    report = next(r for r in made.rows if (r.group, r.item) == (row.group, row.item))
    values = _given(made, row.group, row.item)
    mean, variance = moments_of(values)
    assert len(values) == report.n
    assert (int(values[0]), int(values[-1])) == (row.low, row.high)
    assert report.roundings.sd is not None
    rounded = [Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.HALF_DOWN]
    for rule in rounded if report.roundings.mean.rounds else [Rounding.CUT_OFF]:
        assert print_fraction(mean, row.mean.decimals, rule) == row.mean
    for rule in rounded if report.roundings.sd.rounds else [Rounding.CUT_OFF]:
        assert print_root(variance, row.sd.decimals, rule) == row.sd


@pytest.mark.fast
def test_only_three_sds_had_to_be_cut_off_and_one_row_needs_decimals(
    made: Reconstruction,
) -> None:
    cut = {(r.group, r.item) for r in made.rows if not r.roundings.rounded}
    assert cut == {("nps", "mappa_1"), ("nps", "mappa_2"), ("nps", "arms_assessed_repeat")}
    assert all(r.roundings.mean.rounds for r in made.rows)
    fine = {(r.group, r.item, r.items) for r in made.rows if r.items > 1}
    assert fine == {("nps", "rsos_per_officer", 10)}


@pytest.mark.fast
def test_the_largest_n_is_taken(made: Reconstruction) -> None:
    n = {r.item: r.n for r in made.rows if r.group == "police"}
    assert (n["rsos_managed"], n["adult_male_rsos"], n["mosovo_teams"]) == (41, 43, 39)
    assert sum(count == 43 for count in n.values()) == 7


@pytest.mark.fast
def test_rows_that_give_the_answers_away_are_counted(made: Reconstruction) -> None:
    single = {r.item for r in made.rows if r.datasets is not None and r.datasets.count == 1}
    assert single == {
        "local_delivery_units",
        "staff_managing_rsos",
        "rsos_per_officer",
        "mappa_1",
        "mappa_2",
        "mappa_3",
        "arms_assessed",
        "arms_assessed_repeat",
    }
    assert all(r.note.endswith(".") and "data sets that fit" in r.note for r in made.rows)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 7, 2018, 90210])
def test_checks_break_only_where_the_printed_extremes_force_it(seed: int) -> None:
    found = reconstruct(_rows(), ORGANISATIONS, seed, _checks())
    assert Counter(broken.check for broken in found.broken) == {
        "assessed_within_males": 1,
        "medium_within_all": 1,
        "low_within_all": 1,
        "levels_within_all": 1,
    }
    assert {broken.group for broken in found.broken} == {"police"}
    assert len({broken.organisation for broken in found.broken}) <= 2
    assert all("exceeds the largest printed" in broken.reason for broken in found.broken)


@pytest.mark.fast
def test_risk_levels_roughly_add_up_in_most_forms(made: Reconstruction) -> None:
    shares: list[float] = []
    for form in made.answers["police"]:
        levels = [form[f"{level}_risk"] for level in ("very_high", "high", "medium", "low")]
        whole = form["rsos_managed"]
        if whole is not None:
            shares.append(float(sum(answer or 0 for answer in levels)) / float(whole))
    assert sum(0.8 <= share <= 1.0 for share in shares) >= len(shares) - 3


@pytest.mark.fast
@pytest.mark.parametrize(
    "item", ["rsos_managed", "adult_male_rsos", "medium_risk", "low_risk", "arms_assessed"]
)
def test_counts_look_like_counts_and_not_like_two_points(made: Reconstruction, item: str) -> None:
    values = _given(made, "police", item)
    assert len(set(values)) >= 0.85 * len(values)
    mean = sum(values) / len(values)
    assert 0.15 * len(values) < sum(value > mean for value in values) < 0.6 * len(values)
    inner = [value for value in values if mean / 3 < value < 2 * mean]
    assert len(inner) >= 0.4 * len(values)


@pytest.mark.fast
def test_the_same_seed_gives_the_same_forms_and_another_gives_others(
    made: Reconstruction,
) -> None:
    assert reconstruct(_rows(), ORGANISATIONS, 2018, _checks()) == made
    assert reconstruct(_rows(), ORGANISATIONS, 2019, _checks()).answers != made.answers


@pytest.mark.slow
def test_ten_times_the_study_has_the_same_shape() -> None:
    found = reconstruct(_rows(), ORGANISATIONS, 2018, _checks(), scale=10)
    assert {group: len(forms) for group, forms in found.answers.items()} == {
        "police": 430,
        "nps": 50,
    }
    for row in _rows():
        values = _given(found, row.group, row.item)
        mean, variance = moments_of(values)
        assert abs(mean - row.mean.exact) < Fraction(1, 100) * row.mean.exact
        assert (int(values[0]), int(values[-1])) == (row.low, row.high)
        if row.group == "police":
            assert abs(float(variance) ** 0.5 / float(row.sd.exact) - 1) < 0.12
    assert len({b.organisation for b in found.broken if b.group == "police"}) <= 43


@pytest.mark.fast
def test_a_check_not_answered_is_not_broken() -> None:
    check = PartWhole("c", ("police",), ("a", "b"), "c")
    form: dict[str, Answer] = {"a": 3, "b": None, "c": 1}
    assert check.excess(form) == 0
    assert check.excess({**form, "b": 1}) == 3


@pytest.mark.fast
def test_only_parts_within_a_whole_are_understood() -> None:
    with pytest.raises(ValueError, match="not a sum"):
        PartWhole.from_check({"id": "x", "groups": ["police"], "expr": "a >= b"})


@pytest.mark.fast
def test_a_row_that_no_data_can_print_is_an_error() -> None:
    record = {
        "group": "nps",
        "item": "staff",
        "mean": "5.00",
        "sd": "9.00",
        "min": "4",
        "max": "6",
        "decimals_mean": "2",
        "decimals_sd": "2",
    }
    with pytest.raises(ReconstructionError, match="no data can print"):
        reconstruct([MappingRow.from_record(record)], {"nps": 5}, 1)


@pytest.mark.fast
def test_the_smallest_force_answers_in_full_and_holds_the_smallest_counts(
    made: Reconstruction,
) -> None:
    sizes = [(form["adult_male_rsos"], index) for index, form in enumerate(made.answers["police"])]
    smallest = made.answers["police"][min(sizes, key=lambda pair: float(pair[0] or 0))[1]]
    assert smallest["rsos_managed"] == smallest["adult_male_rsos"] == smallest["arms_assessed"] == 6
    assert None not in smallest.values()
