"""Printed percentages of one group: is there one number of answers that prints them all?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triangulate.audit.figures import Percentage, PublishedFigures
from triangulate.audit.numbers import listed
from triangulate.audit.rows import MOST_ASKED, N_LIMIT
from triangulate.audit.ruling import Kind, Ruling
from triangulate.consistency import Denominators, Printed, Rounding, denominators


@dataclass(frozen=True, slots=True)
class PercentageFinding:
    """``possible`` are the n that print all percentages of the group at once; ``nearest`` those that
    miss fewest, with what they miss, where there is none."""

    group: str
    label: str
    percentages: tuple[Printed, ...]
    asked: tuple[int, ...]
    possible: tuple[int, ...]
    rounding: Rounding | None
    nearest: tuple[tuple[int, tuple[Printed, ...]], ...]
    ruling: Ruling

    @property
    def denominators(self) -> str:
        """The value of the fact: ``25``, or ``none``."""
        return ", ".join(str(n) for n in self.possible) or "none"


def judge_percentages(published: PublishedFigures, most: dict[str, int | None]) -> list[PercentageFinding]:
    """One finding for each group of which percentages are printed; ``most`` bounds n by group."""
    groups = dict.fromkeys(percentage.group for percentage in published.percentages)
    return [
        judge_group(
            group,
            published.group_label(group),
            [p for p in published.percentages if p.group == group],
            most.get(group),
        )
        for group in groups
    ]


def judge_group(
    group: str, label: str, percentages: Sequence[Percentage], most: int | None = None
) -> PercentageFinding:
    """The percentages of one group against every n from 1 to ``most``."""
    printed = tuple(percentage.printed for percentage in percentages)
    asked = tuple(range(1, min(most or N_LIMIT, MOST_ASKED) + 1))
    found = denominators(printed, asked)
    shown = ", ".join(str(percentage) for percentage in printed)
    nearest = () if found.possible else _nearest(found, asked)
    return PercentageFinding(
        group, label, printed, asked, found.possible, found.rounding, nearest,
        _ruling(found, asked, shown, nearest),
    )  # fmt: skip


def _ruling(
    found: Denominators,
    asked: tuple[int, ...],
    shown: str,
    nearest: tuple[tuple[int, tuple[Printed, ...]], ...],
) -> Ruling:
    most = max(asked)
    if found.possible:
        how = "" if found.rounding is Rounding.HALF_UP else f" ({found.rounding})"
        reason = f"Of all n up to {most}, {_only(found.possible)} all of {shown} per cent at once{how}"
        tail = f"; {most} cannot." if most not in found.possible else "."
        if len(found.possible) == len(asked):
            return Ruling(Kind.POSSIBLE, reason + tail)
        return Ruling.only_for(found.possible, reason + tail)
    misses = "; ".join(f"{n} misses only {_and(missed)}" for n, missed in nearest)
    reason = (
        f"No n up to {most} prints all of {shown} per cent at once, under rounding or cutting off "
        f"({misses}), so the statements were answered by different numbers of people."
    )
    never = tuple(
        percentage
        for i, percentage in enumerate(found.percentages)
        if not any(found.alone[rule][i] for rule in Rounding)
    )
    if never:
        reason = f"No n up to {most} prints {_and(never)} per cent, under rounding or cutting off."
    return Ruling(Kind.IMPOSSIBLE, reason)


def _only(numbers: tuple[int, ...]) -> str:
    return f"only {numbers[0]} prints" if len(numbers) == 1 else f"{listed(numbers)} print"


def _and(figures: tuple[Printed, ...]) -> str:
    return " and ".join(dict.fromkeys(str(figure) for figure in figures))


def _nearest(found: Denominators, asked: tuple[int, ...]) -> tuple[tuple[int, tuple[Printed, ...]], ...]:
    """The n that miss fewest of the percentages under ordinary rounding, the largest first."""
    missed = {n: found.missed_by(n) for n in asked}
    fewest = min(len(percentages) for percentages in missed.values())
    best = [(n, percentages) for n, percentages in missed.items() if len(percentages) == fewest]
    return tuple(sorted(best, reverse=True)[:3])
