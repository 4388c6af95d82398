"""What a file really holds, told from its first bytes, whatever its name says."""

from __future__ import annotations

from triangulate.problems import Problems
from triangulate.raw.decoding import looks_like_web_page
from triangulate.source import Source

_ADVICE = {
    "a web page": "It is probably a log-in or error page; sign in and download the file again.",
    "a workbook or another zip archive": "Give it the ending it belongs to, such as .xlsx.",
    "an encrypted or an old Office file": (
        "Open it, take off the password, and save it in the format of its ending."
    ),
    "an SPSS file": "Give it the ending .sav.",
    "a PDF": "Ask for the file itself, not a print of it.",
    "text": "Give it the ending it belongs to, such as .csv.",
}


def content_of(head: bytes) -> str:
    """What the first bytes of a file say it is, in words; ``text`` if none of these."""
    start = head[:8]
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "a workbook or another zip archive"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "an encrypted or an old Office file"
    if start.startswith((b"$FL2", b"$FL3")):
        return "an SPSS file"
    if start.startswith(b"%PDF"):
        return "a PDF"
    if looks_like_web_page(head):
        return "a web page"
    return "text"


def report_content(content: str, ending: str, source: Source, problems: Problems) -> None:
    """Report that a file is not what its ending says."""
    problems.add(
        "files.not-what-it-says",
        source,
        ending=ending,
        content=content,
        advice=_ADVICE[content],
    )
