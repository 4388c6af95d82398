"""``make bench`` prints what docs/benchmarks.md holds, and says so where a limit is exceeded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests/bench"))

import study  # noqa: E402  (a script, found on the path above)

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
