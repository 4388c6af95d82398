"""A cumulative-link model over many statements at once: the cross-check of the rank tests.

A rank test looks at one statement, or at each respondent's mean. This model looks at every answer,
lets each statement be easier or harder to agree with, and asks for one shift between two groups.
One person's answers hang together; the standard errors are therefore clustered by respondent. The
odds ratio is a marginal one (over respondents): a model with a random effect for each respondent
would put it further from 1, with much the same p.

The log-likelihood needs no more than the counts by group, statement and scale point, so the fit
does not grow with the sample; statsmodels' ``OrderedModel`` gives the same estimates from one row
an answer (the tests hold the two together, and R's ``MASS::polr`` with its sandwich).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from triangulate.analysis.answers import AnswerMatrix, Floats, Whole
from triangulate.analysis.comparison import pairs

NAN = float("nan")
#: With fewer respondents in a group a clustered interval is known to be too narrow.
FEW_RESPONDENTS = 10
_STEPS = 60
#: Of the rise that a step promises; β is then exact to about 1e-9 standard errors.
_TOLERANCE = 1e-18
#: A shift of 15 on the logit scale turns odds by three million: the likelihood has no maximum.
_ENDLESS = 15.0

_WHOLE = ["statements", "answers_n", "n_first", "n_second"]
_REAL = ["log_odds", "se", "odds_ratio", "odds_ratio_ci_low", "odds_ratio_ci_high", "p_wald"]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Estimates of one model. ``theta``: thresholds, ascending; ``beta``: the first group's shift;
    ``gamma``: the statements' shifts, the first being 0. ``note`` says why there is no estimate
    (all are then empty or NaN), else it is empty."""

    theta: Floats
    beta: float
    gamma: Floats
    information: Floats
    note: str = ""


def cumulative_link_models(matrix: AnswerMatrix, *, confidence: float = 0.95) -> pd.DataFrame:
    """One row a pair of groups and scope: all statements together, then each theme.

    Model: logit P(Y ≤ k) = θ_k − (β·[first group] + γ_statement), on codes with reverse-keyed
    statements turned; McCullagh (1980), J. Royal Statistical Society B 42:109. Standard errors are
    clustered by respondent, A⁻¹(Σ s·sᵀ)A⁻¹·m/(m − 1) with A the observed information, s the sum of
    one respondent's scores and m respondents (Liang & Zeger 1986, Biometrika 73:13); interval and p
    are Wald's.

    Columns: first, second (group ids), scope (``all`` or ``theme``), theme (empty for all),
    statements, answers_n, n_first, n_second (respondents who answered at least one of them),
    log_odds = β, se, odds_ratio = exp β (above 1: the first group's codes are higher) with
    ``_ci_low`` and ``_ci_high``, p_wald, note. A statement to which everybody gave the lowest, or
    the highest, code says nothing of β and is left out, as its own shift would run to infinity;
    ``statements`` counts the others. Where the model has no estimate the note says why.
    """
    scopes: list[tuple[str, str, list[int]]] = [("all", "", list(range(matrix.points.shape[1])))]
    scopes += [("theme", t.id, matrix.columns_of(t.id)) for t in matrix.instrument.themes]
    rows = []
    for a, b in pairs(matrix):
        for scope, theme, columns in scopes:
            row = _model(matrix, a, b, columns, confidence)
            ids = {"first": matrix.groups[a].id, "second": matrix.groups[b].id}
            rows.append(ids | {"scope": scope, "theme": theme} | row)
    text = ["first", "second", "scope", "theme"]
    frame = pd.DataFrame(rows, columns=[*text, *_WHOLE, *_REAL, "note"])
    types = dict.fromkeys(_WHOLE, "int64") | dict.fromkeys(_REAL, "float64")
    return frame.astype(types | dict.fromkeys((*text, "note"), "str"))


