"""What ``triangulate check`` says of bad studies and of odd but good ones, and that it writes nothing.

The cases stand in bad_declarations.py, bad_tables.py and bad_documents.py: each spoils the good small
study in one way and lists every error that there is to be, with its place.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import bad_declarations
import bad_documents
import bad_tables
import pytest
from small_study import write_small_study
from spoiling import Case, Said
from tabular_studies import spss_in_this_process
from triangulate.cli.main import app
from triangulate.problems import CATALOGUE
from typer.testing import CliRunner

pytestmark = pytest.mark.fast
CASES: list[Case] = [
    *bad_declarations.CONFIGS,
    *bad_declarations.INSTRUMENTS,
    *bad_declarations.REGISTERS,
    *bad_tables.CSV,
    *bad_tables.NAMES,
    *bad_tables.STATEMENT_ANSWERS,
    *bad_tables.MAPPING_ANSWERS,
    *bad_tables.WORKBOOKS,
    *bad_tables.SPSS,
    *bad_documents.DOCUMENTS,
    *bad_documents.TEXTS,
    *bad_documents.CODING_FILES,
    *bad_documents.QUERIES,
]
_READ_WHOLE = 1_000_000


def tree(folder: Path) -> dict[str, object]:
    """Everything below a folder, by name: contents, or for what is huge or special its status."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        whole = path.is_file() and not path.is_symlink() and status.st_size < _READ_WHOLE
        found[repr(path.relative_to(folder))] = (
            hashlib.sha256(path.read_bytes()).hexdigest()
            if whole
            else (status.st_mode, status.st_size, status.st_mtime_ns)
        )
    return found


def checked(study: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of ``triangulate check``; nothing may have been written anywhere near."""
    before = tree(study.parent)
    result = CliRunner().invoke(app, ["check", str(study), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert tree(study.parent) == before, "the check wrote something"
    return result.exit_code, json.loads(result.stdout)


def fits(problem: dict[str, Any], said: Said) -> bool:
    return (
        problem["code"] == said.code
        and said.phrase in f"{problem['message']} {problem['remedy']}"
        and said.file in (None, problem["file"])
        and all(problem[key] == value for key, value in said.place.items())
    )


def listed(problems: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(problem, ensure_ascii=False) for problem in problems)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spss_in_this_process(monkeypatch)
    return write_small_study(tmp_path / "study")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_said_with_its_place_and_remedy(case: Case, study: Path) -> None:
    case.spoil(study)
    code, answer = checked(study)
    problems = answer["problems"]
    assert code == case.exit, listed(problems)
    for said in case.said:
        assert any(fits(problem, said) for problem in problems), f"{said} is not in\n{listed(problems)}"
    errors = [problem for problem in problems if problem["severity"] == "error"]
    surplus = [p for p in errors if not any(fits(p, said) for said in case.said)]
    assert not surplus, f"besides, this was said:\n{listed(surplus)}"


def test_the_matrix_is_as_wide_as_promised() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert sum(case.exit == 1 for case in CASES) >= 60
    assert {said.code for case in CASES for said in case.said} <= set(CATALOGUE)


def test_faults_of_many_files_are_said_at_once(study: Path) -> None:
    parts = {
        "a mistyped strand": "declared.unknown-key",
        "an item of an unknown type": "declared.wrong-value",
        "a code without a definition": "declared.missing-key",
        "somebody of an unknown group": "people.unknown-group",
        "an answer with a typing error": "statements.unknown-answer",
        "a transcript without words": "transcripts.empty",
    }
    by_name = {case.name: case for case in CASES}
    # The other way round: places are those of the unspoilt study.
    for name in reversed(parts):
        by_name[name].spoil(study)
    (study / bad_tables.CONFIG).write_text(
        (study / bad_tables.CONFIG).read_text().replace("maping: {", "mapping: {").replace("seed:", "sede:")
    )
    code, answer = checked(study)
    found = {problem["code"] for problem in answer["problems"] if problem["severity"] == "error"}
    assert code == 1 and found == set(parts.values())
    assert answer["errors"] == len(parts)


def test_a_mistake_in_one_strand_raises_no_false_alarm_in_another(study: Path) -> None:
    """A codebook or register that cannot be used must not make strangers of all codes and people."""
    (study / bad_tables.CONFIG.replace("config.yaml", "codebook.yaml")).write_text("version: 1\ncodes: 7\n")
    code, answer = checked(study)
    assert code == 1 and answer["errors"] == 1
    assert not [p for p in answer["problems"] if p["code"].startswith(("codings.", "people.unknown"))]


def test_people_read_the_same_in_words_by_file(study: Path) -> None:
    bad_tables.edit(bad_tables.ANSWERS, "W3,ward,4", "W3,ward,[bold]")(study)
    result = CliRunner().invoke(app, ["check", str(study)])
    assert result.exit_code == 1
    lines = [line.strip() for line in result.stdout.splitlines()]
    at = lines.index(bad_tables.ANSWERS)
    assert lines[at + 1].startswith("error cell C4, line 4 '[bold]' is no answer on the scale.")
    assert lines[at + 2].startswith("Write one of Disagree strongly (1), Disagree (2)")
    assert lines[-1] == "1 error, 2 warnings."
    assert "\x1b[" not in result.stdout  # colours are for terminals


def test_warnings_alone_are_no_failure(study: Path) -> None:
    code, answer = checked(study)
    assert (code, answer["errors"], answer["warnings"]) == (0, 0, 2)


@pytest.mark.parametrize(
    "words", [["nowhere"], ["study/config/config.yaml"], ["study", "--frob"], ["a", "b"]]
)
def test_wrong_usage_is_told_from_findings(
    words: list[str], study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study.parent)
    assert CliRunner().invoke(app, ["check", *words]).exit_code == 2


@pytest.mark.parametrize(("words", "code"), [(["check", "nowhere"], 2), (["frob"], 2), (["check", "."], 1)])
def test_the_installed_command_exits_likewise_and_without_a_traceback(
    words: list[str], code: int, tmp_path: Path
) -> None:
    """What the shell sees: the runner of the other tests goes another way through typer."""
    command = [sys.executable, "-c", "from triangulate.cli import main; main()", *words]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert outcome.returncode == code, outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert outcome.stderr if code == 2 else "config/config.yaml" in outcome.stdout


def test_a_directory_that_is_no_study_is_a_finding(tmp_path: Path) -> None:
    code, answer = checked(tmp_path)
    assert code == 1
    assert [problem["code"] for problem in answer["problems"]] == ["declared.missing-file"]
