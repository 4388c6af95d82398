"""Can n whole numbers print this mean, SD, minimum and maximum? GRIM and GRIMMER, exhaustive.

Sources: Brown & Heathers 2017 (GRIM, doi:10.1177/1948550616673876); Anaya 2016 and Allard 2018
(GRIMMER, doi:10.7287/peerj.preprints.2400v1). Allard's test asks only whether some whole sum of
squares of the right parity prints the SD; here the sum of squares must also be that of real
numbers between the limits, which removes its false positives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice

from triangulate.consistency.constructive import construct
from triangulate.consistency.domain import Domain
from triangulate.consistency.exhaustive import BUDGET, Budget, BudgetSpentError, multisets
from triangulate.consistency.moments import Target, sums, targets
from triangulate.consistency.printed import Printed, Rounding, print_fraction, print_root
from triangulate.consistency.verdict import (
    DatasetCount,
    Outcome,
    Roundings,
    Screening,
    Verdict,
    preference,
)

ANYTHING = Domain()
#: A count of data sets may take as many steps as so many searches.
COUNTED = 4
#: Steps of a first glance at each sum, for each of the n answers.
GLANCE = 10
_Solved = tuple[Outcome, tuple[Fraction, ...] | None, str]


def grim(mean: Printed, n: int, domain: Domain = ANYTHING) -> Verdict:
    """Can `n` answers of this domain print this mean? Always decided."""
    return grimmer(mean, None, n, domain)


def grim_screen(mean: Printed, n_values: Iterable[int], domain: Domain = ANYTHING) -> Screening:
    """`grim` for each n."""
    return Screening(tuple(grim(mean, n, domain) for n in n_values))


def grimmer(
    mean: Printed,
    sd: Printed | None,
    n: int,
    domain: Domain = ANYTHING,
    *,
    roundings: Roundings | None = None,
    budget: int = BUDGET,
) -> Verdict:
    """Can `n` answers of this domain print this mean and SD (n - 1)?

    Every combination of roundings is tried, the most ordinary first, unless one is given.
    `NOT_DECIDED` is possible only for wide ranges close to their limits. Raises ValueError for
    n < 1.
    """
    if n < 1:
        raise ValueError(f"a mean needs at least one value, not {n}")
    solved: dict[Target, _Solved] = {}
    first_reason, undecided = "", ""
    tried = (roundings,) if roundings is not None else preference(sd is not None)
    for combination in tried:
        outcome, data, reason = _under(mean, sd, n, domain, combination, solved, budget)
        if outcome is Outcome.POSSIBLE:
            return Verdict(n, outcome, combination, reason, data)
        first_reason = first_reason or reason
        if outcome is Outcome.NOT_DECIDED:
            undecided = undecided or reason
    if undecided:
        return Verdict(n, Outcome.NOT_DECIDED, None, undecided)
    more = "" if len(tried) == 1 else " No other rounding helps."
    return Verdict(n, Outcome.IMPOSSIBLE, None, first_reason + more)


def grimmer_screen(
    mean: Printed,
    sd: Printed | None,
    n_values: Iterable[int],
    domain: Domain = ANYTHING,
    *,
    budget: int = BUDGET,
) -> Screening:
    """`grimmer` for each n."""
    return Screening(tuple(grimmer(mean, sd, n, domain, budget=budget) for n in n_values))


def witness(
    mean: Printed,
    sd: Printed | None,
    n: int,
    domain: Domain = ANYTHING,
    *,
    roundings: Roundings | None = None,
) -> tuple[Fraction, ...] | None:
    """One sorted data set that prints the figures; None if there is none or none was found."""
    return grimmer(mean, sd, n, domain, roundings=roundings).witness


def datasets(
    mean: Printed,
    sd: Printed | None,
    n: int,
    domain: Domain,
    roundings: Roundings,
    *,
    budget: int = BUDGET,
) -> Iterator[tuple[Fraction, ...]]:
    """Every data set that prints the figures under one combination, each once.

    Raises `BudgetSpentError` when the search for one sum takes more than `budget` steps.
    """
    for target in targets(mean, sd, n, domain, roundings):
        for free in multisets(*target.free, target.span, budget):
            yield target.values(free)


def count_datasets(
    mean: Printed,
    sd: Printed | None,
    n: int,
    domain: Domain,
    *,
    roundings: Roundings | None = None,
    cap: int = 1000,
    budget: int = BUDGET,
) -> DatasetCount:
    """How many data sets print the figures: where few do, the row gives the answers away.

    All sums together may take `COUNTED` times `budget` steps, so that a count ends within about a
    second. Without `roundings` the most ordinary combination that holds is counted; ValueError when none
    does, or when nothing limits the answers, so that the count would have no end.
    """
    if sd is None and domain.low is None and domain.high is None:
        raise ValueError("without an SD and a limit the data sets cannot be counted")
    if roundings is None:
        roundings = grimmer(mean, sd, n, domain, budget=budget).roundings
        if roundings is None:
            raise ValueError(f"no data set of n = {n} is known to print {mean} ({sd})")
    # Many sums may print one mean. A glance at each comes first, so that one that is hard to search
    # does not use up what the others would need; then those that a glance did not settle.
    asked = tuple(targets(mean, sd, n, domain, roundings))
    counts = dict.fromkeys(asked, 0)
    found = 0
    left = COUNTED * budget
    for steps in (min(GLANCE * n, budget), budget):
        unsettled = []
        for target in asked:
            purse = Budget(min(steps, left))
            granted = purse.left
            before, seen = counts[target], 0
            try:
                for _ in islice(multisets(*target.free, target.span, purse), cap):
                    seen += 1
            except BudgetSpentError:
                unsettled.append(target)
            left -= granted - max(purse.left, 0)
            counts[target] = max(before, seen)
            found += counts[target] - before
            if found >= cap:
                return DatasetCount(n, roundings, found, True, True)
        asked = tuple(unsettled)
    return DatasetCount(n, roundings, found, False, not asked)


def solve(target: Target, budget: int = BUDGET) -> _Solved:
    """The answer to one exact question, with a data set or a reason."""
    least, most = target.squares_limits
    if least > most:
        return Outcome.IMPOSSIBLE, None, _beyond_sum(target)
    if target.squares_low > target.squares_high:
        return Outcome.IMPOSSIBLE, None, _no_squares(target)
    if target.squares_high < least or target.squares_low > most:
        return Outcome.IMPOSSIBLE, None, _beyond_squares(target)
    free = construct(*target.free, target.span)
    try:
        if free is None:
            free = next(multisets(*target.free, target.span, budget), None)
    except BudgetSpentError:
        return (
            Outcome.NOT_DECIDED,
            None,
            f"The search ended before it had tried every data set of n = {target.n} "
            f"and the sum {_total(target)}.",
        )
    if free is None:
        return (
            Outcome.IMPOSSIBLE,
            None,
            f"With n = {target.n} every data set of the sum {_total(target)} was tried, "
            "and none prints this SD.",
        )
    return Outcome.POSSIBLE, target.values(free), f"n = {target.n} can print it."


def _under(
    mean: Printed,
    sd: Printed | None,
    n: int,
    domain: Domain,
    roundings: Roundings,
    solved: dict[Target, _Solved],
    budget: int,
) -> _Solved:
    """The answer under one combination; `solved` spares asking a question twice."""
    if sd is not None and n == 1:
        return Outcome.IMPOSSIBLE, None, "One value has no SD with n - 1."
    if not sums(mean, n, domain.items, roundings.mean):
        return Outcome.IMPOSSIBLE, None, _no_sum(mean, n, domain)
    reasons: list[str] = []
    undecided = ""
    for target in targets(mean, sd, n, domain, roundings):
        if target not in solved:
            solved[target] = solve(target, budget)
        outcome, data, reason = solved[target]
        if outcome is Outcome.POSSIBLE:
            return outcome, data, reason
        if outcome is Outcome.NOT_DECIDED:
            undecided = reason
        reasons.append(reason)
    if undecided:
        return Outcome.NOT_DECIDED, None, undecided
    fallback = f"No {domain.describe()} can be meant."
    return Outcome.IMPOSSIBLE, None, reasons[0] if reasons else fallback


def _no_sum(mean: Printed, n: int, domain: Domain) -> str:
    """Why GRIM fails: the two sums on either side of the printed mean."""
    below = mean.exact * n * domain.items // 1
    decimals = mean.decimals + 2
    around = [
        print_fraction(Fraction(total, n * domain.items), decimals, Rounding.HALF_UP)
        for total in (below, below + 1)
    ]
    kind = "whole numbers" if domain.items == 1 else f"multiples of 1/{domain.items}"
    return f"The means of {n} {kind} next to {mean} are {around[0]} and {around[1]}, and neither prints it."


def _total(target: Target) -> str:
    """The sum as a reader would write it."""
    total = Fraction(target.total + target.n * target.low, target.items)
    return str(total) if total.denominator == 1 else f"{float(total):g}"


def _no_squares(target: Target) -> str:
    """Why no whole sum of squares will do: the SDs on either side of the printed one."""
    n, above = target.n, target.squares_low
    around = [
        print_root(Fraction(spread, n * (n - 1) * target.items**2), 4, Rounding.HALF_UP)
        for spread in (n * squares - target.total**2 for squares in (above - 2, above))
        if spread >= 0
    ]
    nearest = " and ".join(str(sd) for sd in around)
    return (
        f"With n = {n} and the sum {_total(target)}, the nearest SD{'s are' * (len(around) > 1)}"
        f"{' is' * (len(around) == 1)} {nearest}, which print{'s' * (len(around) == 1)} otherwise."
    )


def _beyond_sum(target: Target) -> str:
    return f"The sum {_total(target)} cannot be reached by n = {target.n} between the limits."


def _beyond_squares(target: Target) -> str:
    least, _ = target.squares_limits
    side = "small" if target.squares_high < least else "large"
    ends = ", which both occur" if target.attained else ""
    return f"The SD is too {side} for n = {target.n} and the sum {_total(target)} between the limits{ends}."
