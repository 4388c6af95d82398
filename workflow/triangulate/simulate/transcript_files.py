"""Writes laid-out transcripts as Word documents, plain text and WebVTT, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

from docx import Document

from triangulate.files import write_bytes
from triangulate.simulate.layout import Format, Laid

#: The earliest time that a zip archive can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_WRITTEN = datetime(2018, 3, 1)


def write_transcript(path: Path, laid: Laid, format: Format, *, windows: bool = False) -> None:
    """Write a transcript; ``windows`` gives a txt file a byte order mark and CRLF line ends."""
    if format == "docx":
        write_bytes(path, _docx(laid))
    elif windows:
        write_bytes(path, ("\ufeff" + laid.text).replace("\n", "\r\n").encode("utf-8"))
    else:
        write_bytes(path, laid.text.encode("utf-8"))


def _docx(laid: Laid) -> bytes:
    """A Word document with bold labels. A line without one is a paragraph of its own, or follows a line
    break, by turns."""
    document = Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = "triangulate simulate"
    properties.title = "Simulated interview"
    properties.comments = "Invented; nobody said this."
    properties.created = properties.modified = _WRITTEN
    properties.revision = 1
    lines = laid.text.split("\n")
    paragraph = document.add_paragraph()
    for number, line in enumerate(lines):
        label = laid.labels.get(number)
        if label is None and number % 2:
            paragraph.add_run().add_break()
            paragraph.add_run(line)
            continue
        if number:
            paragraph = document.add_paragraph()
        if label:
            paragraph.add_run(line[:label]).bold = True
        if line[label:]:
            paragraph.add_run(line[label:])
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_times(written.getvalue())


def _with_fixed_times(archive: bytes) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(result, "w") as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            # zipfile notes the operating system; the archive is to be the same on all.
            info.create_system = 3
            after.writestr(info, before.read(name), compresslevel=9)
    return result.getvalue()
