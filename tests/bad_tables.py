"""Tables and forms of the two tabular strands that are wrong, and what is to be said."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
from spoiling import (
    ANSWERS,
    BOMB,
    CONFIG,
    DOCTYPE,
    LOGIN,
    MAPPING,
    OLE,
    RETURNS,
    add,
    both,
    case,
    edit,
    encrypted,
    instead,
    put,
    query,
    said,
    sparse,
    understated,
    with_parts,
    workbook,
)

HEADER: list[object] = ["id", "group", "clear", "complete", "rushed", "enough_time"]
PEOPLE: list[list[object]] = [["W1", "ward", 5, 4, 2, 4], ["H1", "home", 5, 5, 1, 5]]
XLSX = "data/raw/statements/answers.xlsx"
MORE = "data/raw/statements/more.csv"
SHEET = workbook(HEADER, *PEOPLE)
SAV = "data/raw/statements/answers.sav"
FORM = "data/raw/mapping/ward/Heath.csv"
FORM_OK = "item,value\norganisation,Heath Hospital\nbeds,20\nstaff,4\nratio,5\n"


def sheet(change: Any = None, *rows: list[object]) -> Any:
    """Put a workbook of answers in the table's place, its sheet altered by ``change``."""
    return instead(ANSWERS, XLSX, workbook(HEADER, *(rows or PEOPLE), change=change))


def cell(name: str, value: object, number_format: str | None = None) -> Any:
    def change(page: Any) -> None:
        page[name] = value
        if number_format:
            page[name].number_format = number_format

    return sheet(change)


def spss(columns: dict[str, list[object]], **options: Any) -> Any:
    def spoil(study: Path) -> None:
        (study / ANSWERS).unlink()
        pyreadstat.write_sav(pd.DataFrame(columns), str(study / SAV), **options)

    return spoil


def _cases(study: Path) -> None:
    folder = study / "data/raw/statements"
    (folder / "Answers.csv").write_bytes((folder / "answers.csv").read_bytes().replace(b"\nW", b"\nw"))


def _unicode_forms(study: Path) -> None:
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Höhe.csv")
        put(f"data/raw/mapping/ward/{name}", FORM_OK.replace("Heath", form))(study)


def _link_outside(study: Path) -> None:
    outside = study.parent / "elsewhere.csv"
    outside.write_text(FORM_OK)
    (study / "data/raw/mapping/ward").mkdir()
    (study / "data/raw/mapping/ward/link.csv").symlink_to(outside)


def _broken_link(study: Path) -> None:
    (study / "data/raw/statements/link.csv").symlink_to("nowhere.csv")


def _pipe(study: Path) -> None:
    os.mkfifo(study / "data/raw/statements/pipe.csv")


def _newline_in_name(study: Path) -> None:
    (study / "data/raw/statements/answers.csv").rename(study / "data/raw/statements/an\nswers.csv")


def _name_not_utf8(study: Path) -> None:
    (study / ANSWERS).rename(study / "data/raw/statements" / os.fsdecode(b"an\xffswers.csv"))


