"""A coder that learns from the human codings and suggests; its suggestions never count as findings.

TF-IDF of sentences and one logistic regression a code. It is judged, and suggests, only on
interviews that it was not trained on: folds are whole interviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from triangulate.records.tables import rows_of

#: A code needs this many coded sentences, in so many interviews, to be learnt.
LEAST_SENTENCES, LEAST_INTERVIEWS = 20, 5
SUGGESTER = "suggestions"
FOLDS, THRESHOLD = 5, 0.5
_WORDS: dict[str, Any] = {"ngram_range": (1, 2), "min_df": 2, "sublinear_tf": True, "lowercase": True}
_MODEL: dict[str, Any] = {"class_weight": "balanced", "C": 10.0, "max_iter": 300, "solver": "liblinear"}
SUGGESTIONS = ["document", "start", "end", "line", "code", "probability", "coded", "text"]
SCORES = ["code", "sentences_n", "suggested_n", "both_n", "precision", "recall", "average_precision"]


@dataclass(frozen=True, slots=True)
class Suggested:
    """``suggestions``: sentences the model would code, with whether the human did; ``scores``: how it
    does on interviews held out, by code."""

    suggestions: pd.DataFrame
    scores: pd.DataFrame


def basis(seed: int) -> str:
    """All parameters that the suggestions depend on besides the codings, a line a part."""
    learning = {"folds": FOLDS, "threshold": THRESHOLD, "seed": seed}
    floors = {"least_sentences": LEAST_SENTENCES, "least_interviews": LEAST_INTERVIEWS}
    parts = {"tf-idf": _WORDS, "logistic regression": _MODEL, "learning": {**learning, **floors}}
    return "\n".join(
        f"{part}: {', '.join(f'{name}={value}' for name, value in sorted(values.items()))}"
        for part, values in parts.items()
    )


def suggest(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    texts: dict[str, str],
    families: dict[str, Sequence[str]],
    *,
    seed: int,
    folds: int = FOLDS,
    threshold: float = THRESHOLD,
) -> Suggested:
    """Train on the interviews of ``codings`` (one human's) in ``folds`` groups, suggest on the rest.

    ``units``: document, start, end, line, in interviews that were coded; ``families``: a code and the
    codes that count for it. Probabilities are of class-weighted models, good for ranking, not
    calibrated. Nothing is suggested where there is too little to learn from.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import average_precision_score
    from sklearn.model_selection import GroupKFold

    units = units[units["document"].isin(set(codings["document"]))].reset_index(drop=True)
    empty = Suggested(pd.DataFrame(columns=SUGGESTIONS), pd.DataFrame(columns=SCORES))
    documents = units["document"].to_numpy()
    if len(set(documents)) < max(LEAST_INTERVIEWS, folds):
        return empty
    said = [texts[str(u.document)][u.start : u.end] for u in rows_of(units)]
    carried = {code: _carried(codings, units, family) for code, family in families.items()}
    learnt = [
        code
        for code, truth in carried.items()
        if truth.sum() >= LEAST_SENTENCES and len(set(documents[truth])) >= LEAST_INTERVIEWS
    ]
    if not learnt:
        return empty
    probability = {code: np.full(len(units), np.nan) for code in learnt}
    # Folds by name, so that a new interview does not shuffle the others' probabilities needlessly.
    order = np.unique(documents, return_inverse=True)[1]
    for train, test in GroupKFold(n_splits=folds, shuffle=True, random_state=seed).split(order, groups=order):
        vectorizer = TfidfVectorizer(**_WORDS)
        seen = vectorizer.fit_transform([said[i] for i in train])
        new = vectorizer.transform([said[i] for i in test])
        for code in learnt:
            truth = carried[code][train]
            if truth.any() and not truth.all():
                model = LogisticRegression(**_MODEL)
                model.fit(seen, truth)
                probability[code][test] = model.predict_proba(new)[:, 1]
    rows, scores = [], []
    for code in learnt:
        p, truth = probability[code], carried[code]
        known = ~np.isnan(p)
        suggested = known & (p >= threshold)
        both = int((suggested & truth).sum())
        scores.append(
            (
                code, int(truth.sum()), int(suggested.sum()), both,
                both / suggested.sum() if suggested.any() else np.nan, both / truth.sum(),
                float(average_precision_score(truth[known], p[known])),
            )
        )  # fmt: skip
        for i in np.flatnonzero(suggested):
            unit = units.iloc[i]
            rows.append(
                (
                    unit["document"], int(unit["start"]), int(unit["end"]), int(unit["line"]), code,
                    round(float(p[i]), 6), bool(truth[i]), " ".join(said[i].split()),
                )
            )  # fmt: skip
    suggestions = pd.DataFrame(rows, columns=SUGGESTIONS).sort_values(
        ["document", "start", "code"], kind="stable"
    )
    return Suggested(suggestions.reset_index(drop=True), pd.DataFrame(scores, columns=SCORES))


def _carried(codings: pd.DataFrame, units: pd.DataFrame, family: Sequence[str]) -> np.ndarray:
    found = np.zeros(len(units), dtype=bool)
    own = codings[codings["code"].isin(list(family))]
    by_document = {name: rows.index.to_numpy() for name, rows in units.groupby("document")}
    starts, ends = units["start"].to_numpy(), units["end"].to_numpy()
    for coding in rows_of(own):
        rows = by_document.get(coding.document)
        if rows is not None:
            found[rows[(starts[rows] < coding.end) & (ends[rows] > coding.start)]] = True
    return found
