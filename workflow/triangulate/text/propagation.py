"""What was found once is found everywhere in its document: parts, any case, misspelt, cut in two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from triangulate.text import gazetteer
from triangulate.text.context import company_says_person, speaks_for_name
from triangulate.text.mentions import Found
from triangulate.text.names import Form, core
from triangulate.text.ordinary import is_introduced_person
from triangulate.text.page import Page
from triangulate.text.phrases import Entry, PhraseIndex, Policy
from triangulate.text.tokens import joined
from triangulate.text.vocabulary import (
    COMPASS,
    EVERYDAY,
    GENERIC,
    MONTHS,
    OPENERS,
    PARTICLES,
    PERSON_VERBS,
    PRONOUNS,
    TITLES,
)

#: Names shorter than this are not looked for misspelt: too many words are near them.
LEAST_LETTERS = 6
#: Least likeness (rapidfuzz ratio) of a misspelt name; one slip of the pen counts at any length.
LEAST_RATIO = 90.0
#: A part of a name that is to be found alone has three letters, of a person's two: ``Jo``, ``Mi``.
LEAST_ALONE = {"Person": 2}
#: Parts of names that are no name by themselves.
_NEVER_ALONE = GENERIC | COMPASS | TITLES | PARTICLES
_NO_VERBS = frozenset({"in", "at", "on", "and", "from", "over", "down", "up", "who", "would"})
_AFTER_VERB = frozenset({"so", "that", "to", "of", "for", "up", "down", "it", "with", "by"})
_NAMES = frozenset({"Person", "Name", "Place", "Organisation"})
_PEOPLE = frozenset({"Person", "Name"})


def propagate(page: Page) -> None:
    """Claim every further mention of the names found in the document."""
    tokens = page.tokens
    index = PhraseIndex(_forms(page))
    people = {k for f in page.claims.found if f.kind in _PEOPLE for k in range(f.first, f.last + 1)}
    for i in range(len(tokens)):
        for n, entry in index.at(page.text, tokens, i):
            if not all(page.claims.free(k) for k in range(i, i + n)):
                _take_rest(page, i, n, entry)
                continue
            if entry.policy == "context" and not (
                speaks_for_name(page.text, tokens, i, page.tagged, page.knows)
                or _opens_as_person(page, i, n, entry.form.kind)
                or (not tokens[i].capital and company_says_person(page.text, tokens, i))
                or _introduced(page, i, n, entry.form, people)
            ):
                continue
            if (
                entry.policy == "capital"
                and not tokens[i].capital
                and not _introduced(page, i, n, entry.form, people)
            ):
                continue
            form = entry.form
            page.claims.take(Found(i, i + n - 1, form.kind, form.key, form.rule, False))
            break


def _take_rest(page: Page, i: int, n: int, entry: Entry) -> None:
    """Widen what is part of a longer name already, in any case of letters, to the whole of it: ``kowalczuk-bray``."""
    free = [k for k in range(i, i + n) if page.claims.free(k)]
    if (
        not free
        or n == 1
        or entry.policy == "context"
        or entry.form.kind not in _PEOPLE
        or page.tokens[i].opening
    ):
        return
    within = [found for found in page.claims.found if i <= found.first and found.last < i + n]
    if len(free) + sum(found.last + 1 - found.first for found in within) < n:
        return
    whole = within[0]
    page.claims.extend(whole, i, i + n - 1)
    whole.key, whole.kind = entry.form.key, entry.form.kind
    page.claims.found = [found for found in page.claims.found if found is whole or found not in within]


def _introduced(page: Page, i: int, n: int, form: Form, people: Container[int]) -> bool:
    """Whether a word of a person's name stands where that person does in a sentence."""
    if n > 1 or form.kind not in _PEOPLE:
        return False
    given = gazetteer.is_given(form.folds[0]) or form.key.startswith(f"{form.folds[0]} ")
    return is_introduced_person(page, i, people, given=given)


