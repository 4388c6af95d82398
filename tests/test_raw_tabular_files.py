"""CSV, workbooks and SPSS files as rows of cells."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from tabular_studies import codes, only, put, put_sheets, spss_in_this_process
from triangulate.problems import Problems
from triangulate.raw import savfile
from triangulate.raw.cells import number_text, plain_number, why_no_number
from triangulate.raw.grid import Grid
from triangulate.raw.limited import limited
from triangulate.raw.tabular import read_grids
from triangulate.source import Source

pytestmark = pytest.mark.fast


@pytest.fixture(autouse=True)
def spss_here(monkeypatch: pytest.MonkeyPatch) -> None:
    spss_in_this_process(monkeypatch)


def grids(path: Path, known: tuple[str, ...] = ()) -> tuple[list[Grid], Problems]:
    problems = Problems()
    return read_grids(path, Source(path.name), problems, known), problems


def cells(path: Path, known: tuple[str, ...] = ()) -> list[list[str]]:
    found, problems = grids(path, known)
    assert not problems.errors
    (grid,) = found
    return [row.cells for row in grid.rows]


TEXT = "id,café\n007,NA\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_found_by_their_mark(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    path = put(tmp_path, "a.csv", mark + TEXT.encode(encoding))
    found, problems = grids(path)
    assert [row.cells for row in found[0].rows] == [["id", "café"], ["007", "NA"]]
    assert not problems


def test_windows_1252_is_read_with_a_warning_that_names_the_line(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "id,x\n1,caf\xe9\n".encode("cp1252"))
    found, problems = grids(path)
    assert found[0].rows[1].cells == ["1", "café"]
    assert only(problems, "files.encoding-guessed").startswith("a.csv, line 2:")
    assert not problems.errors


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_from_the_header(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(["id", "a", "b"]) + "\n" + delimiter.join(["1", "x", "y"]) + "\n"
    assert cells(put(tmp_path, "a.csv", text)) == [["id", "a", "b"], ["1", "x", "y"]]


def test_known_headings_outweigh_commas_inside_unquoted_headings(tmp_path: Path) -> None:
    text = "id;one, two, three, and four\n1;x\n"
    known = ("id", "one, two, three, and four")
    assert cells(put(tmp_path, "a.csv", text), known)[1] == ["1", "x"]


def test_the_line_that_excel_writes_about_its_delimiter_is_no_row(tmp_path: Path) -> None:
    found, problems = grids(put(tmp_path, "a.csv", "sep=;\r\nid;a,b\r\n1;2,5\r\n"))
    assert [(row.line, row.cells) for row in found[0].rows] == [(2, ["id", "a,b"]), (3, ["1", "2,5"])]
    assert not problems


def test_rows_keep_their_physical_lines_past_line_breaks_in_cells_and_blank_lines(
    tmp_path: Path,
) -> None:
    path = put(tmp_path, "a.csv", 'id,note\r\n1,"two\r\nlines, ""quoted"""\r\n\r\n2,x\r\n\r\n\r\n')
    found, _ = grids(path)
    assert [(row.number, row.line) for row in found[0].rows] == [(1, 1), (2, 2), (4, 5)]
    assert found[0].rows[1].cells[1] == 'two\r\nlines, "quoted"'
    assert found[0].at(found[0].rows[2], 1) == Source("a.csv", None, 4, "B", 5)


