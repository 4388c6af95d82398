"""Blank and filled forms: what is written is what the readers read."""

from __future__ import annotations

import time
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tabular_studies import INSTRUMENT, SCALE, STATEMENTS, codes, study
from triangulate.problems import Problems
from triangulate.raw.forms import write_mapping_form, write_statement_form
from triangulate.raw.formsheet import SYNTHETIC
from triangulate.raw.mapping import read_mapping_file
from triangulate.raw.statements import read_statement_file
from triangulate.study.model import (
    Group,
    MappingInstrument,
    MappingItem,
    MappingStrand,
    ScalePoint,
    Statement,
    StatementInstrument,
    StatementStrand,
    Theme,
)

pytestmark = pytest.mark.fast


def cells(path: Path) -> dict[str, Any]:
    """The answer cell of each row, by the id beside it."""
    sheet = load_workbook(path)["Form"]
    return {str(row[0].value): row[3] for row in sheet.iter_rows(min_row=1) if row[0].value}


def rule_of(path: Path, id: str) -> Any:
    """The data validation of one answer cell."""
    place = cells(path)[id].coordinate
    rules = load_workbook(path)["Form"].data_validations.dataValidation
    (found,) = [rule for rule in rules if place in rule.sqref]
    return found


def test_the_same_form_has_the_same_bytes_at_any_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_mapping_form(tmp_path / f"{name}.xlsx", study(tmp_path), "police", {"officers": 3}, "North")
        write_statement_form(tmp_path / f"{name}-s.xlsx", study(tmp_path), "nps", "P1")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a-s.xlsx").read_bytes() == (tmp_path / "b-s.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2018, 1, 1, 0, 0, 0)}
        assert b"2018-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_a_synthetic_study_says_so_on_every_form_and_another_does_not(tmp_path: Path) -> None:
    for synthetic in (True, False):
        path = tmp_path / f"{synthetic}.xlsx"
        write_mapping_form(path, study(tmp_path, synthetic=synthetic), "police")
        texts = [cell.value for row in load_workbook(path)["Form"] for cell in row]
        assert (SYNTHETIC in texts) is synthetic


