"""A small finished study with all strands, made without Snakemake, for the tests of the evidence."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from triangulate.analysis.agreement import statement_agreement, theme_agreement
from triangulate.analysis.answers import answer_matrix
from triangulate.analysis.coding import code_counts, counted_codings, counting_coder
from triangulate.analysis.comparison import compare_statements, compare_themes
from triangulate.analysis.integration import joint_display, valence_counts
from triangulate.analysis.mapping_ratios import organisations_asked, ratios
from triangulate.analysis.mapping_summary import extremes, returns, summarise
from triangulate.analysis.persons import person_fit, person_scores
from triangulate.analysis.quotes import quote_bank
from triangulate.analysis.reliability import reliability
from triangulate.analysis.sample import sample_table
from triangulate.evidence.hashes import write_inputs
from triangulate.facts import strands
from triangulate.facts.fact import Fact
from triangulate.facts.gather import gather, read_facts, write_facts
from triangulate.facts.recording import FACTS_TYPE
from triangulate.files import sha256_of_file, write_text
from triangulate.pipeline.check import run_check
from triangulate.pipeline.ingest import ingest_mapping, ingest_people, ingest_statements
from triangulate.pipeline.interviews import redactions_table
from triangulate.pipeline.manifest import write_manifest
from triangulate.pipeline.placing import place_codings
from triangulate.problems import Problems
from triangulate.raw.everything import read_transcripts
from triangulate.raw.register import read_register
from triangulate.records.tables import read_table, table, write_csv, write_table
from triangulate.report.printing import Printer
from triangulate.study.load import load_study
from triangulate.study.model import Study
from triangulate.text.offsets import Edit, OffsetMap
from triangulate.text.prepare import Prepared

PROCESSED = Path("data/processed")

CONFIG = """
study: {id: small, title: A small study, synthetic: true}
seed: 5
groups:
  - {id: north, label: North, unit_label: site}
  - {id: south, label: South, unit_label: site}
mapping: {instrument: config/mapping.yaml, sources: [data/raw/mapping]}
statements:
  {instrument: config/statements.yaml, sources: [data/raw/statements], respondent: person, group: side}
interviews:
  register: data/raw/participants.csv
  transcripts: [data/raw/transcripts]
  codebook: config/codebook.yaml
  codings: [data/raw/codings]
privacy: {disclosure: {min_n: 1}}
"""
MAPPING = """
items:
  - {id: staff, label: Number of staff, groups: [north, south], type: count}
  - {id: trained, label: Staff who are trained, groups: [north, south], type: count}
  - {id: share, label: Share trained, groups: [north], type: ratio, min: 0, max: 1}
  - {id: place, label: Place, groups: [north], type: text}
"""
CHECKS = """
checks:
  - {id: fewer, groups: [north, south], expr: trained <= staff, severity: warning, label: More than all.}
"""
STATEMENTS = """
scale:
  - {code: 1, label: Strongly disagree}
  - {code: 2, label: Disagree}
  - {code: 3, label: Neither, neutral: true}
  - {code: 4, label: Agree, agree: true}
  - {code: 5, label: Strongly agree, agree: true}
not_applicable: [Not applicable]
themes: [{id: training, label: Training}, {id: work, label: Work}]
statements:
  - {id: clear, theme: training, text: The training was clear., column: Q1}
  - {id: long, theme: training, text: The training was too long., reverse: true}
  - {id: useful, theme: training, text: The training was useful.}
  - {id: time, theme: work, text: I have the time I need.}
"""
CODEBOOK = """
version: "1"
codes:
  - {id: training, label: Training, kind: a_priori, definition: All about training.}
  - {id: too_short, label: Too short, parent: training, kind: emergent, definition: Said so.}
  - {id: work, label: Benefits of work, kind: a_priori, definition: All about work.}
