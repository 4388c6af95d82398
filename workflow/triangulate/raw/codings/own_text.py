"""A text that a coding program kept itself, from which its passages are quoted."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from triangulate.files import sha256_of_bytes
from triangulate.raw.codings.found import Passage
from triangulate.raw.codings.spaces import said_places

_AROUND = 150


def text_print(text: str) -> str:
    """A fingerprint of a text that disregards white space."""
    return sha256_of_bytes("".join(text.split()).encode("utf-8", "surrogatepass"))


class OwnText:
    """The program's text with LF line ends; offsets are its code points."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def fingerprint(self) -> str:
        """See :func:`text_print`."""
        return text_print(self.text)

    @cached_property
    def _said(self) -> list[int]:
        return said_places(self.text)

    def passage(
        self, start: int, end: int, words: str | None = None, offsets: tuple[int, int] | None = None
    ) -> Passage:
        """The passage ``[start, end)``; ``words`` replace the text's own, if they are known better;
        ``offsets`` are what the file says."""
        share = bisect_left(self._said, start) / len(self._said) if self._said else 0.0
        return Passage(
            words if words is not None else self.text[start:end],
            self.text[max(0, start - _AROUND) : start],
            self.text[end : end + _AROUND],
            share,
            offsets,
        )
