"""A list of the highest and lowest statements against the means of their areas.

If the list is complete, every statement that is not on it lies between the lowest of the highest
and the highest of the lowest. An area of k statements, j of them listed, then has a mean between
(sum of the listed + (k - j) low) / k and (sum of the listed + (k - j) high) / k. The k for which the
printed mean lies there are the sizes that the area can have; where there is none, list and mean
cannot both hold. Every figure stands for all true values that some rounding or cutting off prints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from triangulate.audit.figures import AreaMean, Figure, Percentage, PublishedFigures
from triangulate.audit.numbers import bounds
from triangulate.audit.ruling import Kind, Ruling
from triangulate.consistency import Printed

#: Sizes of an area that are asked about where the total is not printed.
MOST_STATEMENTS = 200
_Found = tuple[str, Ruling, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Between:
    """Where the statements of a group that are not listed must lie, as true values and as printed."""

    low: Fraction
    high: Fraction
    shown: str


@dataclass(frozen=True, slots=True)
class _Area:
    """An area in one group: its mean, what is listed of it, the sizes that it can have."""

    mean: AreaMean
    listed: tuple[Percentage, ...]
    between: _Between
    sizes: tuple[int, ...]


def judge_listed(
    id: str, groups: Sequence[str], total: Figure | None, published: PublishedFigures
) -> list[_Found]:
    """(id, ruling, ids of figures) for the whole relation and for each group and area."""
    known = int(total.printed.value) if total is not None else None
    # A total beyond any instrument narrows nothing down.
    total_of_all = known if known is not None and known <= MOST_STATEMENTS else None
    most = total_of_all or MOST_STATEMENTS
    areas = [area for group in groups for area in _areas_of(group, published, most)]
    by_area = _sizes_by_area(areas, total_of_all)
    details: list[_Found] = []
    for area in areas:
        figures = (area.mean.figure, *(p.figure for p in area.listed))
        details.append((f"{id}.{area.mean.group}.{area.mean.area}", _ruling(area, published), figures))
    broken = [area for area in areas if not area.sizes]
    if broken:
        worst = broken[0]
        names = "; ".join(f"{_label(area, published)}: {area.mean.printed}" for area in broken)
        reason = (
            f"The list and the printed means cannot all hold ({names}, while whatever is not listed "
            f"lies between {worst.between.shown} per cent): the list is not complete, or a mean is "
            "another figure"
        )
        figure = published.figures[worst.mean.figure]
        ruling = Ruling(Kind.IN_CONFLICT, f"{reason}{_needs(by_area)}.", figure.named)
    else:
        ruling = Ruling(Kind.POSSIBLE, f"The list and the printed means can all hold{_needs(by_area)}.")
    return [(id, ruling, tuple(area.mean.figure for area in broken or areas)), *details]


def _areas_of(group: str, published: PublishedFigures, most: int) -> list[_Area]:
    own = [p for p in published.percentages if p.group == group]
    between = _between(own)
    if between is None:
        return []
    found = []
    for mean in published.areas:
        if mean.group == group:
            printed = tuple(p for p in own if p.area == mean.area)
            asked = range(max(1, len(printed)), most + 1)
            sizes = tuple(k for k in asked if _fits(k, mean.printed, printed, between))
            found.append(_Area(mean, printed, between, sizes))
    return found


def _between(own: Sequence[Percentage]) -> _Between | None:
    """None where the list names no highest or no lowest statements."""
    top = [p.printed for p in own if p.end == "highest"]
    bottom = [p.printed for p in own if p.end == "lowest"]
    if not top or not bottom:
        return None
    least_high = min(top, key=lambda printed: printed.exact)
    most_low = max(bottom, key=lambda printed: printed.exact)
    shown = f"{most_low} and {least_high}"
    return _Between(bounds(most_low)[0], bounds(least_high)[1], shown)


def _fits(k: int, mean: Printed, printed: Sequence[Percentage], between: _Between) -> bool:
    low = sum((bounds(p.printed)[0] for p in printed), Fraction(0)) + (k - len(printed)) * between.low
    high = sum((bounds(p.printed)[1] for p in printed), Fraction(0)) + (k - len(printed)) * between.high
    wanted_low, wanted_high = bounds(mean)
    return low <= wanted_high * k and high >= wanted_low * k


def _sizes_by_area(areas: Sequence[_Area], total: int | None) -> dict[str, tuple[str, tuple[int, ...]]]:
    """By area: its label, and the sizes that every group allows (a group in conflict says nothing);
    narrowed to those under which all areas can add up to ``total``."""
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    for area in areas:
        if not area.sizes:
            any_size = tuple(range(1, (total or MOST_STATEMENTS) + 1))
            found.setdefault(area.mean.area, (area.mean.label, any_size))
            continue
        label, known = found.get(area.mean.area, (area.mean.label, area.sizes))
        found[area.mean.area] = (label, tuple(k for k in known if k in set(area.sizes)))
    if total is None or any(not sizes for _, sizes in found.values()):
        return found
    narrowed = {}
    for id, (label, sizes) in found.items():
        others = [own for other, (_, own) in found.items() if other != id]
        narrowed[id] = (label, tuple(k for k in sizes if _others_reach(total - k, others)))
    return narrowed


def _others_reach(rest: int, others: Sequence[tuple[int, ...]]) -> bool:
    """Whether one size of each other area can be chosen so that they add up to ``rest``."""
    sums = {0}
    for sizes in others:
        sums = {have + size for have in sums for size in sizes if have + size <= rest}
    return rest in sums


def _needs(by_area: Mapping[str, tuple[str, tuple[int, ...]]]) -> str:
    """How many statements the areas must have, for those of which that says anything."""
    parts = []
    for label, sizes in by_area.values():
        if sizes and sizes != (1,):
            parts.append(f"{label} {sizes[0]}" + (f" to {sizes[-1]}" if len(sizes) > 1 else ""))
    if not parts:
        return ""
    return f"; if it is complete, the areas have these numbers of statements: {', '.join(parts)}"


def _label(area: _Area, published: PublishedFigures) -> str:
    return f"{published.group_label(area.mean.group)}, {area.mean.label}"


def _ruling(area: _Area, published: PublishedFigures) -> Ruling:
    printed = ", ".join(str(p.printed) for p in area.listed) or "none"
    opening = (
        f"{_label(area, published)}: mean {area.mean.printed}, listed {printed}, all others between "
        f"{area.between.shown} per cent if the list is complete"
    )
    if not area.sizes:
        beside = published.figures[area.mean.figure]
        reason = f"{opening}; no number of statements gives this mean."
        return Ruling(Kind.IN_CONFLICT, reason, beside.named)
    least = area.sizes[0]
    return Ruling(
        Kind.POSSIBLE,
        f"{opening}; the area must have at least {least} statement{'s' * (least > 1)}.",
    )
