"""Projects of coding programs: REFI-QDA and Taguette."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from coding_studies import imported, project, selection, taguette, text_source, zipped
from triangulate.problems import Problems
from triangulate.raw.codings.html import html_text
from triangulate.raw.codings.readings import Selection, choose_reading
from triangulate.raw.model import CodingRecord

pytestmark = pytest.mark.fast

LINES = [
    "INT: How was the training?",
    "P1: It was \U0001f600 good \u2013 caf\u00e9 talk.",
    "INT: Why was that, do you think?",
    "P1: Yes. Because partners came. Yes.",
    "P1: They listened carefully to us and then they left.",
]
TEXT = "\n".join(LINES)
WORDS = [
    "How was the training",
    "good",
    "Why was that",
    "Because partners came",
    "They listened carefully",
]


def qdpx(
    directory: Path, qde: str, texts: dict[str, str], own: bytes = b"", excluded: tuple[str, ...] = ()
) -> tuple[list[CodingRecord], Problems]:
    data = zipped({"project.qde": qde, "sources/one.txt": own})
    (read,), problems = imported(directory, {"team.qdpx": data}, texts, excluded)
    return list(read.codings), problems


def units(text: str, kind: str) -> int:
    return {
        "code points": len(text),
        "utf-16": len(text.encode("utf-16-le")) // 2,
        "utf-8": len(text.encode()),
    }[kind]


@pytest.mark.parametrize("unit", ["code points", "utf-16", "utf-8"])
@pytest.mark.parametrize("file_ends", ["\n", "\r\n"])
@pytest.mark.parametrize("counted_ends", ["\n", "\r\n"])
@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("inclusive", [False, True])
def test_whatever_a_program_counts_its_codings_are_placed_at_their_words(
    tmp_path: Path, unit: str, file_ends: str, counted_ends: str, marked: bool, inclusive: bool
) -> None:
    text = "\n".join(LINES * 2)
    counted = ("\ufeff" if marked else "") + text.replace("\n", counted_ends)
    own = ("\ufeff" + text.replace("\n", file_ends)).encode()
    chosen = ""
    at = 0
    for words in WORDS * 2:
        at = counted.index(words, at)
        end = units(counted[: at + len(words)], unit) - inclusive
        chosen += selection(units(counted[:at], unit), end)
        at += len(words)
    records, problems = qdpx(tmp_path, project(text_source("P1", chosen)), {"P1.docx": text}, own)
    assert [r.span.of(text) for r in records if r.span] == WORDS * 2
    starts = [r.span.start for r in records if r.span]
    assert starts == sorted(starts)
    assert {r.placement for r in records} == {"exact"} and not list(problems)


def test_a_few_odd_selections_do_not_change_how_all_are_read() -> None:
    text = "one two three four five six seven eight nine ten"
    whole = [(text, Selection(0, 3)), (text, Selection(4, 7)), (text, Selection(8, 13))]
    odd = [(text, Selection(14, 16)), (text, Selection(19, 22))]
    reading = choose_reading([*whole, *odd], "NVivo")
    assert not reading.inclusive and reading.as_is


def test_atlas_counts_a_line_end_as_one_although_its_file_has_two() -> None:
    text = "ab cd\r\nef gh"
    # Both readings end at word edges here, so that the program's habit decides.
    assert not choose_reading([(text, Selection(0, 2))], "ATLAS.ti Windows 23").as_is
    assert choose_reading([(text, Selection(0, 2))], "NVivo").as_is


def test_codes_coders_memos_and_notes_are_read(tmp_path: Path) -> None:
    more = '<Description>because</Description><NoteRef targetGUID="00000000-0000-0000-0000-0000000000E1"/>'
    rest = (
        '<Notes><Note guid="00000000-0000-0000-0000-0000000000E1"><PlainTextContent>a note'
        "</PlainTextContent></Note></Notes>"
    )
    inside = selection(0, 3, "A1", "B1", more) + selection(0, 3, "A3", "B2") + selection(0, 3, "A2")
    records, problems = qdpx(
        tmp_path, project(text_source("P1", inside), rest=rest), {"P1.txt": TEXT}, TEXT.encode()
    )
    assert [(r.code, r.coder, r.memo) for r in records] == [
        ("training_positive", "Coder One", "because\na note"),
        ("partnership_positive", "C2", None),
        ("partnership", "Coder One", None),
    ]
    assert [r.source.row for r in records] == [1, 2, 3] and not list(problems)


def test_text_inside_the_project_file_is_read_too(tmp_path: Path) -> None:
    source = (
        '<TextSource guid="00000000-0000-0000-0000-0000000000D1" name="P1">'
        f"<PlainTextContent>{TEXT}</PlainTextContent>{selection(5, 8)}</TextSource>"
    )
    (record,), _ = qdpx(tmp_path, project(source), {"P1.txt": TEXT})
    assert record.span is not None and record.span.of(TEXT) == "How" == record.quoted


def test_a_changed_transcript_still_gets_each_coding_at_its_own_occurrence(tmp_path: Path) -> None:
    own = "P1: Yes.\nINT: Sure?\nP1: Yes.\nINT: Really?\nP1: Yes.\nINT: Good."
    canonical = "Interview of a force\n\nrecorded in spring\n\n" + own.replace("\n", "\n\n")
    third = own.rindex("Yes.")
    qde = project(text_source("P1", selection(third, third + 4)))
    (record,), _ = qdpx(tmp_path, qde, {"P1.txt": canonical}, own.encode())
    assert record.span is not None and record.span.start == canonical.rindex("Yes.")


def test_a_source_under_another_name_is_known_by_its_text(tmp_path: Path) -> None:
    inside = text_source("Interview seven", selection(5, 8))
    own = TEXT.replace("\n", "\r\n\r\n").encode()
    (record,), problems = qdpx(tmp_path, project(inside), {"P1.txt": TEXT}, own)
    assert (record.document, record.placement) == ("P1.txt", "exact") and not list(problems)


def test_codings_of_excluded_people_keep_no_text(tmp_path: Path) -> None:
    inside = selection(5, 8, more="<Description>about her</Description>")
    qde = project(text_source("P2", inside))
    (record,), _ = qdpx(tmp_path, qde, {"P1.txt": "x"}, TEXT.encode(), ("P2.txt",))
    assert (record.reason, record.quoted, record.memo, record.span) == ("excluded", None, None, None)


def test_what_is_not_text_or_not_a_passage_is_counted(tmp_path: Path) -> None:
    coding = (
        '<Coding guid="00000000-0000-0000-0000-0000000000C9">'
        '<CodeRef targetGUID="00000000-0000-0000-0000-0000000000A0"/></Coding>'
    )
    sources = (
        f'<PictureSource guid="x" name="photo"><PictureSelection>{coding}</PictureSelection>'
        "</PictureSource>"
        f'<AudioSource guid="y" name="tape"><Transcript><TranscriptSelection>{coding}{coding}'
        "</TranscriptSelection></Transcript></AudioSource>"
        '<PDFSource guid="z" name="P1.pdf"><PDFSelection page="1">' + coding + "</PDFSelection>"
        f"<Representation><PlainTextContent>{TEXT}</PlainTextContent>{selection(5, 8)}</Representation>"
        "</PDFSource>"
        + text_source("P1", coding + selection(5, 8, "A4") + selection(9, 5) + selection("x", 5))
    )
    records, problems = qdpx(tmp_path, project(sources), {"P1.txt": TEXT}, TEXT.encode())
    assert len(records) == 9
    assert [r.placement for r in records].count("exact") == 1, "the representation of the PDF"
    codes = [problem.code for problem in problems]
    assert sorted(codes) == [
        "codings.backwards",
        "codings.ignored-kind",
        "codings.ignored-kind",
        "codings.ignored-kind",
        "codings.no-coder",
        "codings.not-numbers",
        "codings.unknown-code",
        "codings.whole-document",
    ]


@pytest.mark.parametrize("path", ["internal://one.txt", "one.txt", "sources/one.txt", "INTERNAL://One.txt"])
def test_the_text_is_found_however_its_path_is_written(tmp_path: Path, path: str) -> None:
    qde = project(text_source("P1", selection(5, 8), path=path))
    (record,), _ = qdpx(tmp_path, qde, {"P1.txt": TEXT}, TEXT.encode())
    assert record.placement == "exact"


def test_without_the_text_offsets_are_taken_unverified_and_it_is_said(tmp_path: Path) -> None:
    source = text_source("P1", selection(5, 8), path="relative:///elsewhere.txt")
    (record,), problems = qdpx(tmp_path, project(source), {"P1.txt": TEXT})
    assert record.placement == "unverified" and record.span is not None
    assert [problem.code for problem in problems] == ["codings.no-plain-text"]


def test_offsets_outside_the_projects_own_text_are_not_placed(tmp_path: Path) -> None:
    records, problems = qdpx(
        tmp_path, project(text_source("P1", selection(5000, 5010))), {"P1.txt": TEXT}, TEXT.encode()
    )
    assert records[0].placement == "not_placed"
    assert [problem.code for problem in problems] == ["codings.outside"]


def test_a_project_without_users_is_counted_for_its_file(tmp_path: Path) -> None:
    qde = project(text_source("P1", selection(5, 8) + selection(9, 12)), users="")
    records, problems = qdpx(tmp_path, qde, {"P1.txt": TEXT}, TEXT.encode())
    assert [r.coder for r in records] == ["team", "team"]
    assert [problem.code for problem in problems] == ["codings.no-coder"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archives.empty"),
        (b"not a zip", "archives.not-zip"),
        (zipped({"other.xml": "<a/>"}), "codings.no-project"),
        (zipped({"project.qde": "<Other/>"}), "codings.not-refi"),
        (zipped({"project.qde": "<Project><a></Project>"}), "archives.damaged-part"),
        (zipped({"project.qde": '<!DOCTYPE a [<!ENTITY b "c">]><Project/>'}), "archives.doctype"),
        (zipped({"project.qde": "<Project/>", "../x.txt": ""}), "archives.unsafe-name"),
    ],
)
def test_a_project_that_cannot_be_read_is_an_error(tmp_path: Path, data: bytes, code: str) -> None:
    read, problems = imported(tmp_path, {"team.qdpx": data}, {"P1.txt": TEXT})
    assert read == ()
    assert [problem.code for problem in problems.errors] == [code]


HTML = (
    "<h1>Talk</h1><p>INT: How was the <b>train</b>ing?</p>"
    "<p>P1: It was good &amp; caf\u00e9 talk. Yes.</p>\n<p>P1: Yes.</p>"
)
CANONICAL = "Talk\n\nINT: How was the training?\nP1: It was good & caf\u00e9 talk. Yes.\nP1: Yes."


def bare_offsets(words: str, nth: int = 1) -> tuple[int, int]:
    """UTF-8 byte offsets of words in the tag-stripped text of HTML, as Taguette counts them."""
    bare = html_text(HTML).bare
    at = -1
    for _ in range(nth):
        at = bare.index(words, at + 1)
    return len(bare[:at].encode()), len(bare[: at + len(words)].encode())


def read_taguette(
    directory: Path,
    highlights: list[tuple[int, int, int, str, list[str]]],
    users: dict[int, str] | None = None,
) -> tuple[list[CodingRecord], Problems]:
    data = taguette(directory / "made.sqlite3", [("P1.docx", HTML)], highlights, users)
    (read,), problems = imported(directory, {"coder_a.sqlite3": data}, {"P1.txt": CANONICAL})
    return list(read.codings), problems


def test_a_highlight_is_placed_by_its_words_nearest_its_bytes(tmp_path: Path) -> None:
    records, problems = read_taguette(
        tmp_path,
        [
            (
                1,
                *bare_offsets("How was the training"),
                "<p>How was the <b>train</b>ing</p>",
                ["training"],
            ),
            (1, *bare_offsets("good & caf\u00e9"), "<p>good &amp; caf\u00e9</p>", ["Training.Positive"]),
            (1, *bare_offsets("Yes.", 2), "<p>Yes.</p>", ["training", "PDP/ICE"]),
        ],
    )
    assert [(r.code, r.span.of(CANONICAL)) for r in records if r.span] == [
        ("training", "How was the training"),
        ("training_positive", "good & caf\u00e9"),
        ("pdp_ice", "Yes."),
        ("training", "Yes."),
    ]
    assert {r.placement for r in records} == {"exact"} and not list(problems)
    assert records[-1].span is not None and records[-1].span.start == CANONICAL.rindex("Yes.")


def test_a_highlight_over_paragraphs_is_placed_over_line_ends(tmp_path: Path) -> None:
    start, _ = bare_offsets("training")
    _, end = bare_offsets("P1: It was")
    (record,), _ = read_taguette(
        tmp_path, [(1, start, end, "<p><b>train</b>ing?</p><p>P1: It was</p>", ["training"])]
    )
    assert record.span is not None and record.span.of(CANONICAL) == "training?\nP1: It was"
    assert record.placement == "exact"


def test_highlights_without_tag_and_with_unknown_tags_are_listed(tmp_path: Path) -> None:
    records, problems = read_taguette(
        tmp_path,
        [
            (1, *bare_offsets("good"), "good", []),
            (1, *bare_offsets("good"), "good", ["weather"]),
            (9, 0, 4, "lost", ["training"]),
            (1, 0, 30, "words that are nowhere in it", ["training"]),
        ],
    )
    assert [r.placement for r in records] == ["not_placed"] * 4
    assert sorted(problem.code for problem in problems) == [
        "codings.no-code",
        "codings.text-not-found",
        "codings.unknown-code",
        "codings.unknown-document",
    ]


def test_the_coder_is_who_the_log_names_or_the_file(tmp_path: Path) -> None:
    highlights = [(1, *bare_offsets(words), words, ["training"]) for words in ("good", "talk")]
    records, _ = read_taguette(tmp_path, highlights, {2: "maria"})
    assert [r.coder for r in records] == ["coder_a", "maria"]


def test_reading_a_taguette_project_changes_nothing(tmp_path: Path) -> None:
    read_taguette(tmp_path, [(1, *bare_offsets("good"), "good", ["training"])])
    assert sorted(path.name for path in (tmp_path / "codings").iterdir()) == ["coder_a.sqlite3"]


def test_what_is_no_taguette_project_is_an_error(tmp_path: Path) -> None:
    other = tmp_path / "x.db"
    connection = sqlite3.connect(other)
    connection.executescript(
        "CREATE TABLE documents (id); CREATE TABLE tags (id); CREATE TABLE highlight_tags (id);"
        "CREATE VIEW highlights AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)"
        "SELECT i FROM n;"
    )
    connection.close()
    whole = other.read_bytes()
    cases = [
        (whole, "codings.not-taguette"),
        (b"", "codings.damaged-database"),
        (b"SQLite format 3\0 and rubbish", "codings.damaged-database"),
        (whole[:2000], "codings.damaged-database"),
    ]
    for data, code in cases:
        read, problems = imported(tmp_path, {"a.sqlite3": data}, {"P1.txt": TEXT})
        assert read == () and [problem.code for problem in problems.errors] == [code]
