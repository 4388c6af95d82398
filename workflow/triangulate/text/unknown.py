"""The layers that look for names nobody listed: the model's entities, capitals, speaker labels."""

from __future__ import annotations

import re

from triangulate.text import gazetteer
from triangulate.text.context import after_title, likely_kind, opens_full_name, speaks_for_name
from triangulate.text.known import run_of_capitals
from triangulate.text.mentions import Found
from triangulate.text.names import core
from triangulate.text.page import Page
from triangulate.text.tokens import SHORT, SOUND, joined
from triangulate.text.vocabulary import (
    CALLED,
    CALLERS,
    DIVISION_WORDS,
    EVERYDAY,
    FORCE_WORDS,
    GENERIC,
    MONTHS,
    OPENERS,
    PREFIXES,
    RELATIONS,
    SURELY_PLACE_BEFORE,
    TITLES,
    WITHIN,
)

_KIND = {"PERSON": "Person", "ORG": "Organisation", "GPE": "Place", "LOC": "Place", "FAC": "Place"}
_VERBAL = re.compile(r"ing$")


def find_entities(page: Page) -> None:
    """Claim what the model takes for a name, less the words that are none.

    The label is ignored but for a first guess at the kind. Titles, kept words, acronyms and
    everyday words that only open a sentence are taken off.
    """
    for entity in page.entities:
        kind = _KIND[entity.label]
        within = WITHIN | {"and"} if entity.label == "ORG" else WITHIN
        run: list[int] = []
        for i in page.tokens_in(entity.start, entity.end):
            if _may_name(page, i):
                if run and not joined(page.text, page.tokens, run[-1], i):
                    _take_entity(page, run, kind)
                    run = []
                run.append(i)
            elif run and page.tokens[i].fold in within and page.claims.free(i):
                run.append(i)
            else:
                _take_entity(page, run, kind)
                run = []
        _take_entity(page, run, kind)


def _may_name(page: Page, i: int) -> bool:
    token = page.tokens[i]
    return (
        page.claims.free(i)
        and token.capital
        and token.wordlike
        and not _acronym_like(token.text)
        and (token.fold not in gazetteer.kept_words() or token.fold in gazetteer.kept_names())
        and token.fold not in TITLES
        and len(token.fold) > 1
    )


def _take_entity(page: Page, run: list[int], kind: str) -> None:
    tokens = page.tokens
    while run and not tokens[run[-1]].capital:
        run = run[:-1]
    if not run:
        return
    first = tokens[run[0]]
    doubtful = first.opening and not gazetteer.surely_a_name(first.fold)
    if doubtful and len(run) == 1 and gazetteer.in_gazetteer(first.fold):
        if not speaks_for_name(page.text, tokens, run[0], page.tagged, page.knows):
            return
    elif first.opening and not gazetteer.in_gazetteer(first.fold) and not _new_word(page, run[0]):
        if len(run) == 1:
            return
        subject = opens_full_name(tokens, run[0], run[-1])
        if kind == "Person" and first.fold not in PREFIXES and not subject:
            run = run[1:]
    folds = tuple(tokens[i].fold for i in range(run[0], run[-1] + 1))
    before = tokens[run[0] - 1].fold if run[0] else ""
    if kind == "Person" and before in SURELY_PLACE_BEFORE and not gazetteer.is_given(folds[0]):
        kind = "Place"
    key = " ".join(folds if kind == "Person" else core(folds))
    page.claims.take(Found(run[0], run[-1], kind, key, "entity", False))


def _new_word(page: Page, i: int) -> bool:
    """Whether a word that opens a sentence is neither in the dictionary nor used in lower case."""
    token = page.tokens[i]
    return not (
        page.knows(token.fold)
        or token.fold in page.lower
        or len(token.fold) <= SHORT
        or SOUND.search(token.fold)
        or _VERBAL.search(token.fold)
    )


def _acronym_like(word: str) -> bool:
    """Whether a word has two capitals together, or ends in one: ``PDPilot``, ``AutoML``, ``RM``."""
    return bool(re.search(r"[^\W\d_a-z](?<=[A-Z])[A-Z]|[A-Z]$", word)) and len(word) > 1


