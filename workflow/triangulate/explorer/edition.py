"""The data of the two editions, from a study's results.

The published edition: every fact that the report may print, in words, with the aggregates beside it,
the code and the cell that made it, and keyed hashes of what it rests on. A fact that is held back is
there without value, n and method; the name of an organisation is there only if the page prints it
(:mod:`triangulate.explorer.page` sees to that). The audit edition adds the values held back, what
cells printed, the raw rows and the transcripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from triangulate.evidence.code import code_of, package_version, parameters_of
from triangulate.evidence.embedded import FIELDS
from triangulate.evidence.hashes import INPUTS, read_list
from triangulate.evidence.opening import Recorded, read_recorded
from triangulate.explorer.cells import section_of
from triangulate.explorer.key import Key, key_from, write_key
from triangulate.explorer.labels import KINDS, Labels, parted
from triangulate.explorer.pool import Pool
from triangulate.explorer.quotes import quotes_of, transcripts_of
from triangulate.explorer.sources import Sources
from triangulate.explorer.tables import Tables, ordered
from triangulate.facts.fact import MARK
from triangulate.files import sha256_of_file, write_text
from triangulate.study.model import Study

PUBLISHED = "published"
_MARKED = re.compile(rf'id="{MARK}([^":]+)')


@dataclass(slots=True)
class _Gathering:
    """What facts share, gathered as they are told."""

    directory: Path
    key: Key
    labels: Labels
    sources: Sources
    methods: Pool = field(default_factory=Pool)
    functions: Pool = field(default_factory=Pool)
    cells: Pool = field(default_factory=Pool)
    stems: Pool = field(default_factory=Pool)

    def fact(self, fact: Recorded, whole: Mapping[str, Recorded]) -> list[Any]:
        """The cells of a fact in the published edition, in the order of FIELDS."""
        stem, measure = parted(fact.id)
        held = None if fact.status == PUBLISHED else fact.status
        code = code_of(fact.function)
        count = whole.get(f"{stem}.n")
        told = {
            "stem": self.stems.add([stem, *self.labels.stem(stem)]),
            "measure": measure,
            "display": None if held else fact.display,
            "value": None if held else fact.number,
            # A fact may be printed whose n may not.
            "n": int(fact.n)
            if fact.n.isdigit() and not held and not (count and count.status != PUBLISHED)
            else None,
            "method": None if held else self.methods.add(fact.method),
            "function": self.functions.add(
                [code.function, code.version, code.sha256, [list(pair) for pair in code.settings]]
            ),
            "cell": self.cells.add([fact.notebook, fact.cell]),
            "source": self.sources.add(fact),
            "held": held,
        }
        return [told[name] for name in FIELDS]


def gather_evidence(directory: Path, study: Study, *, published: Path, audit: Path, key_file: Path) -> None:
    """Write the data of both editions as JSON, and the key of the published one's hashes.

    ``directory`` is that of the study; its notebooks, facts, tables and recorded inputs must be there.
    """
    listed = read_list(directory, INPUTS) or {}
    files = {path: entry.sha256 for path, entry in listed.items()}
    key = key_from(files.items())
    labels = Labels(study)
    facts = read_recorded(directory)
    gathering = _Gathering(directory, key, labels, Sources(directory, study, key, files))
    told = [gathering.fact(fact, facts) for fact in facts.values()]
    quotes = quotes_of(directory, labels, key)
    data = {
        "edition": PUBLISHED,
        "study": study.title,
        "version": package_version(),
        "kinds": KINDS,
        "facts": told,
        "methods": gathering.methods.items,
        "functions": gathering.functions.items,
        "sources": gathering.sources.pool.items,
        "cells": [_cell(directory, key, *place, outputs=False) for place in gathering.cells.items],
        "drawings": _drawings(directory),
        "quotes": quotes.published,
        **_around(study, gathering, facts),
    }
    restricted: dict[str, Any] = {
        "cells": [_cell(directory, key, *place, outputs=True) for place in gathering.cells.items],
        "held": {f.id: [f.display, f.number, f.n, f.method] for f in facts.values() if f.status != PUBLISHED},
        "raw": gathering.sources.raw(),
        "quotes": quotes.audit,
        "transcripts": transcripts_of(directory, labels) if quotes.audit else {},
    }
    _write(published, data)
    _write(audit, restricted)
    write_key(key_file, key)


def _write(path: Path, data: dict[str, Any]) -> None:
    write_text(path, json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")


def _around(study: Study, gathering: _Gathering, facts: Mapping[str, Recorded]) -> dict[str, Any]:
    """For each stem the tables behind it and who is in and out; for each measure its words."""
    known: dict[str, list[str]] = {}
    for id in facts:
        stem, measure = parted(id)
        known.setdefault(stem, []).append(measure)
    tables = Tables(study, {stem: ordered(measures) for stem, measures in known.items()})
    places = {item[0]: place for place, item in enumerate(gathering.stems.items)}
    pool = Pool()
    behind, who = [], []
    for stem, *_ in gathering.stems.items:
        behind.append(
            [
                pool.add([table.title, [places[s] for s in table.stems], list(table.measures)])
                for table in tables.of(stem)
            ]
        )
        who.append(tables.who(stem))
    measures = ordered({measure for own in known.values() for measure in own})
    return {
        "stems": gathering.stems.items,
        "behind": behind,
        "tables": pool.items,
        "who": who,
        "measures": [[measure, *gathering.labels.measure(measure)] for measure in measures],
    }


def _cell(directory: Path, key: Key, notebook: str, cell: str, *, outputs: bool) -> dict[str, Any]:
    """A cell with the words and the code before it, the parameters of the run, and the notebook's hash."""
    path = directory / notebook
    digest = sha256_of_file(path) if path.is_file() else None
    return {
        "notebook": notebook,
        "cell": cell,
        "hash": digest if outputs else key.of([notebook, digest]),
        "parameters": parameters_of(path),
        "parts": [[part.kind, part.text] for part in section_of(path, cell, outputs=outputs)],
    }


def _drawings(directory: Path) -> dict[str, dict[str, Any]]:
    """For each figure its hash and the facts that its marks name, by its path without ending."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((directory / "results" / "figures").glob("*.svg")):
        text = path.read_text(encoding="utf-8", errors="replace")
        stem = path.with_suffix("").relative_to(directory).as_posix()
        named = list(dict.fromkeys(_MARKED.findall(text)))
        found[stem] = {"file": f"{stem}.svg", "sha256": sha256_of_file(path), "facts": named}
    return found
