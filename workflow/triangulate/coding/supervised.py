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

from triangulate.records.spans import Spans
from triangulate.records.tables import rows_of

#: A code needs this many coded sentences, in so many interviews, to be learnt.
LEAST_SENTENCES, LEAST_INTERVIEWS = 20, 5
SUGGESTER = "suggestions"
FOLDS, THRESHOLD = 3, 0.5
_WORDS: dict[str, Any] = {"ngram_range": (1, 2), "lowercase": True}
#: A word or pair of words counts if so many sentences of the interviews trained on have it.
LEAST_WITH_WORD = 2
_WEIGHTS: dict[str, Any] = {"sublinear_tf": True}
#: A tighter tolerance than 0.01 moves no suggestion of the ARMS study, and takes half as long again.
_MODEL: dict[str, Any] = {
    "class_weight": "balanced", "C": 1.0, "max_iter": 300, "solver": "liblinear", "tol": 0.01,
}  # fmt: skip
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
    words = {**_WORDS, **_WEIGHTS, "min_df": LEAST_WITH_WORD}
    parts = {"tf-idf": words, "logistic regression": _MODEL, "learning": {**learning, **floors}}
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
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import average_precision_score
    from sklearn.model_selection import GroupKFold

    units = units[units["document"].isin(set(codings["document"]))].reset_index(drop=True)
    empty = Suggested(pd.DataFrame(columns=SUGGESTIONS), pd.DataFrame(columns=SCORES))
    documents = units["document"].to_numpy()
    if len(set(documents)) < max(LEAST_INTERVIEWS, folds):
        return empty
    said = [texts[str(u.document)][u.start : u.end] for u in rows_of(units)]
    spans = Spans(units)
    carried = {
        code: spans.touched(Spans(codings[codings["code"].isin(list(family))]))
        for code, family in families.items()
    }
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
    # Words are counted once; which of them count, and what they weigh, is learnt in each fold.
    counts = CountVectorizer(**_WORDS).fit_transform(said)
    for train, test in GroupKFold(n_splits=folds, shuffle=True, random_state=seed).split(order, groups=order):
        sentences_with = np.bincount(counts[train].indices, minlength=counts.shape[1])
        kept = counts[:, np.flatnonzero(sentences_with >= LEAST_WITH_WORD)]
        weights = TfidfTransformer(**_WEIGHTS)
        seen = weights.fit_transform(kept[train])
        new = weights.transform(kept[test])
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
        found = units.loc[suggested, ["document", "start", "end", "line"]]
        rows.append(
            found.assign(
                code=code,
                probability=p[suggested].round(6),
                coded=truth[suggested],
                text=[" ".join(said[i].split()) for i in np.flatnonzero(suggested)],
            )
        )
    suggestions = pd.concat(rows)[SUGGESTIONS].sort_values(["document", "start", "code"], kind="stable")
    return Suggested(suggestions.reset_index(drop=True), pd.DataFrame(scores, columns=SCORES))
