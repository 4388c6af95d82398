"""The crate of a run and the data package of its exports: valid, whole for every kind of study, and discreet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from crate_validation import issues
from data_package import PROFILE
from jsonschema import Draft202012Validator
from rocrate_validator.models import Severity
from small_study import write_small_study
from triangulate.exports.crate.dated import released_crate
from triangulate.exports.crate.graph import Software, crate_of
from triangulate.exports.crate.jobs import FIXED, Job, jobs_from
from triangulate.exports.datapackage import descriptor, schema_of
from triangulate.facts.fact import Fact, PlacedFact
from triangulate.facts.released import printed_in, released, write_released
from triangulate.pipeline.describe import as_json
from triangulate.problems import Problems
from triangulate.records.schemas import TABLES
from triangulate.study.load import load_study
from triangulate.study.model import Study

REPOSITORY = Path(__file__).resolve().parents[1]
SOFTWARE = Software("0.1.0", "9.0")
STRANDS = ("mapping", "statements", "interviews")
#: What the validator would like beside: an address for software and teams that have none, a README in results/,
#: and for our local tools names that are addresses.
WISHES = (
    "SHOULD have a url", "organization SHOULD have a URL", "README.md SHOULD", "id SHOULD be an absolute URI",
)  # fmt: skip


def placed(
    id: str, value: float | str | None, status: str = "published", notebook: str = "sample"
) -> PlacedFact:
    display = f"{value:.0f}" if isinstance(value, float) else str(value)
    fact = Fact(id, value, display, "answers", 12, None, "This is a count.", "made.up", "people")
    return PlacedFact(fact, f"results/notebooks/{notebook}.ipynb", "cell", status)


def study_of(directory: Path, strand: str | None = None) -> Study:
    """The small study, or one of its strands alone."""
    write_small_study(directory)
    config = directory / "config/config.yaml"
    text = config.read_text()
    if strand is not None:
        # A strand's block ends where the next line begins without a space.
        lines, keep = [], True
        for line in text.splitlines(keepends=True):
            if not line.startswith(" "):
                keep = line.split(":")[0] not in STRANDS or line.startswith(strand)
            lines += [line] if keep else []
        config.write_text("".join(lines))
    problems = Problems()
    study = load_study(directory, problems)
    assert study is not None, list(problems)
    return study


def planned(directory: Path) -> list[dict[str, Any]]:
    """The jobs that the workflow tells of, for a study that was never run."""
    probe = directory / "probe.smk"
    probe.write_text(
        f'include: "{REPOSITORY / "Snakefile"}"\nimport json\n'
        'Path("jobs.json").write_text(json.dumps([described(*job) for job in planned()]))\n'
    )
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--snakefile",
        str(probe),
        "--directory",
        str(directory),
        "--list-rules",
    ]
    outcome = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    assert outcome.returncode == 0, outcome.stderr
    found: list[dict[str, Any]] = json.loads((directory / "jobs.json").read_text())
    return found


def job(rule: str, inputs: tuple[str, ...], outputs: tuple[str, ...], **parameters: int) -> Job:
    return Job(rule, "", f"Doing {rule}", f"workflow/scripts/{rule}.py", inputs, outputs, parameters)


def put(directory: Path, *names: str) -> list[Path]:
    for name in names:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(f"this is {name}\n")
    return [Path(name) for name in names]


def entities(crate: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entity["@id"]: entity for entity in crate["@graph"]}


def small_crate(directory: Path, facts: list[PlacedFact]) -> dict[str, Any]:
    study = study_of(directory)
    jobs = [
        job("ingest", ("source:transcripts",), ("data/processed/people.parquet",)),
        job("count", ("data/processed/people.parquet",), ("results/notebooks/sample.ipynb",), seed=7),
        job("print", ("results/notebooks/sample.ipynb",), ("results/report/index.html",)),
    ]
    return crate_of(
        study,
        jobs,
        facts,
        put(directory, "results/workflow/Snakefile", "results/report/index.html"),
        SOFTWARE,
    )


def test_a_crate_is_valid_without_a_network_and_a_broken_one_is_not(tmp_path: Path) -> None:
    crate = small_crate(tmp_path, [placed("sample.ward.respondents", 12.0)])
    place = tmp_path / "results/ro-crate-metadata.json"
    place.write_text(as_json(crate))
    found = issues(tmp_path / "results", Severity.RECOMMENDED, tmp_path)
    assert [issue for issue in found if not any(wish in issue for wish in WISHES)] == []
    broken = entities(crate)
    del broken["#control/count"]["object"]
    broken["./"]["colour"] = "blue"
    place.write_text(as_json(crate))
    (tmp_path / "results/report/index.html").unlink()
    found = issues(tmp_path / "results", Severity.REQUIRED, tmp_path)
    for word in ("ControlAction must reference the action", '"colour" is not allowed', "report/index.html"):
        assert any(word in issue for issue in found), word


@pytest.mark.fast
def test_the_crate_is_of_version_1_1_with_the_terms_of_workflow_runs(tmp_path: Path) -> None:
    crate = small_crate(tmp_path, [])
    assert crate["@context"] == [
        "https://w3id.org/ro/crate/1.1/context",
        "https://w3id.org/ro/terms/workflow-run/context",
    ]
    descriptor = entities(crate)["ro-crate-metadata.json"]
    assert {"@id": "https://w3id.org/ro/crate/1.1"} in descriptor["conformsTo"]


@pytest.mark.fast
def test_each_job_has_its_inputs_outputs_parameters_tool_step_and_control(tmp_path: Path) -> None:
    known = entities(small_crate(tmp_path, [placed("sample.ward.respondents", 12.0)]))
    made = known["#job/count"]
    assert made["object"] == [{"@id": "#kept/data/processed/people.parquet"}, {"@id": "#value/count/seed"}]
    assert known["#value/count/seed"]["value"] == "7"
    assert made["result"] == [
        {"@id": "#kept/results/notebooks/sample.ipynb"},
        {"@id": "#fact/sample.ward.respondents"},
    ]
    assert known["#control/count"]["object"] == {"@id": "#job/count"}
    step = known[known["#control/count"]["instrument"]["@id"]]
    assert step["workExample"] == made["instrument"] and step["position"] == "2"
    assert known["#orchestration"]["object"] == [
        {"@id": f"#control/{r}"} for r in ("ingest", "count", "print")
    ]
    assert known["#job/print"]["result"] == {"@id": "report/index.html"}
    assert known["#job/ingest"]["object"] == {"@id": "#source/transcripts"}
    assert {"@id": "#fact/sample.ward.respondents"} in known["#run"]["result"]


@pytest.mark.fast
def test_a_file_of_the_crate_is_one_that_may_leave_and_nothing_restricted_has_a_hash(tmp_path: Path) -> None:
    known = entities(small_crate(tmp_path, []))
    files = {id for id, entity in known.items() if "File" in entity["@type"]}
    assert files == {"report/index.html", "workflow/Snakefile"}
    assert {id for id, entity in known.items() if "sha256" in entity} == files


@pytest.mark.fast
def test_the_crate_is_no_file_that_the_study_keeps(tmp_path: Path) -> None:
    jobs = [job("write_crate", ("source:mapping",), ("results/ro-crate-metadata.json",))]
    known = entities(
        crate_of(study_of(tmp_path), jobs, [], put(tmp_path, "results/workflow/Snakefile"), SOFTWARE)
    )
    assert known["#job/write_crate"]["result"] == {"@id": "ro-crate-metadata.json"}
    assert not any("ro-crate-metadata" in id for id in known if id.startswith("#kept"))


@pytest.mark.fast
def test_times_are_fixed_and_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    facts = [placed("sample.ward.respondents", 12.0)]
    first, second = (as_json(small_crate(tmp_path / name, facts)) for name in ("a", "b"))
    assert first == second
    times = {
        v for e in json.loads(first)["@graph"] for k, v in e.items() if k in ("endTime", "datePublished")
    }
    assert times == {FIXED}


@pytest.mark.fast
def test_a_release_dates_the_crate_and_adds_the_readers_files(tmp_path: Path) -> None:
    crate = small_crate(tmp_path, [])
    dated = released_crate(crate, date(2024, 5, 6), {"README.md": b"Hello"})
    root = entities(dated)["./"]
    assert root["datePublished"] == "2024-05-06" and {"@id": "README.md"} in root["hasPart"]
    assert entities(crate)["./"]["datePublished"] == FIXED, "the run's own crate stays as it is"
    dated["@graph"] = [e for e in dated["@graph"] if e["@id"] != "README.md"]
    assert entities(dated)["#run"] == entities(crate)["#run"]


@pytest.mark.fast
@pytest.mark.parametrize("path", ["/home/ann/x.csv", "../x.csv", "~/x.csv", "C:/x.csv", "data/../../x.csv"])
def test_a_path_of_the_machine_is_refused(path: str) -> None:
    told = {
        "rule": "a",
        "group": "",
        "says": "",
        "tool": "t.py",
        "inputs": [path],
        "outputs": [],
        "parameters": {},
    }
    with pytest.raises(ValueError, match="no path from the study"):
        jobs_from([told])


@pytest.mark.fast
def test_what_is_held_back_and_names_that_are_not_printed_are_not_released() -> None:
    facts = [
        placed("sample.ward.respondents", 12.0),
        placed("sample.home.respondents", 3.0, status="suppressed: rests on fewer than 10"),
        placed("mapping.ward.beds.largest", "Kestrel Hospital"),
        placed("mapping.ward.beds.smallest", "Wren Hospital"),
        placed("integration.time.together", "silence"),
    ]
    page = '<data class="fact" data-fact="mapping.ward.beds.smallest" value="">Wren Hospital</data>'
    ids = [p.fact.id for p in released(facts, printed_in(page))]
    assert ids == ["integration.time.together", "mapping.ward.beds.smallest", "sample.ward.respondents"]


@pytest.mark.fast
def test_a_released_fact_is_told_as_it_prints_without_its_unrounded_value(tmp_path: Path) -> None:
    write_released(tmp_path / "facts.csv", [placed("themes.ward.time.agree_pct_mean", 66.6667)])
    assert (tmp_path / "facts.csv").read_text().splitlines() == [
        "id,display,unit,group,method",
        "themes.ward.time.agree_pct_mean,67,answers,,This is a count.",
    ]
    crate = small_crate(tmp_path / "s", [placed("themes.ward.time.agree_pct_mean", 66.6667)])
    assert "66.6667" not in as_json(crate) and '"value": "67"' in as_json(crate)


@pytest.mark.slow
@pytest.mark.parametrize("strand", STRANDS)
def test_a_study_of_one_strand_has_a_valid_crate_and_package(strand: str, tmp_path: Path) -> None:
    study = study_of(tmp_path, strand)
    told = planned(tmp_path)
    others = set(STRANDS) - {strand}
    rules = {job["rule"] for job in told}
    assert {"ingest_people", "describe_sample", "build_report", "write_crate", "write_manifest"} <= rules
    assert (
        "summarise_mapping" in rules,
        "summarise_statements" in rules,
        "summarise_codings" in rules,
    ) == tuple(strand == each for each in STRANDS)
    read = {path for job in told for path in job["inputs"] if path.startswith("source:")}
    assert not read & {f"source:{other}" for other in others}
    for path in ("Kestrel", "H1", "W1", str(tmp_path), str(REPOSITORY), "participants.csv"):
        assert path not in json.dumps(told), path

    made = sorted(
        p
        for job in told
        for p in job["outputs"]
        if p.startswith(("results/report", "results/exports", "results/workflow"))
    )
    files = put(tmp_path, *(p for p in made if not p.endswith((".sav", "cases_by_code.csv"))))
    facts = [placed("sample.ward.respondents", 12.0)]
    crate = crate_of(study, jobs_from(told), facts, files, SOFTWARE)
    (tmp_path / "results/ro-crate-metadata.json").write_text(as_json(crate))
    assert issues(tmp_path / "results", Severity.REQUIRED, tmp_path) == []

    write_released(tmp_path / "results/exports/published_facts.csv", facts)
    package = descriptor(study, [tmp_path / "results/exports/published_facts.csv"], [])
    Draft202012Validator(PROFILE).validate(package)
    kept = {table["name"] for table in package["keptByTheStudy"]}
    assert {"people", "queries"} < kept
    assert ("mapping" in kept, "answers" in kept, "documents" in kept) == tuple(strand == s for s in STRANDS)


@pytest.mark.fast
def test_a_study_of_all_strands_has_every_declared_table_in_its_package(tmp_path: Path) -> None:
    told = descriptor(study_of(tmp_path), [], [])["keptByTheStudy"]
    assert {table["name"] for table in told} == set(TABLES)
    assert all(len(table["title"]) > 10 for table in told)


@pytest.mark.fast
def test_a_declared_table_keeps_its_types_and_constraints() -> None:
    fields = {field["name"]: field for field in schema_of(TABLES["answers"])["fields"]}
    assert list(fields) == list(TABLES["answers"])
    assert fields["status"]["constraints"] == {
        "required": True,
        "enum": ["answered", "blank", "not_applicable"],
    }
    assert fields["code"] == {"name": "code", "type": "integer"}
    assert fields["source_row"] == {"name": "source_row", "type": "integer", "constraints": {"minimum": 1}}


@pytest.mark.fast
def test_the_profile_refuses_a_package_that_points_outside_or_has_no_resource() -> None:
    profile = Draft202012Validator(PROFILE)
    resource = {"name": "a", "path": "a.sps"}
    assert profile.is_valid({"resources": [resource]})
    for path in ("../facts.csv", "/a.csv", "https://example.org/a.csv"):
        assert not profile.is_valid({"resources": [{**resource, "path": path}]})
    assert not profile.is_valid({"resources": []})
