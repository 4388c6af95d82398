"""What is printed whatever its number, in every study, and why: the exceptions that need no declaring.

They are listed in the report's appendix with those that a study declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from triangulate.disclosure.decide import exception_for
from triangulate.facts.fact import PlacedFact
from triangulate.study.model import Codebook, Group, Privacy

LEFT_OUT = frozenset({"excluded_no_consent", "withdrawn"})
WHY_LEFT_OUT = (
    "Those who are not in the data are counted by reason, so that a reader can tell who is missing. The counts are "
    "nobody’s answers."
)
WHY_TEXTS = (
    "Exported whole, with the codings on them, though they are fewer than the threshold: whoever counts codes there "
    "arrives at numbers that are held back here. A text is protected by consent, pseudonymisation and "
    "review, not by the number of others."
)


def left_out_n(facts: Mapping[str, PlacedFact], privacy: Privacy) -> int:
    """How many counts of people left out are small and printed all the same."""
    if privacy.min_n <= 1:
        return 0
    return sum(
        id.startswith("sample.")
        and id.rpartition(".")[2] in LEFT_OUT
        and placed.published
        and isinstance(value := placed.fact.value, int)
        and 0 < value < privacy.min_n
        for id, placed in facts.items()
    )


def few_interviews(
    interviews: Mapping[str, int], groups: Iterable[Group], codebook: Codebook, privacy: Privacy
) -> list[Group]:
    """The groups whose interviews are too few to be counted by code, unless exceptions let all counts be
    printed. ``interviews``: how many are in use, by group id."""
    return [
        group
        for group in groups
        if 0 < interviews.get(group.id, 0) < privacy.min_n
        and not all(
            exception_for(f"coding.{group.id}.{code.id}.interviews_n".lower(), privacy)
            for code in codebook.codes
        )
    ]
