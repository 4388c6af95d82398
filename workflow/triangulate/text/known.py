"""The layers that look for known names: deny-list, titles, gazetteer, and words to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from rapidfuzz import fuzz, process

from triangulate.raw.transcripts.kinds import kind as kind_of_label
from triangulate.raw.transcripts.labels import label_key
from triangulate.text import gazetteer
from triangulate.text.context import (
    after_title,
    capital_says_name,
    company_says_person,
    likely_kind,
    speaks_for_name,
)
from triangulate.text.gazetteer import surely_a_name
from triangulate.text.mentions import Found, Mention
from triangulate.text.names import Form
from triangulate.text.ordinary import month_is_asked, stands_alone
from triangulate.text.page import Page
from triangulate.text.patterns import shapes_of
from triangulate.text.phrases import Entry, PhraseIndex, Policy
from triangulate.text.tokens import Token, joined
from triangulate.text.vocabulary import NAME_PARTICLES, TITLES

#: A label this like one that names a part (rapidfuzz ratio) is that one with a slip, if long enough.
LIKE_A_LABEL = 88
#: A name of more words than this is a list, not a name.
MOST_WORDS = 4


def find_shapes(page: Page) -> None:
    """Claim identifiers told by their shape."""
    for shape in shapes_of(page.text):
        tokens = page.tokens_in(shape.start, shape.end)
        if tokens:
            mention = Mention(shape.start, shape.end, shape.kind, shape.key, "pattern", True)
            page.claims.take_shape(mention, tokens[0], tokens[-1])


def keep_labels(page: Page) -> None:
    """Let labels that name a part and not a person stand: ``Interviewer``, ``P1``, ``Particpant``."""
    keys = {label_key(label.speaker) for label in page.labels if "(" not in label.speaker}
    known = [key for key in keys if kind_of_label(key) is not None]
    parts = {
        key
        for key in keys
        if key in known or process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=LIKE_A_LABEL)
    }
    for label in page.labels:
        if label_key(label.speaker) in parts:
            tokens = page.tokens_in(label.span.start, label.span.end)
            page.claims.keep(tokens.start, tokens.stop - 1)


def find_denied(page: Page, index: PhraseIndex) -> None:
    """Claim the deny-list's names in all their forms."""
    for i, last, entry in _matches(page, index):
        token = page.tokens[i]
        single = last == i
        if (
            entry.policy == "capital"
            and not capital_says_name(page.tokens, i)
            and not (single and company_says_person(page.text, page.tokens, i))
        ):
            continue
        if entry.policy == "context" and not (token.capital and (page.tagged(i) or not token.opening)):
            continue
        form = entry.form
        page.claims.take(Found(i, last, form.kind, form.key, form.rule, True))


def find_titled(page: Page) -> None:
    """Claim the name after a title or rank: ``DS Holloway``, ``Mrs O'Dea``, ``sergeant nair``."""
    tokens = page.tokens
    for i in range(1, len(tokens)):
        if tokens[i - 1].fold not in TITLES or not page.claims.free(i):
            continue
        token = tokens[i]
        if token.fold in NAME_PARTICLES and _particles_then_capital(page, i):
            last = run_of_capitals(page, _particles_then_capital(page, i))
            key = " ".join(t.fold for t in tokens[i : last + 1])
            page.claims.take(Found(i, last, "Person", key, "title", True))
            continue
        strange = len(token.fold) > 2 and not page.knows(token.fold)
        if not after_title(page.text, tokens, i, weak=strange) or not token.wordlike:
            continue
        kept = token.fold in gazetteer.kept_words() and not gazetteer.is_surname(token.fold)
        short = len(token.fold) < 2 or (len(token.fold) == 2 and page.knows(token.fold))
        if kept or token.fold in TITLES or short:
            continue
        if not token.capital:
            if not (surely_a_name(token.fold) or strange):
                continue
            last = i
            if i + 1 < len(tokens) and page.claims.free(i + 1) and joined(page.text, tokens, i, i + 1):
                after = tokens[i + 1].fold
                last += surely_a_name(after) or (len(after) > 3 and not page.knows(after))
        else:
            last = run_of_capitals(page, i)
        key = " ".join(t.fold for t in tokens[i : last + 1])
        page.claims.take(Found(i, last, "Person", key, "title", True))


def _particles_then_capital(page: Page, i: int) -> int:
    """The token after the particles of a surname at token ``i`` (``Mr Ó Briain``, ``Mrs van der Meer``), or
    nought where none with a capital follows right after a title."""
    tokens = page.tokens
    if not after_title(page.text, tokens, i):
        return 0
    at = i
    while at < min(i + 3, len(tokens) - 1) and (
        tokens[at].fold in NAME_PARTICLES or (tokens[at].fold == "an" and tokens[at - 1].fold == "mac")
    ):
        if not joined(page.text, tokens, at, at + 1):
            return 0
        at += 1
    capital = any(c.isupper() for c in tokens[at].text[:2])
    fits = page.claims.free(at) and capital and not tokens[at].opening and not tokens[at].acronym
    return at if fits and len(tokens[at].fold) > 1 else 0


