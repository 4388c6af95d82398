"""What Snakemake would trust although it should not: it goes by time stamps, these by bytes.

To be asked before a run, and after it. An output that is not what the manifest says was changed by
hand: deleted, it is made again. An input that is not what the last run read, but looks old: touched,
everything that depends on it is made again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from triangulate.evidence import hashes

#: Time stamps and Snakemake's own notes of the time may differ by this many seconds.
_SLACK = 2.0
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Stale:
    """Paths from the study: outputs to ``delete`` and inputs to ``touch`` before the next run."""

    delete: tuple[str, ...] = ()
    touch: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.delete or self.touch)

    def as_dict(self) -> dict[str, list[str]]:
        """The fields by name."""
        return {"delete": list(self.delete), "touch": list(self.touch)}


def stale(
    directory: Path, reads: Iterable[str] = (), made_by_rule: Callable[[str], object] | None = None
) -> Stale:
    """What a run would trust wrongly; nothing for a study that was never run to its end.

    An output that a later, unfinished run has made anew is not stale: Snakemake's notes then say
    that it was written after the manifest. A list that cannot be read is itself deleted.

    ``reads`` are the files that a run reads: where the list of their hashes is gone or is not what the
    last run wrote, nobody knows which of them changed, and all are touched (one whose bytes are as
    before re-runs nothing). ``made_by_rule`` says of a path whether a rule makes it: such an output
    that the manifest does not list is stale as well.
    """
    delete: list[str] = []
    made, damaged = _list(directory, hashes.MANIFEST)
    delete += damaged
    crate, damaged = _list(directory, hashes.CRATE)
    delete += damaged
    read, damaged = _list(directory, hashes.INPUTS)
    delete += damaged
    for difference in hashes.differences(directory, {**(made or {}), **(crate or {})}):
        path = difference.listed.path
        # What no rule made is left; the list of the crate names no rule.
        ours = difference.listed.rule or path in hashes.NOT_LISTED
        by_hand = difference.found is not None and ours
        if by_hand and not _made_since(directory, path):
            delete.append(path)
    for path in hashes.outputs(directory) if made and made_by_rule else ():
        assert made is not None and made_by_rule is not None
        if path not in made and made_by_rule(path) and not _made_since(directory, path):
            delete.append(path)
    touch = [d.listed.path for d in hashes.differences(directory, read or {}) if d.found is not None]
    if hashes.INPUTS in delete or (made and read is None):
        touch += [path for path in reads if (directory / path).is_file()]
    return Stale(tuple(dict.fromkeys(delete)), tuple(dict.fromkeys(touch)))


def _list(directory: Path, name: str) -> tuple[dict[str, hashes.Listed] | None, list[str]]:
    """A list of hashes, and its own path where it is damaged."""
    try:
        return hashes.read_list(directory, name), []
    except (hashes.DamagedList, UnicodeDecodeError):
        return {}, [name]


def remove_stale(directory: Path, found: Stale) -> None:
    """Delete and touch what :func:`stale` found."""
    for name in found.delete:
        (directory / name).unlink(missing_ok=True)
    for name in found.touch:
        (directory / name).touch()


def _made_since(directory: Path, name: str) -> bool:
    """Whether Snakemake notes that it made the file after the manifest, and nobody wrote it since."""
    note = directory / ".snakemake" / "metadata" / _note_name(name)
    manifest = directory / hashes.MANIFEST
    try:
        written = json.loads(note.read_text(encoding="utf-8"))
        ended = float(written["endtime"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if not manifest.is_file():
        return True
    stamp = (directory / name).stat().st_mtime
    return ended > manifest.stat().st_mtime + _SLACK and stamp <= ended + _SLACK


def _note_name(name: str) -> Path:
    """Where Snakemake keeps its note of a file: its path in base 64, long ones in pieces."""
    coded = base64.urlsafe_b64encode(name.encode()).decode()
    pieces = []
    while len(coded) > _LONGEST_NAME - 1:
        pieces.append(f"@{coded[: _LONGEST_NAME - 1]}")
        coded = coded[_LONGEST_NAME - 1 :]
    return Path(*pieces, coded)
