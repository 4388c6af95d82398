"""Recording that somebody withdrew.

What may leave the building is taken away at once, since it holds what the person gave; the next run
leaves the person out and makes it, and everything else, anew.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from triangulate.files import replacing, sha256_of_bytes
from triangulate.problems import Problems, StudyError, nearest
from triangulate.raw.everything import transcript_paths
from triangulate.raw.model import Participant
from triangulate.raw.register import read_register
from triangulate.raw.registeredit import with_withdrawal
from triangulate.raw.signed import sign_again
from triangulate.study.load import load_study
from triangulate.study.model import Study

COLUMN = "withdrawn_date"
#: Taken away at once. Tables, notebooks, logs and caches stay in the house until the next run replaces them.
TAKEN_AWAY = (
    "results/report",
    "results/exports",
    "results/ro-crate-metadata.json",
    "results/audit",
    "releases",
)


class WithdrawalRefused(Exception):
    """Why a withdrawal cannot be recorded, in a sentence."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was recorded. ``already`` is true where the register said so before and nothing was written;
    ``removed`` are outputs taken away; ``raw`` are files that still hold what the person gave and that
    no program deletes."""

    participant: str
    date: date
    register: str
    already: bool
    removed: tuple[str, ...]
    raw: tuple[str, ...]


def withdraw(directory: Path, participant: str, day: date | None) -> Withdrawal:
    """Write a date of withdrawal into the register of the study; today's where ``day`` is None.

    Raises :class:`WithdrawalRefused` for a study without a register, an unknown id, or another date than
    the one that is there; StudyError where configuration or register cannot be read without error.
    """
    problems = Problems()
    study = load_study(directory, problems)
    people = read_register(study, problems) if study is not None else None
    problems.raise_errors()
    assert study is not None
    if people is None or study.interviews is None or study.interviews.register is None:
        raise WithdrawalRefused("This study has no register of participants, so nobody can be withdrawn.")
    register = study.interviews.register
    person = next((p for p in people if p.participant_id == participant.strip()), None)
    if person is None:
        known = [p.participant_id for p in people]
        raise WithdrawalRefused(
            f"Nobody in {register} has the id {participant!r}.{nearest(participant, known)}"
        )
    raw = _raw_files(study, person)
    if person.withdrawn_date is not None:
        if day is not None and day != person.withdrawn_date:
            raise WithdrawalRefused(
                f"{person.participant_id} withdrew on {person.withdrawn_date} already ({person.source}). "
                "Correct the register by hand if that date is wrong."
            )
        return Withdrawal(person.participant_id, person.withdrawn_date, register, True, (), raw)
    day = day or date.today()
    _record(study, directory / register, person, day)
    return Withdrawal(person.participant_id, day, register, False, _take_away(directory), raw)


def _record(study: Study, path: Path, person: Participant, day: date) -> None:
    before = path.read_bytes()
    assert person.source.line is not None
    after = with_withdrawal(before, person.source.line, COLUMN, day)
    # A register that is a link stays one; its mode stays too, since it may be narrower than others'.
    target = path.resolve()
    mode = target.stat().st_mode & 0o7777
    with replacing(target) as temporary:
        temporary.write_bytes(after)
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
    target.chmod(mode)
    problems = Problems()
    people = {p.participant_id: p for p in read_register(study, problems) or ()}
    if problems.errors or people[person.participant_id].withdrawn_date != day:
        target.write_bytes(before)
        raise StudyError(problems.errors)
    assert study.interviews is not None and study.interviews.register is not None
    sign_again(study.directory, study.interviews.register, sha256_of_bytes(before))


def _take_away(directory: Path) -> tuple[str, ...]:
    removed: list[str] = []
    for folder in TAKEN_AWAY:
        place = directory / folder
        for path in [place, *sorted(place.rglob("*"))]:
            if path.is_file() or path.is_symlink():
                path.unlink()
                removed.append(path.relative_to(directory).as_posix())
    return tuple(removed)


def _raw_files(study: Study, person: Participant) -> tuple[str, ...]:
    if person.transcript is None:
        return ()
    found = transcript_paths(study, Problems())
    return tuple(
        path.relative_to(study.directory).as_posix()
        for path in found
        if person.transcript in (path.name, path.stem)
    )
