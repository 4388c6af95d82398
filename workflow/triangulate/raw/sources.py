"""The raw files that a study's configuration names, found and checked before any is opened."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from triangulate.problems import Problems
from triangulate.raw.signed import SIGNED
from triangulate.source import Source

TABULAR = frozenset({".csv", ".xlsx", ".sav"})
LARGEST = 200_000_000
"""Bytes from which on a raw file is refused."""

_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Snakemake would look for a wildcard of that name, however the file is handed to it.
_BRACES = re.compile(r"[{}]")
# Formats that surely are raw data, by what they should be saved as. PDF, images and notes may lie
# about in a folder of raw files; these would be answers lost.
_LEGACY = {
    ".xls": ".xlsx",
    ".xlsm": ".xlsx",
    ".xlsb": ".xlsx",
    ".xltx": ".xlsx",
    ".xltm": ".xlsx",
    ".ods": ".xlsx",
    ".numbers": ".xlsx",
    ".tsv": ".csv",
    ".por": ".sav",
    ".zsav": ".sav",
    ".dta": ".sav",
    ".doc": ".docx",
    ".docm": ".docx",
    ".rtf": ".docx",
    ".pages": ".docx",
}


def place(directory: Path, path: Path) -> Source:
    """The source that names ``path`` relative to the study ``directory``, always printable."""
    relative = Path(os.path.relpath(path, directory)).as_posix()
    text = os.fsencode(relative).decode("utf-8", "replace")
    return Source(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text))


def expand(
    directory: Path, sources: Sequence[str], endings: frozenset[str], problems: Problems
) -> tuple[Path, ...]:
    """The raw files behind the configured ``sources``, each once, sorted by their path.

    Folders are searched to any depth; hidden files, office lock files and system litter are passed
    over. ``endings`` are lower case with their dot. Everything that cannot be read is reported.
    """
    finder = _Finder(directory, directory.resolve(), endings, problems, {})
    for name in sources:
        finder.find(name)
    files = sorted(finder.found, key=lambda path: finder.found[path])
    finder.report_same_names(files)
    return tuple(files)


@dataclass(slots=True)
class _Finder:
    directory: Path
    root: Path
    endings: frozenset[str]
    problems: Problems
    found: dict[Path, str]

    def find(self, name: str) -> None:
        start = self.directory / os.path.normpath(name)
        where = place(self.directory, start)
        try:
            target = start.resolve()
        except (OSError, RuntimeError):
            self.problems.add("files.broken-link", where)
            return
        if not target.is_relative_to(self.root):
            self.problems.add("files.outside", where, path=name)
        elif not target.exists():
            self.problems.add("files.missing", where, path=name)
        elif target.is_dir():
            self.search(start, where)
        elif not target.is_file():
            self.problems.add("files.not-regular", where)
        else:
            self.consider(start, named=True)

    def search(self, folder: Path, where: Source) -> None:
        # Legacy or unexpected files have a report of their own; a folder without any is said here.
        seen = False
        for path in self.walk(folder):
            seen = True
            self.consider(path, named=False)
        if not seen:
            self.problems.add("files.nothing-found", where, endings=self.listed())

    def walk(self, folder: Path) -> Iterator[Path]:
        """Files below ``folder`` in order of name; links and special files are reported."""
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as fault:
            reason = fault.strerror or type(fault).__name__
            self.problems.add("files.unreadable", place(self.directory, folder), reason=reason)
            return
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith((".", "~$")) or entry.name.casefold() in _LITTER:
                continue
            if entry.is_symlink():
                if self.good_link(path):
                    yield path
            elif entry.is_dir(follow_symlinks=False):
                yield from self.walk(path)
            elif entry.is_file(follow_symlinks=False):
                # The list of signed files lies among them where a study names data/raw itself.
                if place(self.directory, path).file != SIGNED:
                    yield path
            else:
                self.problems.add("files.not-regular", place(self.directory, path))

    def good_link(self, path: Path) -> bool:
        """Whether a symbolic link leads to a file inside the study; a problem if not."""
        where = place(self.directory, path)
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            self.problems.add("files.broken-link", where)
            return False
        if not target.is_relative_to(self.root):
            self.problems.add("files.outside", where, path=where.file)
        elif target.is_dir():
            self.problems.add("files.linked-folder", where)
        elif not target.is_file():
            self.problems.add("files.not-regular", where)
        else:
            return True
        return False

    def consider(self, path: Path, *, named: bool) -> None:
        """Take ``path`` if its name, ending and size allow it; ``named``: the config names it."""
        where = place(self.directory, path)
        ending = path.suffix.lower()
        if "\N{REPLACEMENT CHARACTER}" in where.file:
            self.problems.add("files.name", where, reason="control signs or no UTF-8")
        elif ending not in self.endings:
            self.refuse_ending(where, ending, named=named)
        elif _BRACES.search(where.file):
            self.problems.add("files.braces", where)
        else:
            try:
                size = path.stat().st_size
            except OSError as fault:
                reason = fault.strerror or type(fault).__name__
                self.problems.add("files.unreadable", where, reason=reason)
                return
            if size >= LARGEST:
                limit = LARGEST // 1_000_000
                shown = f"{size / 1_000_000:.0f}"
                self.problems.add("files.too-large", where, size=shown, limit=limit)
            else:
                self.found[path] = where.file

    def refuse_ending(self, where: Source, ending: str, *, named: bool) -> None:
        instead = _LEGACY.get(ending)
        if instead in self.endings:
            self.problems.add("files.legacy", where, ending=ending, instead=instead)
        elif named:
            self.problems.add("files.named-ending", where, ending=ending, endings=self.listed())
        else:
            self.problems.add("files.unexpected", where, ending=ending, endings=self.listed())

    def listed(self) -> str:
        return ", ".join(sorted(self.endings))

    def report_same_names(self, files: Sequence[Path]) -> None:
        seen: dict[str, str] = {}
        for path in files:
            name = self.found[path]
            key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
            if key in seen:
                self.problems.add("files.same-name", Source(name), other=seen[key])
            else:
                seen[key] = name
