"""Finding quoted words in a canonical text, nearest to where they are expected.

Four steps, the first that finds anything ends the search: the words as they are; with any white
space counted as one space; with typographic quotation marks and dashes counted as plain ones; by
likeness (rapidfuzz's partial ratio, 0 to 100). Only the first two are exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from triangulate.raw.codings.spaces import Spaced, collapse, said_places
from triangulate.raw.model import Span

#: Likeness below which a passage is not taken for the quoted one.
LEAST_SCORE = 90.0
#: Quotes shorter than this are like too much, longer ones take too long to compare with a whole text.
SHORTEST, LONGEST = 12, 3_000
#: How many quotes are compared with one whole text, so that a broken file ends in finite time.
MOST_COMPARISONS = 2_000
#: How many places of a frequent word are looked at on either side of the expected one.
MOST_OCCURRENCES = 200

_CONTEXT = 40
_PLAIN = str.maketrans("‘’‚‛“”„‟‐‑‒–—−", "''''\"\"\"\"------")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where words were found; ``score`` is None where they stand exactly, but for white space."""

    span: Span
    score: float | None = None


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space."""
    return one == other or one.split() == other.split()


class Searched:
    """One canonical text, prepared for many searches."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._comparisons = 0

    @cached_property
    def _spaced(self) -> Spaced:
        return collapse(self.text)

    @cached_property
    def _plain(self) -> str:
        return self._spaced.text.translate(_PLAIN)

    @cached_property
    def _said(self) -> list[int]:
        return said_places(self.text)

    def at_share(self, share: float) -> int:
        """The index that this share (0 to 1) of the characters other than white space precedes."""
        if not self._said:
            return 0
        return self._said[min(round(share * len(self._said)), len(self._said) - 1)]

    def find(self, words: str, expected: int, before: str = "", after: str = "") -> Hit | None:
        """The occurrence of ``words`` that has the same words around it, else the nearest one.

        ``expected`` is a code point index, ``before`` and ``after`` what stands around the words
        where they were taken from.
        """
        quote = " ".join(words.split())
        if not quote:
            return None
        before, after = (" ".join(c.split()) for c in (before[-3 * _CONTEXT :], after[: 3 * _CONTEXT]))

        middle = bisect_left(self._spaced.origin, expected)

        def fit(span: Span) -> tuple[int, int]:
            # Some agreement is chance; only a good deal more of it outweighs nearness.
            return -(self._around(span, before, after) // 8), abs(span.start - expected)

        # Without anything around the words, the nearest on either side are all there is to compare.
        most = MOST_OCCURRENCES if before or after else 1
        as_is = (Span(at, at + len(words)) for at in _occurrences(words, self.text, expected, most))
        if (best := min(as_is, key=fit, default=None)) is not None:
            return Hit(best)
        spaced = (self._origin(at, len(quote)) for at in _occurrences(quote, self._spaced.text, middle, most))
        if (best := min(spaced, key=fit, default=None)) is not None:
            return Hit(best)
        plain = quote.translate(_PLAIN)
        typed = (self._origin(at, len(quote)) for at in _occurrences(plain, self._plain, middle, most))
        if (best := min(typed, key=fit, default=None)) is not None:
            return Hit(best, fuzz.ratio(quote, " ".join(best.of(self.text).split())))
        return self._alike(plain, middle)

    def _origin(self, at: int, length: int) -> Span:
        origin = self._spaced.origin
        return Span(origin[at], origin[at + length - 1] + 1)

    def _around(self, span: Span, before: str, after: str) -> int:
        """How many characters (white space apart) agree before and after the span."""
        if not before and not after:
            return 0
        left = " ".join(self.text[max(0, span.start - 3 * _CONTEXT) : span.start].split())
        right = " ".join(self.text[span.end : span.end + 3 * _CONTEXT].split())
        return _common(left[::-1], before[::-1]) + _common(right, after)

    def _alike(self, quote: str, middle: int) -> Hit | None:
        if len(quote) < SHORTEST:
            return None
        start = max(0, middle - len(quote) - 300)
        hit = self._compare(quote, start, middle + 2 * len(quote) + 300)
        if hit is None and len(quote) <= LONGEST and self._comparisons < MOST_COMPARISONS:
            self._comparisons += 1
            hit = self._compare(quote, 0, len(self._plain))
        return hit

    def _compare(self, quote: str, start: int, end: int) -> Hit | None:
        window = self._plain[start:end]
        if len(window) < len(quote):
            return None
        found = fuzz.partial_ratio_alignment(quote, window, score_cutoff=LEAST_SCORE)
        if found is None:
            return None
        first, last = self._to_words(quote, start + found.dest_start, start + found.dest_end)
        score = fuzz.ratio(quote, self._plain[first:last])
        return Hit(self._origin(first, last - first), score) if score >= LEAST_SCORE else None

    def _to_words(self, quote: str, start: int, end: int) -> tuple[int, int]:
        """The range with ends moved by at most a word so that it is most like the quote."""
        text = self._plain
        starts = {start} | {
            n for n in range(max(0, start - 15), min(start + 15, len(text))) if _edge(text, n)
        }
        ends = {end} | {n for n in range(max(0, end - 15), min(end + 15, len(text) + 1)) if _edge(text, n)}
        opening = quote[:60]
        first = max(sorted(starts), key=lambda n: fuzz.ratio(opening, text[n : n + len(opening)]))
        last = max(
            sorted(n for n in ends if n > first) or [end], key=lambda n: fuzz.ratio(quote, text[first:n])
        )
        while first < last - 1 and text[first] == " ":
            first += 1
        while last - 1 > first and text[last - 1] == " ":
            last -= 1
        return first, last


def _edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())


def _occurrences(words: str, text: str, near: int, most: int) -> Iterator[int]:
    """Where ``words`` stand in ``text``, the ``most`` nearest on either side of ``near``."""
    for step in (1, -1):
        at = near
        for _ in range(most):
            at = text.find(words, at) if step > 0 else text.rfind(words, 0, max(at, 0) + len(words) - 1)
            if at < 0:
                break
            yield at
            at += step if step > 0 else 0


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one[:_CONTEXT], other[:_CONTEXT], strict=False):
        if a != b:
            break
        count += 1
    return count
