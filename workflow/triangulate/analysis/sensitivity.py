"""Would the conclusion stand if the percentages had been worked out otherwise?

A percentage agreement rests on choices: whether neutral answers stay in the denominator, what a
blank means, whether statements or answers count alike, whether one organisation with many
respondents may weigh more. Each comparison of a theme is made again under each other choice, one at
a time (Steegen et al. 2016, Perspectives on Psychological Science 11:702).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from triangulate.analysis.agreement import REPETITIONS, percentile_interval, theme_mean, theme_replicates
from triangulate.analysis.answers import BLANK, NO_RECORD, NOT_APPLICABLE, AnswerMatrix, Floats, Whole
from triangulate.analysis.comparison import pairs
from triangulate.analysis.proportions import percent

#: With fewer organisations than this the bootstrap over them is known to be too narrow.
FEW_ORGANISATIONS = 10

FIRST = "first higher"
SECOND = "second higher"
NEITHER = "no clear difference"
UNKNOWN = "not defined"

_TEXT = ["first", "second", "theme", "specification", "label", "unit", "conclusion", "note"]
_REAL = ["pct_first", "pct_second", "diff_pct", "diff_ci_low", "diff_ci_high"]
_COLUMNS = [*_TEXT[:6], "n_first", "n_second", *_REAL, "conclusion", "stands", "note"]


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """One group's percentage under one choice, its bootstrap draws and what they were drawn from."""

    value: float
    replicates: Floats
    n: int


_Measure = Callable[[AnswerMatrix, int, str], _Measured]


@dataclass(frozen=True, slots=True, eq=False)
class _Specification:
    id: str
    label: str
    matrix: AnswerMatrix
    measure: _Measure
    unit: str = "respondents"


