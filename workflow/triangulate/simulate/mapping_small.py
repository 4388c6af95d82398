"""The forms of a handful of organisations: every order of every data set that fits, item by item."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from triangulate.consistency.exhaustive import multisets
from triangulate.consistency.steering import Wholes
from triangulate.simulate.mapping_plans import COUNT_CAP, Plan, answer_of
from triangulate.simulate.mapping_rows import Answer, Form, PartWhole, ReconstructionError


def small_group(
    plans: Sequence[Plan], count: int, checks: Sequence[PartWhole], rng: np.random.Generator
) -> tuple[Form, ...]:
    """Every order of every fitting data set, item by item; the first item sets the size.

    The first item is the whole of most checks. A form that breaks a check costs most, then a rank
    that differs from the form's size, then a further form with a gap.
    """
    forms: list[Form] = [{} for _ in range(count)]
    ordered = sorted(plans, key=lambda plan: -sum(c.whole == plan.row.item for c in checks))
    size = rng.permutation(count)
    means = {plan.row.item: float(plan.row.mean.exact) for plan in plans}
    shares = {
        check.id: means[check.parts[0]] / means[check.whole]
        for check in checks
        if means.keys() >= {check.parts[0], check.whole}
    }
    for plan in ordered:
        options = [
            [answer_of(value, plan.items) for value in target.values(free)]
            for target in plan.questions
            for free in itertools.islice(multisets(*target.free, target.span), COUNT_CAP)
        ]
        chosen = rng.permutation(len(options))[:40]
        best: tuple[float, tuple[Answer, ...]] | None = None
        for option in (options[int(index)] for index in chosen):
            padded: list[Answer] = [*option, *[None] * (count - len(option))]
            for places in sorted(set(itertools.permutations(range(count)))):
                laid = tuple(padded[place] for place in places)
                if plan is ordered[0] and not _same_order(laid, size):
                    continue
                cost = _cost(plan.row.item, laid, forms, size, checks, shares)
                if best is None or cost < best[0]:
                    best = cost, laid
        if best is None:
            raise ReconstructionError(f"no forms found for {plan.row.group} {plan.row.item}")
        for form, answer in zip(forms, best[1], strict=True):
            form[plan.row.item] = answer
    return tuple({plan.row.item: form[plan.row.item] for plan in plans} for form in forms)


def _same_order(laid: Sequence[Answer], size: Wholes) -> bool:
    """True when larger forms have the larger answers."""
    by_size = [laid[int(index)] for index in np.argsort(size)]
    given = [answer for answer in by_size if answer is not None]
    return given == sorted(given)


def _cost(
    item: str,
    laid: Sequence[Answer],
    forms: Sequence[Form],
    size: Wholes,
    checks: Sequence[PartWhole],
    shares: Mapping[str, float],
) -> float:
    """How badly this order of answers reads beside what the forms already hold."""
    cost = 0.0
    given = sorted((answer, index) for index, answer in enumerate(laid) if answer is not None)
    by_size = sorted(int(size[index]) for _, index in given)
    cost += sum(abs(by_size.index(int(size[i])) - r) for r, (_, i) in enumerate(given)) / 10
    for answer, form in zip(laid, forms, strict=True):
        gap_before = any(value is None for value in form.values())
        cost += 2.0 if answer is None and not gap_before else 0.0
        trial = {**form, item: answer}
        for check in checks:
            if item not in (*check.parts, check.whole) or trial.get(check.whole) is None:
                continue
            # Parts still to come count as nothing, so that room is kept for them.
            filled: Form = {part: trial.get(part) or 0 for part in check.parts}
            cost += 100.0 if check.excess({**filled, check.whole: trial[check.whole]}) else 0.0
            whole = trial[check.whole]
            if answer is not None and whole and check.parts == (item,):
                # A part has about the same share of its whole in every form.
                cost += abs(float(answer) / float(whole) - shares[check.id])
    return cost
