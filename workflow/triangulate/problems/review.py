"""Problems with the review of quotes."""

from __future__ import annotations

from triangulate.problems.model import Entry, error

ENTRIES: tuple[Entry, ...] = (
    error(
        "review.unreadable",
        "The decisions cannot be read: {reason}.",
        "Restore the file, or remove it and review again.",
    ),
    error(
        "review.columns",
        "The file of decisions begins otherwise than with {columns}.",
        "Let `triangulate review` write it.",
    ),
    error(
        "review.row",
        "The row is no decision: four cells, of which the first is a SHA-256.",
        "Remove the row, or let `triangulate review` write the file.",
    ),
    error(
        "review.decision",
        "{shown!r} is no decision.{hint}",
        "Write accept or reject.",
    ),
    error(
        "review.nobody",
        "The decision has no reviewer.",
        "Write who decided.",
    ),
    error(
        "review.date",
        "{shown!r} is no date of the form 2018-01-05.",
        "Write the day of the decision.",
    ),
    error(
        "review.twice",
        "The same text is accepted in one row and rejected in another.",
        "Keep one of the two.",
    ),
    error(
        "review.changed-text",
        "The text in this row is not the one that its sha256 stands for.",
        "Decide on the text as it is; to change it, correct the transcript or the deny-list and run again.",
    ),
    error(
        "review.queue",
        "The queue cannot be read: {reason}.",
        "Fill in results/audit/review/queue.xlsx, or a copy of it.",
    ),
)
