"""Bodies whose names are made of ordinary words: told by the capitals before what kind of body it is."""

from __future__ import annotations

import re

from triangulate.text import gazetteer
from triangulate.text.mentions import Found
from triangulate.text.page import Page
from triangulate.text.vocabulary import CALLERS, COMPASS, DETERMINERS, OPENERS, TITLES, words

#: Ends of bodies' names, and of the buildings that they are called after.
_BODIES = words(
    """hospital university college school academy infirmary surgery practice clinic hospice nursery church chapel mosque
    temple cathedral mission lodge house hall centre center hub foundation trust charity project society association
    alliance partnership solicitors chambers refuge shelter hostel library club inn hotel theatre museum farm
    mill council board primary comprehensive grammar court prison estate gardens towers heights mews housing"""
)
#: What kind of a body it is, which tells nobody which one.
_KINDS = words(
    """youth family county crown magistrates magistrates' high supreme civil criminal coroner's day children's children
    community health healthcare primary secondary junior infant district local mental city town parish borough
    general public housing social supported police probation prison national regional central approved medical dental
    sports leisure training conference call job jobs care nursing residential open safe sex offender offenders
    risk safeguarding review parole state private special sixth form drop in drop-in food foster remand appeal
    business building council trust service services custody medium secure hate rape crisis charity hospital
    human justice victim witness voluntary foundation nhs university college school church of for and the
    education board house mother home homes half way halfway detention young new old big acute teaching partnership"""
)
#: Of a name found before them the rest, whatever stands between: ``Kingsferry Police College``.
_SCHOOLS = words("hospital university college school academy infirmary surgery clinic nursery church")
_COUNTRIES = words("wales england scotland ireland britain")
_LINKS = words("of and for the in on")
#: A body's name has no more words before its end than this.
_MOST = 5
#: In lower case, after a name in lower case, the rest of the name of a building or a body.
_LOWER_ENDS = (
    ("probation", "office"),
    ("police", "station"),
    ("house",),
    ("lodge",),
    ("hall",),
    ("hospital",),
)
_CALL = re.compile(
    rf"(?:,|\s+[-\u2013\u2014])\s+(?:(?:as|that['’]s what|which is what|is what|what)\s+)?"
    rf"(?:(?:all|most) (?:of )?)?(?:the )?(?P<who>{'|'.join(sorted(CALLERS))})(?:['’]d)?\s+(?:all\s+|always\s+|used to\s+)?"
    r"calls?(?:ed)?\s+(?:it|him|her|them|this|that|me|us)\b",
    re.IGNORECASE,
)


_CALLED_SO = re.compile(
    r"\b(?i:call(?:s|ed|ing)?\s+(?P<whom>him|her|me|us|them|it)|(?:known|goes|went|go)\s+(?:locally\s+)?(?:as|by)"
    r"|nicknamed(?:\s+(?:him|her|it|them))?|answers\s+to|(?:his|her|their|whose|real|first|last|second)\s+name(?:['’]s|\s+is|\s+was))\s+(?:the\s+)?[\"'“‘]?(?=[A-Z])"
)

_CALLED_THE = re.compile(
    rf"\b(?:{'|'.join(sorted(CALLERS))})\s+(?:all\s+|always\s+|used to\s+)?call(?:s|ed)?\s+the\s+(?-i:(?=[A-Z][a-z]))",
    re.IGNORECASE,
)


def find_bodies(page: Page) -> None:
    """Claim the capitalised words before ``Lodge``, ``Hospital`` and the like: ``Quarry Bank Lodge`` at the beginning
    of a sentence, ``Princess of Wales Hospital``."""
    tokens = page.tokens
    for last, token in enumerate(tokens):
        if token.fold not in _BODIES or not token.capital or token.opening or not _one_line(page, last):
            continue
        first, before = last, last - 1
        while before >= max(0, last - _MOST) and _one_line(page, before + 1):
            word = tokens[before]
            if word.capital and word.wordlike and word.fold not in OPENERS | DETERMINERS | TITLES:
                first = before
            elif word.fold not in _LINKS or word.opening:
                break
            if word.opening:
                break
            before -= 1
        taken = [i for i in range(first, last) if page.claims.taken(i)]
        if (
            taken
            and token.fold in _SCHOOLS
            and not page.claims.taken(last)
            and all(tokens[i].fold in _KINDS for i in range(taken[-1] + 1, last))
        ):
            claim_all(page, taken[-1] + 1, last, "Organisation")
            continue
        telling = [
            i
            for i in range(first, last)
            if tokens[i].fold not in _KINDS
            and (
                page.claims.free(i)
                or tokens[i].fold in _COUNTRIES
                or (token.fold == "housing" and not page.claims.taken(i))
            )
        ]
        named = any(
            tokens[i].fold not in gazetteer.kept_words()
            for i in range(first, last)
            if tokens[i].fold not in _KINDS
        )
        if not telling or not (named or first == last - 1):
            continue
        for i in range(first, last + 1):
            page.claims.let_go(i)
        key = " ".join(t.fold for t in tokens[first : last + 1])
        page.claims.take(Found(first, last, "Organisation", key, "capital", False))


