"""Joining what belongs to one name: given name and surname, initials, hyphens, a body's tail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from triangulate.text import gazetteer
from triangulate.text.context import opens_full_name
from triangulate.text.mentions import Found
from triangulate.text.page import Page
from triangulate.text.parts import SOFT, add_particles, add_particles_before, one_space
from triangulate.text.verbs import FINITE
from triangulate.text.vocabulary import (
    BYNAMES,
    DETERMINERS,
    EVERYDAY,
    OPENERS,
    SAINTS,
    TAILS,
    TITLES,
)

_PERSONAL = frozenset({"Person", "Name", "Place"})


def widen(page: Page) -> None:
    """Widen every mention to the whole name that it is part of."""
    page.claims.found = list(_adjoining(page))
    starts = {found.first: found for found in page.claims.found}
    absorbed: set[int] = set()
    for found in page.claims.in_order():
        if found.first in absorbed:
            continue
        if found.kind == "Person":
            _add_surname(page, found)
            _add_before(page, found)
            _add_initial(page, found)
            _add_lower_case(page, found)
            _add_saint(page, found)
            _add_shouted(page, found)
        if found.kind in SOFT:
            absorbed |= add_particles(page, found, starts)
            add_particles_before(page, found)
        absorbed |= _add_hyphened(page, found, starts)
        _add_tail(page, found)
    page.claims.found = [found for found in page.claims.found if found.first not in absorbed]


def _adjoining(page: Page) -> Iterator[Found]:
    """The mentions in order, a given name and the surname after it made one."""
    tokens = page.tokens
    before: Found | None = None
    for found in page.claims.in_order():
        if (
            before is not None
            and found.first == before.last + 1
            and found.kind in _PERSONAL
            and before.kind in _PERSONAL
            and "Person" in (found.kind, before.kind)
            and tokens[found.first].capital == tokens[before.last].capital
            and one_space(page, before.last, found.first)
        ):
            before.last, before.kind = found.last, "Person"
            if found.key != before.key:
                before.key = " ".join(t.fold for t in tokens[before.first : before.last + 1])
            before.sure = before.sure or found.sure
            continue
        if before is not None:
            yield before
        before = found
    if before is not None:
        yield before


def _add_surname(page: Page, found: Found) -> None:
    tokens = page.tokens
    after = found.last + 1
    if found.first != found.last or after >= len(tokens) or page.claims.taken(after):
        return
    token = tokens[after]
    if (
        gazetteer.is_given(tokens[found.first].fold)
        and token.capital
        and not token.acronym
        and not token.opening
        and token.wordlike
        and len(token.fold) > 1
        and one_space(page, found.last, after)
        and (gazetteer.is_surname(token.fold) or gazetteer.is_given(token.fold) or not page.knows(token.fold))
    ):
        page.claims.extend(found, found.first, after)
        found.key, found.sure = f"{tokens[found.first].fold} {token.fold}", False


def _add_before(page: Page, found: Found) -> None:
    """Capitalised words within a sentence before a surname, and what a hyphen joins to them: ``Mei-Ling Chan``."""
    tokens = page.tokens
    while found.first:
        before = found.first - 1
        token = tokens[before]
        gap = page.text[token.end : tokens[found.first].start]
        hyphened = gap == "-"
        if (
            not page.claims.free(before)
            or token.clitic
            or not (hyphened or gap == " ")
            or not tokens[found.first].capital
            or not (token.capital and token.wordlike and len(token.fold) > 1)
            or token.acronym
        ):
            return
        opening = token.opening and (
            token.fold.endswith("ly") or not opens_full_name(tokens, before, found.last)
        )
        byname = token.fold in BYNAMES and token.capital
        lower = token.fold in page.lower and not gazetteer.in_gazetteer(token.fold)
        spoken = opening or token.fold in TITLES | OPENERS | EVERYDAY or lower
        if opening_given(page, before, found.last):
            spoken = False
        if not (hyphened or byname) and (spoken or token.fold in gazetteer.kept_words()):
            return
        page.claims.extend(found, before, found.last)
        found.key = " ".join(t.fold for t in tokens[found.first : found.last + 1])


def opening_given(page: Page, i: int, last: int) -> bool:
    """Whether token ``i`` is a given name and a month or ``Will`` that opens a name which does something:
    ``May Ling Tan cried``."""
    token = page.tokens[i]
    after = page.tokens[last + 1] if last + 1 < len(page.tokens) else None
    return (
        token.fold in EVERYDAY
        and gazetteer.is_given(token.fold)
        and after is not None
        and after.fold in FINITE
    )


def _add_shouted(page: Page, found: Found) -> None:
    """The rest of a name in capitals, which an acronym might be: ``KELECHI OBIORA``."""
    tokens = page.tokens
    while (
        found.last + 1 < len(tokens)
        and tokens[found.last].acronym
        and len(tokens[found.last].fold) > 2
        and tokens[found.last + 1].acronym
        and len(tokens[found.last + 1].fold) > 3
        and tokens[found.last + 1].wordlike
        and page.claims.free(found.last + 1)
        and not page.knows(tokens[found.last + 1].fold)
        and page.text[tokens[found.last].end : tokens[found.last + 1].start] == " "
    ):
        page.claims.extend(found, found.first, found.last + 1)
        found.key = " ".join(t.fold for t in tokens[found.first : found.last + 1])


def _add_initial(page: Page, found: Found) -> None:
    before = found.first - 1
    if before < 0 or page.claims.taken(before):
        return
    token = page.tokens[before]
    between = page.text[token.end : page.tokens[found.first].start]
    initial = len(token.text) == 1 and token.text.isupper() and token.text.isalpha()
    if initial and (between in (". ", ".") or (between == " " and token.text not in "IA")):
        page.claims.extend(found, before, found.last)


def _add_lower_case(page: Page, found: Found) -> None:
    """An unknown word in lower case before a surname or after a given name: ``quenby o'dea``."""
    if found.first != found.last:
        return
    lower = not page.tokens[found.first].capital
    before, after = found.first - 1, found.last + 1
    if (
        lower
        and before >= 0
        and (_unknown_lower(page, before) or _given_lower(page, before))
        and one_space(page, before, found.first)
    ):
        page.claims.extend(found, before, found.last)
    elif (
        after < len(page.tokens)
        and gazetteer.is_given(page.tokens[found.first].fold)
        and _unknown_lower(page, after)
        and one_space(page, found.last, after)
    ):
        page.claims.extend(found, found.first, after)
    else:
        return
    found.key = " ".join(t.fold for t in page.tokens[found.first : found.last + 1])
    found.sure = False