def keep_words(page: Page) -> None:
    """Let the words and phrases of the list of kept ones stand."""
    index = _kept_index()
    tokens = page.tokens
    for i in range(len(tokens)):
        for n, _ in index.at(page.text, tokens, i):
            # Kept phrases may overlap: ``the College`` and ``College of Policing``.
            if not any(page.claims.taken(k) for k in range(i, i + n)):
                page.claims.keep(i, i + n - 1)
                break


def find_listed(page: Page, *, bodies: bool = False) -> None:
    """Claim the gazetteer's names, ambiguous ones where the words around speak for a name.

    With ``bodies`` only those of forces and divisions in several words, which are to be found before any
    word of theirs is kept: the ``Wales`` of ``North Wales Police``.
    """
    tokens = page.tokens
    for i, last, entry in _matches(page, _gazetteer_index()):
        token = tokens[i]
        form = entry.form
        if bodies and (i == last or form.kind not in ("Force", "Division", "Organisation")):
            continue
        if i == last:
            short = token.acronym and form.kind in ("Person", "Place")
            word = len(token.fold) < 3 or page.knows(token.fold)
            small = len(token.fold) <= 3 and form.kind == "Person" and not token.capital and word
            doubtful = entry.policy == "context" or short or small
            alone = gazetteer.is_given(token.fold) and (stands_alone(page, i) or month_is_asked(page, i))
            if doubtful and not (alone or speaks_for_name(page.text, tokens, i, page.tagged, page.knows)):
                continue
            if short and not (after_title(page.text, tokens, i) or page.tagged(i)):
                continue
        elif entry.policy == "context" and (not tokens[last].capital or tokens[last].acronym):
            continue
        kind, key = form.kind, form.key
        sure = kind in ("Force", "Division", "Organisation") or (kind == "Place" and i != last)
        if i == last and kind in ("Person", "Place"):
            both = gazetteer.is_place(token.fold) and (
                gazetteer.is_given(token.fold) or gazetteer.is_surname(token.fold)
            )
            if both and likely_kind(tokens, i, last) == "Place":
                kind = "Place"
            sure = not both and entry.policy == "always"
        page.claims.take(Found(i, last, kind, key, "gazetteer", sure))


def run_of_capitals(page: Page, i: int) -> int:
    """The last token of the capitalised name that begins at token ``i``."""
    tokens = page.tokens
    last = i
    while (
        last + 1 < len(tokens)
        and last + 1 - i < MOST_WORDS
        and page.claims.free(last + 1)
        and tokens[last + 1].capital
        and not tokens[last + 1].opening
        and (not tokens[last + 1].acronym or tokens[i].acronym)
        and joined(page.text, tokens, last, last + 1)
        and "\n" not in page.text[tokens[last].end : tokens[last + 1].start]
        and (
            tokens[last + 1].fold not in gazetteer.kept_words() or gazetteer.is_surname(tokens[last + 1].fold)
        )
    ):
        last += 1
    return last


def denied_index(forms: Sequence[Form], page: Page) -> PhraseIndex:
    """The deny-list's forms with what has to speak for each, given the dictionary of ``page``."""
    return PhraseIndex(Entry(form, _policy(form, page)) for form in forms)


def _policy(form: Form, page: Page) -> Policy:
    if len(form.folds) > 1 or form.exact is not None:
        return "always"
    word = form.folds[0]
    if len(word) <= 2:
        return "context"
    if form.part and (page.knows(word) or gazetteer.in_gazetteer(word)):
        return "context"
    return "capital" if page.knows(word) and not surely_a_name(word) else "always"


def _matches(page: Page, index: PhraseIndex) -> Iterator[tuple[int, int, Entry]]:
    """Matches over free tokens, the longest at each place first; the caller may take any."""
    tokens: list[Token] = page.tokens
    for i in range(len(tokens)):
        for n, entry in index.at(page.text, tokens, i):
            if all(page.claims.free(k) for k in range(i, i + n)):
                yield i, i + n - 1, entry


@cache
def _gazetteer_index() -> PhraseIndex:
    entries = []
    for name in gazetteer.listed():
        single = len(name.folds) == 1
        doubtful = name.ambiguous and not (single and surely_a_name(name.folds[0]))
        form = Form(name.folds, name.kind, name.canonical, "gazetteer")
        entries.append(Entry(form, "context" if doubtful else "always"))
    return PhraseIndex(entries)


@cache
def _kept_index() -> PhraseIndex:
    return PhraseIndex(
        Entry(Form(folds, "", " ".join(folds), "kept"), "always") for folds in gazetteer.kept()
    )
