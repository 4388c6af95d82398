"""Names that must never be published, and every form in which people say them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triangulate.text import gazetteer
from triangulate.text.tokens import folds_of

#: Words that say what kind of body an organisation is and do not tell it from another.
GENERIC = frozenset(
    """police constabulary force probation division region area service trust unit team office nps npd
    national department district council county borough city authority company group partnership
    ltd limited plc crc ldu pdu hmpps the of and for university college school hospital prison hmp
    academy centre center institute foundation charity society association agency court""".split()
)
_COMPASS = frozenset("north south east west northern southern eastern western central mid greater".split())
_FORCE_WORDS = frozenset({"police", "constabulary", "force"})
_DIVISION_WORDS = frozenset({"probation", "division", "nps", "ldu", "pdu", "crc"})
_TITLES_OUT = frozenset(
    "mr mrs ms miss dr prof professor sir dame dc ds di dci pc ps sgt sergeant inspector constable".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name as the study's files have it. ``kind`` heads its replacement (``Person``, ``Force``)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the study itself knows to be identifying.

    ``deny_list`` is free text of unknown kind; ``organisations`` are those of register and mapping
    forms, each with its kind (the group's unit label with a capital); ``participants`` are ids.
    """

    deny_list: tuple[str, ...] = ()
    organisations: tuple[Name, ...] = ()
    participants: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        deny_list: Iterable[str] = (),
        organisations: Iterable[tuple[str, str]] = (),
        participants: Iterable[str] = (),
    ) -> Names:
        """From plain sequences, in any order and with repetitions; blank entries are left out."""
        return cls(
            tuple(sorted({text.strip() for text in deny_list if text.strip()})),
            tuple(sorted({Name(text.strip(), kind) for text, kind in organisations if text.strip()})),
            tuple(sorted({text.strip() for text in participants if text.strip()})),
        )

    def fingerprint(self) -> str:
        """A hash of all names, so that a cache entry made with others is not used."""
        plain = [
            list(self.deny_list),
            [[name.text, name.kind] for name in self.organisations],
            list(self.participants),
        ]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying a name. ``key`` is the same for all forms of one name; ``exact`` is the only
    spelling that counts, for forms too short or too common to be told by their letters alone."""

    folds: tuple[str, ...]
    kind: str
    key: str
    rule: str
    exact: str | None = None


def core(folds: Sequence[str]) -> tuple[str, ...]:
    """An organisation's words without the ones that say what it is; all of them if none is left."""
    kept = [fold for fold in folds if fold not in GENERIC]
    if not kept or all(fold in _COMPASS for fold in kept):
        return tuple(folds)
    first = next(i for i, fold in enumerate(folds) if fold in kept)
    last = max(i for i, fold in enumerate(folds) if fold in kept)
    return tuple(folds[first : last + 1])


def guessed_kind(text: str) -> str:
    """What a deny-list entry of unknown kind is likely to be; ``Name`` where nothing tells."""
    folds = folds_of(text)
    if set(folds) & _FORCE_WORDS:
        return "Force"
    if set(folds) & _DIVISION_WORDS:
        return "Division"
    if set(folds) & (GENERIC - {"the", "of", "and", "for"}):
        return "Organisation"
    if any(gazetteer.is_given(fold) for fold in folds) or set(folds[:1]) & _TITLES_OUT:
        return "Person"
    if any(gazetteer.is_place(fold) for fold in folds) or " ".join(folds) in _places():
        return "Place"
    if any(gazetteer.is_surname(fold) for fold in folds):
        return "Person"
    if folds[:1] == ("the",):
        return "Organisation"
    return "Person" if len(folds) > 1 and text.istitle() else "Name"


def _places() -> frozenset[str]:
    return frozenset(name.canonical for name in gazetteer.listed() if name.kind == "Place")


def forms_of(names: Names) -> tuple[Form, ...]:
    """Every form of every name: whole, short, parts of a person's name, initials of a body."""
    forms: dict[tuple[tuple[str, ...], str | None], Form] = {}
    claimed: dict[tuple[str, ...], set[str]] = {}

    def add(form: Form) -> None:
        if form.folds:
            forms.setdefault((form.folds, form.exact), form)

    organisations = [*names.organisations]
    people: list[str] = []
    other: list[Name] = []
    for text in names.deny_list:
        kind = guessed_kind(text)
        if kind == "Person":
            people.append(text)
        elif kind in ("Force", "Division", "Organisation"):
            organisations.append(Name(text, kind))
        else:
            other.append(Name(text, kind))
    for name in organisations:
        folds = folds_of(name.text)
        key = " ".join(core(folds))
        add(_form(name.text, folds, name.kind, key))
    for name in organisations:
        folds = folds_of(name.text)
        short = core(folds)
        key = " ".join(short)
        add(_form(name.text, short, name.kind, key))
        if len(folds) >= 3 and all(c.isalpha() for f in folds for c in f):
            letters = "".join(f[0] for f in folds if f not in ("of", "the", "and", "for")).upper()
            if len(letters) >= 3 and letters.lower() not in gazetteer.kept_words():
                add(Form((letters.lower(),), name.kind, key, "deny-list", letters))
    for text in people:
        folds = tuple(f for f in folds_of(text) if f not in _TITLES_OUT)
        key = " ".join(folds)
        add(Form(folds_of(text), "Person", key, "deny-list"))
        add(Form(folds, "Person", key, "deny-list"))
        for part in set(folds):
            if len(part) > 2:
                claimed.setdefault((part,), set()).add(key)
    for name in other:
        folds = folds_of(name.text)
        add(_form(name.text, folds, name.kind, " ".join(folds)))
    for part_folds, keys in sorted(claimed.items()):
        key = keys.pop() if len(keys) == 1 else part_folds[0]
        add(Form(part_folds, "Person", key, "deny-list"))
    for text in names.participants:
        if any(c.isalpha() for c in text):
            add(Form(folds_of(text), "Participant", text, "deny-list", text))
    return tuple(forms.values())


def _form(text: str, folds: tuple[str, ...], kind: str, key: str) -> Form:
    short = len(folds) == 1 and (len(folds[0]) <= 3 or (text.isupper() and len(text) <= 4))
    return Form(folds, kind, key, "deny-list", text.strip() if short and folds_of(text) == folds else None)
