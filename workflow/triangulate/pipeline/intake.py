"""Signing raw files off: what came in, with its hash, the day and the sender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from triangulate.files import sha256_of_file
from triangulate.pipeline.plan import Plan
from triangulate.problems import Problems
from triangulate.raw.signed import Compared, Signature, compare, read_signed, write_signed


@dataclass(frozen=True, slots=True)
class Intake:
    """What was found; ``written`` says whether the list was written. ``first``: there was none."""

    found: Compared
    first: bool
    written: bool


def intake(directory: Path, received: date, origin: str, *, accept_changes: bool = False) -> Intake:
    """Sign off the raw files of a study that are new.

    Changed files, and those that are gone, stop it and nothing is written, unless
    ``accept_changes`` says that they are meant: then they are signed anew, or dropped from the list.
    StudyError where the configuration or the list cannot be read.
    """
    plan = Plan.of(directory)
    problems = Problems()
    signed = read_signed(directory, problems)
    problems.raise_errors()
    before = signed or {}
    found = compare(directory, plan.raw_files, before)
    if (found.changed or found.gone) and not accept_changes:
        return Intake(found, signed is None, False)
    after = {name: before[name] for name in found.same}
    for name in (*found.new, *found.changed):
        after[name] = Signature(name, sha256_of_file(directory / name), received.isoformat(), origin)
    write_signed(directory, after.values())
    return Intake(found, signed is None, True)
