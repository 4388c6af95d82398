"""A string that no released output may carry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a string would tell."""

    DENIED = "deny-list"
    PERSON = "person"
    ORGANISATION = "organisation"
    CONTACT = "contact"
    PARTICIPANT = "participant"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Needle:
    """One string, looked for as whole words. ``fold`` says that case does not count, ``stops`` that a
    hit stops the release."""

    text: str
    kind: Kind
    fold: bool
    stops: bool
