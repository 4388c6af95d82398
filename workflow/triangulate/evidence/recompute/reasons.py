"""Why a value is not worked out a second time."""

from __future__ import annotations

Value = float | int | None

BOOTSTRAP = (
    "a bootstrap interval depends on the random numbers drawn, which only numpy's generator repeats"
)


class NotRecomputed(Exception):
    """The reason, in words."""


def unknown(parts: list[str]) -> NotRecomputed:
    """For an id that leads to nothing that the study declares."""
    return NotRecomputed(f"nothing that the study declares is called {'.'.join(parts)}")
