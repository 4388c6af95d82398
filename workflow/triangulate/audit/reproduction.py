"""Every printed figure of a study beside the value that this run reproduces."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from triangulate.audit.figures import Figure, PublishedFigures
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


def reproduce(published: PublishedFigures, values: Mapping[str, Value], notes: pd.DataFrame) -> pd.DataFrame:
    """One row a printed figure, in the order of the files of ``config/published``.

    ``values`` are facts by id; ``notes`` is what the audit found (:mod:`triangulate.audit.notes`). Columns:
    ``COLUMNS``. ``agrees`` is true where the value prints as published under rounding or cutting
    off, and the verdict says which. A figure that the publication itself prints in two ways cannot
    agree with both places: the one that the data do not give is *in conflict within the
    publication*. ``note`` says what the audit found: that no whole numbers print the figure, that its
    SD was cut off, or with which other figure it conflicts.
    """
    doubled = set(notes.loc[notes["doubled"].astype(str) == str(True), "figure"])
    said = dict(zip(notes["figure"], notes["note"], strict=True))
    table = [
        _row(figure, values, said.get(figure.id, ""), figure.id in doubled)
        for figure in published.figures.values()
    ]
    return pd.DataFrame(table, columns=COLUMNS)


def summary_of(rows: pd.DataFrame) -> pd.DataFrame:
    """How many printed figures end with each verdict."""
    return rows.groupby("verdict").size().rename("figures").reset_index()


def _row(figure: Figure, values: Mapping[str, Value], note: str, doubled: bool) -> dict[str, object]:
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
        "note": note,
        "source": figure.place,
    }
