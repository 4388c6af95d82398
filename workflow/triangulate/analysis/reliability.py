"""How well the statements of a theme hang together, for each group.

Respondents who answered every statement of the theme (complete cases; listwise, as SPSS and PSPP);
reverse-keyed statements turned. A statement to which all of them gave one answer carries no
information: it is left out of the coefficients, as SPSS and R's psych do (PSPP keeps it), and a
warning says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from triangulate.analysis.answers import AnswerMatrix, Floats
from triangulate.analysis.omega import one_factor
from triangulate.analysis.polychoric import ordinal_alpha
from triangulate.study.model import Statement

NAN = float("nan")
Row = dict[str, object]
Finding = tuple[str | None, str, str]  # statement or None for the theme, kind, sentence


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Three tables: ``scales`` (a row a group and theme), ``items`` (a row a group and statement)
    and ``warnings`` (a row a finding; ``statement`` is null where it concerns the theme)."""

    scales: pd.DataFrame
    items: pd.DataFrame
    warnings: pd.DataFrame


def reliability(matrix: AnswerMatrix, *, confidence: float = 0.95) -> Reliability:
    """Reliability of every theme in every group, in declared order.

    ``scales``: group, theme, statements, statements_used (not constant), n_complete, alpha,
    alpha_ci_low, alpha_ci_high (:func:`cronbach_alpha`, :func:`feldt_interval`), alpha_standardised
    (of correlations), mean_r (mean correlation between statements), alpha_ordinal
    (:func:`triangulate.analysis.polychoric.ordinal_alpha`), omega
    (:func:`triangulate.analysis.omega.one_factor`), reason (why there is no alpha, else empty).

    ``items``: group, theme, statement, reverse, n_complete, mean, sd (turned codes, n − 1),
    item_rest (correlation with the sum of the other statements), alpha_if_deleted (NaN if one
    statement would be left).

    ``warnings``: group, theme, statement, kind, says. Kinds: ``constant``, ``negative_item_rest``,
    ``negative_alpha``, ``improper`` (the factor solution), ``two_statements`` (omega with equal
    loadings), ``no_ordinal_alpha``, ``few_complete``.

    For the whole sample pass ``matrix.pooled()``.
    """
    scales: list[Row] = []
    items: list[Row] = []
    warnings: list[Row] = []
    codes = matrix.codes(turned=True)
    for place, group in enumerate(matrix.groups):
        theirs = codes[matrix.member_of == place]
        for theme in matrix.instrument.themes:
            columns = matrix.columns_of(theme.id)
            statements = [matrix.instrument.statements[column] for column in columns]
            complete = theirs[~np.isnan(theirs[:, columns]).any(axis=1)][:, columns]
            varies = _varies(complete)
            scale, findings = _scale(complete[:, varies], len(columns), confidence)
            item_rows, item_findings = _items(complete, varies, statements)
            where: Row = {"group": group.id, "theme": theme.id}
            scales.append(where | scale)
            items += [where | row for row in item_rows]
            warnings += [
                where | {"statement": statement, "kind": kind, "says": says}
                for statement, kind, says in findings + item_findings
            ]
    return Reliability(_scale_table(scales), _item_table(items), _warning_table(warnings))


def cronbach_alpha(values: Floats) -> float:
    """Cronbach's alpha of complete cases, shape (respondents, statements).

    α = k/(k − 1)·(1 − Σs²_i/s²_sum) (Cronbach 1951, Psychometrika 16:297). May be negative. NaN for
    fewer than two statements or respondents, and where the sum does not vary.
    """
    n, k = values.shape
    if k < 2 or n < 2:
        return NAN
    total = float(values.sum(axis=1).var(ddof=1))
    if total <= 0:
        return NAN
    return float(k / (k - 1) * (1 - float(values.var(axis=0, ddof=1).sum()) / total))


