"""Problems with the register, and with people who should be in it."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    error(
        "people.not-csv",
        "The register is a {ending!r} file; only .csv is read.",
        "Save it as CSV in UTF-8.",
    ),
    error(
        "people.missing-column",
        "The register has no column {column!r}.{hint}",
        "Its columns are {columns}.",
    ),
    warning(
        "people.unknown-column",
        "The register has a column {heading!r}, which was not read.{hint}",
        "Its columns are {columns}. Rename this one if it is meant to be one of them; else take it out, "
        "since a register holds no more of people than is needed.",
    ),
    error(
        "people.no-id",
        "The row has no participant_id.",
        "Give the person an id.",
    ),
    error(
        "people.duplicate-id",
        "The participant {participant!r} stands here a second time (first in {first}).",
        "Keep one of the rows, or give the people different ids.",
    ),
    error(
        "people.duplicate-transcript",
        "The transcript {transcript!r} is already named by participant {other!r} ({first}).",
        "Name each transcript once.",
    ),
    error(
        "people.unknown-group",
        "{shown!r} is no group of this study.{hint}",
        "Write one of {groups}.",
    ),
    error(
        "people.date",
        "{column} is {shown!r}, which is no date of the form 2018-01-05.",
        "Write year-month-day{suggestion}.",
    ),
    warning(
        "people.withdrawn-before-consent",
        "{participant!r} withdrew on {withdrawn}, before consenting on {consent}.",
        "Check both dates; the person is left out either way.",
    ),
    error(
        "people.consent-to-come",
        "{participant!r} consented on {consent}, a day that is still to come.",
        "Nobody has consented before they did: correct the date, or leave it blank until then.",
    ),
    warning(
        "people.no-consent",
        "{participant!r} has no date of consent and is left out of everything but the count.",
        "Add the date if there is consent.",
    ),
    error(
        "people.unknown-respondent",
        "The respondent {respondent!r} is not in the register.{hint}",
        "Add the person to the register, or correct the id.",
    ),
    error(
        "people.unknown-transcript",
        "The transcript {transcript!r} is not in the register.{hint}",
        "Name it in the row of the person interviewed.",
    ),
    error(
        "people.no-transcript-file",
        "{participant!r} has the transcript {transcript!r}, and there is no such file.{hint}",
        "Add the file, correct its name (upper and lower case count), or clear the cell.",
    ),
    error(
        "people.ambiguous-transcript",
        "{participant!r} has the transcript {transcript!r}, which could be {files}.",
        "Write the file name with its ending.",
    ),
    error(
        "people.group-conflict",
        "{respondent!r} answered as {group!r}, but is {registered!r} in the register.",
        "Correct the one that is wrong.",
    ),
)
