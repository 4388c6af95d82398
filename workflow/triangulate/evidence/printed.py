"""The finished report read back: every printed fact, every quote, every number in its prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

PROSE = "prose"
#: Set on an element of the prose whose figures are no results: a year, the number of a section.
NO_FACT = "data-no-fact"
_NUMBER = re.compile(r"[+\u2212-]?\d+(?:[.,]\d+)*(?:\s?%)?")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"})


@dataclass(frozen=True, slots=True)
class PrintedFact:
    """A fact as printed: its id, the value that it carries unseen, its text, and its line."""

    id: str
    value: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """A quote as printed: what its element is called, its words, and the line of the page."""

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """A number in the prose that no fact stands behind."""

    text: str
    around: str
    line: int


@dataclass(slots=True)
class Printed:
    """What a page prints."""

    facts: list[PrintedFact] = field(default_factory=list)
    quotes: list[PrintedQuote] = field(default_factory=list)
    loose: list[LooseNumber] = field(default_factory=list)


def read_page(html: str) -> Printed:
    """What an HTML page prints; tags that are never closed do no harm."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.printed


@dataclass(slots=True)
class _Open:
    """An element that is open: what it counts as, and the text gathered in it."""

    tag: str
    fact: tuple[str, str] | None = None
    quote: str | None = None
    prose: bool = False
    exempt: bool = False
    line: int = 0
    pieces: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.printed = Printed()
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        above = self._open[-1] if self._open else _Open("")
        fact = None
        if "data-fact" in given:
            fact = given["data-fact"], given.get("value", "")
        quoting = tag == "blockquote" or (above.quote is not None and tag != "footer")
        self._open.append(
            _Open(
                tag,
                fact=fact,
                quote=(given.get("id", "") if tag == "blockquote" else above.quote) if quoting else None,
                prose=above.prose or PROSE in classes,
                exempt=above.exempt
                or fact is not None
                or NO_FACT in given
                or tag in ("blockquote", "code", "script", "style", "svg"),
                line=self.getpos()[0],
            )
        )

    def handle_endtag(self, tag: str) -> None:
        if all(element.tag != tag for element in self._open):
            return
        while self._open:
            element = self._open.pop()
            self._close(element)
            if element.tag == tag:
                return

    def close(self) -> None:
        super().close()
        while self._open:
            self._close(self._open.pop())

    def handle_data(self, data: str) -> None:
        for element in self._open:
            if element.fact is not None:
                element.pieces.append(data)
        if not self._open:
            return
        inner = self._open[-1]
        if inner.quote is not None:
            outer = next(e for e in self._open if e.tag == "blockquote")
            outer.pieces.append(data)
        if inner.prose and not inner.exempt:
            for found in _NUMBER.finditer(data):
                around = data[max(0, found.start() - 40) : found.end() + 40]
                line = self.getpos()[0] + data.count("\n", 0, found.start())
                self.printed.loose.append(LooseNumber(found.group(), " ".join(around.split()), line))

    def _close(self, element: _Open) -> None:
        text = "".join(element.pieces)
        if element.fact is not None:
            self.printed.facts.append(PrintedFact(*element.fact, text.strip(), element.line))
        elif element.tag == "blockquote":
            words = " ".join(text.split())
            self.printed.quotes.append(PrintedQuote(element.quote or "", words, element.line))
