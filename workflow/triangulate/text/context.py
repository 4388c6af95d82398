"""Whether the words around a doubtful word speak for its being a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from triangulate.text import gazetteer
from triangulate.text.tokens import ABBREVIATED, Token
from triangulate.text.verbs import FINITE
from triangulate.text.vocabulary import (
    BEFORE_PERSON,
    DETERMINERS,
    GUESS_PERSON,
    MONTHS,
    OPENERS,
    PERSON_VERBS,
    PLACE_BEFORE,
    PLACE_NOUNS,
    PRONOUNS,
    STRONG_VERBS,
    TITLES,
    WEAK_TITLES,
)


def _at(tokens: Sequence[Token], i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


def after_title(text: str, tokens: Sequence[Token], i: int, *, weak: bool = False) -> bool:
    """Whether a title stands right before token ``i``: ``DS Holloway``, ``mr patel``; with ``weak``,
    one that proves little in lower case is enough: ``pc loveridge``."""
    before = _at(tokens, i - 1)
    if before is None or before.fold not in TITLES or before.clitic:
        return False
    gap = text[before.end : tokens[i].start]
    if gap not in (" ", "\u00a0", "  ") and not (gap == ". " and before.fold in ABBREVIATED):
        return False
    return weak or before.capital or before.fold not in WEAK_TITLES


def speaks_for_name(
    text: str,
    tokens: Sequence[Token],
    i: int,
    tagged: Callable[[int], bool],
    knows: Callable[[str], bool],
) -> bool:
    """Whether token ``i``, an everyday word that is also a name, is a name here.

    ``tagged`` says whether the language model takes a token for a name; ``knows`` whether a word is
    in the dictionary.
    """
    token, after, before = tokens[i], _at(tokens, i + 1), _at(tokens, i - 1)
    if after_title(text, tokens, i):
        return True
    imperative = token.opening and after is not None and after.fold in PRONOUNS
    if not token.capital or imperative:
        return False
    next_is_name = (
        after is not None
        and after.capital
        and not after.opening
        and text[token.end : after.start] == " "
        and after.fold not in gazetteer.kept_words()
        and (gazetteer.in_gazetteer(after.fold) or not knows(after.fold))
    )
    if tagged(i) or next_is_name:
        return True
    if token.acronym:
        return False
    if token.fold in MONTHS:
        return after is not None and after.fold in STRONG_VERBS
    if before is not None and not token.opening:
        place = gazetteer.is_place(token.fold) and after is not None and after.fold in PLACE_NOUNS
        return place or before.fold not in DETERMINERS
    verbs = PERSON_VERBS if gazetteer.is_given(token.fold) else STRONG_VERBS
    return after is not None and after.fold in verbs


def opens_full_name(tokens: Sequence[Token], i: int, last: int) -> bool:
    """Whether an everyday word that opens a sentence is the given name of a name that goes on to token
    ``last``: the two are the subject of what somebody does (``Tuppence Arkwell wanted``)."""
    after = _at(tokens, last + 1)
    return (
        tokens[i].fold not in OPENERS
        and after is not None
        and (after.fold in PERSON_VERBS or after.fold in FINITE)
    )


def capital_says_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a deny-listed everyday word is said with a capital that may be a name's: everywhere
    but before a pronoun at the beginning of a sentence (``Will you``)."""
    token, after = tokens[i], _at(tokens, i + 1)
    if not token.capital:
        return False
    return not (token.opening and after is not None and after.fold in PRONOUNS)


def company_says_person(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether a known name that is an everyday word in lower case is a person here: ``dawn said``."""
    after, before = _at(tokens, i + 1), _at(tokens, i - 1)
    if after_title(text, tokens, i):
        return True
    if before is not None and (before.fold in DETERMINERS or before.fold in gazetteer.kept_words()):
        return False
    return (after is not None and after.fold in STRONG_VERBS) or (
        before is not None and before.fold in BEFORE_PERSON and not _everyday_after(tokens[i], after)
    )


def _everyday_after(token: Token, after: Token | None) -> bool:
    """Whether what follows makes the everyday reading the likelier: ``with hope of``."""
    return after is not None and after.fold in ("of", "to", "that", "for", "s")


def likely_kind(tokens: Sequence[Token], i: int, last: int) -> str:
    """What an unknown name at tokens ``i`` to ``last`` is likely to be: Place, Person or Name."""
    before, after = _at(tokens, i - 1), _at(tokens, last + 1)
    if gazetteer.is_given(tokens[i].fold):
        return "Person"
    if before is not None and before.fold in TITLES | GUESS_PERSON:
        return "Person"
    if before is not None and before.fold in PLACE_BEFORE and not tokens[i].opening:
        return "Place"
    if after is not None and after.fold in STRONG_VERBS:
        return "Person"
    return "Name"
