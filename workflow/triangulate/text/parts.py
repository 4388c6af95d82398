"""Small words that belong to a name: particles, prefixes such as ``Upper``, a house's number."""

from __future__ import annotations

import re

from triangulate.text.mentions import Found
from triangulate.text.names import core
from triangulate.text.page import Page
from triangulate.text.vocabulary import BYNAMES, NAME_PARTICLES, OPENERS, PLACE_PREFIXES, PREFIXES, STREETS

_PREFIXED = frozenset({"Place", "Organisation", "Force", "Division", "Name"})
#: Kinds that were guessed from the words around, so that a name may go on beyond its mention.
SOFT = frozenset({"Name", "Person", "Place", "Organisation"})
#: Particles that hardly stand before anything with a capital but a surname.
_SURNAME_PARTICLES = frozenset("de da dos du di van von der den bin ibn al el ap ab ui mac".split())
_HOUSE = re.compile(r"\d{1,4}[A-Za-z]?")


def one_space(page: Page, i: int, j: int) -> bool:
    """Whether tokens ``i`` and ``j`` stand side by side as the words of one name do."""
    return not page.tokens[i].clitic and page.text[page.tokens[i].end : page.tokens[j].start] in (
        " ",
        "-",
        "\u00a0",
        "  ",
    )


def add_particles(page: Page, found: Found, starts: dict[int, Found]) -> set[int]:
    """The rest of a name that goes on after a particle: ``Rhodri ap Gwilym``, ``Seán Mac an Bhaird``.
    Returns the first tokens of mentions that are part of it now."""
    tokens = page.tokens
    at = found.last + 1
    while at < min(found.last + 3, len(tokens)) and (
        tokens[at].fold in NAME_PARTICLES or (tokens[at].fold == "an" and tokens[at - 1].fold == "mac")
    ):
        at += 1
    if (
        at == found.last + 1
        or at >= len(tokens)
        or any(page.claims.taken(i) for i in range(found.last + 1, at))
        or not all(one_space(page, i, i + 1) for i in range(found.last, at))
        or not (tokens[found.last].capital and len(tokens[at].fold) > 1)
        or not any(c.isupper() for c in tokens[at].text)
        or tokens[at].acronym
    ):
        return set()
    rest = starts.get(at)
    if page.claims.taken(at) and (rest is None or rest.kind not in SOFT):
        return set()
    page.claims.extend(found, found.first, at if rest is None else rest.last)
    found.key, found.kind = " ".join(t.fold for t in tokens[found.first : found.last + 1]), "Person"
    return set() if rest is None else {at}


def add_particles_before(page: Page, found: Found) -> None:
    """The particles in lower case before a surname: ``de Souza rang``, ``van der Meer rang``."""
    tokens = page.tokens
    first = found.first
    while (
        first
        and tokens[found.first].capital
        and tokens[first - 1].fold in _SURNAME_PARTICLES
        and page.claims.free(first - 1)
        and one_space(page, first - 1, first)
    ):
        first -= 1
    if first < found.first and found.kind != "Organisation":
        page.claims.extend(found, first, found.last)


def add_prefixes(page: Page) -> None:
    """Widen names by ``Eastern``, ``High``, ``Big`` with a capital before them, whatever they name."""
    for found in page.claims.found:
        _add_prefix(page, found)


def _add_prefix(page: Page, found: Found) -> None:
    tokens = page.tokens
    before = found.first - 1
    if (
        before >= 0
        and (found.kind in _PREFIXED or tokens[before].fold in PLACE_PREFIXES)
        and tokens[before].capital
        and not tokens[before].acronym
        and tokens[before].fold in PREFIXES | BYNAMES
        and not (tokens[before].opening and tokens[before].fold in OPENERS)
        and not page.claims.taken(before)
        and tokens[found.first].capital
        and page.text[tokens[before].end : tokens[found.first].start] == " "
    ):
        page.claims.extend(found, before, found.last)
        found.key = " ".join(core(tuple(t.fold for t in tokens[before : found.last + 1])))


def add_house_numbers(page: Page) -> None:
    """Widen the names of streets by the house's number before them: ``17 Station Parade``, ``88 Blyth
    Crescent`` also where its two words are two mentions."""
    tokens = page.tokens
    ends = {found.last: found for found in page.claims.found}
    for street in page.claims.found:
        found = street
        while tokens[street.last].fold in STREETS and (
            (earlier := ends.get(found.first - 1)) is not None and one_space(page, earlier.last, found.first)
        ):
            found = earlier
        before = found.first - 1
        if (
            before >= 0
            and tokens[street.last].fold in STREETS
            and page.claims.free(before)
            and _HOUSE.fullmatch(tokens[before].text)
            and page.text[tokens[before].end : tokens[found.first].start] in (" ", ", ")
        ):
            page.claims.extend(found, before, found.last)
