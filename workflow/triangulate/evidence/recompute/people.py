"""The register read again: who takes part, who does not, whose transcript is whose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from triangulate.evidence.recompute.files import Unreadable
from triangulate.evidence.recompute.tables import read_csv
from triangulate.study.model import Study

_COLUMNS = (
    "participant_id",
    "group",
    "organisation",
    "role",
    "consent_date",
    "withdrawn_date",
    "transcript",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the register. ``standing``: included, no_consent or withdrawn."""

    id: str
    group: str
    organisation: str
    standing: str
    transcript: str


def read_people(directory: Path, study: Study) -> list[Person] | None:
    """The register's rows; None where the study has no register."""
    register = study.interviews.register if study.interviews else None
    if register is None:
        return None
    table = read_csv((directory / register).read_bytes(), register, _COLUMNS)
    headings = [cell.strip() for cell in table.rows[0]]
    if "participant_id" not in headings or "group" not in headings:
        raise Unreadable(register, "it lacks participant_id or group")
    people = []
    for cells in table.rows[1:]:
        row = {h: c.strip() for h, c in zip(headings, cells, strict=True)}
        group = study.group_of_cell(row["group"])
        if group is None:
            raise Unreadable(register, f"the group {row['group']!r} is not the study's")
        if row.get("withdrawn_date"):
            standing = "withdrawn"
        else:
            standing = "included" if row.get("consent_date") else "no_consent"
        people.append(
            Person(
                row["participant_id"],
                group.id,
                row.get("organisation", ""),
                standing,
                row.get("transcript", ""),
            )
        )
    return people


class Register:
    """A study's register, read when it is first asked for."""

    def __init__(self, directory: Path, study: Study) -> None:
        self._directory, self._study = directory, study

    @cached_property
    def people(self) -> list[Person] | None:
        """Its rows; None where the study has no register."""
        return read_people(self._directory, self._study)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Ids of those whose data do not enter."""
        return frozenset(p.id for p in self.people or () if p.standing != "included")


def owners_of(
    study: Study, people: list[Person] | None, transcripts: list[str]
) -> dict[str, tuple[str, str]]:
    """Participant and group of every transcript in use, by its path from the study.

    With a register those of people who are left out are not in use. Without one the group is the
    study's only one, or the one that the transcript's folder names.
    """
    by_name: dict[str, Person] = {p.transcript: p for p in people or () if p.transcript}
    found: dict[str, tuple[str, str]] = {}
    for path in transcripts:
        name = PurePosixPath(path)
        person = by_name.get(name.name) or by_name.get(name.stem)
        if person is not None:
            if person.standing == "included":
                found[path] = person.id, person.group
            continue
        group = study.groups[0] if len(study.groups) == 1 else study.group_of_cell(name.parent.name)
        if group is None:
            raise Unreadable(path, "its group cannot be told")
        found[path] = name.stem, group.id
    return found
