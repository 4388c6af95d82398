"""Where phrases and token patterns occur in the tokens of a turn."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from triangulate.coding.negation import negated
from triangulate.coding.patterns import PASSED_OVER, PASSED_OVER_PAIRS, Atom, Slot, Tokens


@dataclass(frozen=True, slots=True)
class Found:
    """An atom found at tokens ``start`` to ``end`` (half-open) of a turn."""

    atom: int
    start: int
    end: int
    negated: bool


class AtomMatcher:
    """Finds many atoms at once: each token is looked up by its form and its lemma, and only the
    phrases that can begin there are tried."""

    def __init__(self, atoms: Iterable[Atom], vocab: Any) -> None:
        self.atoms = list({atom.text: atom for atom in atoms}.values())
        self.number = {atom.text: i for i, atom in enumerate(self.atoms)}
        # First word of an alternative of a first slot: the phrase and that alternative's words.
        self._first: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        self._beginnings: list[tuple[str, int, tuple[str, ...]]] = []
        self._later = [_lookup(atom) for atom in self.atoms]
        self._matcher: Any = None
        for i, atom in enumerate(self.atoms):
            if isinstance(atom, Tokens):
                self._add_tokens(i, atom, vocab)
                continue
            for words in atom.slots[0].choices:
                if words[0].endswith("*"):
                    self._beginnings.append((words[0][:-1], i, words))
                else:
                    self._first[words[0]].append((i, words))

    def _add_tokens(self, number: int, atom: Tokens, vocab: Any) -> None:
        from spacy.matcher import Matcher

        if self._matcher is None:
            self._matcher = Matcher(vocab)
        self._matcher.add(str(number), [[dict(token) for token in atom.pattern]])

    def find(self, doc: Any, starts: Sequence[int]) -> list[Found]:
        """All atoms in one turn, none of them across two sentences.

        ``starts`` are the first tokens of the turn's sentences.
        """
        lowers = [token.lower_ for token in doc]
        lemmas = [token.lemma_.lower() for token in doc]
        found = []
        for start, end in zip(starts, [*starts[1:], len(lowers)], strict=True):
            kept = _kept(lowers, start, end)
            sentence = _Sentence([lowers[at] for at in kept], [lemmas[at] for at in kept])
            for place, at in enumerate(kept):
                seen: set[int] = set()
                for i, words in self._candidates(sentence, place):
                    if i in seen:
                        continue
                    last = sentence.row(words, place)
                    last = last and sentence.follow(self._later[i], 0, last)
                    if last:
                        seen.add(i)
                        end_token = kept[last - 1] + 1
                        found.append(Found(i, at, end_token, negated(lowers, at, start)))
        if self._matcher is not None:
            found += self._tokens_in(doc, starts, lowers)
        return found

    def _tokens_in(self, doc: Any, starts: Sequence[int], lowers: Sequence[str]) -> list[Found]:
        found = []
        for key, start, end in self._matcher(doc):
            sentence = starts[bisect_right(starts, start) - 1]
            if end > start and sentence == starts[bisect_right(starts, end - 1) - 1]:
                number = int(doc.vocab.strings[key])
                found.append(Found(number, start, end, negated(lowers, start, sentence)))
        return found

    def _candidates(self, sentence: _Sentence, place: int) -> Iterable[tuple[int, tuple[str, ...]]]:
        lower, lemma = sentence.lowers[place], sentence.lemmas[place]
        yield from self._first.get(lower, ())
        if lemma != lower:
            yield from self._first.get(lemma, ())
        for beginning, i, words in self._beginnings:
            if lower.startswith(beginning):
                yield i, words


def _kept(lowers: Sequence[str], start: int, end: int) -> list[int]:
    """The tokens from ``start`` to ``end`` that phrases are held against."""
    kept = []
    at = start
    while at < end:
        if (lowers[at], lowers[at + 1] if at + 1 < end else "") in PASSED_OVER_PAIRS:
            at += 1
        elif lowers[at] not in PASSED_OVER and not lowers[at].isspace():
            kept.append(at)
        at += 1
    return kept


_Slots = Sequence[tuple[Slot, dict[str, list[tuple[str, ...]]]]]


def _lookup(atom: Atom) -> _Slots:
    """The slots after the first, each with its alternatives by their first word."""
    if isinstance(atom, Tokens):
        return ()
    found = []
    for slot in atom.slots[1:]:
        by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for words in slot.choices:
            by_first["*" if words[0].endswith("*") else words[0]].append(words)
        found.append((slot, dict(by_first)))
    return found


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The forms and lemmas of a sentence's words, those passed over left out."""

    lowers: list[str]
    lemmas: list[str]

    def row(self, words: Sequence[str], place: int) -> int | None:
        """The place after ``words`` if they stand at ``place``."""
        if place + len(words) > len(self.lowers):
            return None
        for at, word in enumerate(words, place):
            if word not in (self.lowers[at], self.lemmas[at]) and not (
                word.endswith("*") and self.lowers[at].startswith(word[:-1])
            ):
                return None
        return place + len(words)

    def follow(self, slots: _Slots, number: int, place: int) -> int | None:
        """The place after the last slot if ``slots[number:]`` follow from ``place``."""
        if number == len(slots):
            return place
        slot, by_first = slots[number]
        for at in range(place, min(place + slot.gap + 1, len(self.lowers))):
            lower, lemma = self.lowers[at], self.lemmas[at]
            tried = by_first.get(lower, ())
            if lemma != lower and lemma in by_first:
                tried = [*tried, *by_first[lemma]]
            for words in (*tried, *by_first.get("*", ())):
                after = self.row(words, at)
                end = after and self.follow(slots, number + 1, after)
                if end:
                    return end
        return self.follow(slots, number + 1, place) if slot.optional else None
