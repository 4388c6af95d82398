"""``triangulate codebook-diff``: what changed between two versions, and what it does to the counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from triangulate.cli.main import app
from triangulate.coding.codebook_diff import successors
from triangulate.records.tables import table, write_table
from triangulate.study.model import Code, Codebook
from typer.testing import CliRunner

OLD = """\
version: "1"
codes:
  - {id: area, label: Area, kind: a_priori, definition: All of it.}
  - {id: late, label: Late, kind: a_priori, definition: Too late., parent: area, patterns: [backlog]}
  - {id: slow, label: Slow, kind: a_priori, definition: Too slow., parent: area, patterns: [slow]}
  - {id: odd, label: Odd, kind: emergent, definition: Odd.}
"""
NEW = """\
version: "2"
codes:
  - {id: area, label: Area, kind: a_priori, definition: All of it.}
  - {id: delay, label: Late, kind: a_priori, definition: Too late or too slow., parent: area,
     patterns: ["backlog|behind", slow], since: "2"}
"""
SAID = "We have a backlog. It is slow. We are behind."


def code(id: str, label: str, definition: str = "", parent: str | None = None, *patterns: object) -> Code:
    return Code(id, label, "a_priori", definition, parent, patterns=patterns)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("after", "became"),
    [
        (code("new", "Gone"), "new"),
        (code("new", "Other", "What it is."), "new"),
        (code("new", "Other", "", None, "b", "a"), "new"),
        (code("new", "Other", "", None, "a"), None),
        (code("new", "Other"), None),
    ],
)
def test_a_code_that_is_gone_is_known_again_by_label_definition_or_patterns(
    after: Code, became: str | None
) -> None:
    gone = code("gone", "Gone", "What it is.", None, "a", "b")
    assert successors(Codebook("1", (gone,)), Codebook("2", (after,))) == {"gone": became}


@pytest.mark.fast
def test_two_candidates_are_none() -> None:
    gone = code("gone", "Gone")
    assert successors(Codebook("1", (gone,)), Codebook("2", (code("a", "Gone"), code("b", "Gone")))) == {
        "gone": None
    }


def versions(directory: Path, old: str = OLD, new: str = NEW) -> list[str]:
    for name, text in (("old.yaml", old), ("new.yaml", new)):
        (directory / name).write_text(text, encoding="utf-8")
    return [str(directory / "old.yaml"), str(directory / "new.yaml"), "--study", str(directory)]


def run(*arguments: str) -> tuple[int, Any]:
    outcome = CliRunner().invoke(app, ["codebook-diff", *arguments, "--json"])
    return outcome.exit_code, json.loads(outcome.output)


@pytest.mark.fast
def test_without_a_run_the_changes_are_told_and_the_counts_are_not(tmp_path: Path) -> None:
    code_, told = run(*versions(tmp_path))
    assert code_ == 0 and told["interviews"] == 0 and told["effects"] == []
    assert {(c["code"], c["change"]) for c in told["changes"]} == {
        ("delay", "added"), ("late", "removed"), ("slow", "removed"), ("odd", "removed"),
    }  # fmt: skip
    assert told["became"] == {"late": "delay", "slow": "delay", "odd": None}


@pytest.mark.fast
def test_a_change_without_a_new_version_and_a_broken_codebook_are_findings(tmp_path: Path) -> None:
    arguments = versions(tmp_path, new=OLD.replace("Too slow.", "Slower."))
    code_, told = run(*arguments)
    assert code_ == 1 and told["same_version"] and told["changes"][0]["field"] == "definition"
    assert run(*versions(tmp_path, new=OLD))[0] == 0, "nothing changed"
    code_, told = run(*versions(tmp_path, new=NEW.replace("label: Late", "lable: Late")))
    assert code_ == 1 and "label" in told["problems"][0]["message"] + told["problems"][0]["remedy"]


@pytest.mark.slow
def test_rules_of_both_versions_are_counted_on_the_interviews_and_orphans_are_named(tmp_path: Path) -> None:
    source = {
        "source_file": "x",
        "source_sheet": None,
        "source_row": None,
        "source_column": None,
        "source_line": 1,
    }
    text = f"A: {SAID}"
    document = {
        "document": "d.txt", "participant_id": "d", "group": "g", "format": "txt", "sha256": "x",
        "characters": len(text), "words": 9, "turns": 1, "minutes": None, "redactions": 0, "text": text, **source,
    }  # fmt: skip
    bounds = [(3, 21), (22, 33), (34, 48)]
    segments = [
        {"document": "d.txt", "turn": 1, "sentence": n, "speaker": "A", "role": "participant", "start": s, "end": e,
         "line": 1, "time_start": None}
        for n, (s, e) in enumerate(bounds, 1)
    ]  # fmt: skip
    coding = {
        "coding": "c", "document": "d.txt", "start": 3, "end": 21, "code": "late", "coder": "kim",
        "stage": "independent", "counted": True, "rule": None, "group": "g", "text": text[3:21], "line": 1, **source,
    }  # fmt: skip
    for name, rows in (("documents", [document]), ("segments", segments), ("codings", [coding])):
        write_table(tmp_path / f"data/processed/{name}.parquet", name, table(name, rows))
    code_, told = run(*versions(tmp_path))
    assert code_ == 1 and told["orphans"] == {"late": 1} and told["became"]["late"] == "delay"
    effects = {e["code"]: [e[k] for k in ("human", "rules_before", "rules_after", "gained", "lost")]
               for e in told["effects"]}  # fmt: skip
    assert effects["late"] == [1, 1, 0, 0, 1] and effects["slow"] == [0, 1, 0, 0, 1]
    assert effects["delay"] == [0, 0, 3, 3, 0]
    shown = CliRunner().invoke(app, ["codebook-diff", *versions(tmp_path)]).output
    assert "late is gone: 1 human passage with it" in shown and "it seems to be delay now" in shown
