"""Every printed figure of the ARMS study beside the one that its committed raw data give."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from arms_facts import arms_audit, arms_facts
from triangulate.audit.figures import Figure, PublishedFigures
from triangulate.audit.notes import notes_table
from triangulate.audit.relations import Declared
from triangulate.audit.reproduction import COLUMNS, compare, exact_value, reproduce, summary_of
from triangulate.audit.whole import Audit
from triangulate.consistency import Printed, Rounding
from triangulate.records.tables import write_csv

P = Printed.parse


def table() -> pd.DataFrame:
    audit = arms_audit()
    values = {id: fact.value for id, fact in arms_facts().items()}
    return reproduce(audit.published, values, notes_table(audit))


def test_every_printed_figure_of_the_arms_study_agrees_or_is_explained() -> None:
    rows = table()
    assert list(rows.columns) == COLUMNS
    assert len(rows) == 128
    odd = rows[~rows["agrees"].astype(bool)]
    assert sorted(odd["printed"]) == ["100", "9.20"]
    assert set(odd["verdict"]) == {"in conflict within the publication"}
    assert odd["note"].str.contains("printed in two ways").all()
    cut = rows[rows["verdict"] == "reproduced, cut off instead of rounded"]
    assert set(cut["fact"]) == {
        "mapping.nps.mappa_1.sd", "mapping.nps.mappa_2.sd", "mapping.nps.arms_assessed_repeat.sd",
    }  # fmt: skip
    assert (cut["note"] != "").all()
    assert summary_of(rows)["figures"].sum() == 128
    whole = rows.set_index("fact").loc["mapping.nps.rsos_per_officer.mean"]
    assert bool(whole["agrees"].iloc[0])
    assert "impossible if the answers are whole numbers" in whole["note"].iloc[0]


def test_notes_read_back_from_their_table_give_the_same(tmp_path: Path) -> None:
    audit = arms_audit()
    notes = notes_table(audit)
    write_csv(tmp_path / "notes.csv", notes)
    read = pd.read_csv(tmp_path / "notes.csv", dtype="str", keep_default_na=False)
    values = {id: fact.value for id, fact in arms_facts().items()}
    assert reproduce(audit.published, values, read).equals(reproduce(audit.published, values, notes))
    assert read["doubled"].value_counts().to_dict()["True"] == 4


@pytest.mark.fast
@pytest.mark.parametrize(
    ("printed", "value", "rounding"),
    [
        ("1176.28", 1176.275, Rounding.HALF_UP),
        ("1176.27", 1176.275, Rounding.HALF_DOWN),
        ("1176.26", 1176.265, Rounding.HALF_EVEN),
        ("52.93", 52.936, Rounding.CUT_OFF),
        ("52.95", 52.936, None),
        ("66", 66.5, Rounding.HALF_EVEN),
        ("0.30", 0.1 + 0.2, Rounding.HALF_UP),
        ("2.675", 2.675, Rounding.HALF_UP),
        ("-2.68", -2.675, Rounding.HALF_UP),
        ("43", 43, Rounding.HALF_UP),
    ],
)
def test_a_value_is_compared_under_every_rounding(
    printed: str, value: float, rounding: Rounding | None
) -> None:
    shown, rule = compare(P(printed), value)
    assert rule is rounding
    assert (shown == str(P(printed))) is (rounding is not None)


@pytest.mark.fast
def test_a_float_is_a_half_where_only_its_last_bits_say_otherwise() -> None:
    assert exact_value(sum([0.1] * 3) + 0.025) == exact_value(0.325)
    assert compare(P("0.3"), 0.1 + 0.1 + 0.1 + 0.05) == ("0.3", Rounding.HALF_DOWN)


@pytest.mark.fast
def test_a_figure_without_a_fact_or_a_value_says_so() -> None:
    figures = {
        "a": Figure("a", "A", P("5"), None, "Table 1"),
        "b": Figure("b", "B", P("5"), "x.y", "Table 1"),
        "c": Figure("c", "C", P("5"), "x.z", "Table 1", against="Table 2 has 6"),
        "d": Figure("d", "D", P("5"), "x.w", "Table 1"),
    }
    published = PublishedFigures(figures=figures)
    notes = notes_table(Audit(published, Declared({}, ()), (), (), ()))
    rows = reproduce(published, {"x.z": 6, "x.w": 6, "x.y": None}, notes)
    assert list(rows["verdict"]) == [
        "no fact to compare with", "not reproduced", "in conflict within the publication", "differs",
    ]  # fmt: skip
    assert rows["note"].iloc[2] == "The publication says otherwise elsewhere: Table 2 has 6."
