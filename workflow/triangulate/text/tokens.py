"""Words of a canonical text with their places, and how words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: Marks that stand inside a word: combining accents, the soft hyphen, zero-width characters.
_INSIDE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_INSIDE}]|['’](?=[^\W\d_]))*|&")
_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|ll|d|ve|re|m))$", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060"))
#: What may stand between two words of one name.
_GAP = re.compile(r"[\s\-\u2010\u2011./_\u00a0]{1,3}|")
#: Titles that end in a full stop which ends no sentence.
ABBREVIATED = frozenset({"mr", "mrs", "ms", "dr", "st", "prof", "sgt", "supt"})
_CLOSES_SENTENCE = frozenset(".?!:;…\n\r|")
#: A remark of a transcriber, ``[laughs]``, is no longer than this.
_LONGEST_REMARK = 40
_QUOTES = frozenset("\"'“”‘’«»([*<> \t\u00a0-–—#")

#: An unknown word that opens a sentence is more often a sound or a slip than a name if this short.
SHORT = 3
#: What no name is: a letter three times, no vowel.
SOUND = re.compile(r"(.)\1\1|^[^aeiouy]+$|^x+t?$")


def fold(word: str) -> str:
    """A word as it is compared: lower case, without accents, with a straight apostrophe."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_INVISIBLE).replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@dataclass(frozen=True, slots=True)
class Token:
    """One word at ``[start, end)``, without a clitic (``Dawn`` of ``Dawn's``).

    ``opening`` says that it begins a sentence or a quotation, so that its capital proves nothing.
    """

    text: str
    fold: str
    start: int
    end: int
    opening: bool
    clitic: str = ""

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def acronym(self) -> bool:
        """Whether all its letters are capitals, at least two of them (digits allowed)."""
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 1 and all(c.isupper() for c in letters)

    @property
    def wordlike(self) -> bool:
        """Whether it has letters and nothing but letters, apostrophes and marks inside."""
        return self.fold.replace("'", "").isalpha()


def tokens_of(text: str, sentence_starts: Sequence[int] = ()) -> list[Token]:
    """The words of ``text`` in order; ``sentence_starts`` are code points known to begin one."""
    starts = frozenset(sentence_starts)
    found: list[Token] = []
    for start, body, folded, clitic in _words(text):
        opening = start in starts or _opens(text, start)
        found.append(Token(body, folded, start, start + len(body), opening, clitic))
    return found


def folds_of(text: str) -> tuple[str, ...]:
    """The compared forms of the words of a short text, such as a name."""
    return tuple(folded for _, _, folded, _ in _words(text))


def _words(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Start, word, compared form and clitic of every word that has a form."""
    for match in _WORD.finditer(text):
        word = match.group()
        clitic = _CLITIC.search(word)
        body = word[: clitic.start()] if clitic and clitic.start() else word
        folded = "and" if body == "&" else fold(body)
        if folded:
            yield match.start(), body, folded, word[len(body) :]


def _opens(text: str, start: int) -> bool:
    at = start - 1
    quoted = False
    at = _before_remark(text, at)
    while at >= 0 and text[at] in _QUOTES and text[at] not in _CLOSES_SENTENCE:
        quoted = quoted or not text[at].isspace()
        at -= 1
    if at < 0 or text[at] in _CLOSES_SENTENCE:
        return not _abbreviation(text, at)
    return quoted and text[at] == ","


def _before_remark(text: str, at: int) -> int:
    """Where what is before a transcriber's remark ends, if one ends at ``at``: ``[laughs] Welcome.``"""
    while at > 0 and text[at] == " ":
        at -= 1
    opened = text.rfind("[", max(0, at - _LONGEST_REMARK), at) if at >= 0 and text[at] == "]" else -1
    return at if opened < 0 else opened - 1


def _abbreviation(text: str, dot: int) -> bool:
    """Whether the full stop at ``dot`` ends a title or an initial, so that a name goes on after it."""
    if dot < 0 or text[dot] != ".":
        return False
    before = text[max(0, dot - 5) : dot]
    word = re.search(r"[^\W\d_]+$", before)
    return word is not None and fold(word.group()) in ABBREVIATED


def joined(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether tokens ``first`` to ``last`` (inclusive) stand together as one name may."""
    return all(
        not tokens[i].clitic and _GAP.fullmatch(text, tokens[i].end, tokens[i + 1].start)
        for i in range(first, last)
    )