"""
REGISTER = """participant_id,group,organisation,role,consent_date,withdrawn_date,transcript
N1,north,Hill,nurse,2020-01-01,,N1.txt
N2,north,Hill,nurse,2020-01-01,,
N3,north,Moor,nurse,2020-01-01,,
N4,north,Moor,nurse,2020-01-01,2020-02-01,N4.txt
S1,south,Bay,nurse,2020-01-01,,S1.txt
S2,south,Bay,nurse,2020-01-01,,
S3,south,Cove,nurse,2020-01-01,,
S4,south,Cove,nurse,,,
"""
ANSWERS = """person,side,Q1,long,useful,time
N1,North,Agree,2,5,4
N2,North,5,1,Strongly agree,
N3,North,3,2,4,1
N4,North,1,1,1,1
S1,South,4 - Agree,4,2,Not applicable
S2,south,2,3,2,5
S3,south,1,5,3,4
S4,south,5,5,5,5
"""
TRANSCRIPTS = {
    "N1.txt": "Interviewer: How was the training?\n"
    "Participant: It was good, but it was over before we had really begun with it.\n"
    "Interviewer: And the work?\nParticipant: There is more of it every year than the year before.\n",
    "N4.txt": "Interviewer: How was the training?\n"
    "Participant: I never told anybody but you that I slept through most of it.\n",
    "S1.txt": "Interviewer: How was the training?\r\n"
    "Participant: Very short – I would have liked a second day of it, or a third.\r\n",
}
#: Document, quoted words, code and coder of each coding.
CODINGS = (
    ("N1.txt", "it was over before we had really begun", "too_short", "anna"),
    ("N1.txt", "It was good", "training", "anna"),
    ("N1.txt", "There is more of it every year", "work", "anna"),
    ("S1", "Very short – I would have liked a second day of it", "Training > Too short", "anna"),
    ("N1.txt", "it was over before", "Too short", "ben"),
    ("N4.txt", "I slept through", "training", "anna"),
)
#: Document, words taken out of it, and what stands there instead.
REDACTED = (("S1.txt", "second day", "[Day]"),)
#: A figure that draws two facts.
FIGURE = (
    "<svg><g id=\"fact:themes.north.training.agree_pct_mean\"><path d='M0 0'/></g>"
    '<g id="fact:themes.north.training.agree_pct_mean:label"><text>44%</text></g>'
    '<g id="fact:statements.north.clear.n"><text>n = 3</text></g></svg>\n'
)


def _put(path: str, content: str) -> None:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode())


def _write_raw() -> None:
    for name, content in (
        ("config.yaml", CONFIG),
        ("mapping.yaml", MAPPING + CHECKS),
        ("statements.yaml", STATEMENTS),
        ("codebook.yaml", CODEBOOK),
    ):
        _put(f"config/{name}", content)
    _put("data/raw/participants.csv", REGISTER)
    _put("data/raw/statements/answers.csv", ANSWERS)
    for name, text in TRANSCRIPTS.items():
        _put(f"data/raw/transcripts/{name}", text)
    rows = ["document,start,end,code,coder,text"]
    for document, words, code, coder in CODINGS:
        full = document if document.endswith(".txt") else f"{document}.txt"
        start = TRANSCRIPTS[full].replace("\r\n", "\n").index(words)
        rows.append(f'{document},{start},{start + len(words)},{code},{coder},"{words}"')
    _put("data/raw/codings/team.csv", "\n".join(rows) + "\n")
    for group, organisation, staff, share in (
        ("north", "Hill", 12, 0.5),
        ("north", "Moor", 7, None),
        ("south", "Bay", 20, None),
        ("south", "Cove", 31, None),
        ("south", "Dune", None, None),
    ):
        book = Workbook()
        sheet = book.active
        sheet.title = "Form"
        sheet.append(["A title"])
        sheet.append(["ID", "Question", "Answer"])
        sheet.append(["organisation", "Name of the site", organisation])
        sheet.append(["staff", "Number of staff", staff])
        sheet.append(["trained", "Staff who are trained", 5])
        if group == "north":
            sheet.append(["share", "Share trained", share])
            sheet.append(["place", "Place", "a hill"])
        target = Path(f"data/raw/mapping/{group}/{organisation}.xlsx")
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)


def _write_documents(study: Study) -> None:
    problems = Problems()
    people = read_register(study, problems) or ()
    groups = {p.transcript: (p.participant_id, p.group) for p in people}
    rows: list[dict[str, object]] = []
    prepared = []
    for t in read_transcripts(study, people, problems):
        edits = tuple(
            Edit(t.text.index(words), t.text.index(words) + len(words), instead, "Day", "by hand")
            for document, words, instead in REDACTED
            if document == t.document
        )
        moves = OffsetMap(edits)
        text = moves.apply(t.text)
        prepared.append(Prepared(t.document, text, edits, moves, (), (), len(text.split()), None))
        rows.append(
            {
                "document": t.document,
                "participant_id": groups[t.document][0],
                "group": groups[t.document][1],
                "format": t.format,
                "sha256": t.sha256,
                "characters": len(text),
                "words": len(text.split()),
                "turns": len(t.turns),
                "minutes": None,
                "redactions": len(edits),
                "text": text,
                **t.source.as_columns(),
            }
        )
    write_table(PROCESSED / "documents.parquet", "documents", table("documents", rows))
    write_table(PROCESSED / "redactions.parquet", "redactions", redactions_table(prepared))


def _facts(study: Study) -> dict[str, list[Fact]]:
    """The facts of each notebook, by the notebook's name."""
    assert study.mapping and study.statements and study.interviews
    named = {
        n: read_table(PROCESSED / f"{n}.parquet", n) for n in ("people", "forms", "respondents", "documents")
    }
    sample = sample_table(study.groups, *named.values())
    facts = strands.sample_facts(sample) + strands.instrument_facts(study.statements.instrument)
    found = {"sample": facts}
    mapping = read_table(PROCESSED / "mapping.parquet", "mapping")
    form = study.mapping.instrument
    summary = summarise(mapping, study.groups, form)
    asked = organisations_asked(named["people"], mapping, study.groups)
    found["mapping"] = (
        strands.mapping_facts(summary)
        + strands.extreme_facts(extremes(mapping, study.groups, form), summary)
        + strands.returns_facts(returns(mapping, study.groups, form, asked=asked))
        + strands.ratio_facts(ratios(mapping, study.groups, form))
    )
    answers = read_table(PROCESSED / "answers.parquet", "answers")
    matrix = answer_matrix(answers, study.groups, study.statements.instrument)
    agreement = statement_agreement(matrix)
    themes = theme_agreement(matrix, seed=study.seed, repetitions=50)
    write_csv(Path("results/tables/statements.csv"), agreement)
    found["statements"] = (
        strands.statement_facts(agreement, study.statements.instrument)
        + strands.theme_facts(themes)
        + strands.reliability_facts(reliability(matrix).scales)
        + strands.comparison_facts(compare_statements(matrix), "statement", study.groups)
        + strands.comparison_facts(compare_themes(matrix, seed=1, repetitions=50), "theme", study.groups)
    )
    codings = read_table(PROCESSED / "codings.parquet", "codings")
    counted = counted_codings(codings)
    # All that is in a document counts as said by its participant.
    whole = named["documents"].assign(role="participant", start=0, end=named["documents"]["characters"])
    bank = quote_bank(counted, whole, study.interviews.codebook, minimum=1)
    write_csv(Path("results/tables/quote_bank.csv"), bank)
    write_csv(Path("results/tables/quotes.csv"), bank[bank["area"] != "work"])
    write_csv(Path("results/tables/codings.csv"), codings)
    counts = code_counts(counted, named["documents"], study.interviews.codebook, study.groups)
    found["coding"] = strands.coding_facts(counts, str(counting_coder(codings)))
    book = study.interviews.codebook
    valence = valence_counts(counted, book, study.statements.instrument.themes, study.groups)
    scores = person_scores(matrix, counted, named["documents"], book)
    fit = person_fit(scores, [theme.id for theme in study.statements.instrument.themes], study.groups)
    interviews = named["documents"]["group"].value_counts().to_dict()
    found["integration"] = strands.integration_facts(
        joint_display(themes, valence), interviews
    ) + strands.person_facts(fit)
    return found


