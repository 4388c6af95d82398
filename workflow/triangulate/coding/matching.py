"""Where phrases and token patterns occur in the tokens of a turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from triangulate.coding.negation import negated
from triangulate.coding.patterns import GAP, PASSED_OVER, Atom, Phrase, Tokens, Word


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
        self._by_first: dict[str, list[int]] = defaultdict(list)
        self._by_beginning: list[tuple[tuple[str, ...], int]] = []
        self._matcher: Any = None
        for i, atom in enumerate(self.atoms):
            if isinstance(atom, Phrase):
                for form in sorted(atom.words[0].forms):
                    self._by_first[form].append(i)
                if atom.words[0].beginnings:
                    self._by_beginning.append((atom.words[0].beginnings, i))
            else:
                self._add_tokens(i, atom, vocab)
        self._beginnings: dict[str, tuple[int, ...]] = {}

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
        sentence = [0] * len(lowers)
        for start, end in zip(starts, [*starts[1:], len(lowers)], strict=True):
            sentence[start:end] = [start] * (end - start)
        kept = [at for at, word in enumerate(lowers) if word not in PASSED_OVER and not word.isspace()]
        found = []
        for place, at in enumerate(kept):
            for i in self._candidates(lowers[at], lemmas[at]):
                atom = self.atoms[i]
                assert isinstance(atom, Phrase)
                last = _follow(atom.words, 1, kept, place + 1, lowers, lemmas, sentence, sentence[at])
                if last is not None:
                    end = kept[last - 1] + 1
                    found.append(Found(i, at, end, negated(lowers, at, sentence[at])))
        if self._matcher is not None:
            for key, start, end in self._matcher(doc):
                if end > start and sentence[start] == sentence[end - 1]:
                    number = int(doc.vocab.strings[key])
                    found.append(Found(number, start, end, negated(lowers, start, sentence[start])))
        return found

    def _candidates(self, lower: str, lemma: str) -> Iterable[int]:
        first = self._by_first.get(lower, ())
        if lemma != lower and lemma in self._by_first:
            first = [*first, *(i for i in self._by_first[lemma] if i not in first)]
        if not self._by_beginning:
            return first
        started = self._beginnings.get(lower)
        if started is None:
            started = tuple(i for begins, i in self._by_beginning if lower.startswith(begins))
            self._beginnings[lower] = started
        return [*first, *(i for i in started if i not in first)] if started else first


def _meets(word: Word, lower: str, lemma: str) -> bool:
    return (
        lower in word.forms
        or lemma in word.forms
        or (bool(word.beginnings) and lower.startswith(word.beginnings))
    )


def _follow(
    words: Sequence[Word],
    number: int,
    kept: Sequence[int],
    place: int,
    lowers: Sequence[str],
    lemmas: Sequence[str],
    sentence: Sequence[int],
    here: int,
) -> int | None:
    """The place after the last token if ``words[number:]`` follow at ``kept[place:]`` in this sentence."""
    if number == len(words):
        return place
    word = words[number]
    if word.gap:
        for skipped in range(GAP + 1):
            if place + skipped > len(kept):
                break
            end = _follow(words, number + 1, kept, place + skipped, lowers, lemmas, sentence, here)
            if end is not None:
                return end
        return None
    if place < len(kept) and sentence[kept[place]] == here and _meets(word, lowers[kept[place]], lemmas[kept[place]]):
        end = _follow(words, number + 1, kept, place + 1, lowers, lemmas, sentence, here)
        if end is not None:
            return end
    if word.optional:
        return _follow(words, number + 1, kept, place, lowers, lemmas, sentence, here)
    return None
