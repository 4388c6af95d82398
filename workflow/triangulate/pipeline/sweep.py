"""Removing what earlier runs left behind and no rule makes any more.

A rule that is gone (a strand taken out of the configuration, a group renamed, a program updated)
leaves its tables, pages and caches where they were; what a withdrawn person said may stand in them.
Removed is only what the workflow itself made, by Snakemake's notes or by the last manifest; a file
that somebody put beside it stays.
"""

from __future__ import annotations

import base64
import csv
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OUTPUT_FOLDERS = ("data/processed", "results", "logs")
NOTES = ".snakemake/metadata"
CACHES = "data/processed/.cache"
_MANIFEST = "results/manifest.csv"
#: What :func:`triangulate.files.replacing` leaves where a run was killed.
_HALF_WRITTEN = re.compile(r"\..*-[a-z0-9_]{8}(\.[A-Za-z0-9]+)?")


@dataclass(frozen=True, slots=True)
class Makes:
    """What a whole run of a study makes, as paths from it: outputs and logs, and cache folders."""

    files: frozenset[str]
    caches: frozenset[str]


def sweep(directory: Path, makes: Makes) -> list[str]:
    """Remove what is left over; the paths removed, sorted. Idempotent, and safe beside no other run."""
    made = set(_noted(directory)) | set(_listed(directory))
    removed: list[str] = []
    for path, name in _files(directory):
        hidden = any(part.startswith(".") for part in Path(name).parts)
        if hidden:
            gone = bool(_HALF_WRITTEN.fullmatch(path.name)) and not name.startswith(CACHES)
        elif name in makes.files:
            gone = False
        else:
            # Nobody but the workflow keeps notebooks among its logs: a half-run one may hold anything.
            gone = name in made or (name.startswith("logs/") and name.endswith(".ipynb"))
        if gone:
            path.unlink()
            removed.append(name)
    kept = {(directory / cache).resolve() for cache in makes.caches}
    caches = directory / CACHES
    for folder in sorted(caches.iterdir()) if caches.is_dir() else ():
        if folder.is_dir() and not folder.is_symlink() and folder.resolve() not in kept:
            shutil.rmtree(folder)
            removed.append(folder.relative_to(directory).as_posix())
    return sorted(removed)


def _files(directory: Path) -> Iterator[tuple[Path, str]]:
    for folder in OUTPUT_FOLDERS:
        for path in sorted((directory / folder).rglob("*")):
            if path.is_file() or path.is_symlink():
                yield path, path.relative_to(directory).as_posix()


def _listed(directory: Path) -> Iterable[str]:
    """What the last manifest says a rule made."""
    path = directory / _MANIFEST
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            return [row["path"] for row in csv.DictReader(handle) if row.get("rule")]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error):
        return []


def _noted(directory: Path) -> Iterator[str]:
    """Every file that Snakemake notes as made, with the logs of its job."""
    notes = directory / NOTES
    for note in notes.rglob("*") if notes.is_dir() else ():
        if not note.is_file():
            continue
        # The name is the path in base 64, a long one in pieces that each begin with @.
        coded = "".join(part.removeprefix("@") for part in note.relative_to(notes).parts)
        try:
            yield base64.urlsafe_b64decode(coded.encode()).decode("utf-8")
            logs = json.loads(note.read_text(encoding="utf-8")).get("log") or []
        except (ValueError, OSError, AttributeError):
            continue
        yield from (str(log) for log in logs)
