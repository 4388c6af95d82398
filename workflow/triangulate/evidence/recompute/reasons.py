"""Why a value is not worked out a second time."""

from __future__ import annotations

Value = float | int | str | None

BOOTSTRAP = "a bootstrap interval depends on the random numbers drawn, which only numpy's generator repeats"

MODEL = "a cumulative-link model is fitted by scipy's optimiser, which is not written a second time"
SENSITIVITY = "it sums up hundreds of analyses, whose parts have facts of their own"
AUDIT = "it judges printed figures by a search over data sets, which is not written a second time"
OTHER = "facts of this kind have no second implementation"


class NotRecomputed(Exception):
    """The reason, in words."""


def unknown(parts: list[str]) -> NotRecomputed:
    """For an id that leads to nothing that the study declares."""
    return NotRecomputed(f"nothing that the study declares is called {'.'.join(parts)}")