def beside_rank_tests(models: pd.DataFrame, by_theme: pd.DataFrame) -> pd.DataFrame:
    """The models of single themes beside the themes' rank tests.

    ``by_theme``: of :func:`triangulate.analysis.comparison.compare_themes`. Columns: first, second,
    theme, rank_biserial, p, odds_ratio, p_wald, same_direction, same_at_5_pct (both p below .05, or
    neither). The last two are null where either is not defined.
    """
    keys = ["first", "second", "theme"]
    ours = models.loc[models["scope"] == "theme", [*keys, "odds_ratio", "p_wald"]]
    table = by_theme[[*keys, "rank_biserial", "p"]].merge(ours, on=keys, how="left", sort=False)
    known = (table["p"].notna() & table["p_wald"].notna()).to_numpy()
    direction = np.sign(table["rank_biserial"]) == np.sign(np.log(table["odds_ratio"]))
    verdict = (table["p"] < 0.05) == (table["p_wald"] < 0.05)
    for name, truth in (("same_direction", direction), ("same_at_5_pct", verdict)):
        table[name] = pd.array(truth.to_numpy(dtype=bool), dtype="boolean")
        table.loc[~known, name] = pd.NA
    return table


def fit(counts: Whole) -> Fit:
    """The model's maximum-likelihood estimates from counts, shape (2 groups, statements, points).

    The first group is the one that β speaks of; points ascend; every point and every statement is
    used by somebody. Newton's method with halved steps: the log-likelihood is concave in these
    parameters (Pratt 1981, JASA 76:103), so what is found is the maximum, if there is one.
    """
    design = _design(counts.shape[1], counts.shape[2])
    shift = design.points - 1  # place of β; the thresholds stand before it
    n = counts.reshape(-1).astype(np.float64)
    share = np.cumsum(counts.sum(axis=(0, 1)))[:-1] / counts.sum()
    where = np.concatenate([special.logit(share), np.zeros(counts.shape[1])])
    value, slope, information = _likelihood(where, design, n)
    spread = np.linalg.eigvalsh(information)
    if spread[0] < 1e-10 * spread[-1]:
        return _no_fit("no estimate: the two groups did not answer the same statements")
    for _ in range(_STEPS):
        step = np.linalg.lstsq(information, slope, rcond=None)[0]
        if float(slope @ step) < _TOLERANCE:
            return Fit(where[:shift], float(where[shift]), _with_zero(where[shift + 1 :]), information)
        size = 1.0
        found = _likelihood(where + step, design, n)
        while found[0] < value - 1e-12 * abs(value) and size > 1e-6:
            size /= 2
            found = _likelihood(where + size * step, design, n)
        where = where + size * step
        value, slope, information = found
        if np.abs(where[shift:]).max() > _ENDLESS:
            return _no_fit("no estimate: the groups' answers do not overlap")
    return _no_fit("no estimate: the fit did not converge")


def _no_fit(note: str) -> Fit:
    none = np.empty(0)
    return Fit(none, NAN, none, none, note)


def _with_zero(rest: Floats) -> Floats:
    return np.concatenate([[0.0], rest])


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """The limits between which an answer lies, of each (group, statement, point), in the parameters
    θ_1 … θ_points−1, β, γ_2 … γ_statements: a limit is its row of ``upper`` or ``lower`` @ parameters.
    Rows at the ends of the scale, whose limit is infinite, are 0."""

    upper: Floats
    lower: Floats
    points: int

    def limits(self, where: Floats) -> tuple[Floats, Floats]:
        point = np.arange(len(self.upper)) % self.points
        high = np.where(point == self.points - 1, np.inf, self.upper @ where)
        low = np.where(point == 0, -np.inf, self.lower @ where)
        return high, low