def _given_lower(page: Page, i: int) -> bool:
    """Whether token ``i`` is a given name and an ordinary word in lower case, without an article before it."""
    token = page.tokens[i]
    return (
        page.claims.free(i)
        and not token.capital
        and gazetteer.is_given(token.fold)
        and token.fold not in EVERYDAY | OPENERS
        and not (i and page.tokens[i - 1].fold in DETERMINERS)
    )


def _unknown_lower(page: Page, i: int) -> bool:
    token = page.tokens[i]
    return (
        page.claims.free(i)
        and not token.capital
        and token.wordlike
        and len(token.fold) > 1
        and not page.knows(token.fold)
        and token.fold not in gazetteer.kept_words()
        and token.fold not in TITLES
    )


def _add_saint(page: Page, found: Found) -> None:
    """``St Mary``, ``st mary``: a place and no person."""
    before = found.first - 1
    if before < 0 or page.claims.taken(before) or page.tokens[before].fold not in SAINTS:
        return
    if page.text[page.tokens[before].end : page.tokens[found.first].start] in (" ", ". "):
        page.claims.extend(found, before, found.last)
        found.key = " ".join(t.fold for t in page.tokens[before : found.last + 1])
        found.kind, found.sure = "Place", False


_HYPHENED = re.compile(
    r"(?:-(?:on|by|upon|le|in|under|next|the|de|la|super|with|cum|st)){0,2}-(?=[^\W\d_a-z])", re.UNICODE
)


def _add_hyphened(page: Page, found: Found, starts: dict[int, Found]) -> set[int]:
    """The rest of a hyphened name (``-on-Sea``, ``-Jones``; not ``-based``). Returns the first tokens
    of mentions that are part of it now."""
    absorbed: set[int] = set()
    while match := _HYPHENED.match(page.text, page.tokens[found.last].end):
        numbers = page.tokens_in(page.tokens[found.last].end, match.end() + 1)
        if not numbers or page.tokens[found.last].clitic or page.tokens[numbers[-1]].acronym:
            break
        last = numbers[-1]
        if last in starts and starts[last] is not found:
            absorbed.add(last)
            last = starts[last].last
        elif page.claims.taken(last):
            break
        page.claims.extend(found, found.first, last)
        found.key = " ".join(t.fold for t in page.tokens[found.first : found.last + 1])
    return absorbed


def _add_tail(page: Page, found: Found) -> None:
    tokens = page.tokens
    after = found.last + 1
    if after >= len(tokens) or page.claims.taken(after) or not one_space(page, found.last, after):
        return
    after = _tail_beyond(page, found, after)
    token = tokens[after]
    kind = TAILS.get(token.fold)
    if kind is None or found.kind in ("Date", "Participant"):
        return
    written_with_capital = token.capital and tokens[found.first].capital and not token.acronym
    if found.sure and found.rule != "gazetteer":
        if kind == "Force" and (written_with_capital or token.fold == "constabulary"):
            page.claims.extend(found, found.first, after)
        return
    if written_with_capital or token.fold == "constabulary":
        page.claims.extend(found, found.first, after)
        found.kind, found.sure = kind, False
    elif kind in ("Force", "Division") and found.kind in SOFT and found.rule != "gazetteer":
        found.kind = kind


def _tail_beyond(page: Page, found: Found, after: int) -> int:
    """The token that says what a body is, beyond a capitalised word of what kind: ``Brierley Hill Baptist
    Church``; else ``after``."""
    tokens = page.tokens
    at = after
    while (
        at < min(after + 2, len(tokens) - 1)
        and TAILS.get(tokens[at].fold) is None
        and tokens[found.first].capital
        and tokens[at].capital
        and not tokens[at].opening
        and not tokens[at].acronym
        and not page.claims.taken(at)
        and one_space(page, at, at + 1)
    ):
        at += 1
    told = tokens[at]
    if not told.capital or TAILS.get(told.fold) != "Organisation":
        return after
    if at > after and page.claims.taken(at):
        page.claims.extend(found, found.first, at - 1)
        return after
    return at
