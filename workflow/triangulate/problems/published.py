"""Problems with printed figures: the tables of ``config/published`` and what is declared of them."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    error(
        "published.missing-column",
        "The table has no column {column!r}.{hint}",
        "Add the column, or correct its heading.",
    ),
    warning(
        "published.unread-file",
        "Nothing reads this file, so that none of its figures is audited.{hint}",
        "Name it as one of {known}, or keep it elsewhere.",
    ),
    warning(
        "published.not-a-figure",
        "The column {column} holds {shown!r}: {reason}. It is left out of the audit.",
        "Write the figure as printed, with a decimal point; leave the cell empty if none is printed.",
    ),
    error(
        "published.empty",
        "The row has no {column}.",
        "Write it down, or take the row out.",
    ),
    error(
        "published.twice",
        "{name} stands here a second time.",
        "Keep one of the two rows.",
    ),
    error(
        "published.unknown-figure",
        "The relation {id!r} names {name!r}, which is no printed figure.{hint}",
        "Write mapping_summary, group, item and mean, sd, min or max; or prose_figures and the id.",
    ),
    error(
        "published.unknown-size",
        "The size of {group} names {name!r}, which is neither a number nor a figure of the prose.{hint}",
        "Write a whole number, or the id of a row of prose_figures.csv.",
    ),
    error(
        "published.missing-part",
        "The relation {id!r} is of the kind {kind} and has no {key!r}.",
        "Add it: {kind} needs {needs}.",
    ),
    error(
        "published.key-of-other-kind",
        "The relation {id!r} is of the kind {kind}, which does not know {key!r}.",
        "Take it out: {kind} knows {knows}.",
    ),
    error(
        "published.unknown-group",
        "The relation {id!r} names the group {group!r}, of which no percentages are printed.{hint}",
        "Correct the group, or take it out.",
    ),
    warning(
        "published.unmatched",
        "matches.yaml names {name!r}, which is not printed in {table}.{hint}",
        "Write the name as it stands in the table, or take it out.",
    ),
    error(
        "published.nothing-to-screen",
        "The table has neither a column mean nor a column pct. Found are {found}.",
        "Name the columns mean, sd, n, min, max and pct; docs/printed-figures.md describes them all.",
    ),
)