CSV = [
    case(
        "a row longer than the header",
        add(ANSWERS, "W7,ward,1,2,3,4,5"),
        said("files.row-length", "7 cells, the header has 6", ANSWERS, line=12),
    ),
    case(
        "a row shorter than the header",
        add(ANSWERS, "W7,ward,1,2"),
        said("files.row-length", "4 cells, the header has 6", ANSWERS, line=12),
    ),
    case(
        "rows that are all shorter than the header",
        put(ANSWERS, "id,group,clear,complete,rushed,enough_time,\nW1,ward,1,2,3,4\nW2,ward,1,2,3,4\n"),
        said("files.row-length", "6 cells, the header has 7", ANSWERS, line=2),
        said("files.row-length", "6 cells, the header has 7", ANSWERS, line=3),
    ),
    case(
        "a heading twice",
        edit(ANSWERS, "complete,rushed", "clear,rushed"),
        said("files.duplicate-heading", "'clear' stands over two columns (C and D)", ANSWERS, cell="D1"),
        said("statements.missing-column", "'complete'", ANSWERS, row=1),
    ),
    case("NUL bytes", edit(ANSWERS, "W3,ward", "W3,\0ward"), said("files.nul", "NUL", ANSWERS, line=4)),
    case(
        "a login page saved as csv",
        put(ANSWERS, LOGIN),
        said("files.not-what-it-says", "a web page", ANSWERS),
    ),
    case(
        "a header and nothing below it",
        put(ANSWERS, "id,group,clear,complete,rushed,enough_time\n"),
        said("files.header-only", "no rows", ANSWERS),
    ),
    case("an empty file", put(ANSWERS, ""), said("files.empty", "is empty", ANSWERS)),
    case(
        "a quotation mark that is not closed",
        edit(ANSWERS, "W3,ward", '"W3,ward'),
        said("files.csv-quotes", "never closed", ANSWERS, line=4),
    ),
    case(
        "bytes of no encoding",
        put(ANSWERS, b"id,group,clear\nW1,ward,\x81\n"),
        said("files.encoding", "no encoding that is read here", ANSWERS, line=2),
    ),
    case(
        "UTF-16 that is cut off",
        put(ANSWERS, "id,group,clear,complete,rushed,enough_time\n".encode("utf-16")[:-1]),
        said("files.encoding", "no encoding that is read here", ANSWERS),
    ),
    case(
        "a workbook called csv",
        put(ANSWERS, SHEET),
        said("files.not-what-it-says", "a workbook", ANSWERS),
    ),
    case(
        "a mistyped heading",
        edit(ANSWERS, "enough_time", "enough_tme"),
        said("statements.missing-column", "Did you mean 'enough_tme'?", ANSWERS, row=1),
    ),
    case(
        "no column for the respondent",
        edit(ANSWERS, "id,group", "person,group"),
        said("statements.missing-column", "for the respondent", ANSWERS, row=1),
    ),
    case(
        "prose instead of a table",
        put(ANSWERS, "We talked to ten people.\nThey were content.\n"),
        said("statements.not-recognised", "We talked to ten people.", ANSWERS),
    ),
    case("a file of 200 MB", sparse(ANSWERS, 200_000_000), said("files.too-large", "200 MB", ANSWERS)),
]

NAMES = [
    case(
        "two names that differ by case only",
        _cases,
        said("files.same-name", "only in case", ANSWERS),
        *(
            said("people.unknown-respondent", f"'w{n}'", "data/raw/statements/Answers.csv")
            for n in range(1, 6)
        ),
        *(
            said("statements.duplicate-respondent", f"'H{n}' has already answered", ANSWERS)
            for n in range(1, 6)
        ),
    ),
    case(
        "two names that differ by their Unicode form only",
        _unicode_forms,
        said("files.same-name", "how its letters are encoded", None),
    ),
    case(
        "curly brackets in a file's name",
        instead(ANSWERS, "data/raw/statements/answers{group}.csv", SHEET),
        said("files.braces", "without { and }", "data/raw/statements/answers{group}.csv"),
    ),
    case("a line break in a file's name", _newline_in_name, said("files.name", "Rename the file", None)),
    case("a file's name that is no text", _name_not_utf8, said("files.name", "Rename the file", None)),
    case(
        "a link that leads out of the study",
        _link_outside,
        said("files.outside", "outside the study", "data/raw/mapping/ward/link.csv"),
    ),
    case(
        "a link that leads nowhere",
        _broken_link,
        said("files.broken-link", "nowhere", "data/raw/statements/link.csv"),
    ),
    case("a pipe", _pipe, said("files.not-regular", "neither a file", "data/raw/statements/pipe.csv")),
    case(
        "an old Excel file",
        instead(ANSWERS, "data/raw/statements/answers.xls", OLE),
        said("files.legacy", "save it as .xlsx", "data/raw/statements/answers.xls"),
    ),
    case(
        "a workbook with macros by its ending",
        instead(ANSWERS, "data/raw/statements/answers.xlsm", SHEET),
        said("files.legacy", "save it as .xlsx", "data/raw/statements/answers.xlsm"),
    ),
    case(
        "a configured file of a format that is not read",
        both(edit(CONFIG, "sources: [data/raw/statements]", "sources: [data/raw/a.pdf]"),
             put("data/raw/a.pdf", "%PDF-1.4")),
        said("files.named-ending", "'.pdf'", "data/raw/a.pdf"),
    ),
]  # fmt: skip

