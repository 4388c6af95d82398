"""Whether an ordinary word that is somebody's name in the document too is that person where it stands.

A capital at the beginning of a sentence proves nothing, and in lower case there is none: what is left is the
word's place in the sentence. A person does things (``carol puts the kettle on``), has things (``will's idea``),
is joined to other people (``hope and me``), is asked, told and named.
"""

from __future__ import annotations

import re
from collections.abc import Container

from triangulate.text import gazetteer
from triangulate.text.page import Page
from triangulate.text.tokens import Token
from triangulate.text.verbs import FINITE
from triangulate.text.vocabulary import DETERMINERS, EVERYDAY, MONTHS, OPENERS, RELATIONS, words

#: After what a clause begins, so that a noun without an article there is its subject.
_BEFORE_CLAUSE = words(
    """and but so because cos coz that if when while as since or then though although whereas until unless before
    after think thinks thought reckon said says say know knows knew hope hopes guess suppose mean sure well yeah
    yes no oh anyway where what why how which whether like apparently unfortunately luckily today yesterday"""
)
#: Between a person and what that person does.
_ADVERBS = words(
    """never always just only still really actually probably usually often even also sometimes almost nearly once
    already then soon finally eventually certainly definitely basically literally simply kindly quickly clearly
    obviously apparently generally normally mostly honestly"""
)
#: Before a person in lower case, and hardly before a thing without an article.
_BEFORE_OBJECT = words(
    """ask asks asked asking tell tells told telling ring rang ringing phone phoned phoning email emailed emailing
    text texted texting called named introduced thank thanked thanks rung met meet meeting married replaced
    joined emails rings phones meets calls"""
)
#: Before a person, a thing or an abstract: a person where the phrase ends there.
_BEFORE_END = words(
    "to with by for from than like about through behind between of without and or except poor dear"
)
_GIVEN = words(
    "it that this them him her one some spoke speak speaking talk talked talking went go listen according next close back over"
)
_JOINTS = words("and or")
_COPULA = words("is was be")
_POINTED_AT = words("that it this there name")
_SITUATIONS = words("on in at about from there here yesterday")
#: What things are as well as people, and what only people mostly are: ``carol is off``, but ``dawn is early``.
_STATES = words("is was")
_PEOPLE_ARE = words(
    """a an the my our his her their there here in off out back on at with one who gone away ill sick retired new great
    lovely brilliant good fine right wrong there's like from"""
)
#: What months, prices and powers do as well.
_THINGS_DO = words(
    "is was has had did does would came went started ended saw brought meant got seems comes goes means said used might could should can must may"
)
_MONTH_BEFORE = words(
    """in of by until till since last next this early late mid during from to for around before after every through
    at end start beginning middle about between or each following previous and january february march april may
    june july august september october november december"""
)
_DOUBTS = words("something somebody someone whatsit thingy what's whoever")
_END = re.compile(r"\s*(?:[.,;:?!)\]…\n]|-{1,2}\s|[\u2013\u2014]|$)")
_WHO = words("he she he's she's he'd she'd he'll she'll who who's my our they they're you")
_HEDGES = words("think believe reckon guess suppose")


def _at(page: Page, i: int) -> Token | None:
    return page.tokens[i] if 0 <= i < len(page.tokens) else None


def _ends(page: Page, i: int) -> bool:
    """Whether a phrase ends after token ``i``."""
    return _END.match(page.text, page.tokens[i].end + len(page.tokens[i].clitic)) is not None


def _acts(page: Page, i: int, verbs: Container[str]) -> bool:
    """Whether what follows token ``i`` is what a third person does, an adverb between them or none."""
    at = i + 1
    after = _at(page, at)
    if page.tokens[i].clitic or after is None or _ends(page, i):
        return False
    if after.fold in _ADVERBS:
        at += 1
        after = _at(page, at)
    if after is None or after.fold not in verbs:
        return False
    if page.tokens[i].capital or after.fold not in _STATES:
        return True
    how = _at(page, at + 1)
    return how is not None and (how.fold in _PEOPLE_ARE or how.fold.endswith("ing"))


def _begins_clause(page: Page, i: int) -> bool:
    """Whether a clause may begin at token ``i``: a sentence, or after a conjunction or a comma."""
    if i == 0 or page.tokens[i].opening:
        return True
    before = page.tokens[i - 1]
    gap = page.text[before.end + len(before.clitic) : page.tokens[i].start]
    return before.fold in _BEFORE_CLAUSE or gap.strip() in (",", "-", "–", "—", "...", ":")


