"""Finding known names, words at a time, so that no name is ever found inside a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from triangulate.text.names import Form
from triangulate.text.tokens import Token, joined

#: ``always``: in any case of letters. ``capital``: with a capital, or in the company of a name.
#: ``context``: only where the words around speak for a name.
Policy = Literal["always", "capital", "context"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A form to look for, and what has to speak for it."""

    form: Form
    policy: Policy


class PhraseIndex:
    """Forms by their first word; the longest one that fits at a place comes first."""

    __slots__ = ("_by_first", "words")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_first: dict[str, list[Entry]] = {}
        self.words: set[str] = set()
        seen: set[tuple[tuple[str, ...], str | None]] = set()
        for entry in entries:
            folds = entry.form.folds
            if not folds or (folds, entry.form.exact) in seen:
                continue
            seen.add((folds, entry.form.exact))
            self._by_first.setdefault(folds[0], []).append(entry)
            self.words.update(folds)
        for entries_of_word in self._by_first.values():
            entries_of_word.sort(key=lambda entry: -len(entry.form.folds))

    def at(self, text: str, tokens: Sequence[Token], i: int) -> Iterable[tuple[int, Entry]]:
        """The forms that stand at token ``i``, longest first, each with its number of tokens."""
        for entry in self._by_first.get(tokens[i].fold, ()):
            form = entry.form
            n = len(form.folds)
            if i + n > len(tokens):
                continue
            if n > 1 and not (
                all(tokens[i + k].fold == form.folds[k] for k in range(1, n))
                and joined(text, tokens, i, i + n - 1)
            ):
                continue
            if form.exact is not None and text[tokens[i].start : tokens[i + n - 1].end] != form.exact:
                continue
            yield n, entry
