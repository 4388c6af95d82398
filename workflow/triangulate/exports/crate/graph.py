"""The Provenance Run Crate of a run (RO-Crate 1.1), as a JSON-LD document.

The crate's root is ``results/``. Its files are those that may leave the building; everything else that
a job reads or makes is an entity with a local id, so that the chain of jobs is whole and no file is
promised that a reader will not get. Facts are results of the job whose notebook recorded them, with the
value that the report prints; a fact that is held back is not there at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from rocrate.model.contextentity import ContextEntity
from rocrate.model.file import File
from rocrate.model.metadata import BASENAME
from rocrate.rocrate import ROCrate

from triangulate.exports.crate.jobs import FIXED, SOURCE, Job
from triangulate.facts.fact import PlacedFact
from triangulate.files import sha256_of_file
from triangulate.study.model import Study

VERSION = "1.1"
TERMS = "https://w3id.org/ro/terms/workflow-run/context"
ROOT = "results"
WORKFLOW = "workflow/Snakefile"
_WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
_PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
    _WORKFLOW_CRATE: "Workflow RO-Crate",
}
_BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
_ENGINE = "https://snakemake.github.io/"
_LANGUAGE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
_GPL = "https://spdx.org/licenses/GPL-3.0-or-later"
_KEPT = "Kept by the study; not part of what is published."
MEDIA = {
    ".csv": "text/csv", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html", ".json": "application/json", ".md": "text/markdown", ".pdf": "application/pdf",
    ".qdc": "application/x-qdc", ".qdpx": "application/x-qdpx", ".sav": "application/x-spss-sav",
}  # fmt: skip
#: What the study's own files are called, by kind.
SOURCES = {
    "declarations": "Configuration, instruments and codebook",
    "decisions": "Decisions on quotes, and the list of signed raw files",
    "published": "Printed figures to compare with",
    "written": "Narrative, claims and other text of the authors",
    "register": "Register of participants",
    "mapping": "Mapping forms",
    "statements": "Statement answers",
    "transcripts": "Transcripts of interviews",
    "codings": "Codings of interviews",
}
Reference = dict[str, str]


@dataclass(frozen=True, slots=True)
class Software:
    """Versions of what ran."""

    package: str
    engine: str


@dataclass(slots=True)
class _Graph:
    """A crate that grows; an entity named twice is added once."""

    crate: ROCrate
    known: set[str] = field(default_factory=set)

    def add(self, id: str, kind: str | list[str], **properties: Any) -> Reference:
        if id not in self.known:
            self.known.add(id)
            self.crate.add(ContextEntity(self.crate, id, properties={"@type": kind, **_flat(properties)}))
        return {"@id": id}

    def file(self, name: str, path: Path, **properties: Any) -> Reference:
        """A file of the crate; ``name`` is its path from the root, ``path`` where it is now."""
        about = {
            "name": name,
            "contentSize": str(path.stat().st_size),
            "sha256": sha256_of_file(path),
            "encodingFormat": MEDIA.get(path.suffix, "text/plain"),
            **properties,
        }
        self.known.add(quote(name))
        self.crate.add(File(self.crate, dest_path=quote(name), properties=about))
        return {"@id": quote(name)}


def _flat(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties with lists of one made that one, as RO-Crate asks."""
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in properties.items()
    }


def crate_of(
    study: Study, jobs: Sequence[Job], facts: Iterable[PlacedFact], files: Sequence[Path], software: Software
) -> dict[str, Any]:
    """The crate's metadata document.

    ``files`` are the published files below ``results/``, the Snakefile among them, as paths from the
    study at ``study.directory``; ``facts`` those that may be released. Ids, order and times depend on
    these alone.
    """
    graph = _Graph(ROCrate(version=VERSION))
    graph.crate.metadata.extra_contexts.append(TERMS)
    graph.crate.metadata["conformsTo"] = [
        {"@id": f"https://w3id.org/ro/crate/{VERSION}"},
        {"@id": _WORKFLOW_CRATE},
    ]
    team = graph.add("#team", "Organization", name=f"The team of the study {study.title}")
    published = _files(graph, study, files)
    told: dict[str, list[Reference]] = {job.id: [] for job in jobs}
    makers = {output: job.id for job in jobs for output in job.outputs}
    for placed in facts:
        told[makers[placed.notebook]].append(_fact(graph, placed))
    actions = [_action(graph, job, published, told[job.id], team, software) for job in jobs]
    run = _run(graph, study, jobs, published, [f for own in told.values() for f in own], team)
    _workflow(graph, study, jobs, published, software)
    _orchestration(graph, jobs, run, team, software)
    _root(graph, study, [run, *actions, {"@id": "#orchestration"}], team)
    document: dict[str, Any] = graph.crate.metadata.generate()
    first = {graph.crate.metadata.id: 0, graph.crate.root_dataset.id: 1}
    document["@graph"].sort(key=lambda entity: (first.get(entity["@id"], 2), entity["@id"]))
    return document


