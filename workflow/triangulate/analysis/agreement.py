"""How many agree: each statement by scale point, and each theme as the mean of its statements.

Percentages are of the answers on the scale, as given: blank and not applicable never enter a
denominator, and reverse-keyed statements are not turned.
"""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from triangulate.analysis.answers import BLANK, NOT_APPLICABLE, AnswerMatrix, Floats, Truths, Whole
from triangulate.analysis.proportions import percent, wilson

#: Draws of the bootstrap; percentiles in the tails want a thousand or more.
REPETITIONS = 2000

#: With more distinct patterns than this, and so many answers to every statement, the sums of a
#: bootstrap draw are drawn from their normal limit instead of counted from drawn respondents.
EXACT_PATTERNS = 2000
ENOUGH_ANSWERS = 100
#: Drawn counts held in memory at once.
_BLOCK = 10_000_000


def statement_agreement(matrix: AnswerMatrix, *, confidence: float = 0.95) -> pd.DataFrame:
    """Answers and agreement, one row a group and statement in declared order.

    Columns: group, statement, theme, n (answers on the scale), blank, not_applicable,
    ``count.<code>`` for each scale code in declared order, agree_n, agree_pct = 100·agree_n/n,
    agree_ci_low and agree_ci_high (Wilson, per cent;
    :func:`triangulate.analysis.proportions.wilson`), population (the group's declared
    ``size``, null without one). Where a group has a size, its interval has the finite-population
    correction. NaN for n = 0. Raises ValueError where more people answered than a group has.
    """
    counts = matrix.counts()
    agree = counts[:, :, [point.agree for point in matrix.instrument.scale]].sum(axis=2)
    n = counts.sum(axis=2)
    low, high = np.empty(n.shape), np.empty(n.shape)
    for place, group in enumerate(matrix.groups):
        low[place], high[place] = wilson(agree[place], n[place], confidence=confidence, population=group.size)
    frame = _group_statement_index(matrix)
    frame["n"] = n.ravel()
    frame["blank"] = matrix.counts_of(BLANK).ravel()
    frame["not_applicable"] = matrix.counts_of(NOT_APPLICABLE).ravel()
    for place, point in enumerate(matrix.instrument.scale):
        frame[f"count.{point.code}"] = counts[:, :, place].ravel()
    frame["agree_n"] = agree.ravel()
    frame["agree_pct"] = percent(agree, n).ravel()
    frame["agree_ci_low"], frame["agree_ci_high"] = low.ravel(), high.ravel()
    frame["population"] = frame["group"].map({g.id: g.size for g in matrix.groups}).astype("Int64")
    return frame


def scale_counts(matrix: AnswerMatrix) -> pd.DataFrame:
    """The same answers, one row a group, statement and scale point: what a stacked bar is drawn
    from.

    Columns: group, statement, code, label, count, pct (of the answers on the scale, 0 to 100; NaN
    where nobody answered). Every point of the scale has a row, also at 0.
    """
    counts = matrix.counts()
    scale = matrix.instrument.scale
    frame = _group_statement_index(matrix)[["group", "statement"]]
    frame = frame.loc[frame.index.repeat(len(scale))].reset_index(drop=True)
    times = len(matrix.groups) * len(matrix.statement_ids)
    frame["code"] = np.tile(matrix.scale_codes, times)
    frame["label"] = pd.Series([point.label for point in scale] * times, dtype="str")
    frame["count"] = counts.ravel()
    frame["pct"] = percent(counts, counts.sum(axis=2, keepdims=True)).ravel()
    return frame