def test_longer_and_shorter_rows_are_errors_with_their_lines(tmp_path: Path) -> None:
    found, problems = grids(put(tmp_path, "a.csv", "id,a\n1\n2,x\n3,x,y\n"))
    assert [str(p).split(":")[0] for p in problems] == ["a.csv, row 2, line 2", "a.csv, row 4, line 4"]
    assert [row.cells for row in found[0].rows] == [["id", "a"], ["2", "x"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (b" \r\n\n", "files.empty"),
        (b"\xef\xbb\xbf", "files.empty"),
        (b"id,a\n", "files.header-only"),
        (b"id,a\n1,\0\n", "files.nul"),
        ("id,a\n1,x\n".encode("utf-16-le"), "files.nul"),
        (b"\0\0\0\0", "files.nul"),
        (b"\xff\xfei", "files.encoding"),
        (b"id,a\n1,\x81\n", "files.encoding"),
        (b'id,a\n1,"x\n2,y\n', "files.csv-quotes"),
        (b'id,a\n1,"x"y\n', "files.csv-quotes"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "files.not-what-it-says"),
        (b"\xef\xbb\xbf\n <HTML><head>", "files.not-what-it-says"),
        ("\ufeff<html>".encode("utf-16-le"), "files.not-what-it-says"),
        (b"PK\x03\x04rest", "files.not-what-it-says"),
        (b"\xd0\xcf\x11\xe0rest", "files.not-what-it-says"),
        (b"$FL2rest", "files.not-what-it-says"),
        (b"%PDF-1.7", "files.not-what-it-says"),
    ],
)
def test_files_that_are_no_csv_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    found, problems = grids(put(tmp_path, "a.csv", content))
    assert found == []
    assert codes(problems) == [code]


def test_an_unclosed_quotation_mark_is_placed_where_its_row_begins(tmp_path: Path) -> None:
    problems = grids(put(tmp_path, "a.csv", 'id,a\n1,x\n2,"y\n' + "3,z\n" * 90_000))[1]
    assert only(problems, "files.csv-quotes").startswith("a.csv, row 3, line 3:")


@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    ),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_csv_writer_writes_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    table = [["id", "alpha", "beta"], *rows]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))
    found, problems = grids(path, ("id", "alpha", "beta"))
    expected = [row for row in table if any(cell.strip() for cell in row)]
    # A row of nothing but space is blank, and so is a table of one.
    if len(rows) == 0 or not found:
        assert codes(problems) == ["files.header-only"]
    else:
        assert [row.cells for row in found[0].rows] == expected


@given(data=st.binary(max_size=400), ending=st.sampled_from([".csv", ".xlsx", ".sav"]))
def test_any_bytes_are_read_or_refused_and_never_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{ending}"
    path.write_bytes(data)
    found, problems = grids(path)
    assert found or problems.errors


# Workbooks


def test_cells_of_a_workbook_are_plain_text_whatever_their_number_is_stored_as(tmp_path: Path) -> None:
    path = put_sheets(tmp_path, "a.xlsx", S=[["id", "a", "b", "c"], ["007", 7, 7.0, 1e-7]])
    assert cells(path)[1] == ["007", "7", "7", "0.0000001"]


def test_the_number_format_000_shows_an_id_with_its_noughts(tmp_path: Path) -> None:
    path = put_sheets(tmp_path, "a.xlsx", S=[["id"], [7]])
    workbook = Workbook()
    workbook.active["A1"] = 7
    workbook.active["A1"].number_format = "000"
    workbook.save(path)
    assert cells(path) == [["007"]]


