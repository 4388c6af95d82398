"""Person by person: does what somebody said fit what the same person ticked."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from triangulate.analysis.answers import AnswerMatrix, Floats
from triangulate.analysis.coding import valence_of
from triangulate.study.model import Codebook, Group

ALL_THEMES = "all_themes"
_FIT = ["theme", "group", "persons", "spearman", "spearman_ci_low", "spearman_ci_high"]


def person_scores(
    matrix: AnswerMatrix, counted: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """One row a theme and person who ticked and said something of it, and for all themes together.

    Columns: ``theme`` (or ``all_themes``), ``group``, ``person``, ``score`` (mean of the statements
    answered, reverse-keyed turned, in scale codes), ``passages_for`` and ``passages_against``
    (codings of the theme's codes by valence), ``balance`` (for minus against over both, from −1 to
    1). Persons without a passage of either valence have nothing to compare. ``counted``: columns
    ``document``, ``code``; ``documents``: ``document``, ``participant_id``.
    """
    who = documents.set_index("document")["participant_id"]
    valence = {code.id: valence_of(codebook, code.id) for code in codebook.codes}
    said = pd.DataFrame(
        {
            "person": counted["document"].map(who),
            "theme": counted["code"].map(codebook.top),
            "valence": counted["code"].map(valence),
        }
    )
    said = said[said["valence"] != "neutral"]
    frames = []
    themes = [theme.id for theme in matrix.instrument.themes]
    for theme in (*themes, ALL_THEMES):
        own = said[said["theme"].isin(themes) if theme == ALL_THEMES else said["theme"] == theme]
        sides = pd.crosstab(own["person"], own["valence"]).reindex(columns=["positive", "negative"])
        sides = sides.fillna(0).astype("int64")
        score = _all_scores(matrix) if theme == ALL_THEMES else matrix.theme_scores(theme)
        frame = pd.DataFrame(
            {
                "theme": theme,
                "group": [matrix.groups[g].id for g in matrix.member_of],
                "person": matrix.respondents,
                "score": score,
            }
        ).merge(sides.reset_index(), on="person", how="inner")
        frames.append(frame[frame["score"].notna()])
    found = pd.concat(frames, ignore_index=True).rename(
        columns={"positive": "passages_for", "negative": "passages_against"}
    )
    both = found["passages_for"] + found["passages_against"]
    found["balance"] = (found["passages_for"] - found["passages_against"]) / both
    return found.sort_values(["theme", "group", "person"], kind="stable").reset_index(drop=True)


def _all_scores(matrix: AnswerMatrix) -> Floats:
    """Each respondent's mean of all answered statements, reverse-keyed ones turned."""
    codes = matrix.codes(turned=True)
    n = np.isfinite(codes).sum(axis=1)
    means: Floats = np.divide(np.nansum(codes, axis=1), n, out=np.full(len(n), np.nan), where=n > 0)
    return means


def person_fit(scores: pd.DataFrame, themes: Sequence[str], groups: Sequence[Group]) -> pd.DataFrame:
    """Spearman's coefficient of ``score`` and ``balance`` by theme and group, and over all groups.

    One row a theme (``all_themes`` last) and group (``all`` last where there are several):
    ``persons``, ``spearman`` (null for fewer than four persons or where one side does not vary)
    with a 95% interval (:func:`spearman_interval`).
    """
    rows = []
    kinds = [group.id for group in groups] + (["all"] if len(groups) > 1 else [])
    for theme in (*themes, ALL_THEMES):
        for group in kinds:
            own = scores[scores["theme"] == theme]
            if group != "all":
                own = own[own["group"] == group]
            rho, low, high = spearman(own["score"].to_numpy(float), own["balance"].to_numpy(float))
            rows.append((theme, group, len(own), rho, low, high))
    return pd.DataFrame(rows, columns=_FIT)


def spearman(first: Floats, second: Floats) -> tuple[float, float, float]:
    """Spearman's rank correlation with ties, and its 95% interval; NaN where it is not defined."""
    if len(first) < 4 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return math.nan, math.nan, math.nan
    rho = float(np.corrcoef(pd.Series(first).rank(), pd.Series(second).rank())[0, 1])
    return rho, *spearman_interval(rho, len(first))


def spearman_interval(rho: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Fisher's z with the standard error √((1 + ρ²/2)/(n − 3)).

    Bonett and Wright (2000), Psychometrika 65(1), 23–28. NaN for a perfect correlation, whose
    interval this does not give.
    """
    if n < 4 or abs(rho) >= 1:
        return math.nan, math.nan
    half = float(ndtri(0.5 + confidence / 2)) * math.sqrt((1 + rho**2 / 2) / (n - 3))
    return math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)
