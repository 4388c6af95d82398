"""Problems with the patterns that a codebook gives its rule coder."""

from __future__ import annotations

from triangulate.problems.model import Entry, error

ENTRIES: tuple[Entry, ...] = (
    error(
        "patterns.shape",
        "Pattern {number} of the code {code!r} cannot be read: {reason}.",
        "Write a phrase, a list of spaCy tokens, or a mapping; docs/codebook-patterns.md has examples.",
    ),
)