def test_cells_that_are_neither_text_nor_number_are_listed_as_faults(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["B1"], sheet["C1"] = 0.45, date(2018, 2, 1), True
    sheet["D1"], sheet["E1"], sheet["F1"] = "#DIV/0!", "=1+1", "=A1"
    sheet["A1"].number_format = "0.0%"
    workbook.save(tmp_path / "a.xlsx")
    (grid,), problems = grids(tmp_path / "a.xlsx")
    assert not problems
    assert {column: fault.code for (_, column), fault in grid.faults.items()} == {
        0: "files.percent-cell",
        1: "files.date-cell",
        2: "files.boolean-cell",
        3: "files.error-cell",
        4: "files.formula-cell",
        5: "files.formula-cell",
    }
    assert grid.faults[1, 1].shown == "2018-02-01"


def sheet_xml(path: Path, data: str, after: str = "") -> Path:
    """A workbook whose only sheet holds this XML."""
    workbook = Workbook()
    workbook.save(path)
    with zipfile.ZipFile(path) as made:
        members = {name: made.read(name) for name in made.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{space}"><sheetData>{data}</sheetData>{after}</worksheet>'
    ).encode()
    with zipfile.ZipFile(path, "w") as fixed:
        for name, content in members.items():
            fixed.writestr(name, content)
    return path


def test_stored_results_of_formulas_are_used_and_noted(tmp_path: Path) -> None:
    path = sheet_xml(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"x"</f><v>x</v></c></row>',
    )
    (grid,), _ = grids(path)
    assert grid.rows[0].cells == ["2", "x"]
    assert grid.formulas == {(1, 0), (1, 1)}
    assert not grid.faults


def test_cells_and_rows_that_stand_out_of_order_are_not_lost(tmp_path: Path) -> None:
    path = sheet_xml(
        tmp_path / "a.xlsx",
        '<row r="3"><c r="C3"><v>3</v></c><c r="A3"><v>1</v></c></row>'
        '<row r="1"><c r="A1"><v>9</v></c></row>',
    )
    assert cells(path) == [["9"], ["1", "", "3"]]


def test_stray_cells_at_the_edge_of_a_sheet_cost_nothing(tmp_path: Path) -> None:
    path = sheet_xml(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )
    (grid,), _ = grids(path)
    assert [row.number for row in grid.rows] == [1, 1_048_576]


def test_a_sheet_that_spreads_over_everything_is_refused(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, 2000))
    found, problems = grids(sheet_xml(tmp_path / "a.xlsx", rows))
    assert found == []
    assert codes(problems) == ["files.too-wide"]


def test_merged_blocks_of_any_size_are_known_and_not_spread_out(tmp_path: Path) -> None:
    path = sheet_xml(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    (grid,), _ = grids(path)
    assert grid.merged[0].cells == "A1:XFD1048576"


def test_numbers_beyond_measure_are_faults_and_not_infinity(tmp_path: Path) -> None:
    path = sheet_xml(
        tmp_path / "a.xlsx",
        f'<row r="1"><c r="A1"><v>1E999</v></c><c r="B1"><v>{"9" * 400}</v></c></row>',
    )
    (grid,), _ = grids(path)
    assert {fault.code for fault in grid.faults.values()} == {"files.number-cell"}
    assert len(grid.faults) == 2


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active["A1"] = "seen"
    for state in ("hidden", "veryHidden"):
        sheet = workbook.create_sheet(state)
        sheet.sheet_state = state
        sheet["A1"] = "unseen"
    workbook.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == [["seen"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (b"<html>Sign in</html>", "files.not-what-it-says"),
        (b"id,a\n1,2\n", "files.not-what-it-says"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "files.not-what-it-says"),
        (b"PK\x03\x04", "files.xlsx-damaged"),
    ],
)
def test_files_that_are_no_workbook_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    found, problems = grids(put(tmp_path, "a.xlsx", content))
    assert found == []
    assert codes(problems) == [code]


def test_cut_off_and_gutted_workbooks_are_refused(tmp_path: Path) -> None:
    whole = put_sheets(tmp_path, "a.xlsx", S=[["id"], [1]]).read_bytes()
    for cut in (50, len(whole) // 2, len(whole) - 10):
        found, problems = grids(put(tmp_path, "cut.xlsx", whole[:cut]))
        assert found == [] and problems.errors
    for victim in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        with (
            zipfile.ZipFile(io.BytesIO(whole)) as made,
            zipfile.ZipFile(tmp_path / "b.xlsx", "w") as out,
        ):
            for name in made.namelist():
                if name != victim:
                    out.writestr(name, made.read(name))
        found, problems = grids(tmp_path / "b.xlsx")
        assert found == [] and problems.errors, victim


def test_a_workbook_without_any_entry_is_empty(tmp_path: Path) -> None:
    found, problems = grids(put_sheets(tmp_path, "a.xlsx", S=[], T=[["  "]]))
    assert found == []
    assert codes(problems) == ["files.empty"]


# SPSS files


def test_spss_values_come_with_labels_and_declared_missing_values(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["007", "NA"], "q": [4.0, 99.0], "r": [2.5, None]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "a.sav",
        variable_value_labels={"q": {4: "Agree", 99: "Not applicable"}},
        missing_ranges={"q": [{"lo": 90, "hi": 99}]},
    )
    (grid,), problems = grids(tmp_path / "a.sav")
    assert not problems
    assert [row.cells for row in grid.rows] == [["id", "q", "r"], ["007", "4", "2.5"], ["NA", "99", ""]]
    assert grid.labels == {1: {"4": "Agree", "99": "Not applicable"}}
    assert grid.missing == {1: frozenset({"99"})}
    assert str(grid.at(grid.rows[1], 1)) == "a.sav, case 1, variable q"


def test_dates_in_spss_are_faults(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["a"], "d": [date(2018, 1, 5)]})
    pyreadstat.write_sav(frame, tmp_path / "a.sav")
    (grid,), _ = grids(tmp_path / "a.sav")
    assert grid.faults[1, 1].code == "files.date-cell"


def test_damaged_spss_files_are_refused(tmp_path: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"id": ["a", "b"], "q": [1.0, 2.0]}), tmp_path / "a.sav")
    whole = (tmp_path / "a.sav").read_bytes()
    for cut in (4, 100, 300, len(whole) - 10):
        found, problems = grids(put(tmp_path, "cut.sav", whole[:cut]))
        assert found == []
        assert codes(problems) == ["files.sav-damaged"]
    assert codes(grids(put(tmp_path, "b.sav", "id,a\n"))[1]) == ["files.not-what-it-says"]


