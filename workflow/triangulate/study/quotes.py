"""The quotes that somebody chose for the report: ``config/quotes.yaml``, if a study has one.

An entry names a quote by its id and the SHA-256 of its text, so that a passage whose words or coding
have changed since is not printed in place of what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from triangulate.problems import Problems
from triangulate.source import Source
from triangulate.study.yamltext import read_yaml

QUOTES = "config/quotes.yaml"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One entry: a quote's id, the hash of its text, and where it is listed."""

    quote: str
    sha256: str
    source: Source


def read_chosen(directory: Path, problems: Problems) -> tuple[Chosen, ...]:
    """The entries in their order; empty without the file. What is not an entry is a problem."""
    path = directory / QUOTES
    if not path.is_file():
        return ()
    document = read_yaml(path, Source(QUOTES), problems, f"The file {QUOTES}")
    if document is None:
        return ()
    value = document.value
    entries = value.get("quotes") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        problems.add("quotes.shape", Source(QUOTES))
        return ()
    found = []
    for i, entry in enumerate(entries):
        quote, key = (entry.get("quote"), entry.get("sha256")) if isinstance(entry, dict) else (None, None)
        if isinstance(quote, str) and isinstance(key, str):
            found.append(Chosen(quote, key.lower(), document.at(("quotes", i))))
        else:
            problems.add("quotes.shape", document.at(("quotes", i)))
    return tuple(found)


def still_there(chosen: Iterable[Chosen], hashes: Mapping[str, str], problems: Problems) -> tuple[str, ...]:
    """The ids of the entries whose text is still the one chosen; ``hashes`` are the bank's by id.

    Every other entry is a warning, with what has become of it.
    """
    kept = []
    known = set(hashes.values())
    for entry in chosen:
        if hashes.get(entry.quote) == entry.sha256:
            kept.append(entry.quote)
        elif entry.quote in hashes:
            problems.add("quotes.changed", entry.source, quote=entry.quote)
        elif entry.sha256 in known:
            problems.add("quotes.recoded", entry.source, quote=entry.quote)
        else:
            problems.add("quotes.gone", entry.source, quote=entry.quote)
    return tuple(kept)
