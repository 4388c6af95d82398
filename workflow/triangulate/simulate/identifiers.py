"""What is planted in the transcripts for the pseudonymisation to find: names, places, dates, numbers.

Telephone numbers are from the ranges that the regulator keeps free for drama, e-mail addresses at
example.org, postcodes in areas that do not exist. One colleague in twenty is typed in lower case, and
somebody named a second time goes by the given name, now and then by a name with a slip of the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from numpy.random import Generator

from triangulate.simulate.conversation import Form, Identifier, Kind, Piece
from triangulate.simulate.names import DIVISIONS, FORCES, GIVEN_NAMES, SURNAMES, TOWNS, nickname
from triangulate.simulate.people import Person

_T = TypeVar("_T")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# No postcode area of the United Kingdom begins like this.
_POSTCODE_AREAS = ("UD", "JD", "FB", "WB", "OB", "UW", "ZD", "JP")
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_TITLES = (" Constabulary", " Police", " Division")
_MAILBOXES = (
    "mosovo.admin",
    "arms.enquiries",
    "publicprotection",
    "rso.unit",
    "training.desk",
    "spoc.inbox",
)


@dataclass(slots=True)
class Planter:
    """Fills the slots of one conversation and remembers who has been named in it."""

    person: Person
    taken: frozenset[str]
    rng: Generator
    home: str = field(init=False)
    named: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.home = self._any(TOWNS)

    def fill(self, slot: str, starts_sentence: bool) -> Piece:
        """The piece that takes the place of a slot. KeyError for an unknown slot."""
        text, kind, form = {
            "colleague": self._colleague,
            "colleague_again": self._again,
            "colleague_given": lambda: (self._last().split()[0], "person", "given_name"),
            "self": lambda: self._typed(self.person.name, "person", 0.04),
            "self_given": lambda: (self.person.name.split()[0], "person", "given_name"),
            "force": self._other_force,
            "own_force": lambda: self._organisation(self.person.organisation),
            "nickname_force": lambda: (self._any(FORCES).nickname, "nickname", "plain"),
            "own_nickname": self._own_nickname,
            "town": self._town,
            "date": self._date,
            "interview_date": self._interview_date,
            "collar": lambda: (str(int(self.rng.integers(1200, 9800))), "collar", "plain"),
            "phone": self._phone,
            "email": self._email,
            "postcode": self._postcode,
        }[slot]()
        if starts_sentence and form == "plain":
            text = text[0].upper() + text[1:]
        return Piece(text, identifier=Identifier(kind, form))

    def _any(self, pool: Sequence[_T]) -> _T:
        return pool[int(self.rng.integers(len(pool)))]

    def _typed(self, name: str, kind: Kind, careless: float) -> tuple[str, Kind, Form]:
        if self.rng.random() < careless:
            return name.lower(), kind, "lower_case"
        return name, kind, "plain"

    def _colleague(self) -> tuple[str, Kind, Form]:
        name = self.person.name
        given = {self.person.name.split()[0], *(other.split()[0] for other in self.named)}
        while name in self.taken or name.split()[0] in given:
            name = f"{self._any(GIVEN_NAMES)} {self._any(SURNAMES)}"
        self.named.append(name)
        return self._typed(name, "person", 0.05)

    def _last(self) -> str:
        if not self.named:
            self._colleague()
        return self.named[-1]

    def _again(self) -> tuple[str, Kind, Form]:
        name = self._any(self.named) if self.named else self._last()
        draw = self.rng.random()
        if draw < 0.08:
            return _slip(name, self.rng), "person", "misspelt"
        if draw < 0.2:
            return self._typed(name, "person", 0.3)
        return name.split()[0], "person", "given_name"

    def _other_force(self) -> tuple[str, Kind, Form]:
        forces = [force.name for force in FORCES]
        pool = forces if self.person.group == "police" or self.rng.random() < 0.5 else list(DIVISIONS)
        name = self._any([name for name in pool if name != self.person.organisation])
        if self.person.group != "police":
            # Probation calls an area of its own by the bare name.
            name = _short(name)
        return self._organisation(name)

    def _organisation(self, name: str) -> tuple[str, Kind, Form]:
        kind: Kind = "division" if name.rstrip("0123456789 ").endswith(_TITLES[-1]) else "force"
        return self._typed(_short(name) if self.rng.random() < 0.4 else name, kind, 0.03)

    def _own_nickname(self) -> tuple[str, Kind, Form]:
        return nickname(self.person.organisation) or self.person.organisation, "nickname", "plain"

    def _town(self) -> tuple[str, Kind, Form]:
        return self._typed(self.home if self.rng.random() < 0.3 else self._any(TOWNS), "town", 0.03)

    def _date(self) -> tuple[str, Kind, Form]:
        day = date(2014, 9, 1) + timedelta(days=int(self.rng.integers(0, 1150)))
        return self._spoken(day), "date", "plain"

    def _interview_date(self) -> tuple[str, Kind, Form]:
        day = date(2017, 12, 4) + timedelta(days=int(self.rng.integers(0, 80)))
        return self._spoken(day), "date", "plain"

    def _spoken(self, day: date) -> str:
        month = _MONTHS[day.month - 1]
        return self._any(
            (
                f"{day.day} {month} {day.year}",
                f"{day.day} {month}",
                f"{day.day}{_ordinal(day.day)} {month} {day.year}",
                f"{month} {day.day}{_ordinal(day.day)}",
                f"{day:%d/%m/%Y}",
            )
        )

    def _phone(self) -> tuple[str, Kind, Form]:
        last = int(self.rng.integers(1000))
        stem = self._any(("01632 960", "07700 900"))
        return f"{stem}{last:03d}", "phone", "plain"

    def _email(self) -> tuple[str, Kind, Form]:
        if self.rng.random() < 0.5:
            given, surname = self._any(GIVEN_NAMES), self._any(SURNAMES)
            box = f"{given}.{surname.replace(chr(39), '')}".lower()
        else:
            box = self._any(_MAILBOXES)
        return f"{box}@example.org", "email", "plain"

    def _postcode(self) -> tuple[str, Kind, Form]:
        inward = "".join(_INWARD[int(i)] for i in self.rng.integers(len(_INWARD), size=2))
        outward = f"{self._any(_POSTCODE_AREAS)}{int(self.rng.integers(1, 20))}"
        return f"{outward} {int(self.rng.integers(1, 10))}{inward}", "postcode", "plain"


def _short(name: str) -> str:
    """An organisation's name without what it is."""
    for title in _TITLES:
        name = name.removesuffix(title)
    return name


def _ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _slip(name: str, rng: Generator) -> str:
    """The name with two neighbouring letters of the surname exchanged, or one of them doubled."""
    given, _, surname = name.partition(" ")
    at = int(rng.integers(1, len(surname) - 1))
    first, second = surname[at], surname[at + 1]
    middle = second + first if first != second and rng.random() < 0.5 else first + first + second
    return f"{given} {surname[:at]}{middle}{surname[at + 2 :]}"
