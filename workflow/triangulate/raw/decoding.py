"""Bytes to text, with the encoding found; and what is plainly not the file it is called.

The rule is short so that it can be told to a user: a byte order mark decides; without one the bytes
are UTF-8 if they are valid UTF-8, else Windows-1252. Nothing is guessed from letter statistics.
"""

from __future__ import annotations

import codecs

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 before UTF-16, whose mark is the beginning of UTF-32's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<script", b"<body")


def decode(data: bytes) -> tuple[str, str]:
    """The text of ``data`` without its byte order mark, and the name of its encoding.

    The name is one of ``utf-8``, ``utf-8-sig``, ``utf-16``, ``utf-32`` and ``cp1252``; only the
    last is an assumption, which the caller reports. Line ends and NUL characters stay as they are.
    Raises UnicodeDecodeError for bytes that are none of these.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "cp1252"


def looks_like_web_page(data: bytes) -> bool:
    """Whether the bytes open as HTML: what a login page saved under a document's name does."""
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    while head.startswith((b"<!--", b"<?xml")):
        _, closed, rest = head.partition(b">")
        if not closed:
            return False
        head = rest.lstrip()
    return head.startswith(_WEB_PAGE)