def _opens_as_person(page: Page, i: int, n: int, kind: str) -> bool:
    """Whether an everyday word that the document has as a person's name opens a sentence as one (``Hope is
    a saint``), and not as a verb or a month (``Hope she stays``, ``May was busy``)."""
    tokens = page.tokens
    after = tokens[i + n] if i + n < len(tokens) else None
    if kind not in ("Person", "Name") or not tokens[i].opening or after is None:
        return False
    if not tokens[i].capital:
        return tokens[i].fold not in EVERYDAY and after.fold in PERSON_VERBS - _NO_VERBS
    if tokens[i].fold in EVERYDAY:
        return tokens[i].fold in MONTHS and after.fold in PERSON_VERBS - _NO_VERBS
    if page.text[tokens[i + n - 1].end : after.start].startswith(","):
        return tokens[i].fold not in OPENERS  # Frank, the analyst
    return tokens[i].fold not in OPENERS and after.fold not in PRONOUNS | _AFTER_VERB


def _forms(page: Page) -> Iterator[Entry]:
    for found in page.claims.in_order():
        if found.kind in ("Date", "Participant"):
            continue
        folds = tuple(t.fold for t in page.tokens[found.first : found.last + 1])
        whole = folds if found.kind == "Person" else core(folds)
        if len(whole) > 1:
            yield _entry(whole, found, "always")
        if len(whole) > 2 and found.kind == "Person" and len(" ".join(whole[:-1])) > 5:
            yield _entry(whole[:-1], found, "capital")
        parts = whole if found.kind == "Person" or len(whole) == 1 else _telling(page, whole)
        for part in parts:
            kept = part in gazetteer.kept_words() and part not in gazetteer.kept_names()
            if len(part) < LEAST_ALONE.get(found.kind, 3) or part in _NEVER_ALONE or kept:
                continue
            if len(part) < 3 and part in OPENERS:
                continue
            yield _entry((part,), found, _policy(page, part))
            plural = part + "s"
            if len(part) >= 5 and not page.knows(plural) and not page.knows(part):
                yield _entry((plural,), found, "always")


def _telling(page: Page, folds: Sequence[str]) -> list[str]:
    """The words of a longer name that stand for it alone: those that no dictionary has."""
    return [f for f in folds if len(f) >= 5 and not page.knows(f) and not gazetteer.in_gazetteer(f)]


def _policy(page: Page, word: str) -> Policy:
    if word in EVERYDAY:
        return "context"
    if gazetteer.surely_a_name(word) or not page.knows(word):
        if len(word) > 3 or (len(word) == 3 and not page.knows(word)):
            return "always"
        return "capital" if len(word) > 2 else "context"
    return "context"


def _entry(folds: tuple[str, ...], found: Found, policy: Policy) -> Entry:
    return Entry(Form(folds, found.kind, found.key, "propagation"), policy)


def find_misspelt(page: Page, forms: Sequence[Form]) -> None:
    """Claim words that are nearly a denied name or one found in the document.

    A word counts if no dictionary has it and it is one slip (insertion, omission, exchange of a
    letter or of two neighbours) or a ratio of 90 away from a name of six letters or more. So does a
    longer name with one such word in it, and a name written as two words.
    """
    singles: dict[str, tuple[str, str]] = {}
    for found in page.claims.in_order():
        if found.kind not in ("Date", "Participant"):
            for token in page.tokens[found.first : found.last + 1]:
                singles.setdefault(token.fold, (found.kind, found.key))
            if found.kind == "Person":
                for i in range(found.first, found.last):
                    run = page.tokens[i].fold + page.tokens[i + 1].fold
                    singles.setdefault(run, (found.kind, found.key))
    for form in forms:
        if form.kind != "Participant" and form.exact is None:
            for fold in form.folds:
                singles[fold] = (form.kind, form.key)
    names = {
        name: whose
        for name, whose in singles.items()
        if len(name) >= LEAST_LETTERS
        and name not in GENERIC
        and name not in gazetteer.kept_words()
        and (gazetteer.surely_a_name(name) or not page.knows(name))
    }
    near: dict[str, str | None] = {}
    tokens = page.tokens
    for i, token in enumerate(tokens):
        if not page.claims.free(i) or not token.wordlike:
            continue
        if len(token.fold) >= LEAST_LETTERS - 1 and not token.acronym:
            if token.fold not in near:
                near[token.fold] = _nearest(page, token.fold, names)
            name = near[token.fold]
            if name is not None:
                kind, key = names[name]
                page.claims.take(Found(i, i, kind, key, "misspelt", True))
                continue
        if i + 1 < len(tokens) and page.claims.free(i + 1) and joined(page.text, tokens, i, i + 1):
            both = token.fold + tokens[i + 1].fold
            if both in names and not (page.knows(token.fold) and not token.capital):
                kind, key = names[both]
                page.claims.take(Found(i, i + 1, kind, key, "misspelt", True))
    _misspelt_phrases(page, forms)


