"""Transcripts with their codings marked in the text, so that offsets are computed and never typed.

``[[12 time: There is no time]]`` says that coders 1 and 2 gave these words the code ``time``. Marks may
stand inside one another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triangulate.raw.model import Span

_MARK = re.compile(r"\[\[([0-9]+) ([A-Za-z0-9_-]+): |\]\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage: ``coders`` are single digits, ``span`` is in the text without marks."""

    coders: str
    code: str
    span: Span


def without_marks(text: str) -> tuple[str, list[Marked]]:
    """The text as it is read, and its marked passages in order of their start.

    Raises ValueError for a mark that is not closed, or closed twice.
    """
    plain, at, last = [], 0, 0
    opened: list[tuple[str, str, int]] = []
    passages: list[Marked] = []
    for found in _MARK.finditer(text):
        plain.append(text[last : found.start()])
        at += found.start() - last
        last = found.end()
        if found.group(1):
            opened.append((found.group(1), found.group(2), at))
        elif opened:
            coders, code, start = opened.pop()
            passages.append(Marked(coders, code, Span(start, at)))
        else:
            raise ValueError(f"a mark is closed at {found.start()} that was not opened")
    if opened:
        raise ValueError(f"the mark of {opened[-1][1]!r} is not closed")
    plain.append(text[last:])
    return "".join(plain), sorted(passages, key=lambda p: (p.span.start, -p.span.end, p.code))
