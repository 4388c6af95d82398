"""Whether a stretch of a sentence stands in a negation, by the words before it in its clause.

Window cues in the manner of NegEx (Chapman et al. 2001, Journal of Biomedical Informatics 34:301),
cut down to speech: a cue reaches :data:`REACH` words forward and not past punctuation or a
conjunction that opens a new thought. Windows were preferred to a dependency parse, which doubles
the time that parsing takes and is unsure of spoken sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

REACH = 6
_CUES = frozenset(
    "not n't n’t no never none nobody nothing without neither nor hardly barely scarcely rarely cannot lack "
    "lacking lacked".split()
)
#: Words after a cue that take the negation back: not only, no doubt, nothing but.
_TAKEN_BACK = frozenset("only just merely simply doubt question wonder surprise but necessarily".split())
_BORDERS = frozenset(
    ", ; : . ? ! ( ) – — … but because cos cause so although though except unless until whereas and yet".split()
)


def negated(words: Sequence[str], start: int, floor: int = 0) -> bool:
    """Whether the word at ``start`` is negated by one before it, ``floor`` being the sentence's first.

    ``words`` are lower-case tokens, punctuation included.
    """
    for at in range(start - 1, max(floor, start - REACH) - 1, -1):
        word = words[at]
        if word in _BORDERS:
            return False
        if word in _CUES:
            after = words[at + 1] if at + 1 < len(words) else ""
            if word == "without" and after == "a" and at + 2 < len(words):
                after = words[at + 2]
            return bool(at + 1 >= start or after not in _TAKEN_BACK)
    return False
