"""What a run says of itself in the standards of others: a data package of the exports, a crate of the run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from triangulate.evidence.code import package_version
from triangulate.evidence.hashes import write_inputs
from triangulate.facts.fact import PlacedFact
from triangulate.facts.gather import read_facts
from triangulate.facts.released import printed_in, released, write_released
from triangulate.files import replacing, write_text
from triangulate.pipeline.declared import whole_study


def describe_exports(
    *,
    report: Path,
    facts: Path,
    exports: Iterable[Path],
    tables: Iterable[Path],
    released: Path,
    package: Path,
) -> None:
    """Write the published facts as a table, and the data package of all exports with it.

    ``report`` is the page that says which names are printed; ``tables`` are result tables that stay.
    """
    from triangulate.exports.datapackage import descriptor

    write_released(released, _released(facts, report))
    told = descriptor(whole_study(), [*exports, released], list(tables))
    write_text(package, as_json(told))


def write_crate(
    jobs: Sequence[Mapping[str, Any]],
    *,
    report: Path,
    facts: Path,
    files: Iterable[Path],
    sources: Mapping[Path, Path],
    crate: Path,
    listed: Path,
) -> None:
    """Write the crate of the run, and beside it the source of the workflow.

    ``jobs`` are as the workflow tells them; ``files`` the published files; ``sources`` go from each copy
    of a source file to the file itself. ``listed`` keeps the crate's own hash, since the manifest, which
    the crate describes, does not.
    """
    from triangulate.exports.crate.graph import Software, crate_of
    from triangulate.exports.crate.jobs import jobs_from

    for copy, source in sources.items():
        with replacing(copy) as temporary:
            shutil.copyfile(source, temporary)
    told = crate_of(
        whole_study(),
        jobs_from(jobs),
        _released(facts, report),
        [*files, *sources],
        Software(package_version(), version("snakemake")),
    )
    write_text(crate, as_json(told))
    write_inputs([crate], listed)


def as_json(document: Mapping[str, Any]) -> str:
    """A document as it is written, keys in the order in which they were set."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _released(facts: Path, report: Path) -> list[PlacedFact]:
    return released(read_facts(facts).values(), printed_in(report.read_text(encoding="utf-8")))
