"""Facts are recorded in cells, gathered once each, printed rounded and kept unrounded."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.facts.fact import Fact, PlacedFact
from triangulate.facts.gather import gather, read_facts, write_facts
from triangulate.facts.measures import display, measure_of, rounded
from triangulate.facts.recording import FACTS_TYPE, Recorded, facts_of
from triangulate.study.model import DisclosureException, Privacy

pytestmark = pytest.mark.fast


def fact(id: str = "statements.police.s1.agree_pct", value: float | None = 60.5, n: int | None = 43) -> Fact:
    return Fact(id, value, "61%", "per cent", n, "police", "This is it.", "package.function", "answers?a=b")


def notebook(path: Path, **cells: list[Fact]) -> Path:
    outputs = {
        name: [{"output_type": "display_data", "data": Recorded(facts)._repr_mimebundle_(), "metadata": {}}]
        for name, facts in cells.items()
    }
    content = {"cells": [{"id": name, "cell_type": "code", "outputs": o} for name, o in outputs.items()]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.675, 2, "2.68"),  # a half by its shortest decimal form, though the binary value lies below
        (0.5, 0, "1"),
        (-0.004, 2, "0.00"),
        (1176.2651, 2, "1176.27"),
        (99.95, 1, "100.0"),
    ],
)
def test_values_are_rounded_half_up_as_a_person_would(value: float, decimals: int, text: str) -> None:
    assert rounded(value, decimals) == text


@pytest.mark.parametrize(
    ("id", "value", "shown"),
    [
        ("statements.police.s1.agree_pct", 65.5, "66%"),
        ("mapping.police.rsos.mean", 1176.265, "1,176.27"),
        ("mapping.police.rsos.max", 3200.0, "3,200"),
        ("mapping.police.rsos.max", 0.25, "0.25"),
        ("comparison.s1.p", 0.0004, "<0.001"),
        ("comparison.s1.p", 0.04, "0.040"),
        ("comparison.s1.diff_pct", -12.4, "−12"),
        ("statements.police.s1.count.5", 7, "7"),
        ("themes.police.t.alpha", None, "not defined"),
        ("mapping.police.count.mean", 2.5, "2.50"),  # an item may be called count
    ],
)
def test_a_measure_is_displayed_one_way(id: str, value: float | None, shown: str) -> None:
    assert display(value, measure_of(id)) == shown


def test_a_table_becomes_one_fact_a_row_and_measure() -> None:
    frame = pd.DataFrame(
        {
            "group": ["police", "NPS"],
            "statement": ["S1", "S1"],
            "n": [43, 0],
            "agree_pct": [60.5, float("nan")],
        }
    )
    facts = facts_of(
        frame,
        id="statements.{group}.{statement}",
        measures=("n", "agree_pct"),
        n="n",
        rows="answers?group={group}&statement={statement}",
        function="f",
    )
    assert [f.id for f in facts] == [
        "statements.police.s1.n", "statements.police.s1.agree_pct",
        "statements.nps.s1.n", "statements.nps.s1.agree_pct",
    ]  # fmt: skip
    assert facts[1].value == 60.5 and facts[3].value is None
    assert facts[2].rows == "answers?group=NPS&statement=S1"


def test_facts_know_their_notebook_and_cell_and_survive_the_file(tmp_path: Path) -> None:
    made = notebook(
        tmp_path / "a.ipynb", first=[fact()], second=[fact("sample.police.respondents", 45, None)]
    )
    placed = gather({"results/a.ipynb": made}, Privacy())
    assert [(p.fact.id, p.cell) for p in placed] == [
        ("sample.police.respondents", "second"), ("statements.police.s1.agree_pct", "first"),
    ]  # fmt: skip
    write_facts(tmp_path / "facts.csv", placed)
    assert read_facts(tmp_path / "facts.csv") == {p.fact.id: p for p in placed}


def test_a_fact_recorded_in_two_places_is_refused_by_name(tmp_path: Path) -> None:
    one = notebook(tmp_path / "a.ipynb", first=[fact()])
    two = notebook(tmp_path / "b.ipynb", other=[fact()])
    with pytest.raises(ValueError, match=r"statements\.police\.s1\.agree_pct is recorded twice: in A .*in B"):
        gather({"A": one, "B": two}, Privacy())


def test_a_value_on_too_few_is_suppressed_unless_excepted(tmp_path: Path) -> None:
    made = notebook(
        tmp_path / "a.ipynb", c=[fact(n=9), fact("mapping.nps.x.mean", 1.5, 5), fact("a.b", 1, 0)]
    )
    privacy = Privacy(min_n=10, exceptions=(DisclosureException("mapping.nps.*", "printed already"),))
    status = {p.fact.id: p.status for p in gather({"a": made}, privacy)}
    assert status == {
        "statements.police.s1.agree_pct": "suppressed: rests on fewer than 10",
        "mapping.nps.x.mean": "published",
        "a.b": "published",
    }
    assert all(p.published for p in gather({"a": made}, Privacy(min_n=1)))


@pytest.mark.parametrize("id", ["", "one", "Two.Parts", "a..b", "a. b", ".a.b", "a.b."])
def test_an_id_that_is_not_dotted_lower_case_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="not a fact id"):
        fact(id)


def test_an_infinite_value_is_refused() -> None:
    with pytest.raises(ValueError, match="use None"):
        fact(value=float("inf"))


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15) | st.none())
def test_a_value_reads_back_from_the_table_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, value: float | int | None
) -> None:
    path = tmp_path_factory.mktemp("facts") / "facts.csv"
    write_facts(path, [PlacedFact(fact(value=value), "n", "c")])
    back = next(iter(read_facts(path).values())).fact.value
    assert back == value and type(back) is type(value)


def test_the_recorded_output_says_to_a_reader_what_it_holds() -> None:
    bundle = Recorded([fact()])._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "Recorded 1 facts, from statements.police.s1.agree_pct to statements.police.s1.agree_pct."
    )
    assert isinstance(bundle[FACTS_TYPE], list)
