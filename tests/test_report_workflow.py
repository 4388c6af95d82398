"""A report whose sentences cannot drift: whole runs of a small study with a narrative and claims."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from small_study import write_small_study
from test_workflow import facts, hashes, snakemake
from triangulate.analysis.quotes import quote_id
from triangulate.problems import Problems
from triangulate.report.sametext import compare

pytestmark = pytest.mark.slow

SAID = "We do them at the kitchen table with the family listening, and that keeps them honest"
QUOTE = quote_id("quality_positive", SAID)
NARRATIVE = f"""\
# Summary

{{{{ claim("ward_agrees") }}}} It is {{{{ fact("statements.ward.clear.agree_pct") }}}} of them, see {{{{ see("table", "themes") }}}}.

# Quality of handovers

## In favour

{{{{ quote("{QUOTE}") }}}}

{{{{ table("themes") }}}}
"""
CLAIMS = """\
words: {most: [60, 90]}
claims:
  - id: ward_agrees
    says: "{most} people on the ward find handovers clear."
    holds: '"statements.ward.clear.agree_pct" in most'
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_small_study(tmp_path_factory.mktemp("report") / "study")
    config = study / "config/config.yaml"
    text = config.read_text().replace("min_n: 3", "min_n: 1")
    config.write_text(text + "report: {narrative: config/findings.md, claims: config/claims.yaml}\n")
    (study / "config/findings.md").write_text(NARRATIVE)
    (study / "config/claims.yaml").write_text(CLAIMS)
    outcome = snakemake(study)
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    return study


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "copy", symlinks=True))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(study: Path) -> str:
    """What a run that stops says of it."""
    outcome = snakemake(study)
    assert outcome.returncode != 0
    # A number typed by hand is found by the check already; a broken claim when the report is built.
    log = outcome.stdout + outcome.stderr
    log += "".join(path.read_text(encoding="utf-8") for path in sorted((study / "logs").glob("*.log")))
    assert "Traceback" not in log
    return log


def test_the_claim_is_printed_and_listed_with_its_facts(finished: Path) -> None:
    page = (finished / "results/report/index.html").read_text(encoding="utf-8")
    assert "Most people on the ward find handovers clear." in page and SAID in page and QUOTE in page
    row = (finished / "results/tables/claims.csv").read_text(encoding="utf-8").splitlines()[1]
    assert (
        row.startswith("ward_agrees,Most people")
        and ",true,fail,statements.ward.clear.agree_pct = 75.0" in row
    )
    assert page.count('id="table-themes"') == 1
    number = re.search(r'<a href="#table-themes"[^>]*>Table\s(\d+)</a>', page)
    assert number and f"<b>Table {number[1]}.</b> Mean percentage" in page


def test_page_pdf_and_word_say_the_same(finished: Path) -> None:
    report = finished / "results/report"
    problems = Problems()
    compare(
        (report / "index.html").read_text(encoding="utf-8"),
        (report / "findings.pdf").read_bytes(),
        (report / "findings.docx").read_bytes(),
        problems,
    )
    assert not len(problems), list(problems)


def test_making_the_report_again_gives_the_same_bytes(copy: Path) -> None:
    before = hashes(copy / "results/report")
    outcome = snakemake(copy, "--forcerun", "build_report")
    assert outcome.returncode == 0, outcome.stderr
    assert hashes(copy / "results/report") == before and set(before) == {
        "index.html",
        "findings.pdf",
        "findings.docx",
    }


def test_no_quote_says_who_said_it(finished: Path) -> None:
    page = (finished / "results/report/index.html").read_text(encoding="utf-8")
    for name in ("W1", "W2", "H1", "W1.txt"):
        assert not re.search(
            rf"\b{re.escape(name)}\b", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
        ), name
    for footer in re.findall(r"<footer>.*?</footer>", page, re.DOTALL):
        assert re.match(r"<footer>(Ward|Home care) participant · ", footer)


def test_one_raw_answer_that_breaks_a_claim_stops_the_run_and_says_so(copy: Path) -> None:
    edit(copy / "data/raw/statements/answers.csv", "W1,ward,5", "W1,ward,1")
    log = said(copy)
    assert "config/claims.yaml, line 3" in log and "'ward_agrees'" in log
    assert "statements.ward.clear.agree_pct is 50%" in log


def test_a_number_typed_by_hand_stops_the_run_with_line_and_suggestion(copy: Path) -> None:
    display = facts(copy)["statements.ward.clear.agree_pct"]["display"]
    edit(
        copy / "config/findings.md", "## In favour", f"On the ward {display} find them clear.\n\n## In favour"
    )
    log = said(copy)
    assert "config/findings.md, line 7" in log and f"'{display}'" in log
    assert 'fact("statements.ward.clear.agree_pct")' in log


def test_a_withdrawn_practitioner_s_quote_is_gone_and_the_narrative_asks_for_another(copy: Path) -> None:
    edit(copy / "data/raw/participants.csv", "2024-01-11,,H1.txt", "2024-01-11,2024-05-01,H1.txt")
    log = said(copy)
    assert "config/findings.md, line 9" in log and f"No quote is left for '{QUOTE}'" in log
    assert re.search(r'quote\("q-[0-9a-f]{8}"\)', log.partition("Ask for another")[2])
    edit(copy / "config/findings.md", f'{{{{ quote("{QUOTE}") }}}}', "Nothing is said.")
    outcome = snakemake(copy)
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    for path in copy.glob("results/**/*"):
        if path.is_file() and path.suffix in (".html", ".csv", ".ipynb"):
            assert "kitchen table" not in path.read_text(encoding="utf-8"), path


def test_axe_finds_nothing_in_the_page(finished: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    arguments += ["--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page()
        page.goto((finished / "results/report/index.html").as_uri())
        violations = axe.Axe().run(page).response["violations"]
        headings = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => +h.tagName[1])")
        browser.close()
    assert violations == []
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


@pytest.mark.parametrize("strand", ["mapping", "statements", "interviews"])
def test_a_study_of_one_strand_gets_its_report_in_every_format(tmp_path: Path, strand: str) -> None:
    study = write_small_study(tmp_path / strand)
    config = study / "config/config.yaml"
    lines = config.read_text().splitlines()
    others = {"mapping", "statements", "interviews"} - {strand}
    kept, dropping = [], False
    for line in lines:
        if not line.startswith(" "):
            dropping = line.partition(":")[0] in others
        kept += [] if dropping else [line]
    config.write_text("\n".join(kept) + "\n")
    outcome = snakemake(study)
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    assert {p.name for p in (study / "results/report").iterdir()} == {
        "index.html",
        "findings.pdf",
        "findings.docx",
    }
    assert "This study has no" in (study / "results/report/index.html").read_text(encoding="utf-8")
    assert (study / "results/report/findings.pdf").stat().st_size > 10_000
