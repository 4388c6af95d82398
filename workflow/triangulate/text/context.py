"""Whether the words around a doubtful word speak for its being a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from triangulate.text import gazetteer
from triangulate.text.tokens import Token

TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir dame dc ds di dci dsu pc wpc ps pcso tdc sgt sergeant sarge
    inspector superintendent constable detective judge""".split()
)
#: Titles that are words or syllables in lower case, so that they prove nothing there.
_WEAK_TITLES = frozenset("miss sir judge ps pc professor constable superintendent detective dame di".split())
#: What people do in talk; after a word that may be a name, a sign that it is one.
PERSON_VERBS = frozenset(
    """said says say told tells asked asks rang rings phoned phones called emailed emails texted texts
    reckons reckoned thinks thought knows knew came went left retired joined took gave did does was is
    has had used gets got goes and wants wanted would who from in over at on down up""".split()
)
_STRONG_VERBS = frozenset(
    """said says told tells asked asks rang rings phoned phones emailed emails texted texts reckons
    reckoned thinks thought knew came went retired joined""".split()
)
_BEFORE_PERSON = frozenset("called named colleague ask asked told tell rang ring with".split())
_DETERMINERS = frozenset(
    "the a an this that these those our my your his her their its every some any no each another".split()
)
_PRONOUNS = frozenset(
    "i you he she it we they him her them me us one the a an this that these those your my our not".split()
)
_PLACE_BEFORE = frozenset(
    """in at from near round around outside through via towards toward to past over covering cover
    across beyond between of""".split()
)
_PERSON_BEFORE = frozenset("with and by ask asked told called named colleague mate sergeant".split())
_MONTHS = frozenset("march april may june august".split())


def _at(tokens: Sequence[Token], i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


def after_title(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether a title stands right before token ``i``: ``DS Holloway``, ``mr patel``."""
    before = _at(tokens, i - 1)
    if before is None or before.fold not in TITLES or before.clitic:
        return False
    if text[before.end : tokens[i].start] not in (" ", ". ", "\u00a0", "  "):
        return False
    return before.capital or before.fold not in _WEAK_TITLES


def speaks_for_name(
    text: str, tokens: Sequence[Token], i: int, tagged: Callable[[int], bool], knows: Callable[[str], bool]
) -> bool:
    """Whether token ``i``, an everyday word that is also a name, is a name here.

    ``tagged`` says whether the language model takes a token for a name; ``knows`` whether a word is
    in the dictionary.
    """
    token, after, before = tokens[i], _at(tokens, i + 1), _at(tokens, i - 1)
    if after_title(text, tokens, i):
        return True
    if not token.capital:
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
    if token.fold in _MONTHS:
        return after is not None and after.fold in _STRONG_VERBS
    if before is not None and not token.opening:
        return before.fold not in _DETERMINERS
    return after is not None and after.fold in PERSON_VERBS and not (
        token.fold in ("will", "may", "mark", "bill", "bob", "pat") and after.fold in _PRONOUNS
    )


def capital_says_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a deny-listed everyday word is said with a capital that may be a name's: everywhere
    but before a pronoun at the beginning of a sentence (``Will you``)."""
    token, after = tokens[i], _at(tokens, i + 1)
    if not token.capital:
        return False
    return not (token.opening and after is not None and after.fold in _PRONOUNS)


def company_says_person(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether a known name that is an everyday word in lower case is a person here: ``dawn said``."""
    after, before = _at(tokens, i + 1), _at(tokens, i - 1)
    if after_title(text, tokens, i):
        return True
    if before is not None and (before.fold in _DETERMINERS or before.fold in gazetteer.kept_words()):
        return False
    return (after is not None and after.fold in _STRONG_VERBS) or (
        before is not None and before.fold in _BEFORE_PERSON and not knows_better(tokens[i], after)
    )


def knows_better(token: Token, after: Token | None) -> bool:
    """Whether what follows makes the everyday reading the likelier: ``with hope of``."""
    return after is not None and after.fold in ("of", "to", "that", "for", "s")


def likely_kind(tokens: Sequence[Token], i: int, last: int) -> str:
    """What an unknown name at tokens ``i`` to ``last`` is likely to be: Place, Person or Name."""
    before, after = _at(tokens, i - 1), _at(tokens, last + 1)
    if gazetteer.is_given(tokens[i].fold):
        return "Person"
    if before is not None and before.fold in TITLES | _PERSON_BEFORE:
        return "Person"
    if before is not None and before.fold in _PLACE_BEFORE and not tokens[i].opening:
        return "Place"
    if after is not None and after.fold in _STRONG_VERBS:
        return "Person"
    return "Name"
