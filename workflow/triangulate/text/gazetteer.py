"""The lists of names in ``gazetteer/``: forces, probation divisions, places, people, words to keep.

They are plain facts put together for this package (CC0). One entry a line, ``#`` for remarks; ``|``
parts a name from its short forms; a question mark after a name says that it is an everyday word
too, so that a capital letter at the beginning of a sentence proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from triangulate.text.tokens import folds_of

FOLDER = Path(__file__).parent / "gazetteer"
#: Files by the kind of what they name, in order of precedence for a name that two of them hold.
KINDS = {
    "forces": "Force",
    "probation": "Division",
    "bodies": "Organisation",
    "given_names": "Person",
    "counties": "Place",
    "towns": "Place",
    "surnames": "Person",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One name: its compared words, the kind and file it is from, the name it is a short form of."""

    folds: tuple[str, ...]
    kind: str
    file: str
    canonical: str
    ambiguous: bool


def _lines(name: str) -> list[str]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def listed() -> tuple[Listed, ...]:
    """All names of the gazetteer, in order of precedence."""
    found: list[Listed] = []
    for file, kind in KINDS.items():
        for line in _lines(file):
            names = [part.strip() for part in line.split("|")]
            canonical = " ".join(folds_of(names[0].removesuffix("?")))
            for name in names:
                folds = folds_of(name.removesuffix("?"))
                found.append(Listed(folds, kind, file, canonical, name.endswith("?")))
    return tuple(found)


@cache
def single(file: str) -> dict[str, bool]:
    """The one-word names of a file, with whether each is an everyday word too."""
    return {name.folds[0]: name.ambiguous for name in listed() if name.file == file and len(name.folds) == 1}


@cache
def kept() -> frozenset[tuple[str, ...]]:
    """Words and phrases that are never masked by likeness."""
    return frozenset(folds for line in _lines("kept") if (folds := folds_of(line)))


@cache
def kept_words() -> frozenset[str]:
    """The single words among them."""
    return frozenset(folds[0] for folds in kept() if len(folds) == 1)


@cache
def kept_names() -> frozenset[str]:
    """The kept words that are somebody's name too."""
    return frozenset(folds_of(line)[0] for line in _lines("kept") if line.endswith("?"))


def is_given(word: str) -> bool:
    """Whether the compared form ``word`` is a listed given name."""
    return word in single("given_names")


def is_surname(word: str) -> bool:
    """Whether the compared form ``word`` is a listed surname."""
    return word in single("surnames")


def is_place(word: str) -> bool:
    """Whether the compared form ``word`` is a listed town or county."""
    return word in single("towns") or word in single("counties")


def surely_a_name(word: str) -> bool:
    """Whether ``word`` is listed and no everyday word."""
    return any(single(file).get(word) is False for file in ("given_names", "surnames", "towns", "counties"))


def in_gazetteer(word: str) -> bool:
    """Whether ``word`` alone is listed as a person's or place's name."""
    return is_given(word) or is_surname(word) or is_place(word)
