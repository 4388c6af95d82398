"""Problems with mapping forms and tables, and the data queries raised over them."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

_FILE = (
    error(
        "mapping.not-recognised",
        "This is neither a form (a row headed Item and Answer) nor a table (columns organisation "
        "and one for each item). It begins: {begins}.{hint}",
        "Start from the form that 'triangulate forms' writes, or name the columns as in the "
        "mapping instrument.",
    ),
    error(
        "mapping.missing-column",
        "The table has no column {column!r}.{hint}",
        "Add the column, or correct its heading.",
    ),
    warning(
        "mapping.unknown-column",
        "The column {heading!r} is no item of the mapping instrument and was not read.{hint}",
        "Nothing to do if it is not needed; else correct the heading, or declare the item.",
    ),
    error(
        "mapping.unknown-item",
        "{key!r} is no item of the mapping form.{hint}",
        "Correct the item, remove the row, or declare the item in the mapping instrument.",
    ),
    error(
        "mapping.stray-answer",
        "An answer ({shown!r}) stands in a row without an item.",
        "Write the item's id into its column, or move the remark to the notes.",
    ),
    error(
        "mapping.item-twice",
        "The item {item!r} stands here a second time (first in {first}).",
        "Keep one of the two rows.",
    ),
    error(
        "mapping.id-and-question",
        "The row's id is {item!r}, but its question belongs to {other!r}.",
        "Put the id back beside its own question; sort all columns together or none.",
    ),
    error(
        "mapping.missing-required-item",
        "The form has no row for {item!r}, which is required.",
        "Add the row, or start again from the form that 'triangulate forms' writes.",
    ),
    warning(
        "mapping.missing-item",
        "The form has no row for {item!r}; it counts as not answered.",
        "Add the row if there is an answer.",
    ),
    error(
        "mapping.not-asked",
        "{item!r} is answered, but {group} is not asked it.",
        "Clear the answer, or add the group to the item in the mapping instrument.",
    ),
)

_WHO = (
    error(
        "mapping.no-group",
        "It is not said which group this return is from.{hint}",
        "Put the file into a folder named after its group ({groups}), or add a column group.",
    ),
    error(
        "mapping.unknown-group",
        "{shown!r} is no group of this study.{hint}",
        "Write one of {groups}.",
    ),
    error(
        "mapping.group-conflict",
        "The return says {shown!r}, but lies in the folder of {folder!r}.",
        "Move the file or correct the group.",
    ),
    error(
        "mapping.no-organisation",
        "The row has answers but no organisation.",
        "Write the organisation's name.",
    ),
    error(
        "mapping.duplicate-organisation",
        "{organisation!r} has already answered for {group} ({first}).",
        "Keep one of the two returns, or give the organisations different names.",
    ),
    warning(
        "mapping.shared-name",
        "{name!r} is the name of two things: {one}; {other}.",
        "Make sure that the two are not mixed up; rename one if they are different.",
    ),
)

_VALUE = (
    error(
        "mapping.required",
        "{item!r} is required and not answered.",
        "Ask the organisation for the answer, or make the item optional.",
    ),
    error(
        "mapping.not-a-number",
        "{item!r} wants a number, and the cell holds {shown!r}: {reason}.",
        "{advice}",
    ),
    error(
        "mapping.not-whole",
        "{item!r} counts something, and {shown} is no whole number.",
        "Write the count as a whole number, or declare the item as a number.",
    ),
    error(
        "mapping.negative-count",
        "{item!r} counts something, and {shown} is below zero.",
        "Write the count, or leave the cell empty if it is not known.",
    ),
    error(
        "mapping.too-large",
        "{item!r} is {shown}, more than a spreadsheet can hold exactly.",
        "Check the number.",
    ),
    error(
        "mapping.below-min",
        "{item!r} is {shown}; the least that is possible is {bound}.",
        "Correct the answer, or min in the mapping instrument.",
    ),
    error(
        "mapping.above-max",
        "{item!r} is {shown}; the most that is possible is {bound}.",
        "Correct the answer, or max in the mapping instrument.",
    ),
    error(
        "mapping.labelled-value",
        "{item!r} is {shown}, which the SPSS file labels {label!r}.",
        "Declare the value as user-missing in SPSS, or remove its label if it is a number.",
    ),
)

_QUERY = (
    error(
        "mapping.check-failed",
        "{organisation} ({group}): {label} ({values}).",
        "Ask the organisation which of the answers is wrong (check {check!r}).",
    ),
    warning(
        "mapping.check-query",
        "{organisation} ({group}): {label} ({values}).",
        "Ask the organisation which of the answers is meant (check {check!r}).",
    ),
    warning(
        "mapping.outlier",
        "{organisation} ({group}) answers {shown} to {item!r}, far from all others: more than 3 "
        "interquartile ranges outside the quartiles ({low} to {high}, n = {n}).",
        "Make sure that the answer is right; mean and SD follow it more than the median does.",
    ),
)

ENTRIES: tuple[Entry, ...] = _FILE + _WHO + _VALUE + _QUERY
