"""Whether page, PDF and Word document say the same: their words compared, however they are set."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from triangulate.contents import pdf_pages
from triangulate.problems import Problems

_WORD = re.compile(r"[^\W_]+")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Parts of the page that only a browser needs, and drawings, which are pictures elsewhere.
_ONLY_PAGE = frozenset({"nav", "style", "svg", "title", "script"})
_ONLY_PAGE_CLASSES = frozenset({"skip", "kind"})
_BLOCKS = frozenset(
    "p div section h1 h2 h3 h4 h5 h6 li ul ol td th tr table figure figcaption blockquote footer dt dd header".split()
)


def words_of(text: str) -> list[str]:
    """The words and numbers of a text in order, without case, ligatures or invisible signs."""
    plain = unicodedata.normalize("NFKC", text.replace("\u00ad", "").replace("\u200b", ""))
    return _WORD.findall(plain.casefold())


def page_words(html: str) -> list[str]:
    """The words of the HTML page that every format has."""
    return list(_page_words(html))


@lru_cache(maxsize=1)
def _page_words(html: str) -> tuple[str, ...]:
    reader = _PageText()
    reader.feed(html)
    reader.close()
    return tuple(words_of("".join(reader.pieces)))


class _PageText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.append(tag)
        elif tag in _ONLY_PAGE or classes & _ONLY_PAGE_CLASSES:
            self._hidden.append(tag)
        if tag in _BLOCKS or tag == "br":
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[0]:
            self._hidden.pop()
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def docx_words(data: bytes) -> list[str]:
    """The words of a Word document's body, its table of contents left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))
    pieces: list[str] = []
    _gather(body, pieces)
    return words_of("".join(pieces))


def _gather(element: Element, pieces: list[str]) -> None:
    if element.tag == f"{_W}sdt":
        return
    if element.tag == f"{_W}t":
        pieces.append(element.text or "")
    elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
        pieces.append(" ")
    for child in element:
        _gather(child, pieces)
    if element.tag == f"{_W}p":
        pieces.append("\n")


def pdf_words(data: bytes) -> list[str]:
    """The words of a PDF, page by page in the order in which they are drawn, drawings left out.

    Raises ValueError for what is no PDF that can be read.
    """
    return [word for text in pdf_pages(data, drawings=False) for word in words_of(text)]


def unglued(word: str, vocabulary: frozenset[str]) -> list[str]:
    """A word that is none of ``vocabulary`` as the two or three of it that it is made of, if it is.

    A PDF has no spaces between cells that are drawn side by side; whoever reads it has to guess them.
    """
    if word in vocabulary:
        return [word]
    for at in range(1, len(word)):
        if word[:at] in vocabulary:
            rest = word[at:]
            if rest in vocabulary:
                return [word[:at], rest]
            for then in range(1, len(rest)):
                if rest[:then] in vocabulary and rest[then:] in vocabulary:
                    return [word[:at], rest[:then], rest[then:]]
    return [word]


def compare(
    page: str, pdf: bytes, docx: bytes, problems: Problems, unseen: frozenset[str] = frozenset()
) -> None:
    """Report where the formats do not say what the page says; ``unseen`` as for :func:`pdf_lacks`."""
    differs = word_differs(page, docx)
    if differs:
        problems.add("report.texts-differ", None, file="results/report/findings.docx", what=differs)
    lost = pdf_lacks(page, pdf)
    lost = {word: n for word, n in lost.items() if not unseen & set(word)}
    if lost:
        what = said_lost(lost)
        problems.add("report.texts-differ", None, file="results/report/findings.pdf", what=what)


def pdf_lacks(page: str, pdf: bytes) -> dict[str, int]:
    """The words of the page that its PDF has not, or less often, and how many times; most first.

    A PDF is read in the order of drawing, in which cells of a row may change places: of it every
    word of the page must be there as often as on the page, and what is over can only be headings
    (contents), the running title, page numbers and the labels in figures. A PDF may lack characters
    that its fonts have no sign for.
    """
    wanted = page_words(page)
    vocabulary = frozenset(wanted)
    found = Counter(part for word in pdf_words(pdf) for part in unglued(word, vocabulary))
    return dict((Counter(wanted) - found).most_common())


def said_lost(lost: Mapping[str, int]) -> str:
    """The first of the words that a PDF lacks, for a sentence."""
    return "it lacks " + ", ".join(f"{word!r} ({n} times)" for word, n in list(lost.items())[:5])


def word_differs(page: str, docx: bytes) -> str | None:
    """Where a Word document first says something else than the page, in words, or None.

    It keeps the page's order, so its words are compared one by one from the first heading on.
    """
    here, there = _from_summary(page_words(page)), _from_summary(docx_words(docx))
    if here == there:
        return None
    pairs = enumerate(zip(here, there, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(here), len(there)))
    own, other = (" ".join(words[max(0, at - 6) : at + 6]) for words in (here, there))
    return f"“… {other} …” for “… {own} …”"


def _from_summary(words: list[str]) -> list[str]:
    """The words from the first heading on; what stands before it is ordered otherwise on paper."""
    for i in range(len(words)):
        if words[i : i + 2] == ["plain", "summary"]:
            return words[i:]
    return words
