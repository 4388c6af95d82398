"""``make bench`` prints what docs/benchmarks.md holds, and says so where a limit is exceeded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests/bench"))

import coding  # noqa: E402  (scripts, found on the path above)
import evidence  # noqa: E402
import study  # noqa: E402

pytestmark = pytest.mark.fast
FIGURES = {
    "cold run": (150.0, 1500.0),
    "nothing to do": (9.96, 90.0),
    "one changed transcript": (40.0, 700.0),
}
FLOORS = {"cold run": 60.0, "nothing to do": 5.0, "one changed transcript": 5.0}


def test_each_figure_stands_beside_its_limit_and_its_floor() -> None:
    lines = study.table(FIGURES, FLOORS).splitlines()
    assert lines[2] == "| cold run | 150.0 | 180 | 60.0 | 2.5 | 1500 | 2000 |"
    assert len(lines) == 2 + len(study.LIMITS)
    assert "\n".join(lines[:2]) in (REPOSITORY / "docs/benchmarks.md").read_text(encoding="utf-8")


def test_a_run_over_its_time_or_memory_is_named() -> None:
    assert study.over(FIGURES) == []
    slow = FIGURES | {"cold run": (181.0, 1500.0), "nothing to do": (9.0, 2001.0)}
    assert study.over(slow) == ["cold run", "nothing to do"]


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(SystemExit, match=r"(?s)the reason.*ended with 3"):
        study.timed([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"])


@pytest.mark.slow
def test_matching_is_timed_over_so_many_words_at_least(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triangulate.coding.parsed import Turn

    said = {"a": [Turn(1, 0, "We have a backlog.", ((0, 18, 1),))]}
    monkeypatch.setattr(coding, "WORDS", 10)
    reading, tried, words = coding.matching(said, coding.study_rules(REPOSITORY), tmp_path)
    assert words == 12 and reading > 0 and tried > 0


def test_the_bench_of_the_rule_coder_asks_for_a_run_first(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="run the study first"):
        coding.study_turns(tmp_path)


def test_the_share_of_facts_is_of_all_jobs_and_asks_for_a_run_first(tmp_path: Path) -> None:
    for job, seconds in (("record_inputs", 1), ("gather_facts", 2), ("gather_evidence", 3), ("all_else", 54)):
        (tmp_path / f"{job}.tsv").write_text(f"s\th:m:s\n{seconds}.0\t0:00:0{seconds % 10}\n")
    assert evidence.share_of_run(tmp_path) == 10
    (tmp_path / "gather_facts.tsv").unlink()
    with pytest.raises(SystemExit, match="has no gather_facts: run the study first"):
        evidence.share_of_run(tmp_path)


def test_the_bench_of_the_way_back_prints_the_lines_of_its_page() -> None:
    lines = evidence.table(dict.fromkeys(evidence.LIMITS, 0.5)).splitlines()
    assert lines[2] == "| verify (s) | 0.5 | 30 |"
    page = (REPOSITORY / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert "\n".join(lines[:2]) in page
    assert all(f"| {name} |" in page for name in evidence.LIMITS)
