"""Writes the coders' work the way their programs would: a REFI-QDA project, and a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from triangulate.exports.qdpx import Coding, write_qdpx
from triangulate.files import write_text
from triangulate.simulate.coders import HumanCoding
from triangulate.study.model import Codebook

COLUMNS = ("document", "start", "end", "code", "coder", "text", "memo")


def write_project(
    path: Path,
    coder: str,
    codebook: Codebook,
    texts: Mapping[str, str],
    codings: Mapping[str, Sequence[HumanCoding]],
) -> None:
    """Write one coder's codings as a ``.qdpx`` project; ``texts`` and ``codings`` are by document."""
    write_qdpx(
        path,
        project="simulated interviews",
        users=[coder],
        codebook=codebook,
        documents=texts,
        codings=[
            Coding(document, coding.span, coding.code, coder, coding.memo)
            for document, found in codings.items()
            for coding in found
        ],
    )


def write_table(
    path: Path, coder: str, texts: Mapping[str, str], codings: Mapping[str, Sequence[HumanCoding]]
) -> None:
    """Write one coder's codings as a ``.csv`` table with canonical offsets."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for document, found in codings.items():
        for coding in found:
            quoted = coding.span.of(texts[document])
            row = (document, coding.span.start, coding.span.end, coding.code, coder, quoted, coding.memo)
            writer.writerow(["" if cell is None else cell for cell in row])
    write_text(path, written.getvalue())
