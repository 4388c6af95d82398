"""The strings that no released output may carry, and which of them are too common to prove anything.

Every string is looked for as whole words. Whether case counts, and whether a hit stops the release:

* what the study's deny-list names stops it always, and so do e-mail addresses, telephone numbers and
  postcodes that pseudonymisation found, and traces of the machine;
* a name of several words is found in any case, one word only as it is written or in capitals: the
  nickname "the Moor" must not be found in every moor;
* a person's or body's name that the register, the forms or pseudonymisation know stops the release,
  unless the study's declarations or the program's own words use it (a codebook may speak of Hope),
  or the pseudonymised transcripts still have it: there it was judged to be a word, and a person
  settles it in the review queue. Such hits are listed and do not stop;
* participants' ids stop it if they have a letter and a digit and are at least three characters long;
  shorter ones (``H1``) are too often something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from triangulate.release.needles import Kind, Needle
from triangulate.release.search import Searcher

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_LEAST_ID = 3
_LEAST_NAME = 3
_LEAST_DIGITS = 7
#: Kinds of the key of pseudonyms that name people, and those that reach them.
_PEOPLE = frozenset({"Person", "Name"})
_CONTACTS = frozenset({"Email", "Phone", "Postcode", "NHS number", "URL"})
#: Taken out of transcripts too, but alone they prove nothing in a page full of numbers and places.
_NOT_NAMES = frozenset({"Date", "Place", "Collar number", "Participant"})


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a study's files hold. ``organisations`` are those of register and forms, ``found``
    the (kind, text) of the key of pseudonyms, ``machine`` paths and names of where the run takes place."""

    denied: tuple[str, ...] = ()
    organisations: frozenset[str] = frozenset()
    participants: frozenset[str] = frozenset()
    found: tuple[tuple[str, str], ...] = ()
    machine: tuple[str, ...] = ()


def needles_of(known: Known, own_words: Iterable[str], transcripts: Iterable[str]) -> list[Needle]:
    """All needles of a study, each text once, the strictest kind first.

    ``own_words`` are what study and program say in any report, ``transcripts`` the pseudonymised texts.
    """
    doubtful = [n for n in _from_names(known) if n.kind not in (Kind.DENIED, Kind.MACHINE)]
    common = _standing({n.text for n in doubtful}, [*own_words, *transcripts])
    needles: dict[str, Needle] = {}
    for needle in (*_certain(known), *_from_names(known)):
        sure = needle.kind in (Kind.DENIED, Kind.MACHINE) or needle.text in known.denied
        stops = needle.stops and (sure or needle.text not in common)
        for form in {needle.text} if needle.fold else {needle.text, needle.text.upper()}:
            needles.setdefault(form, Needle(form, needle.kind, needle.fold, stops))
    return list(needles.values())


def _certain(known: Known) -> Iterator[Needle]:
    bodies = {name.casefold() for name in known.organisations}
    for text in known.denied:
        # An organisation that is denied is still one: it may be named with the mapping data.
        kind = Kind.ORGANISATION if text.casefold() in bodies else Kind.DENIED
        yield Needle(text, kind, _folds(text), True)
    for text in known.machine:
        yield Needle(text, Kind.MACHINE, False, True)


def _from_names(known: Known) -> Iterator[Needle]:
    for text in sorted(known.participants):
        if any(c.isalpha() for c in text):
            clear = len(text) >= _LEAST_ID and any(c.isdigit() for c in text)
            yield Needle(text, Kind.PARTICIPANT, False, clear)
    for text in sorted(known.organisations):
        if any(c.isalpha() for c in text) and len(text) >= _LEAST_NAME:
            yield Needle(text, Kind.ORGANISATION, _folds(text), True)
    for kind, found in known.found:
        text = " ".join(found.split())
        if kind in _CONTACTS:
            if len(text) >= _LEAST_NAME and (kind != "Phone" or _digits(text) >= _LEAST_DIGITS):
                yield Needle(text, Kind.CONTACT, True, True)
        elif kind not in _NOT_NAMES and len(text) >= _LEAST_NAME and any(c.isalpha() for c in text):
            yield Needle(text, Kind.PERSON if kind in _PEOPLE else Kind.ORGANISATION, _folds(text), True)


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _folds(text: str) -> bool:
    """Whether case may be left aside: with two words or more, an article apart."""
    return len(_WORDS.findall(_ARTICLE.sub("", text))) > 1


def _standing(texts: Iterable[str], said: Iterable[str]) -> frozenset[str]:
    """Which of ``texts`` are said in any case: a name that is also an everyday word is one of them."""
    searcher = Searcher(Needle(text, Kind.PERSON, True, False) for text in texts)
    return frozenset(needle.text for words in said for needle, _ in searcher.find(words))
