"""The dated archive of what may be published of a study, for readers outside.

Packed is what the manifest lists below the folders that may leave the building, byte for byte, and
nothing else of the study; the crate gets the day of the release, and two files of the archive's own
are written for the reader.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from triangulate.evidence import hashes
from triangulate.evidence.findings import Finding, Findings, Kind
from triangulate.evidence.opening import open_study
from triangulate.evidence.verify import verify
from triangulate.exports.crate.dated import released_crate
from triangulate.files import replacing, sha256_of_bytes
from triangulate.pipeline.describe import as_json
from triangulate.release.gate import CRATE, PUBLISHABLE
from triangulate.study.model import Study

RELEASES = "releases"
README = "README.md"
CHECKLISTS = "checklists.html"
_WORKFLOW = "results/workflow"
_LEAKS = "results/audit/leaks.csv"
_REPORT = "report/index.html"
#: The earliest time that a zip archive can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
_TAG = re.compile(r"<(/?)section\b[^>]*>")
_WHAT = {
    "report/index.html": "the findings report for the browser, one file, no network: click a number to see where it comes from",
    "report/findings.pdf": "the same to print",
    "report/findings.docx": "the same for Word",
    CHECKLISTS: "the reporting checklists, each item answered by the data, by the authors, or missing",
    "exports/published_facts.csv": "every published value as the report prints it",
    "exports/statements.sav": "the statement answers for SPSS and PSPP, under running numbers",
    "exports/statements.sps": "commands that work the tables out again",
    "exports/coding.qdpx": "the coded interviews, pseudonymised, for programs that read REFI-QDA projects",
    "exports/coding.qdc": "the codebook",
    "exports/cases_by_code.csv": "which interviews raise which codes",
    "exports/datapackage.json": "what the columns of these files mean (Frictionless Data Package)",
    "ro-crate-metadata.json": "how all of it was made, job by job, with SHA-256 of every file (Provenance Run Crate)",
    "workflow/Snakefile": "the workflow that made it, with its rules beside it",
}  # fmt: skip


class NotReleased(Exception):
    """Why there is no archive: what a check of the study found."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("; ".join(str(finding) for finding in findings.found))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Released:
    """The archive that was written: where, its day and hash, and what is in it, by names from its root."""

    archive: Path
    day: date
    sha256: str
    files: tuple[str, ...]


def release(directory: Path, day: date, out: Path | None = None) -> Released:
    """Check the study at ``directory`` and pack what may be published of it.

    ``out`` is a file ending in ``.zip``, or a folder; left out, the folder ``releases`` of the study. The
    bytes depend on the study's results and the day alone. Raises :class:`NotReleased` where anything
    is not as it was made, and :class:`triangulate.evidence.opening.NoResults` before a first run.
    """
    findings = verify(directory)
    contents = _contents(directory, findings) if findings.good else {}
    if not findings.good:
        raise NotReleased(findings)
    study = open_study(directory)
    appendix = checklists(contents[_REPORT].decode("utf-8"), study.title)
    if appendix is not None:
        contents[CHECKLISTS] = appendix.encode("utf-8")
    contents[README] = readme(study, day, list(contents)).encode("utf-8")
    own = {name: contents[name] for name in (CHECKLISTS, README) if name in contents}
    crate = Path(CRATE).name
    contents[crate] = as_json(released_crate(json.loads(contents[crate]), day, own)).encode("utf-8")
    stem = f"{_file_name(study.id)}-{day.isoformat()}"
    out = out or directory / RELEASES
    target = out if out.suffix == ".zip" else out / f"{stem}.zip"
    with replacing(target) as temporary:
        _pack(temporary, stem, contents)
        digest = sha256_of_bytes(temporary.read_bytes())
    return Released(target, day, digest, tuple(sorted(contents)))


def _file_name(id: str) -> str:
    """A study's id as a part of file names on every system."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", id).strip("-") or "study"


def _contents(directory: Path, findings: Findings) -> dict[str, bytes]:
    """What may leave, by its name in the archive; every file as the run listed it."""
    listed = hashes.read_list(directory, hashes.MANIFEST) or {}
    crate = hashes.read_list(directory, hashes.CRATE) or {}
    if _LEAKS not in listed or CRATE not in crate or f"results/{_REPORT}" not in listed:
        says = "The last run did not come to its end: report, crate or the search for names is not listed."
        findings.found.append(Finding(Kind.OUTPUT_MISSING, hashes.MANIFEST, says))
        return {}
    folders = tuple(f"{folder}/" for folder in (*PUBLISHABLE, _WORKFLOW))
    contents = {}
    for entry in (*listed.values(), *crate.values()):
        if entry.path == CRATE or entry.path.startswith(folders):
            data = (directory / entry.path).read_bytes()
            if sha256_of_bytes(data) != entry.sha256:
                says = "It changed while it was packed."
                findings.found.append(Finding(Kind.OUTPUT_CHANGED, entry.path, says))
            contents[entry.path.removeprefix("results/")] = data
    return contents


def _pack(path: Path, stem: str, contents: Mapping[str, bytes]) -> None:
    """Members sorted, of one time, and not compressed: what compression makes differs between versions of zlib."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(f"{stem}/{name}", _TIME)
            info.external_attr = 0o644 << 16
            # zipfile notes the operating system; the archive is to be the same on all.
            info.create_system = 3
            archive.writestr(info, contents[name])


def checklists(page: str, title: str) -> str | None:
    """The appendix of checklists as a page of its own, from the report's page; None where it has none."""
    start = page.find('<section id="checklists"')
    if start < 0:
        return None
    end, depth = len(page), 0
    for tag in _TAG.finditer(page, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            end = tag.end()
            break
    section = page[start:end].replace('href="#', f'href="{_REPORT}#')
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>Reporting checklists: {escape(title)}</title><style>"
        "body{font:16px/1.5 Georgia,serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222}"
        "table{border-collapse:collapse}th,td{padding:.4rem .6rem;border-top:1px solid #ccc;"
        "text-align:left;vertical-align:top}.missing{color:#a00}</style></head><body>\n"
        f"<h1>{escape(title)}</h1>\n{section}\n</body></html>\n"
    )


def readme(study: Study, day: date, names: list[str]) -> str:
    """What the archive's reader sees first."""
    return "\n".join(_readme(study, day, names)) + "\n"


def _readme(study: Study, day: date, names: list[str]) -> Iterator[str]:
    yield f"# {study.title}\n"
    if study.subtitle:
        yield f"{study.subtitle}\n"
    by = f" by {', '.join(study.authors)}" if study.authors else ""
    yield f"Released on {day.isoformat()}{by}. Start with `{_REPORT}`.\n"
    if study.synthetic:
        yield "**Simulated data.** Every answer and every interview was made up by a program.\n"
    yield "| file | what it is |\n|---|---|"
    yield from (f"| `{name}` | {what} |" for name, what in _WHAT.items() if name in names)
    yield (
        "\nValues that rest on few people are held back, in the report and in every file. Raw data, transcripts and the "
        "tables behind the report stay with the study.\n"
    )
    yield (
        "Before this archive was written, the values were worked out a second time from the raw files, as far as they rest "
        "on no resampling and no model, and every file was held against the hash that the workflow listed."
    )
