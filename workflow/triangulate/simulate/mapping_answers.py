"""Answers of every organisation to the mapping form, from which the printed table follows.

For each printed row the largest n and the exact sums are found by `triangulate.consistency`. Then
the answers are laid over a latent size of the organisations, so that one form reads as one
organisation: parts within their wholes, large ones large throughout. Where the printed extremes
forbid that (a part's maximum above its whole's), as few forms as possible break it, and each is
recorded with the reason.

Every number made here is invented; organisations are indices, names are given elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from triangulate.consistency import (
    ROUNDED,
    DatasetCount,
    Domain,
    Printed,
    Rounding,
    Roundings,
    count_datasets,
)
from triangulate.consistency.exhaustive import multisets
from triangulate.consistency.grimmer import solve
from triangulate.consistency.moments import Target, targets
from triangulate.consistency.steering import Reals, Wholes, steer
from triangulate.consistency.verdict import Outcome

Answer = Decimal | int | None
Form = dict[str, Answer]

# Answers are whole numbers if they can be; otherwise multiples of 1/10, then of 1/100.
_GRIDS = (1, 10, 100)
_COUNT_CAP = 1000
# SDs tried for a study made larger, in per cent of the printed one.
_SPREADS = (100, 95, 105, 90, 110, 80, 120, 70, 60, 50, 40, 30)
_ATTEMPTS = 40
# Draws among which the most natural one is chosen.
_DRAWS = 4
# Groups up to this size are settled by trying every order of every fitting data set.
_SMALL_GROUP = 6


class ReconstructionError(ValueError):
    """The printed rows could not be turned into forms."""


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One printed row: mean, SD (n - 1), minimum and maximum of an item over a group's forms."""

    group: str
    item: str
    mean: Printed
    sd: Printed
    low: int
    high: int

    @classmethod
    def from_record(cls, record: Mapping[str, str]) -> MappingRow:
        """A row of `mapping_summary.csv`, every cell as text."""
        return cls(
            record["group"],
            record["item"],
            Printed.parse(record["mean"], int(record["decimals_mean"])),
            Printed.parse(record["sd"], int(record["decimals_sd"])),
            int(record["min"]),
            int(record["max"]),
        )

    def domain(self, items: int) -> Domain:
        """Multiples of 1/`items` from the printed minimum to the printed maximum."""
        return Domain.observed(self.low, self.high, items)


@dataclass(frozen=True, slots=True)
class PartWhole:
    """A check of the form: the sum of `parts` is at most `whole`."""

    id: str
    groups: tuple[str, ...]
    parts: tuple[str, ...]
    whole: str

    @classmethod
    def from_check(cls, check: Mapping[str, object]) -> PartWhole:
        """A check of `config/mapping.yaml`; ValueError for any but "a + b <= c"."""
        expr = str(check["expr"])
        left, sign, right = expr.partition("<=")
        parts = tuple(part.strip() for part in left.split("+"))
        if not sign or not all(name.isidentifier() for name in (*parts, right.strip())):
            raise ValueError(f"check {check['id']}: not a sum of items <= an item: {expr}")
        groups = check["groups"]
        if not isinstance(groups, list):
            raise ValueError(f"check {check['id']}: groups must be a list")
        return cls(str(check["id"]), tuple(map(str, groups)), parts, right.strip())

    def excess(self, form: Mapping[str, Answer]) -> Decimal | int:
        """By how much the parts exceed the whole; 0 where they do not or one is not answered."""
        given = [form.get(name) for name in (*self.parts, self.whole)]
        known = [answer for answer in given if answer is not None]
        if len(known) < len(given):
            return 0
        return max(sum(known[:-1]) - known[-1], 0)