def theme_specifications(
    matrix: AnswerMatrix,
    *,
    seed: int,
    respondents: pd.DataFrame | None = None,
    repetitions: int = REPETITIONS,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Each theme's comparison under each choice, one row a pair, theme and specification.

    Columns: first, second (group ids), theme, specification, label (the choice in words), unit
    (what is drawn again: ``respondents`` or ``organisations``), n_first, n_second (such units with
    an answer), pct_first, pct_second, diff_pct (percentage points) with diff_ci_low and
    diff_ci_high (percentile bootstrap over the units of each group), conclusion, stands, note.

    The conclusion is ``first higher`` or ``second higher`` where the interval leaves out 0, else
    ``no clear difference``; ``not defined`` without an interval. It stands where it is that of the
    reported figure; null where either is not defined.

    Specifications: ``reported`` (mean of the statements' percentages, neutral answers in the
    denominator, blank and not applicable out of it), ``pooled`` (each answer counts alike),
    ``neutral_out`` (neutral answers leave the denominator; only with a neutral point on the scale),
    ``blank_not_agreeing`` (a blank counts as not agreeing), ``unanswered_not_agreeing`` (a blank or
    not applicable does; only where the instrument has such an answer), ``complete_cases``
    (respondents who answered every statement of the theme), ``organisations_alike`` (each
    statement's percentage is the mean of the organisations' percentages; only where ``respondents``,
    with columns respondent, group, organisation, gives some an organisation, and of those alone).
    """
    specifications = _specifications(matrix, respondents, seed, repetitions)
    rows: list[dict[str, object]] = []
    for a, b in pairs(matrix):
        for theme in matrix.instrument.themes:
            reported = ""
            for spec in specifications(theme.id):
                row = _compared(spec, a, b, theme.id, confidence)
                reported = reported or str(row["conclusion"])
                defined = UNKNOWN not in (reported, row["conclusion"])
                row["stands"] = row["conclusion"] == reported if defined else pd.NA
                rows.append(row)
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    types: dict[str, str] = dict.fromkeys(_TEXT, "str") | dict.fromkeys(_REAL, "float64")
    return frame.astype(types | {"n_first": "int64", "n_second": "int64", "stands": "boolean"})


def verdicts(specifications: pd.DataFrame) -> pd.DataFrame:
    """One row a pair and theme: does the reported conclusion stand under every choice?

    Columns: first, second, theme, n_first, n_second (respondents, as reported), conclusion (as
    reported), specifications (other choices with a conclusion), stands_n (of these, how many agree),
    falls_under (ids of the others, separated by a space), diff_least, diff_most (of diff_pct over
    all choices).
    """
    rows = []
    for (first, second, theme), part in specifications.groupby(
        ["first", "second", "theme"], sort=False, observed=True
    ):
        reported = part.iloc[0]
        others = part.iloc[1:]
        judged = others[others["stands"].notna()]
        falls = judged.loc[~judged["stands"].astype(bool), "specification"]
        rows.append(
            {
                "first": first,
                "second": second,
                "theme": theme,
                "n_first": reported["n_first"],
                "n_second": reported["n_second"],
                "conclusion": reported["conclusion"],
                "specifications": len(judged),
                "stands_n": len(judged) - len(falls),
                "falls_under": " ".join(falls),
                "diff_least": part["diff_pct"].min(),
                "diff_most": part["diff_pct"].max(),
            }
        )
    text = ["first", "second", "theme", "conclusion", "falls_under"]
    whole = ["n_first", "n_second", "specifications", "stands_n"]
    columns = [*text[:3], *whole[:2], "conclusion", *whole[2:], "falls_under", "diff_least", "diff_most"]
    types = dict.fromkeys(text, "str") | dict.fromkeys(whole, "int64")
    types |= dict.fromkeys(("diff_least", "diff_most"), "float64")
    return pd.DataFrame(rows, columns=columns).astype(types)


def _specifications(
    matrix: AnswerMatrix, respondents: pd.DataFrame | None, seed: int, repetitions: int
) -> Callable[[str], list[_Specification]]:
    """The choices that this instrument and sample allow; complete cases depend on the theme."""

    def mean(of: AnswerMatrix, group: int, theme: str) -> _Measured:
        drawn = theme_replicates(of, group, theme, seed=seed, repetitions=repetitions)
        answered, _ = of.of_theme(group, theme)
        return _Measured(theme_mean(of, group, theme), drawn, int(answered.any(axis=1).sum()))

    def pooled(of: AnswerMatrix, group: int, theme: str) -> _Measured:
        return _pooled(of, group, theme, seed, repetitions)

    scale = matrix.instrument.scale
    neutral = [place for place, point in enumerate(scale) if point.neutral]
    against = next((place for place, p in enumerate(scale) if not p.agree), None)
    always = [
        _Specification("reported", "As reported: mean of the statements' percentages", matrix, mean),
        _Specification("pooled", "Each answer counts alike", matrix, pooled),
    ]
    if neutral:
        out = _marked(matrix, np.isin(matrix.points, neutral), BLANK)
        always.append(_Specification("neutral_out", "Neutral answers leave the denominator", out, mean))
    if against is not None:
        blank = _marked(matrix, matrix.points == BLANK, against)
        label = "A blank counts as not agreeing"
        always.append(_Specification("blank_not_agreeing", label, blank, mean))
        if matrix.instrument.not_applicable:
            both = _marked(blank, matrix.points == NOT_APPLICABLE, against)
            label = "A blank or not applicable counts as not agreeing"
            always.append(_Specification("unanswered_not_agreeing", label, both, mean))
    organisation = _organisation_of(matrix, respondents)

    def alike(of: AnswerMatrix, group: int, theme: str) -> _Measured:
        return _organisations_alike(of, organisation, group, theme, seed, repetitions)

    last = _Specification(
        "organisations_alike", "Each organisation counts alike", matrix, alike, "organisations"
    )

    def of_theme(theme: str) -> list[_Specification]:
        columns = matrix.columns_of(theme)
        incomplete = np.asarray(matrix.points[:, columns] < 0).any(axis=1).reshape(-1, 1)
        kept = _marked(matrix, np.broadcast_to(incomplete, matrix.points.shape), NO_RECORD)
        label = "Only respondents who answered every statement of the theme"
        complete = _Specification("complete_cases", label, kept, mean)
        return [*always, complete, *([last] if (organisation >= 0).any() else [])]

    return of_theme


def _marked(matrix: AnswerMatrix, where: np.ndarray, value: int) -> AnswerMatrix:
    """The matrix with some cells given another answer or mark."""
    return replace(matrix, points=np.where(where, np.int16(value), matrix.points))


def _compared(spec: _Specification, a: int, b: int, theme: str, confidence: float) -> dict[str, object]:
    first, second = (spec.measure(spec.matrix, group, theme) for group in (a, b))
    drawn = np.empty(0)
    if len(first.replicates) and len(second.replicates):
        drawn = first.replicates - second.replicates
    low, high, note = percentile_interval(drawn, confidence)
    if len(drawn) == 0:
        note = f"fewer than two {spec.unit} in a group"
    elif spec.unit == "organisations" and min(first.n, second.n) < FEW_ORGANISATIONS:
        note = note or f"fewer than {FEW_ORGANISATIONS} organisations in a group: too sure"
    return {
        "first": spec.matrix.groups[a].id,
        "second": spec.matrix.groups[b].id,
        "theme": theme,
        "specification": spec.id,
        "label": spec.label,
        "unit": spec.unit,
        "n_first": first.n,
        "n_second": second.n,
        "pct_first": first.value,
        "pct_second": second.value,
        "diff_pct": first.value - second.value,
        "diff_ci_low": low,
        "diff_ci_high": high,
        "conclusion": _conclusion(low, high),
        "note": note,
    }


def _conclusion(low: float, high: float) -> str:
    if np.isnan(low) or np.isnan(high):
        return UNKNOWN
    if low > 0:
        return FIRST
    return SECOND if high < 0 else NEITHER


def _stream(seed: int, *names: str) -> np.random.Generator:
    """A stream of its own for each purpose, so that none depends on what else is computed."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32("/".join(names).encode())]))
    )


