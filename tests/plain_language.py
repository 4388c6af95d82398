"""A stand-in for the language model, so that tests of the text stage need none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from triangulate.text.language import Entity, Reading

#: Words that the stand-in's dictionary lacks: invented names of people, bodies and places.
STRANGE = frozenset(
    {
        *(
            "quenby",
            "quenbey",
            "fennimore",
            "fenimore",
            "thistlewick",
            "wessmoor",
            "wesmoor",
            "tarnshire",
        ),
        *(
            "skelby",
            "harkerby",
            "corraleigh",
            "loveridge",
            "farooqui",
            "priya",
            "nair",
            "okafor",
            "dave",
        ),
        *("siobhan", "mchale", "pennifold", "widdop"),
    }
)


@dataclass
class PlainLanguage:
    """Sees the entities it is told to see, knows every word that is not strange, ends a sentence at
    a full stop, question or exclamation mark. ``texts`` are those it was given to read."""

    entities: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def read(self, texts: Sequence[str], processes: int = 1) -> Iterator[Reading]:
        for text in texts:
            self.texts.append(text)
            yield Reading(
                tuple(
                    Entity(found.start(), found.end(), label)
                    for words, label in self.entities.items()
                    for found in re.finditer(rf"\b{re.escape(words)}\b", text)
                ),
                tuple((found.start(), found.end()) for found in re.finditer(r"[^.?!]+[.?!]*\s*", text)),
            )

    def knows(self, word: str) -> bool:
        return word.removesuffix("s") not in STRANGE
