"""Problems with the quotes that somebody chose for the report."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    error(
        "quotes.shape",
        "This is not a list of chosen quotes.",
        "Write quotes: with entries of quote (its id) and sha256 (the hash of its text), as in "
        "results/tables/quote_bank.csv.",
    ),
    warning(
        "quotes.changed",
        "The text of the quote {quote} is not the one that was chosen.",
        "Read the passage again, and list it with the hash it has now or take it off the list.",
    ),
    warning(
        "quotes.recoded",
        "The quote {quote} is not in the quote bank, but its words are, under another code.",
        "List it by the id that its words have in results/tables/quote_bank.csv.",
    ),
    warning(
        "quotes.gone",
        "The quote {quote} is no longer in the quote bank.",
        "Take it off the list, or find out why its coding or interview is not in use.",
    ),
)
