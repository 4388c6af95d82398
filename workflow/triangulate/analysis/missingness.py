"""Missing answers, and answers given without reading.

Nothing here removes anybody. The tables show how much the figures depend on who answered what, and
which respondents a reader might want to look at again.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from triangulate.analysis.answers import BLANK, NOT_APPLICABLE, AnswerMatrix, Floats, Whole
from triangulate.analysis.proportions import percent


def missing_patterns(matrix: AnswerMatrix) -> pd.DataFrame:
    """Which statements go unanswered together, one row a group and pattern, the commonest first.

    Columns: group, pattern (a letter for each statement in order: ``A`` answered, ``B`` blank,
    ``N`` not applicable, ``-`` no record), respondents, pct (of the group's respondents, 0 to 100),
    answered, blank, not_applicable (statements), unanswered (ids of the statements without an
    answer, separated by a space). Patterns that nobody has are no rows; a group without respondents
    has none.
    """
    letters = np.array(["-", "N", "B", "A"])
    rows = []
    for place, group in enumerate(matrix.groups):
        points = matrix.points[matrix.member_of == place]
        if len(points) == 0:
            continue
        marks, counts = np.unique(np.minimum(points, 0), axis=0, return_counts=True)
        patterns = ["".join(letters[mark + 3]) for mark in marks]
        for i in sorted(range(len(marks)), key=lambda i: (-counts[i], patterns[i])):
            missing = np.flatnonzero(marks[i] < 0)
            rows.append(
                {
                    "group": group.id,
                    "pattern": patterns[i],
                    "respondents": int(counts[i]),
                    "pct": 100 * int(counts[i]) / len(points),
                    "answered": int((marks[i] == 0).sum()),
                    "blank": int((marks[i] == BLANK).sum()),
                    "not_applicable": int((marks[i] == NOT_APPLICABLE).sum()),
                    "unanswered": " ".join(matrix.statement_ids[column] for column in missing),
                }
            )
    whole = ["answered", "blank", "not_applicable"]
    frame = pd.DataFrame(rows, columns=["group", "pattern", "respondents", "pct", *whole, "unanswered"])
    types = dict.fromkeys(["respondents", *whole], "int64") | {"pct": "float64"}
    return frame.astype(types | dict.fromkeys(("group", "pattern", "unanswered"), "str"))


def complete_case_agreement(matrix: AnswerMatrix) -> pd.DataFrame:
    """Agreement among all who answered a statement, and among those who answered every statement.

    Columns: group, statement, n_available, agree_pct_available (what is reported), n_complete,
    agree_pct_complete, difference (complete minus available, percentage points). Not applicable
    counts as not answered here. A difference tells that those who skip statements answer the others
    differently. NaN where nobody is left.
    """
    answered, agrees = matrix.answered, matrix.agrees
    complete = answered.all(axis=1)
    rows = []
    for place, group in enumerate(matrix.groups):
        theirs = matrix.member_of == place
        kept = theirs & complete
        n_all, n_complete = answered[theirs].sum(axis=0), int(kept.sum())
        of_all = percent(agrees[theirs].sum(axis=0), n_all)
        of_complete = percent(agrees[kept].sum(axis=0), np.full(len(n_all), n_complete))
        for column, statement in enumerate(matrix.statement_ids):
            rows.append(
                {
                    "group": group.id,
                    "statement": statement,
                    "n_available": int(n_all[column]),
                    "agree_pct_available": float(of_all[column]),
                    "n_complete": n_complete,
                    "agree_pct_complete": float(of_complete[column]),
                    "difference": float(of_complete[column] - of_all[column]),
                }
            )
    real = ["agree_pct_available", "agree_pct_complete", "difference"]
    columns = ["group", "statement", "n_available", real[0], "n_complete", *real[1:]]
    types = {"n_available": "int64", "n_complete": "int64"} | dict.fromkeys(real, "float64")
    return pd.DataFrame(rows, columns=columns).astype(types | {"group": "str", "statement": "str"})


def answering_styles(matrix: AnswerMatrix, *, long_run: float = 0.5, least: int = 3) -> pd.DataFrame:
    """Signs of careless answering, one row a respondent. Restricted: it speaks of single persons.

    Columns: respondent, group, answered (statements), distinct (scale points used), longest_run
    (identical answers in a row, in the instrument's order and as given; unanswered statements are
    passed over), share_commonest (of the answers, the share with the respondent's commonest point,
    0 to 1), sd (of the codes as given, n − 1), straight_line (one point throughout), long_run
    (longest_run at least ``long_run`` of the instrument's statements). Neither flag is set with
    fewer than ``least`` answers. Half of the instrument is Curran's rule of thumb (2016, Journal of
    Experimental Social Psychology 66:4); agreeing throughout can be sincere where no statement is
    reverse-keyed, so a flag is a question, not a verdict.
    """
    size = len(matrix.instrument.scale)
    n = matrix.answered.sum(axis=1)
    used = np.stack([(matrix.points == point).sum(axis=1) for point in range(size)], axis=1)
    distinct = (used > 0).sum(axis=1)
    commonest = used.max(axis=1, initial=0)
    run = _longest_run(matrix)
    codes = matrix.codes()
    enough = n >= least
    frame = pd.DataFrame(
        {
            "respondent": pd.Series(matrix.respondents, dtype="str"),
            "group": pd.Series([matrix.groups[g].id for g in matrix.member_of], dtype="str"),
            "answered": n.astype(np.int64),
            "distinct": distinct.astype(np.int64),
            "longest_run": run,
            "share_commonest": percent(commonest, n) / 100,
            "sd": _row_sd(codes, n.astype(np.int64)),
            "straight_line": enough & (distinct == 1),
            "long_run": enough & (run >= long_run * matrix.points.shape[1]),
        }
    )
    return frame.iloc[np.argsort(matrix.member_of, kind="stable")].reset_index(drop=True)


def style_summary(matrix: AnswerMatrix, *, long_run: float = 0.5, least: int = 3) -> pd.DataFrame:
    """How many respondents of each group carry a flag of :func:`answering_styles`.

    Columns: group, respondents, unanswering (no answer at all), straight_line_n, straight_line_pct,
    long_run_n, long_run_pct (of the respondents with at least ``least`` answers, 0 to 100),
    checked_n (those respondents), longest_run_median, longest_run_max (NaN in a group without
    respondents).
    """
    styles = answering_styles(matrix, long_run=long_run, least=least)
    rows = []
    for group in matrix.groups:
        theirs = styles[styles["group"] == group.id]
        checked = int((theirs["answered"] >= least).sum())
        straight, long = int(theirs["straight_line"].sum()), int(theirs["long_run"].sum())
        rows.append(
            {
                "group": group.id,
                "respondents": len(theirs),
                "unanswering": int((theirs["answered"] == 0).sum()),
                "checked_n": checked,
                "straight_line_n": straight,
                "straight_line_pct": 100 * straight / checked if checked else np.nan,
                "long_run_n": long,
                "long_run_pct": 100 * long / checked if checked else np.nan,
                "longest_run_median": float(theirs["longest_run"].median()) if len(theirs) else np.nan,
                "longest_run_max": float(theirs["longest_run"].max()) if len(theirs) else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _longest_run(matrix: AnswerMatrix) -> Whole:
    """The longest run of one scale point for each respondent; a step for each statement, not each
    person."""
    people = len(matrix.points)
    last = np.full(people, -1, dtype=np.int64)
    current = np.zeros(people, dtype=np.int64)
    longest = np.zeros(people, dtype=np.int64)
    for column in range(matrix.points.shape[1]):
        point = matrix.points[:, column]
        given = point >= 0
        current[given] = np.where(point[given] == last[given], current[given] + 1, 1)
        last[given] = point[given]
        np.maximum(longest, current, out=longest)
    return longest


def _row_sd(codes: Floats, n: Whole) -> Floats:
    """Standard deviation (n − 1) of each row's answers, NaN for fewer than two."""
    mean = np.divide(np.nansum(codes, axis=1), n, out=np.zeros(len(n)), where=n > 0)
    squares = np.nansum((codes - mean[:, None]) ** 2, axis=1)
    variance: Floats = np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n > 1)
    return np.sqrt(variance)
