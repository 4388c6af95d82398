"""The hashes that a run leaves behind, of what went in and of what came out, and what differs now."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from triangulate.files import sha256_of_file, write_text

MANIFEST = "results/manifest.csv"
INPUTS = "data/processed/inputs.csv"
#: The crate's own hash.
CRATE = "data/processed/crate.csv"
#: The manifest cannot hold its own hash, nor that of the crate, which describes it.
NOT_LISTED = frozenset({MANIFEST, "results/ro-crate-metadata.json"})


class DamagedList(Exception):
    """A list of hashes that cannot be read as one; said in words."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list: a path from the study, its hash and size, and the rule that made it."""

    path: str
    sha256: str
    bytes: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A listed file that is not as listed; ``found`` is None where it is gone."""

    listed: Listed
    found: str | None


def write_inputs(paths: Iterable[str | Path], output: Path) -> None:
    """Write ``path,sha256,bytes`` of the files that a run reads, sorted, to ``output``.

    ``paths`` are from the study's directory, which is the current one. A path listed twice counts
    once; a folder or a file that is not there raises OSError.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("path", "sha256", "bytes"))
    for name in sorted({Path(path).as_posix() for path in paths}):
        path = Path(name)
        writer.writerow((name, sha256_of_file(path), path.stat().st_size))
    write_text(output, text.getvalue())


def read_list(directory: Path, name: str) -> dict[str, Listed] | None:
    """A list by path; None where there is none. Raises :class:`DamagedList`."""
    path = directory / name
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        listed = [Listed(r["path"], r["sha256"], int(r["bytes"]), r.get("rule") or "") for r in rows]
        found = {entry.path: entry for entry in listed}
    except (KeyError, ValueError, TypeError, csv.Error) as fault:
        what = f"{type(fault).__name__}: {fault}"
        raise DamagedList(f"It cannot be read as a list of hashes ({what})") from None
    outside = [p for p in found if p.startswith("/") or ".." in Path(p).parts]
    if outside or len(found) < len(rows):
        raise DamagedList("It names a file twice, or one outside the study")
    return found


def differences(directory: Path, listed: Mapping[str, Listed]) -> Iterator[Difference]:
    """The listed files that are gone or have other bytes, in the list's order."""
    for entry in listed.values():
        path = directory / entry.path
        if not path.is_file():
            yield Difference(entry, None)
            continue
        now = sha256_of_file(path)
        if now != entry.sha256:
            yield Difference(entry, now)


def outputs(directory: Path) -> list[str]:
    """Paths of all outputs from the study, sorted, as the manifest lists them: hidden files (caches)
    are not outputs."""
    found = []
    for folder in ("data/processed", "results"):
        for path in (directory / folder).rglob("*"):
            name = path.relative_to(directory).as_posix()
            hidden = any(part.startswith(".") for part in Path(name).parts)
            if path.is_file() and not hidden and name not in NOT_LISTED:
                found.append(name)
    return sorted(found)
