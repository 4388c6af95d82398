"""Tables of codings: every row is placed at its words, or listed with the reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from coding_studies import HEADER, imported, study_in, table
from coding_studies import code as made_code
from triangulate.problems import Problems
from triangulate.raw.codings import coding_files, read_codings
from triangulate.raw.codings.dialects import DIALECTS, Dialect, Ruler, Unit
from triangulate.raw.model import CodingRecord

pytestmark = pytest.mark.fast

TEXT = (
    "INT: How was the training?\nP1: It was \U0001f600 good \u2013 caf\u00e9 talk.\nINT: Why?\n"
    "P1: Yes. Because partners came. Yes.\nP1: \U0001f680 They listened carefully to us.\n"
)


def one(directory: Path, *rows: tuple[object, ...], text: str = TEXT) -> tuple[list[CodingRecord], list[str]]:
    (read,), problems = imported(directory, {"a.csv": table(rows)}, {"P1.txt": text})
    assert len(read.codings) == len(rows)
    return list(read.codings), [problem.code for problem in problems]


def at(words: str, text: str = TEXT, nth: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return start, start + len(words)


def row(words: str, **changes: object) -> tuple[object, ...]:
    start, end = at(words)
    cells: dict[str, object] = {"document": "P1.txt", "start": start, "end": end, "code": "training"}
    cells |= {"coder": "anna", "text": words, **changes}
    return tuple(cells.get(name, "") for name in HEADER)


def counted(words: str, dialect: Dialect, **changes: object) -> tuple[object, ...]:
    """A row whose offsets are counted in a dialect."""
    start, end = (Ruler(TEXT, dialect).from_code_points(index) for index in at(words))
    return row(words, start=start, end=end, **changes)


def test_a_coding_at_its_words_is_exact(tmp_path: Path) -> None:
    (record,), codes = one(tmp_path, row("good \u2013 caf\u00e9", memo="strong"))
    assert record.span is not None and record.span.of(TEXT) == record.quoted == "good \u2013 caf\u00e9"
    assert (record.placement, record.score, record.reason) == ("exact", None, None)
    assert (record.document, record.code, record.coder, record.memo) == (
        "P1.txt",
        "training",
        "anna",
        "strong",
    )
    assert (record.source.file, record.source.row, record.source.line) == ("codings/a.csv", 2, 2)
    assert codes == []


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_offsets_of_every_dialect_are_converted(tmp_path: Path, dialect: Dialect) -> None:
    passages = ["How was", "good \u2013 caf\u00e9 talk", "partners", "They listened", "\U0001f680 They"]
    records, codes = one(tmp_path, *(counted(words, dialect) for words in passages))
    assert [record.span.of(TEXT) for record in records if record.span] == passages
    assert {record.placement for record in records} == {"exact"}
    assert codes == [], "what is only counted otherwise is no data query"


UTF8, UTF16 = Dialect(Unit.UTF8), Dialect(Unit.UTF16)


def test_the_dialect_of_most_codings_holds_for_those_without_text(tmp_path: Path) -> None:
    rows = [counted(words, UTF8) for words in ("talk", "partners", "carefully")]
    records, _ = one(tmp_path, *rows, counted("They listened", UTF8, text=""))
    assert records[-1].placement == "unverified"
    assert records[-1].span is not None and records[-1].span.of(TEXT) == "They listened"


def test_an_accidental_match_in_another_dialect_does_not_mislead(tmp_path: Path) -> None:
    # "aa" stands at 2 and, counted in UTF-8 bytes, its offsets 8 to 10 hit another "aa" too.
    text = "\u00e9\u00e9\u00e9\u00e9aabbaacc one two three four"
    first = text.index("aa")
    rows: list[tuple[object, ...]] = [("P1.txt", 8, 10, "training", "anna", "aa", "")]
    assert text[8:10] == "aa" and text.encode()[8:10] == b"aa" and first == 4
    (record,), _ = one(tmp_path, *rows, text=text)
    assert record.span is not None and record.span.start == 8, "code points win a tie"
    for words in ("one", "two", "three"):
        start = len(text[: text.index(words)].encode())
        rows.append(("P1.txt", start, start + len(words), "training", "anna", words, ""))
    records, _ = one(tmp_path, *rows, text=text)
    assert records[0].span is not None and records[0].span.start == 4, "the other codings are in bytes"


def test_dialects_are_found_for_each_coder(tmp_path: Path) -> None:
    words = ("talk", "partners", "carefully")
    rows = [row(w) for w in words] + [counted(w, UTF8, coder="bert") for w in words]
    records, codes = one(tmp_path, *rows)
    assert {record.placement for record in records} == {"exact"} and codes == []


def test_words_that_stand_elsewhere_are_found_nearest_and_remarked(tmp_path: Path) -> None:
    start, _ = at("Yes.", nth=2)
    rows = [row(words) for words in ("talk", "partners", "carefully")]
    records, codes = one(tmp_path, *rows, row("Yes.", start=start + 6, end=start + 10))
    assert records[-1].span is not None and records[-1].span.start == start
    assert records[-1].placement == "exact" and codes == ["codings.moved"]


def test_white_space_is_forgiven_and_typing_errors_are_scored(tmp_path: Path) -> None:
    records, codes = one(
        tmp_path,
        row("INT: Why?", text="INT:   Why?\r\n"),
        row("They listened carefully to us", text="They listend carefully to us"),
        row("good \u2013 caf\u00e9 talk", text="good - caf\u00e9 talk"),
    )
    assert [record.placement for record in records] == ["exact", "fuzzy", "fuzzy"]
    assert [record.span.of(TEXT) for record in records if record.span] == [
        "INT: Why?",
        "They listened carefully to us",
        "good \u2013 caf\u00e9 talk",
    ]
    assert all(record.score is not None and 90 <= record.score < 100 for record in records[1:])
    assert codes == ["codings.fuzzy", "codings.fuzzy"]


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"start": "x"}, "codings.not-numbers", "whole numbers"),
        ({"start": "5.0"}, "codings.not-numbers", "whole numbers"),
        ({"start": "-1"}, "codings.not-numbers", "whole numbers"),
        ({"start": ""}, "codings.not-numbers", "whole numbers"),
        ({"end": "9" * 5000}, "codings.not-numbers", "whole numbers"),
        ({"start": 40, "end": 40}, "codings.backwards", "ends where it begins"),
        ({"start": 40, "end": 30}, "codings.backwards", "ends where it begins"),
        ({"start": 5000, "end": 5004}, "codings.outside", "outside"),
        ({"start": 5000, "end": 5004, "text": ""}, "codings.outside", "outside"),
        ({"code": "trainning"}, "codings.unknown-code", "not in the codebook"),
        ({"code": ""}, "codings.no-code", "no code"),
        ({"code": "Positive"}, "codings.ambiguous-code", "may mean several"),
        ({"document": "P9"}, "codings.unknown-document", "no transcript"),
        ({"document": ""}, "codings.unknown-document", "no transcript"),
        (
            {"text": "words that nobody said here at all"},
            "codings.text-not-found",
            "not in the transcript",
        ),
    ],
)
def test_what_cannot_be_placed_is_listed_with_its_reason_and_place(
    tmp_path: Path, changes: dict[str, object], code: str, reason: str
) -> None:
    (read,), problems = imported(
        tmp_path, {"a.csv": table([row("talk"), row("talk", **changes)])}, {"P1.txt": TEXT}
    )
    good, bad = read.codings
    assert good.placement == "exact"
    assert (bad.placement, bad.span) == ("not_placed", None)
    assert bad.reason is not None and reason in bad.reason
    (problem,) = problems
    assert (problem.code, problem.severity.value) == (code, "warning")
    assert problem.source is not None and problem.source.file == "codings/a.csv"
    if code != "codings.unknown-document":
        assert problem.source.row == 3


def test_a_hint_names_the_nearest_code_and_document(tmp_path: Path) -> None:
    _, problems = imported(
        tmp_path,
        {"a.csv": table([row("talk", code="trainning"), row("talk", document="Interview_P1.txt")])},
        {"Interview_P01.txt": TEXT, "P1.txt": TEXT},
    )
    said = " ".join(problem.says for problem in problems)
    assert "Did you mean 'training'?" in said and "Did you mean 'Interview_P01.txt'?" in said


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("training", "training"),
        (" TRAINING ", "training"),
        ("Partnership working", "partnership"),
        ("partnership  Working", "partnership"),
        ("Training-Positive", "training_positive"),
        ("Training > Positive", "training_positive"),
        ("Training.Positive", "training_positive"),
        ("Partnership working/Positive", "partnership_positive"),
        ("Codes\\Training\\Negative", "training_negative"),
        ("arms: Negative", "training_negative"),
        ("PDP/ICE", "pdp_ice"),
    ],
)
def test_a_code_is_known_by_id_label_or_path(tmp_path: Path, written: str, code: str) -> None:
    (record,), codes = one(tmp_path, row("talk", code=written))
    assert (record.code, record.placement, codes) == (code, "exact", [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Work > Time > Weekly / monthly > Late: visits", "weekly_late"),
        ("Work/Time/Weekly / monthly/Late: visits", "weekly_late"),
        # Work is above both; the whole path is that of one.
        ("Work > Late: visits", "late"),
        ("Late: visits", None),
    ],
)
def test_a_path_of_four_levels_means_the_code_that_it_names_whole(written: str, code: str | None) -> None:
    from triangulate.evidence.recompute.codingfiles import Raw
    from triangulate.evidence.recompute.codings import _Codes as Again
    from triangulate.raw.codings.names import Ambiguous, Codes
    from triangulate.study.model import Codebook

    book = Codebook(
        "1",
        (
            made_code("work", "Work"),
            made_code("time", "Time", "work"),
            made_code("weekly", "Weekly / monthly", "time"),
            made_code("weekly_late", "Late: visits", "weekly"),
            made_code("late", "Late: visits", "work"),
        ),
    )
    codes = Codes(book, "s")
    assert codes.resolve(written) == code or (code is None and isinstance(codes.resolve(written), Ambiguous))
    # The second reading, from the raw files, is another implementation.
    assert Again(book, "s").of(Raw("P1.txt", written, "anna")) == code
    assert Again(book, "s").of(Raw("P1.txt", "Late: visits", "anna", parents=("Work",))) == "late"
    # A REFI-QDA project gives all that is above a code, topmost first.
    assert codes.resolve("Late: visits", ("Work",)) == "late"
    assert codes.resolve("Late: visits", ("Work", "Time", "Weekly / monthly")) == "weekly_late"


def test_a_path_through_the_wrong_parent_is_unknown(tmp_path: Path) -> None:
    (record,), codes = one(tmp_path, row("talk", code="Partnership working > Negative"))
    assert record.placement == "not_placed" and codes == ["codings.unknown-code"]


@pytest.mark.parametrize("written", ["P1.txt", "P1", "p1", "P1.docx", "data/raw/P1.txt", " P1.TXT "])
def test_a_document_is_known_with_or_without_its_ending(tmp_path: Path, written: str) -> None:
    (record,), codes = one(tmp_path, row("talk", document=written))
    assert (record.document, record.placement, codes) == ("P1.txt", "exact", [])


def test_a_name_that_may_mean_two_documents_is_listed(tmp_path: Path) -> None:
    texts = {"P1.txt": TEXT, "P1.docx": TEXT}
    (read,), problems = imported(tmp_path, {"a.csv": table([row("talk", document="P1")])}, texts)
    assert read.codings[0].placement == "not_placed"
    assert [problem.code for problem in problems] == ["codings.ambiguous-document"]


def test_codings_of_excluded_people_are_counted_without_any_text(tmp_path: Path) -> None:
    rows = [
        row("talk", document="P2", memo="about her"),
        row("talk"),
        row("talk", document="P3", memo="unknown"),
    ]
    (read,), _ = imported(tmp_path, {"a.csv": table(rows)}, {"P1.txt": TEXT}, {"P2.docx"})
    out, placed, unknown = read.codings
    assert (out.document, out.placement, out.reason) == ("P2.docx", "not_placed", "excluded")
    assert (out.quoted, out.memo, out.span) == (None, None, None)
    assert placed.placement == "exact"
    assert (unknown.quoted, unknown.memo) == (None, None), "it may be an excluded person under another name"
    assert read.count("not_placed") == 2 and read.count("exact") == 1


def test_no_message_quotes_a_participant(tmp_path: Path) -> None:
    secret = "my sister the constable said so"
    _, problems = imported(tmp_path, {"a.csv": table([row("talk", text=secret)])}, {"P1.txt": TEXT})
    assert list(problems) and not any(secret[:10] in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"document,start,end,code\nP1,1,2,training\n", "codings.missing-columns"),
        (b"", "codings.missing-columns"),
        (b"\n\n", "codings.missing-columns"),
        (b"document,start,end,code,coder,code\n", "codings.duplicate-column"),
        (b'document,start,end,code,coder,text\nP1,0,3,training,a,"open\n', "codings.csv"),
        (b"<html><body>Log in</body></html>", "codings.web-page"),
        (b"document,start,end,code,coder\nP1,0,3,tr\0aining,a\n", "codings.nul"),
        (b"document,start,end,code,coder\n\x81\xff\n", "codings.encoding"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error(tmp_path: Path, data: bytes, code: str) -> None:
    read, problems = imported(tmp_path, {"a.csv": data}, {"P1.txt": TEXT})
    assert read == ()
    assert [problem.code for problem in problems.errors] == [code]


def test_missing_columns_are_named_with_what_was_found(tmp_path: Path) -> None:
    _, problems = imported(tmp_path, {"a.csv": b"doc;from;to;code;coder\n"}, {})
    (problem,) = problems.errors
    assert "document, start, end" in problem.says and "'from'" in problem.says


def test_rows_of_another_length_are_kept_as_not_placed(tmp_path: Path) -> None:
    data = b"document,start,end,code,coder\nP1,0,3,training\n"
    data += b"P1,0,3,training,anna,more\nP1,0,3,training,anna\n\n"
    (read,), problems = imported(tmp_path, {"a.csv": data}, {"P1.txt": TEXT})
    assert [record.placement for record in read.codings] == ["not_placed", "not_placed", "unverified"]
    assert [p.code for p in problems if p.code != "codings.no-coder"] == ["codings.row-length"] * 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    words = "good \u2013 caf\u00e9 talk"
    data = table([row(words)], delimiter=delimiter).decode().encode(encoding)
    (read,), problems = imported(tmp_path, {"a.csv": data}, {"P1.txt": TEXT})
    assert read.codings[0].placement == "exact"
    assert [p.code for p in problems] == (["codings.encoding-assumed"] if encoding == "cp1252" else [])


def test_a_coding_without_coder_counts_for_the_files_name_and_is_remarked(tmp_path: Path) -> None:
    (record,), codes = one(tmp_path, row("talk", coder=" "))
    assert record.coder == "a" and codes == ["codings.no-coder"]


def test_the_same_coding_twice_is_remarked_and_kept(tmp_path: Path) -> None:
    records, codes = one(tmp_path, row("talk"), row("talk"), row("talk", coder="bert"))
    assert [record.placement for record in records] == ["exact"] * 3
    assert codes == ["codings.twice"]


def test_unknown_columns_other_files_and_missing_folders_are_reported(tmp_path: Path) -> None:
    data = table([(*row("talk"), "x")], header=(*HEADER, "colour"))
    _, problems = imported(tmp_path, {"a.csv": data, "notes.xyz": b"", ".hidden": b""}, {"P1.txt": TEXT})
    assert sorted(p.code for p in problems) == ["codings.unknown-column", "files.unexpected"]
    found = Problems()
    assert coding_files(study_in(tmp_path, ["nowhere"]), found) == ()
    assert [p.code for p in found] == ["files.missing"]


def test_files_with_awkward_names_are_read_in_order(tmp_path: Path) -> None:
    names = ["b; $(touch x) 'y'.csv", "a.csv"]
    read, _ = imported(tmp_path, {name: table([row("talk")]) for name in names}, {"P1.txt": TEXT})
    assert [one.file for one in read] == [f"codings/{name}" for name in sorted(names)]


def test_a_study_without_interviews_has_no_codings(tmp_path: Path) -> None:
    from dataclasses import replace

    assert read_codings(replace(study_in(tmp_path), interviews=None), {}, frozenset(), Problems()) == ()


def test_an_empty_table_is_remarked(tmp_path: Path) -> None:
    (read,), problems = imported(tmp_path, {"a.csv": table([])}, {"P1.txt": TEXT})
    assert read.codings == () and [p.code for p in problems] == ["codings.none"]


def test_offsets_inside_a_character_are_not_placed_without_a_text(tmp_path: Path) -> None:
    rows = [counted(words, UTF16) for words in ("talk", "partners", "carefully")]
    middle = Ruler(TEXT, UTF16).from_code_points(TEXT.index("\U0001f600")) + 1
    records, codes = one(tmp_path, *rows, row("talk", text="", start=middle, end=middle + 5))
    assert records[-1].placement == "not_placed" and codes == ["codings.inside-character"]


@pytest.mark.parametrize("size", [1, 3000])
def test_many_unfindable_quotes_end_in_finite_time(tmp_path: Path, size: int) -> None:
    rows = [row("talk", text="zq" * size + str(n)) for n in range(40)]
    records, _ = one(tmp_path, *rows, text=TEXT * 50)
    assert {record.placement for record in records} == {"not_placed"}
