"""One data set that fits, built directly: SPRITE's question with an exact stop.

Start from values as equal as the sum allows, which have the least possible sum of squares, and move
pairs apart: taking d from x and giving it to y >= x keeps the sum and adds 2 d (y - x + d) squares.
The largest move that does not overshoot is taken each time. Two equal values moved apart by 1 add
just 2, the smallest step that parity allows, so the end of the window is met unless hardly any
values are left between the limits; then `exhaustive` takes over.

Source of the question: Heathers, Anaya, van der Zee & Brown 2018, SPRITE, PeerJ Preprints 26968.
"""

from __future__ import annotations

from collections import Counter
from math import isqrt

from triangulate.consistency.moments import least_squares


def _widest(gap: int, squares: int) -> int:
    """The largest d with 2 d (gap + d) <= squares."""
    return (isqrt(gap * gap + 2 * squares) - gap) // 2


def construct(m: int, total: int, squares_low: int, squares_high: int, span: int) -> tuple[int, ...] | None:
    """`m` numbers from 0 to `span` with this sum and squares in the window, or None.

    None says only that this way did not lead there.
    """
    if m < 1 or not 0 <= total <= m * span:
        return None
    share, rest = divmod(total, m)
    counts = Counter({share: m - rest, share + 1: rest})
    squares = least_squares(m, total)
    while squares < squares_low:
        move = _best_move(+counts, squares_high - squares, span)
        if move is None:
            return None
        low, high, apart = move
        counts.subtract((low, high))
        counts.update((low - apart, high + apart))
        squares += 2 * apart * (high - low + apart)
    if squares > squares_high:
        return None
    return tuple(sorted((+counts).elements()))


def _best_move(counts: Counter[int], squares: int, span: int) -> tuple[int, int, int] | None:
    """The pair and the distance that add most squares without adding more than `squares`."""
    best: tuple[int, int, int] | None = None
    most = 0
    values = sorted(counts)
    for i, low in enumerate(values):
        for high in values[i if counts[low] > 1 else i + 1 :]:
            gap = high - low
            apart = min(low, span - high, _widest(gap, squares))
            added = 2 * apart * (gap + apart)
            if added > most:
                best, most = (low, high, apart), added
    return best
