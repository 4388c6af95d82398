"""The people of the simulated study, as every part of the simulation knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: A scale code, ``"na"`` for not applicable, None for a blank.
Answer = int | Literal["na"] | None


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated practitioner. ``name`` stands nowhere in the register; it occurs in transcripts only,
    as something that the pipeline has to take out. ``answers`` are by statement id."""

    participant_id: str
    group: str
    organisation: str
    role: str
    standing: Literal["included", "no_consent", "withdrawn"]
    name: str
    answers: Mapping[str, Answer]