def theme_agreement(
    matrix: AnswerMatrix, *, seed: int, repetitions: int = REPETITIONS, confidence: float = 0.95
) -> pd.DataFrame:
    """Agreement with each theme, one row a group and theme in declared order.

    Columns: group, theme, statements (of the theme), statements_answered (with at least one answer
    in the group), n (respondents with at least one answer), answers_n, agree_n, agree_pct_mean
    (mean of the statements' agree_pct, each statement counting alike; what the study reports),
    agree_pct_pooled (100·agree_n/answers_n, each answer counting alike; equal to the mean if
    nothing is missing), agree_pct_mean_ci_low and agree_pct_mean_ci_high, ci_note (empty, or why
    there is no interval).

    The interval is the percentile bootstrap over respondents: one person's answers hang together,
    so whole persons are drawn again, with replacement, n out of n (Efron & Tibshirani 1993, An
    Introduction to the Bootstrap, ch. 13). Percentiles are type 7. See :func:`theme_replicates` for
    the draws.
    """
    rows = []
    for place, group in enumerate(matrix.groups):
        for theme in matrix.instrument.themes:
            answered, agrees = matrix.of_theme(place, theme.id)
            n, agree = answered.sum(axis=0), agrees.sum(axis=0)
            replicates = theme_replicates(matrix, place, theme.id, seed=seed, repetitions=repetitions)
            low, high, note = percentile_interval(replicates, confidence)
            rows.append(
                {
                    "group": group.id,
                    "theme": theme.id,
                    "statements": len(n),
                    "statements_answered": int((n > 0).sum()),
                    "n": int(answered.any(axis=1).sum()),
                    "answers_n": int(n.sum()),
                    "agree_n": int(agree.sum()),
                    "agree_pct_mean": theme_mean(matrix, place, theme.id),
                    "agree_pct_pooled": float(percent(agree.sum(), n.sum())),
                    "agree_pct_mean_ci_low": low,
                    "agree_pct_mean_ci_high": high,
                    "ci_note": note,
                }
            )
    whole = ["statements", "statements_answered", "n", "answers_n", "agree_n"]
    real = ["agree_pct_mean", "agree_pct_pooled", "agree_pct_mean_ci_low", "agree_pct_mean_ci_high"]
    frame = pd.DataFrame(rows, columns=["group", "theme", *whole, *real, "ci_note"])
    types = dict.fromkeys(whole, "int64") | dict.fromkeys(real, "float64")
    return frame.astype(types | dict.fromkeys(("group", "theme", "ci_note"), "str"))


def theme_mean(matrix: AnswerMatrix, group: int, theme: str) -> float:
    """A theme's agree_pct_mean in one group: the mean of its statements' agree_pct, in per cent.

    A statement that nobody of the group answered has no percentage and is left out; NaN if none has
    one.
    """
    answered, agrees = matrix.of_theme(group, theme)
    share = percent(agrees.sum(axis=0), answered.sum(axis=0))
    defined = share[~np.isnan(share)]
    return float(defined.mean()) if len(defined) else float("nan")


def theme_replicates(
    matrix: AnswerMatrix, group: int, theme: str, *, seed: int, repetitions: int = REPETITIONS
) -> Floats:
    """Bootstrap replicates of a theme's agree_pct_mean in one group, shape (repetitions,), in per
    cent.

    Respondents with the same pattern of agreement and answering over the theme are exchangeable, so
    drawing respondents is drawing the patterns' counts from a multinomial: the same distribution at
    a cost that does not grow with the group. Each group and theme has a PCG64 stream of its own,
    from ``seed`` and their ids, so that another theme or another order in the config changes
    nothing here. A statement that nobody in a replicate answered is left out of that replicate's
    mean. Empty with fewer than two respondents who answered.

    With more than ``EXACT_PATTERNS`` patterns (which takes thousands of respondents) and at least
    ``ENOUGH_ANSWERS`` answers to each statement, the sums that a draw comes to are taken from
    their limiting normal distribution, with the same mean and covariance.
    """
    answered, agrees = matrix.of_theme(group, theme)
    taking_part = answered.any(axis=1)
    if int(taking_part.sum()) < 2:
        return np.empty(0)
    both = np.hstack([answered, agrees])[taking_part]
    patterns, counts = _distinct_rows(both)
    stream = np.random.SeedSequence([seed, zlib.crc32(f"{matrix.groups[group].id}/{theme}".encode())])
    rng = np.random.Generator(np.random.PCG64(stream))
    answers = answered.sum(axis=0)
    enough = int(answers[answers > 0].min()) >= ENOUGH_ANSWERS
    if len(patterns) > EXACT_PATTERNS and enough:
        sums = _normal_sums(patterns, counts, rng, repetitions)
    else:
        sums = _drawn_sums(patterns, counts, rng, repetitions)
    k = answered.shape[1]
    share = percent(sums[:, k:], sums[:, :k])
    defined = ~np.isnan(share)
    size = defined.sum(axis=1)
    total = np.where(defined, share, 0.0).sum(axis=1)
    means: Floats = np.divide(total, size, out=np.full(repetitions, np.nan), where=size > 0)
    return means


