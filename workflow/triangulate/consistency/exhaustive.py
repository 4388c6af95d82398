"""Every multiset of whole numbers with a given sum and sum of squares: complete, no guesses.

Two dynamic programmes over (values left, sum left, squares left), both pruned by the exact least
and most sum of squares that the rest can have:

- `by_counts` walks the possible answers from the largest down and chooses how many people gave it.
  Answers 0 to 3 need no search: three equations leave one unknown. Made for answer scales.
- `by_values` chooses the answers one by one, largest first, and solves the last two by a square
  root. Made for few people and wide ranges, and for figures near their limits.

Both yield each multiset once. A search that spends its budget raises `BudgetSpentError`, so that
"no data set" is said only after all of them were tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

from triangulate.consistency.moments import least_squares, most_squares

# Ranges up to this are walked answer by answer; wider ones person by person.
COUNTED_SPAN = 12
# Steps of a search; 40,000 take some tenths of a second.
BUDGET = 40_000


class BudgetSpentError(Exception):
    """The search ended before it had tried everything."""


class Budget:
    """Steps that a search, or several in turn, may still take."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take steps off what is left; BudgetSpentError where that is not enough."""
        self.left -= steps
        if self.left < 0:
            raise BudgetSpentError


def multisets(
    m: int, total: int, squares_low: int, squares_high: int, span: int, budget: int | Budget = BUDGET
) -> Iterator[tuple[int, ...]]:
    """Every multiset of `m` numbers from 0 to `span` with this sum and squares in the window.

    The middle of what is possible comes first, so that one fitting data set is found at once where
    there are many. Raises `BudgetSpentError` after `budget` steps.
    """
    if m < 0 or not 0 <= total <= m * span:
        return
    low = max(squares_low, least_squares(m, total))
    high = min(squares_high, most_squares(total, span))
    if low > high:
        return
    purse = Budget(budget) if isinstance(budget, int) else budget
    if span > COUNTED_SPAN:
        yield from _by_values(span, m, total, low, high, purse)
        return
    dead: set[tuple[int, int, int, int]] = set()
    for squares in range(low + (low - total) % 2, high + 1, 2):
        for counts in _by_counts(span, m, total, squares, dead, purse):
            yield tuple(value for value, count in enumerate(counts) for _ in range(count))


def _middle_out(low: int, high: int) -> Iterator[int]:
    """low..high, the middle first, then its neighbours on either side in turn."""
    middle = (low + high) // 2
    yield middle
    for step in range(1, high - low + 1):
        if middle + step <= high:
            yield middle + step
        if middle - step >= low:
            yield middle - step


def _by_counts(
    top: int,
    m: int,
    total: int,
    squares: int,
    dead: set[tuple[int, int, int, int]],
    purse: Budget,
) -> Iterator[tuple[int, ...]]:
    """How many of each answer 0..top; `dead` remembers states that lead nowhere."""
    if top <= 3:
        for counts in _four_answers(m, total, squares, top):
            purse.spend()
            yield counts[: top + 1]
        return
    state = (top, m, total, squares)
    if state in dead:
        return
    found = False
    fewest = max(0, total - (top - 1) * m)
    most = min(m, total // top, squares // (top * top))
    for count in _middle_out(fewest, most) if fewest <= most else ():
        people, rest, rest_squares = m - count, total - top * count, squares - top * top * count
        if rest > (top - 1) * people:
            continue
        if not least_squares(people, rest) <= rest_squares <= most_squares(rest, top - 1):
            continue
        purse.spend()
        for counts in _by_counts(top - 1, people, rest, rest_squares, dead, purse):
            found = True
            yield (*counts, count)
    if not found:
        dead.add(state)


def _four_answers(m: int, total: int, squares: int, top: int) -> Iterator[tuple[int, ...]]:
    """Counts of the answers 0, 1, 2, 3 (those above `top` none), in closed form.

    c0 + c1 + c2 + c3 = m, c1 + 2 c2 + 3 c3 = S and c2 + 3 c3 = (Q - S) / 2 leave c3 free within
    the limits that keep the others from being negative.
    """
    if total < 0 or squares < total or (squares - total) % 2:
        return
    pairs = (squares - total) // 2
    first = max(0, -(-(2 * pairs - total) // 3))
    last = min(pairs // 3, m - total + pairs)
    if top < 3:
        last = min(last, 0)
    for threes in range(first, last + 1):
        twos = pairs - 3 * threes
        if top < 2 and twos:
            continue
        ones = total - 2 * pairs + 3 * threes
        if top < 1 and ones:
            continue
        yield m - ones - twos - threes, ones, twos, threes


def _by_values(cap: int, m: int, total: int, low: int, high: int, purse: Budget) -> Iterator[tuple[int, ...]]:
    """`m` numbers from 0 to `cap`, the largest chosen first."""
    if m <= 2:
        yield from _up_to_two(cap, m, total, low, high, purse)
        return
    bounds = _largest(cap, m, total, low, high)
    if bounds is None:
        return
    for value in _middle_out(*bounds):
        purse.spend()
        square = value * value
        for rest in _by_values(value, m - 1, total - value, low - square, high - square, purse):
            yield (*rest, value)


def _largest(cap: int, m: int, total: int, low: int, high: int) -> tuple[int, int] | None:
    """Between which numbers the largest of `m` must lie.

    The larger it is, the more squares the others must have at least and can have at most, so both
    ends of the window cut off an end of the range, and bisection finds where.
    """
    first, last = -(-total // m), min(cap, total)
    if first > last:
        return None
    low_edge, high_edge = first, last + 1
    while low_edge < high_edge:  # the first largest number under which enough squares fit
        middle = (low_edge + high_edge) // 2
        if most_squares(total, middle) >= low:
            high_edge = middle
        else:
            low_edge = middle + 1
    first = low_edge
    low_edge, high_edge = first - 1, last
    while low_edge < high_edge:  # the last one under which not too many squares are forced
        middle = (low_edge + high_edge + 1) // 2
        if middle * middle + least_squares(m - 1, total - middle) <= high:
            low_edge = middle
        else:
            high_edge = middle - 1
    return (first, low_edge) if first <= low_edge else None


def _up_to_two(cap: int, m: int, total: int, low: int, high: int, purse: Budget) -> Iterator[tuple[int, ...]]:
    """The last two numbers x <= y: their difference d has d^2 = 2 Q - S^2."""
    purse.spend()
    if m == 0:
        if total == 0 and low <= 0 <= high:
            yield ()
        return
    if m == 1:
        if 0 <= total <= cap and low <= total * total <= high:
            yield (total,)
        return
    least, most = 2 * low - total * total, 2 * high - total * total
    if most < 0 or total < 0:
        return
    first = isqrt(least - 1) + 1 if least > 0 else 0
    first += (first - total) % 2
    for gap in range(first, min(isqrt(most), total, 2 * cap - total) + 1, 2):
        purse.spend()
        yield (total - gap) // 2, (total + gap) // 2
