"""What is found of a printed figure: one of five verdicts, and why in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triangulate.audit.numbers import listed

#: So many numbers are written out one by one; in longer lists neighbours are drawn together.
_WRITTEN_OUT = 20


class Kind(StrEnum):
    """``IN_CONFLICT`` is said of two figures that cannot both hold, never of one of them alone."""

    POSSIBLE = "possible"
    ONLY_FOR = "possible only for n in"
    IMPOSSIBLE = "impossible"
    IN_CONFLICT = "in conflict with"
    NOT_DECIDED = "not decided"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict. ``detail`` completes ``ONLY_FOR`` and ``IN_CONFLICT``; ``reason`` is a sentence."""

    kind: Kind
    reason: str
    detail: str = ""

    @classmethod
    def only_for(cls, numbers: tuple[int, ...], reason: str) -> Ruling:
        """Possible for some of the numbers of answers asked about, and no other."""
        few = len(numbers) <= _WRITTEN_OUT
        shown = ", ".join(str(n) for n in numbers) if few else listed(numbers)
        return cls(Kind.ONLY_FOR, reason, f"{{{shown}}}")

    @property
    def verdict(self) -> str:
        """The verdict as a fact has it: ``possible only for n in {11, 15}``."""
        return f"{self.kind} {self.detail}".rstrip()

    @property
    def cannot_hold(self) -> bool:
        """Whether something printed cannot be as it stands, under the assumptions of the reason."""
        return self.kind in (Kind.IMPOSSIBLE, Kind.IN_CONFLICT)