STATEMENT_ANSWERS = [
    case(
        "an answer with a typing error",
        edit(ANSWERS, "W2,ward,Agree", "W2,ward,Aggree"),
        said("statements.unknown-answer", "Did you mean 'Agree'?", ANSWERS, cell="C3"),
    ),
    case(
        "a code that the scale does not have",
        edit(ANSWERS, "W3,ward,4", "W3,ward,7"),
        said("statements.unknown-answer", "'7' is no answer on the scale", ANSWERS, cell="C4"),
    ),
    case(
        "a lone hyphen for no answer",
        edit(ANSWERS, "W3,ward,4", "W3,ward,-"),
        said("statements.unknown-answer", "the cell has to be empty", ANSWERS, cell="C4"),
    ),
    case(
        "NA for no answer",
        edit(ANSWERS, "W3,ward,4", "W3,ward,NA"),
        said("statements.unknown-answer", "the cell has to be empty", ANSWERS, cell="C4"),
    ),
    case(
        "a label beside the code of another",
        edit(ANSWERS, "W3,ward,4", "W3,ward,5 - Agree"),
        said("statements.unknown-answer", "'5 - Agree'", ANSWERS, cell="C4"),
    ),
    case(
        "an unknown group",
        edit(ANSWERS, "W3,ward", "W3,waard"),
        said("statements.unknown-group", "Did you mean 'ward'?", ANSWERS, cell="B4"),
    ),
    case(
        "a respondent without a group",
        edit(ANSWERS, "W3,ward", "W3,"),
        said("statements.no-group", "respondent 'W3' is not given", ANSWERS, cell="B4"),
    ),
    case(
        "answers of nobody",
        edit(ANSWERS, "W3,ward", ",ward"),
        said("statements.no-respondent", "no respondent is named", ANSWERS, cell="A4"),
    ),
    case(
        "a respondent twice",
        add(ANSWERS, "W1,ward,1,1,1,1"),
        said("statements.duplicate-respondent", "row 2", ANSWERS, row=12),
    ),
    case(
        "more respondents than a group has people",
        edit(CONFIG, "size: 40", "size: 4"),
        said("statements.more-than-the-group", "5 respondents of Ward answered", ANSWERS, row=6),
    ),
    case(
        "a respondent in two files",
        put(MORE, "id,group,clear,complete,rushed,enough_time\nW1,ward,1,1,1,1\n"),
        said("statements.duplicate-respondent", ANSWERS, MORE, row=2),
    ),
    case(
        "a form with an unknown statement and without another",
        put(MORE,
            "ID,Answer\nrespondent,W1\ngroup,ward\nclear,1\ncomplte,1\nrushed,1\nenough_time,1\n"),
        said("statements.unknown-item", "Did you mean 'complete'?", MORE, cell="B5"),
        said("statements.missing-item", "'complete'", MORE),
        said("statements.duplicate-respondent", "'W1'", MORE),
    ),
]  # fmt: skip

