"""Candidate themes from what no code covers: word patterns for a person to look at, not findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from triangulate.records.spans import Spans
from triangulate.records.tables import rows_of

#: Shortest uncoded turn that is looked at, in words; shorter ones are greetings and assent.
WORDS = 12
_ABBREVIATIONS = (
    "ve re ll don didn doesn isn wasn weren won wouldn couldn shouldn hadn hasn haven aren ain mustn "
    "yeah yes um uh er erm okay ok know think like just really got get going thing things say said lot "
    "person colleague organisation place town force"
).split()


@dataclass(frozen=True, slots=True)
class Candidates:
    """``themes``: one row a theme (theme, terms, passages_n, interviews_n, stability); ``passages``:
    its clearest passages (theme, document, line, weight, text)."""

    themes: pd.DataFrame
    passages: pd.DataFrame


def uncoded_turns(turns: pd.DataFrame, codings: pd.DataFrame, texts: dict[str, str]) -> pd.DataFrame:
    """Turns of participants that no human coding touches: document, start, end, line, text."""
    rows = []
    for turn in rows_of(turns[~Spans(turns).touched(Spans(codings))]):
        text = " ".join(texts[str(turn.document)][turn.start : turn.end].split())
        if len(text.split()) >= WORDS:
            rows.append((turn.document, int(turn.start), int(turn.end), int(turn.line), text))
    return pd.DataFrame(rows, columns=["document", "start", "end", "line", "text"])


def candidate_themes(
    passages: pd.DataFrame, *, seed: int, themes: int = 8, runs: int = 5, terms: int = 8, shown: int = 3
) -> Candidates:
    """Non-negative matrix factorisation of TF-IDF, run from several seeds.

    The first run's themes are given. ``stability`` is the mean over the other runs of the best overlap
    (Jaccard) of a theme's ``terms`` leading terms with a theme of that run: near 1, the theme does not
    depend on the start; near 0, it is an accident. Empty where there are too few passages.
    """
    empty = Candidates(
        pd.DataFrame(columns=["theme", "terms", "passages_n", "interviews_n", "stability"]),
        pd.DataFrame(columns=["theme", "document", "line", "weight", "text"]),
    )
    if len(passages) < 3 * themes:
        return empty
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    vectorizer = TfidfVectorizer(
        stop_words=sorted({*ENGLISH_STOP_WORDS, *_ABBREVIATIONS}),
        min_df=3, max_df=0.4, sublinear_tf=True, token_pattern=r"(?u)\b(?!x+\b)[^\W\d_]{3,}\b",
    )  # fmt: skip
    try:
        matrix = vectorizer.fit_transform(passages["text"])
    except ValueError:  # no word is frequent enough
        return empty
    names = vectorizer.get_feature_names_out()
    if matrix.shape[1] < themes:
        return empty
    results = []
    for run in range(runs):
        model = NMF(n_components=themes, init="random", random_state=seed + run, max_iter=400, tol=1e-3)
        weights = model.fit_transform(matrix)
        leading = [list(np.argsort(-component, kind="stable")[:terms]) for component in model.components_]
        results.append((weights, leading))
    weights, leading = results[0]
    stability = [_stability(own, [other for _, other in results[1:]]) for own in leading]
    main = weights.argmax(axis=1)
    touched = weights.max(axis=1) > 0
    order = sorted(range(themes), key=lambda k: (-stability[k], k))
    rows, examples = [], []
    for number, k in enumerate(order, start=1):
        members = np.flatnonzero(touched & (main == k))
        rows.append(
            (
                number, ", ".join(names[i] for i in leading[k]), len(members),
                passages["document"].iloc[members].nunique(), stability[k],
            )
        )  # fmt: skip
        best = sorted(members, key=lambda i: (-round(float(weights[i, k]), 9), i))[:shown]
        examples += [
            (
                number, passages["document"].iloc[i], int(passages["line"].iloc[i]),
                float(weights[i, k]), passages["text"].iloc[i],
            )
            for i in best
        ]  # fmt: skip
    return Candidates(
        pd.DataFrame(rows, columns=empty.themes.columns),
        pd.DataFrame(examples, columns=empty.passages.columns),
    )


def _stability(own: Sequence[int], others: Sequence[Sequence[Sequence[int]]]) -> float:
    best: list[float] = []
    for run in others:
        best.append(max(len({*own} & {*other}) / len({*own} | {*other}) for other in run))
    return float(np.mean(best)) if best else float("nan")
