"""The archive for readers outside: only from a study that verifies, the same bytes each time, nothing restricted."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from finished_study import copied, list_hashes, report_page
from triangulate.cli.main import app
from triangulate.evidence.hashes import write_inputs
from triangulate.evidence.opening import NoResults, open_study
from triangulate.evidence.stale import stale
from triangulate.evidence.withdrawn import search_withdrawn
from triangulate.exports.crate.graph import Software, crate_of
from triangulate.exports.crate.jobs import Job
from triangulate.facts.gather import read_facts
from triangulate.facts.released import printed_in, released, write_released
from triangulate.files import sha256_of_bytes
from triangulate.pipeline.archive import NotReleased, Released, checklists, release
from triangulate.pipeline.describe import as_json
from triangulate.pipeline.withdrawal import withdraw
from typer.testing import CliRunner

DAY = date(2024, 5, 6)
PUBLISHED = (
    "results/exports/published_facts.csv", "results/report/index.html", "results/workflow/Snakefile",
)  # fmt: skip
CRATE = "results/ro-crate-metadata.json"
APPENDIX = (
    '<section id="checklists"><h2>Checklists</h2><section><p>Asked of <a href="#methods">methods</a>.</p></section>'
    "</section>"
)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A finished study with its crate and everything else that a release asks for."""
    directory = copied(tmp_path)
    monkeypatch.chdir(directory)
    for name in ("results/audit/leaks.csv", "results/workflow/Snakefile"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("file,place,kind,text,context,stops\n")
    facts = read_facts(Path("results/facts.csv"))
    page = report_page(facts).replace("</body>", f'{APPENDIX}<section id="trace">After it.</section></body>')
    Path("results/report/index.html").write_text(page)
    told = released(facts.values(), printed_in(page))
    Path("results/exports").mkdir(exist_ok=True)
    write_released(Path("results/exports/published_facts.csv"), told)
    notebooks = tuple(p.as_posix() for p in Path("results/notebooks").glob("*.ipynb"))
    jobs = [
        Job("analyse", "", "Analysing", "notebooks/all.ipynb", ("source:mapping",), notebooks, {"seed": 5})
    ]
    crate = crate_of(
        open_study(Path()), jobs, told, [Path(name) for name in PUBLISHED], Software("0.1.0", "9.0")
    )
    Path(CRATE).write_text(as_json(crate))
    write_inputs([CRATE], Path("data/processed/crate.csv"))
    list_hashes()
    return directory


def members(done: Released) -> dict[str, bytes]:
    with zipfile.ZipFile(done.archive) as archive:
        names = archive.namelist()
        assert names == sorted(names) and len({i.date_time for i in archive.infolist()}) == 1
        assert all(name.startswith("small-2024-05-06/") for name in names)
        return {name.partition("/")[2]: archive.read(name) for name in names}


def test_an_archive_holds_report_exports_crate_checklists_and_a_readme_and_nothing_else(study: Path) -> None:
    done = release(study, DAY)
    assert done.archive == study / "releases/small-2024-05-06.zip"
    packed = members(done)
    assert set(packed) == {
        "README.md", "checklists.html", "exports/published_facts.csv", "report/index.html",
        "ro-crate-metadata.json", "workflow/Snakefile",
    }  # fmt: skip
    assert tuple(packed) == done.files
    for name in PUBLISHED:
        assert packed[name.removeprefix("results/")] == (study / name).read_bytes()
    readme = packed["README.md"].decode()
    assert "# A small study" in readme and "2024-05-06" in readme and "Simulated data" in readme
    assert "findings.pdf" not in readme, "only what is there is listed"
    crate = {e["@id"]: e for e in json.loads(packed["ro-crate-metadata.json"])["@graph"]}
    assert crate["./"]["datePublished"] == "2024-05-06"
    for part in crate["./"]["hasPart"]:
        assert crate[part["@id"]]["sha256"] == sha256_of_bytes(packed[part["@id"]])
    assert set(packed) - {"ro-crate-metadata.json"} == {part["@id"] for part in crate["./"]["hasPart"]}


def test_nobody_and_nothing_restricted_is_in_an_archive(study: Path) -> None:
    packed = members(release(study, DAY))
    everything = b"\n".join(packed.values())
    for person in (b"N4", b"S4", b"N1.txt", b"participants.csv", b"I slept through", b"team.csv"):
        assert person not in everything, person
    restricted = [p for p in study.rglob("*") if p.is_file() and "releases" not in p.parts]
    allowed = {study / name for name in (*PUBLISHED, "results/audit/leaks.csv")}
    hashes = {sha256_of_bytes(p.read_bytes()): p for p in restricted if p not in allowed}
    for name, data in packed.items():
        assert sha256_of_bytes(data) not in hashes, name
    for digest in hashes:
        assert digest.encode() not in everything, "the hash of a restricted file confirms a guess of it"
    for trace in (str(study), str(Path.home())):
        assert trace.encode() not in everything


def test_two_releases_of_a_day_are_the_same_bytes_and_another_day_is_another_release(study: Path) -> None:
    first = release(study, DAY)
    os.utime(study / "results/report/index.html", (1, 1))
    second = release(study, DAY, study.parent / "elsewhere.zip")
    assert first.archive.read_bytes() == second.archive.read_bytes()
    assert second.archive.name == "elsewhere.zip"
    assert first.sha256 == second.sha256 == sha256_of_bytes(first.archive.read_bytes())
    assert release(study, date(2024, 5, 7)).sha256 != first.sha256


@pytest.mark.parametrize(
    "name",
    [
        "results/report/index.html",
        "results/exports/published_facts.csv",
        CRATE,
        "config/mapping.yaml",
        "results/facts.csv",
    ],
)
def test_an_edited_file_is_named_and_nothing_is_released(study: Path, name: str) -> None:
    path = study / name
    path.write_text(path.read_text() + " \n")
    with pytest.raises(NotReleased) as refused:
        release(study, DAY)
    assert name in {finding.file for finding in refused.value.findings.found}
    assert not (study / "releases").exists()


def test_a_file_put_beside_the_exports_stops_a_release(study: Path) -> None:
    (study / "results/exports/names.csv").write_text("Marjorie Tregowan\n")
    with pytest.raises(NotReleased, match=r"results/exports/names\.csv"):
        release(study, DAY)


def test_a_run_that_did_not_search_for_names_is_not_released(study: Path) -> None:
    (study / "results/audit/leaks.csv").unlink()
    list_hashes()
    with pytest.raises(NotReleased, match="search for names"):
        release(study, DAY)


def test_a_study_that_was_never_run_is_not_released(tmp_path: Path) -> None:
    with pytest.raises(NoResults):
        release(tmp_path, DAY)


def test_the_command_exits_with_1_and_says_why_and_with_2_for_a_place_among_the_results(study: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["release", str(study), "--date", "2024-05-06", "--json"])
    assert done.exit_code == 0 and json.loads(done.output)["date"] == "2024-05-06"
    inside = runner.invoke(app, ["release", str(study), "--out", str(study / "results/exports/a.zip")])
    assert inside.exit_code == 2 and "Choose another place" in inside.output
    page = study / "results/report/index.html"
    page.write_text(page.read_text().replace("Nothing is said", "Much is said"))
    refused = runner.invoke(app, ["release", str(study)])
    assert refused.exit_code == 1 and "results/report/index.html" in refused.output
    assert len(list((study / "releases").iterdir())) == 1


def test_an_edited_crate_is_made_again_by_the_next_run(study: Path) -> None:
    assert not stale(study)
    (study / CRATE).write_text("{}")
    assert stale(study).delete == (CRATE,)


def test_who_withdraws_is_taken_out_of_archives_too(study: Path) -> None:
    done = release(study, DAY)
    with zipfile.ZipFile(done.archive, "a") as archive:
        archive.writestr("small-2024-05-06/note.txt", "Said by N4 alone.")
    assert any(hit.file.startswith("releases/") for hit in search_withdrawn(study, "N4").hits)
    removed = withdraw(study, "N1", DAY).removed
    assert {"releases/small-2024-05-06.zip", CRATE, "results/report/index.html"} <= set(removed)
    assert not done.archive.exists()


def test_the_checklists_are_cut_whole_out_of_the_page_with_their_links() -> None:
    page = checklists(f"<html><body>{APPENDIX}<section>Other</section></body></html>", "Cats & dogs")
    assert page is not None and "Other" not in page and "Cats &amp; dogs" in page
    assert (
        'href="report/index.html#methods"' in page and page.count("<section") == page.count("</section>") == 2
    )
    assert checklists("<html></html>", "None") is None


def test_an_archive_can_be_read_back(study: Path) -> None:
    data = release(study, DAY).archive.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
