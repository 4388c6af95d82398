"""Do printed figures that belong together agree?

A figure stands for every true value that some rounding, or cutting off, prints as it. Two figures
are in conflict only where no such values agree, so a conflict is never one of rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from triangulate.audit.extremes import judge_listed
from triangulate.audit.figures import MEASURES, Figure, PublishedFigures, SummaryRow
from triangulate.audit.numbers import with_thousands
from triangulate.audit.relations import (
    AddsUp,
    Declared,
    ListedExtremes,
    PartOfWhole,
    Relation,
    RowWith,
    SameFigure,
)
from triangulate.audit.rows import figures_of, judge_row
from triangulate.audit.ruling import Kind, Ruling
from triangulate.consistency import Printed, grim_screen


@dataclass(frozen=True, slots=True)
class RelationFinding:
    """What is found of a declared relation, or of a part of one (``id`` then says which).

    ``figures`` are the ids of the printed figures it speaks of; ``doubled`` says that they are one
    figure printed in two ways.
    """

    id: str
    ruling: Ruling
    figures: tuple[str, ...]
    doubled: bool = False


def judge_relations(declared: Declared, published: PublishedFigures) -> list[RelationFinding]:
    """Every declared relation, in the order of the file."""
    return [finding for relation in declared.relations for finding in _judge(relation, declared, published)]


def _judge(relation: Relation, declared: Declared, published: PublishedFigures) -> list[RelationFinding]:
    figures: tuple[str, ...]
    match relation:
        case PartOfWhole():
            figures = (relation.part.id, relation.whole.id)
            return [RelationFinding(relation.id, _part_of_whole(relation), figures)]
        case AddsUp():
            figures = (*(part.id for part in relation.parts), relation.whole.id)
            return [RelationFinding(relation.id, _adds_up(relation), figures)]
        case SameFigure():
            figures = tuple(figure.id for figure in relation.figures)
            ruling = _same(relation)
            return [RelationFinding(relation.id, ruling, figures, ruling.cannot_hold)]
        case RowWith():
            most = declared.organisations(relation.row.group)
            figures = tuple(figure.id for figure in relation.figures.values())
            return [RelationFinding(relation.id, _row_with(relation, most), figures)]
        case ListedExtremes():
            found = judge_listed(relation.id, relation.groups, relation.total, published)
            return [RelationFinding(id, ruling, figures) for id, ruling, figures in found]


def conflict_with(figure: Figure, reason: str) -> Ruling:
    """In conflict with one named figure."""
    return Ruling(Kind.IN_CONFLICT, reason, figure.named)


def _part_of_whole(relation: PartOfWhole) -> Ruling:
    part, whole = relation.part, relation.whole
    if part.bounds[0] <= whole.bounds[1]:
        return Ruling(Kind.POSSIBLE, f"{part.named} does not exceed {whole.named}.")
    reason = (
        f"{part.named} exceeds {whole.named}, of which it is a part: both hold only if the one who "
        "reported the part gave no whole, or the two were counted in different ways."
    )
    return conflict_with(whole, reason)


def _adds_up(relation: AddsUp) -> Ruling:
    low = sum((part.bounds[0] for part in relation.parts), Fraction(0))
    high = sum((part.bounds[1] for part in relation.parts), Fraction(0))
    decimals = max(figure.printed.decimals for figure in (*relation.parts, relation.whole))
    total = sum((part.printed.value for part in relation.parts), start=relation.whole.printed.value * 0)
    shown = with_thousands(Printed.parse(total, decimals))
    parts = ", ".join(with_thousands(part.printed) for part in relation.parts)
    whole = relation.whole
    together = f"The parts {parts} add up to {shown}"
    too_much = low > whole.bounds[1]
    too_little = relation.complete and high < whole.bounds[0]
    if too_much or too_little:
        side = "more" if too_much else "less"
        reason = (
            f"{together}, {side} than {whole.named}: both hold only if different organisations stand "
            "behind the parts and the whole, or they were counted in different ways."
        )
        return conflict_with(whole, reason)
    word = "which agrees with" if relation.complete else "which does not exceed"
    return Ruling(Kind.POSSIBLE, f"{together}, {word} {whole.named}.")


def _same(relation: SameFigure) -> Ruling:
    first, *others = relation.figures
    for other in others:
        (low, high), (least, most) = first.bounds, other.bounds
        if low > most or high < least:
            reason = f"One figure is printed in two ways: {_printed_in(first)}, {_printed_in(other)}."
            return conflict_with(other, reason)
    places = " and ".join(f"{_placed(f)} ({with_thousands(f.printed)})" for f in relation.figures)
    return Ruling(Kind.POSSIBLE, f"The places that print it agree: {places}.")


def _printed_in(figure: Figure) -> str:
    return f"{_placed(figure)} has {with_thousands(figure.printed)}"


def _placed(figure: Figure) -> str:
    return figure.place or figure.label


def _row_with(relation: RowWith, most: int | None) -> Ruling:
    row = relation.row
    for measure, figure in relation.figures.items():
        row = row.replaced(measure, figure.printed)
    taken = ", ".join(
        f"{MEASURES[m]} {with_thousands(f.printed)} ({_placed(f)})" for m, f in relation.figures.items()
    )
    finding = judge_row(row, most)
    opening = f"With the {taken} in place of the row's own"
    if not finding.ruling.cannot_hold:
        return Ruling(finding.ruling.kind, f"{opening}: {finding.ruling.reason}", finding.ruling.detail)
    why = finding.ruling.reason
    return Ruling(Kind.IMPOSSIBLE, f"{opening}, {_why_not(row, finding.asked)}: {why[:1].lower()}{why[1:]}")


def _why_not(row: SummaryRow, asked: tuple[int, ...]) -> str:
    """Where the mean alone is possible the SD is what cannot be: that is worth saying first."""
    if row.mean is None or row.sd is None:
        return "the row cannot be"
    able = grim_screen(row.mean, asked).possible_n(rounded_only=True)
    if not able:
        return f"{figures_of(row)} is no mean of whole numbers"
    return f"the mean {row.mean} can be that of {able[-1]} whole numbers, but then the SD {row.sd} cannot"


def conflicts_by_figure(findings: Iterable[RelationFinding]) -> Mapping[str, tuple[str, ...]]:
    """Ids of the relations that find a figure in conflict, by the figure's id."""
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        if finding.ruling.kind is Kind.IN_CONFLICT:
            for figure in finding.figures:
                found[figure] = (*found.get(figure, ()), finding.id)
    return found
