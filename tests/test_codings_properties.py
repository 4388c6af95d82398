"""Offsets convert there and back, and a coding stands at its words or nowhere."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from coding_studies import CODEBOOK, imported, study_in, table
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from triangulate.exports.qdpx import Coding, write_qdpx
from triangulate.problems import Problems
from triangulate.raw.codings import read_codings
from triangulate.raw.codings.dialects import DIALECTS, Dialect, Ruler, Unit
from triangulate.raw.codings.search import LEAST_SCORE, Searched, same_words
from triangulate.raw.model import Span

pytestmark = pytest.mark.fast

NO_RESET = [HealthCheck.function_scoped_fixture]
alphabet = st.sampled_from("ab \n.\t\u00e9\u2013\u2019\U0001f600\U0001f680\u0301")
texts = st.text(alphabet, max_size=60)
full_texts = texts.filter(lambda text: any(not c.isspace() for c in text))


def count(text: str, dialect: Dialect) -> int:
    """The length of ``text`` in a dialect, by making the bytes themselves."""
    made = ("\ufeff" if dialect.mark else "") + (text.replace("\n", "\r\n") if dialect.crlf else text)
    if dialect.unit is Unit.CODE_POINT:
        return len(made)
    return len(made.encode("utf-16-le")) // 2 if dialect.unit is Unit.UTF16 else len(made.encode())


@given(texts, st.sampled_from(DIALECTS))
def test_every_code_point_offset_survives_any_dialect(text: str, dialect: Dialect) -> None:
    ruler = Ruler(text, dialect)
    for index in range(len(text) + 1):
        offset = ruler.from_code_points(index)
        assert offset == count(text[:index], dialect)
        assert ruler.to_code_points(offset) == index
    assert ruler.length == count(text, dialect)


@given(texts, st.sampled_from(DIALECTS), st.integers(-5, 400))
def test_an_offset_means_one_place_or_none(text: str, dialect: Dialect, offset: int) -> None:
    ruler = Ruler(text, dialect)
    index = ruler.to_code_points(offset)
    if index is not None and offset:
        assert ruler.from_code_points(index) == offset
    if offset > ruler.length or offset < 0:
        assert index is None
    assert 0 <= ruler.nearest(offset) <= len(text)


@given(full_texts, st.data())
def test_a_passage_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    hit = Searched(text).find(words, start, text[:start], text[start + len(words) :])
    if not words.strip():
        assert hit is None
    else:
        assert hit is not None and hit.score is None
        assert hit.span == Span(start, start + len(words)), (
            "the same words stand around it nowhere else as near"
        )


@given(full_texts, texts, st.integers(0, 60))
def test_what_is_found_is_the_words_or_carries_its_score(text: str, words: str, expected: int) -> None:
    hit = Searched(text).find(words, min(expected, len(text)))
    if hit is None:
        assert not words.strip() or words not in text
    elif hit.score is None:
        assert same_words(hit.span.of(text), words)
    else:
        assert 0 <= hit.span.start < hit.span.end <= len(text)
        assert hit.score >= LEAST_SCORE or len(" ".join(words.split())) == len(
            " ".join(hit.span.of(text).split())
        )


rows = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P1.txt", "P2", ""]),
        st.integers(-2, 90).map(str) | st.sampled_from(["", "x", "1.5"]),
        st.integers(-2, 90).map(str),
        st.sampled_from(["training", "Positive", "nonsense", ""]),
        st.sampled_from(["anna", "bert", ""]),
        texts,
        st.just("memo"),
    ),
    max_size=6,
)


@given(full_texts, rows)
@settings(max_examples=70, deadline=None, suppress_health_check=NO_RESET)
def test_no_row_is_dropped_and_none_is_placed_beside_its_words(
    tmp_path: Path, text: str, rows: list[tuple[str, ...]]
) -> None:
    (read,), problems = imported(tmp_path, {"a.csv": table(rows)}, {"P1.txt": text})
    assert len(read.codings) == len(rows)
    assert not problems.errors
    for record in read.codings:
        assert (record.span is None) == (record.placement == "not_placed") == (record.reason is not None)
        assert (record.score is not None) == (record.placement == "fuzzy")
        if record.placement == "exact":
            assert record.span is not None and record.quoted is not None
            assert same_words(record.span.of(text), record.quoted)
    assert sum(read.count(p) for p in ("exact", "fuzzy", "unverified", "not_placed")) == len(rows)


@given(data=st.binary(max_size=120), name=st.sampled_from(["a.csv", "a.qdpx", "a.sqlite3"]))
@settings(max_examples=40, deadline=None, suppress_health_check=NO_RESET)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, name: str) -> None:
    read, problems = imported(tmp_path, {name: data}, {"P1.txt": "words"})
    assert read or problems.errors


codings = st.lists(
    st.tuples(
        st.sampled_from(["P1.txt", "P2.txt"]),
        st.integers(0, 59),
        st.integers(1, 60),
        st.sampled_from([code.id for code in CODEBOOK.codes]),
        st.sampled_from(["anna", "bert"]),
        st.none()
        | st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1).map(str.strip).filter(bool),
    ),
    max_size=8,
    unique_by=lambda row: row[:5],
)


def export(path: Path, documents: dict[str, str], made: list[Coding], project: str = "small") -> None:
    write_qdpx(
        path,
        project=project,
        users=["anna", "bert"],
        codebook=CODEBOOK,
        documents=documents,
        codings=made,
    )


@given(full_texts, full_texts, codings)
@settings(max_examples=40, deadline=None, suppress_health_check=NO_RESET)
def test_a_project_written_is_read_back_equal_and_written_again_byte_equal(
    tmp_path: Path, one: str, two: str, rows: list[tuple[str, int, int, str, str, str | None]]
) -> None:
    documents = {"P1.txt": one, "P2.txt": two}
    made = [
        Coding(document, Span(start, end), code, coder, memo)
        for document, start, end, code, coder, memo in rows
        if start < end <= len(documents[document]) and documents[document][start:end].strip()
    ]
    path = tmp_path / "written.qdpx"
    export(path, documents, made)
    first = path.read_bytes()
    (read,), problems = imported(tmp_path, {"a.qdpx": first}, documents)
    back = [Coding(r.document, r.span, r.code, r.coder, r.memo) for r in read.codings if r.span is not None]

    def order(coding: Coding) -> tuple[object, ...]:
        return dataclasses.astuple(dataclasses.replace(coding, memo=coding.memo or ""))

    assert sorted(back, key=order) == sorted(made, key=order)
    assert not problems.errors and {r.placement for r in read.codings} <= {"exact"}
    export(path, documents, back)
    assert path.read_bytes() == first


def test_another_study_knows_the_codes_of_a_project_by_name(tmp_path: Path) -> None:
    made = [Coding("P1.txt", Span(0, 5), code.id, "anna") for code in CODEBOOK.codes]
    (tmp_path / "codings").mkdir()
    export(tmp_path / "codings" / "a.qdpx", {"P1.txt": "words here"}, made, project="elsewhere")
    (read,) = read_codings(study_in(tmp_path), {"P1.txt": "words here"}, frozenset(), Problems())
    assert sorted(r.code for r in read.codings) == sorted(code.id for code in CODEBOOK.codes)


#: Children that QDA-XML 1.0 allows in the elements that are written, in the order it demands, with the
#: attributes it requires (Project.xsd, 18 March 2019).
SCHEMA: dict[str, tuple[list[str], set[str]]] = {
    "Project": (["Users", "CodeBook", "Sources"], {"name"}),
    "Users": (["User"], set()),
    "User": ([], {"guid"}),
    "CodeBook": (["Codes"], set()),
    "Codes": (["Code"], set()),
    "Code": (["Description", "Code"], {"guid", "name", "isCodable"}),
    "Sources": (["TextSource"], set()),
    "TextSource": (["Description", "PlainTextSelection"], {"guid"}),
    "PlainTextSelection": (["Description", "Coding"], {"guid", "startPosition", "endPosition"}),
    "Coding": (["CodeRef"], {"guid"}),
    "CodeRef": ([], {"targetGUID"}),
    "Description": ([], set()),
}
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_a_written_project_keeps_to_the_schema_and_names_no_machine(tmp_path: Path) -> None:
    made = [Coding("P1.txt", Span(0, 2), "training", "anna", "memo \x0b")] * 2
    path = tmp_path / "a.qdpx"
    export(path, {"P1.txt": "\U0001f600 hello <&>"}, made)
    with zipfile.ZipFile(path) as archive:
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in archive.infolist())
        data = archive.read("project.qde").decode()
        names = archive.namelist()
        assert archive.read(names[1]).decode() == "\U0001f600 hello <&>"
    root = ElementTree.fromstring(data)
    guids: list[str] = []
    for element in root.iter():
        tag = element.tag.removeprefix("{urn:QDA-XML:project:1.0}")
        allowed, required = SCHEMA[tag]
        children = [child.tag.removeprefix("{urn:QDA-XML:project:1.0}") for child in element]
        assert children == sorted(children, key=allowed.index), tag
        assert required <= set(element.attrib), tag
        guids += [element.attrib["guid"]] if "guid" in element.attrib else []
        if "targetGUID" in element.attrib:
            assert GUID.fullmatch(element.attrib["targetGUID"])
    assert all(GUID.fullmatch(guid) for guid in guids)
    assert len(set(guids)) == len(guids), "the same coding twice has two GUIDs"
    assert not re.search(r"\d{4}-\d\d-\d\dT|/home/|/Users/", data)


def test_an_empty_project_is_written_without_empty_lists(tmp_path: Path) -> None:
    from triangulate.study.model import Codebook

    path = tmp_path / "a.qdpx"
    write_qdpx(path, project="p", users=[], codebook=Codebook("1", ()), documents={}, codings=[])
    with zipfile.ZipFile(path) as archive:
        assert not list(ElementTree.fromstring(archive.read("project.qde")))


@pytest.mark.parametrize(
    "coding",
    [
        Coding("P9.txt", Span(0, 2), "training", "anna"),
        Coding("P1.txt", Span(0, 2), "weather", "anna"),
        Coding("P1.txt", Span(0, 2), "training", "carl"),
        Coding("P1.txt", Span(2, 2), "training", "anna"),
        Coding("P1.txt", Span(0, 99), "training", "anna"),
    ],
)
def test_a_coding_of_something_that_is_not_there_is_not_written(tmp_path: Path, coding: Coding) -> None:
    with pytest.raises(ValueError):
        export(tmp_path / "a.qdpx", {"P1.txt": "hello"}, [coding])
    assert not list(tmp_path.iterdir())


@given(st.text(alphabet, min_size=20, max_size=60))
def test_a_single_typing_error_in_a_long_quote_is_found(text: str) -> None:
    quote = " ".join(f"w{n}" for n in range(12))
    whole = f"{text}\n{quote}\n{text}"
    assume(quote not in text)
    hit = Searched(whole).find(quote.replace("w5", "v5"), 0)
    assert hit is not None and hit.score is not None and hit.score >= LEAST_SCORE
    assert quote[3:-3] in hit.span.of(whole)