def _nearest(page: Page, word: str, names: dict[str, tuple[str, str]]) -> str | None:
    if page.knows(word) or word in gazetteer.kept_words():
        return None
    for name in names:
        if abs(len(name) - len(word)) <= 1 and OSA.distance(name, word, score_cutoff=1) <= 1:
            return name
    best = process.extractOne(word, list(names), scorer=fuzz.ratio, score_cutoff=LEAST_RATIO)
    return str(best[0]) if best else None


def _misspelt_phrases(page: Page, forms: Sequence[Form]) -> None:
    """Names of several words with a slip in one of them, anchored at a word spelt right."""
    anchors: defaultdict[str, list[tuple[int, Form]]] = defaultdict(list)
    for form in forms:
        if len(form.folds) > 1 and form.exact is None and form.kind != "Participant":
            for place, fold in enumerate(form.folds):
                if len(fold) > 3 and fold not in GENERIC | COMPASS:
                    anchors[fold].append((place, form))
    tokens = page.tokens
    for i, token in enumerate(tokens):
        for place, form in anchors.get(token.fold, ()):
            first, last = i - place, i - place + len(form.folds) - 1
            if first < 0 or last >= len(tokens) or not tokens[first].capital:
                continue
            if not all(page.claims.free(k) for k in range(first, last + 1)):
                continue
            said = " ".join(t.fold for t in tokens[first : last + 1])
            name = " ".join(form.folds)
            near = fuzz.ratio(said, name) >= LEAST_RATIO or OSA.distance(said, name, score_cutoff=1) <= 1
            if near and joined(page.text, tokens, first, last):
                page.claims.take(Found(first, last, form.kind, form.key, "misspelt", True))
                break


def settle(page: Page) -> None:
    """Give mentions of one thing one key and one kind, as far as the document tells.

    A single given name or surname is the one person of the document whose full name has it; of two
    such people, or none, it is a person by itself.
    """
    fulls: defaultdict[str, set[str]] = defaultdict(set)
    names = [found for found in page.claims.found if found.kind in _NAMES]
    for found in page.claims.found:
        if found.kind == "Person":
            parts = found.key.split()
            for part in {parts[0], parts[-1]} if len(parts) > 1 else ():
                fulls[part].add(found.key)
    for found in names:
        one = " " not in found.key and found.kind in ("Person", "Name")
        if one and len(fulls.get(found.key, ())) == 1:
            (found.key,) = fulls[found.key]
            found.kind = "Person"
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sure: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for found in page.claims.found:
        (sure if found.sure else kinds)[found.key][found.kind] += 1
    for found in page.claims.found:
        if not found.sure:
            votes = sure[found.key] or kinds[found.key]
            found.kind = min(votes, key=lambda kind: (kind == "Name", -votes[kind], kind))
    page.claims.found = list(_merged(page))


def _merged(page: Page) -> Iterator[Found]:
    """The mentions in order, two of one thing side by side made one."""
    before: Found | None = None
    for found in page.claims.in_order():
        if (
            before is not None
            and (found.kind, found.key) == (before.kind, before.key)
            and found.first == before.last + 1
            and not page.tokens[before.last].clitic
            and page.text[page.tokens[before.last].end : page.tokens[found.first].start] in " -\u00a0"
        ):
            before.last = found.last
            continue
        if before is not None:
            yield before
        before = found
    if before is not None:
        yield before
