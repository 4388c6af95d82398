"""One transcript file to its canonical text and turns, or the reasons why not."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element

from triangulate.files import sha256_of_bytes
from triangulate.problems import Problems
from triangulate.raw.archive import FalseSize, check_archive, member_names, read_member
from triangulate.raw.decoding import decode, looks_like_web_page
from triangulate.raw.markup import attribute, parse_xml
from triangulate.raw.model import Transcript
from triangulate.raw.transcripts.docx import document_text, included_parts
from triangulate.raw.transcripts.odt import content_text
from triangulate.raw.transcripts.turns import analyse
from triangulate.source import Source

Format = Literal["docx", "odt", "txt", "vtt", "srt"]
#: The endings of files that transcripts are read from.
FORMATS: tuple[Format, ...] = ("docx", "odt", "txt", "vtt", "srt")

#: A working day's talk is about half a megabyte of text.
MAX_TEXT = 5 * 1_000_000
#: A document may carry pictures; its text part may not be larger than MAX_TEXT with its markup.
MAX_FILE = 200 * 1_000_000
_MAX_PART = 10 * MAX_TEXT


def read_transcript(
    path: Path, directory: Path, problems: Problems, interviewers: Sequence[str] = ()
) -> Transcript | None:
    """Read one transcript, or return None after reporting why it cannot be read.

    ``directory`` is the study's directory, which the source's path is relative to; ``interviewers``
    are speaker labels of interviewers. ``sha256`` of the transcript is that of the file as it is.
    """
    source = Source(relative(path, directory))
    format = path.suffix.lower().removeprefix(".")
    if format not in FORMATS:
        problems.add("transcripts.format", source, ending=path.suffix or path.name)
        return None
    data = _bytes(path, MAX_FILE if format in ("docx", "odt") else MAX_TEXT, source, problems)
    if data is None:
        return None
    if format == "docx":
        text = _docx(path, source, problems)
    elif format == "odt":
        text = _odt(path, source, problems)
    else:
        text = _plain(data, source, problems)
    if text is None:
        return None
    if len(text) > MAX_TEXT:
        megabytes = round(len(text) / 1_000_000)
        problems.add("transcripts.too-large", source, megabytes=megabytes, limit=MAX_TEXT // 1_000_000)
        return None
    if not text.strip():
        problems.add("transcripts.empty", source)
        return None
    if format in ("vtt", "srt") and "-->" not in text:
        problems.add("transcripts.no-cues", source, format=format)
        return None
    if format == "vtt" and not text.startswith("WEBVTT"):
        problems.add("transcripts.no-header", source.at(line=1))
    turns, remarks = analyse(text, format, interviewers)
    if format in ("vtt", "srt") and not turns:
        problems.add("transcripts.no-cues", source, format=format)
        return None
    ends = [found.start() for found in re.finditer("\n", text)]
    for remark in remarks:
        line = bisect_left(ends, remark.offset) + 1
        problems.add(remark.code, source.at(line=line), **remark.fields)
    if lost := text.count("\ufffd"):
        line = bisect_left(ends, text.index("\ufffd")) + 1
        problems.add("transcripts.replacement", source.at(line=line), count=lost, character="\ufffd")
    return Transcript(path.name, format, text, turns, sha256_of_bytes(data), source)


def relative(path: Path, directory: Path) -> str:
    """``path`` as its source names it: from the study's directory, or the bare name of a file elsewhere."""
    try:
        return path.relative_to(directory).as_posix()
    except ValueError:
        return path.name


def _bytes(path: Path, limit: int, source: Source, problems: Problems) -> bytes | None:
    try:
        size = path.stat().st_size
        if size > limit:
            megabytes = round(size / 1_000_000)
            problems.add("transcripts.too-large", source, megabytes=megabytes, limit=limit // 1_000_000)
            return None
        return path.read_bytes()
    except OSError as failure:
        problems.add("transcripts.unreadable", source, reason=failure.strerror or "it is no file")
        return None


def _plain(data: bytes, source: Source, problems: Problems) -> str | None:
    """Decoded, the byte order mark dropped, CRLF to LF; nothing else changed."""
    if looks_like_web_page(data):
        problems.add("transcripts.web-page", source)
        return None
    try:
        text, encoding = decode(data)
    except UnicodeDecodeError as failure:
        problems.add("transcripts.encoding", source, reason=f"at byte {failure.start}")
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.add("transcripts.nul", source.at(line=line))
        return None
    if encoding == "cp1252":
        problems.add("transcripts.encoding-assumed", source)
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.add("transcripts.carriage-returns", source.at(line=line))
    return text


def _docx(path: Path, source: Source, problems: Problems) -> str | None:
    if not check_archive(path, source, problems):
        return None
    part = _main_part(path, source, problems)
    root = _part(path, part, source, problems)
    if root is None:
        return None
    for included in included_parts(root):
        problems.add("transcripts.not-read", source, part=included)
    try:
        return document_text(root)
    except RecursionError:
        problems.add("archives.damaged-part", source, member=part, reason="it is nested too deeply")
        return None


def _main_part(path: Path, source: Source, problems: Problems) -> str:
    """The part that the package names as its document; nearly always ``word/document.xml``."""
    usual = "word/document.xml"
    if usual in member_names(path):
        return usual
    rels = _part(path, "_rels/.rels", source, Problems())
    for relation in () if rels is None else rels:
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or usual).lstrip("/")
    return usual


def _odt(path: Path, source: Source, problems: Problems) -> str | None:
    if not check_archive(path, source, problems):
        return None
    root = _part(path, "content.xml", source, problems)
    if root is None:
        return None
    try:
        return content_text(root)
    except RecursionError:
        reason = "it is nested too deeply"
        problems.add("archives.damaged-part", source, member="content.xml", reason=reason)
        return None


def _part(path: Path, member: str, source: Source, problems: Problems) -> Element | None:
    try:
        data = read_member(path, member, _MAX_PART)
    except KeyError:
        problems.add("archives.missing-part", source, member=member)
    except FalseSize:
        problems.add("archives.large-part", source, member=member, limit=_MAX_PART // 1_000_000)
    except (OSError, zipfile.BadZipFile) as failure:
        problems.add("archives.damaged", source, reason=str(failure))
    else:
        return parse_xml(data, member, source, problems)
    return None