def find_nicknames(page: Page) -> None:
    """Claim what somebody says that people call it: ``Armley jail, as everyone calls it``, ``we call him Spud``."""
    tokens = page.tokens
    for match in _CALLED_THE.finditer(page.text):
        for i in page.tokens_in(match.end() - 1, match.end() + 1)[-1:]:
            if tokens[i].start == match.end() and page.claims.free(i):
                page.claims.take(Found(i, i, "Name", tokens[i].fold, "capital", False))
    for match in _CALLED_SO.finditer(page.text):
        numbers = page.tokens_in(match.end() - 1, match.end() + 1)
        first = last = numbers[-1] if numbers else 0
        while (
            last + 1 < len(tokens)
            and last - first < 3
            and _one_line(page, last + 1)
            and tokens[last + 1].capital
        ):
            last += 1
        whom = match["whom"]
        kind = "Person" if whom is None or whom.lower() in ("him", "her", "me") else "Name"
        if (
            numbers
            and tokens[first].start == match.end()
            and tokens[first].capital
            and not tokens[first].acronym
        ):
            key = " ".join(t.fold for t in tokens[first : last + 1])
            if all(page.claims.free(i) for i in range(first, last + 1)):
                page.claims.take(Found(first, last, kind, key, "capital", False))
    for match in _CALL.finditer(page.text):
        numbers = page.tokens_in(max(0, match.start() - 1), match.start())
        if not numbers:
            continue
        last = first = numbers[-1]
        while first > 0 and last - first < _MOST and not tokens[first].opening and _one_line(page, first):
            before = tokens[first - 1]
            if before.fold in OPENERS or not (before.capital or before.fold in _LINKS):
                break
            first -= 1
        while first <= last and (tokens[first].fold in OPENERS or not tokens[first].capital):
            first += 1
        if first > last:
            continue
        for i in range(first, last + 1):
            page.claims.let_go(i)
        claim_all(page, first, last, "Name")


def find_lower_ends(page: Page) -> None:
    """Widen a name in lower case by the rest of the building's or the body's name: ``ashcroft house``."""
    tokens = page.tokens
    for found in page.claims.found:
        before = found.first - 1
        if (
            before >= 0
            and tokens[before].text.lower() in COMPASS
            and not tokens[before].capital
            and not tokens[found.first].capital
            and found.kind in ("Force", "Division")
            and page.claims.free(before)
            and _one_line(page, found.first)
        ):
            page.claims.extend(found, before, found.last)
        if tokens[found.last].capital or found.kind in ("Date", "Participant") or found.rule == "pattern":
            continue
        for ends in _LOWER_ENDS:
            last = found.last + len(ends)
            said = tuple(token.text for token in tokens[found.last + 1 : last + 1])
            if (
                said == ends
                and not any(page.claims.taken(i) for i in range(found.last + 1, last + 1))
                and all(_one_line(page, i) for i in range(found.last + 1, last + 1))
            ):
                page.claims.extend(found, found.first, last)
                break


def claim_all(page: Page, first: int, last: int, kind: str) -> None:
    """Claim the tokens ``first`` to ``last`` that are free, capitalised or not."""
    tokens = page.tokens
    for i in range(first, last + 1):
        page.claims.let_go(i)
    i = first
    while i <= last:
        j = i
        while j <= last and not page.claims.taken(j):
            j += 1
        if j > i:
            key = " ".join(t.fold for t in tokens[i:j])
            page.claims.take(Found(i, j - 1, kind, key, "capital", False))
        i = j + 1


def _one_line(page: Page, i: int) -> bool:
    """Whether token ``i`` stands after the one before it with a space or a hyphen between them."""
    if i == 0:
        return False
    before = page.tokens[i - 1]
    return page.text[before.end + len(before.clitic) : page.tokens[i].start] in (" ", "-", "\u00a0")
