"""Problems with answers to the statements."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

_FILE = (
    error(
        "statements.not-recognised",
        "This is neither a form (a row headed Statement and Answer) nor a table (a column "
        "{respondent!r} and one for each statement). It begins: {begins}.{hint}",
        "Start from the form that 'triangulate forms' writes, or name the columns as in the "
        "statement instrument.",
    ),
    error(
        "statements.missing-column",
        "The table has no column {column!r}{what}.{hint}",
        "Add the column, correct its heading, or say in config/ what it is called (respondent, group, "
        "or a statement's column).",
    ),
    warning(
        "statements.extra-columns",
        "{count:column belongs to no statement and was|columns belong to no statement and were} not read: {headings}.",
        "Nothing to do if they are not needed; else correct their headings.",
    ),
    error(
        "statements.missing-item",
        "The form has no row for the statement {statement!r}.",
        "Add the row, or start again from the form that 'triangulate forms' writes.",
    ),
    error(
        "statements.unknown-item",
        "{key!r} is no statement of the instrument.{hint}",
        "Correct the id, remove the row, or declare the statement.",
    ),
    error(
        "statements.stray-answer",
        "An answer ({shown!r}) stands in a row without a statement.",
        "Write the statement's id into its column, or move the remark to the notes.",
    ),
    error(
        "statements.item-twice",
        "{item!r} stands here a second time (first in {first}).",
        "Keep one of the two rows.",
    ),
    error(
        "statements.id-and-question",
        "The row's id is {item!r}, but its text belongs to {other!r}.",
        "Put the id back beside its own statement; sort all columns together or none.",
    ),
)

_WHO = (
    error(
        "statements.no-respondent",
        "There are answers, but no respondent is named.",
        "Write the respondent's id.",
    ),
    error(
        "statements.duplicate-respondent",
        "The respondent {respondent!r} has already answered ({first}).",
        "Keep one of the two, or give the respondents different ids.",
    ),
    error(
        "statements.no-group",
        "The group of respondent {respondent!r} is not given.",
        "Write one of {groups}.",
    ),
    error(
        "statements.more-than-the-group",
        "{count:respondent|respondents} of {group} answered, but config/config.yaml says that the group has {size}.",
        "Correct the group's size (everybody in it, asked or not), take it out, or correct the group of "
        "those who are in another one.",
    ),
    error(
        "statements.unknown-group",
        "{shown!r} is no group of this study.{hint}",
        "Write one of {groups}.",
    ),
)

_ANSWER = (
    error(
        "statements.unknown-answer",
        "{shown!r} is no answer on the scale.{hint}",
        "Write one of {allowed}; leave the cell empty if there is no answer.",
    ),
    error(
        "statements.ambiguous-answer",
        "{shown!r} could mean two answers: {meanings}.",
        "Write the label and the code, as in '4 - Agree'.",
    ),
    warning(
        "statements.spelling-forgiven",
        "{count:answer is not spelt as in the instrument and was|answers are not spelt as in the instrument and were} understood: {examples}.",
        "Nothing to do if they are understood rightly.",
    ),
)

ENTRIES: tuple[Entry, ...] = _FILE + _WHO + _ANSWER
