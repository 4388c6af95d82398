"""Transcripts as an earlier run read them, so that a changed one is the only one taken apart again.

An entry's name is a hash of the file's bytes, its path, the interviewers' labels and the code of all readers.
**Entries hold raw text**: they lie with the findings of :mod:`triangulate.text.cache`, are restricted as those are,
and are deleted as soon as a run does not use them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

from triangulate import sealed
from triangulate.files import sha256_of_bytes
from triangulate.problems import Problem, Problems
from triangulate.raw.model import Role, Span, Transcript, Turn
from triangulate.raw.transcripts.reader import FORMATS, MAX_FILE, read_transcript, relative
from triangulate.source import Source

ENDING = ".transcript.json"
_PACKAGE = Path(__file__).parents[2]
_ROLES = frozenset(get_args(Role))


class Transcripts:
    """Reads transcripts, by way of the entries in ``folder`` if there is one.

    Only whoever may ``keep`` writes entries and, by :meth:`prune`, deletes those that it did not use: of
    several jobs at work beside each other one alone.
    """

    def __init__(self, folder: Path | None, interviewers: Sequence[str], *, keep: bool) -> None:
        self._folder, self._interviewers, self._keep = folder, tuple(interviewers), keep
        self._used: set[str] = set()

    def read(self, path: Path, directory: Path, problems: Problems) -> Transcript | None:
        """What :func:`read_transcript` reads and reports, from an entry or from the file."""
        entry = self._entry(path, directory)
        if entry is not None:
            self._used.add(entry.name)
            known = _opened(sealed.load(entry), path, directory)
            if known is not None:
                transcript, reported = known
                problems.extend(reported)
                return transcript
        own = Problems()
        read = read_transcript(path, directory, own, self._interviewers)
        problems.extend(own)
        if self._keep and entry is not None and read is not None and not own.errors:
            self._save(entry, read, own)
        return read

    def _save(self, entry: Path, read: Transcript, problems: Problems) -> None:
        # A file that changed after it was hashed is another entry's.
        if entry.name == self._name(read.source.file, read.sha256):
            sealed.save(entry, _plain(read, problems))

    def prune(self) -> None:
        """Delete every entry that was not asked for."""
        if self._folder is not None and self._keep:
            sealed.prune(self._folder, ENDING, self._used)

    def _entry(self, path: Path, directory: Path) -> Path | None:
        """Where the file's entry lies; None of a file that cannot be read or is of no known format."""
        if self._folder is None or path.suffix.lower().removeprefix(".") not in FORMATS:
            return None
        try:
            if path.stat().st_size > MAX_FILE:
                return None
            digest = sha256_of_bytes(path.read_bytes())
        except OSError:
            return None
        return self._folder / self._name(relative(path, directory), digest)

    def _name(self, file: str, digest: str) -> str:
        return sealed.entry_name(ENDING, file, digest, json.dumps(self._interviewers), code_of_readers())


@cache
def code_of_readers() -> str:
    """A hash of all that decides what is read in a transcript, and what is reported of it."""
    names = ("raw", "problems", "source.py", "files.py", "sealed.py")
    return sealed.code_of(*(_PACKAGE / name for name in names))


def _plain(read: Transcript, problems: Problems) -> dict[str, object]:
    turns = [
        (t.number, t.speaker, t.role, t.span.start, t.span.end, t.line, t.time_start, t.time_end)
        for t in read.turns
    ]
    reported = [problem.as_dict() for problem in problems]
    return {"sha256": read.sha256, "text": read.text, "turns": turns, "problems": reported}


def _opened(content: Any, path: Path, directory: Path) -> tuple[Transcript, list[Problem]] | None:
    """The transcript of an entry and what was reported of it; None of an entry of any other shape."""
    try:
        text, sha256 = content["text"], content["sha256"]
        turns = tuple(
            Turn(number, speaker, role, Span(start, end), line, begun, ended)
            for number, speaker, role, start, end, line, begun, ended in content["turns"]
        )
        problems = [Problem.of(fields) for fields in content["problems"]]
    except (KeyError, TypeError, ValueError):
        return None
    if not isinstance(text, str) or any(t.role not in _ROLES or t.span.end > len(text) for t in turns):
        return None
    format = path.suffix.lower().removeprefix(".")
    source = Source(relative(path, directory))
    return Transcript(path.name, format, text, turns, sha256, source), problems  # type: ignore[arg-type]