def _files(graph: _Graph, study: Study, files: Sequence[Path]) -> dict[str, Reference]:
    """References to the published files, by their paths from the study."""
    found: dict[str, Reference] = {}
    for path in sorted(files):
        name = path.relative_to(ROOT).as_posix()
        about: dict[str, Any] = {}
        if name == WORKFLOW:
            about = {"@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]}
        elif path.suffix == ".smk":
            about = {"encodingFormat": "text/plain"}
        else:
            about = {"exampleOfWork": {"@id": f"#output/{quote(name)}"}}
        found[path.as_posix()] = graph.file(name, study.directory / path, **about)
    return found


def _fact(graph: _Graph, placed: PlacedFact) -> Reference:
    fact = placed.fact
    about: dict[str, Any] = {"name": fact.id, "propertyID": fact.id, "value": fact.display}
    if fact.unit:
        about["unitText"] = fact.unit
    about["measurementTechnique"] = fact.method
    about["exampleOfWork"] = {"@id": "#output/facts"}
    return graph.add(f"#fact/{quote(fact.id)}", "PropertyValue", **about)


def _data(graph: _Graph, path: str, published: Mapping[str, Reference]) -> Reference:
    """What a job reads or makes: a file of the crate, a kind of the study's files, or a file that is kept."""
    if path in published:
        return published[path]
    if path == f"{ROOT}/{BASENAME}":
        return {"@id": BASENAME}
    if path.startswith(SOURCE):
        kind = path.removeprefix(SOURCE)
        # No parts: how many files there are is the report's to tell.
        return graph.add(
            f"#source/{kind}", "Dataset", name=SOURCES[kind], conditionsOfAccess=_KEPT,
            exampleOfWork={"@id": f"#input/{kind}"},
        )  # fmt: skip
    return graph.add(f"#kept/{quote(path)}", "CreativeWork", name=path, conditionsOfAccess=_KEPT)


def _parameter(graph: _Graph, owner: str, name: str, value: object, **more: Any) -> Reference:
    return graph.add(f"#value/{owner}/{quote(name)}", "PropertyValue", name=name, value=str(value), **more)


def _action(
    graph: _Graph, job: Job, published: Mapping[str, Reference], facts: list[Reference], team: Reference,
    software: Software,
) -> Reference:  # fmt: skip
    """A job with its step and tool, and the control action that binds the three."""
    tool = graph.add(
        f"#tool/{quote(job.tool)}", "SoftwareSourceCode", name=job.tool, version=software.package,
        license={"@id": _GPL},
    )  # fmt: skip
    objects = [_data(graph, path, published) for path in job.inputs]
    objects += [_parameter(graph, job.id, name, value) for name, value in sorted(job.parameters.items())]
    action: dict[str, Any] = {
        "name": job.says, "description": f"The rule {job.rule} of the workflow" + (f", for the group {job.group}" if job.group else ""),
        "agent": team, "instrument": tool, "endTime": FIXED,
        "result": [*(_data(graph, path, published) for path in job.outputs), *facts],
    }  # fmt: skip
    if objects:
        action["object"] = objects
    made = graph.add(f"#job/{job.id}", "CreateAction", **action)
    graph.add(
        f"#control/{job.id}", "ControlAction", name=f"Run of the step {job.rule}" + (f" for {job.group}" if job.group else ""),
        instrument={"@id": f"#step/{quote(job.rule)}"}, object=made, endTime=FIXED,
    )  # fmt: skip
    return made


def _outputs(published: Mapping[str, Reference]) -> dict[str, Reference]:
    """The published files that the workflow makes of a study, without its own source."""
    own = f"{ROOT}/{PurePosixPath(WORKFLOW).parent}/"
    return {path: file for path, file in published.items() if not path.startswith(own)}


def _settings(study: Study) -> dict[str, int]:
    return {"seed": study.seed, "min_n": study.privacy.min_n}


def _run(
    graph: _Graph, study: Study, jobs: Sequence[Job], published: Mapping[str, Reference], facts: list[Reference],
    team: Reference,
) -> Reference:  # fmt: skip
    """The run of the whole workflow."""
    values = [
        _parameter(graph, "run", name, value, exampleOfWork={"@id": f"#input/{name}"})
        for name, value in _settings(study).items()
    ]
    return graph.add(
        "#run", "CreateAction", name=f"Run of the workflow on the study {study.title}",
        description="From raw files to the findings report. Times are fixed: the same inputs give the same bytes.",
        agent=team, instrument={"@id": WORKFLOW}, endTime=FIXED,
        object=[*({"@id": f"#source/{kind}"} for kind in _kinds(jobs)), *values],
        result=[*_outputs(published).values(), *facts],
    )  # fmt: skip


def _kinds(jobs: Sequence[Job]) -> list[str]:
    return sorted(
        {path.removeprefix(SOURCE) for job in jobs for path in job.inputs if path.startswith(SOURCE)}
    )


def _workflow(
    graph: _Graph, study: Study, jobs: Sequence[Job], published: Mapping[str, Reference], software: Software
) -> None:
    """The Snakefile: what it takes and makes, its steps in order and their tools."""
    takes = [
        graph.add(f"#input/{kind}", "FormalParameter", name=SOURCES[kind], additionalType="Dataset",
                  workExample={"@id": f"#source/{kind}"})
        for kind in _kinds(jobs)
    ]  # fmt: skip
    takes += [
        graph.add(f"#input/{name}", "FormalParameter", name=name, additionalType="Integer",
                  workExample={"@id": f"#value/run/{name}"})
        for name in _settings(study)
    ]  # fmt: skip
    makes = [
        graph.add(f"#output/{file['@id']}", "FormalParameter", name=file["@id"], additionalType="File",
                  workExample=file)
        for file in _outputs(published).values()
    ]  # fmt: skip
    makes.append(
        graph.add("#output/facts", "FormalParameter", name="Published facts", additionalType="PropertyValue")
    )
    steps, tools = [], []
    for job in jobs:
        step = {"@id": f"#step/{quote(job.rule)}"}
        if step not in steps:
            steps.append(step)
            tools.append({"@id": f"#tool/{quote(job.tool)}"})
            graph.add(
                step["@id"], "HowToStep", name=job.rule, position=str(len(steps)), workExample=tools[-1]
            )
    language = graph.add(
        _LANGUAGE, "ComputerLanguage", name="Snakemake", url=_ENGINE, version=software.engine,
        identifier="https://doi.org/10.1093/bioinformatics/bts480",
    )  # fmt: skip
    graph.add(_GPL, "CreativeWork", name="GNU General Public License v3.0 or later",
              description="The licence of the workflow and its tools.")  # fmt: skip
    graph.add(_BIOSCHEMAS, "CreativeWork", name="Bioschemas ComputationalWorkflow", version="1.0-RELEASE")
    workflow = graph.crate.dereference(WORKFLOW)
    for name, value in _flat({
        "name": "triangulate", "version": software.package, "license": {"@id": _GPL}, "input": takes, "output": makes,
        "description": "A reproducible pipeline for mixed-methods evaluation research.", "step": steps,
        "hasPart": [tool for at, tool in enumerate(tools) if tool not in tools[:at]],
        "programmingLanguage": language, "conformsTo": {"@id": _BIOSCHEMAS},
    }).items():  # fmt: skip
        workflow[name] = value


def _orchestration(
    graph: _Graph, jobs: Sequence[Job], run: Reference, team: Reference, software: Software
) -> None:
    engine = graph.add(
        _ENGINE, "SoftwareApplication", name="Snakemake", url=_ENGINE, softwareVersion=software.engine
    )
    graph.add(
        "#orchestration", "OrganizeAction", name="Snakemake running the jobs in order", agent=team, instrument=engine,
        object=[{"@id": f"#control/{job.id}"} for job in jobs], result=run, endTime=FIXED,
    )  # fmt: skip


def _root(graph: _Graph, study: Study, actions: list[Reference], team: Reference) -> None:
    crate = graph.crate
    for id, name in _PROFILES.items():
        graph.add(id, "CreativeWork", name=name, version=id.rpartition("/")[2])
    licence = graph.add(
        "#licence", "CreativeWork", name="No licence recorded",
        description="The study declares no licence for its results. Its authors say who may use them, and how.",
    )  # fmt: skip
    authors = [
        graph.add(f"#author/{at}", "Person", name=name) for at, name in enumerate(study.authors, start=1)
    ]
    made_up = " Its raw data are simulated." if study.synthetic else ""
    root = crate.root_dataset
    for name, value in _flat({
        "name": study.title, "datePublished": FIXED, "license": licence,
        "description": f"What may be published of the study {study.title}: the findings report and files for other "
        f"programs, with the jobs that made them and every published fact.{made_up}",
        "publisher": team, "conformsTo": [{"@id": id} for id in _PROFILES], "mainEntity": {"@id": WORKFLOW},
        "mentions": actions, "author": authors or team,
    }).items():  # fmt: skip
        root[name] = value