def _write_notebooks(facts: dict[str, list[Fact]]) -> list[str]:
    names = []
    for name, own in facts.items():
        data = {FACTS_TYPE: [fact.as_dict() for fact in own]}
        cell = {"id": "record", "cell_type": "code", "outputs": [{"data": data}]}
        path = f"results/notebooks/{name}.ipynb"
        write_text(Path(path), json.dumps({"cells": [cell]}))
        names.append(path)
    return names


def report_page(ids: Iterable[str], prose: str = "Nothing is said here.", quote: str = "It was good") -> str:
    """A report that prints these facts, some prose, and a quote."""
    fact = Printer(read_facts(Path("results/facts.csv")))
    lines = "\n".join(f"<p>{fact(id)}</p>" for id in ids)
    return (
        f'<html><body><h1>Part 1 of 2</h1><div class="prose"><p>{prose}</p></div>\n{lines}\n'
        f"<blockquote><p>“{quote}”</p><footer>Somebody, 1</footer></blockquote></body></html>\n"
    )


def list_hashes() -> None:
    """Write the manifest of the current directory anew."""
    write_manifest([(".*", "made")], Path("results/manifest.csv"))


def finish(directory: Path) -> Study:
    """Make the study in ``directory`` from its raw files to its manifest."""
    before = Path.cwd()
    os.chdir(directory)
    try:
        _write_raw()
        run_check(Path(), PROCESSED / "queries.parquet")
        problems = Problems()
        study = load_study(Path(), problems)
        assert study is not None, list(problems)
        people = PROCESSED / "people.parquet"
        ingest_people(study, people)
        ingest_mapping(study, PROCESSED / "forms.parquet", PROCESSED / "mapping.parquet")
        ingest_statements(study, people, PROCESSED / "respondents.parquet", PROCESSED / "answers.parquet")
        _write_documents(study)
        place_codings(
            study,
            people=people,
            documents=PROCESSED / "documents.parquet",
            redactions=PROCESSED / "redactions.parquet",
            codings=PROCESSED / "codings.parquet",
            imported=PROCESSED / "coding_import.parquet",
            **{
                name: PROCESSED / f"{name}.parquet" for name in ("edits", "memos", "cases", "codes", "coders")
            },
        )
        notebooks = _write_notebooks(_facts(study))
        placed = gather({name: Path(name) for name in notebooks}, study.privacy)
        write_facts(Path("results/facts.csv"), placed)
        write_text(Path("results/figures/themes.svg"), FIGURE)
        ids = list(read_facts(Path("results/facts.csv")))
        write_text(Path("results/report/index.html"), report_page(ids))
        inputs = [p for folder in ("config", "data/raw") for p in Path(folder).rglob("*") if p.is_file()]
        write_inputs(inputs, PROCESSED / "inputs.csv")
        list_hashes()
        return study
    finally:
        os.chdir(before)


@cache
def finished() -> Path:
    """A finished study, made once and not to be written to."""
    directory = Path(tempfile.mkdtemp(prefix="finished-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    finish(directory)
    return directory


def copied(directory: Path) -> Path:
    """A finished study to be edited, in a folder of ``directory``; time stamps are kept."""
    return Path(shutil.copytree(finished(), directory / "copy"))


def digest(directory: Path) -> dict[str, str]:
    """The hash of every file of a study, to see that nothing was written."""
    return {
        p.relative_to(directory).as_posix(): sha256_of_file(p) for p in directory.rglob("*") if p.is_file()
    }