MAPPING_ANSWERS = [
    *(
        case(
            f"the number {text}",
            edit(RETURNS, "Plover Hospital,80", f"Plover Hospital,{text}"),
            said("mapping.not-a-number", phrase, RETURNS, cell="C3"),
        )
        for text, phrase in (("about 80", "about 80"), ("1E5", "1E5"), ("-", "'-'"), ("n/a", "n/a"))
    ),
    case(
        "a thousands separator",
        edit(RETURNS, "Plover Hospital,80", 'Plover Hospital,"1,200"'),
        said("mapping.not-a-number", "1,200", RETURNS, cell="C3"),
    ),
    case(
        "a count with decimals",
        edit(RETURNS, "Plover Hospital,80", "Plover Hospital,80.5"),
        said("mapping.not-whole", "80.5 is no whole number", RETURNS, cell="C3"),
    ),
    case(
        "a number below its minimum",
        edit(RETURNS, "Wren Hospital,64,70,0.9", "Wren Hospital,64,70,-0.9"),
        said("mapping.below-min", "the least that is possible is 0", RETURNS, cell="E4"),
    ),
    case(
        "a required item left blank",
        edit(
            MAPPING,
            "type: count, min: 0}\n  - {id: ratio",
            "type: count, required: true}\n  - {id: ratio",
        ),
        said("mapping.required", "'staff' is required", RETURNS, cell="D3"),
    ),
    case(
        "a check that is an error",
        edit(MAPPING, "severity: warning", "severity: error"),
        said("mapping.check-failed", "Wren Hospital (ward): More staff than places", RETURNS, row=4),
    ),
    case(
        "an answer to an item that is not asked",
        edit(RETURNS, "Heron Team,30,12,", "Heron Team,30,12,2.5"),
        said("mapping.not-asked", "Home care is not asked it", RETURNS, cell="E5"),
    ),
    query(
        "a column that nobody asked for",
        put(RETURNS, "group,organisation,beds,staff,ratio,notes\nward,Wren Hospital,64,12,0.9,by phone\n"),
        said("mapping.unknown-column", "'notes' is no item", RETURNS, cell="F1"),
    ),
    case(
        "a column of no item",
        edit(RETURNS, "beds,staff", "bedz,staff"),
        said("mapping.unknown-column", "Did you mean 'beds'?", RETURNS, cell="C1"),
        said("mapping.missing-column", "'beds'", RETURNS, row=1),
    ),
    case(
        "an organisation twice",
        add(RETURNS, "ward,KESTREL hospital,1,1,1"),
        said("mapping.duplicate-organisation", "has already answered", RETURNS, row=7),
    ),
    case(
        "a row without an organisation",
        add(RETURNS, "ward,,1,1,1"),
        said("mapping.no-organisation", "no organisation", RETURNS, cell="B7"),
    ),
    case(
        "a return of an unknown group",
        edit(RETURNS, "Home care,Heron", "Home cares,Heron"),
        said("mapping.unknown-group", "Did you mean 'Home care'?", RETURNS, cell="A5"),
    ),
    case(
        "a form in the folder of another group",
        put(FORM, FORM_OK + "group,home\n"),
        said("mapping.group-conflict", "'home', but lies in the folder of 'ward'", FORM, cell="B6"),
    ),
    case(
        "a form in no group's folder",
        put("data/raw/mapping/wards/Heath.csv", FORM_OK),
        said("mapping.no-group", "Did you mean 'ward'?", "data/raw/mapping/wards/Heath.csv"),
    ),
    case(
        "a form with an item twice and an unknown one",
        put(FORM, FORM_OK + "beds,21\nbets,1\n"),
        said("mapping.item-twice", "'beds'", FORM, cell="B6", line=6),
        said("mapping.unknown-item", "Did you mean 'beds'?", FORM, cell="B7", line=7),
    ),
    query(
        "a check that is a query",
        lambda study: None,
        said("mapping.check-query", "More staff than places", RETURNS, row=4),
    ),
    query(
        "a folder with a picture in it",
        put("data/raw/mapping/plan.png", b"\x89PNG"),
        said("files.unexpected", "'.png'", "data/raw/mapping/plan.png"),
    ),
    query(
        "one name for a ward and a team",
        edit(RETURNS, "Heron Team", "Kestrel Hospital"),
        said("mapping.shared-name", "'Kestrel Hospital' is the name of two things", RETURNS, row=5),
    ),
]

