"""The rule coder: which sentence carries which code, and by which rule.

A hit is a sentence, since that is what a rule is judged on; what fired is kept with the words that
it fired on. The coder is called :data:`CODER` and its codings have the stage ``auto``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from triangulate.coding.matching import AtomMatcher, Sentence
from triangulate.coding.parsed import Turn
from triangulate.coding.patterns import Atom, Negated, Phrase, Rule, Together, atoms_of
from triangulate.coding.presence import Presence, bits_of, commonness, needs_of
from triangulate.coding.words import Words

CODER = "rules"
#: Of each part of a pattern at most so many places in a sentence are tried together.
_MOST_PLACES = 6
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One sentence with one code. ``rules`` are those that fired, in the codebook's order;
    ``words`` are what the first of them fired on. Offsets are the document's code points."""

    start: int
    end: int
    line: int
    code: str
    rules: tuple[Rule, ...]
    words: str

    @property
    def reason(self) -> str:
        """Which rule fired and on what words, as the codings table says it."""
        return f"{', '.join(rule.id for rule in self.rules)}: {self.words}"


class _Leaf:
    """A phrase or token pattern in a rule: its number, and its bit among those that are possible."""

    __slots__ = ("bit", "number")

    def __init__(self, number: int) -> None:
        self.number, self.bit = number, 1 << number

    def may_hold(self, possible: int) -> bool:
        """Whether it can be met in a sentence of which these patterns are possible."""
        return bool(possible & self.bit)


class _Node:
    """Patterns together, made for being tried often."""

    __slots__ = ("either", "either_bits", "every", "every_bits", "near", "turn", "without")

    def __init__(self, test: Together, number: Mapping[str, int]) -> None:
        self.every, self.either, self.without, self.turn = (
            tuple(_compiled(part, number) for part in parts)
            for parts in (test.every, test.either, test.without, test.turn)
        )
        self.near = test.near
        self.every_bits = sum({part.bit for part in self.every if isinstance(part, _Leaf)})
        self.either_bits = sum({part.bit for part in self.either if isinstance(part, _Leaf)})

    def may_hold(self, possible: int) -> bool:
        """Whether it can be met in a sentence of which these patterns are possible."""
        if possible & self.every_bits != self.every_bits:
            return False
        for part in self.every:
            if isinstance(part, _Node) and not part.may_hold(possible):
                return False
        if not self.either or possible & self.either_bits:
            return True
        return any(isinstance(part, _Node) and part.may_hold(possible) for part in self.either)


def _compiled(test: Atom | Together, number: Mapping[str, int]) -> _Leaf | _Node:
    return _Node(test, number) if isinstance(test, Together) else _Leaf(number[test.text])


class RuleCoder:
    """Applies all rules to parsed turns in one pass.

    A rule is tried in a sentence only if each of its parts has a word there without which it cannot be
    met, which is told for all rules at once.
    """

    def __init__(self, rules: Sequence[Rule], vocab: Any) -> None:
        self.rules = tuple(rules)
        self._matcher = AtomMatcher([atom for rule in rules for atom in atoms_of(rule)], vocab)
        self._tests = [_compiled(rule.test, self._matcher.number) for rule in self.rules]
        self._words_of_rules = Presence([_needs(rule.test) for rule in self.rules])

    def code(self, turn: Turn, said: Words, asked: Words | None = None) -> list[Hit]:
        """The hits in one turn, in the order of sentences and of the codebook.

        ``said`` are the turn's words, ``asked`` those of the question before it, which ``turn`` conditions
        may be met by too.
        """
        cuts = [(s - turn.start, e - turn.start) for s, e, _ in turn.cuts]
        sentences = self._matcher.sentences(said, _first_tokens(said, cuts))
        whole: list[Sentence] = []
        hits: list[Hit] = []
        for sentence, (start, end, line) in zip(sentences, turn.cuts, strict=True):
            fired: dict[str, list[tuple[Rule, Place]]] = {}
            for i in bits_of(self._words_of_rules.of(sentence.where)):
                rule, test = self.rules[i], self._tests[i]
                places = self._places(test, sentence, rule.negated)
                if places and isinstance(test, _Node) and test.turn:
                    whole = whole or self._whole(sentences, asked)
                    places = places if self._anywhere(test.turn, whole) else []
                if places:
                    fired.setdefault(rule.code, []).append((rule, places[0]))
            for code, ones in fired.items():
                first, last = ones[0][1]
                words = " ".join(said.span(first, last).split())
                hits.append(Hit(start, end, line, code, tuple(rule for rule, _ in ones), words))
        return hits

    def _whole(self, sentences: Sequence[Sentence], asked: Words | None) -> list[Sentence]:
        """A turn's sentences and the question before it."""
        question = self._matcher.sentences(asked, [0]) if asked is not None and len(asked) else []
        return [*sentences, *question]

    def _anywhere(self, parts: Sequence[_Leaf | _Node], whole: Sequence[Sentence]) -> bool:
        return any(self._places(part, s, "either") for part in parts for s in whole)

    def _places(self, test: _Leaf | _Node, sentence: Sentence, negated: Negated) -> list[Place]:
        """Where the test is met: the stretches that its parts cover together, the shortest first."""
        if not test.may_hold(sentence.possible):
            return []
        if isinstance(test, _Leaf):
            found = self._matcher.find(test.number, sentence)
            return [
                (f.start, f.end) for f in found if negated == "either" or f.negated == (negated == "only")
            ]
        parts: list[list[Place]] = []
        for part in test.every:
            places = self._places(part, sentence, negated)
            if not places:
                return []
            parts.append(places[:_MOST_PLACES])
        if test.either:
            places = [p for part in test.either for p in self._places(part, sentence, negated)]
            if not places:
                return []
            parts.append(sorted(places)[:_MOST_PLACES])
        if any(self._places(part, sentence, "either") for part in test.without):
            return []
        met = []
        for combination in product(*parts):
            place = min(s for s, _ in combination), max(e for _, e in combination)
            if test.near is None or place[1] - place[0] <= test.near:
                met.append(place)
        return sorted(met, key=lambda p: (p[1] - p[0], p))


def _needs(test: Atom | Together) -> list[frozenset[str]]:
    """Sets of words of which a sentence must have one each, the rarest first; empty if none is certain."""
    found: list[frozenset[str]] = []
    if isinstance(test, Phrase):
        found += needs_of(test)
    elif isinstance(test, Together):
        found += [words for part in test.every for words in _needs(part)]
        either = [_needs(part) for part in test.either]
        if either and all(either):
            found.append(frozenset().union(*(needs[0] for needs in either)))
    return sorted(found, key=lambda words: (commonness(words), sorted(words)))


def _first_tokens(words: Words, cuts: Sequence[tuple[int, int]]) -> list[int]:
    """The first token of each sentence; a token across a cut belongs to the sentence it begins in."""
    starts: list[int] = []
    for start, _ in cuts:
        at = bisect_right(words.starts, start - 1)
        starts.append(max(at, starts[-1]) if starts else 0)
    return starts
