"""Yes-or-no answers: can n of them print this mean and SD? DEBIT.

A proportion p = k/n leaves no freedom to the SD, which is sqrt(p (1 - p) n / (n - 1)).

Source: Heathers & Brown 2019, DEBIT: a simple consistency test for binary data, osf.io/5vb3u.
"""

from __future__ import annotations

from collections.abc import Iterable

from triangulate.consistency.domain import Domain
from triangulate.consistency.grimmer import grimmer
from triangulate.consistency.printed import Printed
from triangulate.consistency.verdict import Screening, Verdict

YES_NO = Domain.scale(0, 1)


def debit(mean: Printed, sd: Printed, n: int) -> Verdict:
    """Can `n` answers that are 0 or 1 print this mean and SD? Always decided."""
    return grimmer(mean, sd, n, YES_NO)


def debit_screen(mean: Printed, sd: Printed, n_values: Iterable[int]) -> Screening:
    """`debit` for each n."""
    return Screening(tuple(debit(mean, sd, n) for n in n_values))
