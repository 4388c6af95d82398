"""Finding any of many strings in much text, in about the time it takes to list the text's words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from triangulate.release.needles import Needle

_WORD = re.compile(r"\w+")
_AROUND = 40
#: A hyphen at the end of a line, between letters. The hyphen stands first so that the search can jump to it.
_DIVIDED = re.compile(r"-(?<=[^\W\d_]-)[ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_SAME = {
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("‘’ʼ´`", "'"),
    **dict.fromkeys("\u2010\u2011\u2012", "-"),
}


def single_spaced(text: str) -> str:
    """The text with every run of white space made one space: a name may stand over two lines."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """The text as it is compared: without accents, soft hyphens and marks that are not seen, with straight
    apostrophes and plain hyphens."""
    if text.isascii():
        return text
    # Letter by letter takes ten times as long: a text has few different ones.
    for letter in set(text) & _SAME.keys():
        text = text.replace(letter, _SAME[letter])
    text = unicodedata.normalize("NFKD", text)
    for mark in filter(unicodedata.combining, set(text)):
        text = text.replace(mark, "")
    return text


def _ways(text: str) -> Iterator[str]:
    """The text in one line, and with words put together again that a hyphen divides over two lines."""
    text = plain(text)
    yield single_spaced(text)
    if _DIVIDED.search(text):
        yield single_spaced(_DIVIDED.sub("", text))
        yield single_spaced(_DIVIDED.sub("-", text))


class Searcher:
    """Finds needles as whole words. Each is filed under its first word; only where a text has that word
    at all are its places looked at."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._by_word: defaultdict[str, list[tuple[Needle, str, int]]] = defaultdict(list)
        for needle in needles:
            words = single_spaced(plain(needle.text)).strip()
            first = _WORD.search(words)
            if first is not None:
                self._by_word[first.group().casefold()].append((needle, words, first.start()))

    def find(self, text: str) -> Iterator[tuple[Needle, str]]:
        """Every needle that stands in ``text``, once, with the words around its first place."""
        seen: set[Needle] = set()
        for flat in _ways(text):
            yield from self._find(flat, seen)

    def _find(self, flat: str, seen: set[Needle]) -> Iterator[tuple[Needle, str]]:
        folded = flat.casefold()
        if len(folded) != len(flat):
            # Letters such as ß grow when folded; places would no longer be those of the text.
            folded = flat.lower() if len(flat.lower()) == len(flat) else flat
        wanted = set(_WORD.findall(folded)) & self._by_word.keys()
        if not wanted:
            return
        standing = sorted((place, word) for word in wanted for place in _places(folded, word))
        for place, word in standing:
            for needle, words, offset in self._by_word[word]:
                start = place - offset
                if needle in seen or start < 0:
                    continue
                end = start + len(words)
                same = folded[start:end] == words.casefold() if needle.fold else flat[start:end] == words
                if same and _whole(flat, start, end):
                    seen.add(needle)
                    yield needle, flat[max(0, start - _AROUND) : end + _AROUND].strip()


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word stands as one of the text's words."""
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not _WORD.match(text[place - 1 : place]) and not _WORD.match(text[end : end + 1]):
            yield place
        place = text.find(word, end)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word runs over either end."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after
