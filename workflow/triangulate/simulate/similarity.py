"""How much transcripts share: runs of eight words, compared between all pairs of a group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

SHINGLE = 8
_WORD = re.compile(r"[\w'’@.]*\w")


@dataclass(frozen=True, slots=True)
class Similarity:
    """Likeness of all pairs of transcripts of a group, as proportions.

    ``resemblance`` is shared shingles over all shingles of the two (Broder 1997), ``containment`` shared
    ones over those of the shorter transcript, which is the stricter measure.
    """

    group: str
    pairs: int
    resemblance_max: float
    resemblance_mean: float
    containment_max: float
    containment_mean: float


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of :data:`SHINGLE` words of a text, in lower case and without punctuation."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def similarity(group: str, texts: Mapping[str, str]) -> Similarity:
    """Likeness of the transcripts of one group; zeros for fewer than two."""
    runs = [shingles(text) for text in texts.values()]
    columns: dict[tuple[str, ...], int] = {}
    indices = [columns.setdefault(run, len(columns)) for found in runs for run in sorted(found)]
    ends = np.cumsum([0, *(len(found) for found in runs)])
    held = csr_array(
        (np.ones(len(indices), dtype=np.int64), indices, ends), shape=(len(runs), max(len(columns), 1))
    )
    shared = (held @ held.T).toarray()
    first, second = np.triu_indices(len(runs), k=1)
    if not len(first):
        return Similarity(group, 0, 0.0, 0.0, 0.0, 0.0)
    sizes, common = shared.diagonal(), shared[first, second]
    resemblance = common / np.maximum(sizes[first] + sizes[second] - common, 1)
    containment = common / np.maximum(np.minimum(sizes[first], sizes[second]), 1)
    return Similarity(
        group,
        len(first),
        float(resemblance.max()),
        float(resemblance.mean()),
        float(containment.max()),
        float(containment.mean()),
    )
