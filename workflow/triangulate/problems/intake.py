"""Problems with raw files that somebody signed off."""

from __future__ import annotations

from triangulate.problems.model import Entry, error

ENTRIES: tuple[Entry, ...] = (
    error(
        "intake.changed",
        "The file is not the one that was signed off (received {received}).",
        "Put the signed file back; or, if the change is meant, `triangulate intake --accept-changes`.",
    ),
    error(
        "intake.gone",
        "The file was signed off (received {received}) and is not there.",
        "Put it back; or, if it was taken away on purpose, `triangulate intake --accept-changes`.",
    ),
    error(
        "intake.unsigned",
        "The study reads this file, and nobody has signed it off.",
        "Sign it off with `triangulate intake`, or take it out of the folder.",
    ),
    error(
        "intake.unreadable",
        "The list of signed files cannot be read: {reason}.",
        "Restore the list; or remove it, look at the raw files, and sign them off anew with `triangulate intake`.",
    ),
)
