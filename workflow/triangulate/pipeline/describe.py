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
from triangulate.facts.gather import read_facts
from triangulate.facts.released import printed_in, write_released
from triangulate.facts.released import released as released_of
from triangulate.files import replacing, write_text
from triangulate.pipeline.declared import whole_study


def describe_run(
    jobs: Sequence[Mapping[str, Any]],
    *,
    report: Path,
    documents: Iterable[Path],
    facts: Path,
    exports: Sequence[Path],
    tables: Iterable[Path],
    sources: Mapping[Path, Path],
    released: Path,
    package: Path,
    crate: Path,
    listed: Path,
) -> None:
    """Write the published facts as a table, the data package of all exports with it, and the crate of the run,
    beside it the source of the workflow.

    ``jobs`` are as the workflow tells them; ``report`` is the page that says which names are printed,
    ``documents`` the same report in other formats; ``tables`` are result tables that stay; ``sources`` go from
    each copy of a source file to the file itself. ``listed`` keeps the crate's own hash, since the manifest,
    which the crate describes, does not.
    """
    from triangulate.exports.crate.graph import Software, crate_of
    from triangulate.exports.crate.jobs import jobs_from
    from triangulate.exports.datapackage import descriptor

    study = whole_study()
    printed = printed_in(report.read_text(encoding="utf-8"))
    published = list(released_of(read_facts(facts).values(), printed))
    write_released(released, published)
    exports = [*exports, released]
    write_text(package, as_json(descriptor(study, exports, list(tables))))
    for copy, source in sources.items():
        with replacing(copy) as temporary:
            shutil.copyfile(source, temporary)
    files = [report, *documents, *exports, package, *sources]
    software = Software(package_version(), version("snakemake"))
    write_text(crate, as_json(crate_of(study, jobs_from(jobs), published, files, software)))
    write_inputs([crate], listed)


def as_json(document: Mapping[str, Any]) -> str:
    """A document as it is written, keys in the order in which they were set."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