def _design(statements: int, points: int) -> _Design:
    cells = 2 * statements * points
    group, statement, point = np.unravel_index(np.arange(cells), (2, statements, points))
    shift = np.zeros((cells, statements))
    shift[:, 0] = group == 0
    row = np.arange(cells)
    later = statement > 0
    shift[row[later], statement[later]] = 1.0
    sides = []
    for place in (point, point - 1):
        threshold = np.zeros((cells, points - 1))
        inside = (place >= 0) & (place < points - 1)
        threshold[row[inside], place[inside]] = 1.0
        side = np.hstack([threshold, -shift])
        side[~inside] = 0.0
        sides.append(side)
    return _Design(sides[0], sides[1], points)


def _slopes(high: Floats, low: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """log P and its slopes in the two limits, and F of the two limits; P = F(high) − F(low).

    F(h) − F(l) = F(h)·F(−l)·(1 − exp(l − h)) keeps its digits where the difference is tiny.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log_p = special.log_expit(high) + special.log_expit(-low) + np.log(-np.expm1(low - high))
        f_high, f_low = special.expit(high), special.expit(low)
        p = np.exp(log_p)
        up = f_high * special.expit(-high) / p
        down = -f_low * special.expit(-low) / p
    return log_p, up, down, f_high, f_low


def _likelihood(where: Floats, design: _Design, n: Floats) -> tuple[float, Floats, Floats]:
    """Log-likelihood, its slope and the observed information at ``where``."""
    if (np.diff(where[: design.points - 1]) <= 0).any():
        return -np.inf, np.zeros_like(where), np.eye(len(where))
    log_p, up, down, f_high, f_low = _slopes(*design.limits(where))
    used = n > 0
    n, up, down = n[used], up[used], down[used]
    curve_up = up * (1 - 2 * f_high[used]) - up**2
    curve_down = down * (1 - 2 * f_low[used]) - down**2
    u, w = design.upper[used], design.lower[used]
    mixed = (u * (n * -up * down)[:, None]).T @ w
    curve = (u * (n * curve_up)[:, None]).T @ u + (w * (n * curve_down)[:, None]).T @ w
    slope = u.T @ (n * up) + w.T @ (n * down)
    return float(n @ log_p[used]), slope, -(curve + mixed + mixed.T)


def _model(matrix: AnswerMatrix, a: int, b: int, columns: list[int], confidence: float) -> dict[str, object]:
    """One row of the table: prepare, fit, cluster."""
    member = matrix.member_of
    answered = matrix.points[:, columns] >= 0
    taking_part = answered.any(axis=1)
    n_first, n_second = (int((taking_part & (member == g)).sum()) for g in (a, b))
    row: dict[str, object] = dict.fromkeys(_REAL, NAN)
    row |= {"statements": 0, "answers_n": 0, "n_first": n_first, "n_second": n_second}
    if min(n_first, n_second) == 0:
        return row | {"note": "no estimate: a group has no answers"}
    values, category = _categories(matrix, columns)
    counts = _counts(matrix, a, b, columns, category, len(values))
    kept, used = _informative(counts)
    counts = counts[:, kept][:, :, used]
    row |= {"statements": len(kept), "answers_n": int(counts.sum())}
    if len(used) < 2 or not kept:
        return row | {"note": "no estimate: all answers are alike"}
    if not counts.sum(axis=(1, 2)).all():
        return row | {"note": "no estimate: a group has no answers that differ"}
    found = fit(counts)
    if found.note:
        return row | {"note": found.note}
    place = np.full(len(values), -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    lookup = place[category[kept]]
    rows = np.flatnonzero(taking_part & ((member == a) | (member == b)))
    chosen = matrix.points[np.ix_(rows, np.array(columns, dtype=np.intp)[kept])]
    scores = _scores(found, chosen, lookup, (member[rows] == b).astype(np.intp), counts.shape)
    variance = _clustered_variance(found, scores)
    row["log_odds"], row["odds_ratio"] = found.beta, float(np.exp(found.beta))
    if min(n_first, n_second) < 2 or not variance > 0:
        return row | {"note": "no interval: too few respondents to cluster by"}
    se = float(np.sqrt(variance))
    half = float(stats.norm.ppf(0.5 + confidence / 2)) * se
    few = min(n_first, n_second) < FEW_RESPONDENTS
    return row | {
        "se": se,
        "odds_ratio_ci_low": float(np.exp(found.beta - half)),
        "odds_ratio_ci_high": float(np.exp(found.beta + half)),
        "p_wald": float(2 * stats.norm.sf(abs(found.beta) / se)),
        "note": f"fewer than {FEW_RESPONDENTS} respondents in a group: too sure" if few else "",
    }


def _categories(matrix: AnswerMatrix, columns: list[int]) -> tuple[Floats, Whole]:
    """The distinct codes after turning, ascending, and the place among them of each statement's
    scale points, shape (statements, points)."""
    scale = matrix.scale_codes.astype(np.float64)
    turned = scale.min() + scale.max() - scale
    reverse = np.array([matrix.instrument.statements[c].reverse for c in columns], dtype=bool)
    table = np.where(reverse[:, None], turned, scale)
    values, place = np.unique(table, return_inverse=True)
    return values, place.reshape(table.shape).astype(np.int64)


def _counts(matrix: AnswerMatrix, a: int, b: int, columns: list[int], category: Whole, size: int) -> Whole:
    """Answers by group, statement and category, shape (2, statements, size)."""
    by_point = matrix.counts()[np.ix_([a, b], columns)]
    counts = np.zeros((2, len(columns), size), dtype=np.int64)
    for statement, places in enumerate(category):
        for point, place in enumerate(places):
            counts[:, statement, place] += by_point[:, statement, point]
    return counts


def _informative(counts: Whole) -> tuple[list[int], list[int]]:
    """Statements whose own shift is finite, and the categories that they use."""
    kept: list[int] = np.flatnonzero(counts.sum(axis=(0, 2))).tolist()
    while True:
        used: list[int] = np.flatnonzero(counts[:, kept].sum(axis=(0, 1))).tolist()
        ends = (used[0], used[-1]) if used else ()
        total = {s: counts[:, s].sum(axis=0) for s in kept}
        still = [s for s in kept if not any(total[s][k] == total[s].sum() for k in ends)]
        if len(still) == len(kept):
            return kept, used
        kept = still


def _scores(
    found: Fit,
    chosen: np.ndarray[tuple[int, ...], np.dtype[np.int16]],
    lookup: Whole,
    group: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
    shape: tuple[int, ...],
) -> Floats:
    """Each respondent's score, summed over the statements, shape (parameters, respondents)."""
    _, statements, points = shape
    design = _design(statements, points)
    where = np.concatenate([found.theta, [found.beta], found.gamma[1:]])
    _, up, down, _, _ = _slopes(*design.limits(where))
    cell = design.upper * up[:, None] + design.lower * down[:, None]
    # One cell more, of zeros, for what was not answered; a row a parameter, for the sake of speed.
    cell = np.ascontiguousarray(np.vstack([cell, np.zeros(cell.shape[1])]).T)
    nothing = cell.shape[1] - 1
    scores = np.zeros((len(cell), len(chosen)))
    for statement in range(statements):
        answer = chosen[:, statement]
        category = lookup[statement][np.maximum(answer, 0)]
        index = (group * statements + statement) * points + category
        index = np.where((answer >= 0) & (category >= 0), index, nothing)
        own = [points - 1 + statement] if statement else []
        # Every statement adds to the thresholds and β, and else to its own shift alone.
        for parameter in [*range(points), *own]:
            scores[parameter] += cell[parameter].take(index)
    return scores


def _clustered_variance(found: Fit, scores: Floats) -> float:
    """Variance of β from the respondents' scores (the sandwich, with m/(m − 1))."""
    clusters = scores.shape[1]
    bread = np.linalg.inv(found.information)
    meat = scores @ scores.T * (clusters / (clusters - 1))
    return float((bread @ meat @ bread)[len(found.theta), len(found.theta)])
