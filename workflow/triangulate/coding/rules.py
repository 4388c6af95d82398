"""The rule coder: which sentence carries which code, and by which rule.

A hit is a sentence, since that is what a rule is judged on; what fired is kept with the words that
it fired on. The coder is called :data:`CODER` and its codings have the stage ``auto``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from triangulate.coding.matching import AtomMatcher, Sentence
from triangulate.coding.parsed import Turn
from triangulate.coding.patterns import Atom, Negated, Phrase, Rule, Together, atoms_of

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


class RuleCoder:
    """Applies all rules to parsed turns in one pass.

    A rule is tried in a sentence only if one word is there without which it cannot be met: of all
    its parts, the rarest, as far as a list of common words can tell.
    """

    def __init__(self, rules: Sequence[Rule], vocab: Any) -> None:
        self.rules = tuple(rules)
        self._matcher = AtomMatcher([atom for rule in rules for atom in atoms_of(rule)], vocab)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        common = _common_words()
        self._needs = [_needs(rule.test, common) for rule in self.rules]
        for i, needs in enumerate(self._needs):
            if not needs:
                self._always.append(i)
            for word in sorted(needs[0]) if needs else ():
                self._by_word[word].append(i)

    def code(self, turn: Turn, doc: Any, asked: Any = None) -> list[Hit]:
        """The hits in one turn, in the order of sentences and of the codebook.

        ``asked`` is the doc of the question before it, which ``turn`` conditions may be met by too.
        """
        cuts = [(s - turn.start, e - turn.start) for s, e, _ in turn.cuts]
        sentences = self._matcher.sentences(doc, _first_tokens(doc, cuts))
        whole = list(sentences)
        if asked is not None and len(asked):
            whole += self._matcher.sentences(asked, [0])
        hits: list[Hit] = []
        for sentence, (start, end, line) in zip(sentences, turn.cuts, strict=True):
            tried = set(self._always)
            for word in self._by_word.keys() & sentence.where.keys():
                tried.update(self._by_word[word])
            fired: dict[str, list[tuple[Rule, Place]]] = {}
            for i in sorted(tried):
                rule = self.rules[i]
                if any(words.isdisjoint(sentence.where) for words in self._needs[i]):
                    continue
                places = self._places(rule.test, sentence, rule.negated)
                if places and self._turn_has(rule, whole):
                    fired.setdefault(rule.code, []).append((rule, places[0]))
            for code, ones in fired.items():
                first, last = ones[0][1]
                words = " ".join(doc[first:last].text.split())
                hits.append(Hit(start, end, line, code, tuple(rule for rule, _ in ones), words))
        return hits

    def _turn_has(self, rule: Rule, whole: Sequence[Sentence]) -> bool:
        test = rule.test
        if not isinstance(test, Together) or not test.turn:
            return True
        return any(self._places(part, s, "either") for part in test.turn for s in whole)

    def _places(self, test: Atom | Together, sentence: Sentence, negated: Negated) -> list[Place]:
        """Where the test is met: the stretches that its parts cover together, the shortest first."""
        if not isinstance(test, Together):
            number = self._matcher.number[test.text]
            if number not in sentence.possible:
                return []
            found = self._matcher.find(number, sentence)
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


def _common_words() -> frozenset[str]:
    """spaCy's English stop words and what interviews about work are full of."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | frozenset(
        "not get go think know say thing like work time people arms assessment police probation come want "
        "look need use good way tell visit officer lot right person".split()
    )


def _needs(test: Atom | Together, common: frozenset[str]) -> list[frozenset[str]]:
    """Sets of words of which a sentence must have one each, the rarest first; empty if none is certain."""
    found: list[frozenset[str]] = []
    if isinstance(test, Phrase):
        for slot in test.slots:
            words = frozenset(choice[0] for choice in slot.choices)
            if not slot.optional and not any(word.endswith("*") for word in words):
                found.append(words)
    elif isinstance(test, Together):
        found += [words for part in test.every for words in _needs(part, common)]
        either = [_needs(part, common) for part in test.either]
        if either and all(either):
            found.append(frozenset().union(*(needs[0] for needs in either)))
    return sorted(found, key=lambda w: (sum(1000 if word in common else 1 for word in w), sorted(w)))


def _first_tokens(doc: Any, cuts: Sequence[tuple[int, int]]) -> list[int]:
    """The first token of each sentence; a token across a cut belongs to the sentence it begins in."""
    offsets = doc.to_array("IDX").tolist() if hasattr(doc, "to_array") else [t.idx for t in doc]
    starts: list[int] = []
    for start, _ in cuts:
        at = bisect_right(offsets, start - 1)
        starts.append(max(at, starts[-1]) if starts else 0)
    return starts
