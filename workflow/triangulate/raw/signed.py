"""The raw files as they came in: which were signed off, with which bytes, when and from whom.

``data/raw/manifest.csv`` is written by ``triangulate intake`` and may be kept by hand. A study without
one is asked nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from triangulate.files import sha256_of_file, write_text
from triangulate.problems import Problems
from triangulate.source import Source

SIGNED = "data/raw/manifest.csv"
COLUMNS = ("file", "sha256", "received", "from")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signed file: its path from the study, its hash, the day it was received, and from whom."""

    file: str
    sha256: str
    received: str
    origin: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The raw files of a study beside their signatures; paths from the study, each tuple sorted.

    ``new`` are read and not signed, ``changed`` have other bytes than those signed, ``gone`` are signed
    and not there, ``same`` are as they were signed, whether the study still reads them or not.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    same: tuple[str, ...]


def read_signed(directory: Path, problems: Problems) -> dict[str, Signature] | None:
    """The signatures of a study by path; None where it keeps none, or where they cannot be read.

    What cannot be read is a problem, so that a damaged list does not pass for a missing one.
    """
    path = directory / SIGNED
    if not path.is_file():
        return None
    try:
        text = path.read_bytes().decode("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = next((sign for sign in ";\t" if sign in head and "," not in head), ",")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except UnicodeDecodeError:
        problems.add("intake.unreadable", Source(SIGNED), reason="it is not in UTF-8")
        return None
    except csv.Error as fault:
        problems.add("intake.unreadable", Source(SIGNED), reason=str(fault))
        return None
    signed: dict[str, Signature] = {}
    for number, row in enumerate(rows, start=2):
        reason = _refused(row, signed)
        if reason is not None:
            problems.add("intake.unreadable", Source(SIGNED, row=number), reason=reason)
            return None
        signed[row["file"]] = Signature(
            row["file"], row["sha256"].lower(), row["received"] or "", row["from"] or ""
        )
    return signed


def _refused(row: Mapping[str | None, str | None], signed: Mapping[str, Signature]) -> str | None:
    """Why a row is no signature; None where it is one."""
    if None in row or any(row.get(column) is None for column in COLUMNS):
        return f"the row does not have the columns {', '.join(COLUMNS)}"
    file, digest = row["file"] or "", row["sha256"] or ""
    path = PurePosixPath(file)
    if not file or path.is_absolute() or ".." in path.parts or "\\" in file:
        return f"{file!r} is no path inside the study"
    if not _SHA256.fullmatch(digest.lower()):
        return f"{digest!r} is no SHA-256"
    if file in signed:
        return f"it names {file} twice"
    return None


def write_signed(directory: Path, signed: Iterable[Signature]) -> None:
    """Write the list whole: UTF-8, LF, sorted by path."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(signed, key=lambda one: one.file):
        writer.writerow((one.file, one.sha256, one.received, one.origin))
    write_text(directory / SIGNED, text.getvalue())


def compare(directory: Path, files: Iterable[str], signed: Mapping[str, Signature]) -> Compared:
    """The raw ``files`` that a study reads, and all that are signed, each by its bytes."""
    kinds: dict[str, list[str]] = {"new": [], "changed": [], "gone": [], "same": []}
    for name in sorted({*files, *signed}):
        path = directory / name
        if not path.is_file():
            if name in signed:
                kinds["gone"].append(name)
        elif name not in signed:
            kinds["new"].append(name)
        else:
            same = sha256_of_file(path) == signed[name].sha256
            kinds["same" if same else "changed"].append(name)
    return Compared(**{kind: tuple(names) for kind, names in kinds.items()})


def check_signed(directory: Path, files: Iterable[str], problems: Problems) -> None:
    """Report every raw file that is not as it was signed off; nothing where nobody signed anything."""
    signed = read_signed(directory, problems)
    if signed is None:
        return
    found = compare(directory, files, signed)
    for name in found.changed:
        problems.add("intake.changed", Source(name), received=signed[name].received or "on no known day")
    for name in found.gone:
        problems.add("intake.gone", Source(name), received=signed[name].received or "on no known day")
    for name in found.new:
        problems.add("intake.unsigned", Source(name))


def sign_again(directory: Path, name: str, before: str) -> None:
    """Renew the hash of a file that the program itself changed, where it was signed with ``before``.

    A file whose bytes were not those signed stays unsigned: the program's edit does not cover for
    another one. When and from whom it came stays as it is.
    """
    signed = read_signed(directory, Problems())
    if signed is None or name not in signed or signed[name].sha256 != before:
        return
    old = signed[name]
    new = Signature(name, sha256_of_file(directory / name), old.received, old.origin)
    write_signed(directory, {**signed, name: new}.values())
