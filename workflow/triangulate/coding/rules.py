"""The rule coder: which sentence carries which code, and by which rule.

A hit is a sentence, since that is what a rule is judged on; what fired is kept with the words that
it fired on. The coder is called :data:`CODER` and its codings have the stage ``auto``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from triangulate.coding.matching import AtomMatcher, Found
from triangulate.coding.parsed import Turn
from triangulate.coding.patterns import Atom, Negated, Rule, Together, atoms_of

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


@dataclass(slots=True)
class _Seen:
    """What was found in one sentence or turn, by atom."""

    places: dict[int, list[Found]] = field(default_factory=lambda: defaultdict(list))

    def of(self, atom: int, negated: Negated) -> list[Place]:
        return [
            (f.start, f.end)
            for f in self.places.get(atom, ())
            if negated == "either" or f.negated == (negated == "only")
        ]


class RuleCoder:
    """Applies all rules to parsed turns in one pass."""

    def __init__(self, rules: Sequence[Rule], vocab: Any) -> None:
        self.rules = tuple(rules)
        self._matcher = AtomMatcher([atom for rule in rules for atom in atoms_of(rule)], vocab)
        self._rules_by_atom: dict[int, list[int]] = defaultdict(list)
        for i, rule in enumerate(self.rules):
            # A rule is tried where something is found that it asks for; what it forbids is no reason.
            for atom in _asked(rule.test):
                self._rules_by_atom[self._matcher.number[atom.text]].append(i)

    def code(self, turn: Turn, doc: Any, asked: Any = None) -> list[Hit]:
        """The hits in one turn, in the order of sentences and of the codebook.

        ``asked`` is the doc of the question before it, which ``turn`` conditions may be met by too.
        """
        cuts = [(s - turn.start, e - turn.start) for s, e, _ in turn.cuts]
        starts = _first_tokens(doc, cuts)
        found = self._matcher.find(doc, starts)
        if not found:
            return []
        whole, sentences = _Seen(), [_Seen() for _ in starts]
        for f in found:
            whole.places[f.atom].append(f)
            sentences[bisect_right(starts, f.start) - 1].places[f.atom].append(f)
        for f in self._matcher.find(asked, [0]) if asked is not None and len(asked) else ():
            whole.places[f.atom].append(f)
        hits: list[Hit] = []
        for seen, (start, end, line) in zip(sentences, turn.cuts, strict=True):
            tried = sorted({i for atom in seen.places for i in self._rules_by_atom[atom]})
            fired: dict[str, list[tuple[Rule, Place]]] = {}
            for i in tried:
                rule = self.rules[i]
                if self._turn_has(rule, whole):
                    places = self._places(rule.test, seen, rule.negated)
                    if places:
                        fired.setdefault(rule.code, []).append((rule, places[0]))
            for code, ones in fired.items():
                first, last = ones[0][1]
                words = " ".join(doc[first:last].text.split())
                hits.append(Hit(start, end, line, code, tuple(rule for rule, _ in ones), words))
        return hits

    def _turn_has(self, rule: Rule, whole: _Seen) -> bool:
        test = rule.test
        if not isinstance(test, Together) or not test.turn:
            return True
        return any(self._places(part, whole, "either") for part in test.turn)

    def _places(self, test: Atom | Together, seen: _Seen, negated: Negated) -> list[Place]:
        """Where the test is met: the stretches that its parts cover together."""
        if not isinstance(test, Together):
            return seen.of(self._matcher.number[test.text], negated)
        if any(self._places(part, seen, "either") for part in test.without):
            return []
        parts: list[list[Place]] = []
        for part in test.every:
            places = self._places(part, seen, negated)
            if not places:
                return []
            parts.append(places[:_MOST_PLACES])
        if test.either:
            places = [place for part in test.either for place in self._places(part, seen, negated)]
            if not places:
                return []
            parts.append(sorted(places)[:_MOST_PLACES])
        met = []
        for combination in product(*parts):
            place = min(s for s, _ in combination), max(e for _, e in combination)
            if test.near is None or place[1] - place[0] <= test.near:
                met.append(place)
        return sorted(met, key=lambda p: (p[1] - p[0], p))


def _asked(test: Atom | Together) -> list[Atom]:
    if not isinstance(test, Together):
        return [test]
    return [atom for part in (*test.every, *test.either) for atom in _asked(part)]


def _first_tokens(doc: Any, cuts: Sequence[tuple[int, int]]) -> list[int]:
    """The first token of each sentence; a token across a cut belongs to the sentence it begins in."""
    offsets = [token.idx for token in doc]
    starts: list[int] = []
    for start, _ in cuts:
        at = bisect_right(offsets, start - 1)
        starts.append(max(at, starts[-1]) if starts else 0)
    return starts
