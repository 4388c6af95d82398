"""What the rules found in a document, kept until its words, the rules or this code change.

Entries lie beside those of :mod:`triangulate.coding.parsed` and are deleted as they are. They hold offsets, lines
and the words that a rule fired on, of pseudonymised text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from triangulate import sealed
from triangulate.coding.parsed import Turn, entry_of
from triangulate.coding.patterns import Rule
from triangulate.coding.rules import Hit

_ENDING = ".hits.json"


class Remembered:
    """The hits of ``rules`` in each of the documents, as far as an earlier run left them in ``folder``."""

    def __init__(self, folder: Path, rules: Sequence[Rule], turns: Mapping[str, Sequence[Turn]]) -> None:
        self._folder = folder
        self._rules = {rule.id: rule for rule in rules}
        code = sealed.code_of(Path(__file__).parent)
        tests = repr([(rule.id, rule.code, rule.test, rule.negated) for rule in rules])
        self._entries = {
            name: sealed.entry_name(_ENDING, code, tests, entry_of(said), _places(said))
            for name, said in turns.items()
        }
        sealed.prune(folder, _ENDING, self._entries.values())

    def hits(self, document: str) -> list[Hit] | None:
        """The hits in a document; None where no run has looked, or what it left cannot be read."""
        try:
            return [
                Hit(start, end, line, code, tuple(self._rules[id] for id in rules), words)
                for start, end, line, code, rules, words in sealed.load(
                    self._folder / self._entries[document]
                )
            ]
        except (ValueError, KeyError, TypeError):
            return None

    def keep(self, document: str, hits: Sequence[Hit]) -> None:
        """Keep what was found in a document."""
        rows = [(h.start, h.end, h.line, h.code, [rule.id for rule in h.rules], h.words) for h in hits]
        sealed.save(self._folder / self._entries[document], rows)


def _places(turns: Sequence[Turn]) -> str:
    return repr([(turn.number, turn.start, turn.cuts) for turn in turns])