@dataclass(frozen=True, slots=True)
class RowReport:
    """How one printed row was hit. `items` is 1 for whole numbers, 10 for one decimal."""

    group: str
    item: str
    n: int
    roundings: Roundings
    items: int
    datasets: DatasetCount | None
    note: str


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """A form that breaks a check, and what in the printed figures forces that."""

    check: str
    group: str
    organisation: int
    answers: dict[str, Answer]
    reason: str


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """`answers[group][i]` is the form of the group's organisation i, item by item."""

    answers: dict[str, tuple[Form, ...]]
    rows: tuple[RowReport, ...]
    broken: tuple[BrokenCheck, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A row with the questions (in units of 1/items) whose data sets all print it."""

    row: MappingRow
    n: int
    roundings: Roundings
    items: int
    questions: tuple[Target, ...]


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
        plans = [_plan(row, count) for row in rows if row.group == group]
        reports += [_report(plan, count) for plan in plans]
        ours = [check for check in known if group in check.groups]
        if scale == 1 and count <= _SMALL_GROUP:
            # The first item is laid before the others are known, so a draw can break needlessly.
            forms = _small_group(plans, count, ours, rng)
            for _ in range(_DRAWS):
                if not any(_breaks(forms, ours)):
                    break
                other = _small_group(plans, count, ours, rng)
                forms = min(forms, other, key=lambda made: len(list(_breaks(made, ours))))
        else:
            plans = [_scaled(plan, scale) for plan in plans]
            forms = _LargeGroup(plans, count * scale, scale, rng).forms()
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


# ---------------------------------------------------------------- which figures to hit


def _plan(row: MappingRow, organisations: int) -> _Plan:
    """The grid, roundings and largest n under which the row can be printed."""
    cut = Rounding.CUT_OFF
    for items in _GRIDS:
        for mean_cut, sd_cut in ((False, False), (False, True), (True, True), (True, False)):
            for n in range(organisations, 1, -1):
                questions = _questions(row, n, items, mean_cut, sd_cut)
                if questions:
                    first = ROUNDED[0]
                    rules = Roundings(cut if mean_cut else first, cut if sd_cut else first)
                    return _Plan(row, n, rules, items, questions)
    raise ReconstructionError(f"no data can print the row {row.group} {row.item}")


def _questions(row: MappingRow, n: int, items: int, mean_cut: bool, sd_cut: bool) -> tuple[Target, ...]:
    """Questions with an answer that prints the row under all three rules for an exact half.

    A mean that is an exact half is left alone: whether 3.975 prints 3.97 would depend on the
    reader's program.
    """
    windows: list[dict[tuple[int, int], Target]] = []
    for rule in ROUNDED:
        pair = Roundings(Rounding.CUT_OFF if mean_cut else rule, Rounding.CUT_OFF if sd_cut else rule)
        found = targets(row.mean, row.sd, n, row.domain(items), pair)
        windows.append({(target.low, target.total): target for target in found})
    common: list[Target] = []
    for key, target in windows[0].items():
        if all(key in window for window in windows):
            low = max(window[key].squares_low for window in windows)
            high = min(window[key].squares_high for window in windows)
            narrowed = replace(target, squares_low=low, squares_high=high)
            if solve(narrowed)[0] is Outcome.POSSIBLE:
                common.append(narrowed)
    return tuple(common)


def _report(plan: _Plan, organisations: int) -> RowReport:
    row, n, items = plan.row, plan.n, plan.items
    datasets = count_datasets(
        row.mean, row.sd, n, row.domain(items), roundings=plan.roundings, cap=_COUNT_CAP
    )
    kind = "whole numbers" if items == 1 else f"multiples of 1/{items}, as no whole numbers fit"
    left_out = organisations - n
    unanswered = f", {left_out} of {organisations} forms leave it out" if left_out else ""
    if plan.roundings.rounded:
        rounding = "mean and SD rounded"
    elif plan.roundings.mean.rounds:
        rounding = "mean rounded and SD cut off, as no n prints both rounded"
    else:
        rounding = f"{plan.roundings}, as no n prints both rounded"
    note = f"n = {n} {kind}{unanswered}; {rounding}; data sets that fit: {datasets}."
    return RowReport(row.group, row.item, n, plan.roundings, items, datasets, note)


def _scaled(plan: _Plan, scale: int) -> _Plan:
    """The same row for `scale` times the forms: its mean, and its SD within one per cent.

    Where the limits within the forms leave no room for that SD, the nearest of a few others is
    taken. The SD of two values 16 and 162 is more than any SD of twenty values between them.
    """
    if scale == 1:
        return plan
    row, items, n = plan.row, plan.items, plan.n * scale
    low, span = row.low * items, (row.high - row.low) * items
    total = round((row.mean.exact - row.low) * items * n)
    plain = Target(n, items, low, span, True, total, 0, 0)
    centre = Fraction(total**2, n)
    widest = plain.squares_limits[1] - centre
    questions: list[Target] = []
    for percent in _SPREADS:
        spread = (n - 1) * (row.sd.exact * items) ** 2 * Fraction(percent, 100) ** 2
        ends = [int(centre + spread * Fraction(f, 100)) for f in (99, 101)]
        if spread < widest:
            questions.append(replace(plain, squares_low=ends[0], squares_high=ends[1]))
    return replace(plan, n=n, questions=tuple(questions))


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


# ---------------------------------------------------------------- a handful of forms


def _small_group(
    plans: Sequence[_Plan], count: int, checks: Sequence[PartWhole], rng: np.random.Generator
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
            [_answer(value, plan.items) for value in target.values(free)]
            for target in plan.questions
            for free in itertools.islice(multisets(*target.free, target.span), _COUNT_CAP)
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


def _answer(value: Fraction, items: int) -> Answer:
    """A value of the grid as a form shows it: 9.5, or 48."""
    if items == 1:
        return int(value)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal(1).scaleb(1 - len(str(items)))
    )


# ---------------------------------------------------------------- many forms


@dataclass(frozen=True, slots=True)
class _Shape:
    """How an item varies between organisations.

    `within` names the whole and the parts already taken from it; the answer is at most what is
    left, times `most`, less a part of its own up to `slack`, and at least `least` of that. `size`
    and `noise` weigh the latent size and the organisation's own deviation on the logit scale. A
    `share` follows its whole by itself, and the noise is its own; other items follow size and
    noise together. `top` says which kind of organisation holds the printed maximum: a giant, a
    large one, any, or an odd one, whose form cannot be reconciled with itself.
    """

    item: str
    within: tuple[str, ...] = ()
    size: float = 1.0
    noise: float = 0.3
    share: bool = False
    most: float = 1.0
    slack: float = 0.0
    least: float = 0.0
    top: str = "giant"


_LEVELS = ("rsos_managed", "high_risk", "very_high_risk", "medium_risk")
_SHAPES = (
    _Shape("rsos_managed", noise=0.15),
    _Shape("adult_male_rsos", ("rsos_managed",), noise=0.4, share=True),
    _Shape(
        "arms_assessed",
        ("adult_male_rsos",),
        noise=0.9,
        share=True,
        slack=0.02,
        least=0.15,
        top="odd",
    ),
    _Shape("arms_assessed_repeat", ("arms_assessed",), noise=0.5),
    _Shape("arms_joint", ("arms_assessed",), size=0.3, noise=1.0, top="large"),
    _Shape("high_risk", _LEVELS[:1], size=0.8, noise=0.5, most=0.45),
    _Shape("very_high_risk", _LEVELS[:2], size=0.6, noise=0.8, most=0.25),
    _Shape("medium_risk", _LEVELS[:3], noise=0.8, share=True, most=0.95),
    _Shape("low_risk", _LEVELS, noise=0.8, share=True, slack=0.03),
    _Shape("areas_covered", size=0.5, noise=0.9, top="large"),
    _Shape("mosovo_teams", size=0.6, noise=0.8, top="large"),
    _Shape("rsos_per_officer", size=0.0, noise=1.0, top="any"),
    _Shape("mappa_1", ("rsos_managed",), noise=0.5, share=True),
    _Shape("mappa_2", ("rsos_managed", "mappa_1"), size=0.5, noise=0.6, top="large"),
    _Shape("mappa_3", ("rsos_managed", "mappa_1", "mappa_2"), size=0.5, noise=0.6, top="large"),
    _Shape("local_delivery_units", size=0.7, noise=0.5),
    _Shape("staff", size=0.9, noise=0.3),
    _Shape("staff_managing_rsos", ("staff",), size=0.9, noise=0.3),
)
# Where in the order of size the odd forms may stand. The larger they are, the less room is left
# for the others, whose parts must then all but equal their wholes.
_ODD_PLACES = (0.75, 0.6, 0.45, 0.3)
_LEVEL_NOISE = (0.4, 0.7, 1.0, 1.4, 1.8, 2.4)


class _LargeGroup:
    """Forms laid over a latent size, item by item, each item's figures hit exactly."""

    def __init__(self, plans: Sequence[_Plan], count: int, scale: int, rng: np.random.Generator) -> None:
        self.plans = {plan.row.item: plan for plan in plans}
        if unknown := self.plans.keys() - {shape.item for shape in _SHAPES}:
            raise ReconstructionError(f"no shape is known for {', '.join(sorted(unknown))}")
        self.count = count
        self.rng = rng
        scores = [NormalDist().inv_cdf((rank + 0.5) / count) for rank in range(count)]
        self.size: Reals = np.array(scores)[rng.permutation(count)].round(4)
        self.order = [int(index) for index in np.argsort(self.size, kind="stable")]
        # Ten times the forms need more than ten times the odd ones, as only one has the maximum.
        self.odd_forms = 1 if scale == 1 else scale + scale // 2
        self.kinds: dict[str, list[int]] = {
            "giant": self.order[::-1][: self.odd_forms],
            "large": self.order[: count - self.odd_forms][-3:],
            "any": self.order[count // 2 :],
        }
        self._place_odd(_ODD_PLACES[0])
        self.units: dict[str, Wholes] = {}
        self.answered: dict[str, list[int]] = {}

    def forms(self) -> tuple[Form, ...]:
        """All forms, item by item; drawn afresh when an item finds no room beside the others."""
        for _ in range(_ATTEMPTS):
            self.units.clear()
            self.answered.clear()
            if all(self._placed(shape) for shape in _SHAPES if shape.item in self.plans):
                return self._written()
        raise ReconstructionError("no forms found that hold all printed figures together")

    def _placed(self, shape: _Shape) -> bool:
        if shape.item in self.units:  # low risk comes with medium
            return True
        if shape.top == "odd" and self._breaks(shape):
            return self._fit_odd(shape)
        if shape.item == "medium_risk":
            return self._fit_levels()
        return any(self._fit(shape) for _ in range(_DRAWS))

    def _written(self) -> tuple[Form, ...]:
        forms: list[Form] = [{} for _ in range(self.count)]
        for item, plan in self.plans.items():
            given = set(self.answered[item])
            for index, form in enumerate(forms):
                unit = Fraction(int(self.units[item][index]), plan.items)
                form[item] = _answer(unit, plan.items) if index in given else None
        return tuple(forms)

    def _place_odd(self, place: float) -> None:
        first = round(place * self.count) - self.odd_forms // 2
        self.kinds["odd"] = self.order[first : first + self.odd_forms]

    def _fit_odd(self, shape: _Shape) -> bool:
        """A part whose maximum is above its whole's: of several draws, and places of the odd form,
        the one that leaves the other forms most at ease."""
        best: tuple[float, list[int], Wholes, list[int]] | None = None
        for place, _ in itertools.product(_ODD_PLACES, range(_DRAWS)):
            self._place_odd(place)
            if self._fit(shape):
                strain = self._strain((shape.item,), shape.within[0])
                if best is None or strain < best[0]:
                    item = shape.item
                    best = strain, self.kinds["odd"], self.units[item], self.answered[item]
        if best is None:
            return False
        _, self.kinds["odd"], self.units[shape.item], self.answered[shape.item] = best
        return True

    def _fit_levels(self) -> bool:
        """Medium and low together: what medium leaves must have the spread that low needs.

        How far medium's share varies decides that, so several spreads are drawn, and the draw is
        taken whose levels come closest to adding up to the whole.
        """
        medium, low = (shape for shape in _SHAPES if shape.item in ("medium_risk", "low_risk"))
        best: tuple[float, dict[str, Wholes], dict[str, list[int]]] | None = None
        for noise, _ in itertools.product(_LEVEL_NOISE, range(_DRAWS)):
            if self._fit(replace(medium, noise=noise)) and self._fit(low):
                strain = self._strain((*_LEVELS[1:], low.item), _LEVELS[0])
                if best is None or strain < best[0]:
                    best = strain, dict(self.units), dict(self.answered)
        if best is None:
            return False
        _, self.units, self.answered = best
        return True

    def _strain(self, parts: Sequence[str], whole: str) -> float:
        """Mean squared distance of the parts' share from all of the whole, odd forms aside."""
        aside = {*self.kinds["giant"], *self.kinds["odd"]}
        rest = [index for index in self.order if index not in aside]
        total = sum((self.units[part][rest] for part in parts), np.zeros(len(rest), dtype=np.int64))
        return float(((1.0 - total / np.maximum(self.units[whole][rest], 1)) ** 2).mean())

    def _fit(self, shape: _Shape) -> bool:
        """One draw of an item, brought to its figures; False where its limits forbid that."""
        plan = self.plans[shape.item]
        lowest, highest = plan.row.low * plan.items, plan.row.high * plan.items
        upper = self._room(shape)
        able = upper >= lowest
        tiny = next((index for index in self.order if able[index]), self.order[0])
        top = self._top(shape, upper)
        chosen = self._respondents(plan.n, {tiny, top}, able)
        lower = np.maximum(np.floor(upper * shape.least).astype(np.int64), lowest)
        upper = np.maximum(upper, lowest)
        lower[top] = upper[top] = highest
        lower[tiny] = upper[tiny] = lowest
        noise: Reals = self.rng.normal(size=self.count).round(4) * shape.noise
        base = noise if shape.share else np.zeros(self.count)
        direction = self.size if shape.share else shape.size * self.size + noise
        for question in plan.questions:
            found = steer(
                base[chosen],
                direction[chosen],
                lower[chosen] - question.low,
                upper[chosen] - question.low,
                question.total,
                (question.squares_low, question.squares_high),
            )
            if found is not None:
                self.units[shape.item] = self._completed(chosen, found + question.low, upper)
                self.answered[shape.item] = [int(index) for index in chosen]
                return True
        return False

    def _breaks(self, shape: _Shape) -> bool:
        """True where the printed maximum of a part is above its whole's."""
        wholes = [self.plans[item].row for item in shape.within[:1] if item in self.plans]
        return any(self.plans[shape.item].row.high > whole.high for whole in wholes)

    def _room(self, shape: _Shape) -> Wholes:
        """The largest answer of each organisation, in units; odd forms are not held to it."""
        plan = self.plans[shape.item]
        highest = plan.row.high * plan.items
        room = np.full(self.count, highest, dtype=np.int64)
        if shape.within and shape.within[0] in self.units:
            whole, *taken = [self.units[item] for item in shape.within if item in self.units]
            left = whole - sum(taken, np.zeros(self.count, dtype=np.int64))
            kept_back = 1.0 - shape.most + shape.slack * self.rng.random(self.count).round(4)
            # Rounded down, so that the smallest form of all may hold its whole.
            left = left - np.floor(left * kept_back + 1e-9).astype(np.int64)
            room = np.minimum(room, left * plan.items)
        if self._breaks(shape):
            room[self.kinds[shape.top]] = highest
        return room

    def _top(self, shape: _Shape, room: Wholes) -> int:
        """Who holds the printed maximum: of its kind one that has room for it, else the largest."""
        plan = self.plans[shape.item]
        kind = self.kinds[shape.top]
        able = [index for index in kind if room[index] >= plan.row.high * plan.items]
        if shape.top in ("giant", "odd"):
            return (able or kind)[0]
        return int(self.rng.choice(able or kind))

    def _respondents(self, n: int, certain: set[int], able: NDArray[np.bool_]) -> Wholes:
        """Who answers: the extremes, the odd forms, and a random choice of the others.

        Who has no room for the smallest printed answer is the first to leave the item out.
        """
        odd = [index for kind in ("giant", "odd") for index in self.kinds[kind]]
        must = certain | set(odd[: n - len(certain)])
        drawn = [int(i) for i in self.rng.permutation(self.count) if int(i) not in must]
        others = sorted(drawn, key=lambda index: not able[index])
        return np.array(sorted([*must, *others[: n - len(must)]]), dtype=np.int64)

    def _completed(self, chosen: Wholes, found: Wholes, upper: Wholes) -> Wholes:
        """The answers, and for who gave none that of the next smaller form, never published.

        A form that leaves out the whole still has parts, which need something to be parts of.
        """
        units = np.zeros(self.count, dtype=np.int64)
        units[chosen] = found
        given = {int(index) for index in chosen}
        last = self.order[0]
        for index in self.order:
            if index in given:
                last = index
            else:
                units[index] = min(units[last], upper[index])
        return units
