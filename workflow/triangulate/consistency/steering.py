"""A data set of a wished-for shape that hits an exact sum and sum of squares.

SPRITE draws data at random and repairs them until they print the figures. Here the repair has two
steps, so that the shape survives it:

1. Answers are placed at x_i = l_i + (u_i - l_i) / (1 + exp(-(a + base_i + b direction_i))), each
   between limits of its own. The sum grows with a, and the sum of squares with b when `direction`
   is larger for the larger answers; both are found by bisection.
2. The answers are made whole. Single units settle the sum, and moves of a few units from one
   answer to another, which keep the sum, settle the sum of squares exactly.

Floats only propose; sums and squares are settled on whole numbers.
Source of the idea: Heathers, Anaya, van der Zee & Brown 2018, SPRITE, PeerJ Preprints 26968.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]

# The steepest and the flattest dependence on `direction` that is tried, on the logit scale.
TILTS = (-8.0, 24.0)
# Rounding costs far less than this share of the squares; a wider gap means that the limits forbid
# the figures in this shape, and no small moves would close it.
_REPAIRABLE = 0.02
_MOVES = 400


def steer(
    base: Reals,
    direction: Reals,
    lower: Wholes,
    upper: Wholes,
    total: int,
    squares: tuple[int, int],
) -> Wholes | None:
    """Whole numbers between `lower` and `upper` with this sum and squares in the closed window.

    Returns None when the limits do not allow it in this shape. All arrays have one entry per
    answer. Raises ValueError when an answer's limits are crossed.
    """
    if bool((lower > upper).any()):
        raise ValueError("a lower limit lies above its upper limit")
    if not int(lower.sum()) <= total <= int(upper.sum()):
        return None
    wished = sum(squares) / 2
    low, high = TILTS
    for _ in range(40):
        middle = (low + high) / 2
        placed = _placed(base + middle * direction, lower, upper, total)
        if float((placed**2).sum()) < wished:
            low = middle
        else:
            high = middle
    whole = _made_whole(_placed(base + low * direction, lower, upper, total), lower, upper, total)
    return _settled(whole, lower, upper, squares)


def _placed(logits: Reals, lower: Wholes, upper: Wholes, total: int) -> Reals:
    """Answers whose sum is `total`, by bisection over what is added to every logit."""
    low, high = -400.0, 400.0
    for _ in range(45):
        shift = (low + high) / 2
        if float(_between(logits + shift, lower, upper).sum()) < total:
            low = shift
        else:
            high = shift
    return _between(logits + low, lower, upper)


def _between(logits: Reals, lower: Wholes, upper: Wholes) -> Reals:
    share: Reals = 0.5 * (1.0 + np.tanh(logits / 2.0))
    return lower + (upper - lower) * share


def _made_whole(placed: Reals, lower: Wholes, upper: Wholes, total: int) -> Wholes:
    """Rounded down, then raised by one where most was lost, until the sum is met."""
    whole = np.clip(np.floor(placed + 1e-9).astype(np.int64), lower, upper)
    for index in np.argsort(whole - placed, kind="stable"):
        if int(whole.sum()) >= total:
            break
        if whole[index] < upper[index]:
            whole[index] += 1
    while (short := total - int(whole.sum())) != 0:  # hardly ever: limits were in the way
        room = upper - whole if short > 0 else whole - lower
        index = int(np.argmax(room))
        whole[index] += int(np.sign(short)) * min(abs(short), int(room[index]))
    return whole


def _settled(whole: Wholes, lower: Wholes, upper: Wholes, squares: tuple[int, int]) -> Wholes | None:
    """Moves between two answers until the sum of squares lies in the window; None if it cannot."""
    wished = (squares[0] + squares[1]) // 2
    if abs(wished - int((whole * whole).sum())) > _REPAIRABLE * wished:
        return None
    for _ in range(_MOVES):
        found = int((whole * whole).sum())
        if squares[0] <= found <= squares[1]:
            return whole
        move = _closest_move(whole, lower, upper, wished - found)
        if move is None:
            return None
        giver, taker, units = move
        whole[giver] -= units
        whole[taker] += units
    return None


def _closest_move(whole: Wholes, lower: Wholes, upper: Wholes, wanted: int) -> tuple[int, int, int] | None:
    """The move that leaves the smallest gap to the wanted change of the sum of squares.

    Moving d from x to y changes it by 2 d (y - x + d). d stays within two per cent of the
    answers, so that no answer leaves the place that its shape gave it.
    """
    givers, takers = whole[:, None], whole[None, :]
    gap = (takers - givers).astype(np.float64)
    root = np.sqrt(np.maximum(gap * gap + 2.0 * wanted, 0.0))
    few = 1 + np.minimum(givers, takers) // 50
    room = np.minimum(np.minimum(few, givers - lower[:, None]), (upper - whole)[None, :])
    best: tuple[int, int, int] | None = None
    smallest = abs(wanted)
    for ideal in ((root - gap) / 2.0, (-root - gap) / 2.0):
        units = np.clip(np.rint(ideal).astype(np.int64), 1, np.maximum(room, 1))
        left = np.abs(wanted - 2 * units * (takers - givers + units))
        left[(room < 1) | np.eye(len(whole), dtype=bool)] = np.iinfo(np.int64).max
        index = int(np.argmin(left))
        if int(left.flat[index]) < smallest:
            giver, taker = divmod(index, len(whole))
            smallest = int(left.flat[index])
            best = (giver, taker, int(units.flat[index]))
    return best
