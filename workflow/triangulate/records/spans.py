"""Which spans of a table overlap others: the one question that codings, sentences and turns are joined by."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

Whole = npt.NDArray[np.int64]


class Spans:
    """The half-open spans of a table with the columns document, start and end, ready to be asked.

    They are known by their places in the table, from 0. Two spans overlap if they share a code point, as
    :meth:`triangulate.raw.model.Span.overlaps` has it.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._start, self._end = (table[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
        number, names = pd.factorize(table["document"])
        order = np.argsort(number, kind="stable")
        ends = np.cumsum(np.bincount(number, minlength=len(names)))
        own = np.split(order, ends)[: len(names)]
        self._places: dict[str, Whole] = {str(name): places for name, places in zip(names, own, strict=True)}

    def __len__(self) -> int:
        return len(self._start)

    def documents(self) -> Iterator[tuple[str, Whole]]:
        """Each document with the places of its spans, in the order of the table."""
        yield from self._places.items()

    def of(self, document: object) -> Whole:
        """The places of a document's spans."""
        return self._places.get(str(document), np.empty(0, dtype=np.int64))

    def at(self, document: object, start: int, end: int) -> Whole:
        """The places of the spans that overlap ``[start, end)`` of a document."""
        own = self.of(document)
        return own[(self._start[own] < end) & (self._end[own] > start)]

    def against(self, other: Spans, document: str) -> npt.NDArray[np.bool_]:
        """Which of these spans (row) overlaps which of the other table's (column), all of one document."""
        mine, theirs = self.of(document), other.of(document)
        begins = self._start[mine][:, None] < other._end[theirs][None, :]
        ends = other._start[theirs][None, :] < self._end[mine][:, None]
        return np.asarray(begins & ends)

    def touched(self, other: Spans) -> npt.NDArray[np.bool_]:
        """Which of these spans overlap any of the other table's."""
        found = np.zeros(len(self), dtype=bool)
        for document, places in self.documents():
            found[places] = self.against(other, document).any(axis=1)
        return found
