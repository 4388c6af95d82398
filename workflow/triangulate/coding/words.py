"""The tokens of one text, as plain lists: what phrases are held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _none() -> Any:
    raise LookupError("these words were made without a spaCy doc")


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens of ``text``: where each starts and ends (half-open code points), its form in lower case and
    its lemma in lower case. ``doc`` gives the spaCy doc, which only token patterns ask for."""

    text: str
    starts: list[int]
    ends: list[int]
    lowers: list[str]
    lemmas: list[str]
    doc: Callable[[], Any] = _none

    @classmethod
    def of(cls, doc: Any) -> Words:
        """The words of a spaCy doc."""
        rows = doc.to_array(["IDX", "LENGTH", "LEMMA"]).tolist()
        lemmas = [doc.vocab.strings[lemma].lower() for _, _, lemma in rows]
        return cls.cut(doc.text, [i for i, _, _ in rows], [n for _, n, _ in rows], lemmas, lambda: doc)

    @classmethod
    def cut(
        cls, text: str, starts: list[int], lengths: list[int], lemmas: list[str], doc: Callable[[], Any]
    ) -> Words:
        """Words from where they start, their lengths and their lemmas."""
        ends = [start + length for start, length in zip(starts, lengths, strict=True)]
        lowers = [text[start:end].lower() for start, end in zip(starts, ends, strict=True)]
        return cls(text, starts, ends, lowers, lemmas, doc)

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, last: int) -> str:
        """The text of the tokens ``first`` to ``last`` (half-open), as it is written."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""
