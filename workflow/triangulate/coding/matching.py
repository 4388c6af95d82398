"""Where phrases and token patterns occur in the sentences of a turn."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from triangulate.coding.negation import negated
from triangulate.coding.patterns import (
    PASSED_OVER,
    PASSED_OVER_PAIRS,
    Atom,
    Phrase,
    Slot,
    Tokens,
)
from triangulate.coding.presence import Presence, needs_of
from triangulate.coding.words import Words


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern found at tokens ``start`` to ``end`` (half-open) of a turn."""

    start: int
    end: int
    negated: bool


@dataclass(slots=True)
class Sentence:
    """A sentence's words as phrases are held against them, what is passed over left out.

    ``kept`` are the words' tokens in the turn, ``where`` the places of each form and lemma, ``all``
    the lower-case tokens of the whole turn. ``possible`` has the bit of every pattern of which each part
    that must be there has a word here; ``found`` keeps what was looked for.
    """

    start: int
    lowers: list[str]
    lemmas: list[str]
    kept: list[int]
    all: Sequence[str]
    where: dict[str, list[int]]
    possible: int = 0
    found: dict[int, list[Found]] = field(default_factory=dict)

    def row(self, words: Sequence[str], place: int) -> int:
        """The place after ``words`` if they stand at ``place``, where the first is known to, else 0."""
        end = place + len(words)
        if end == place + 1:
            return end
        if end > len(self.lowers):
            return 0
        for at in range(place + 1, end):
            word = words[at - place]
            met = word == self.lowers[at] or word == self.lemmas[at]
            if not met and not (word.endswith("*") and self.lowers[at].startswith(word[:-1])):
                return 0
        return end

    def follow(self, slots: Sequence[_Lookup], number: int, place: int) -> int:
        """The place after the last slot if ``slots[number:]`` follow from ``place``, else 0."""
        if number == len(slots):
            return place
        slot = slots[number]
        for at in range(place, min(place + slot.gap + 1, len(self.lowers))):
            for words in slot.starting(self.lowers[at], self.lemmas[at]):
                after = self.row(words, at)
                end = after and self.follow(slots, number + 1, after)
                if end:
                    return end
        return self.follow(slots, number + 1, place) if slot.optional else 0


class _Lookup:
    """A slot with its alternatives by their first word."""

    __slots__ = ("by_first", "gap", "optional", "stars")

    def __init__(self, slot: Slot) -> None:
        self.gap, self.optional = slot.gap, slot.optional
        self.by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        self.stars: list[tuple[str, ...]] = []
        for words in slot.choices:
            if words[0].endswith("*"):
                self.stars.append(words)
            else:
                self.by_first[words[0]].append(words)

    def starting(self, lower: str, lemma: str) -> Iterable[tuple[str, ...]]:
        """The alternatives whose first word is this one."""
        found = self.by_first.get(lower, ())
        if lemma != lower and lemma in self.by_first:
            found = [*found, *self.by_first[lemma]]
        if self.stars:
            return (*found, *(words for words in self.stars if lower.startswith(words[0][:-1])))
        return found


class AtomMatcher:
    """Finds phrases and token patterns, each only in sentences where it is asked for."""

    def __init__(self, atoms: Iterable[Atom], vocab: Any) -> None:
        self.atoms = list({atom.text: atom for atom in atoms}.values())
        self.number = {atom.text: i for i, atom in enumerate(self.atoms)}
        self._slots = [
            [_Lookup(slot) for slot in atom.slots] if isinstance(atom, Phrase) else [] for atom in self.atoms
        ]
        self._words_of_atoms = Presence(
            [needs_of(atom) if isinstance(atom, Phrase) else [] for atom in self.atoms]
        )
        self._matcher: Any = None
        for i, atom in enumerate(self.atoms):
            if isinstance(atom, Tokens):
                self._add_tokens(i, atom, vocab)

    def _add_tokens(self, number: int, atom: Tokens, vocab: Any) -> None:
        from spacy.matcher import Matcher

        if self._matcher is None:
            self._matcher = Matcher(vocab)
        self._matcher.add(str(number), [[dict(token) for token in atom.pattern]])

    def sentences(self, words: Words, starts: Sequence[int]) -> list[Sentence]:
        """A turn's sentences, ``starts`` being their first tokens; token patterns are found already."""
        lowers, lemmas = words.lowers, words.lemmas
        made = [
            _sentence(lowers, lemmas, start, end)
            for start, end in zip(starts, [*starts[1:], len(lowers)], strict=True)
        ]
        for sentence in made:
            sentence.possible = self._words_of_atoms.of(sentence.where)
        if self._matcher is not None:
            doc = words.doc()
            for key, start, end in self._matcher(doc):
                own = bisect_right(starts, start) - 1
                if end > start and own == bisect_right(starts, end - 1) - 1:
                    number = int(doc.vocab.strings[key])
                    hit = Found(start, end, negated(lowers, start, made[own].start))
                    made[own].found.setdefault(number, []).append(hit)
        return made

    def find(self, number: int, sentence: Sentence) -> list[Found]:
        """Every place of one pattern in a sentence, in order."""
        found = sentence.found.get(number)
        if found is None:
            slots = self._slots[number]
            found = self._find(slots, sentence) if slots else []
            sentence.found[number] = found
        return found

    def _find(self, slots: Sequence[_Lookup], sentence: Sentence) -> list[Found]:
        first = slots[0]
        places: Iterable[int] = range(len(sentence.lowers))
        if not first.stars:
            # The smaller of the two is looked up in the larger.
            common = first.by_first.keys() & sentence.where.keys()
            if not common:
                return []
            places = sorted({place for word in common for place in sentence.where[word]})
        found = []
        for place in places:
            for words in first.starting(sentence.lowers[place], sentence.lemmas[place]):
                after = sentence.row(words, place)
                last = after and sentence.follow(slots, 1, after)
                if last:
                    at, end = sentence.kept[place], sentence.kept[last - 1] + 1
                    found.append(Found(at, end, negated(sentence.all, at, sentence.start)))
                    break
        return found


def why_refused(atom: Tokens, vocab: Any) -> str | None:
    """What spaCy has against a token pattern, None if nothing."""
    from spacy.errors import MatchPatternError
    from spacy.matcher import Matcher

    try:
        Matcher(vocab, validate=True).add("0", [[dict(token) for token in atom.pattern]])
    except MatchPatternError as fault:
        return " ".join(str(fault).split())
    except (ValueError, TypeError) as fault:
        return str(fault).partition("\n")[0]
    return None


def _sentence(lowers: Sequence[str], lemmas: Sequence[str], start: int, end: int) -> Sentence:
    kept: list[int] = []
    where: dict[str, list[int]] = {}
    at = start
    while at < end:
        word = lowers[at]
        if at + 1 < end and (word, lowers[at + 1]) in PASSED_OVER_PAIRS:
            at += 2
            continue
        if word not in PASSED_OVER and not word.isspace():
            place = len(kept)
            kept.append(at)
            where.setdefault(word, []).append(place)
            if lemmas[at] != word:
                where.setdefault(lemmas[at], []).append(place)
        at += 1
    return Sentence(start, [lowers[k] for k in kept], [lemmas[k] for k in kept], kept, lowers, where)
