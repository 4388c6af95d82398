"""What a simulated practitioner has let the listener know, so that nothing later contradicts it.

Under each heading (rank, years of service, spouse, whether the course was shared, ...) stand the values
that are still possible; a line that leaves none of them cannot be said.
"""

from __future__ import annotations

from triangulate.simulate.bank import Claims
from triangulate.simulate.people import Person

#: Given names of the pool in ``names`` that are men's; the others are women's, but for a few.
_MENS_NAMES = """
    Alan Amir Brian Carl Clive Colin Craig Darren Derek Duncan Gareth Gavin Geoff Glenn Graham Huw Ian
    Imran Keith Kevin Malcolm Marcin Mohammed Neil Nigel Philip Roger Simon Stephen Stuart Trevor
"""
_MEN = frozenset(_MENS_NAMES.split())
_EITHER = frozenset({"Daljit", "Jasvinder", "Lesley", "Olu"})


class Speaker:
    """What one person has said of themself so far."""

    def __init__(self, person: Person) -> None:
        self._possible: dict[str, frozenset[str]] = {"rank": frozenset({rank_of(person)})}
        given = person.name.split()[0]
        if given not in _EITHER:
            self._possible["self"] = frozenset({"man" if given in _MEN else "woman"})
        if person.standing == "no_consent":
            self._possible["consent"] = frozenset({"missing"})

    def can_say(self, claims: Claims) -> bool:
        """Whether the claims leave no contradiction."""
        return all(
            heading not in self._possible or self._possible[heading] & values
            for heading, values in claims.items()
        )

    def has_said(self, claims: Claims) -> None:
        """Remember the claims. ValueError if they contradict what was said before."""
        if not self.can_say(claims):
            raise ValueError(f"contradicts what was said: {dict(claims)}")
        for heading, values in claims.items():
            self._possible[heading] = self._possible.get(heading, values) & values


def rank_of(person: Person) -> str:
    """The rank or grade, as the bank's fragments name it, of a role as the register words it."""
    role = person.role.casefold()
    if person.group == "nps":
        return "quality" if "quality" in role else "senior" if "senior" in role else "officer"
    for word in ("inspector", "sergeant"):
        if word in role:
            return word
    return "constable" if "constable" in role or role in ("dc", "pc") else "staff"