def find_in_company(page: Page) -> None:
    """Claim everyday words with a capital that are somebody's name by the company they keep: ``his son
    Costa``, ``Blessing and Iestyn`` at the beginning of a sentence."""
    tokens = page.tokens
    _free_kept_names(page)
    starts = {found.first for found in page.claims.found if found.kind in ("Person", "Name")}
    for i, token in enumerate(tokens):
        if not _may_name(page, i) or token.fold in EVERYDAY | OPENERS:
            continue
        if token.fold in gazetteer.kept_names() and (_before_surname(page, i) or _after_given(page, i)):
            page.claims.take(Found(i, i, "Person", token.fold, "capital", False))
            continue
        relation = i > 0 and not token.opening and tokens[i - 1].fold in RELATIONS | CALLED
        beside = i + 2 in starts and tokens[i + 1].fold == "and" and not tokens[i + 2].opening
        if (relation and page.text[tokens[i - 1].end : token.start] in (" ", ", ")) or (
            token.opening and beside
        ):
            page.claims.take(Found(i, i, "Person", token.fold, "capital", False))


def _free_kept_names(page: Page) -> None:
    """Let go of kept words that are somebody's name in this document, wherever they stand in it."""
    tokens = page.tokens
    names = {
        token.fold
        for i, token in enumerate(tokens)
        if i
        and token.fold in gazetteer.kept_names()
        and token.capital
        and (
            (
                tokens[i - 1].fold in RELATIONS | CALLED
                and page.text[tokens[i - 1].end : token.start] in (" ", ", ")
            )
            or _before_surname(page, i)
            or _after_given(page, i)
            or after_title(page.text, tokens, i)
        )
    }
    for i, token in enumerate(tokens):
        if token.fold in names:
            page.claims.let_go(i)


def _after_given(page: Page, i: int) -> bool:
    """Whether token ``i`` goes on with a person's name right before it: ``Marged Tudor``."""
    tokens = page.tokens
    return (
        i > 0
        and not tokens[i].opening
        and tokens[i].fold not in MONTHS
        and page.claims.taken(i - 1)
        and page.is_person(i - 1)
        and tokens[i - 1].capital
        and not tokens[i - 1].clitic
        and page.text[tokens[i - 1].end : tokens[i].start] == " "
    )


def _before_surname(page: Page, i: int) -> bool:
    """Whether a person's name goes on right after token ``i``, within a sentence: ``with Sky Arkwell``."""
    tokens = page.tokens
    return (
        i + 1 < len(tokens)
        and not (tokens[i].opening and tokens[i].fold in MONTHS)
        and tokens[i + 1].capital
        and page.claims.taken(i + 1)
        and page.is_person(i + 1)
        and page.text[tokens[i].end : tokens[i + 1].start] == " "
    )


def find_capitals(page: Page) -> None:
    """Claim words with a capital that no dictionary has, and the capitalised words beside them."""
    tokens = page.tokens
    for i, token in enumerate(tokens):
        if not _may_name(page, i):
            continue
        stem = token.fold.removesuffix("s")
        doubtful = (
            page.knows(token.fold)
            or SOUND.search(token.fold)
            or stem in gazetteer.kept_words()
            or (token.opening and not (_new_word(page, i) or _heads_full_name(page, i)))
        )
        if doubtful and not _heads_body(page, i):
            continue
        last = run_of_capitals(page, i)
        first = i
        if i and _may_name(page, i - 1) and joined(page.text, tokens, i - 1, i):
            before = tokens[i - 1]
            if "\n" not in page.text[before.end : token.start] and (
                not before.opening
                or before.fold in PREFIXES
                or gazetteer.is_given(before.fold)
                or opens_full_name(tokens, i - 1, last)
            ):
                first = i - 1
        key = " ".join(t.fold for t in tokens[first : last + 1])
        page.claims.take(Found(first, last, likely_kind(tokens, first, last), key, "capital", False))


