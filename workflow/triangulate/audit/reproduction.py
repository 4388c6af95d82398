"""Every printed figure of a study beside the value that this run reproduces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from triangulate.audit.figures import Figure, PublishedFigures, row_id
from triangulate.audit.judging import RelationFinding, conflicts_by_figure
from triangulate.audit.rows import RowFinding
from triangulate.audit.ruling import Kind
from triangulate.consistency import Printed, Rounding, print_fraction

Value = float | int | str | None
COLUMNS = ["figure", "printed", "fact", "value", "reproduced", "agrees", "verdict", "note", "source"]
REPRODUCED = "reproduced"
_VERDICTS: dict[Rounding, str] = {
    Rounding.HALF_UP: REPRODUCED,
    Rounding.HALF_EVEN: f"{REPRODUCED}, a half rounded to the even digit",
    Rounding.HALF_DOWN: f"{REPRODUCED}, a half rounded down",
    Rounding.CUT_OFF: f"{REPRODUCED}, cut off instead of rounded",
}
DIFFERS = "differs"
IN_CONFLICT = "in conflict within the publication"
NO_FACT = "no fact to compare with"
NOT_REPRODUCED = "not reproduced"
#: A sum of floats is off in its last bits; what agrees to so many digits is the same number.
_DIGITS = 12


def exact_value(value: float | int) -> Fraction:
    """The number that a float stands for: its twelve leading digits, so that a half is a half."""
    return Fraction(Decimal(f"{value:.{_DIGITS}g}")) if isinstance(value, float) else Fraction(value)


def compare(printed: Printed, value: float | int) -> tuple[str, Rounding | None]:
    """``value`` at the printed decimals, and the most ordinary rounding that prints the figure.

    Where none does, the value is shown rounded half up and the rounding is None.
    """
    exact = exact_value(value)
    for rule in Rounding:
        if exact in printed.interval(rule):
            return str(printed), rule
    return str(print_fraction(exact, printed.decimals, Rounding.HALF_UP)), None


def reproduce(
    published: PublishedFigures,
    values: Mapping[str, Value],
    rows: Sequence[RowFinding] = (),
    relations: Sequence[RelationFinding] = (),
) -> pd.DataFrame:
    """One row a printed figure, in the order of the files of ``config/published``.

    ``values`` are facts by id; ``rows`` and ``relations`` are the findings of the audit. Columns:
    ``COLUMNS``. ``agrees`` is true where the value prints as published under rounding or cutting
    off, and the verdict says which. A figure that the publication itself prints in two ways cannot
    agree with both places: the one that the data do not give is *in conflict within the
    publication*. ``note`` says what the audit found: that no whole numbers print the figure, that its
    SD was cut off, or with which other figure it conflicts.
    """
    doubled = {id for relation in relations if relation.doubled for id in relation.figures}
    notes = _notes(published, rows, relations, doubled)
    table = [
        _row(figure, values, notes.get(figure.id, []), figure.id in doubled)
        for figure in published.figures.values()
    ]
    return pd.DataFrame(table, columns=COLUMNS)


def summary_of(rows: pd.DataFrame) -> pd.DataFrame:
    """How many printed figures end with each verdict."""
    return rows.groupby("verdict").size().rename("figures").reset_index()


def _row(
    figure: Figure, values: Mapping[str, Value], notes: Sequence[str], doubled: bool
) -> dict[str, object]:
    value = values.get(figure.fact) if figure.fact else None
    rule: Rounding | None = None
    shown = ""
    if isinstance(value, int | float):
        shown, rule = compare(figure.printed, value)
        conflict = doubled or bool(figure.against)
        verdict = _VERDICTS[rule] if rule else IN_CONFLICT if conflict else DIFFERS
    else:
        verdict = NO_FACT if figure.fact is None else NOT_REPRODUCED
    return {
        "figure": figure.label,
        "printed": str(figure.printed),
        "fact": figure.fact or "",
        "value": value if isinstance(value, int | float) else None,
        "reproduced": shown,
        "agrees": rule is not None,
        "verdict": verdict,
        "note": " ".join(notes),
        "source": figure.place,
    }


def _notes(
    published: PublishedFigures,
    rows: Sequence[RowFinding],
    relations: Sequence[RelationFinding],
    doubled: set[str],
) -> dict[str, list[str]]:
    """Sentences by figure: first why no data could give it, then what it conflicts with."""
    found: dict[str, list[str]] = {}

    def add(id: str, sentence: str) -> None:
        if sentence not in found.setdefault(id, []):
            found[id].append(sentence)

    for finding in rows:
        stem = row_id(finding.row)
        if finding.ruling.kind is Kind.IMPOSSIBLE:
            add(f"{stem}.mean", finding.ruling.reason)
            add(f"{stem}.sd", "The row's mean says why no whole numbers print this row.")
        elif finding.sd_cut_off:
            add(f"{stem}.sd", "It can be printed only if it was cut off instead of rounded.")
    reasons = {finding.id: finding.ruling.reason for finding in relations}
    for id, conflicts in conflicts_by_figure(relations).items():
        whole = [conflict for conflict in conflicts if "." not in conflict]
        # A figure that is printed twice needs the reason; one that breaks a sum needs to lead there.
        for conflict in whole:
            elsewhere = f"In conflict with another printed figure (relation {conflict})."
            add(id, reasons[conflict] if id in doubled else elsewhere)
    for figure in published.figures.values():
        if figure.against and figure.id not in found:
            add(figure.id, f"The publication says otherwise elsewhere: {figure.against}.")
    return found
