"""The practitioners of the simulated study, and the register that lists them.

74 take part: 45 police from all 43 forces and 29 probation from all 7 divisions. Beyond them
stand one police practitioner whose consent form never came and one probation practitioner who
withdrew after the interview. Ids are given out after the people have been shuffled, so that
neither the id nor the place in the register tells who is left out, who works where or who holds
which rank.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from triangulate.files import write_text
from triangulate.simulate.names import generator, organisations, people_names
from triangulate.simulate.people import Person

#: The register's columns, in the order of the contract.
COLUMNS = (
    "participant_id",
    "group",
    "organisation",
    "role",
    "consent_date",
    "withdrawn_date",
    "transcript",
)
Standing = Literal["included", "no_consent", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Recruitment:
    """How one group was recruited: who is left out besides ``taking_part``, and the roles,
    commonest first, in shares of the whole."""

    group: str
    prefix: str
    taking_part: int
    left_out: Standing
    roles: Mapping[str, int]


RECRUITMENT: tuple[Recruitment, ...] = (
    Recruitment(
        "police",
        "P",
        45,
        "no_consent",
        {
            "Detective constable": 19,
            "Detective sergeant": 14,
            "Detective inspector": 7,
            "Civilian investigator": 6,
        },
    ),
    Recruitment(
        "nps",
        "N",
        29,
        "withdrawn",
        {
            "Probation officer": 17,
            "Senior probation officer": 9,
            "Quality and development officer": 4,
        },
    ),
)
_FIRST, _LAST = date(2017, 12, 1), date(2018, 2, 28)
_HOLIDAY = (date(2017, 12, 23), date(2018, 1, 1))


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person with the dates of the register."""

    person: Person
    consented: date | None
    withdrew: date | None


def enrol(seed: int, scale: int = 1) -> tuple[Enrolment, ...]:
    """Everybody in the register, in its order, as yet without answers; ``scale`` times as many
    people.

    All organisations of a group have somebody who takes part. One practitioner of each group is
    left out at any scale.
    """
    enrolled: list[Enrolment] = []
    names = iter(people_names(sum(_size(r, scale) for r in RECRUITMENT), seed))
    for recruitment in RECRUITMENT:
        rng = generator(seed, f"recruitment of {recruitment.group}")
        size = _size(recruitment, scale)
        places = organisations(recruitment.group, scale)
        further = [places[i] for i in rng.permutation(len(places))] * (size // len(places))
        staffed = [*places, *further[: size - len(places)]]
        order = [int(i) for i in rng.permutation(size)]
        roles = _roles(recruitment, size)
        mixed_roles = [roles[i] for i in rng.permutation(size)]
        # Only somebody with a colleague in the same organisation can be missed without leaving a
        # gap.
        candidates = [at for at in range(size) if staffed.count(staffed[order[at]]) > 1]
        left_out = candidates[int(rng.integers(len(candidates)))]
        for at in range(size):
            standing: Standing = recruitment.left_out if at == left_out else "included"
            consented = _working_day(int(rng.integers(10_000)))
            person = Person(
                participant_id=f"{recruitment.prefix}{at + 1:0{max(2, len(str(size)))}d}",
                group=recruitment.group,
                organisation=staffed[order[at]],
                role=mixed_roles[at],
                standing=standing,
                name=next(names),
                answers={},
            )
            withdrew = consented + timedelta(days=int(rng.integers(30, 60)))
            enrolled.append(
                Enrolment(
                    person,
                    None if standing == "no_consent" else consented,
                    withdrew if standing == "withdrawn" else None,
                )
            )
    return tuple(enrolled)


def write_register(path: Path, enrolled: Sequence[Enrolment], transcripts: Mapping[str, str]) -> None:
    """Write ``participants.csv``; ``transcripts`` leads from participant ids to file names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in enrolled:
        person = row.person
        writer.writerow(
            (
                person.participant_id,
                person.group,
                person.organisation,
                person.role,
                row.consented.isoformat() if row.consented else "",
                row.withdrew.isoformat() if row.withdrew else "",
                transcripts.get(person.participant_id, ""),
            )
        )
    write_text(path, text.getvalue())


def _size(recruitment: Recruitment, scale: int) -> int:
    return recruitment.taking_part * scale + 1


def _roles(recruitment: Recruitment, size: int) -> list[str]:
    """A role for everybody, in the shares of the recruitment, the commonest filling up."""
    total = sum(recruitment.roles.values())
    roles = [role for role, share in recruitment.roles.items() for _ in range(share * size // total)]
    return [next(iter(recruitment.roles))] * (size - len(roles)) + roles


def _working_day(draw: int) -> date:
    """A working day of the study's three months, not between Christmas and New Year."""
    days = [_FIRST + timedelta(days=i) for i in range((_LAST - _FIRST).days + 1)]
    working = [day for day in days if day.weekday() < 5 and not _HOLIDAY[0] <= day <= _HOLIDAY[1]]
    return working[draw % len(working)]