def _pooled(matrix: AnswerMatrix, group: int, theme: str, seed: int, repetitions: int) -> _Measured:
    """100·agreeing answers/answers; respondents with the same two numbers are exchangeable."""
    answered, agrees = matrix.of_theme(group, theme)
    n, k = answered.sum(axis=1), agrees.sum(axis=1)
    taking_part = n > 0
    n, k = n[taking_part], k[taking_part]
    value = float(percent(k.sum(), n.sum()))
    if len(n) < 2:
        return _Measured(value, np.empty(0), len(n))
    width = answered.shape[1] + 1
    kinds, counts = np.unique(n * width + k, return_counts=True)
    rng = _stream(seed, matrix.groups[group].id, theme, "pooled")
    drawn = rng.multinomial(len(n), counts / len(n), size=repetitions).astype(np.float64)
    sizes, agreeing = np.divmod(kinds, width)
    return _Measured(value, percent(drawn @ agreeing, drawn @ sizes), len(n))


def _organisation_of(matrix: AnswerMatrix, respondents: pd.DataFrame | None) -> Whole:
    """Each respondent's organisation as a number, −1 where none is known."""
    if respondents is None:
        return np.full(len(matrix.respondents), -1, dtype=np.int64)
    known = respondents[respondents["organisation"].notna()]
    numbers, _ = pd.factorize(known["organisation"], sort=True)
    # The same name in two groups is two organisations; groups are never mixed below.
    of = dict(zip(zip(known["group"], known["respondent"], strict=True), numbers, strict=True))
    return np.array(
        [
            of.get((matrix.groups[group].id, who), -1)
            for group, who in zip(matrix.member_of, matrix.respondents, strict=True)
        ],
        dtype=np.int64,
    )


def _organisations_alike(
    matrix: AnswerMatrix, organisation: Whole, group: int, theme: str, seed: int, repetitions: int
) -> _Measured:
    """Mean over the statements of the mean over the organisations of their percentage."""
    answered, agrees = matrix.of_theme(group, theme)
    names = organisation[matrix.member_of == group]
    known = (names >= 0) & answered.any(axis=1)
    ids, place = np.unique(names[known], return_inverse=True)
    if len(ids) == 0:
        return _Measured(float("nan"), np.empty(0), 0)
    sums = []
    for cells in (agrees[known], answered[known]):
        total = np.zeros((len(ids), answered.shape[1]))
        np.add.at(total, place, cells)
        sums.append(total)
    share = percent(sums[0], sums[1])
    defined = ~np.isnan(share)
    filled = np.where(defined, share, 0.0)
    value = _mean_of_statements(np.ones((1, len(ids))), filled, defined)[0]
    if len(ids) < 2:
        return _Measured(float(value), np.empty(0), len(ids))
    rng = _stream(seed, matrix.groups[group].id, theme, "organisations")
    drawn = rng.multinomial(len(ids), np.full(len(ids), 1 / len(ids)), size=repetitions)
    return _Measured(float(value), _mean_of_statements(drawn.astype(np.float64), filled, defined), len(ids))


def _mean_of_statements(weights: Floats, share: Floats, defined: np.ndarray) -> Floats:
    """Each row of weights over the organisations: the statements' weighted means, averaged."""
    size = weights @ defined.astype(np.float64)
    means = np.divide(weights @ share, size, out=np.full(size.shape, np.nan), where=size > 0)
    some = ~np.isnan(means)
    total = np.where(some, means, 0.0).sum(axis=1)
    n = some.sum(axis=1)
    result: Floats = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    return result
