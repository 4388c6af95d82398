"""More than two groups: every pair, all of them at once, and each value worked out a second time."""

from __future__ import annotations

import math
import random

import pytest
from triangulate.analysis.agreement import statement_agreement
from triangulate.analysis.answers import answer_matrix
from triangulate.analysis.comparison import compare_all_groups, compare_statements, compare_themes
from triangulate.audit.own import Reported, audit_own
from triangulate.evidence.recompute.values import Recomputation
from triangulate.explorer.labels import Labels
from triangulate.facts import strands
from triangulate.facts.fact import Fact
from triangulate.problems import Problems
from triangulate.raw.statements import read_statements
from triangulate.records.strands import answers_table
from triangulate.study.load import load_study
from triangulate.study.model import Study

pytestmark = pytest.mark.fast

CONFIG = """\
study: {id: yards, title: Three yards, synthetic: true}
groups:
  - {id: north, label: North yard, size: 90}
  - {id: south, label: South yard}
  - {id: west, label: West yard}
statements: {instrument: config/statements.yaml, sources: [data/raw/answers.csv], respondent: id, group: yard}
"""
STATEMENTS = """\
scale: [{code: 1, label: No}, {code: 2, label: Rather no}, {code: 3, label: Rather, agree: true}, {code: 4, label: Yes, agree: true}]
themes: [{id: gate, label: The gate}, {id: crane, label: The crane}]
statements:
  - {id: opens, theme: gate, text: It opens in time.}
  - {id: jams, theme: gate, text: It jams., reverse: true}
  - {id: lifts, theme: crane, text: It lifts enough.}
  - {id: same, theme: crane, text: It is always the same.}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    directory = tmp_path_factory.mktemp("yards")
    for name, text in (("config", CONFIG), ("statements", STATEMENTS)):
        (directory / "config").mkdir(exist_ok=True)
        (directory / f"config/{name}.yaml").write_text(text)
    rng = random.Random(3)
    rows = [
        f"{g}{i},{g},{rng.randint(1, 4)},{rng.choice(['', '1', '2', '4'])},{rng.randint(1 + (g == 'west'), 4)},3"
        for g, n in (("north", 30), ("south", 21), ("west", 12))
        for i in range(n)
    ]
    (directory / "data/raw").mkdir(parents=True)
    (directory / "data/raw/answers.csv").write_text(
        "\n".join(["id,yard,opens,jams,lifts,same", *rows]) + "\n"
    )
    found = load_study(directory, Problems())
    assert found is not None
    return found


@pytest.fixture(scope="module")
def facts(study: Study) -> dict[str, Fact]:
    assert study.statements is not None
    problems = Problems()
    _, answers = read_statements(study, problems)
    assert not list(problems)
    instrument = study.statements.instrument
    matrix = answer_matrix(answers_table(answers, instrument, frozenset()), study.groups, instrument)
    made = [
        *strands.statement_facts(statement_agreement(matrix), instrument),
        *strands.comparison_facts(compare_statements(matrix), "statement", study.groups),
        *strands.comparison_facts(compare_themes(matrix, seed=1, repetitions=50), "theme", study.groups),
        *strands.overall_facts(compare_all_groups(matrix), study.groups),
    ]
    return {fact.id: fact for fact in made}


def test_each_pair_and_all_groups_have_their_facts(facts: dict[str, Fact]) -> None:
    ids = {id for id in facts if id.startswith("comparison.lifts.")}
    pairs = {"north_v_south", "north_v_west", "south_v_west"}
    assert {id.split(".")[2] for id in ids} == pairs | {"all_groups"}
    overall = {id.rpartition(".")[2] for id in ids if ".all_groups." in id}
    assert overall == {"h", "df", "p_chi2", "p_chi2_holm", "epsilon_squared"}
    assert (
        facts["comparison.lifts.all_groups.df"].value == 2 and facts["comparison.lifts.all_groups.h"].n == 12
    )
    assert "comparison.same.all_groups.h" not in facts, "answers that are all alike give no test"


def test_every_value_is_worked_out_again_from_the_raw_file(study: Study, facts: dict[str, Fact]) -> None:
    again = Recomputation(study.directory, study)
    done = 0
    for id, fact in facts.items():
        outcome = again(id)
        if outcome.reason is not None:
            assert "bootstrap" in outcome.reason.lower() and ".diff_ci_" in id, (id, outcome.reason)
            continue
        done += 1
        if isinstance(fact.value, float):
            assert outcome.value is not None, id
            assert math.isclose(float(outcome.value), fact.value, rel_tol=1e-9, abs_tol=1e-12), id
        else:
            assert outcome.value == fact.value, id
    assert done > 150


def test_the_size_of_one_group_narrows_its_own_intervals_only(facts: dict[str, Fact]) -> None:
    from triangulate.analysis.proportions import wilson

    for group, size in (("north", 90), ("south", None)):
        stem = f"statements.{group}.opens"
        k, n, low = (facts[f"{stem}.{m}"].value for m in ("agree_n", "n", "agree_ci_low"))
        assert low == pytest.approx(float(wilson(k, n, population=size)[0]))


def test_the_self_audit_knows_sizes_and_keeps_families_apart(study: Study, facts: dict[str, Fact]) -> None:
    reported = {id: Reported(id, f.value, f.display, f.unit, f.n, "published") for id, f in facts.items()}
    assert study.statements is not None
    themes = {s.id: s.theme for s in study.statements.instrument.statements}
    checks = audit_own(reported, [g.id for g in study.groups], {}, themes, {"north": 90})
    assert [c for c in checks if c.cannot_hold] == []
    assert {c.check for c in checks} >= {"Holm from the family", "interval from counts"}


def test_the_explorer_names_all_groups(study: Study) -> None:
    assert Labels(study).stem("comparison.lifts.all_groups") == ("It lifts enough.", "All groups")