WORKBOOKS = [
    case(
        "a cell formatted as a percentage",
        cell("C2", 0.5, "0%"),
        said("files.percent-cell", "percentage", XLSX, sheet="Answers", cell="C2"),
    ),
    case(
        "a cell that became a date",
        cell("D3", pd.Timestamp(2018, 2, 1).to_pydatetime()),
        said("files.date-cell", "a date", XLSX, sheet="Answers", cell="D3"),
    ),
    case(
        "a formula without a stored value",
        cell("C2", "=1+3"),
        said("files.formula-cell", "without a stored result", XLSX, sheet="Answers", cell="C2"),
    ),
    case(
        "an error instead of a value",
        cell("C2", "#REF!"),
        said("files.error-cell", "#REF!", XLSX, sheet="Answers", cell="C2"),
    ),
    case(
        "merged answers",
        sheet(lambda page: page.merge_cells("C2:C3")),
        said("files.merged", "C2:C3", XLSX, sheet="Answers"),
    ),
    case(
        "two sheets of answers",
        instead(
            ANSWERS,
            XLSX,
            workbook(HEADER, *PEOPLE, change=lambda page: page.parent.copy_worksheet(page)),
        ),
        said("files.several-sheets", "'Answers', 'Answers Copy'", XLSX),
    ),
    case(
        "a text called xlsx",
        instead(ANSWERS, XLSX, b"id,group\nW1,ward\n"),
        said("files.not-what-it-says", "text", XLSX),
    ),
    case(
        "a workbook under a password",
        instead(ANSWERS, XLSX, OLE),
        said("files.not-what-it-says", "encrypted", XLSX),
    ),
    case(
        "a workbook cut off",
        instead(ANSWERS, XLSX, SHEET[: len(SHEET) // 2]),
        said("files.xlsx-damaged", "cut off", XLSX),
    ),
    case(
        "a workbook with macros",
        instead(ANSWERS, XLSX, with_parts(SHEET, {"xl/vbaProject.bin": b"x"})),
        said("archives.macros", "xl/vbaProject.bin", XLSX),
    ),
    case(
        "a workbook with a DOCTYPE",
        instead(ANSWERS, XLSX, with_parts(SHEET, {"xl/sharedStrings.xml": DOCTYPE})),
        said("archives.doctype", "xl/sharedStrings.xml", XLSX),
    ),
    case(
        "a workbook that unpacks outside its folder",
        instead(ANSWERS, XLSX, with_parts(SHEET, {"../../evil.xml": "<x/>"})),
        said("archives.unsafe-name", "../../evil.xml", XLSX),
    ),
    case(
        "a workbook that is a bomb",
        instead(ANSWERS, XLSX, with_parts(SHEET, {"xl/media/a.bin": BOMB})),
        said("archives.bomb", "xl/media/a.bin", XLSX),
    ),
    case(
        "a workbook with an encrypted part",
        instead(ANSWERS, XLSX, encrypted(SHEET)),
        said("archives.encrypted", "password", XLSX),
    ),
    case(
        "a workbook with one part twice",
        instead(ANSWERS, XLSX, with_parts(SHEET, {"XL/Workbook.xml": "<x/>"})),
        said("archives.duplicate-name", "XL/Workbook.xml", XLSX),
    ),
    case(
        "a workbook with a part larger than it says",
        instead(ANSWERS, XLSX, understated(SHEET)),
        said("archives.false-size", "larger than the file says", XLSX),
    ),
    case(
        "a workbook without its sheet",
        instead(ANSWERS, XLSX, with_parts(SHEET, {"xl/worksheets/sheet1.xml": "<worksheet>"})),
        said("files.xlsx-damaged", "cannot be read", XLSX),
    ),
]

GOOD_SPSS: dict[str, list[object]] = {
    "id": ["W1", "H1"], "group": ["ward", "home"], "clear": [1.0, 2.0],
    "complete": [1.0, 2.0], "rushed": [1.0, 2.0], "enough_time": [1.0, 2.0],
}  # fmt: skip
SPSS = [
    case("a text called sav", instead(ANSWERS, SAV, b"id,group\n"),
         said("files.not-what-it-says", "text", SAV)),
    case("an SPSS file cut off", instead(ANSWERS, SAV, b"$FL2@(#) SPSS DATA FILE" + bytes(300)),
         said("files.sav-damaged", "cannot be read", SAV)),
    case(
        "a value of an SPSS file outside the scale",
        spss(GOOD_SPSS | {"clear": [1.0, 8.0]}),
        said("statements.unknown-answer", "'8' is no answer", SAV, row=2, column="clear"),
    ),
    case(
        "a value label of an SPSS file that is no answer",
        spss(GOOD_SPSS, variable_value_labels={"rushed": {1.0: "Sometimes", 2.0: "Disagree"}}),
        said("statements.unknown-answer", "'Sometimes'", SAV, row=1, column="rushed"),
    ),
    case(
        "an SPSS file without a statement",
        spss({key: values for key, values in GOOD_SPSS.items() if key != "rushed"}),
        said("statements.missing-column", "'rushed'", SAV),
    ),
]  # fmt: skip
