"""Habits of speech of one practitioner, and of whoever typed the recording.

The same fragment said by two people is not the same words: one says "you know" at every comma, one
calls a man a bloke, one typist writes "erm" and another "um". Only words are exchanged that stand for
each other in any sentence and after any article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from numpy.random import Generator

#: Words that stand for each other; a speaker mostly keeps to one of them.
_SETS: tuple[tuple[str, ...], ...] = (
    ("erm", "um", "er"),
    ("because", "cos"),
    ("somebody", "someone"),
    ("anybody", "anyone"),
    ("everybody", "everyone"),
    ("nobody", "no one"),
    ("chap", "bloke", "fella", "fellow"),
    ("chaps", "blokes", "fellas"),
    ("perhaps", "maybe"),
    ("probably", "most likely"),
    ("telly", "TV"),
    ("each other", "one another"),
    ("of course", "obviously"),
    ("as though", "as if"),
    ("at the moment", "at present", "just now"),
    ("I suppose", "I guess"),
    ("straight away", "right away"),
    ("talk to", "speak to"),
    ("talking to", "speaking to"),
)
_FILLERS = ("you know", "erm", "like", "um", "er")
_BEGINNINGS = ("Well", "You know", "I mean", "Erm", "Um", "Mind you", "Yeah")
_EXPANDED = {
    "don't": "do not",
    "didn't": "did not",
    "can't": "cannot",
    "wouldn't": "would not",
    "couldn't": "could not",
    "isn't": "is not",
    "wasn't": "was not",
    "haven't": "have not",
    "hasn't": "has not",
}
_MEMBER = {word.casefold(): number for number, words in enumerate(_SETS) for word in words}
_SWAP = re.compile(
    r"\b(?<!matter )(?:" + "|".join(sorted(map(re.escape, _MEMBER), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
# A comma before a clause, where a filler can stand, as against one in a list or after a filler.
_CLAUSE = re.compile(
    r"(?<!erm)(?<! um)(?<! er)(?<!know)(?<!mean)(?<![Ww]ell)(?<!like)(?<!Erm)(?<!Um), "
    r"(?=(?:and|but|so|because|cos|which|then|you|I|he|she|they|we|it|that's|it's|there's|you've|I've|they've|"
    r"we've|he's|she's|they're|we're|you're|I'm|I'd|you'd|they'd|we'd|if|when)\b)"
)
_START = re.compile(
    r"(?<=[.?!] )(?:I|I'd|I've|I'm|We|We'd|We've|They|They're|It's|It|You|You'd|He|He's|She|She's|"
    r"There's|That's|And|But|So|When|If|What|Then)(?= [a-z])"
)
# Not in a question tag ("isn't it") and not before a subject ("don't people").
_CONTRACTED = re.compile(
    r"(?<=[a-z] )(?:" + "|".join(_EXPANDED) + r")(?= (?!it|he|she|they|you|I|we|there|that)[a-z])"
)


@dataclass(frozen=True, slots=True)
class Idiolect:
    """One speaker's habits: a preferred word of each set, fillers, and how often things happen."""

    preferred: tuple[str, ...]
    fillers: tuple[str, ...]
    beginnings: tuple[str, ...]
    filler_rate: float
    repeat_rate: float
    expand_rate: float

    def speak(self, text: str, rng: Generator) -> str:
        """``text`` as this speaker says it."""
        text = _SWAP.sub(lambda found: self._swap(found.group(), rng), text)
        text = _CONTRACTED.sub(lambda found: self._expand(found.group(), rng), text)
        text = _START.sub(lambda found: self._begin(found.group(), rng), text)
        return _CLAUSE.sub(lambda found: self._fill(rng), text)

    def _swap(self, word: str, rng: Generator) -> str:
        number = _MEMBER[word.casefold()]
        chosen = self.preferred[number] if rng.random() < 0.85 else _any(_SETS[number], rng)
        return chosen[0].upper() + chosen[1:] if word[0].isupper() else chosen

    def _expand(self, word: str, rng: Generator) -> str:
        return _EXPANDED[word] if rng.random() < self.expand_rate else word

    def _begin(self, word: str, rng: Generator) -> str:
        draw = rng.random()
        again = word if word in ("I", "I'd", "I've", "I'm") else word[0].lower() + word[1:]
        if draw < self.repeat_rate and word not in ("What", "When", "If", "Then"):
            return f"{word}, {again}"
        if draw < self.repeat_rate + self.filler_rate / 2:
            return f"{_any(self.beginnings, rng)}, {again}"
        return word

    def _fill(self, rng: Generator) -> str:
        return f", {_any(self.fillers, rng)}, " if rng.random() < self.filler_rate else ", "


def idiolect(rng: Generator) -> Idiolect:
    """A new speaker's habits."""
    return Idiolect(
        preferred=tuple(_any(words, rng) for words in _SETS),
        fillers=tuple(_FILLERS[i] for i in rng.permutation(len(_FILLERS))[:3]),
        beginnings=tuple(_BEGINNINGS[i] for i in rng.permutation(len(_BEGINNINGS))[:3]),
        filler_rate=float(rng.uniform(0.08, 0.34)),
        repeat_rate=float(rng.uniform(0.0, 0.12)),
        expand_rate=float(rng.uniform(0.0, 0.3)),
    )


def _any(words: tuple[str, ...], rng: Generator) -> str:
    return words[int(rng.integers(len(words)))]
