"""Ways to spoil a good study, and what the check is to say of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Spoil = Callable[[Path], object]

CONFIG = "config/config.yaml"
MAPPING = "config/mapping.yaml"
STATEMENTS = "config/statements.yaml"
CODEBOOK = "config/codebook.yaml"
REGISTER = "data/raw/participants.csv"
RETURNS = "data/raw/mapping/answers.csv"
ANSWERS = "data/raw/statements/answers.csv"
TALK = "data/raw/transcripts/"
CODED = "data/raw/codings/alex.csv"


@dataclass(frozen=True)
class Said:
    """One problem as it has to be reported: its code, a phrase of its sentence or remedy, its place."""

    code: str
    phrase: str
    file: str | None
    place: Mapping[str, object]


@dataclass(frozen=True)
class Case:
    """A study spoilt in one way; ``said`` are all of its errors, or, if it has none, some queries."""

    name: str
    spoil: Spoil
    said: tuple[Said, ...]
    exit: int = 1


def said(code: str, phrase: str, file: str | None, **place: object) -> Said:
    return Said(code, phrase, file, place)


def case(name: str, spoil: Spoil, *expected: Said) -> Case:
    """A study with errors: these, and no others."""
    return Case(name, spoil, expected)


def query(name: str, spoil: Spoil, *expected: Said) -> Case:
    """A study with these queries, and no error."""
    return Case(name, spoil, expected, exit=0)


def put(path: str, content: str | bytes) -> Spoil:
    """Write a file of the study, whatever was there."""

    def spoil(study: Path) -> None:
        target = study / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    return spoil


def edit(path: str, old: str, new: str) -> Spoil:
    """Replace a passage of a text file that is there once."""

    def spoil(study: Path) -> None:
        text = (study / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands in {path} {text.count(old)} times"
        (study / path).write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def add(path: str, line: str) -> Spoil:
    """Add a line at the end of a text file."""

    def spoil(study: Path) -> None:
        with (study / path).open("a", encoding="utf-8") as handle:
            handle.write(line + "\n")

    return spoil


def remove(path: str) -> Spoil:
    return lambda study: (study / path).unlink()


def both(*parts: Spoil) -> Spoil:
    """Several spoilings, one after the other."""

    def spoil(study: Path) -> None:
        for part in parts:
            part(study)

    return spoil


def instead(path: str, other: str, content: bytes) -> Spoil:
    """Take a file away and put another in its place."""
    return both(remove(path), put(other, content))


def transcript(name: str, content: bytes) -> Spoil:
    """The transcript of W1 under another name, registered as such, and with nothing coded in it."""
    return both(
        remove(TALK + "W1.txt"),
        put(TALK + name, content),
        edit(REGISTER, ",W1.txt", f",{name}"),
        lambda study: [path.unlink() for path in (study / "data/raw/codings").iterdir()],
    )


def zipped(parts: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_parts(archive: bytes, changes: Mapping[str, str | bytes]) -> bytes:
    """An archive with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(archive)) as before:
        parts: dict[str, str | bytes] = {name: before.read(name) for name in before.namelist()}
    return zipped(parts | dict(changes))


def encrypted(archive: bytes) -> bytes:
    """An archive whose first member says that it is encrypted."""
    data = bytearray(archive)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    return bytes(data)


def understated(archive: bytes) -> bytes:
    """An archive whose directory says of its first member that it is one byte shorter."""
    data = bytearray(archive)
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (int.from_bytes(data[place : place + 4], "little") - 1).to_bytes(4, "little")
    return bytes(data)


def workbook(*rows: list[object], change: Callable[[Any], object] | None = None) -> bytes:
    """A workbook of one sheet; ``change`` may alter the sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Answers"
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sparse(path: str, size: int) -> Spoil:
    """A file of ``size`` bytes that takes no room on the disk."""

    def spoil(study: Path) -> None:
        with (study / path).open("r+b") as handle:
            handle.truncate(size)

    return spoil


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
LOGIN = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in</body></html>\n"
BOMB = bytes(12_000_000)
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
