"""The ways in which programs count offsets, and their conversion to code points of canonical text.

A dialect is a unit, whether a line end counts as two (the text had CRLF), and whether the byte order
mark counts. Canonical offsets are the dialect ``CODE_POINTS``: code points, one for LF, no mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np


class Unit(StrEnum):
    """What an offset counts."""

    CODE_POINT = "code points"
    UTF16 = "UTF-16 units"
    UTF8 = "UTF-8 bytes"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of counting."""

    unit: Unit
    crlf: bool = False
    mark: bool = False

    def __str__(self) -> str:
        extra = [name for name, on in (("CRLF", self.crlf), ("byte order mark", self.mark)) if on]
        return self.unit.value + (f" with {' and '.join(extra)}" if extra else "")


CODE_POINTS = Dialect(Unit.CODE_POINT)
#: All dialects, the likelier first; where several fit equally well the first is taken.
DIALECTS: tuple[Dialect, ...] = tuple(
    Dialect(unit, crlf, mark)
    for crlf, mark in ((False, False), (True, False), (False, True), (True, True))
    for unit in Unit
)
_MARK_WIDTH = {Unit.CODE_POINT: 1, Unit.UTF16: 1, Unit.UTF8: 3}


class Ruler:
    """Converts between offsets of one dialect and code points of one text."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._text = text
        self.dialect = dialect

    @cached_property
    def _positions(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The offset of each code point of the text, and of its end."""
        points = np.frombuffer(self._text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        widths = np.ones(len(points), dtype=np.int64)
        if self.dialect.unit is not Unit.CODE_POINT:
            widths += points >= 0x10000
        if self.dialect.unit is Unit.UTF8:
            widths += (points >= 0x80).astype(np.int64) + (points >= 0x800)
        if self.dialect.crlf:
            widths += points == ord("\n")
        first = _MARK_WIDTH[self.dialect.unit] if self.dialect.mark else 0
        return np.concatenate(([first], first + np.cumsum(widths)))

    @property
    def length(self) -> int:
        """The offset of the text's end."""
        return int(self._positions[-1])

    def from_code_points(self, index: int) -> int:
        """The dialect's offset of a code point index between 0 and the text's length."""
        return int(self._positions[index])

    def to_code_points(self, offset: int) -> int | None:
        """The code point index of an offset; None outside the text or inside a character."""
        index = self.nearest(offset)
        exact = 0 <= offset <= self.length and self._positions[index] == offset
        # Offset 0 before a byte order mark is the text's beginning too.
        return index if exact or (offset == 0 and self.dialect.mark) else None

    def nearest(self, offset: int) -> int:
        """The index of the character that the offset is in, or the nearest end of the text."""
        found = int(np.searchsorted(self._positions, offset, side="right")) - 1
        return min(max(found, 0), len(self._text))
