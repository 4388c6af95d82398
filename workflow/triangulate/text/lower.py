"""Names in lower case that nobody listed: strange words in a name's company or with a place's ending."""

from __future__ import annotations

import re

from triangulate.text import gazetteer
from triangulate.text.context import likely_kind
from triangulate.text.mentions import Found
from triangulate.text.page import Page
from triangulate.text.tokens import SHORT, SOUND, joined
from triangulate.text.vocabulary import (
    BODY_AFTER_PLACE,
    DETERMINERS,
    DIVISION_WORDS,
    EVERYDAY,
    FORCE_WORDS,
    LOWER_PLACE_BEFORE,
    NO_STREET,
    NO_TOWN_IN_LOWER_CASE,
    PLACE_NOUNS,
    SAINTS,
    STREET_BEFORE,
    TAILS,
)

_PREFIXED = ("un", "re", "pre", "non", "over", "under", "mis", "co", "out", "multi", "super")
#: Endings by which English makes words that dictionaries leave out.
_DERIVED = re.compile(
    r"(?:ing|ed|ly|able|ible|ility|ity|ions?|ness|isms?|ists?|al|ive|ous|ate|i[sz]e|ish|ier|wise|like)s?$"
)
#: How places of Britain end; of a strange word of some length hardly a slip of the keys.
_PLACE_ENDING = re.compile(
    r"^.{3,}(?:ham|wick|wich|ton|bury|ford|mouth|borough|brough|burgh|chester|caster|cester|thorpe|dale|stead|worth"
    r"|combe|hurst|minster|holme|shaw|bourne|by|ley|firth|kirk|stoke|hythe)$"
)


def find_lower_case(page: Page) -> None:
    """Claim lower-case words that no dictionary has, in a name's company: ``based at skelby``,
    ``tamsin arkwell``, ``wessmoor police``. A slip of the keys is seldom in such company."""
    tokens = page.tokens
    strange = [_strange(page, i) for i in range(len(tokens))]
    for i, token in enumerate(tokens):
        if _in_street(page, i):
            page.claims.take(
                Found(i, i + 1, "Place", f"{token.fold} {tokens[i + 1].fold}", "lower case", False)
            )
            continue
        if _saint(page, i):
            page.claims.take(
                Found(i, i + 1, "Place", f"{token.fold} {tokens[i + 1].fold}", "lower case", False)
            )
            continue
        if _town_of_body(page, i):
            page.claims.take(Found(i, i, "Place", token.fold, "lower case", False))
            continue
        if not strange[i]:
            continue
        before = tokens[i - 1].fold if i else ""
        after = tokens[i + 1].fold if i + 1 < len(tokens) else ""
        beside = i + 1 < len(tokens) and strange[i + 1] and joined(page.text, tokens, i, i + 1)
        if beside and page.claims.free(i):
            key = f"{token.fold} {after}"
            page.claims.take(Found(i, i + 1, likely_kind(tokens, i, i + 1), key, "lower case", False))
        elif after in FORCE_WORDS | DIVISION_WORDS:
            page.claims.take(Found(i, i, TAILS.get(after, "Organisation"), token.fold, "lower case", False))
        elif gazetteer.is_given(before) and before not in EVERYDAY and page.claims.free(i - 1):
            page.claims.take(Found(i - 1, i, "Person", f"{before} {token.fold}", "lower case", False))
        elif after in PLACE_NOUNS:
            page.claims.take(Found(i, i, "Place", token.fold, "lower case", False))
        elif before in ("and", "or") and i > 1 and page.claims.taken(i - 2):
            page.claims.take(Found(i, i, "Name", token.fold, "lower case", False))
        elif before in LOWER_PLACE_BEFORE or _PLACE_ENDING.search(token.fold):
            page.claims.take(Found(i, i, "Place", token.fold, "lower case", False))


def _saint(page: Page, i: int) -> bool:
    """Whether token ``i`` and the next name a saint's church, school or street: ``st josephs``."""
    tokens = page.tokens
    return (
        tokens[i].text in SAINTS
        and i + 1 < len(tokens)
        and (
            gazetteer.is_given(tokens[i + 1].fold) or gazetteer.is_given(tokens[i + 1].fold.removesuffix("s"))
        )
        and page.claims.free(i)
        and page.claims.free(i + 1)
        and page.text[tokens[i].end : tokens[i + 1].start] in (" ", ". ")
    )


def _town_of_body(page: Page, i: int) -> bool:
    """Whether token ``i`` is an everyday word in lower case that is the town of a body: ``hull crown court``."""
    tokens = page.tokens
    return (
        page.claims.free(i)
        and tokens[i].text.islower()
        and gazetteer.is_place(tokens[i].fold)
        and tokens[i].fold not in NO_TOWN_IN_LOWER_CASE
        and i + 1 < len(tokens)
        and tokens[i + 1].text.islower()
        and tokens[i + 1].fold in BODY_AFTER_PLACE
        and joined(page.text, tokens, i, i + 1)
    )


def _strange(page: Page, i: int) -> bool:
    """Whether token ``i`` is a lower-case word of some length that is in no list and no dictionary."""
    token = page.tokens[i]
    return (
        page.claims.free(i)
        and token.text.islower()
        and token.wordlike
        and len(token.fold) > SHORT
        and not page.knows(token.fold)
        and not SOUND.search(token.fold)
        and token.fold.removesuffix("s") not in gazetteer.kept_words()
        and not _DERIVED.search(token.fold)
        and not any(
            token.fold.startswith(prefix) and page.knows(token.fold.removeprefix(prefix))
            for prefix in _PREFIXED
        )
    )


def _in_street(page: Page, i: int) -> bool:
    """Whether tokens ``i`` and the next name a street in lower case: ``on albion street``."""
    tokens = page.tokens
    return (
        0 < i < len(tokens) - 1
        and tokens[i + 1].text in ("street", "road", "avenue", "lane", "terrace", "crescent")
        and tokens[i - 1].fold in STREET_BEFORE
        and tokens[i].text.islower()
        and tokens[i].wordlike
        and tokens[i].fold not in NO_STREET | DETERMINERS
        and page.claims.free(i)
        and page.claims.free(i + 1)
    )