def _heads_full_name(page: Page, i: int) -> bool:
    """Whether token ``i`` is in no dictionary and stands right before a surname: ``Wil Jenkinson``."""
    tokens = page.tokens
    return (
        not page.knows(tokens[i].fold)
        and i + 1 < len(tokens)
        and tokens[i + 1].capital
        and not tokens[i + 1].acronym
        and tokens[i + 1].wordlike
        and page.text[tokens[i].end : tokens[i + 1].start] == " "
        and (page.claims.taken(i + 1) or not page.knows(tokens[i + 1].fold))
        and tokens[i + 1].fold not in gazetteer.kept_words()
    )


def _heads_body(page: Page, i: int) -> bool:
    """Whether token ``i`` stands before ``Police``, ``Division`` and the like with a capital."""
    tokens = page.tokens
    return (
        i + 1 < len(tokens)
        and tokens[i + 1].fold in FORCE_WORDS | DIVISION_WORDS
        and tokens[i + 1].capital
        and not tokens[i + 1].acronym
        and page.text[tokens[i].end : tokens[i + 1].start] == " "
        and tokens[i].fold not in OPENERS | GENERIC | PREFIXES
    )


def find_capital_words(page: Page) -> None:
    """Claim dictionary words with a capital within a sentence (``came over from the Wold``), unless
    the document has them in lower case too."""
    for i, token in enumerate(page.tokens):
        if (
            (token.opening and not _called(page, i))
            or (len(token.fold) <= SHORT and not (i and page.tokens[i - 1].fold == "the"))
            or not _may_name(page, i)
            or token.fold in MONTHS
            or token.fold.removesuffix("es") in MONTHS
            or (_used_in_lower_case(page, token.fold) and not (_from_the(page, i) or _called(page, i)))
            or "-" in page.text[max(0, token.start - 1) : token.end + 1]
        ):
            continue
        last = run_of_capitals(page, i)
        if all(t.fold in GENERIC for t in page.tokens[i : last + 1]):
            continue
        key = " ".join(t.fold for t in page.tokens[i : last + 1])
        kind = likely_kind(page.tokens, i, last)
        page.claims.take(Found(i, last, kind, key, "capital", False))


def _used_in_lower_case(page: Page, word: str) -> bool:
    stem = word.removesuffix("s")
    return word in page.lower or stem in page.lower or stem in gazetteer.kept_words()


def _from_the(page: Page, i: int) -> bool:
    """Whether token ``i`` follows ``from the``, ``at the`` or ``with the``, as a nickname does."""
    tokens = page.tokens
    return i > 1 and tokens[i - 1].fold == "the" and tokens[i - 2].fold in ("from", "at", "with", "to")


def _called(page: Page, i: int) -> bool:
    """Whether what follows token ``i`` says that it is a nickname: ``Teasel, as they call it``."""
    after = page.tokens[i + 1 : i + 7]
    calling = [n for n, token in enumerate(after) if token.fold in ("call", "calls", "called")]
    if not calling or page.text[page.tokens[i].end : after[0].start] != ", ":
        return False
    return (after[0].fold == "as" and calling[0] >= 2) or (after[0].fold in CALLERS and calling[0] <= 2)


def find_speakers(page: Page) -> None:
    """Claim the names in speaker labels: ``Dawn Smith:``, ``DS Nair:``, ``KO:``."""
    for label in page.labels:
        run: list[int] = []
        numbers = page.tokens_in(label.span.start, label.span.end)
        for i in numbers:
            if _names_speaker(page, i, numbers):
                run.append(i)
                continue
            _take_speaker(page, run)
            run = []
        _take_speaker(page, run)


def _names_speaker(page: Page, i: int, numbers: range) -> bool:
    token = page.tokens[i]
    if not page.claims.free(i) or not token.wordlike or len(token.fold) < 2 or token.fold in TITLES:
        return False
    if token.acronym and len(token.fold) <= SHORT:
        return token.fold not in gazetteer.kept_words()
    listed = gazetteer.in_gazetteer(token.fold)
    if listed and not gazetteer.surely_a_name(token.fold) and i + 1 in numbers:
        after = page.tokens[i + 1]
        return after.capital or not page.knows(after.fold)
    return listed or not page.knows(token.fold)


def _take_speaker(page: Page, run: list[int]) -> None:
    if run:
        key = " ".join(page.tokens[i].fold for i in run)
        page.claims.take(Found(run[0], run[-1], "Person", key, "speaker", True))