def test_an_spss_file_that_crashes_its_reader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # this one does need the process of its own
    pyreadstat.write_sav(pd.DataFrame({"id": ["a"], "q": [1.0]}), tmp_path / "a.sav")
    (grid,), problems = grids(tmp_path / "a.sav")
    assert not problems
    assert [row.cells for row in grid.rows] == [["id", "q"], ["a", "1"]]
    crash = "import os; os.abort()"
    monkeypatch.setattr(savfile, "READER", [sys.executable, "-c", crash])
    assert codes(grids(tmp_path / "a.sav")[1]) == ["files.sav-damaged"]


# Numbers


@pytest.mark.parametrize(
    ("text", "written"),
    [("1244", "1244"), ("532.0", "532"), ("-3", "-3"), (" 1225.8943 ", "1225.8943"), (".5", "0.5")],
)
def test_plain_numbers_are_exact(text: str, written: str) -> None:
    value = plain_number(text)
    assert value is not None
    assert number_text(value) == written


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1E5", "exponent"),
        ("1,244", "thousands"),
        ("1 244", "thousands"),
        ("1.244.000", "thousands"),
        ("1,5", "comma"),
        ("-", "dash"),
        ("–", "dash"),
        ("n/a", "missing answer"),
        ("NaN", "missing answer"),
        ("~20", "more than a number"),
        ("20 approx", "more than a number"),
        ("\u0664\u0662", "more than a number"),
        ("50%", "percentage"),
        ("many", "a word"),
        ("inf", "a word"),
        ("1_000", "more than a number"),
    ],
)
def test_everything_else_is_no_number_and_the_reason_is_said(text: str, reason: str) -> None:
    assert plain_number(text) is None
    assert reason in why_no_number(text)[0]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_of_a_spreadsheet_survives_being_written_out(value: float) -> None:
    written = plain_number(number_text(value))
    assert written is not None
    assert float(written) == value


def test_one_file_reports_the_same_kind_of_problem_fifty_times_and_counts_the_rest() -> None:
    problems = Problems()
    with limited(problems, Source("a.csv")) as report:
        for line in range(60):
            report.add("files.nul", Source("a.csv", line=line))
            report.add("files.encoding-guessed", Source("a.csv", line=line))
    assert len(problems) == 102
    assert "10 more errors" in only(problems, "files.more")
    assert "10 more queries" in only(problems, "files.more-queries")
