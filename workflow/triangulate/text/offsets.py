"""An edit script over a canonical text, and how offsets move through it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from triangulate.raw.model import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Code points ``[start, end)`` of the raw canonical text give way to ``replacement``.

    Neither side is empty, so that every boundary has one counterpart. ``kind`` is what was
    replaced (Person, Force, Phone, …) and ``rule`` how it was found.
    """

    start: int
    end: int
    replacement: str
    kind: str
    rule: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an edit covers at least one code point, not {self.start} to {self.end}")
        if not self.replacement:
            raise ValueError("an edit replaces by at least one code point")


class OffsetMap:
    """Moves text and spans between a raw text (raw code points) and its edited form (new ones).

    Off the edits a boundary keeps its words. A boundary inside an edit, or inside a replacement on
    the way back, snaps outward: a span never ends within a redaction, so it is widened to hold it.
    """

    __slots__ = ("_ends", "_new_ends", "_new_starts", "_starts", "edits")

    def __init__(self, edits: Iterable[Edit]) -> None:
        """Raise ValueError unless ``edits`` are in order and do not overlap."""
        self.edits = tuple(edits)
        self._starts = [edit.start for edit in self.edits]
        self._ends = [edit.end for edit in self.edits]
        self._new_starts: list[int] = []
        self._new_ends: list[int] = []
        shift = 0
        before = 0
        for edit in self.edits:
            if edit.start < before:
                raise ValueError(f"edits overlap or are out of order at {edit.start}")
            before = edit.end
            self._new_starts.append(edit.start + shift)
            shift += len(edit.replacement) - (edit.end - edit.start)
            self._new_ends.append(edit.end + shift)

    def apply(self, text: str) -> str:
        """The edited form of the raw ``text``; ValueError when an edit lies beyond its end."""
        if self._ends and self._ends[-1] > len(text):
            raise ValueError(f"the text has {len(text)} code points, an edit ends at {self._ends[-1]}")
        parts: list[str] = []
        at = 0
        for edit in self.edits:
            parts += text[at : edit.start], edit.replacement
            at = edit.end
        parts.append(text[at:])
        return "".join(parts)

    def to_new(self, span: Span) -> Span:
        """The span of the edited text that holds the raw ``span``."""
        return _moved(span, self._starts, self._ends, self._new_starts, self._new_ends)

    def to_raw(self, span: Span) -> Span:
        """The span of the raw text that holds ``span`` of the edited text."""
        return _moved(span, self._new_starts, self._new_ends, self._starts, self._ends)

    def new_span_of(self, number: int) -> Span:
        """Where the replacement of edit ``number`` (from 0) stands in the edited text."""
        return Span(self._new_starts[number], self._new_ends[number])


def _moved(
    span: Span, starts: list[int], ends: list[int], other_starts: list[int], other_ends: list[int]
) -> Span:
    before = bisect_right(ends, span.start)
    if before < len(starts) and starts[before] < span.start:
        start = other_starts[before]
    else:
        start = span.start + (other_ends[before - 1] - ends[before - 1] if before else 0)
    after = bisect_left(starts, span.end) - 1
    if after >= 0 and span.end < ends[after]:
        end = other_ends[after]
    else:
        end = span.end + (other_ends[after] - ends[after] if after >= 0 else 0)
    return Span(start, end)
