"""Magnitudes of organisations: whether one of them makes up a total, and whether a printed row can be
undone.

Let x1 ≥ x2 ≥ … be the answers and T their sum. The (n, k) rule holds a mean back if the n largest
make up k per cent of T or more. The p per cent rule holds it back if the second largest, who knows
its own answer, can work out the largest to within p per cent: T - x1 - x2 < p/100 · x1. Both are
those of ACRO and of τ-ARGUS (Hundepool and others, Statistical Disclosure Control, 2012, section
4.2). The rules hold for answers that cannot be below nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from triangulate.audit.risk import Risk, reconstruction_risk
from triangulate.study.model import Privacy

#: The printed page carries unrounded values, so a reader has this many decimals.
_DECIMALS = 6
#: Beyond so many answers a mean and a standard deviation leave more data sets than anybody can list.
_MOST_ANSWERS = 60
#: Answers with more decimals than this are on no grid that a reader could guess.
_FINEST = 2


def dominated(values: Sequence[float], privacy: Privacy) -> str | None:
    """Why the sum (and the mean) of ``values`` gives the largest away, or None if it does not."""
    ordered = sorted(values, reverse=True)
    total = sum(ordered)
    if len(ordered) < 2 or ordered[-1] < 0 or total <= 0:
        return None
    share = 100 * sum(ordered[: privacy.dominance_n]) / total
    if share >= privacy.dominance_k:
        return f"{privacy.dominance_n} organisations make up {privacy.dominance_k:g} % of the total or more"
    if total - ordered[0] - ordered[1] < privacy.p_percent / 100 * ordered[0]:
        return f"the largest organisation could be worked out to within {privacy.p_percent:g} % by the second"
    return None


def grid_of(values: Sequence[float]) -> int | None:
    """1 for whole numbers, 10 and 100 for one and two decimals; None for finer answers."""
    finest = 0
    for value in values:
        exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
        if not isinstance(exponent, int):
            return None
        finest = max(finest, -exponent)
    return 10**finest if finest <= _FINEST else None


def row_risk(
    values: Sequence[float],
    mean: float,
    sd: float | None,
    low: float | None,
    high: float | None,
    privacy: Privacy,
) -> Risk | None:
    """How many data sets print this row; None where nobody could list them.

    Ends that are not printed are None; the answers are then taken to be no less than nought, which is
    what a reader would suppose.
    """
    items = grid_of(values)
    if items is None or sd is None or not 1 < len(values) <= _MOST_ANSWERS:
        return None
    shown = [None if end is None else str(Decimal(repr(float(end)))) for end in (low, high)]
    return reconstruction_risk(
        f"{mean:.{_DECIMALS}f}",
        f"{sd:.{_DECIMALS}f}",
        shown[0] if shown[0] is not None else ("0" if min(values) >= 0 else None),
        shown[1],
        len(values),
        items=items,
        attained=low is not None and high is not None,
        handful=privacy.few_datasets,
        cap=privacy.few_datasets + 1,
    )
