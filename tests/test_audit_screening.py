"""A fresh table through `triangulate consistency`: verdicts, hostile cells in words, exit codes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from triangulate.audit.screening import Screened, screen_file
from triangulate.cli.main import app
from triangulate.problems import Problems
from typer.testing import CliRunner

pytestmark = pytest.mark.fast


def screen(tmp_path: Path, text: str, most: int = 300) -> tuple[Screened | None, Problems]:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    return screen_file(path, problems, most), problems


def only(tmp_path: Path, text: str) -> Screened:
    screened, problems = screen(tmp_path, text)
    assert screened is not None, [str(p) for p in problems]
    return screened


def test_a_line_with_its_n_is_possible_or_not(tmp_path: Path) -> None:
    screened = only(tmp_path, "scale,Mean,SD,N\nA,3.45,,20\nB,3.45,1.20,28\n")
    good, bad = screened.lines
    assert good.rulings[0].verdict == "possible"
    assert bad.rulings[0].verdict == "impossible"
    assert "3.4286 and 3.4643" in bad.rulings[0].reason
    assert (good.label, bad.label) == ("A", "B")
    assert screened.findings == 1


def test_a_line_without_n_says_which_n_it_can_have(tmp_path: Path) -> None:
    (line,) = only(tmp_path, 'mean,sd,min,max\n"1,176.27",772.48,6,"3,200"\n').lines
    assert line.row is not None
    assert line.row.n_possible[:4] == (11, 15, 22, 26)
    assert len(line.remarks) == 2


def test_ratios_and_averaged_items_have_finer_answers(tmp_path: Path) -> None:
    text = "what,mean,n,type,items\nwhole,3.47,10,,\nratio,3.47,10,ratio,\nscale of ten items,3.47,10,,10\n"
    whole, ratio, scale = only(tmp_path, text).lines
    assert whole.rulings[0].cannot_hold
    assert "if the answers are whole numbers" in ratio.rulings[0].reason
    assert ratio.row is not None
    assert ratio.row.n_finer == (10,)
    assert scale.rulings[0].verdict == "possible"


def test_the_ends_of_a_scale_bound_the_answers_without_having_to_occur(tmp_path: Path) -> None:
    text = "mean,sd,n,scale_min,scale_max,min,max\n3.00,0.00,5,1,5,,\n3.00,0.00,5,,,1,5\n"
    text += "0.52,0.47,25,0,1,,\n"
    scale, observed, binary = only(tmp_path, text).lines
    assert not scale.is_finding
    assert observed.is_finding
    assert binary.is_finding  # DEBIT: the SD of 13 of 25 is 0.51


def test_percentages_with_their_n_and_without(tmp_path: Path) -> None:
    text = "group,pct,n\na,52%,25\na,52,28\nb,72,\nb,68,\nb,24,\nc,91,\nc,11,\nc,26,\n"
    screened, _ = screen(tmp_path, text, 45)
    assert screened is not None
    assert [line.percentage.verdict for line in screened.lines[:2] if line.percentage] == [
        "possible", "impossible",
    ]  # fmt: skip
    assert {g.group: g.possible for g in screened.groups}["b"] == (25,)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("3.5,-0.2,10", "No data have an SD below nought"),
        ("3.5,0.5,1", "One value has no SD"),
        ("3.5,,0", "at least 1"),
        ("3.5,,12.5", "whole"),
        ('"3,5",1,20', "decimal comma"),
        ("3.5x,1,20", "words beside it"),
        ("nan,1,20", "stands for nothing known"),
        ("1e3,1,20", "exponent"),
        (",1.5,20", "No mean is printed"),
        (",,", "Neither a mean nor a percentage"),
        ("66%,1,", "per cent sign"),
        ("3.5,1,99999999999999", "not asked about"),
    ],
)
def test_hostile_values_are_said_in_words(tmp_path: Path, cells: str, words: str) -> None:
    (line,) = only(tmp_path, f"mean,sd,n,note\n{cells},kept\n").lines
    said = (*(r.reason for r in line.rulings), *line.unread, *line.remarks)
    assert any(words in sentence for sentence in said), said
    assert line.label == "kept"


def test_a_minimum_above_the_maximum_is_impossible(tmp_path: Path) -> None:
    (line,) = only(tmp_path, "mean,min,max\n3,5,1\n").lines
    assert line.rulings[0].reason == "The minimum 5 lies above the maximum 1."


@pytest.mark.parametrize("decimals", ["x", "-1", "10", "2.0", "\N{SUPERSCRIPT TWO}"])
def test_decimals_are_a_small_number(tmp_path: Path, decimals: str) -> None:
    (line,) = only(tmp_path, f"mean,n,decimals\n3.5,10,{decimals}\n").lines
    assert any("decimals are a number" in sentence for sentence in line.unread)
    (good,) = only(tmp_path, "mean,n,decimals\n3.5,28,2\n").lines
    assert good.rulings[0].verdict == "possible"  # 98 of 28 is 3.50 exactly


def test_other_headings_and_delimiters_are_understood(tmp_path: Path) -> None:
    (line,) = only(tmp_path, "Scale;M;Std Dev;Valid N\nA;3.45;1.20;28\n").lines
    assert line.is_finding
    (share,) = only(tmp_path, "%\tN\n52\t28\n").lines
    assert share.is_finding


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "mean\n", "mean,mean\n1,2\n", "\0\0\0"])
def test_a_table_with_nothing_to_screen_is_a_problem_in_words(tmp_path: Path, text: str) -> None:
    screened, problems = screen(tmp_path, text)
    assert screened is None
    assert len(problems.errors) == 1


def test_a_row_of_300_n_over_a_range_of_thousands_is_quick(tmp_path: Path) -> None:
    start = time.process_time()
    (line,) = only(tmp_path, "mean,sd,min,max\n512.34,311.20,0,5000\n").lines
    assert time.process_time() - start < 3
    assert line.row is not None
    assert line.row.ruling.verdict.startswith("possible only for n in")


def test_the_command_tells_machines_and_people_and_keeps_its_exit_codes(tmp_path: Path) -> None:
    run = CliRunner()
    good, bad, none = (tmp_path / name for name in ("good.csv", "bad.csv", "none.csv"))
    good.write_text("scale,mean,sd,n\n[A],3.45,,20\n")
    bad.write_text("scale,mean,sd,n\nA,3.45,1.20,28\nB,x,1,3\n")
    none.write_text("a,b\n1,2\n")
    assert run.invoke(app, ["consistency", str(good)]).exit_code == 0
    told = run.invoke(app, ["consistency", str(bad)])
    assert told.exit_code == 1
    assert "not read" in told.output
    assert run.invoke(app, ["consistency", str(none)]).exit_code == 2
    assert run.invoke(app, ["consistency", str(tmp_path / "absent.csv")]).exit_code == 2
    answer = run.invoke(app, ["consistency", str(bad), "--json"])
    assert answer.exit_code == 1
    document = json.loads(answer.stdout)
    assert document["findings"] == 2
    assert document["rows"][0]["verdict"] == "impossible"
    assert document["rows"][1]["unread"] == ["mean holds 'x': it is no number."]
    empty = run.invoke(app, ["consistency", str(none), "--json"])
    assert json.loads(empty.stdout)["problems"][0]["code"] == "published.nothing-to-screen"


@pytest.mark.parametrize(
    "heading", ["Std. Deviation", "Std. Dev.", "St. dev.", "StDev", "Standard deviation"]
)
def test_an_sd_is_found_under_the_headings_that_programs_print(tmp_path: Path, heading: str) -> None:
    (line,) = only(tmp_path, f"item,Mean,{heading},N\nage,3.40,0.10,5\n").lines
    assert line.label == "age"
    assert line.rulings[0].cannot_hold


@pytest.mark.parametrize("cell", ["3.40 (1.14)", "3.40 (SD 1.14)", "3.40 ± 1.14", "3.40 (SD = 1.14)"])
def test_a_mean_and_its_sd_in_one_cell_are_read_apart(tmp_path: Path, cell: str) -> None:
    good, bad = only(tmp_path, f"item,M (SD),n,Range\na,{cell},5,2 to 5\nb,3.40 (0.10),5,2\u20135\n").lines
    assert (good.label, good.rulings[0].verdict) == ("a", "possible")
    assert good.row is not None
    assert good.row.row.high is not None
    assert bad.rulings[0].cannot_hold


def test_a_cell_that_should_hold_two_figures_and_does_not_is_said(tmp_path: Path) -> None:
    (line,) = only(tmp_path, "item,mean (sd),n\na,3.40 or so,5\n").lines
    assert line.unread == (
        "mean (sd) holds '3.40 or so': a mean and, in brackets or after ±, its SD are expected.",
    )
    (alone,) = only(tmp_path, "item,mean (sd),n\na,3.45,5\n").lines
    assert alone.rulings[0].cannot_hold