def _drawn_sums(patterns: Truths, counts: Whole, rng: np.random.Generator, repetitions: int) -> Floats:
    """Column sums over n drawn respondents, one row a draw."""
    n = int(counts.sum())
    at_once = max(1, _BLOCK // len(counts))  # the stream goes on from block to block
    values = patterns.astype(np.float64)
    blocks = []
    for start in range(0, repetitions, at_once):
        drawn = rng.multinomial(n, counts / n, size=min(at_once, repetitions - start))
        # Whole numbers in float64 add up exactly in any order: the same result on any machine.
        blocks.append(drawn.astype(np.float64) @ values)
    return np.vstack(blocks)


def _normal_sums(patterns: Truths, counts: Whole, rng: np.random.Generator, repetitions: int) -> Floats:
    """The same sums from the normal distribution that they tend to; first answered, then agreeing."""
    n = int(counts.sum())
    values = patterns.astype(np.float64)
    mean = counts @ values / n
    covariance = (values * counts[:, None]).T @ values / n - np.outer(mean, mean)
    spread, directions = np.linalg.eigh(covariance)
    factor = directions * np.sqrt(np.maximum(spread, 0.0))
    normal = rng.standard_normal((repetitions, len(mean)))
    sums = n * mean + np.sqrt(n) * (normal @ factor.T)
    k = len(mean) // 2
    answered = np.where(mean[:k] > 0, np.clip(sums[:, :k], 0, n), 0.0)
    return np.hstack([answered, np.clip(sums[:, k:], 0, answered)])


def percentile_interval(replicates: Floats, confidence: float) -> tuple[float, float, str]:
    """Low, high and a note: the note says why there is no interval, else it is empty.

    Replicates that are all alike say that the sample has no variation, not that the figure is
    certain; the interval is then NaN instead of a single point.
    """
    if len(replicates) == 0:
        return float("nan"), float("nan"), "fewer than two respondents answered"
    if np.ptp(replicates) == 0:
        return float("nan"), float("nan"), "resampling the respondents shows no variation"
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(replicates, [tail, 1 - tail])
    return float(low), float(high), ""


def _distinct_rows(rows: Truths) -> tuple[Truths, Whole]:
    """Distinct rows of a truth table, in an order that their content fixes, and how often each
    occurs."""
    packed = np.packbits(rows, axis=1)
    words = np.zeros((len(rows), -(-packed.shape[1] // 8) * 8), dtype=np.uint8)
    words[:, : packed.shape[1]] = packed
    keys = words.view(">u8")
    # Sorting plain integers is far quicker than sorting rows, and a theme seldom has over 32 statements.
    axis, flat = (None, keys.ravel()) if keys.shape[1] == 1 else (0, keys)
    _, first, counts = np.unique(flat, axis=axis, return_index=True, return_counts=True)
    return rows[first], counts.astype(np.int64)


def _group_statement_index(matrix: AnswerMatrix) -> pd.DataFrame:
    """One row a group and statement in declared order, with the statement's theme."""
    pairs = [(g.id, s.id, s.theme) for g in matrix.groups for s in matrix.instrument.statements]
    return pd.DataFrame(pairs, columns=["group", "statement", "theme"]).astype("str")
