"""Where the words of a coding stand in a transcript's text, worked out a second time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

_PLAIN = str.maketrans("‘’‚‛“”„‟‐‑‒–—−", "''''\"\"\"\"------")
_SHORTEST, _LONGEST = 12, 3_000
#: Units of an offset (code points, UTF-16, UTF-8), each with or without CRLF line ends and mark.
DIALECTS = tuple((unit, crlf, mark) for crlf, mark in ((0, 0), (1, 0), (0, 1), (1, 1)) for unit in (1, 2, 3))
Dialect = tuple[int, int, int]
Span = tuple[int, int]


class Likeness(Exception):
    """The words are in the text as they are nowhere, only nearly; ``sure`` says whether they are near
    enough for the pipeline to have placed them."""

    def __init__(self, sure: bool) -> None:
        super().__init__()
        self.sure = sure


class Text:
    """One transcript's text, asked for words and offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._offsets: dict[Dialect, list[int]] = {}

    @cached_property
    def _collapsed(self) -> tuple[str, list[int]]:
        """The text with single spaces, and where each of its characters came from."""
        words: list[str] = []
        places: list[int] = []
        at = 0
        for found in re.finditer(r"\s{2,}|[^\S ]", self.text):
            words += (self.text[at : found.start()], " ")
            places += range(at, found.start() + 1)
            at = found.end()
        return "".join((*words, self.text[at:])), [*places, *range(at, len(self.text))]

    @cached_property
    def _typed(self) -> str:
        return plain(self._collapsed[0])

    def offsets(self, dialect: Dialect) -> list[int]:
        """The dialect's offset of every code point and of the end."""
        if dialect not in self._offsets:
            unit, crlf, mark = dialect
            widths = []
            for sign in self.text:
                code = ord(sign)
                width = 1 if unit == 1 or code < (0x80 if unit == 3 else 0x10000) else 2
                if unit == 3 and code >= 0x800:
                    width = 3 if code < 0x10000 else 4
                widths.append(width + (crlf and sign == "\n"))
            first = (3 if unit == 3 else 1) if mark else 0
            self._offsets[dialect] = list(accumulate(widths, initial=first))
        return self._offsets[dialect]

    def span(self, start: int, end: int, dialect: Dialect) -> Span | None:
        """The span that offsets of a dialect cover; None where they cover none."""
        offsets = self.offsets(dialect)
        places = []
        for offset in (start, end):
            place = bisect_left(offsets, offset)
            if offset == 0 and dialect[2]:
                place = 0
            elif place >= len(offsets) or offsets[place] != offset:
                return None
            places.append(place)
        return (places[0], places[1]) if places[0] < places[1] else None

    def stands(self, start: int, end: int, dialect: Dialect, quoted: str) -> Span | None:
        """The span of the offsets if the quoted words stand there."""
        span = self.span(start, end, dialect)
        if span is None or self.text[span[0] : span[1]].split() != quoted.split():
            return None
        return span

    @property
    def longest(self) -> int:
        """The largest offset that any dialect gives the text's end."""
        return max(self.offsets(dialect)[-1] for dialect in DIALECTS)

    def find(self, words: str, near: int) -> Span | None:
        """The occurrence of the words nearest to a code point, white space and typography apart.
        None if they are not there; :class:`Likeness` is raised where they nearly are."""
        quote = " ".join(words.split())
        if not quote:
            return None
        collapsed, places = self._collapsed
        starts = list(_occurrences(quote, collapsed)) or list(_occurrences(plain(quote), self._typed))
        if starts:
            best = min(starts, key=lambda at: abs(places[at] - near))
            return places[best], places[best + len(quote) - 1] + 1
        if len(quote) < _SHORTEST:
            return None
        distance = edits(plain(quote), self._typed) / len(quote)
        # An indel likeness of 90 per cent cannot hold above the one, nor fail below the other.
        if distance > 0.2:
            return None
        raise Likeness(sure=distance <= 0.05 and len(quote) <= _LONGEST)


def plain(text: str) -> str:
    """Typographic quotation marks and dashes as plain ones."""
    return text.translate(_PLAIN)


def _occurrences(words: str, text: str) -> Iterable[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def edits(pattern: str, text: str) -> int:
    """The fewest insertions, deletions and substitutions that make ``pattern`` a part of ``text``
    (Myers 1999, J. ACM 46:395, with a whole number as the bit vector)."""
    size = len(pattern)
    mask, top = (1 << size) - 1, 1 << (size - 1)
    where: dict[str, int] = {}
    for place, sign in enumerate(pattern):
        where[sign] = where.get(sign, 0) | 1 << place
    up, down, score = mask, 0, size
    best = score
    for sign in text:
        match = where.get(sign, 0)
        across = (((match & up) + up) ^ up) | match
        plus = (down | ~(across | up)) & mask
        minus = up & across
        if plus & top:
            score += 1
        elif minus & top:
            score -= 1
            best = min(best, score)
        plus, minus = plus << 1, minus << 1
        vertical = match | down
        up = (minus | ~(vertical | plus)) & mask
        down = plus & vertical & mask
    return best
