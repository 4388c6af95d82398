"""Mapping returns: forms, tables, their values and the queries over them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tabular_studies import (
    BOTH,
    ITEMS,
    POLICE,
    codes,
    only,
    put,
    put_sheets,
    spss_in_this_process,
    study,
)
from triangulate.problems import Problems
from triangulate.raw.forms import write_mapping_form
from triangulate.raw.mapping import read_mapping, read_mapping_file
from triangulate.raw.model import MappingAnswer, MappingForm
from triangulate.source import Source
from triangulate.study.expressions import Expression
from triangulate.study.model import (
    Group,
    MappingCheck,
    MappingInstrument,
    MappingItem,
    MappingStrand,
    Study,
)

pytestmark = pytest.mark.fast


@pytest.fixture(autouse=True)
def spss_here(monkeypatch: pytest.MonkeyPatch) -> None:
    spss_in_this_process(monkeypatch)


FORM = "item,value\norganisation,North\nregion,East\nofficers,12\nofficers_fte,10.5\nshare,0.9\n"
WIDE = "group,organisation,region,officers,officers_fte,share,units\n"


def read(tmp_path: Path, **changes: object) -> tuple[list[MappingForm], list[MappingAnswer], Problems]:
    problems = Problems()
    forms, answers = read_mapping(study(tmp_path, **changes), problems)  # type: ignore[arg-type]
    return list(forms), list(answers), problems


def one_item(tmp_path: Path, item: MappingItem) -> Study:
    strand = MappingStrand(MappingInstrument((item,), ()), ("data/raw/mapping",))
    return study(tmp_path, mapping=strand)


def test_a_csv_form_gives_one_answer_for_every_item_asked_with_its_line(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM)
    forms, answers, problems = read(tmp_path)
    assert not problems
    assert forms == [MappingForm("police", "North", Source("data/raw/mapping/police/a.csv"))]
    assert [(a.item, a.text, a.value) for a in answers] == [
        ("region", "East", None),
        ("officers", "12", Decimal(12)),
        ("officers_fte", "10.5", Decimal("10.5")),
        ("share", "0.9", Decimal("0.9")),
    ]
    assert answers[1].source == Source("data/raw/mapping/police/a.csv", None, 4, "B", 4)


def test_without_an_organisation_the_file_name_is_taken(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/NA.csv", FORM.replace("organisation,North\n", ""))
    assert [form.organisation for form in read(tmp_path)[0]] == ["NA"]


def test_a_form_may_name_items_by_label_in_any_case_and_spacing(tmp_path: Path) -> None:
    text = "Item;Answer\nREGION;East\n number  of OFFICERS ;12\nOfficers FTE;1\nshare;\n"
    put(tmp_path, "data/raw/mapping/Police/North.csv", text)
    _, answers, problems = read(tmp_path)
    assert not problems
    assert [a.value for a in answers] == [None, Decimal(12), Decimal(1), None]


def test_a_wide_table_gives_each_group_its_own_items(tmp_path: Path) -> None:
    put(
        tmp_path,
        "data/raw/mapping/all.csv",
        WIDE + "police,007,East,12,10.5,0.9,\nprobation service,NA,,3,,0.5,2\n",
    )
    forms, answers, problems = read(tmp_path)
    assert not problems
    assert [(f.group, f.organisation, f.source.line) for f in forms] == [
        ("police", "007", 2),
        ("nps", "NA", 3),
    ]
    assert [a.item for a in answers if a.group == "nps"] == ["officers", "share", "units"]
    assert answers[-1].source == Source("data/raw/mapping/all.csv", None, 3, "G", 3)


def test_a_table_headed_by_labels_is_read_in_a_workbook_below_a_title(tmp_path: Path) -> None:
    put_sheets(
        tmp_path,
        "data/raw/mapping/all.xlsx",
        Data=[
            ["Returns of 2018"],
            [],
            ["Organisation", "GROUP", "Region", "Number of Officers", "officers fte", "share"],
            ["North", "Police", "East", 12, 10.5, 0.9],
        ],
    )
    forms, answers, problems = read(tmp_path)
    assert not problems
    assert forms[0].source == Source("data/raw/mapping/all.xlsx", "Data", 4)
    assert [a.value for a in answers] == [None, Decimal(12), Decimal("10.5"), Decimal("0.9")]


def test_an_spss_table_answers_text_through_labels_and_leaves_missing_values_blank(
    tmp_path: Path,
) -> None:
    frame = pd.DataFrame(
        {
            "group": [1.0, 1.0],
            "organisation": ["North", "South"],
            "region": [1.0, 2.0],
            "officers": [12.0, 3.0],
            "officers_fte": [-9.0, 2.5],
            "share": [None, 0.5],
        }
    )
    (tmp_path / "data/raw/mapping").mkdir(parents=True)
    pyreadstat.write_sav(
        frame,
        tmp_path / "data/raw/mapping/all.sav",
        variable_value_labels={
            "group": {1: "Police"},
            "region": {1: "East", 2: "West"},
            "officers_fte": {-9: "Refused"},
        },
        missing_ranges={"officers_fte": [-9]},
    )
    _, answers, problems = read(tmp_path)
    assert not problems
    assert [(a.text, a.value) for a in answers] == [
        ("East", None),
        ("12", Decimal(12)),
        ("", None),
        ("", None),
        ("West", None),
        ("3", Decimal(3)),
        ("2.5", Decimal("2.5")),
        ("0.5", Decimal("0.5")),
    ]
    assert str(answers[1].source) == "data/raw/mapping/all.sav, case 1, variable officers"


def test_a_labelled_number_of_spss_is_not_taken_for_an_answer(tmp_path: Path) -> None:
    frame = pd.DataFrame({"group": ["police"], "organisation": ["North"], "officers": [99.0]})
    (tmp_path / "data/raw/mapping").mkdir(parents=True)
    pyreadstat.write_sav(
        frame,
        tmp_path / "data/raw/mapping/all.sav",
        variable_value_labels={"officers": {99: "99 or more"}},
    )
    item = MappingItem("officers", "Officers", ("police",), "count")
    problems = Problems()
    _, answers = read_mapping(one_item(tmp_path, item), problems)
    assert "variable officers" in only(problems, "mapping.labelled-value")
    assert answers[0].value is None


def test_a_study_of_one_group_needs_no_group_column(tmp_path: Path) -> None:
    put(
        tmp_path,
        "data/raw/mapping/all.csv",
        "organisation,region,officers,officers_fte,share\nA,East,2,1,\n",
    )
    forms, _, problems = read(tmp_path, groups=(POLICE,))
    assert not problems
    assert forms[0].group == "police"
    assert "column 'group'" in only(read(tmp_path)[2], "mapping.missing-column")


# Values


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1E5", "mapping.not-a-number"),
        ("-", "mapping.not-a-number"),
        ("n/a", "mapping.not-a-number"),
        ("~20", "mapping.not-a-number"),
        ('"1,244"', "mapping.not-a-number"),
        ("1.5", "mapping.not-whole"),
        ("-1", "mapping.negative-count"),
        ("", "mapping.required"),
        ("   ", "mapping.required"),
        ("9999999999999999999", "mapping.too-large"),
    ],
)
def test_what_is_no_count_is_an_error_at_its_cell_and_never_a_missing_answer(
    tmp_path: Path, cell: str, code: str
) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM.replace("officers,12", f"officers,{cell}"))
    problems = read(tmp_path)[2]
    assert codes(problems) == [code]
    assert "cell B4, line 4" in str(problems.errors[0])


def test_a_decimal_written_whole_is_a_count(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM.replace("officers,12", "officers,532.0"))
    _, answers, problems = read(tmp_path)
    assert not problems
    assert (answers[1].text, answers[1].value) == ("532.0", Decimal("532.0"))


@pytest.mark.parametrize(("cell", "code"), [("-0.1", "mapping.below-min"), ("1.01", "mapping.above-max")])
def test_bounds_are_kept(tmp_path: Path, cell: str, code: str) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM.replace("0.9", cell))
    assert codes(read(tmp_path)[2]) == [code]


def test_bounds_themselves_are_allowed(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM.replace("0.9", "1.0"))
    assert not read(tmp_path)[2]


@pytest.mark.parametrize(
    ("value", "number_format", "code"),
    [
        (0.45, "0%", "files.percent-cell"),
        (43101, "dd/mm/yyyy", "files.date-cell"),
        (True, "General", "files.boolean-cell"),
        ("#DIV/0!", "General", "files.error-cell"),
        ("=1+1", "General", "files.formula-cell"),
        ("1,244", "General", "mapping.not-a-number"),
    ],
)
def test_cells_of_a_workbook_that_are_no_plain_number_are_errors(
    tmp_path: Path, value: object, number_format: str, code: str
) -> None:
    path = tmp_path / "data/raw/mapping/police/a.xlsx"
    write_mapping_form(path, study(tmp_path), "police", {"officers": 12})
    workbook = load_workbook(path)
    sheet = workbook["Form"]
    (cell,) = [row[3] for row in sheet.iter_rows() if row[0].value == "officers"]
    cell.value, cell.number_format = value, number_format
    workbook.save(path)
    _, answers, problems = read(tmp_path)
    assert codes(problems) == [code]
    assert f"sheet Form, cell {cell.coordinate}" in str(problems.errors[0])
    assert [a.value for a in answers if a.item == "officers"] == [None]


# Forms as people leave them


def filled(tmp_path: Path) -> Path:
    path = tmp_path / "data/raw/mapping/police/a.xlsx"
    answers = {"region": "East", "officers": 12, "officers_fte": Decimal("10.5"), "share": 0.9}
    write_mapping_form(path, study(tmp_path), "police", answers, "North")
    return path


EXPECTED = [None, Decimal(12), Decimal("10.5"), Decimal("0.9")]


def test_inserted_rows_a_renamed_sheet_and_moved_columns_do_no_harm(tmp_path: Path) -> None:
    path = filled(tmp_path)
    workbook = load_workbook(path)
    sheet = workbook["Form"]
    sheet.title = "Our answers (final)"
    sheet.insert_rows(1, 3)
    sheet.insert_rows(14)
    sheet["C14"] = "The next one took us a while"
    sheet.insert_cols(1, 2)
    workbook.save(path)
    forms, answers, problems = read(tmp_path)
    assert not problems
    assert forms[0].organisation == "North"
    assert [a.value for a in answers] == EXPECTED


def test_without_its_id_column_a_form_is_read_by_its_questions(tmp_path: Path) -> None:
    path = filled(tmp_path)
    workbook = load_workbook(path)
    workbook["Form"].delete_cols(1)
    workbook.save(path)
    forms, answers, problems = read(tmp_path)
    assert not problems
    assert forms[0].organisation == "North"
    assert [a.value for a in answers] == EXPECTED


def test_questions_sorted_away_from_their_ids_are_an_error(tmp_path: Path) -> None:
    path = filled(tmp_path)
    workbook = load_workbook(path)
    sheet = workbook["Form"]
    rows = {row[0].value: row[2] for row in sheet.iter_rows()}
    rows["officers"].value, rows["share"].value = rows["share"].value, rows["officers"].value
    workbook.save(path)
    assert codes(read(tmp_path)[2]).count("mapping.id-and-question") == 2


def test_a_stray_answer_and_a_row_given_twice_are_errors(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM + ",17\nofficers,13\n")
    problems = read(tmp_path)[2]
    assert codes(problems) == ["mapping.item-twice", "mapping.stray-answer"]
    assert "first in B4" in only(problems, "mapping.item-twice")


def test_an_unknown_item_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM.replace("officers_fte", "oficers_fte"))
    problems = read(tmp_path)[2]
    assert "Did you mean 'officers_fte'?" in only(problems, "mapping.unknown-item")
    assert "mapping.missing-item" in codes(problems)


def test_an_answer_to_an_item_of_another_group_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM + "units,3\n")
    put(tmp_path, "data/raw/mapping/all.csv", WIDE + "police,South,East,12,10.5,0.9,3\n")
    assert codes(read(tmp_path)[2]) == ["mapping.not-asked"] * 2


def test_a_missing_row_is_an_error_only_if_the_item_is_required(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", "item,value\nregion,East\nshare,0.1\n")
    _, answers, problems = read(tmp_path)
    assert codes(problems) == ["mapping.missing-item", "mapping.missing-required-item"]
    assert [a.item for a in answers] == ["region", "officers", "officers_fte", "share"]


def test_merged_answers_are_an_error(tmp_path: Path) -> None:
    path = filled(tmp_path)
    workbook = load_workbook(path)
    sheet = workbook["Form"]
    (row,) = [cells[0].row for cells in sheet.iter_rows() if cells[0].value == "officers"]
    sheet.merge_cells(f"D{row}:D{row + 1}")
    workbook.save(path)
    assert f"D{row}:D{row + 1}" in only(read(tmp_path)[2], "files.merged")


def test_two_sheets_that_could_both_be_meant_are_an_error_that_names_them(tmp_path: Path) -> None:
    path = filled(tmp_path)
    workbook = load_workbook(path)
    workbook.copy_worksheet(workbook["Form"]).title = "Draft"
    workbook.save(path)
    assert "'Form', 'Draft'" in only(read(tmp_path)[2], "files.several-sheets")


def test_another_sheet_with_notes_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    path = filled(tmp_path)
    workbook = load_workbook(path)
    workbook.create_sheet("Notes", 0)["A1"] = "Rang them on Monday"
    workbook.save(path)
    _, answers, problems = read(tmp_path)
    assert codes(problems) == ["files.sheet-ignored"]
    assert [a.value for a in answers] == EXPECTED


def test_a_workbook_without_form_or_table_is_refused(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.append(["Minutes of the meeting"])
    (tmp_path / "data/raw/mapping/police").mkdir(parents=True)
    workbook.save(tmp_path / "data/raw/mapping/police/a.xlsx")
    assert "Minutes of the meeting" in only(read(tmp_path)[2], "mapping.not-recognised")


# Who answers


def test_folder_and_form_have_to_agree_on_the_group(tmp_path: Path) -> None:
    write_mapping_form(
        tmp_path / "data/raw/mapping/nps/a.xlsx", study(tmp_path), "police", {"officers": 1}, "North"
    )
    assert codes(read(tmp_path)[2]) == ["mapping.group-conflict"]


def test_a_return_of_no_group_is_an_error_with_the_nearest_folder_name(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/polise/a.csv", FORM)
    assert "Did you mean 'police'?" in only(read(tmp_path)[2], "mapping.no-group")


def test_group_and_organisation_cells_of_a_table_are_needed(tmp_path: Path) -> None:
    rows = "polcie,A,East,1,1,,\n,B,East,1,1,,\npolice,,East,1,1,,\n"
    put(tmp_path, "data/raw/mapping/all.csv", WIDE + rows)
    problems = read(tmp_path)[2]
    assert codes(problems) == ["mapping.no-group", "mapping.no-organisation", "mapping.unknown-group"]
    assert "Did you mean 'police'?" in only(problems, "mapping.unknown-group")


def test_an_organisation_that_answers_twice_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM)
    put(tmp_path, "data/raw/mapping/police/b.csv", FORM.replace("North", "north "))
    assert "police/a.csv" in only(read(tmp_path)[2], "mapping.duplicate-organisation")


def test_duplicate_and_unknown_columns_and_rows_of_the_wrong_length_are_errors(tmp_path: Path) -> None:
    head = "group,organisation,region,officers,officers,officer_fte,share,Number of officers\n"
    put(tmp_path, "data/raw/mapping/all.csv", head + "police,A,East,1,1,1,0.5,1\npolice,B,East\n")
    problems = read(tmp_path)[2]
    found = codes(problems)
    assert found.count("files.duplicate-heading") == 2
    assert {"files.row-length", "mapping.unknown-column", "mapping.missing-column"} <= set(found)
    assert "Did you mean 'officers_fte'?" in only(problems, "mapping.unknown-column")


# Queries


def test_a_name_that_is_both_organisation_and_region_is_a_warning(tmp_path: Path) -> None:
    rows = "police,East,South,2,1,,\npolice,North,EAST,2,1,,\nnps,North,,3,,,1\n"
    put(tmp_path, "data/raw/mapping/all.csv", WIDE + rows)
    problems = read(tmp_path)[2]
    assert codes(problems) == ["mapping.shared-name"] * 2
    assert not problems.errors


def test_a_failing_check_points_at_a_cell_and_names_the_values(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM.replace("10.5", "12.5"))
    problems = read(tmp_path)[2]
    text = only(problems, "mapping.check-query")
    assert "cell B4" in text
    assert "officers 12, officers_fte 12.5" in text
    assert not problems.errors


def test_a_check_of_severity_error_stops_and_one_with_a_blank_is_not_asked(tmp_path: Path) -> None:
    check = MappingCheck("c", ("police",), Expression.parse("share > 0.95"), "error", "Too few")
    strand = MappingStrand(MappingInstrument(ITEMS, (check,)), ("data/raw/mapping",))
    put(tmp_path, "data/raw/mapping/police/a.csv", FORM)
    put(tmp_path, "data/raw/mapping/police/b.csv", FORM.replace("0.9", "").replace("North", "South"))
    problems = read(tmp_path, mapping=strand)[2]
    assert codes(problems) == ["mapping.check-failed"]


def test_answers_beyond_three_interquartile_ranges_are_outliers_from_eight_answers_on(
    tmp_path: Path,
) -> None:
    # Quartiles of 1..7 and 100 by R's type 7 are 2.75 and 6.25, so the upper fence is 16.75.
    rows = [f"police,Org {n},East,{n},,,\n" for n in (1, 2, 3, 4, 5, 6, 7)]
    put(tmp_path, "data/raw/mapping/all.csv", WIDE + "".join(rows) + "police,Big,East,100,,,\n")
    text = only(read(tmp_path)[2], "mapping.outlier")
    assert "Big (police) answers 100 to 'officers'" in text
    assert "(2.75 to 6.25, n = 8)" in text
    put(tmp_path, "data/raw/mapping/all.csv", WIDE + "".join(rows) + "police,Big,East,16,,,\n")
    assert not read(tmp_path)[2]
    put(tmp_path, "data/raw/mapping/all.csv", WIDE + "".join(rows[1:]) + "police,Big,East,100,,,\n")
    assert not read(tmp_path)[2]


def test_half_the_answers_alike_make_no_outliers(tmp_path: Path) -> None:
    rows = "".join(f"police,Org {n},East,{0 if n < 8 else n},,,\n" for n in range(10))
    put(tmp_path, "data/raw/mapping/all.csv", WIDE + rows)
    assert not read(tmp_path)[2]


# Properties


@given(text=st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12))
def test_any_cell_is_read_exactly_or_reported(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    directory = tmp_path_factory.mktemp("cell")
    item = MappingItem("q", "Q", ("police",), "number")
    quoted = text.replace('"', '""')
    path = put(directory, "data/raw/mapping/police/a.csv", f'item,value\nx,\nq,"{quoted}"\n')
    problems = Problems()
    _, answers = read_mapping_file(path, one_item(directory, item), problems)
    faults = [p for p in problems if p.code != "mapping.unknown-item"]
    if not text.strip():
        assert (answers[0].value, faults) == (None, [])
    elif faults:
        assert answers[0].value is None
    else:
        assert answers[0].value == Decimal(text.strip())
        assert "e" not in text.casefold()


def test_a_study_without_the_strand_reads_nothing(tmp_path: Path) -> None:
    problems = Problems()
    assert read_mapping(study(tmp_path, mapping=None), problems) == ((), ())
    assert not problems


def test_a_group_may_be_named_by_its_label_in_the_folder(tmp_path: Path) -> None:
    groups = (*BOTH, Group("x", "West Side"))
    put(tmp_path, "data/raw/mapping/west side/a.csv", "item,value\nofficers,1\n")
    forms, _, _ = read(tmp_path, groups=groups)
    assert forms[0].group == "x"
