"""pyproject.toml, the lock, environment.yml and docs/dependencies.md say the same."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"matplotlib": "matplotlib-base", "snakemake": "snakemake-minimal"}


def split(requirement: str) -> tuple[str, str]:
    found = re.match(r"([A-Za-z0-9_.-]+)\s*(.*)", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found.group(1)).lower(), found.group(2).replace(" ", "")


@pytest.fixture(scope="module")
def declared() -> dict[str, dict[str, str]]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    return {
        "run": dict(map(split, project["dependencies"])),
        "dev": dict(map(split, project["optional-dependencies"]["dev"])),
    }


@pytest.mark.fast
def test_conda_users_get_the_same_direct_dependencies(declared: dict[str, dict[str, str]]) -> None:
    listed = yaml.safe_load((REPOSITORY / "environment.yml").read_text())["dependencies"]
    conda = dict(split(entry) for entry in listed if isinstance(entry, str))
    pip = dict(split(entry) for entry in next(e["pip"] for e in listed if isinstance(e, dict)))
    assert conda.pop("python") == ">=3.11,<3.14"
    conda.pop("pip")
    wanted = {CONDA_NAMES.get(name, name): bound for name, bound in declared["run"].items()}
    assert {**conda, **pip} == wanted


@pytest.mark.fast
def test_the_lock_fixes_every_dependency_by_hash_and_names_no_index(
    declared: dict[str, dict[str, str]],
) -> None:
    lock = (REPOSITORY / "requirements.lock").read_text()
    pinned = {split(name)[0] for name in re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", lock, re.M)}
    assert {*declared["run"], *declared["dev"]} <= pinned
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.split("\n", 2)[2]):
        if "==" in block.splitlines()[0]:
            assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in lock and "index-url" not in lock.replace("--no-emit-index-url", "")


@pytest.mark.fast
def test_every_dependency_has_its_reason(declared: dict[str, dict[str, str]]) -> None:
    text = (REPOSITORY / "docs" / "dependencies.md").read_text()
    reasons = {split(name)[0] for name in re.findall(r"^\| ([A-Za-z0-9_.-]+) \| \S", text, re.M)}
    assert {*declared["run"], *declared["dev"]} <= reasons


def test_no_process_of_ours_compiles_the_grammar_of_a_format_that_no_schema_names() -> None:
    code = (
        "import triangulate, nbformat, jsonschema, sys\n"
        "assert not any(name.startswith('rfc3987_syntax.') or name == 'lark' for name in sys.modules)\n"
        "jsonschema.Draft202012Validator({'type': 'object'}).validate({})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for schema in (REPOSITORY / "workflow/schemas").glob("*.yaml"):
        assert "iri" not in schema.read_text(encoding="utf-8").split(), schema.name
