"""Names that must never be published, and every form in which people say them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triangulate.text import gazetteer
from triangulate.text.tokens import folds_of
from triangulate.text.vocabulary import COMPASS, DIVISION_WORDS, FORCE_WORDS, GENERIC, PARTICLES, TITLES


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
    spelling that counts, for forms too short to be told by their letters alone; a ``part`` of a longer
    name counts where the words around speak for it."""

    folds: tuple[str, ...]
    kind: str
    key: str
    rule: str
    exact: str | None = None
    part: bool = False


def core(folds: Sequence[str]) -> tuple[str, ...]:
    """An organisation's words without the ones that say what it is; all of them if none is left."""
    kept = [fold for fold in folds if fold not in GENERIC]
    if not kept or all(fold in COMPASS for fold in kept):
        return tuple(folds)
    first = next(i for i, fold in enumerate(folds) if fold in kept)
    last = max(i for i, fold in enumerate(folds) if fold in kept)
    return tuple(folds[first : last + 1])


def guessed_kind(text: str) -> str:
    """What a deny-list entry of unknown kind is likely to be; ``Name`` where nothing tells."""
    folds = folds_of(text)
    if set(folds) & FORCE_WORDS:
        return "Force"
    if set(folds) & DIVISION_WORDS:
        return "Division"
    if set(folds) & (GENERIC - {"the", "of", "and", "for"}):
        return "Organisation"
    if folds[:1] == ("the",):
        return "Organisation"
    if any(gazetteer.is_given(fold) for fold in folds) or set(folds[:1]) & TITLES:
        return "Person"
    if any(gazetteer.is_place(fold) for fold in folds) or " ".join(folds) in _places():
        return "Place"
    if any(gazetteer.is_surname(fold) for fold in folds):
        return "Person"
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
    for name in organisations:
        short = core(folds_of(name.text))
        for part in short if len(short) > 1 else ():
            if len(part) > 3 and part not in GENERIC | COMPASS | PARTICLES:
                add(Form((part,), name.kind, " ".join(short), "deny-list", part=True))
    for text in people:
        folds = tuple(f for f in folds_of(text) if f not in TITLES)
        key = " ".join(folds)
        add(Form(folds_of(text), "Person", key, "deny-list"))
        add(Form(folds, "Person", key, "deny-list"))
        for part in set(folds):
            if len(part) > 2 and part not in PARTICLES:
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
