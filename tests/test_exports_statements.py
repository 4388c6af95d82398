"""The SPSS file of the statements: what it holds, and that PSPP arrives at the same tables."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from survey_tables import invented, matrix, survey
from triangulate.analysis.agreement import statement_agreement, theme_agreement
from triangulate.analysis.comparison import compare_statements, compare_themes
from triangulate.analysis.reliability import reliability
from triangulate.exports.spssnames import literal, notes, variable_names, within
from triangulate.exports.statements import held_back, levels_made_one, statement_export, write_sav
from triangulate.exports.statements_syntax import syntax
from triangulate.facts.measures import rounded
from triangulate.study.model import DisclosureException, Group, Privacy

PSPP = shutil.which("pspp")
needs_pspp = pytest.mark.skipif(PSPP is None, reason="PSPP is not installed (Debian: pspp)")


def written(folder: Path, answers, **options):
    export = statement_export(answers, **options)
    write_sav(folder / "statements.sav", export, "A study: delivery statements")
    data, meta = pyreadstat.read_sav(folder / "statements.sav", user_missing=True)
    return export, data, meta


@pytest.mark.fast
def test_answers_are_codes_blanks_are_missing_and_not_applicable_has_a_declared_code(tmp_path):
    answers = matrix(survey({"t": ["s1", "s2-"]}), {"a": [(5, None), (1, "n/a")], "b": [(2, 3)]})
    export, data, meta = written(tmp_path, answers)
    assert export.not_applicable == 9
    assert data.columns.tolist() == ["respondent", "group", "s1", "s2"]
    assert data["respondent"].tolist() == [1, 2, 3] and data["group"].tolist() == [1, 1, 2]
    assert data["s1"].tolist() == [1, 5, 2]
    assert data["s2"].tolist()[0] == 9 and np.isnan(data["s2"][1])
    assert meta.missing_ranges["s2"] == [{"lo": 9.0, "hi": 9.0}]
    assert meta.variable_value_labels["s2"][9.0] == "n/a"
    assert meta.variable_value_labels["group"] == {1.0: "A", 2.0: "B"}
    assert meta.column_names_to_labels["s2"] == "About s2-. (reverse-keyed)"
    assert meta.variable_measure["s1"] == "ordinal"
    notes = " ".join(meta.notes)
    assert "Reverse-keyed: s2" in notes and "6 minus the code" in notes


@pytest.mark.fast
def test_nobody_can_be_told_by_the_file(tmp_path):
    instrument = survey({"t": ["s1", "s2"]})
    people = [(5, 1), (1, 5), (3, 3), (None, 2)]
    answers = matrix(instrument, {"a": people})
    _, data, _ = written(tmp_path, answers)
    one = (tmp_path / "statements.sav").read_bytes()
    backwards = matrix(instrument, {"a": people[::-1]})
    _, again, _ = written(tmp_path, backwards)
    # Neither the ids nor their order is in the file: other ids for the same answers, the same bytes.
    assert data.equals(again) and (tmp_path / "statements.sav").read_bytes() == one
    assert b"a0" not in one


@pytest.mark.fast
def test_the_moment_of_writing_is_not_in_the_file(tmp_path):
    written(tmp_path, invented())
    head = (tmp_path / "statements.sav").read_bytes()[84:109]
    assert head.endswith(b"01 Jan 8000:00:00")


@pytest.mark.fast
def test_what_the_report_holds_back_is_held_back_here(tmp_path):
    answers = matrix(survey({"t": ["s1", "s2"]}), {"a": [(5, 1), (1, None), (2, "n/a")], "b": [(1, 1)] * 3})
    privacy = Privacy(deny_list=(), min_n=3, exceptions=())
    assert held_back(answers, privacy) == {("a", "s2")}
    export, data, meta = written(tmp_path, answers, held=held_back(answers, privacy), min_n=3)
    assert export.held_back == 8
    assert data.loc[data["group"] == 1, "s2"].tolist() == [8, 8, 8]
    assert data.loc[data["group"] == 2, "s2"].tolist() == [1, 1, 1]
    assert meta.variable_value_labels["s2"][8.0] == "Held back: fewer than 3 answers"
    lifted = replace(privacy, exceptions=(DisclosureException("statements.a.*", "agreed"),))
    assert held_back(answers, lifted) == frozenset()
    commands = syntax(export)
    assert "held back" in commands and "BY\n  group(1 2)" not in commands.replace("s2", "")


@pytest.mark.fast
def test_levels_that_few_chose_stand_together_and_agreement_stays_what_it_is(tmp_path):
    people = [(5, 4)] * 2 + [(4, 4)] * 9 + [(1, 2)] * 12
    answers = matrix(survey({"t": ["s1", "s2"]}), {"a": people})
    merged = levels_made_one(answers, Privacy())
    assert merged == {"s1": [[4, 5]]}
    export, data, meta = written(tmp_path, answers, merged=merged)
    assert sorted(data["s1"]) == [1] * 12 + [4] * 11
    assert (
        meta.variable_value_labels["s1"][4.0] == "point 4 / point 5"
        and 5.0 not in meta.variable_value_labels["s1"]
    )
    assert meta.variable_value_labels["s2"][5.0] == "point 5"
    assert "few chose" in " ".join(meta.notes)
    # Whatever needs the levels is left out of the commands; agreement is not.
    commands = syntax(export)
    assert "held back" in commands and "RELIABILITY" not in commands and "(4 5=100)" in commands


@pytest.mark.fast
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 5), min_size=2, max_size=2), min_size=10, max_size=24),
    st.randoms(use_true_random=False),
)
def test_nobody_can_count_in_the_file_what_the_report_holds_back(people, random):
    """The levels within a block dealt out anew, as long as its cells stay held back: the file is the same."""
    instrument = survey({"t": ["s1", "s2"]})
    one = matrix(instrument, {"a": people})
    merged = levels_made_one(one, Privacy())
    other = [list(person) for person in people]
    for column, statement in enumerate(("s1", "s2")):
        for block in merged.get(statement, ()):
            for person in other:
                if person[column] in block:
                    person[column] = random.choice(sorted(block))
    again = matrix(instrument, {"a": other})
    assume(levels_made_one(again, Privacy()) == merged)
    assert statement_export(one, merged=merged).cases.equals(statement_export(again, merged=merged).cases)
    counted = {
        (s, code): int((statement_export(one, merged=merged).cases[s] == code).sum())
        for s in ("s1", "s2")
        for code in range(1, 6)
    }
    for (s, code), shown in counted.items():
        true = sum(person[("s1", "s2").index(s)] == code for person in people)
        blocks = merged.get(s, ())
        if any(code in block for block in blocks):
            block = next(block for block in blocks if code in block)
            whole = sum(person[("s1", "s2").index(s)] in block for person in people)
            assert shown == (whole if code == block[0] else 0)
        else:
            assert shown == true and not 0 < true < 10


@pytest.mark.fast
def test_a_statement_that_nobody_answered_is_not_held_back():
    answers = matrix(survey({"t": ["s1", "s2"]}), {"a": [(5, None)] * 3})
    assert held_back(answers, Privacy(deny_list=(), min_n=3, exceptions=())) == frozenset()


@pytest.mark.fast
@pytest.mark.parametrize(("points", "code"), [(7, 9), (8, 99), (11, 99), (98, 999)])
def test_the_missing_codes_lie_above_the_scale(points, code):
    instrument = survey({"t": ["s"]}, points=points, agree=(points,))
    export = statement_export(matrix(instrument, {"a": [(points,)]}))
    assert (export.not_applicable, export.held_back) == (code, code - 1)
    assert export.held_back > points


@pytest.mark.fast
def test_an_empty_study_gives_an_empty_file(tmp_path):
    _, data, _ = written(tmp_path, matrix(survey({"t": ["s1"]}), {"a": []}))
    assert len(data) == 0 and data.columns.tolist() == ["respondent", "group", "s1"]


@pytest.mark.fast
def test_variable_names_are_what_spss_allows_and_never_the_same():
    names = variable_names(["a-b", "a_b", "A.B", "1st", "with", "group", "", "ärger", "x" * 80], ["group"])
    assert list(names.values())[:6] == ["a_b", "a_b_2", "a_b_3", "s_1st", "s_with", "group_2"]
    assert len(set(names.values())) == len(names) and all(len(n) <= 56 for n in names.values())


@pytest.mark.fast
@given(st.lists(st.text(max_size=60), unique=True, max_size=12))
def test_any_ids_become_names_of_their_own(ids):
    names = variable_names(ids, ["respondent", "group"])
    assert len({name for name in names.values()} | {"respondent", "group"}) == len(ids) + 2
    assert all(name[0].isalpha() and name.isascii() and not name.endswith("_") for name in names.values())


@pytest.mark.fast
@given(st.text(max_size=400), st.integers(20, 260))
def test_labels_are_cut_at_whole_characters_and_keep_their_ending(text, limit):
    cut = within(text, limit, " (mark)")
    assert len(cut.encode()) <= limit and cut.endswith(" (mark)") and "\n" not in cut


@pytest.mark.fast
@given(st.text(max_size=400))
def test_notes_never_exceed_their_line(text):
    assert all(len(line.encode()) <= 80 for line in notes(text))


@pytest.mark.fast
def test_quotes_in_labels_do_not_end_a_string_of_the_syntax():
    assert literal("don't\nstop") == "'don''t stop'"


# What PSPP makes of the two files


def run_pspp(folder: Path) -> list[list[list[str]]]:
    """The tables that the syntax prints, each as its rows of cells; the first row is the title."""
    outcome = subprocess.run(
        [str(PSPP), "-O", "format=csv", "-o", "out.csv", "statements.sps"],
        cwd=folder, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    said = (folder / "out.csv").read_text(encoding="utf-8")
    assert outcome.returncode == 0 and "error:" not in said + outcome.stderr, outcome.stderr
    assert "warning:" not in said + outcome.stderr, outcome.stderr
    tables: list[list[list[str]]] = [[]]
    for row in csv.reader(said.splitlines()):
        if row:
            tables[-1].append(row)
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


def exported(folder: Path, answers, **options):
    export = statement_export(answers, **options)
    write_sav(folder / "statements.sav", export, "A study")
    (folder / "statements.sps").write_text(syntax(export), encoding="utf-8")
    return export, run_pspp(folder)


def labelled(export):
    """Statement ids by the label that PSPP prints."""
    return {s.text + (" (reverse-keyed)" if s.reverse else ""): s.id for s in export.instrument.statements}


def check_frequencies(answers, export, tables):
    """Counts of every scale point, and of what is missing, by group and statement."""
    points = {p.label: p.code for p in export.instrument.scale}
    statements = labelled(export)
    table = statement_agreement(answers).set_index(["group", "statement"])
    group, seen = "", 0
    for rows in tables:
        title = rows[0][0].removeprefix("Table: ")
        if title == "Split Values":
            group = next(g.id for g in answers.groups if g.label == rows[2][1])
        if title not in statements or "Frequency" not in rows[1]:
            continue
        expected = table.loc[(group, statements[title])]
        counted = {row[1]: int(row[2]) for row in rows[2:] if row[0] != "Total"}
        for label, code in points.items():
            assert counted.get(label, 0) == expected[f"count.{code}"], (group, title, label)
        unanswered = {label: n for label, n in counted.items() if label not in points}
        not_applicable = unanswered.pop(export.instrument.not_applicable[0], 0)
        assert not_applicable == expected["not_applicable"]
        assert sum(unanswered.values()) == expected["blank"]
        seen += 1
    assert seen == len(table[table["n"] > 0])


def check_alpha(answers, export, tables):
    scales = reliability(answers).scales
    labels = {g.id: g.label for g in answers.groups}
    themes = {t.id: t.label for t in answers.instrument.themes}
    printed = {}
    heading = ""
    for rows in tables:
        for row in rows:
            if row[0].startswith("Scale: "):
                heading = row[0].removeprefix("Scale: ")
        if rows[0][0] == "Table: Reliability Statistics":
            printed[heading] = rows[2][0]
    expected = scales[scales["alpha"].notna()]
    assert len(printed) == len(expected) > 0
    for row in expected.itertuples():
        found = float(printed[f"{themes[row.theme]}: {labels[row.group]}"])
        assert found == pytest.approx(row.alpha, abs=0.005 + 1e-9)


def mann_whitney_tables(tables):
    return [rows for rows in tables if len(rows) > 1 and rows[1][1:2] == ["Mann-Whitney U"]]


def check_ranks(answers, export, tables):
    statements = labelled(export) | {f"score_{t.id}": t.id for t in export.instrument.themes}
    by_statement = compare_statements(answers).rename(columns={"statement": "id"})
    by_theme = compare_themes(answers, seed=1, repetitions=10).rename(columns={"theme": "id"})
    expected = pd.concat([by_statement, by_theme]).reset_index(drop=True)
    pairs = list(dict.fromkeys(zip(expected["first"], expected["second"], strict=True)))
    printed = mann_whitney_tables(tables)
    assert len(printed) == len(pairs)
    for (first, second), rows in zip(pairs, printed, strict=True):
        ours = expected[(expected["first"] == first) & (expected["second"] == second)].set_index("id")
        assert len(rows) - 2 == len(ours)
        for label, u, _, _, p in rows[2:]:
            row = ours.loc[statements[label]]
            smaller = min(row["u"], row["n_first"] * row["n_second"] - row["u"])
            assert rounded(float(u), 1) == rounded(smaller, 1)
            assert float(p) == pytest.approx(row["p"], abs=0.0005 + 1e-9)


def check_theme_means(answers, export, tables):
    listed = next(rows for rows in tables if rows[0][0] == "Table: Data List")
    table = theme_agreement(answers, seed=1, repetitions=10).set_index(["group", "theme"])
    for cells in listed[2:]:
        group = answers.groups[int(float(cells[0])) - 1].id
        for name, cell in zip(listed[1][1:], cells[1:], strict=True):
            mean = table.loc[(group, name.removeprefix("pct_")), "agree_pct_mean"]
            assert float(cell) == pytest.approx(mean, abs=0.00005 + 1e-9)


def check_all(answers, export, tables):
    check_frequencies(answers, export, tables)
    check_alpha(answers, export, tables)
    check_ranks(answers, export, tables)
    check_theme_means(answers, export, tables)


@needs_pspp
def test_pspp_arrives_at_the_same_tables_for_three_groups(tmp_path):
    answers = invented()
    check_all(answers, *exported(tmp_path, answers))


@needs_pspp
def test_pspp_prints_the_same_percentage_of_agreement(tmp_path):
    answers = invented()
    export, tables = exported(tmp_path, answers)
    report = next(
        rows for rows in tables if any(cell.startswith("agree_") for cell in rows[min(1, len(rows) - 1)])
    )
    table = statement_agreement(answers).set_index(["group", "statement"])
    group, names = "", {f"agree_{name}": id for id, name in export.names.items()}
    columns = report[1][2:]
    seen = 0
    for row in report[2:]:
        group = row[0] or group
        ids = [g.id for g in answers.groups if g.label == group]
        if not ids:
            continue
        for column, cell in zip(columns, row[2:], strict=True):
            expected = table.loc[(ids[0], names[column])]
            value = expected["n"] if row[1] == "N" else expected["agree_pct"]
            assert float(cell) == pytest.approx(value, abs=0.00005 + 1e-9)
            seen += 1
    assert seen == 2 * len(table)


@needs_pspp
def test_pspp_reads_labels_with_quotes_dots_and_other_alphabets(tmp_path):
    instrument = survey({"t": ["s1", "s2-", "s3"]})
    instrument = replace(
        instrument,
        statements=tuple(
            replace(s, text=f"“{s.id}” isn't. It's 100 % “true”, ça va? Да. " + "word " * 70)
            for s in instrument.statements
        ),
        themes=(replace(instrument.themes[0], label="Dr. O'Neill's\ntheme. GET FILE='x'."),),
    )
    people = {
        "a": [(5, 1, 4), (4, 2, 5), (1, 5, 1), (2, None, 2)],
        "b": [(1, 5, 2), (2, 4, "n/a"), (3, 3, 1)],
    }
    answers = matrix(instrument, people)
    answers = replace(answers, groups=(Group("a", "Men's. group"), Group("b", "Women; others")))
    _, tables = exported(tmp_path, answers)
    check_theme_means(answers, None, tables)
    assert sum(rows[0][0] == "Table: Reliability Statistics" for rows in tables) == 2


@needs_pspp
def test_pspp_runs_what_is_left_when_answers_are_held_back_or_wanting(tmp_path):
    instrument = survey({"t": ["s1", "s2"], "u": ["s3"]})
    people = {"a": [(5, 1, None), (1, None, None), (2, "n/a", None)], "b": [(1, 1, 4)] * 3, "c": []}
    _, tables = exported(tmp_path, matrix(instrument, people), held={("a", "s2")}, min_n=3)
    ranks = mann_whitney_tables(tables)
    assert [len(rows) - 2 for rows in ranks] == [1]
    assert not any(rows[0][0] == "Table: Reliability Statistics" for rows in tables)
