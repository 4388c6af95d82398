"""A folder that takes its place whole: after a failure the old data stand as they stood."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staged_study(directory: Path) -> Iterator[Path]:
    """Yield a copy of the study's ``config/`` beside an empty ``data/raw/``, inside ``directory``.

    When the block ends well, what it left in ``data/raw`` takes the place of the study's; when it
    raises, nothing of the study has changed. The copy is removed either way.
    """
    stage = Path(tempfile.mkdtemp(dir=directory, prefix=".simulating-"))
    try:
        shutil.copytree(directory / "config", stage / "config")
        raw = stage / "data" / "raw"
        raw.mkdir(parents=True)
        yield stage
        _swap(raw, directory / "data" / "raw", stage / "replaced")
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _swap(new: Path, place: Path, aside: Path) -> None:
    """Put ``new`` where ``place`` is; ``place`` goes ``aside``, and comes back if that fails."""
    place.parent.mkdir(parents=True, exist_ok=True)
    old = place.exists()
    if old:
        place.rename(aside)
    try:
        new.rename(place)
    except OSError:
        if old:
            aside.rename(place)
        raise
