"""A machine coder measured against people, never against itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from triangulate.analysis.intercoder import cohen_kappa, unit_matrices
from triangulate.study.model import Codebook

COLUMNS = [
    "unit", "code", "n_units", "human_n", "machine_n", "both_n", "precision", "recall", "kappa",
    "kappa_humans", "ratio",
]  # fmt: skip

BY_PRACTITIONER = ["document", "human_n", "machine_n", "both_n", "precision", "recall"]


def machine_against_humans(
    codings: pd.DataFrame,
    kinds: Mapping[str, pd.DataFrame],
    codebook: Codebook,
    machine: str,
    humans: Sequence[str],
    documents: Collection[str],
    counted: pd.DataFrame,
) -> pd.DataFrame:
    """How a machine's codes stand to those of people, one row a kind of unit and code.

    ``kinds`` names tables of units (document, start, end); ``documents`` are those the machine read,
    whether it found anything or not. Codes below a code count for it. ``precision`` is the share of
    the machine's units that have a coding of ``counted`` too, ``recall`` the share of those that the
    machine found. ``humans`` are who coded alone. ``kappa`` is the mean over people of the machine's
    kappa with each, ``kappa_humans`` that among people; ``ratio`` is the one to the other, so that 1
    would be a machine as near to people as they are to each other. Every person is held out by
    design: no rule and no threshold is set from the codings it is measured on.
    """
    codes = [code.id for code in codebook.codes]
    rows = []
    for kind, units in kinds.items():
        matrices = unit_matrices(
            codings, units, codes, [machine, *humans], rolled_up=codebook, assigned={machine: documents}
        )
        truth = _matrix(counted, units, codes, codebook)
        for code in codes:
            theirs = [matrices[human][code].to_numpy(dtype=np.float64) for human in humans]
            ours = matrices[machine][code].to_numpy(dtype=np.float64)
            true = truth[code].to_numpy(dtype=np.float64)
            judged = ~(np.isnan(true) | np.isnan(ours))
            human, found = true[judged] > 0, ours[judged] > 0
            both = int((human & found).sum())
            with_people = _mean([cohen_kappa(ours, other)[0] for other in theirs])
            among = _mean(
                [
                    cohen_kappa(theirs[i], theirs[j])[0]
                    for i in range(len(theirs))
                    for j in range(i + 1, len(theirs))
                ]
            )
            rows.append(
                (
                    kind, code, int(judged.sum()), int(human.sum()), int(found.sum()), both,
                    both / found.sum() if found.any() else np.nan,
                    both / human.sum() if human.any() else np.nan,
                    with_people, among, with_people / among if among and among > 0 else np.nan,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def by_practitioner(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: Codebook,
    machine: str,
    counted: pd.DataFrame,
    documents: Collection[str],
) -> pd.DataFrame:
    """Precision and recall of a machine for each practitioner, over the areas' codes together, held
    against the codings that are counted.

    Columns: document, human_n, machine_n, both_n, precision, recall; unit and area are one decision.
    Practitioners differ more than codes do, and a mean over all hides whom the rules do not understand.
    """
    areas = [code.id for code in codebook.codes if code.parent is None]
    matrices = unit_matrices(
        codings, units, areas, [machine], rolled_up=codebook, assigned={machine: documents}
    )
    rows = []
    names = units["document"].to_numpy()
    theirs = _matrix(counted, units, areas, codebook).to_numpy(dtype=np.float64)
    ours = matrices[machine].to_numpy(dtype=np.float64)
    for document in sorted(set(names)):
        a, b = theirs[names == document], ours[names == document]
        judged = ~(np.isnan(a) | np.isnan(b))
        x, y = a[judged] > 0, b[judged] > 0
        if not judged.any():
            continue
        both = int((x & y).sum())
        rows.append(
            (
                document, int(x.sum()), int(y.sum()), both,
                both / y.sum() if y.any() else np.nan, both / x.sum() if x.any() else np.nan,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=BY_PRACTITIONER)


def _matrix(
    counted: pd.DataFrame, units: pd.DataFrame, codes: Sequence[str], codebook: Codebook
) -> pd.DataFrame:
    """Units × codes of the codings that are counted, whoever they are by."""
    one = counted.assign(coder="counted")
    return unit_matrices(one, units, codes, ["counted"], rolled_up=codebook)["counted"]


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