def test_only_answers_and_notes_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_mapping_form(path, study(tmp_path), "police")
    sheet = load_workbook(path)["Form"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {cell.column_letter for row in sheet for cell in row if not cell.protection.locked}
    assert open_cells == {"D", "F"}
    assert cells(path)["group"].protection.locked


def test_the_header_is_frozen_and_printed_on_each_page(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_statement_form(path, study(tmp_path), None)
    sheet = load_workbook(path)["Form"]
    (header,) = [row[0].row for row in sheet.iter_rows() if row[3].value == "Answer"]
    assert sheet.freeze_panes == f"A{header + 1}"
    assert sheet.print_title_rows == f"${header}:${header}"
    assert sheet.page_setup.fitToWidth == 1


def test_number_cells_take_only_numbers_within_the_items_bounds(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_mapping_form(path, study(tmp_path), "police")
    count, share = rule_of(path, "officers"), rule_of(path, "share")
    assert (count.type, count.operator, count.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert (share.type, share.operator, share.formula1, share.formula2) == (
        "decimal",
        "between",
        "0",
        "1",
    )


def test_statements_are_answered_from_a_list_of_the_scale(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_statement_form(path, study(tmp_path), None)
    rule = rule_of(path, "clear")
    sheet, _, span = rule.formula1.partition("!")
    workbook = load_workbook(path)
    listed = [row[0].value for row in workbook[sheet][span.replace("$", "")]]
    assert listed == [point.label for point in SCALE] + ["Not applicable"]
    assert workbook[sheet].sheet_state == "hidden"
    assert rule_of(path, "group").type == "list"


def test_a_blank_form_has_every_item_asked_of_the_group_and_reads_as_unanswered(tmp_path: Path) -> None:
    path = tmp_path / "data/raw/mapping/nps/a.xlsx"
    write_mapping_form(path, study(tmp_path), "nps")
    assert set(cells(path)) == {"ID", "group", "organisation", "officers", "share", "units"}
    problems = Problems()
    forms, answers = read_mapping_file(path, study(tmp_path), problems)
    assert codes(problems) == ["mapping.required"]
    assert [(f.group, f.organisation) for f in forms] == [("nps", "a")]
    assert [a.value for a in answers] == [None] * 3


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "data/raw/mapping/police/a.xlsx"
    write_mapping_form(path, study(tmp_path), "police", {"region": "=1+1", "officers": 1}, "#N/A")
    problems = Problems()
    forms, answers = read_mapping_file(path, study(tmp_path), problems)
    assert not problems
    assert forms[0].organisation == "#N/A"
    assert answers[0].text == "=1+1"


def test_what_a_form_does_not_ask_or_cannot_hold_is_refused(tmp_path: Path) -> None:
    made = study(tmp_path)
    path = tmp_path / "a.xlsx"
    with pytest.raises(ValueError, match="does not ask units"):
        write_mapping_form(path, made, "police", {"units": 1})
    with pytest.raises(ValueError, match="neither number nor text"):
        write_mapping_form(path, made, "police", {"officers": True})
    with pytest.raises(ValueError, match="control signs"):
        write_mapping_form(path, made, "police", {"region": "\x07"})
    with pytest.raises(ValueError, match="32767 characters"):
        write_mapping_form(path, made, "police", {"region": "x" * 32_768})
    with pytest.raises(KeyError):
        write_mapping_form(path, made, "army")
    with pytest.raises(ValueError, match="does not ask"):
        write_statement_form(path, made, "police", "a", {"unknown": "Agree"})
    assert not path.exists()


# What a person can type: no control signs; a lone CR becomes LF in any XML, so it is left out.
TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    max_size=30,
)
NAME = TYPED.filter(lambda text: text.strip() == text != "")
NUMBER = st.one_of(
    st.integers(0, 10**12),
    st.floats(0, 1e12, allow_nan=False),
    st.decimals(0, 10**6, places=3),
)


@settings(max_examples=25, deadline=None)
@given(
    region=st.none() | TYPED,
    officers=st.integers(0, 10**12),
    fte=st.none() | NUMBER,
    share=st.none() | st.floats(0, 1),
    organisation=NAME,
)
def test_a_filled_mapping_form_reads_as_it_was_filled(
    tmp_path_factory: pytest.TempPathFactory,
    region: str | None,
    officers: int,
    fte: int | float | Decimal | None,
    share: float | None,
    organisation: str,
) -> None:
    directory = tmp_path_factory.mktemp("form")
    path = directory / "data/raw/mapping/police/a.xlsx"
    given_answers = {"region": region, "officers": officers, "officers_fte": fte, "share": share}
    write_mapping_form(path, study(directory), "police", given_answers, organisation)
    problems = Problems()
    forms, answers = read_mapping_file(path, study(directory), problems)
    assert not problems
    assert forms[0].organisation == organisation
    found = {a.item: a for a in answers}
    assert found["region"].text == (region or "")
    for item in ("officers", "officers_fte", "share"):
        value, wanted = found[item].value, given_answers[item]
        if isinstance(wanted, float):
            assert value is not None and float(value) == float(f"{wanted:.16g}")
        else:
            assert value == wanted


@settings(max_examples=25, deadline=None)
@given(
    answers=st.fixed_dictionaries(
        {
            statement.id: st.none() | st.sampled_from([*(p.label for p in SCALE), *INSTRUMENT.not_applicable])
            for statement in STATEMENTS
        }
    ),
    respondent=NAME,
    group=st.sampled_from(["police", "nps"]),
)
def test_a_filled_statement_form_reads_as_it_was_filled(
    tmp_path_factory: pytest.TempPathFactory, answers: dict[str, str | None], respondent: str, group: str
) -> None:
    directory = tmp_path_factory.mktemp("form")
    path = directory / "data/raw/statements/a.xlsx"
    write_statement_form(path, study(directory), group, respondent, answers)
    problems = Problems()
    respondents, found = read_statement_file(path, study(directory), problems)
    assert not problems
    assert [(r.respondent, r.group) for r in respondents] == [(respondent, group)]
    by_label = {point.label: point.code for point in SCALE}
    for answer in found:
        text = answers[answer.statement]
        assert answer.text == (text or "")
        assert answer.code == (by_label.get(text) if text else None)
        assert answer.status == (
            "blank" if text is None else "answered" if text in by_label else "not_applicable"
        )


def test_labels_with_commas_quotes_and_equals_signs_can_be_chosen(tmp_path: Path) -> None:
    scale = (ScalePoint(1, 'No, "never"'), ScalePoint(2, "=Yes, always & ever", agree=True))
    statement = Statement("s", "t", 'A statement = with "quotes" & <tags>, and a comma.')
    instrument = StatementInstrument(scale, (), (Theme("t", "=Theme"),), (statement,))
    made = study(tmp_path, statements=StatementStrand(instrument, ("data/raw/statements",), "id", "group"))
    path = tmp_path / "data/raw/statements/a.xlsx"
    write_statement_form(path, made, "police", "1", {"s": scale[1].label})
    problems = Problems()
    _, answers = read_statement_file(path, made, problems)
    assert not problems
    assert [a.code for a in answers] == [2]


def test_items_may_be_called_like_the_rows_that_every_form_has(tmp_path: Path) -> None:
    items = (
        MappingItem("organisation", "Organisation", ("g",), "text"),
        MappingItem("group", "Group", ("g",), "text"),
        MappingItem("answer", "Answer", ("g",), "count"),
    )
    strand = MappingStrand(MappingInstrument(items, ()), ("data/raw/mapping",))
    made = study(tmp_path, (Group("g", "Group G"),), mapping=strand)
    path = tmp_path / "data/raw/mapping/g/a.xlsx"
    write_mapping_form(path, made, "g", {"organisation": "North", "group": "g", "answer": 3})
    problems = Problems()
    forms, answers = read_mapping_file(path, made, problems)
    assert not problems
    assert forms[0].organisation == "North"
    assert [a.text for a in answers] == ["North", "g", "3"]


def test_forms_are_written_and_read_quickly(tmp_path: Path) -> None:
    made = study(tmp_path)
    write_statement_form(tmp_path / "warm.xlsx", made, "police", "warm")
    start = time.process_time()
    for number in range(10):
        path = tmp_path / f"data/raw/statements/{number}.xlsx"
        write_statement_form(path, made, "police", str(number), {"clear": "Agree"})
    written = time.process_time()
    for number in range(10):
        read_statement_file(tmp_path / f"data/raw/statements/{number}.xlsx", made, Problems())
    # The aims are 60 ms for writing one and 3 s for reading fifty.
    assert written - start < 0.6
    assert time.process_time() - written < 0.6
