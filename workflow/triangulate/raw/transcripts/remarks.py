"""What is worth telling about a transcript, with the offset at which it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Remark:
    """A catalogue code, the code point that it concerns, and the entry's fields."""

    code: str
    offset: int
    fields: Mapping[str, object] = field(default_factory=dict)
