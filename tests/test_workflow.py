"""The workflow as a whole, on a small study: one real run, its results, and what runs again when something changes."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from crate_validation import issues
from data_package import PROFILE
from jsonschema import Draft202012Validator
from rocrate_validator.models import Severity
from small_study import PEOPLE, write_small_study
from triangulate.pipeline.archive import release

REPOSITORY = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


def snakemake(study: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile"),
        "--directory", str(study), *options,
    ]  # fmt: skip
    environment = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=study, check=False)


def planned(study: Path) -> set[str]:
    outcome = snakemake(study, "--dry-run")
    assert outcome.returncode == 0, outcome.stderr
    table = re.search(r"Job stats:\n(.*?)\n\n", outcome.stderr + outcome.stdout, re.DOTALL)
    if table is None:
        return set()
    return {line.split()[0] for line in table.group(1).splitlines()[2:]} - {"total", "all"}


def facts(study: Path) -> dict[str, dict[str, str]]:
    with (study / "results/facts.csv").open(encoding="utf-8", newline="") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_small_study(tmp_path_factory.mktemp("one") / "study")
    outcome = snakemake(study)
    assert outcome.returncode == 0, outcome.stderr
    return study


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    target = tmp_path / "copy"
    shutil.copytree(finished, target, symlinks=True)
    return target


def test_the_facts_are_what_a_person_works_out_by_hand(finished: Path) -> None:
    value = {id: row["value"] for id, row in facts(finished).items()}
    assert value["sample.ward.respondents"] == "4"
    assert value["sample.ward.excluded_no_consent"] == "1"
    assert value["sample.home.withdrawn"] == "1"
    assert value["sample.ward.organisations"] == "3"
    assert value["sample.all.interviews"] == "3"
    assert float(value["mapping.ward.beds.mean"]) == 88
    assert value["mapping.ward.staff.missing"] == "1"
    assert value["statements.ward.clear.agree_n"] == "3"
    assert float(value["statements.ward.clear.agree_pct"]) == 75
    assert value["statements.ward.enough_time.blank"] == "1"
    assert value["statements.home.enough_time.not_applicable"] == "1"
    assert float(value["statements.home.enough_time.agree_pct"]) == 100
    assert value["coding.ward.quality.interviews_n"] == "2"
    assert float(value["coding.home.quality.interviews_pct"]) == 100


def test_too_small_a_base_is_held_back_in_the_report_and_kept_in_the_facts(finished: Path) -> None:
    row = facts(finished)["mapping.home.beds.mean"]
    assert float(row["value"]) == 24 and row["status"].startswith("suppressed")
    page = (finished / "results/report/index.html").read_text(encoding="utf-8")
    assert 'data-fact="mapping.home.beds.mean"' not in page and "held back" in page


def test_people_left_out_are_found_nowhere(finished: Path) -> None:
    for path in [*finished.glob("results/**/*"), *finished.glob("data/processed/**/*")]:
        if path.is_file():
            assert b"canary" not in path.read_bytes(), path
    answers = (finished / "results/tables/sample.csv").read_text()
    assert "W5" not in answers


def test_names_do_not_reach_the_report(finished: Path) -> None:
    page = (finished / "results/report/index.html").read_text(encoding="utf-8")
    for name in ("Tregowan", "Kestrel Hospital", "Plover Hospital"):
        quotes = re.findall(r"<blockquote.*?</blockquote>", page, re.DOTALL)
        assert not any(name in quote for quote in quotes)
    coded = (finished / "results/tables/codings.csv").read_text(encoding="utf-8")
    assert "Tregowan" not in coded


def test_codings_point_at_their_words_in_the_pseudonymised_text(finished: Path) -> None:
    import pandas as pd

    documents = pd.read_parquet(finished / "data/processed/documents.parquet").set_index("document")["text"]
    with (finished / "results/tables/codings.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len([row for row in rows if row["coder"] in ("alex", "bo")]) == 9
    for row in rows:
        assert documents[row["document"]][int(row["start"]) : int(row["end"])] == row["text"]


def test_the_coded_interviews_are_exported_searched_for_names_and_listed(finished: Path) -> None:
    from collections import Counter

    from triangulate.problems import Problems
    from triangulate.raw.codings.qdpx import read_qdpx
    from triangulate.source import Source

    exports = finished / "results/exports"
    found = read_qdpx(exports / "coding.qdpx", Source("coding.qdpx"), Problems())
    with (finished / "results/tables/codings.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert found is not None and not [r for r in found.remarks if r.about != "code"]
    # The words are the pseudonymised ones; nobody but the rule coder keeps a name.
    assert Counter(one.quoted for one in found.codings) == Counter(row["text"] for row in rows)
    assert {one.coder for one in found.codings} - {"rules"} == {"coder_1", "coder_2"}
    assert {one.document[:5] for one in found.codings} == {"ward-", "home-"}
    with (exports / "cases_by_code.csv").open(encoding="utf-8", newline="") as handle:
        assert list(csv.DictReader(handle)) == [], "no group has as many interviews as may be told one by one"
    assert b"urn:QDA-XML:codebook:1.0" in (exports / "coding.qdc").read_bytes()
    with (finished / "results/manifest.csv").open(encoding="utf-8", newline="") as handle:
        makers = {row["path"]: row["rule"] for row in csv.DictReader(handle)}
    for name in ("coding.qdpx", "coding.qdc", "cases_by_code.csv"):
        assert makers[f"results/exports/{name}"] == "export_coding"


def test_every_output_is_in_the_manifest_with_its_hash_and_rule(finished: Path) -> None:
    with (finished / "results/manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["path"]: row for row in csv.DictReader(handle)}
    listed = {name for name in rows if name.startswith("results/")}
    made = {f"results/{name}" for name in hashes(finished / "results")}
    assert listed == made - {"results/manifest.csv", "results/ro-crate-metadata.json"}
    for name, row in rows.items():
        assert hashlib.sha256((finished / name).read_bytes()).hexdigest() == row["sha256"]
        assert row["rule"], name


def test_outputs_tell_nothing_of_the_machine(finished: Path) -> None:
    home = str(Path.home())
    for path in finished.glob("results/**/*"):
        if path.is_file():
            data = path.read_bytes()
            for trace in (str(finished).encode(), str(REPOSITORY).encode(), home.encode() + b"/"):
                assert trace not in data, path


def test_the_crate_of_a_run_is_valid_offline_and_has_every_job(finished: Path, tmp_path: Path) -> None:
    assert issues(finished / "results", Severity.REQUIRED, tmp_path) == []
    crate = json.loads((finished / "results/ro-crate-metadata.json").read_text(encoding="utf-8"))
    known = {entity["@id"]: entity for entity in crate["@graph"]}
    with (finished / "results/manifest.csv").open(encoding="utf-8", newline="") as handle:
        rules = {row["rule"] for row in csv.DictReader(handle)}
    assert rules == {id.split("/")[1] for id in known if id.startswith("#job/")} - {"write_manifest"}
    assert known["#value/summarise_mapping/ward/group"]["value"] == "ward"


def test_the_crate_tells_each_published_fact_as_it_prints_and_no_other(finished: Path) -> None:
    crate = json.loads((finished / "results/ro-crate-metadata.json").read_text(encoding="utf-8"))
    told = {e["propertyID"]: e["value"] for e in crate["@graph"] if e["@id"].startswith("#fact/")}
    known = facts(finished)
    assert told == {
        id: row["display"]
        for id, row in known.items()
        if row["status"] == "published" and not id.endswith((".largest", ".smallest"))
    }
    assert len(told) > 100 and len(told) < len(known)


def test_what_describes_a_run_names_no_person_raw_file_or_machine(finished: Path) -> None:
    raw = [path.name for path in (finished / "data/raw").rglob("*") if path.is_file()]
    people = [person[0] for person in PEOPLE]
    for name in ("ro-crate-metadata.json", "exports/datapackage.json", "exports/published_facts.csv"):
        text = (finished / "results" / name).read_text(encoding="utf-8")
        words = set(re.findall(r"[\w.]+", text))
        assert not words & {*raw, *people}, name
        for trace in (str(finished), str(REPOSITORY), str(Path.home()) + "/", "Tregowan", "Kestrel"):
            assert trace not in text, (name, trace)


def test_the_exports_are_a_data_package(finished: Path) -> None:
    exports = finished / "results/exports"
    package = json.loads((exports / "datapackage.json").read_text(encoding="utf-8"))
    Draft202012Validator(PROFILE).validate(package)
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert set(resources) == {path.name for path in exports.iterdir()} - {"datapackage.json"}
    for name, resource in resources.items():
        data = (exports / name).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        if name.endswith(".csv"):
            head = data.decode("utf-8").splitlines()[0].split(",")
            assert [field["name"] for field in resource["schema"]["fields"]] == head
    variables = {field["name"]: field for field in resources["statements.sav"]["schema"]["fields"]}
    assert {"value": 1, "label": "Ward"} in variables["group"]["categories"]
    kept = {table["name"] for table in package["keptByTheStudy"]}
    tables = {path.stem for path in (finished / "results/tables").glob("*.csv")}
    assert {f"results-{name}" for name in tables} == {name for name in kept if name.startswith("results-")}
    assert {"people", "answers", "codings"} <= kept


def test_the_report_is_one_file_that_asks_no_network(finished: Path) -> None:
    page = (finished / "results/report/index.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy and policy[1].startswith("default-src 'none'"), (
        "the page's own policy forbids every request"
    )
    assert not re.search(r"<script[^>]*\ssrc=", page), "the explorer's script is in the page itself"
    assert page.count("<h1>") == 1


def test_every_number_in_a_fact_span_is_the_facts_display(finished: Path) -> None:
    known = facts(finished)
    page = (finished / "results/report/index.html").read_text(encoding="utf-8")
    found = re.findall(r'<data class="fact" value="([^"]*)" data-fact="([^"]*)"[^>]*>([^<]*)</data>', page)
    assert len(found) > 50
    for value, id, shown in found:
        assert (known[id]["value"], known[id]["display"]) == (value, shown)


def test_executed_notebooks_show_their_parameters_and_no_time(finished: Path) -> None:
    notebook = json.loads((finished / "results/notebooks/mapping_ward.ipynb").read_text())
    injected = next(c for c in notebook["cells"] if "injected-parameters" in c["metadata"].get("tags", []))
    assert 'group = "ward"' in "".join(injected["source"])
    text = json.dumps(notebook)
    assert "start_time" not in text and "iopub" not in text


def test_a_second_run_does_nothing(finished: Path) -> None:
    assert planned(finished) == set()


def test_two_clean_runs_give_the_same_bytes(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    second = write_small_study(tmp_path_factory.mktemp("another-place") / "study")
    outcome = snakemake(second)
    assert outcome.returncode == 0, outcome.stderr
    day, places = date(2024, 5, 6), tmp_path_factory.mktemp("archives")
    archives = [release(study, day, places / f"{n}.zip") for n, study in enumerate((finished, second))]
    assert archives[0].sha256 == archives[1].sha256
    first_bytes, second_bytes = hashes(finished / "results"), hashes(second / "results")
    assert first_bytes.keys() == second_bytes.keys()
    assert [name for name in first_bytes if first_bytes[name] != second_bytes[name]] == []


STATEMENT_RULES = {"ingest_statements", "summarise_statements"}


def test_a_changed_mapping_file_re_runs_its_strand_only(copy: Path) -> None:
    raw = copy / "data/raw/mapping/answers.csv"
    raw.write_text(raw.read_text().replace("120", "130"))
    again = planned(copy)
    assert {"check_study", "ingest_mapping", "summarise_mapping", "build_report"} <= again
    assert not again & STATEMENT_RULES
    assert "ingest_people" not in again


def test_a_new_title_re_runs_the_report_only(copy: Path) -> None:
    config = copy / "config/config.yaml"
    config.write_text(config.read_text().replace("A small study", "A smaller study"))
    again = planned(copy)
    assert "build_report" in again
    assert not {rule for rule in again if rule.startswith(("ingest", "summarise", "prepare", "place"))}


def test_a_touched_but_unchanged_file_re_runs_nothing(copy: Path) -> None:
    (copy / "data/raw/statements/answers.csv").touch()
    assert planned(copy) == set()


def test_a_wrong_answer_stops_the_run_with_its_place_before_anything_changes(copy: Path) -> None:
    before = hashes(copy / "results")
    raw = copy / "data/raw/statements/answers.csv"
    raw.write_text(raw.read_text().replace("W3,ward,4,3,5,2", "W3,ward,4,3,Agrre,2"))
    outcome = snakemake(copy)
    assert outcome.returncode == 1
    assert "The run stopped in the rule check_study" in outcome.stderr
    assert "data/raw/statements/answers.csv" in outcome.stderr and "Agrre" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert hashes(copy / "results") == before


@pytest.mark.fast
def test_notebook_sources_are_committed_without_outputs() -> None:
    sources = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
    assert sources
    for source in sources:
        notebook = json.loads(source.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [] and cell["execution_count"] is None, source.name
            assert re.fullmatch(r"[a-z][a-z0-9-]*", cell["id"]), (source.name, cell["id"])


@pytest.mark.fast
def test_the_check_outranks_all_other_jobs_together_so_that_it_always_runs_first() -> None:
    found = {}
    for path in (REPOSITORY / "workflow/rules").glob("*.smk"):
        rule = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            rule = line.split()[1].rstrip(":") if line.startswith(("rule ", "    rule ")) else rule
            if line.strip().startswith("priority:"):
                found[rule] = int(line.partition(":")[2])
    # The scheduler takes the set of jobs with the largest sum.
    assert found.pop("check_study") > sum(found.values()) > 0
