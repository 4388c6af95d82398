"""Whether anything of a participant is left in what the study made: to be asked after a withdrawal.

Searched for are the participant's id and the transcript's name, as whole words, and runs of eight
words that stand in the participant's raw transcript and in nobody else's. Everything under
``results/``, ``data/processed/`` (the caches too), ``logs/`` and ``releases/`` is opened: members of zip archives,
text in PDF files, Parquet tables, SPSS files and databases, strings in notebooks. Of pictures, loose ones
and those in an archive, only what they say of themselves is searched and not what they show; they are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from triangulate.contents import NotOpened, parts_of
from triangulate.evidence.opening import open_study
from triangulate.evidence.recompute.coded import CodedFacts
from triangulate.evidence.recompute.files import Unreadable
from triangulate.evidence.recompute.people import Person, Register
from triangulate.evidence.recompute.reasons import NotRecomputed
from triangulate.evidence.recompute.texts import canonical_text

FOLDERS = ("results", "data/processed", "logs", "releases")
CACHE = "data/processed/.cache/transcripts"
CACHED = (".findings.json", ".transcript.json")
RUN = 8
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Restricted tables that may name who is left out, though never quote them.
_ALLOWED = {
    "data/processed/coding_import.parquet": "it lists the codings that were left out",
    "data/processed/people.parquet": "it keeps who is counted as left out",
    "data/processed/inputs.csv": "it lists the raw files by name",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Where something of the participant was found. ``allowed`` says why it may be there, or is
    None."""

    file: str
    what: str
    found: str
    allowed: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The fields by name."""
        return {"file": self.file, "what": self.what, "found": self.found, "allowed": self.allowed}


@dataclass(slots=True)
class Search:
    """What a search for one participant found; ``searched`` counts files."""

    participant: str
    hits: list[Hit] = field(default_factory=list)
    searched: int = 0
    not_searched: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing was found that may not be there."""
        return all(hit.allowed for hit in self.hits)

    def as_dict(self) -> dict[str, object]:
        """All of it, fit for JSON."""
        return {
            "participant": self.participant,
            "good": self.good,
            "hits": [hit.as_dict() for hit in self.hits],
            "searched": self.searched,
            "not_searched": list(self.not_searched),
            "notes": list(self.notes),
        }


class UnknownParticipant(Exception):
    """The register has nobody of this id; said in a sentence."""


def search_withdrawn(directory: Path, participant: str) -> Search:
    """Everything of one participant in the study's outputs.

    Raises :class:`UnknownParticipant`, or StudyError where the declarations cannot be read.
    """
    study = open_study(directory)
    register = Register(directory, study)
    try:
        person = next((p for p in register.people or () if p.id == participant), None)
    except (Unreadable, OSError) as fault:
        raise UnknownParticipant(f"The register cannot be read: {fault}.") from None
    if person is None:
        raise UnknownParticipant(f"The register has no participant {participant!r}.")
    search = Search(participant)
    names = sorted([participant, *_names_of(person)], key=len, reverse=True)
    pattern = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, names)) + r")(?![^\W_])")
    coded = CodedFacts(directory, study, register)
    own = _own_runs(directory, coded, person, search)
    for folder in FOLDERS:
        for path in sorted((directory / folder).rglob("*")):
            if path.is_file():
                name = path.relative_to(directory).as_posix()
                _search_file(path, name, pattern, own, search)
    _count_cache(directory, coded, search)
    return search


def _count_cache(directory: Path, coded: CodedFacts, search: Search) -> None:
    """An entry of the cache does not say whose transcript it was made of; a run leaves one of a kind for
    each transcript in use, so that one more may be anybody's."""
    try:
        used = len(coded.owners)
    except (NotRecomputed, Unreadable, OSError):
        return
    for kind in CACHED:
        entries = len(list((directory / CACHE).glob(f"*{kind}")))
        if entries > used:
            search.hits.append(Hit(CACHE, "cache", f"{entries} entries for {used} transcripts in use"))


def _names_of(person: Person) -> list[str]:
    if not person.transcript:
        return []
    return list(dict.fromkeys((person.transcript, Path(person.transcript).stem)))


def _own_runs(directory: Path, coded: CodedFacts, person: Person, search: Search) -> frozenset[int]:
    """Hashes of the runs of words that only this person's transcript has."""
    if not person.transcript:
        return frozenset()
    own: set[int] = set()
    others: set[int] = set()
    try:
        paths = coded.transcripts
    except NotRecomputed:
        paths = []
    for path in paths:
        try:
            runs = set(_runs(canonical_text(directory, path)))
        except (Unreadable, OSError):
            continue
        if person.transcript in (Path(path).name, Path(path).stem):
            own |= runs
        else:
            others |= runs
    if not own:
        search.notes.append("The raw transcript is not there: its words could not be searched for.")
    return frozenset(own - others)


def _runs(text: str) -> Iterator[int]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return (hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def _search_file(
    path: Path, name: str, pattern: re.Pattern[str], own: frozenset[int], search: Search
) -> None:
    if pattern.search(path.name):
        search.hits.append(Hit(name, "name of the file", path.name))
    search.searched += 1
    try:
        parts = list(parts_of(path.read_bytes(), path.name))
    except (OSError, NotOpened) as fault:
        search.not_searched.append(name)
        search.notes.append(f"{name} could not be opened ({fault}).")
        return
    for inner, text, picture in parts:
        where = f"{name} › {inner}" if inner else name
        if picture:
            search.not_searched.append(where)
        named = pattern.search(text)
        if named:
            search.hits.append(Hit(where, "id or transcript", _around(text, named), _ALLOWED.get(name)))
        if own:
            words = [(m.group().casefold(), m.start()) for m in _WORD.finditer(text)]
            for at in range(len(words) - RUN + 1):
                if hash(tuple(word for word, _ in words[at : at + RUN])) in own:
                    start = words[at][1]
                    said = " ".join(text[start : start + 80].split())
                    search.hits.append(Hit(where, "words of the transcript", said))
                    break


def _around(text: str, found: re.Match[str]) -> str:
    return " ".join(text[max(0, found.start() - 30) : found.end() + 30].split())
