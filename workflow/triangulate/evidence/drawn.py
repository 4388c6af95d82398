"""From a figure back to the facts that it plots, each of them worked out again, and to its hash."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from triangulate.evidence import hashes
from triangulate.evidence.embedded import Damaged, data_of
from triangulate.evidence.opening import Value
from triangulate.evidence.places import SourceFile
from triangulate.evidence.trace import Tracer
from triangulate.facts.fact import MARK

FOLDER = "results/figures"
MARKED = re.compile(rf'\bid="{MARK}([^":]+)')
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Plotted:
    """A fact that a figure draws; ``agrees`` is None where it was not worked out again, for ``reason``."""

    id: str
    value: Value
    display: str
    status: str
    agrees: bool | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """One format of a figure: its hash now, and the one that the run listed (None where it listed none)."""

    path: str
    sha256: str | None
    listed: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class FigureTrace:
    """The chain behind one figure.

    ``anchor`` and ``caption`` are what the report calls it (empty where it does not print it).
    ``agrees`` is whether its files are those that the run made and no fact that it plots differs from the
    raw files; None where the run listed none of them.
    """

    id: str
    anchor: str
    caption: str
    files: tuple[DrawnFile, ...]
    facts: tuple[Plotted, ...]
    notebooks: tuple[str, ...]
    cells: tuple[str, ...]
    sources: tuple[SourceFile, ...]
    agrees: bool | None

    @property
    def reason(self) -> str | None:
        """Why nothing was worked out again, or None."""
        if self.agrees is None:
            return "the manifest does not list it"
        if not self.facts:
            return "it draws no fact of its own: its files were held against the manifest alone"
        return None

    def as_dict(self) -> dict[str, object]:
        """All of it, fit for JSON; the keys of a fact's trace first."""
        again = [fact for fact in self.facts if fact.agrees is not None]
        return {
            "id": self.id,
            "value": self.files[0].sha256,
            "display": self.caption or self.id,
            "method": f"A drawing of {len(self.facts)} facts",
            "n": None,
            "notebook": ", ".join(self.notebooks),
            "cell": ", ".join(self.cells),
            "sources": [source.as_dict() for source in self.sources],
            "recomputed": len(again),
            "agrees": self.agrees,
            "reason": self.reason,
            "kind": "figure",
            "anchor": self.anchor,
            "files": [{name: getattr(f, name) for name in f.__dataclass_fields__} for f in self.files],
            "facts": [{name: getattr(f, name) for name in f.__dataclass_fields__} for f in self.facts],
        }


def figure_ids(directory: Path) -> list[str]:
    """The names of all figures: their files without folder and ending."""
    return sorted(path.stem for path in (directory / FOLDER).glob("*.svg"))


def stem_of(tracer: Tracer, given: str) -> str | None:
    """The name of a figure by its name, its file with or without folder and ending, or the id that the
    report gives it; None where there is no such figure."""
    known = figure_ids(tracer.directory)
    name = PurePosixPath(given).name
    for candidate in (given, name, name.rpartition(".")[0]):
        if candidate in known:
            return candidate
    file = anchors(tracer.page).get(given)
    return PurePosixPath(file).stem if file else None


def anchors(page: str) -> dict[str, str]:
    """The file of every figure that a page prints, by the id of its element."""
    try:
        figures = (data_of(page) or {}).get("figures", {})
        return {str(anchor): str(about["file"]) for anchor, about in figures.items()}
    except (Damaged, AttributeError, KeyError, TypeError):
        return {}


def plotted(svg: str) -> list[str]:
    """The ids of the facts that a drawing's marks name, each once, in their order."""
    return list(dict.fromkeys(MARKED.findall(svg)))


def trace_figure(tracer: Tracer, stem: str) -> FigureTrace:
    """Everything behind one figure by its name."""
    directory = tracer.directory
    try:
        listed = hashes.read_list(directory, hashes.MANIFEST) or {}
    except (hashes.DamagedList, UnicodeDecodeError):
        listed = {}
    files = []
    for ending in ("svg", "png"):
        path = f"{FOLDER}/{stem}.{ending}"
        row = listed.get(path)
        if row or (directory / path).is_file():
            digest = tracer.digests.of(path)
            files.append(DrawnFile(path, digest, row.sha256 if row else None, row.rule if row else ""))
    svg = (directory / FOLDER / f"{stem}.svg").read_text(encoding="utf-8", errors="replace")
    facts = []
    traces = []
    for id in plotted(svg):
        if id not in tracer.facts:
            facts.append(Plotted(id, None, "", "no such fact", False, None))
            continue
        found = tracer.fact(id)
        traces.append(found)
        facts.append(Plotted(id, found.value, found.display, found.status, found.agrees, found.reason))
    anchor = next((a for a, f in anchors(tracer.page).items() if PurePosixPath(f).stem == stem), "")
    as_made = all(file.sha256 == file.listed for file in files)
    return FigureTrace(
        id=stem,
        anchor=anchor,
        caption=_caption(tracer.page, anchor) if anchor else "",
        files=tuple(files),
        facts=tuple(facts),
        notebooks=tuple(dict.fromkeys(found.notebook for found in traces)),
        cells=tuple(dict.fromkeys(found.cell for found in traces)),
        sources=tuple(
            sorted({s for t in traces for s in t.sources}, key=lambda s: (s.path, s.selector or ""))
        ),
        agrees=as_made and all(fact.agrees is not False for fact in facts)
        if any(file.listed for file in files)
        else None,
    )


def _caption(page: str, anchor: str) -> str:
    at = page.find(f'id="{anchor}"')
    found = re.search(r"<figcaption>(.*?)</figcaption>", page[at:], re.DOTALL) if at >= 0 else None
    return " ".join(html.unescape(_TAG.sub("", found[1])).split()) if found else ""
