"""Groups compared, statement by statement and theme by theme.

Two groups make one pair: the first in the config against the second. More make every pair, in
declared order, and a Kruskal–Wallis test over all of them. Effects speak of the pair's first group.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from triangulate.analysis.agreement import REPETITIONS, percentile_interval, theme_mean, theme_replicates
from triangulate.analysis.answers import AnswerMatrix, Floats, Whole
from triangulate.analysis.proportions import newcombe
from triangulate.analysis.ranks import RankTest, holm, kruskal_wallis, mann_whitney

_RANK_COLUMNS = [
    "n_first", "n_second", "u", "p", "p_holm", "p_exact", "rank_biserial", "rank_biserial_ci_low",
    "rank_biserial_ci_high", "cles", "cles_ci_low", "cles_ci_high",
]  # fmt: skip
_DIFFERENCE = ["diff_pct", "diff_ci_low", "diff_ci_high"]


def pairs(matrix: AnswerMatrix) -> list[tuple[int, int]]:
    """Places of the groups of every pair, the earlier declared first."""
    return list(combinations(range(len(matrix.groups)), 2))


def compare_statements(matrix: AnswerMatrix, *, confidence: float = 0.95) -> pd.DataFrame:
    """Each statement's answers compared, one row a pair of groups and statement.

    Columns: first, second (group ids), statement, theme, n_first, n_second (answers on the scale),
    u, p, p_holm, p_exact, rank_biserial and cles with ``_ci_low`` and ``_ci_high``
    (:func:`triangulate.analysis.ranks.mann_whitney`, on the codes as answered, the higher code
    being the higher value), diff_pct (first minus second agree_pct, percentage points) with
    diff_ci_low and diff_ci_high (:func:`triangulate.analysis.proportions.newcombe`).

    p_holm: Holm over one family, which is all rows of this table whose p is defined; with more than
    two groups that is every statement in every pair.
    """
    ascending = np.argsort(matrix.scale_codes, kind="stable")
    counts = matrix.counts()[:, :, ascending]
    agree_points = np.array([point.agree for point in matrix.instrument.scale], dtype=bool)[ascending]
    agree, n = counts[:, :, agree_points].sum(axis=2), counts.sum(axis=2)
    rows: list[dict[str, object]] = []
    for a, b in pairs(matrix):
        difference = newcombe(agree[a], n[a], agree[b], n[b], confidence=confidence)
        for column, statement in enumerate(matrix.instrument.statements):
            test = mann_whitney(counts[a, column], counts[b, column], confidence=confidence)
            rows.append(
                {
                    "first": matrix.groups[a].id,
                    "second": matrix.groups[b].id,
                    "statement": statement.id,
                    "theme": statement.theme,
                    **_rank_row(test),
                    **{name: float(d[column]) for name, d in zip(_DIFFERENCE, difference, strict=True)},
                }
            )
    return _compared(rows, ["first", "second", "statement", "theme"], [])


def compare_themes(
    matrix: AnswerMatrix, *, seed: int, repetitions: int = REPETITIONS, confidence: float = 0.95
) -> pd.DataFrame:
    """Each theme compared, one row a pair of groups and theme.

    Columns as :func:`compare_statements` without ``statement``, and ci_note. The rank statistics
    are of each respondent's mean of the theme's answered statements, reverse-keyed ones turned; n
    counts respondents with at least one answer. diff_pct is the first group's agree_pct_mean minus
    the second's (percentages of the answers as given, not turned) in percentage points; its
    interval is the percentile bootstrap over the respondents of each group (the replicates of
    :func:`triangulate.analysis.agreement.theme_replicates`, subtracted), and ci_note says why if
    there is none. p_holm: Holm over all rows of this table whose p is defined, apart from the
    statements.
    """
    found: list[tuple[tuple[int, int], dict[str, object]]] = []
    for theme in matrix.instrument.themes:
        counts = _score_counts(matrix, theme.id)
        replicates = [
            theme_replicates(matrix, g, theme.id, seed=seed, repetitions=repetitions)
            for g in range(len(matrix.groups))
        ]
        means = [theme_mean(matrix, g, theme.id) for g in range(len(matrix.groups))]
        for a, b in pairs(matrix):
            drawn_in_both = len(replicates[a]) and len(replicates[b])
            drawn = replicates[a] - replicates[b] if drawn_in_both else np.empty(0)
            low, high, note = percentile_interval(drawn, confidence)
            test = mann_whitney(counts[a], counts[b], confidence=confidence)
            found.append(
                (
                    (a, b),
                    {
                        "first": matrix.groups[a].id,
                        "second": matrix.groups[b].id,
                        "theme": theme.id,
                        **_rank_row(test),
                        "diff_pct": means[a] - means[b],
                        "diff_ci_low": low,
                        "diff_ci_high": high,
                        "ci_note": note,
                    },
                )
            )
    # Sorting is stable: themes stay in declared order within a pair.
    rows = [row for _, row in sorted(found, key=lambda pair_and_row: pair_and_row[0])]
    return _compared(rows, ["first", "second", "theme"], ["ci_note"])


def compare_all_groups(matrix: AnswerMatrix) -> pd.DataFrame:
    """Kruskal–Wallis over all groups, one row a statement, then one row a theme.

    Columns: kind (``statement`` or ``theme``), id, groups (with answers), n, n_least (of the smallest
    of them), h, df, p, p_holm (within the statements, within the themes), epsilon_squared = H/(n − 1), from 0 to 1 (Tomczak &
    Tomczak 2014, Trends in Sport Sciences 21:19). Values as in the pairwise tables.
    """
    ascending = np.argsort(matrix.scale_codes, kind="stable")
    counts = matrix.counts()[:, :, ascending]
    tested = [("statement", id, list(counts[:, i])) for i, id in enumerate(matrix.statement_ids)]
    themes = [theme.id for theme in matrix.instrument.themes]
    tested += [("theme", id, _score_counts(matrix, id)) for id in themes]
    rows = []
    for kind, id, by_group in tested:
        sizes = [int(c.sum()) for c in by_group if c.sum()]
        n = sum(sizes)
        h, degrees, p = kruskal_wallis(by_group)
        share = h / (n - 1) if n > 1 else float("nan")
        rows.append((kind, id, len(sizes), n, min(sizes, default=0), h, degrees, p, float("nan"), share))
    columns = ["kind", "id", "groups", "n", "n_least", "h", "df", "p", "p_holm", "epsilon_squared"]
    frame = pd.DataFrame(rows, columns=columns).astype(
        {"kind": "str", "id": "str"}
        | dict.fromkeys(("groups", "n", "n_least", "df"), "int64")
        | dict.fromkeys(("h", "p", "p_holm", "epsilon_squared"), "float64")
    )
    for kind in ("statement", "theme"):
        family = frame["kind"] == kind
        frame.loc[family, "p_holm"] = holm(frame.loc[family, "p"].to_numpy(dtype=np.float64))
    return frame


def _score_counts(matrix: AnswerMatrix, theme: str) -> list[Whole]:
    """Counts of each distinct theme score in ascending order, one vector a group."""
    scores = matrix.theme_scores(theme)
    scored = ~np.isnan(scores)
    values, place = np.unique(scores[scored], return_inverse=True)
    member = matrix.member_of[scored]
    return [
        np.bincount(place[member == g], minlength=len(values)).astype(np.int64)
        for g in range(len(matrix.groups))
    ]


def _rank_row(test: RankTest) -> dict[str, float | int]:
    low, high = test.rank_biserial_ci
    return {
        "n_first": test.n_first,
        "n_second": test.n_second,
        "u": test.u,
        "p": test.p,
        "p_holm": float("nan"),
        "p_exact": test.p_exact,
        "rank_biserial": test.rank_biserial,
        "rank_biserial_ci_low": low,
        "rank_biserial_ci_high": high,
        "cles": test.cles,
        "cles_ci_low": test.cles_ci_low,
        "cles_ci_high": test.cles_ci_high,
    }


def _compared(rows: Sequence[dict[str, object]], keys: list[str], notes: list[str]) -> pd.DataFrame:
    """The rows as a table with its types set and p adjusted over all of them."""
    frame = pd.DataFrame(rows, columns=[*keys, *_RANK_COLUMNS, *_DIFFERENCE, *notes])
    types = dict.fromkeys([*_RANK_COLUMNS, *_DIFFERENCE], "float64")
    types |= dict.fromkeys([*keys, *notes], "str") | dict.fromkeys(("n_first", "n_second"), "int64")
    frame = frame.astype(types)
    p: Floats = frame["p"].to_numpy(dtype=np.float64)
    frame["p_holm"] = holm(p)
    return frame
