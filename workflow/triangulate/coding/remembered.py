"""What the rules found in a document, kept until its words, the rules or this code change.

Entries lie beside those of :mod:`triangulate.coding.parsed` and are deleted as they are. They hold offsets, lines
and the words that a rule fired on, of pseudonymised text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from triangulate.coding.parsed import Turn, entry_of, prune
from triangulate.coding.patterns import Rule
from triangulate.coding.rules import Hit
from triangulate.files import sha256_of_file, write_text

_ENDING = ".hits.json"


class Remembered:
    """The hits of ``rules`` in each of the documents, as far as an earlier run left them in ``folder``."""

    def __init__(self, folder: Path, rules: Sequence[Rule], turns: Mapping[str, Sequence[Turn]]) -> None:
        self._folder = folder
        self._rules = {rule.id: rule for rule in rules}
        code = "".join(sha256_of_file(path) for path in sorted(Path(__file__).parent.glob("*.py")))
        basis = f"{code}\n{[(rule.id, rule.code, rule.test, rule.negated) for rule in rules]!r}\n"
        self._entries = {name: self._entry(basis, said) for name, said in turns.items()}
        prune(folder, _ENDING, set(self._entries.values()))

    @staticmethod
    def _entry(basis: str, turns: Sequence[Turn]) -> str:
        places = [(turn.number, turn.start, turn.cuts) for turn in turns]
        return hashlib.sha256(f"{basis}{entry_of(turns)}{places}".encode()).hexdigest() + _ENDING

    def hits(self, document: str) -> list[Hit] | None:
        """The hits in a document; None where no run has looked, or what it left cannot be read."""
        try:
            found = json.loads((self._folder / self._entries[document]).read_text(encoding="utf-8"))
            return [
                Hit(start, end, line, code, tuple(self._rules[id] for id in rules), words)
                for start, end, line, code, rules, words in found
            ]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, document: str, hits: Sequence[Hit]) -> None:
        """Keep what was found in a document."""
        rows = [(h.start, h.end, h.line, h.code, [rule.id for rule in h.rules], h.words) for h in hits]
        write_text(self._folder / self._entries[document], json.dumps(rows, ensure_ascii=False))
