"""Who takes part: the register's rows with their standing, and the groups of people without one."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from triangulate.raw.model import Participant
from triangulate.records.tables import table


def standing(person: Participant) -> str:
    """``withdrawn`` where a withdrawal is dated, ``no_consent`` where no consent is, else ``included``."""
    if person.withdrawn_date is not None:
        return "withdrawn"
    return "no_consent" if person.consent_date is None else "included"


def people_table(participants: Iterable[Participant] | None) -> pd.DataFrame:
    """One row a person of the register, in its order; empty where a study has no register.

    Of a person who is left out the row keeps what counting needs: id, group and reason.
    """
    return table(
        "people",
        (
            {
                "participant_id": person.participant_id,
                "group": person.group,
                "organisation": person.organisation or None,
                "role": person.role or None,
                "standing": standing(person),
                "transcript": person.transcript,
                **person.source.as_columns(),
            }
            for person in participants or ()
        ),
    )


def left_out(people: pd.DataFrame) -> frozenset[str]:
    """Ids of those whose data do not enter."""
    return frozenset(people.loc[people["standing"] != "included", "participant_id"])
