"""A transcript as the layers see it: its words, its turns' labels, what the model made of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from triangulate.raw.model import Span, Turn
from triangulate.text.language import Entity, Language
from triangulate.text.mentions import Claims
from triangulate.text.tokens import Token, tokens_of

#: No piece of text given to the model is longer than this many code points.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of canonical text read at once: of a turn, or (``turn`` None) of what is between."""

    span: Span
    turn: int | None


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's label where it stands in the canonical text."""

    speaker: str
    span: Span


@dataclass(slots=True)
class Page:
    """One transcript under work. Offsets are raw code points; entities are in order."""

    text: str
    labels: tuple[Label, ...]
    tokens: list[Token]
    claims: Claims
    entities: list[Entity]
    language: Language
    lower: frozenset[str]
    _known: dict[str, bool] = field(default_factory=dict)
    _tagged: frozenset[int] | None = None

    def knows(self, word: str) -> bool:
        """Whether the compared form ``word`` is in the dictionary."""
        if word not in self._known:
            self._known[word] = self.language.knows(word)
        return self._known[word]

    def tokens_in(self, start: int, end: int) -> range:
        """The numbers of the tokens that share a code point with ``[start, end)``."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        return range(first, bisect_left(self.tokens, end, key=lambda token: token.start))

    def tagged(self, i: int) -> bool:
        """Whether the model takes token ``i`` for part of a name."""
        if self._tagged is None:
            self._tagged = frozenset(
                j for entity in self.entities for j in self.tokens_in(entity.start, entity.end)
            )
        return i in self._tagged

    def is_person(self, i: int) -> bool:
        """Whether token ``i`` is part of what was found to be somebody's name."""
        return any(f.first <= i <= f.last and f.kind in ("Person", "Name") for f in self.claims.found)


def page_of(
    text: str,
    turns: Sequence[Turn],
    entities: Sequence[Entity],
    sentence_starts: Sequence[int],
    language: Language,
) -> Page:
    """Make a transcript ready for the layers."""
    tokens = tokens_of(text, sentence_starts)
    lower = frozenset(token.fold for token in tokens if not token.capital)
    labels = tuple(label for label in labels_of(text, turns) if label is not None)
    return Page(text, labels, tokens, Claims(tokens), list(entities), language, lower)


def labels_of(text: str, turns: Sequence[Turn]) -> Iterator[Label | None]:
    """Where each turn's label stands before it; None for a cue that goes on with a speaker."""
    before = 0
    for turn in turns:
        at = text.rfind(turn.speaker, before, turn.span.start) if turn.speaker else -1
        yield Label(turn.speaker, Span(at, at + len(turn.speaker))) if at >= 0 else None
        before = turn.span.end


def pieces_of(text: str, turns: Sequence[Turn]) -> list[Piece]:
    """What the model reads: every turn, and everything else that has letters beside a label.

    Together they leave out nothing that could hold a name; a heading is read as well.
    """
    pieces: list[Piece] = []
    at = 0
    for turn, label in zip(turns, labels_of(text, turns), strict=True):
        if label is not None:
            pieces += _between(text, at, label.span.start)
            at = label.span.end
        pieces += _between(text, at, turn.span.start)
        pieces += _cut(text, turn.span.start, turn.span.end, turn.number)
        at = turn.span.end
    return [*pieces, *_between(text, at, len(text))]


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    if any(c.isalpha() for c in text[start:end]):
        yield from _cut(text, start, end, None)


def _cut(text: str, start: int, end: int, turn: int | None) -> Iterator[Piece]:
    while end - start > LONGEST:
        cut = max(text.rfind(". ", start, start + LONGEST), text.rfind("\n", start, start + LONGEST))
        if cut <= start:
            cut = text.rfind(" ", start, start + LONGEST)
        cut = cut + 1 if cut > start else start + LONGEST
        yield Piece(Span(start, cut), turn)
        start = cut
    if end > start:
        yield Piece(Span(start, end), turn)
