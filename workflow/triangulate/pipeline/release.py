"""The gate before release: every publishable output searched for names, and held back if it has one."""

from __future__ import annotations

import csv
import getpass
import io
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from triangulate.facts.gather import read_facts
from triangulate.files import write_text
from triangulate.problems import Problems
from triangulate.records.columns import read_columns
from triangulate.release import Leak, look_through
from triangulate.release.gate import Unsearched, is_publishable
from triangulate.release.names import Known, needles_of
from triangulate.release.needles import Kind
from triangulate.source import Source
from triangulate.study.model import Study

HELD_BACK = "results/audit/held_back"
COLUMNS = ("file", "place", "kind", "text", "context", "stops")
_SHOWN = 20
_PACKAGE = Path(__file__).resolve().parents[1]
#: Parts of the package that hold names on purpose: invented ones, and the gazetteer.
_WITH_NAMES = frozenset({"simulate", "scaffold", "text"})
#: Host and user names that everybody's machine has say nothing.
_LEAST_TRACE = 4
_NO_TRACES = frozenset({"root", "user", "home", "admin", "runner", "localhost", "ubuntu", "debian", "data"})


def check_leaks(
    study: Study,
    *,
    people: Path,
    forms: Path | None,
    key: Path | None,
    documents: Path | None,
    facts: Path,
    declared: Iterable[str],
    leaks: Path,
) -> None:
    """Write ``leaks.csv``: every string found that ought not to stand where it does.

    A hit that is certain stops the release: the files that have it are moved out of the folders that
    may leave the building, into ``results/audit/held_back``, and StudyError names each file and place.
    """
    shutil.rmtree(HELD_BACK, ignore_errors=True)
    known = Known(
        denied=study.privacy.deny_list,
        organisations=frozenset(_organisations(people, forms)),
        participants=frozenset(read_columns(people, "people", "participant_id")[0]),
        found=tuple(_key(key)),
        machine=tuple(traces()),
    )
    transcripts = [] if documents is None else read_columns(documents, "documents", "text")[0]
    needles = needles_of(known, _own_words(declared), transcripts)
    found, unsearched, _ = look_through(Path(), needles, _named(facts))
    stopping = [leak for leak in found if leak.stops]
    problems = _problems(stopping, [u for u in unsearched if u.stops])
    if problems.errors:
        _hold_back({*(leak.file for leak in stopping), *(u.file for u in unsearched if u.stops)})
    problems.raise_errors()
    write_text(leaks, _table(found))


def _organisations(people: Path, forms: Path | None) -> Iterator[str]:
    for path, name in ((people, "people"), (forms, "forms")):
        if path is not None:
            (bodies,) = read_columns(path, name, "organisation")
            yield from (body.strip() for body in bodies if body is not None)


def _key(key: Path | None) -> Iterator[tuple[str, str]]:
    if key is not None:
        with key.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                yield row["kind"], row["text"]


def _named(facts: Path) -> frozenset[str]:
    """Organisations that a printed fact of the mapping forms names, up to three in one."""
    return frozenset(
        name.partition(" and ")[0] if name.endswith(" more") else name
        for id, placed in read_facts(facts).items()
        if id.startswith("mapping.") and placed.published and isinstance(placed.fact.value, str)
        for name in placed.fact.value.split("; ")
    )


def _own_words(declared: Iterable[str]) -> Iterator[str]:
    """What study and program say in any report: the study's declarations, notebooks, templates and code."""
    for name in declared:
        yield Path(name).read_text(encoding="utf-8", errors="replace")
    for path in sorted(_PACKAGE.rglob("*")):
        inside = path.relative_to(_PACKAGE).parts
        if path.suffix in (".py", ".j2", ".md", ".yaml", ".typ") and inside[0] not in _WITH_NAMES:
            yield path.read_text(encoding="utf-8")
    for path in sorted((_PACKAGE.parents[1] / "notebooks").glob("*.ipynb")):
        yield path.read_text(encoding="utf-8")


def traces() -> Iterator[str]:
    """What would tell whose computer this is: folders, the user's name and the host's."""
    home = Path.home()
    folders = {Path.cwd(), _PACKAGE.parents[1], home}
    for folder in sorted(folders):
        # Of a short path such as /work every web address might have a part.
        if len(folder.parts) > 2 or folder == home:
            yield f"{folder}/"
    names = [socket.gethostname()]
    with suppress(OSError, KeyError):  # a user without a name, as in some containers
        names.append(getpass.getuser())
    for name in names:
        if len(name) >= _LEAST_TRACE and name.lower() not in _NO_TRACES:
            yield name


def _problems(leaks: list[Leak], unsearched: list[Unsearched]) -> Problems:
    problems = Problems()
    for leak in leaks[:_SHOWN]:
        problems.add(
            "leaks.machine" if leak.kind is Kind.MACHINE else "leaks.name",
            Source(leak.file),
            where=f"({leak.place}) " if leak.place else "",
            kind=leak.kind.value,
            text=leak.text,
            context=leak.context,
        )
    for file in unsearched:
        problems.add("leaks.not-searched", Source(file.file), why=file.why)
    if len(leaks) > _SHOWN:
        problems.add("leaks.more", Source("results"), count=len(leaks) - _SHOWN)
    return problems


def _hold_back(files: Iterable[str]) -> None:
    """Move files out of the folders that may leave the building. The next run makes them again."""
    for name in sorted(files):
        if is_publishable(name):
            target = Path(HELD_BACK) / Path(name).relative_to("results")
            target.parent.mkdir(parents=True, exist_ok=True)
            Path(name).replace(target)


def _table(leaks: Iterable[Leak]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for leak in leaks:
        writer.writerow(
            (
                leak.file,
                leak.place,
                leak.kind.value,
                leak.text,
                leak.context,
                "yes" if leak.stops else "no",
            )
        )
    return text.getvalue()
