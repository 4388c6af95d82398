"""What the ARMS study's printed figures give away, reached from its csv files alone."""

from __future__ import annotations

import pytest
from arms_facts import arms_audit
from triangulate.audit.judging import RelationFinding
from triangulate.audit.risk import Level
from triangulate.audit.rows import RowFinding
from triangulate.audit.ruling import Kind
from triangulate.audit.section import section_of
from triangulate.audit.whole import percentages_table, relations_table, rows_table
from triangulate.facts.published import percentage_facts, relation_facts, row_facts

pytestmark = pytest.mark.fast


def row(group: str, item: str) -> RowFinding:
    return next(f for f in arms_audit().rows if (f.row.group, f.row.item) == (group, item))


def relation(id: str) -> RelationFinding:
    return next(f for f in arms_audit().relations if f.id == id)


def test_every_printed_figure_is_read_and_every_row_judged() -> None:
    audit = arms_audit()
    assert len(audit.published.figures) == 23 * 4 + 10 + 13 + 13
    assert [f.ruling.kind for f in audit.rows].count(Kind.NOT_DECIDED) == 0
    assert audit.declared.organisations("police") == 43
    assert audit.declared.respondents() == {"police": 45, "nps": 29}


def test_the_mean_number_of_rsos_cannot_rest_on_43_forces_if_it_was_rounded() -> None:
    found = row("police", "rsos_managed")
    assert found.ruling.verdict == "possible only for n in {11, 15, 22, 26, 30, 33, 37, 40, 41}"
    assert found.n_possible == (11, 15, 22, 26, 30, 33, 37, 40, 41)
    assert found.n_otherwise == (18, 29, 36, 43)
    assert "n = 40 (a half rounded down)" in found.ruling.reason
    assert "43 answers cannot print it if the figures were rounded" in found.ruling.reason


def test_other_police_rows_allow_all_43_so_n_differs_from_row_to_row() -> None:
    assert 43 in row("police", "high_risk").n_possible
    assert 43 not in row("police", "arms_assessed").n_possible
    assert "under any rounding" in row("police", "arms_assessed").ruling.reason


def test_9_70_rsos_an_officer_cannot_be_the_mean_of_whole_numbers_and_the_assumption_is_said() -> None:
    found = row("nps", "rsos_per_officer")
    assert found.ruling.verdict == "impossible"
    assert found.n_possible == ()
    assert 5 in found.n_finer
    assert "if the answers are whole numbers" in found.ruling.reason
    assert "answers with one decimal, which a ratio may have" in found.ruling.reason


def test_of_a_ratio_that_whole_numbers_can_print_nothing_follows_about_n() -> None:
    found = row("police", "rsos_per_officer")
    assert found.ruling.verdict == "possible"
    assert "nothing follows about n" in found.ruling.reason


def test_with_the_mean_of_the_prose_the_sd_cannot_be() -> None:
    found = relation("nps_rsos_per_officer_row_with_prose_mean")
    assert found.ruling.verdict == "impossible"
    assert "the mean 9.20 can be that of 5 whole numbers, but then the SD 1.96 cannot" in found.ruling.reason


@pytest.mark.parametrize("item", ["mappa_1", "mappa_2", "arms_assessed_repeat"])
def test_three_probation_rows_need_an_sd_that_was_cut_off(item: str) -> None:
    found = row("nps", item)
    assert found.sd_cut_off
    assert found.rounding == "mean half up, SD cut off"


@pytest.mark.parametrize(
    ("id", "against"),
    [
        ("police_medium_risk_maximum", "3,200"),
        ("police_low_risk_maximum", "3,200"),
        ("police_arms_assessed_maximum", "3,140"),
        ("police_arms_assessed_maximum_of_all", "3,200"),
        ("police_risk_levels_sum", "1,176.27"),
        ("police_rsos_per_officer_most", "103"),
        ("nps_rsos_per_officer_mean", "9.70"),
        ("listed_statements", "25"),
        ("listed_statements.nps.validity_defensibility", "25"),
    ],
)
def test_figures_in_conflict_name_the_other_one(id: str, against: str) -> None:
    ruling = relation(id).ruling
    assert ruling.verdict.startswith("in conflict with ")
    assert ruling.verdict.endswith(f"({against})")


