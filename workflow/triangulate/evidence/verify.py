"""A finished study held against itself: hashes, raw files, notebooks, report and quotes.

Five questions, each apart from the others, so that what escapes one is caught by the next: are all
inputs and outputs the bytes that the run listed; are the facts those that the notebooks recorded;
do the raw files give the same values a second time; does the report print each fact as it is, in all
three formats (:mod:`triangulate.evidence.readback`); do the quotes stand in their transcripts
(:mod:`triangulate.evidence.recut`).
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from triangulate.evidence import hashes
from triangulate.evidence.findings import Findings, Kind
from triangulate.evidence.opening import (
    FACTS,
    NoResults,
    Recorded,
    number_in,
    open_study,
    read_recorded,
    same,
)
from triangulate.evidence.passages import Transcripts
from triangulate.evidence.readback import check_documents, check_drawings, check_explorer, check_report
from triangulate.evidence.recompute.values import Recomputation
from triangulate.evidence.recut import check_quotes, check_transcripts
from triangulate.problems import StudyError
from triangulate.study.model import Study

#: The output type by which notebooks carry facts (see :mod:`triangulate.facts.recording`).
FACTS_TYPE = "application/vnd.triangulate.facts+json"


def verify(directory: Path) -> Findings:
    """Everything about a finished study that is not as it was made.

    Raises :class:`triangulate.evidence.opening.NoResults` where there is nothing to look at.
    """
    started = time.monotonic()
    findings = Findings()
    check_outputs(directory, findings)
    check_inputs(directory, findings)
    facts = _facts(directory, findings)
    check_notebooks(directory, facts, findings)
    try:
        study = open_study(directory)
    except StudyError as fault:
        for problem in fault.problems:
            place = problem.source.file if problem.source else "config/config.yaml"
            findings.add(Kind.INPUT_CHANGED, place, f"{problem.says} {problem.do}")
    else:
        check_values(directory, study, facts, findings)
    check_report(directory, facts, findings)
    check_explorer(directory, facts, findings)
    check_drawings(directory, facts, findings)
    check_documents(directory, findings)
    transcripts = Transcripts(directory)
    check_transcripts(transcripts, findings)
    check_quotes(directory, transcripts, findings)
    findings.seconds = time.monotonic() - started
    return findings


def _facts(directory: Path, findings: Findings) -> dict[str, Recorded]:
    try:
        return read_recorded(directory)
    except NoResults:
        findings.add(Kind.OUTPUT_MISSING, FACTS, "The table of facts is gone.")
    except (csv.Error, UnicodeDecodeError) as fault:
        findings.add(Kind.LIST_DAMAGED, FACTS, f"The table of facts cannot be read ({fault}).")
    return {}


# Hashes


def check_outputs(directory: Path, findings: Findings) -> None:
    """Every output against the manifest."""
    listed = _listed(directory, hashes.MANIFEST, findings)
    if listed is None:
        if not (directory / FACTS).is_file():
            raise NoResults(f"{directory} has no results yet: run the study first.")
        findings.add(Kind.OUTPUT_MISSING, hashes.MANIFEST, "The manifest is gone.")
        return
    listed_crate = _listed(directory, hashes.CRATE, findings) or {}
    findings.checked["outputs"] = len(listed) + len(listed_crate)
    for one in hashes.differences(directory, {**listed, **listed_crate}):
        made = f" (made by the rule {one.listed.rule})" if one.listed.rule else ""
        if one.found is None:
            says = f"An output{made} is gone."
            findings.add(Kind.OUTPUT_MISSING, one.listed.path, says, expected=one.listed.sha256)
        else:
            says = f"An output{made} is not what the run made: its bytes differ."
            findings.add(
                Kind.OUTPUT_CHANGED, one.listed.path, says, expected=one.listed.sha256, found=one.found
            )
    for name in hashes.outputs(directory):
        if name not in listed:
            findings.add(Kind.OUTPUT_ADDED, name, "The manifest does not list it: no run made it.")
    left = [entry.path for entry in listed.values() if not entry.rule]
    if left:
        findings.notes.append(f"No rule of the workflow makes {', '.join(left)}.")


def check_inputs(directory: Path, findings: Findings) -> None:
    """Every configuration and raw file against the hashes that the run recorded."""
    listed = _listed(directory, hashes.INPUTS, findings)
    if listed is None:
        findings.notes.append(f"The run recorded no hashes of its inputs ({hashes.INPUTS}).")
        return
    findings.checked["inputs"] = len(listed)
    for one in hashes.differences(directory, listed):
        if one.found is None:
            says = "The run read this file; it is gone."
            findings.add(Kind.INPUT_MISSING, one.listed.path, says, expected=one.listed.sha256)
        else:
            says = "It has changed since the run read it, whatever its time stamp says."
            findings.add(
                Kind.INPUT_CHANGED, one.listed.path, says, expected=one.listed.sha256, found=one.found
            )
    for name in _raw_beside(directory, listed):
        findings.add(Kind.INPUT_ADDED, name, "It lies among the raw files, and the run did not read it.")


def _raw_beside(directory: Path, listed: Mapping[str, hashes.Listed]) -> Iterator[str]:
    """Files beside raw files that the run read, of an ending that the run read there."""
    raw = [Path(name) for name in listed if name.startswith("data/raw/")]
    for folder, ending in sorted({(path.parent, path.suffix.lower()) for path in raw}):
        for path in sorted((directory / folder).glob("*")):
            name = path.relative_to(directory).as_posix()
            hidden = path.name.startswith((".", "~$"))
            if path.suffix.lower() == ending and name not in listed and not hidden:
                yield name


def _listed(directory: Path, name: str, findings: Findings) -> dict[str, hashes.Listed] | None:
    try:
        return hashes.read_list(directory, name)
    except (hashes.DamagedList, UnicodeDecodeError) as fault:
        findings.add(Kind.LIST_DAMAGED, name, f"{fault}.")
        return {}


# Facts


def check_notebooks(directory: Path, facts: Mapping[str, Recorded], findings: Findings) -> None:
    """Every row of ``facts.csv`` against what its notebook recorded."""
    recorded: dict[str, dict[str, Any]] = {}
    for path in sorted((directory / "results" / "notebooks").glob("*.ipynb")):
        name = path.relative_to(directory).as_posix()
        try:
            for cell, fields in _recorded_in(path):
                recorded[str(fields["id"])] = {**fields, "notebook": name, "cell": cell}
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            findings.add(Kind.LIST_DAMAGED, name, f"It cannot be read as a notebook ({fault}).")
    findings.checked["facts"] = len(facts)
    for id, fields in recorded.items():
        fact = facts.get(id)
        if fact is None:
            findings.add(Kind.FACT_MISSING, FACTS, f"{id} was recorded and is not in it.", fact=id)
            continue
        for name in ("value", "display", "unit", "n", "group", "method", "rows", "notebook", "cell"):
            expected, found = fields.get(name), getattr(fact, name)
            if number_in(found) != expected and found != ("" if expected is None else str(expected)):
                says = f"{id}: {name} is {found!r}, and its notebook recorded {expected!r}."
                findings.add(
                    Kind.FACT_CHANGED, FACTS, says, fact=id, expected=str(expected), found=str(found)
                )
    for id in facts.keys() - recorded.keys():
        findings.add(Kind.FACT_ADDED, FACTS, f"{id}: no notebook recorded it.", fact=id)


def _recorded_in(notebook: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            for fields in output.get("data", {}).get(FACTS_TYPE, []):
                yield str(cell.get("id")), fields


def check_values(directory: Path, study: Study, facts: Mapping[str, Recorded], findings: Findings) -> None:
    """Every fact worked out a second time from the raw files."""
    again = Recomputation(directory, study)
    for fact in facts.values():
        outcome = again(fact.id)
        if outcome.reason is not None:
            findings.unchecked[outcome.reason] += 1
            continue
        findings.checked["facts recomputed"] += 1
        if not same(fact, outcome.value):
            says = f"{fact.id} is {fact.value or 'not defined'}; the raw files give {outcome.value}."
            findings.add(
                Kind.FACT_DISAGREES,
                FACTS,
                says,
                fact=fact.id,
                expected=repr(outcome.value),
                found=fact.value,
            )
