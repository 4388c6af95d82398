"""Answers of every organisation to the mapping form, from which the printed table follows.

For each printed row the largest n and the exact sums are found by `triangulate.consistency`. Then
the answers are laid over a latent size of the organisations, so that one form reads as one
organisation: parts within their wholes, large ones large throughout. Where the printed extremes
forbid that (a part's maximum above its whole's), as few forms as possible break it, and each is
recorded with the reason.

Every number made here is invented; organisations are indices, names are given elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from triangulate.simulate.mapping_large import DRAWS, LargeGroup
from triangulate.simulate.mapping_plans import plan_of, report_of, scaled
from triangulate.simulate.mapping_rows import (
    BrokenCheck,
    Form,
    MappingRow,
    PartWhole,
    Reconstruction,
    RowReport,
)
from triangulate.simulate.mapping_small import small_group

# Groups up to this size are settled by trying every order of every fitting data set.
_SMALL_GROUP = 6


def reconstruct(
    rows: Sequence[MappingRow],
    organisations: Mapping[str, int],
    seed: int,
    checks: Iterable[PartWhole] = (),
    *,
    scale: int = 1,
) -> Reconstruction:
    """Forms for `scale` times the organisations of each group; deterministic by `seed`.

    With scale 1 the answers print every row exactly, as `rows` reports; with a larger scale they
    only have its shape (the mean and the extremes printed, an SD near the printed one), and `rows`
    still reports the n and roundings of the study itself.
    Raises ReconstructionError where no data could print a row or no forms were found.
    """
    if scale < 1:
        raise ValueError(f"scale must be at least 1, not {scale}")
    known = tuple(checks)
    answers: dict[str, tuple[Form, ...]] = {}
    reports: list[RowReport] = []
    broken: list[BrokenCheck] = []
    for position, (group, count) in enumerate(organisations.items()):
        rng = np.random.default_rng([seed, position])
        plans = [plan_of(row, count) for row in rows if row.group == group]
        reports += [report_of(plan, count) for plan in plans]
        ours = [check for check in known if group in check.groups]
        if scale == 1 and count <= _SMALL_GROUP:
            # The first item is laid before the others are known, so a draw can break needlessly.
            forms = small_group(plans, count, ours, rng)
            for _ in range(DRAWS):
                if not any(_breaks(forms, ours)):
                    break
                other = small_group(plans, count, ours, rng)
                forms = min(forms, other, key=lambda made: len(list(_breaks(made, ours))))
        else:
            plans = [scaled(plan, scale) for plan in plans]
            forms = LargeGroup(plans, count * scale, scale, rng).forms()
        answers[group] = forms
        printed = {plan.row.item: plan.row for plan in plans}
        for check, index in _breaks(forms, ours):
            shown = {item: forms[index][item] for item in (*check.parts, check.whole)}
            why = _why(check, printed)
            broken.append(BrokenCheck(check.id, group, index, shown, why))
    return Reconstruction(answers, tuple(reports), tuple(broken))


def _breaks(forms: Sequence[Form], checks: Iterable[PartWhole]) -> Iterator[tuple[PartWhole, int]]:
    """Every check with the index of every form that breaks it."""
    for check in checks:
        for index, form in enumerate(forms):
            if check.excess(form):
                yield check, index


def _why(check: PartWhole, printed: Mapping[str, MappingRow]) -> str:
    """What the printed extremes say about a broken check."""
    whole = printed[check.whole]
    for part in sorted((printed[item] for item in check.parts), key=lambda row: -row.high):
        if part.high > whole.high:
            return (
                f"The largest printed {part.item} ({part.high}) exceeds the largest printed "
                f"{whole.item} ({whole.high}), so at least one form must break it."
            )
    return "Nothing printed forces this form to break it."
