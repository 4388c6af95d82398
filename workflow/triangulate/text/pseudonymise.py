"""Finding every mention in one transcript, layer by layer, and the edits that mask it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triangulate.raw.model import Turn
from triangulate.text.bodies import find_bodies, find_lower_ends, find_nicknames
from triangulate.text.known import (
    denied_index,
    find_denied,
    find_listed,
    find_shapes,
    find_titled,
    keep_labels,
    keep_words,
)
from triangulate.text.language import Entity, Language, Reading, SpacyLanguage
from triangulate.text.lower import find_lower_case
from triangulate.text.mentions import Mention
from triangulate.text.names import Names, forms_of
from triangulate.text.numbering import numbered
from triangulate.text.offsets import Edit
from triangulate.text.page import Page, Piece, page_of, pieces_of
from triangulate.text.parts import add_house_numbers, add_prefixes
from triangulate.text.propagation import find_misspelt, propagate, settle
from triangulate.text.unknown import (
    find_capital_words,
    find_capitals,
    find_entities,
    find_in_company,
    find_speakers,
)
from triangulate.text.whole import widen


@dataclass(frozen=True, slots=True)
class Findings:
    """What costs time to find in a transcript: mentions, and where sentences begin and end.

    Both in raw code points and in order; a sentence is ``(turn number, start, end)``.
    """

    mentions: tuple[Mention, ...]
    sentences: tuple[tuple[int, int, int], ...]


class Pseudonymiser:
    """Masks what identifies people, bodies and places in transcripts.

    The layers, each leaving alone what one before it claimed: identifiers told by their shape; the
    study's own names; names after a title; listed names (forces, divisions, places, people); names
    the language model sees, whatever it takes them for; capitalised words that no dictionary has;
    speaker labels; then every further mention of a name found, in parts, any case, misspelt.
    """

    def __init__(self, names: Names, nlp: Language | None = None) -> None:
        """``nlp`` defaults to the English spaCy model, loaded when first used."""
        self.names = names
        self.nlp: Language = nlp if nlp is not None else SpacyLanguage()
        self._forms = forms_of(names)

    def edits(self, text: str, turns: Sequence[Turn]) -> tuple[Edit, ...]:
        """The edits of one transcript by itself, numbered from 1 in it."""
        pieces = pieces_of(text, turns)
        readings = self.nlp.read([piece.span.of(text) for piece in pieces])
        found = self.findings(text, turns, pieces, readings)
        edits, _ = numbered([("", text, found.mentions)])
        return edits[0]

    def findings(
        self, text: str, turns: Sequence[Turn], pieces: Sequence[Piece], readings: Iterable[Reading]
    ) -> Findings:
        """Mentions and sentences, given the model's reading of each of ``pieces_of(text, turns)``."""
        entities: list[Entity] = []
        sentences: list[tuple[int, int, int]] = []
        starts: list[int] = []
        for piece, reading in zip(pieces, readings, strict=True):
            at = piece.span.start
            entities += [Entity(at + e.start, at + e.end, e.label) for e in reading.entities]
            for start, end in reading.sentences:
                words = text[at + start : at + end]
                inner = words.strip()
                if inner:
                    start = at + start + len(words) - len(words.lstrip())
                    starts.append(start)
                    if piece.turn is not None:
                        sentences.append((piece.turn, start, start + len(inner)))
        page = page_of(text, turns, entities, starts, self.nlp)
        return Findings(self._mentions(page), tuple(sentences))

    def _mentions(self, page: Page) -> tuple[Mention, ...]:
        find_shapes(page)
        find_denied(page, denied_index([f for f in self._forms if f.kind == "Participant"], page))
        keep_labels(page)
        find_denied(page, denied_index([f for f in self._forms if f.kind != "Participant"], page))
        find_misspelt(page, self._forms)
        find_titled(page)
        find_listed(page, bodies=True)
        keep_words(page)
        find_listed(page)
        find_entities(page)
        find_capitals(page)
        find_speakers(page)
        find_nicknames(page)
        widen(page)
        find_bodies(page)
        find_lower_case(page)
        find_in_company(page)
        propagate(page)
        find_capital_words(page)
        propagate(page)
        find_misspelt(page, self._forms)
        settle(page)
        add_prefixes(page)
        add_house_numbers(page)
        find_lower_ends(page)
        tokens = page.tokens
        named = [
            Mention(tokens[f.first].start, tokens[f.last].end, f.kind, f.key, f.rule, f.sure)
            for f in page.claims.found
        ]
        return tuple(sorted([*named, *page.claims.shapes], key=lambda mention: mention.start))