def feldt_interval(alpha: float, n: int, k: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of alpha for n complete cases and k statements.

    1 − (1 − α)·F with the upper and lower quantile of F(n − 1, (n − 1)(k − 1)) (Feldt, Woodruff &
    Salih 1987, Applied Psychological Measurement 11:93), as ``psych::alpha.ci``. It assumes normal
    scores with compound symmetry: with few scale points take it as approximate.
    """
    if np.isnan(alpha) or n < 2 or k < 2:
        return NAN, NAN
    tail = (1 - confidence) / 2
    quantiles = stats.f.ppf([1 - tail, tail], n - 1, (n - 1) * (k - 1))
    low, high = 1 - (1 - alpha) * quantiles
    return float(low), float(high)


def _varies(complete: Floats) -> list[bool]:
    """Which statements got more than one answer; none with fewer than two cases."""
    if len(complete) < 2:
        return [False] * complete.shape[1]
    return [bool(v) for v in np.ptp(complete, axis=0) > 0]


def _scale(used: Floats, declared: int, confidence: float) -> tuple[Row, list[Finding]]:
    """The coefficients of one theme in one group, and what there is to warn of."""
    n, k = used.shape
    findings: list[Finding] = []
    row: Row = {"statements": declared, "statements_used": k, "n_complete": n}
    alpha = cronbach_alpha(used)
    low, high = feldt_interval(alpha, n, k, confidence=confidence)
    row |= {"alpha": alpha, "alpha_ci_low": low, "alpha_ci_high": high}
    reason = _reason(n, k, declared, alpha)
    standardised = mean_r = omega = ordinal = NAN
    if n > 1 and k > 1:
        correlations = np.asarray(np.corrcoef(used, rowvar=False), dtype=np.float64)
        total = float(correlations.sum())
        mean_r = (total - k) / (k * (k - 1))
        standardised = k / (k - 1) * (1 - k / total) if total > 0 else NAN
        ordinal = ordinal_alpha(used)
        if np.isnan(ordinal):
            says = "No ordinal alpha: a polychoric correlation cannot be estimated from so few answers."
            findings.append((None, "no_ordinal_alpha", says))
        factor = one_factor(correlations)
        omega = factor.omega
        if factor.improper:
            says = "The one-factor solution is improper: a communality ran into its limit of .995."
            findings.append((None, "improper", says))
        if k == 2:
            findings.append((None, "two_statements", "Omega of two statements rests on equal loadings."))
    if alpha < 0:
        says = f"Alpha is negative ({alpha:.2f}): the statements run against each other."
        findings.append((None, "negative_alpha", says))
    if k > 1 and 1 < n <= k:
        findings.append((None, "few_complete", f"Only {n} complete cases for {k} statements."))
    row |= {"alpha_standardised": standardised, "mean_r": mean_r, "alpha_ordinal": ordinal}
    return row | {"omega": omega, "reason": reason}, findings


def _reason(n: int, k: int, declared: int, alpha: float) -> str:
    """Why there is no alpha; empty if there is."""
    if not np.isnan(alpha):
        return ""
    if declared < 2:
        return "fewer than two statements"
    if n < 2:
        return "fewer than two complete cases"
    return "fewer than two statements vary" if k < 2 else "the sum of the statements does not vary"


def _items(
    complete: Floats, varies: list[bool], statements: Sequence[Statement]
) -> tuple[list[Row], list[Finding]]:
    """Each statement's statistics, and what there is to warn of."""
    n = len(complete)
    used = complete[:, varies]
    place_in_used = np.cumsum(varies) - 1
    rows: list[Row] = []
    findings: list[Finding] = []
    for column, statement in enumerate(statements):
        values = complete[:, column]
        rest = np.delete(used, place_in_used[column], axis=1) if varies[column] else np.empty((n, 0))
        item_rest = _correlation(values, rest.sum(axis=1)) if rest.shape[1] else NAN
        rows.append(
            {
                "statement": statement.id,
                "reverse": statement.reverse,
                "n_complete": n,
                "mean": float(values.mean()) if n else NAN,
                "sd": float(values.std(ddof=1)) if n > 1 else NAN,
                "item_rest": item_rest,
                "alpha_if_deleted": cronbach_alpha(rest),
            }
        )
        if n > 1 and not varies[column]:
            says = f"All {n} complete cases gave the same answer; left out of the coefficients."
            findings.append((statement.id, "constant", says))
        if item_rest < 0:
            says = f"Item-rest correlation {item_rest:.2f} is negative: is the statement reverse-keyed?"
            findings.append((statement.id, "negative_item_rest", says))
    return rows, findings


def _correlation(x: Floats, y: Floats) -> float:
    """Pearson's r, NaN where one of the two does not vary."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return NAN
    return float(np.corrcoef(x, y)[0, 1])


def _scale_table(rows: list[Row]) -> pd.DataFrame:
    whole = ["statements", "statements_used", "n_complete"]
    real = [
        "alpha",
        "alpha_ci_low",
        "alpha_ci_high",
        "alpha_standardised",
        "mean_r",
        "alpha_ordinal",
        "omega",
    ]
    frame = pd.DataFrame(rows, columns=["group", "theme", *whole, *real, "reason"])
    types = dict.fromkeys(whole, "int64") | dict.fromkeys(real, "float64")
    return frame.astype(types | dict.fromkeys(("group", "theme", "reason"), "str"))


def _item_table(rows: list[Row]) -> pd.DataFrame:
    real = ["mean", "sd", "item_rest", "alpha_if_deleted"]
    frame = pd.DataFrame(rows, columns=["group", "theme", "statement", "reverse", "n_complete", *real])
    types = {"reverse": "bool", "n_complete": "int64"} | dict.fromkeys(real, "float64")
    return frame.astype(types | dict.fromkeys(("group", "theme", "statement"), "str"))


def _warning_table(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "theme", "statement", "kind", "says"]).astype("str")
