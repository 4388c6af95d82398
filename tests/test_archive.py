"""Zip archives are judged before any library opens them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from triangulate.problems import Problems
from triangulate.raw import archive
from triangulate.raw.archive import FalseSize, check_archive, read_member
from triangulate.raw.decoding import decode, looks_like_web_page
from triangulate.source import Source

pytestmark = pytest.mark.fast

PLACE = Source("data/raw/file.docx")
GOOD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w>words</w>"}


def write(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as handle:
        for name, data in members.items():
            handle.writestr(name, data)
    return path


def verdict(path: Path) -> tuple[bool, list[str]]:
    problems = Problems()
    good = check_archive(path, PLACE, problems)
    assert all(problem.source == PLACE for problem in problems)
    assert good == (not problems.errors)
    return good, [problem.code for problem in problems]


def test_a_plain_archive_is_accepted_and_its_members_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", GOOD)
    assert verdict(path) == (True, [])
    assert read_member(path, "word/document.xml") == b"<w>words</w>"
    with pytest.raises(KeyError):
        read_member(path, "word/other.xml")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("/etc/passwd", "archives.unsafe-name"),
        ("../up.xml", "archives.unsafe-name"),
        ("word/../../up.txt", "archives.unsafe-name"),
        ("word\\up.txt", "archives.unsafe-name"),
        ("C:/up.txt", "archives.unsafe-name"),
        ("word/vbaProject.bin", "archives.macros"),
        ("xl/macrosheets/sheet1.txt", "archives.macros"),
        ("WORD/Document.xml", "archives.duplicate-name"),
    ],
)
def test_a_member_name_that_could_do_harm_is_refused(tmp_path: Path, name: str, code: str) -> None:
    path = write(tmp_path / "a.docx", GOOD | {name: b"<x/>"})
    assert verdict(path) == (False, [code])


def test_names_that_differ_only_by_unicode_form_count_as_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", {"caf\u00e9.txt": b"1", "cafe\u0301.txt": b"2"})
    assert verdict(path) == (False, ["archives.duplicate-name"])


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<?xml version="1.0"?><!-- first --><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
    ],
)
def test_a_doctype_is_refused_in_any_encoding(tmp_path: Path, document: bytes) -> None:
    path = write(tmp_path / "a.docx", GOOD | {"word/styles.xml": document})
    assert verdict(path) == (False, ["archives.doctype"])


def test_a_prolog_that_cannot_be_read_is_refused_rather_than_trusted(tmp_path: Path) -> None:
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'
    path = write(tmp_path / "a.docx", GOOD | {"word/styles.xml": hidden})
    assert verdict(path) == (False, ["archives.damaged-part"])


def test_the_word_doctype_inside_a_text_is_no_doctype(tmp_path: Path) -> None:
    text = b"<w><![CDATA[<!DOCTYPE html>]]></w>"
    assert verdict(write(tmp_path / "a.docx", GOOD | {"word/x.xml": text}))[0]


def test_an_empty_xml_member_as_libreoffice_writes_is_accepted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.odt", GOOD | {"Configurations2/accelerator/current.xml": b""})
    assert verdict(path)[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archives.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "archives.old-office"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "archives.web-page"),
        (b"%PDF-1.7 ...", "archives.not-zip"),
        (b"PK\x03\x04 and then nothing", "archives.damaged"),
    ],
)
def test_what_is_no_archive_is_told_apart(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert verdict(path) == (False, [code])


def test_a_folder_or_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert verdict(tmp_path) == (False, ["archives.unreadable"])
    assert verdict(tmp_path / "none.docx") == (False, ["archives.unreadable"])


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_archive_is_damaged(tmp_path: Path, kept: float) -> None:
    data = write(tmp_path / "a.docx", GOOD).read_bytes()
    path = tmp_path / "cut.docx"
    path.write_bytes(data[: int(len(data) * kept)])
    assert verdict(path) == (False, ["archives.damaged"])


def test_a_wrong_check_sum_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as handle:
        handle.writestr("word/document.xml", b"<w>words</w>")
    path.write_bytes(path.read_bytes().replace(b"words", b"sword"))
    assert verdict(path) == (False, ["archives.damaged"])


def test_encryption_is_told_for_zip_and_for_opendocument(tmp_path: Path) -> None:
    data = bytearray(write(tmp_path / "a.docx", {"a.txt": b"x"}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.docx").write_bytes(data)
    assert verdict(tmp_path / "b.docx") == (False, ["archives.encrypted"])
    manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    path = write(tmp_path / "c.odt", {"META-INF/manifest.xml": manifest, "content.bin": b"\1\2"})
    assert verdict(path) == (False, ["archives.encrypted"])


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.docx", {"a.bin": b"\0" * 11_000_000})
    assert verdict(path) == (False, ["archives.bomb"])
    monkeypatch.setattr(archive, "MAX_TOTAL", 10_000_000)
    monkeypatch.setattr(archive, "RATIO_FROM", 50_000_000)
    assert verdict(path) == (False, ["archives.too-large"])


def lying(path: Path, declared: int, true: int) -> Path:
    """An archive whose one member unpacks to more than it declares, with a check sum to match."""
    write(path, {"word/a.txt": b"\0" * true})
    data = bytearray(path.read_bytes())
    claim = struct.pack("<L", zlib.crc32(b"\0" * declared))
    directory = data.index(b"PK\x01\x02")
    for at, size_at in ((14, 22), (directory + 16, directory + 24)):
        data[at : at + 4] = claim
        data[size_at : size_at + 4] = struct.pack("<L", declared)
    path.write_bytes(data)
    return path


def test_a_member_larger_than_it_declares_is_found_while_reading(tmp_path: Path) -> None:
    path = lying(tmp_path / "a.docx", declared=1000, true=5_000_000)
    # zipfile itself believes the declaration, which is why sizes are measured here.
    with zipfile.ZipFile(path) as trusting:
        assert trusting.testzip() is None
    assert verdict(path) == (False, ["archives.false-size"])
    with pytest.raises(FalseSize):
        read_member(path, "word/a.txt")


def test_reading_a_member_is_bounded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", {"a.txt": b"x" * 1001})
    assert len(read_member(path, "a.txt", limit=1001)) == 1001
    with pytest.raises(FalseSize):
        read_member(path, "a.txt", limit=1000)


def test_too_many_members_are_counted_before_the_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 20)
    path = write(tmp_path / "a.docx", {f"{n}.txt": b"x" for n in range(21)})
    assert verdict(path) == (False, ["archives.too-many"])


def test_an_unusual_compression_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as handle:
        handle.writestr("a.txt", b"x" * 100)
    assert verdict(path) == (False, ["archives.compression"])


@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_altered_archive_ends_in_a_traceback(tmp_path: Path, changes: list[tuple[float, int]]) -> None:
    data = bytearray(write(tmp_path / "a.docx", GOOD).read_bytes())
    for where, value in changes:
        data[int(where * (len(data) - 1))] = value
    path = tmp_path / "b.docx"
    path.write_bytes(data)
    good, _ = verdict(path)
    if good:
        # What was accepted can be read to the end.
        with zipfile.ZipFile(path) as handle:
            for name in handle.namelist():
                read_member(path, name)


BOMS: list[tuple[str, Callable[[str], bytes]]] = [
    ("utf-8", lambda text: text.encode()),
    ("utf-8-sig", lambda text: b"\xef\xbb\xbf" + text.encode()),
    ("utf-16", lambda text: b"\xff\xfe" + text.encode("utf-16-le")),
    ("utf-16", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    ("utf-32", lambda text: b"\xff\xfe\0\0" + text.encode("utf-32-le")),
]


@pytest.mark.parametrize(("encoding", "encoded"), BOMS)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\0")))
def test_a_text_is_decoded_as_it_was_encoded(
    encoding: str, encoded: Callable[[str], bytes], text: str
) -> None:
    assert decode(encoded(text)) == (text, encoding)


def test_what_is_not_utf8_is_taken_for_windows_1252_and_said_so() -> None:
    assert decode("caf\u00e9 \u2019".encode("cp1252")) == ("caf\u00e9 \u2019", "cp1252")
    with pytest.raises(UnicodeDecodeError):
        decode(b"\xff\x81 no such character")


def test_a_web_page_is_recognised_behind_marks_and_comments() -> None:
    assert looks_like_web_page(b"\xef\xbb\xbf <!-- saved --> <!DOCTYPE HTML>")
    assert looks_like_web_page("<html>".encode("utf-16"))
    assert not looks_like_web_page(b"INT: we saw <html> on the screen")
    assert not looks_like_web_page(b"")