def is_introduced_person(page: Page, i: int, people: Container[int], *, given: bool) -> bool:
    """Whether token ``i``, an ordinary word that is the name of a person in the document, is that person here.

    ``people`` are the tokens that name people; of a word that is ``given`` to somebody as the first name more may be
    believed than of a surname (``with grace.``, but not ``with power.``).
    """
    token, before = page.tokens[i], _at(page, i - 1)
    month = token.fold in MONTHS
    if token.fold in EVERYDAY and not month and not gazetteer.is_given(token.fold):
        return token.opening and token.capital and _acts(page, i, FINITE)
    if month and _is_month(page, i, people):
        return False
    if month and token.capital and not token.opening:
        return True
    if before is not None and not token.opening and before.fold in DETERMINERS and not token.capital:
        return False
    verbs = FINITE if given and not month else FINITE - _THINGS_DO
    if (
        _owns(page, i)
        or (_begins_clause(page, i) and _acts(page, i, verbs))
        or _beside_person(page, i, people)
    ):
        return True
    if token.opening:
        return stands_alone(page, i)
    return before is not None and (_is_asked(page, i) or (given and not month and _ends_phrase(page, i)))


def _owns(page: Page, i: int) -> bool:
    token = page.tokens[i]
    plural = token.fold.endswith("s") and page.text[token.end : token.end + 2] in ("' ", "’ ")
    return token.clitic in ("'s", "’s", "'S", "’S") or plural


def _is_asked(page: Page, i: int) -> bool:
    """Whether token ``i`` follows what is done to people: ``ask carol``, ``my mate mark``."""
    before, after = page.tokens[i - 1], _at(page, i + 1)
    if before.fold in RELATIONS and not before.clitic:
        return _ends(page, i) or _acts(page, i, FINITE)
    return before.fold in _BEFORE_OBJECT and (
        _ends(page, i) or after is None or after.fold not in ("of", "for", "that")
    )


def month_is_asked(page: Page, i: int) -> bool:
    """Whether token ``i`` is a month with a capital that something is done to as to a person: ``So I asked June.``"""
    token = page.tokens[i]
    return token.fold in MONTHS and token.capital and i > 0 and not token.opening and _is_asked(page, i)


def _ends_phrase(page: Page, i: int) -> bool:
    """Whether token ``i`` ends a phrase as a person does: ``gave it to carol.``, ``that was will.``"""
    before, earlier, after = page.tokens[i - 1], _at(page, i - 2), _at(page, i + 1)
    if not _ends(page, i):
        return before.fold == "with" and after is not None and after.fold in _SITUATIONS
    if before.fold == "to":
        return earlier is not None and earlier.fold in _GIVEN
    if before.fold in _COPULA:
        return earlier is not None and earlier.fold in _POINTED_AT
    if before.clitic:
        return _owns(page, i - 1) and before.fold in _POINTED_AT
    return before.fold in _BEFORE_END or (before.fold == "not" and before.opening)


def _beside_person(page: Page, i: int, people: Container[int]) -> bool:
    """Whether ``and`` or ``or`` joins token ``i`` to a person: ``delyth and carol``, ``hope and me``."""
    if page.tokens[i].clitic:
        return False
    link, other = _at(page, i - 1), _at(page, i - 2)
    joined = link is not None and link.fold in _JOINTS and not page.tokens[i].opening
    if joined and other is not None:
        if i - 2 in people:
            return True
        if other.fold in ("me", "myself"):
            return _ends(page, i) or _acts(page, i, FINITE) or other.opening
    link, other = _at(page, i + 1), _at(page, i + 2)
    if link is None or other is None or link.fold not in _JOINTS or _ends(page, i):
        return False
    return i + 2 in people or other.fold in ("i", "me", "myself", "him", "her", "them", "us")


def _is_month(page: Page, i: int, people: Container[int]) -> bool:
    before, after = _at(page, i - 1), _at(page, i + 1)
    if _acts(page, i, FINITE - _THINGS_DO) or _beside_person(page, i, people):
        return False
    if page.tokens[i].opening:
        return not (stands_alone(page, i) or _owns(page, i))
    if any(token is not None and token.text[0].isdigit() for token in (before, after)):
        return True
    return before is not None and before.fold in _MONTH_BEFORE


def stands_alone(page: Page, i: int) -> bool:
    """Whether a given name that is an ordinary word too opens a sentence as a person: ``Hope, I think.``, ``Grace?``,
    ``Mark, he's the sergeant``, ``Rose just laughed``."""
    token, after = page.tokens[i], _at(page, i + 1)
    if not (token.opening and token.capital) or token.fold in OPENERS:
        return False
    if token.fold not in MONTHS and _acts(page, i, FINITE):
        return True
    gap = page.text[token.end : after.start] if after is not None else page.text[token.end :]
    if gap.lstrip(" ")[:1] in (".", "?") and not gap.startswith(".."):
        return True
    if after is None:
        return False
    if gap == " ":
        return after.fold in _DOUBTS
    later = _at(page, i + 2)
    return gap == ", " and (
        after.fold in _WHO | {"the"} or (after.fold == "i" and later is not None and later.fold in _HEDGES)
    )