def test_no_other_declared_relation_is_in_conflict() -> None:
    conflicts = [f for f in arms_audit().relations if f.ruling.kind is Kind.IN_CONFLICT]
    assert len(conflicts) == 9
    assert relation("practitioners_sum").ruling.kind is Kind.POSSIBLE
    assert relation("police_rsos_per_officer_fewest").ruling.kind is Kind.POSSIBLE


def test_the_list_of_statements_says_how_many_an_area_must_have() -> None:
    assert "at least 4 statements" in relation("listed_statements.police.training").ruling.reason
    assert "at least 6 statements" in relation("listed_statements.nps.workload_administration").ruling.reason
    assert "Training 4 to 11" in relation("listed_statements").ruling.reason


def test_probation_percentages_share_25_and_police_ones_no_denominator() -> None:
    police, nps = arms_audit().percentages
    assert nps.denominators == "25"
    assert nps.ruling.verdict == "possible only for n in {25}"
    assert "29 cannot" in nps.ruling.reason
    assert police.denominators == "none"
    assert police.ruling.verdict == "impossible"
    assert "43 misses only 11" in police.ruling.reason


def test_seven_probation_rows_give_every_answer_away() -> None:
    given = [f.row.item for f in arms_audit().rows if f.risk and f.risk.level is Level.GIVEN_AWAY]
    assert given == [
        "local_delivery_units", "staff_managing_rsos", "mappa_1", "mappa_2", "mappa_3", "arms_assessed",
        "arms_assessed_repeat",
    ]  # fmt: skip
    assert row("nps", "rsos_managed").risk.datasets == 41  # type: ignore[union-attr]


def test_facts_have_the_contracts_ids_verdicts_and_one_sentence_of_reasoning() -> None:
    audit = arms_audit()
    facts = {f.id: f for f in (*row_facts(audit.rows), *percentage_facts(audit.percentages))}
    facts |= {f.id: f for f in relation_facts(audit.relations)}
    stem = "published.mapping_summary.police.rsos_managed"
    assert facts[f"{stem}.n_possible"].value == "11, 15, 22, 26, 30, 33, 37, 40, 41"
    assert facts[f"{stem}.rounding"].value == "half up"
    assert facts[f"{stem}.datasets"].display == "at least 1,000"
    assert facts[f"{stem}.verdict"].rows == "published/mapping_summary.csv?group=police&item=rsos_managed"
    assert facts["published.mapping_summary.nps.mappa_3.datasets"].value == 1
    assert facts["published.statement_agreement.nps.denominators"].value == "25"
    assert facts["published.relations.police_low_risk_maximum.verdict"].value.startswith("in conflict with")  # type: ignore[union-attr]
    assert all(f.n is None for f in facts.values())
    for fact in facts.values():
        if fact.id.endswith((".verdict", ".denominators")):
            assert fact.method.endswith(".")
            assert ". " not in fact.method, fact.method


def test_the_section_accuses_nobody_and_counts_what_it_says() -> None:
    audit = arms_audit()
    tables = (rows_table(audit), percentages_table(audit), relations_table(audit))
    section = section_of(*(t.astype(str) for t in tables), {"police": "Police", "nps": "Probation"})
    said = " ".join((*section.summary, *section.may, *section.may_not)).casefold()
    assert "police: if the figures were rounded, 4 of 12 printed rows cannot rest on all 43" in said
    assert "of 22 declared relations between printed figures 9 do not hold" in said
    assert not any(word in said for word in ("fraud", "fabricat", "error", "careless", "mistake", "wrong"))
    assert len(section.relations) == 9
    assert section.rows["fact"].iloc[0] == "published.mapping_summary.police.areas_covered"
