"""Which number of answers, grid and roundings print a row of the mapping table, by exact search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from triangulate.consistency import ROUNDED, Rounding, Roundings, count_datasets
from triangulate.consistency.grimmer import solve
from triangulate.consistency.moments import Target, targets
from triangulate.consistency.verdict import Outcome
from triangulate.simulate.mapping_rows import Answer, MappingRow, ReconstructionError, RowReport

# Answers are whole numbers if they can be; otherwise multiples of 1/10, then of 1/100.
_GRIDS = (1, 10, 100)
#: Data sets that fit a row are counted, and tried, up to here.
COUNT_CAP = 1000
# SDs tried for a study made larger, in per cent of the printed one.
_SPREADS = (100, 95, 105, 90, 110, 80, 120, 70, 60, 50, 40, 30)


@dataclass(frozen=True, slots=True)
class Plan:
    """A row with the questions (in units of 1/items) whose data sets all print it."""

    row: MappingRow
    n: int
    roundings: Roundings
    items: int
    questions: tuple[Target, ...]


def plan_of(row: MappingRow, organisations: int) -> Plan:
    """The grid, roundings and largest n under which the row can be printed."""
    cut = Rounding.CUT_OFF
    for items in _GRIDS:
        for mean_cut, sd_cut in ((False, False), (False, True), (True, True), (True, False)):
            for n in range(organisations, 1, -1):
                questions = _questions(row, n, items, mean_cut, sd_cut)
                if questions:
                    first = ROUNDED[0]
                    rules = Roundings(cut if mean_cut else first, cut if sd_cut else first)
                    return Plan(row, n, rules, items, questions)
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


def report_of(plan: Plan, organisations: int) -> RowReport:
    """What the plan does about its row, in words for the ledger."""
    row, n, items = plan.row, plan.n, plan.items
    datasets = count_datasets(row.mean, row.sd, n, row.domain(items), roundings=plan.roundings, cap=COUNT_CAP)
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


def scaled(plan: Plan, scale: int) -> Plan:
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


def answer_of(value: Fraction, items: int) -> Answer:
    """A value of the grid as a form shows it: 9.5, or 48."""
    if items == 1:
        return int(value)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal(1).scaleb(1 - len(str(items)))
    )
