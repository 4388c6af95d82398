"""The exact engine for printed figures: which data could have printed this?

`printed` and `domain` say what a figure and an answer are, `moments` turns figures into whole
numbers, `exhaustive` and `constructive` decide whether such numbers exist, and `grimmer`, `debit`
and `percent` ask the questions a reader has. Nothing here reads files or knows of any study.
"""

from triangulate.consistency.debit import debit, debit_screen
from triangulate.consistency.domain import Domain
from triangulate.consistency.exhaustive import BudgetSpentError
from triangulate.consistency.grimmer import (
    count_datasets,
    datasets,
    grim,
    grim_screen,
    grimmer,
    grimmer_screen,
    witness,
)
from triangulate.consistency.percent import (
    Denominators,
    denominators,
    numerators,
    percentage_n,
)
from triangulate.consistency.printed import (
    ROUNDED,
    Interval,
    Printed,
    Rounding,
    moments_of,
    print_fraction,
    print_root,
)
from triangulate.consistency.verdict import (
    DatasetCount,
    Outcome,
    Roundings,
    Screening,
    Verdict,
    preference,
)

__all__ = [
    "ROUNDED",
    "BudgetSpentError",
    "DatasetCount",
    "Denominators",
    "Domain",
    "Interval",
    "Outcome",
    "Printed",
    "Rounding",
    "Roundings",
    "Screening",
    "Verdict",
    "count_datasets",
    "datasets",
    "debit",
    "debit_screen",
    "denominators",
    "grim",
    "grim_screen",
    "grimmer",
    "grimmer_screen",
    "moments_of",
    "numerators",
    "percentage_n",
    "preference",
    "print_fraction",
    "print_root",
    "witness",
]
