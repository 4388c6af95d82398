"""Looking through what a study is about to release, and what lies beside it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from triangulate.contents import NotOpened, Part, parts_of, spaced
from triangulate.release.needles import Kind, Needle
from triangulate.release.search import Searcher

#: Folders that can leave the building, and those that stay but show words of transcripts.
PUBLISHABLE = ("results/report", "results/exports")
#: The one file beside them that can. The source of the workflow, results/workflow, can leave too; it is the same
#: for every study.
CRATE = "results/ro-crate-metadata.json"
SHOWN = ("results/notebooks", "results/figures")
#: Tables of passages; nothing else of the restricted tables is anybody's words.
PASSAGES = ("results/tables/codings.csv", "results/tables/quotes.csv", "results/tables/quote_bank.csv")


#: Below so many files a second process costs more than it saves.
WORTH_A_PROCESS = 40


@dataclass(frozen=True, slots=True)
class Leak:
    """A string found where it may not stand. ``place`` is where in the file, ``context`` the words
    around; ``stops`` says whether it stops the release."""

    file: str
    place: str
    kind: Kind
    text: str
    context: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Unsearched:
    """A file that could not be opened, and why. In a folder that is released this stops the release."""

    file: str
    why: str
    stops: bool


def look_through(
    directory: Path, needles: Iterable[Needle], named: Collection[str] = ()
) -> tuple[list[Leak], list[Unsearched], int]:
    """Every hit in the outputs of the study at ``directory``, what could not be searched, and how many
    files were.

    ``named`` are organisations that the report names with the mapping data, as participants were told.
    """
    files = list(outputs(directory))
    look = _Look(Searcher(needles), frozenset(name.casefold() for name in named))
    if len(files) < WORTH_A_PROCESS or sys.platform != "linux":
        found = look.through(files)
    else:
        # The last job of a run has both cores; files of one size are mostly of one kind, and take as long.
        by_size = sorted(files, key=lambda file: file[0].stat().st_size)
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as second:
            others = second.submit(look.through, by_size[::2])
            found = look.through(by_size[1::2]) | others.result()
    leaks = [leak for _, name in files for leak in found[name][0]]
    return leaks, [fault for _, name in files for fault in found[name][1]], len(files)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked for, and the organisations that a released file may name."""

    searcher: Searcher
    named: frozenset[str]

    def through(self, files: Iterable[tuple[Path, str]]) -> dict[str, tuple[list[Leak], list[Unsearched]]]:
        """The hits in each file by its name, and why it could not be searched to its end."""
        return {name: self._through(path, name) for path, name in files}

    def _through(self, path: Path, name: str) -> tuple[list[Leak], list[Unsearched]]:
        released = is_publishable(name)
        leaks: list[Leak] = []
        try:
            for leak in _search(path, name, self.searcher):
                judged = _judged(leak, released, self.named)
                if judged is not None:
                    leaks.append(judged)
        except NotOpened as fault:
            return leaks, [Unsearched(name, str(fault), released)]
        return leaks, []


def is_publishable(name: str) -> bool:
    """Whether a file that holds something of a study can leave the building, by its path from the study."""
    return name == CRATE or name.startswith(tuple(f"{folder}/" for folder in PUBLISHABLE))


def outputs(directory: Path) -> Iterator[tuple[Path, str]]:
    """The files that are looked through, with their paths from the study."""
    for folder in (*PUBLISHABLE, *SHOWN):
        for path in sorted((directory / folder).rglob("*")):
            if path.is_file():
                yield path, path.relative_to(directory).as_posix()
    for name in (CRATE, *PASSAGES):
        if (directory / name).is_file():
            yield directory / name, name


def _search(path: Path, name: str, searcher: Searcher) -> Iterator[Leak]:
    seen: set[tuple[str, str]] = set()
    parts = [Part("name of the file", spaced(path.name))]
    data = path.read_bytes()
    for place, text, _ in (*parts, *parts_of(data, path.name)):
        for needle, context in searcher.find(text):
            if (place, needle.text) not in seen:
                seen.add((place, needle.text))
                yield Leak(name, place, needle.kind, needle.text, context, needle.stops)


def _judged(leak: Leak, released: bool, named: Collection[str]) -> Leak | None:
    """The hit with what it means where it is; None where the string may stand."""
    with_mapping = "mapping" in Path(leak.file).stem or "mapping" in leak.place
    if leak.kind is Kind.ORGANISATION and (with_mapping or (released and leak.text.casefold() in named)):
        return None
    if released or leak.kind in (Kind.DENIED, Kind.PERSON, Kind.CONTACT, Kind.MACHINE):
        return leak
    if leak.kind is Kind.PARTICIPANT:
        # Pages and tables that stay in the house name documents, and documents are named after ids.
        return None
    return Leak(leak.file, leak.place, leak.kind, leak.text, leak.context, False)
