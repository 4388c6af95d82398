"""Small cells of the answers by scale code, and the cells held back with them.

A cell of 1 to ``min_n`` - 1 people is held back. Of each statement the report prints the number of
answers and how many of them agree, so the answers that agree have a known sum, and the others have
too: whoever knows all cells of such a block but one knows that one. To hold back just one cell more is not
enough, since a reader who knows this rule can tell from the choice what was chosen among: held cells that add
up to as many times ``min_n`` - 1 as there are of them are all known, and so is the one that is no nought where
ties go by order. A block with a small cell is therefore held back whole. Percentages of agreement stay: they cut the group in two, rest on ``min_n`` answers
or more, and are what a study is made to print; the fine cells beside them are what would point at a
few.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from triangulate.study.model import StatementInstrument


@dataclass(frozen=True, slots=True)
class HeldCells:
    """Scale codes held back: ``small`` for their own size, ``complement`` so that these cannot be worked
    out; ``open`` are small cells that nothing is left to protect with."""

    small: frozenset[int] = frozenset()
    complement: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()

    @property
    def codes(self) -> frozenset[int]:
        """All codes held back."""
        return self.small | self.complement


def blocks_of(instrument: StatementInstrument) -> tuple[frozenset[int], ...]:
    """The sets of scale codes whose counts add up to a printed number."""
    codes = frozenset(point.code for point in instrument.scale)
    agree = instrument.agree_codes
    return tuple(block for block in (agree, codes - agree) if block)


def held_cells(
    counts: Mapping[int, int],
    blocks: Collection[frozenset[int]],
    min_n: int,
    free: Collection[int] = (),
) -> HeldCells:
    """Which cells of one statement's counts (by scale code) are held back.

    ``free`` are codes that an exception lets be printed. A block of one code is the printed sum
    itself and is left alone. Of any other block with a small cell every cell is held back, noughts too.
    """
    if min_n <= 1:
        return HeldCells()
    small: set[int] = set()
    complement: set[int] = set()
    exposed: set[int] = set()
    for block in blocks:
        if len(block) == 1:
            continue
        own = {code for code in block if 0 < counts.get(code, 0) < min_n and code not in free}
        if not own:
            continue
        small |= own
        others = {code for code in block if code not in own and code not in free}
        complement |= others
        if len(own) == 1 and not others:
            exposed |= own
    return HeldCells(frozenset(small), frozenset(complement), frozenset(exposed))
