"""The forms of many organisations: laid over a latent size, each item's figures hit exactly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from triangulate.consistency.steering import Reals, Wholes, steer
from triangulate.simulate.mapping_plans import Plan, answer_of
from triangulate.simulate.mapping_rows import Form, ReconstructionError

_ATTEMPTS = 40
#: Draws among which the most natural one is chosen.
DRAWS = 4


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


class LargeGroup:
    """Forms laid over a latent size, item by item, each item's figures hit exactly."""

    def __init__(self, plans: Sequence[Plan], count: int, scale: int, rng: np.random.Generator) -> None:
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
        return any(self._fit(shape) for _ in range(DRAWS))

    def _written(self) -> tuple[Form, ...]:
        forms: list[Form] = [{} for _ in range(self.count)]
        for item, plan in self.plans.items():
            given = set(self.answered[item])
            for index, form in enumerate(forms):
                unit = Fraction(int(self.units[item][index]), plan.items)
                form[item] = answer_of(unit, plan.items) if index in given else None
        return tuple(forms)

    def _place_odd(self, place: float) -> None:
        first = round(place * self.count) - self.odd_forms // 2
        self.kinds["odd"] = self.order[first : first + self.odd_forms]

    def _fit_odd(self, shape: _Shape) -> bool:
        """A part whose maximum is above its whole's: of several draws, and places of the odd form,
        the one that leaves the other forms most at ease."""
        best: tuple[float, list[int], Wholes, list[int]] | None = None
        for place, _ in itertools.product(_ODD_PLACES, range(DRAWS)):
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
        for noise, _ in itertools.product(_LEVEL_NOISE, range(DRAWS)):
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
