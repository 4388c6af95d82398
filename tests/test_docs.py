"""The documentation says what is so: reference pages are current, and the tutorial is carried out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from triangulate.cli.main import app
from triangulate.pipeline.check import check_study
from typer.testing import CliRunner

DOCS = Path(__file__).resolve().parents[1] / "docs"
sys.path.insert(0, str(DOCS))
import describe_config  # noqa: E402
import draw_dag  # noqa: E402
import list_commands  # noqa: E402
import list_facts  # noqa: E402
import list_problems  # noqa: E402
import list_statistics  # noqa: E402

_BLOCK = re.compile(r'^```\w+(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@pytest.mark.fast
@pytest.mark.parametrize(
    "made",
    [describe_config, list_commands, list_facts, list_problems, list_statistics],
    ids=lambda m: m.__name__,
)
def test_a_reference_page_is_current(made: object) -> None:
    page, path = made.page(), made.PAGE  # type: ignore[attr-defined]
    message = f"out of date: run python docs/{made.__name__}.py"  # type: ignore[attr-defined]
    assert path.read_text(encoding="utf-8") == page, message


@pytest.mark.fast
def test_every_problem_is_shown_as_a_sentence_without_format_signs() -> None:
    page = list_problems.page()
    for code in list_problems.CATALOGUE:
        assert f"### {code}\n" in page
    # Double braces are left only where a message itself shows them.
    assert not re.search(r"(?<!\{)\{\w+(![rs])?\}(?!\})", page)


@pytest.mark.fast
def test_every_key_of_the_configuration_has_its_meaning() -> None:
    sections = describe_config.page().split("\n## ")[1:]
    ours = [s for s in sections if Path(s.split()[0]).stem in describe_config.FIRST]
    assert len(ours) == len(describe_config.FIRST)
    for line in "\n".join(ours).splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]
        name = cells[1].strip("`") if len(cells) == 6 else ""
        obvious = name.endswith((".id", ".label")) or name in ("key", "---")
        assert len(cells) != 6 or obvious or cells[4], f"{name} has no description in its schema"


@pytest.mark.fast
def test_every_fact_that_the_package_can_name_is_of_a_described_family() -> None:
    package = Path(list_statistics.triangulate.__file__).parent / "facts"
    templates = set()
    for path in package.glob("*.py"):
        templates |= set(re.findall(r'"?\bid"?[=:] ?f?"([a-z_]+)[.{"]', path.read_text(encoding="utf-8")))
    described = {id.split(".")[0] for id in list_facts.FAMILIES}
    assert len(templates) > 8 and templates <= described


@pytest.mark.fast
def test_every_public_statistic_says_what_it_is() -> None:
    for section in list_statistics.page().split("\n### ")[1:]:
        heading, _, body = section.partition("\n")
        assert len(body.split("\n## ")[0].strip()) > 30, heading


@pytest.mark.slow
def test_the_site_is_built_without_a_broken_link(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path)]
    outcome = subprocess.run(command, cwd=DOCS.parent, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert "alpha" in (tmp_path / "methods.html").read_text(encoding="utf-8")


@pytest.fixture
def steps() -> list[tuple[str, str]]:
    text = (DOCS / "bring-your-own-study.md").read_text(encoding="utf-8")
    return [(title, body) for title, body in _BLOCK.findall(text) if title]


@pytest.mark.fast
def test_the_tutorial_goes_from_a_blank_directory_to_a_sound_study(
    steps: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = tmp_path / "shifts"
    monkeypatch.chdir(tmp_path)
    for title, body in steps:
        path = study / title.removesuffix(", added")
        if title == "says":
            assert CliRunner().invoke(app, ["check", "shifts"]).stdout.strip() == body.strip()
            answers = study / "data/raw/statements/answers.csv"
            answers.write_text(answers.read_text().replace("Rather disagre,", "Rather disagree,"))
            assert not check_study(study).errors
        elif title.endswith(", added"):
            path.write_text(path.read_text() + body)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
    problems = check_study(study)
    assert not problems.errors, "\n".join(map(str, problems.errors))
    assert {p.code for p in problems.warnings} == {"statements.spelling-forgiven", "codings.moved"}
    forms = CliRunner().invoke(app, ["forms", "shifts", "--out", "shifts/forms"])
    assert forms.exit_code == 0
    assert sorted(path.name for path in (study / "forms").iterdir()) == [
        "mapping_day.xlsx", "mapping_night.xlsx", "statements.xlsx",
    ]  # fmt: skip


@pytest.mark.fast
def test_commands_of_the_tutorial_exist() -> None:
    text = (DOCS / "bring-your-own-study.md").read_text(encoding="utf-8")
    used = {match.split()[0] for match in re.findall(r"^\$ triangulate (.*)$", text, re.MULTILINE)}
    assert used == {"new", "run", "check", "forms"}
    assert used <= {command.name for command in app.registered_commands}


def test_the_diagram_of_the_rules_is_the_same_however_it_is_drawn_and_has_no_arrow_twice_over() -> None:
    drawn = "\tid0[all]\n\tid1[read]\n\tid2[count]\n\tid1 --> id0\n\tid2 --> id0\n\tid1 --> id2\n"
    other = "\tid7[count]\n\tid3[read]\n\tid9[all]\n\tid3 --> id7\n\tid7 --> id9\n\tid3 --> id9\n"
    assert (
        draw_dag.diagram(drawn)
        == draw_dag.diagram(other)
        == "flowchart TB\n\tcount --> all\n\tread --> count"
    )
