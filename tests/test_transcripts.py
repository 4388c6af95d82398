"""Transcripts become canonical text, or a reason why not."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf import teletype
from odf import text as odf_text
from odf.opendocument import OpenDocumentText
from triangulate.problems import Problems
from triangulate.raw.model import Transcript
from triangulate.raw.transcripts import read_transcript

pytestmark = pytest.mark.fast

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def read(path: Path) -> tuple[Transcript | None, list[str]]:
    problems = Problems()
    transcript = read_transcript(path, path.parent, problems)
    assert transcript is not None or problems.errors
    return transcript, [problem.code for problem in problems]


def text_of(path: Path) -> str:
    transcript, _ = read(path)
    assert transcript is not None
    return transcript.text


def write_docx(path: Path, body: str, **parts: str) -> Path:
    document = f"<w:document {W} {MC} {M}><w:body>{body}<w:sectPr/></w:body></w:document>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", document)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


def write_odt(path: Path, body: str) -> Path:
    content = (
        f"<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)
    return path


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def test_paragraphs_of_a_word_document_are_joined_by_lf(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("INT: How was it?", "", "P1: Well,\tgood.\nVery good.", "P1: caf\u00e9 \U0001f600"):
        document.add_paragraph(text)
    document.save(str(tmp_path / "a.docx"))
    expected = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text_of(tmp_path / "a.docx") == expected
    assert "Well,\tgood.\nVery good." in expected


def test_a_tables_paragraphs_come_in_document_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("before")
    table = document.add_table(rows=2, cols=2)
    for index, words in enumerate(("a", "b", "c", "d")):
        table.rows[index // 2].cells[index % 2].text = words
    document.add_paragraph("after")
    document.save(str(tmp_path / "a.docx"))
    assert text_of(tmp_path / "a.docx") == "before\na\nb\nc\nd\nafter"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(p(run("a"), f"<w:del>{run('x')}</w:del>", run("b")), "ab", id="deleted"),
        pytest.param(p(f"<w:moveFrom>{run('x')}</w:moveFrom>", run("b")), "b", id="moved from"),
        pytest.param(
            p(f"<w:ins>{run('a')}</w:ins>", f"<w:moveTo>{run('b')}</w:moveTo>"), "ab", id="inserted"
        ),
        pytest.param(
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("a") + "</w:p>" + p(run("b")),
            "ab",
            id="deleted paragraph mark",
        ),
        pytest.param(p(f"<w:hyperlink>{run('link')}</w:hyperlink>"), "link", id="hyperlink"),
        pytest.param(
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
                "<w:r><w:instrText>PAGE</w:instrText></w:r>",
                run("instruction"),
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
                run("7"),
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
                run("."),
            ),
            "7.",
            id="field",
        ),
        pytest.param(
            p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p(run("kept")),
            "\nkept",
            id="open field",
        ),
        pytest.param(p(f'<w:fldSimple w:instr="DATE">{run("1 May")}</w:fldSimple>'), "1 May", id="simple"),
        pytest.param(
            p(
                "<w:r><mc:AlternateContent><mc:Choice><w:t>once</w:t></mc:Choice>"
                "<mc:Fallback><w:t>twice</w:t></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            "once",
            id="alternate content",
        ),
        pytest.param(
            p(
                "<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/><w:t>er</w:t><w:tab/>"
                '<w:t>x</w:t><w:cr/><w:br/><w:br w:type="page"/><w:t>y</w:t></w:r>'
            ),
            "co-oper\tx\n\ny",
            id="characters",
        ),
        pytest.param(
            p(
                '<w:r><w:sym w:font="Symbol" w:char="03B1"/><w:sym w:char="F0E0"/></w:r>',
                '<w:r><w:sym w:char="?"/></w:r>',
            ),
            "\u03b1\uf0e0\ufffd",
            id="symbols",
        ),
        pytest.param(
            p(run("host"), f"<w:r><w:pict><w:txbxContent>{p(run('box'))}</w:txbxContent></w:pict></w:r>")
            + p(run("next")),
            "host\nbox\nnext",
            id="text box",
        ),
        pytest.param(
            f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p(run('in'))}</w:sdtContent></w:sdt>",
            "in",
            id="content control",
        ),
        pytest.param(
            p(
                "<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>",
                run("a"),
                '<w:r><w:footnoteReference w:id="1"/></w:r>',
            ),
            "a",
            id="tab stops and footnotes",
        ),
        pytest.param(
            p(
                "<w:r><w:ruby><w:rt>"
                + run("aid")
                + "</w:rt><w:rubyBase>"
                + run("word")
                + "</w:rubyBase></w:ruby></w:r>"
            ),
            "word",
            id="ruby",
        ),
        pytest.param(p("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"), "x=1", id="formula"),
    ],
)
def test_word_text_is_what_a_reader_sees_with_changes_accepted(tmp_path: Path, body: str, text: str) -> None:
    assert text_of(write_docx(tmp_path / "a.docx", body)) == text


def test_headers_comments_and_notes_of_a_word_document_are_not_text(tmp_path: Path) -> None:
    other = f"<w:x {W}>{p(run('elsewhere'))}</w:x>"
    path = write_docx(tmp_path / "a.docx", p(run("here")), header1=other, comments=other, footnotes=other)
    assert text_of(path) == "here"


def test_strict_word_documents_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
        body = f"<w:document {strict}><w:body>{p(run('strict'))}</w:body></w:document>"
        archive.writestr("word/document2.xml", body)
        relation = '<Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/>'
        archive.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
    assert text_of(tmp_path / "a.docx") == "strict"


@given(
    st.lists(
        st.text(
            st.characters(
                exclude_categories=["Cs", "Cc"],
                include_characters="\t\n",
                exclude_characters="\ufffe\uffff",
            ),
            max_size=20,
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_word_document_gives_back_the_text_put_in(tmp_path: Path, paragraphs: list[str]) -> None:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(tmp_path / "a.docx"))
    expected = "\n".join(paragraphs)
    transcript, codes = read(tmp_path / "a.docx")
    if expected.strip():
        assert transcript is not None and transcript.text == expected
    else:
        assert codes == ["transcripts.empty"]


def test_opendocument_text_equals_what_odfpy_extracts(tmp_path: Path) -> None:
    document = OpenDocumentText()
    for words in ("INT: How  was\tit?", "P1: Fine,\nreally   fine.", "P1: \U0001f600"):
        paragraph = odf_text.P()
        teletype.addTextToElement(paragraph, words)
        document.text.addElement(paragraph)
    document.save(str(tmp_path / "a.odt"))
    expected = "\n".join(teletype.extractText(e) for e in document.getElementsByType(odf_text.P))
    assert text_of(tmp_path / "a.odt") == expected
    assert "really   fine." in expected


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<text:h>Title</text:h><text:p>a</text:p><text:p/>", "Title\na\n", id="empty"),
        pytest.param(
            '<text:p> a <text:span> b</text:span><text:s text:c="3"/>c<text:tab/> d\n  e</text:p>',
            "a b   c\t d e",
            id="white space",
        ),
        pytest.param("<text:p>a<text:line-break/>b</text:p>", "a\nb", id="line break"),
        pytest.param(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>x</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>a<text:change/>b</text:p>",
            "ab",
            id="tracked deletion",
        ),
        pytest.param(
            "<text:p>a<office:annotation><text:p>x</text:p></office:annotation>b"
            "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>x</text:p>"
            "</text:note-body></text:note>c</text:p>",
            "abc",
            id="annotation and note",
        ),
        pytest.param(
            "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            "<table:table-cell><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list>"
            "</table:table-cell></table:table-row></table:table>",
            "a\nb",
            id="table and list",
        ),
        pytest.param(
            "<text:p>host<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></text:p>"
            "<text:p>x<draw:custom-shape><text:p>shape</text:p></draw:custom-shape>y</text:p>",
            "host\nbox\nxy\nshape",
            id="boxes",
        ),
        pytest.param(
            "<text:p><text:a>link</text:a> <text:date>1 May</text:date></text:p>",
            "link 1 May",
            id="link",
        ),
    ],
)
def test_opendocument_text_is_what_a_reader_sees(tmp_path: Path, body: str, text: str) -> None:
    assert text_of(write_odt(tmp_path / "a.odt", body)) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"INT: a\r\nP1: b\r\n", "INT: a\nP1: b\n"),
        (b"\xef\xbb\xbfINT: a", "INT: a"),
        ("\ufeffINT: a\r\nP1: \U0001f600".encode("utf-16-le"), "INT: a\nP1: \U0001f600"),
        (b"INT: a\rb", "INT: a\rb"),
        (b"INT: a  \n\n\n\tb\x0c", "INT: a  \n\n\n\tb\x0c"),
        ("INT: caf\u00e9 \u2019".encode("cp1252"), "INT: caf\u00e9 \u2019"),
    ],
)
def test_plain_text_changes_by_mark_and_crlf_only(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    transcript, _ = read(path)
    assert transcript is not None
    assert transcript.text == text
    assert transcript.sha256 == hashlib.sha256(data).hexdigest()
    assert (transcript.document, transcript.format, transcript.source.file) == ("a.txt", "txt", "a.txt")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "transcripts.empty"),
        ("a.txt", b" \r\n\t", "transcripts.empty"),
        ("a.txt", b"INT: a\0b", "transcripts.nul"),
        ("a.txt", "INT: a".encode("utf-16-le"), "transcripts.nul"),
        ("a.txt", b"\x81\xff", "transcripts.encoding"),
        ("a.txt", b"<!DOCTYPE html><title>Sign in</title>", "transcripts.web-page"),
        ("a.vtt", b"<html><body>Sign in --> here</body></html>", "transcripts.web-page"),
        ("a.vtt", b"INT: hello", "transcripts.no-cues"),
        ("a.srt", b"1 --> 2", "transcripts.no-cues"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "transcripts.format"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "archives.old-office"),
        ("a.odt", b"<html>", "archives.web-page"),
        ("a.docx", b"", "archives.empty"),
    ],
)
def test_what_is_no_transcript_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    transcript, codes = read(tmp_path / name)
    assert transcript is None
    assert code in codes


def test_documents_without_their_text_part_or_nested_absurdly_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/other.xml", "<a/>")
    assert read(tmp_path / "a.docx")[1] == ["archives.missing-part"]
    deep = "<w:sdt>" * 5000 + "</w:sdt>" * 5000
    assert read(write_docx(tmp_path / "b.docx", deep))[1] == ["archives.damaged-part"]
    with zipfile.ZipFile(tmp_path / "c.odt", "w") as archive:
        archive.writestr("content.xml", "<a><b></a>")
    assert read(tmp_path / "c.odt")[1] == ["archives.damaged-part"]


def test_a_missing_file_and_a_folder_are_reported(tmp_path: Path) -> None:
    assert read(tmp_path / "none.txt")[1] == ["transcripts.unreadable"]
    (tmp_path / "folder.txt").mkdir()
    assert read(tmp_path / "folder.txt")[1] == ["transcripts.unreadable"]


def test_doubtful_texts_are_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("INT: caf\u00e9?\nP1: yes".encode("cp1252"))
    assert read(path)[1] == ["transcripts.encoding-assumed"]
    path.write_text("INT: caf\ufffd?\nP1: yes", encoding="utf-8")
    assert read(path)[1] == ["transcripts.replacement"]
    path.write_bytes(b"INT: a?\rP1: yes")
    assert read(path)[1] == ["transcripts.carriage-returns"]
    assert read(write_docx(tmp_path / "b.docx", p(run("INT: a")) + "<w:altChunk/>"))[1] == [
        "transcripts.not-read"
    ]


@given(data=st.binary(max_size=200), ending=st.sampled_from(["txt", "vtt", "srt", "docx", "odt"]))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused_and_never_a_traceback(
    tmp_path: Path, data: bytes, ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    transcript, _ = read(path)
    if transcript is not None:
        assert all(turn.span.end <= len(transcript.text) for turn in transcript.turns)
