"""The text of the HTML in which Taguette keeps documents and highlights."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "tr", "table"})
_NO_TEXT = frozenset({"script", "style", "head"})


@dataclass(frozen=True, slots=True)
class HtmlText:
    """``text`` is what is left when tags are taken out and entities decoded, with LF where a block
    begins or ends; ``bare`` is the same without these LFs, as Taguette counts it."""

    text: str
    bare: str
    #: Where in ``bare`` an LF was put in, in order.
    breaks: tuple[int, ...]

    def from_bare(self, index: int, at_start: bool) -> int:
        """The index in ``text`` of an index in ``bare``; a passage begins after LFs and ends before."""
        return index + bisect_right(self.breaks, index if at_start else index - 1)


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.bare: list[str] = []
        self.breaks: list[int] = []
        self._length = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _NO_TEXT
        self._block(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _NO_TEXT))
        self._block(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
            self.bare.append(data)
            self._length += len(data)

    def _block(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
            self.breaks.append(self._length)


def html_text(html: str) -> HtmlText:
    """The text of a piece of HTML."""
    stripper = _Stripper()
    stripper.feed(html)
    stripper.close()
    return HtmlText("".join(stripper.pieces), "".join(stripper.bare), tuple(stripper.breaks))
