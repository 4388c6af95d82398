"""Reconstruction risk: how many data sets a printed row leaves, which is what a reader can work out.

A row of five organisations that only one data set can print has published all five answers. The
same question is asked of printed tables and of our own report before it is released.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from triangulate.audit.numbers import as_printed, listed
from triangulate.consistency import (
    Domain,
    Outcome,
    Printed,
    Roundings,
    count_datasets,
    grimmer,
)

Figure = Printed | Decimal | float | int | str
#: With so few data sets left a reader who knows one answer more has all of them.
HANDFUL = 10
CAP = 1000


class Level(StrEnum):
    """How much a printed row gives away."""

    GIVEN_AWAY = "gives the answers away"
    HANDFUL = "leaves a handful of data sets"
    MANY = "leaves many data sets"
    NONE_FITS = "no data set fits"
    NOT_DECIDED = "not decided"


@dataclass(frozen=True, slots=True)
class Risk:
    """``datasets`` fit the row, over all ``n`` that a reader has to think of; a lower bound unless
    ``exact``. ``reason`` is one sentence."""

    level: Level
    n: tuple[int, ...]
    datasets: int
    exact: bool
    reason: str

    @property
    def discloses(self) -> bool:
        """Whether single answers can be read off, or nearly."""
        return self.level in (Level.GIVEN_AWAY, Level.HANDFUL)

    @property
    def count(self) -> str:
        """The number of data sets in words: ``1``, ``at least 1,000``."""
        return f"{self.datasets:,}" if self.exact else f"at least {self.datasets:,}"


def reconstruction_risk(
    mean: Figure,
    sd: Figure | None,
    minimum: Figure | Fraction | None,
    maximum: Figure | Fraction | None,
    n: int | Iterable[int],
    decimals: int | None = None,
    *,
    items: int = 1,
    attained: bool = True,
    roundings: Roundings | None = None,
    handful: int = HANDFUL,
    cap: int = CAP,
) -> Risk:
    """How many data sets of ``n`` answers print this row.

    ``decimals`` are those of mean and SD where they are given as numbers; numbers are rounded half
    up, texts are taken as printed. ``attained`` is false where minimum and maximum are the ends of an
    answer scale, which nobody need have chosen. ``items`` is the grid of the answers: 1 for whole
    numbers, 10 for one decimal. ``n`` may be several, for a reader who does not know it: the data
    sets of all are added up. Without ``roundings`` the most ordinary combination that holds is
    counted, for each n. Counting stops at ``cap``. Raises ValueError for what is no figure.
    """
    numbers = (n,) if isinstance(n, int) else tuple(n)
    shown = as_printed(mean, decimals)
    spread = None if sd is None else as_printed(sd, decimals)
    low, high = (_end(end) for end in (minimum, maximum))
    both = low is not None and high is not None
    domain = Domain(low, high, items, attained=attained and both)
    found, exact, decided = 0, True, True
    for size in numbers:
        if size == 1:
            # The mean is the answer; an SD of one answer is not printed by anybody.
            found += int(spread is None and shown.exact * items % 1 == 0)
            continue
        verdict = grimmer(shown, spread, size, domain, roundings=roundings)
        if verdict.outcome is Outcome.NOT_DECIDED:
            exact = decided = False
        if verdict.roundings is None:
            continue
        if spread is None and low is None and high is None:
            return Risk(Level.MANY, numbers, cap, False, "A mean alone leaves the answers open.")
        counted = count_datasets(shown, spread, size, domain, roundings=verdict.roundings, cap=cap - found)
        found += counted.count
        exact = exact and counted.exact
        if found >= cap:
            exact = False
            break
    level = _level(found, exact, decided, handful)
    return Risk(level, numbers, found, exact, _reason(level, numbers, found, exact))


def _end(end: Figure | Fraction | None) -> Printed | Fraction | None:
    """A float is an unrounded answer and no print: it stands for itself."""
    if isinstance(end, float):
        return Fraction(Decimal(repr(end)))
    return end if end is None or isinstance(end, Fraction) else as_printed(end, None)


def _level(found: int, exact: bool, decided: bool, handful: int) -> Level:
    if found > handful:
        return Level.MANY
    if not exact:
        return Level.NOT_DECIDED
    if found == 0:
        return Level.NONE_FITS
    return Level.GIVEN_AWAY if found == 1 else Level.HANDFUL


def _reason(level: Level, numbers: tuple[int, ...], found: int, exact: bool) -> str:
    size = f"n = {listed(numbers)}" if len(numbers) == 1 else f"n in {{{listed(numbers)}}}"
    count = f"{found:,}" if exact else f"at least {found:,}"
    match level:
        case Level.GIVEN_AWAY:
            return f"One data set alone prints this row with {size}: a reader can work out every answer."
        case Level.HANDFUL:
            return (
                f"Only {count} data sets print this row with {size}; one answer known besides may "
                "settle the rest."
            )
        case Level.MANY:
            return f"{count[0].upper()}{count[1:]} data sets with {size} print this row."
        case Level.NONE_FITS:
            return f"No data set with {size} prints this row."
        case _:
            return f"The search with {size} ended before all data sets were counted ({count} found)."
