"""Another study declares its own relations; what is mistyped is said with the nearest right name."""

from __future__ import annotations

from pathlib import Path

import pytest
from triangulate.audit.judging import judge_relations
from triangulate.audit.ruling import Kind
from triangulate.audit.whole import Audit, audit_published, read_declared, relations_table, rows_table
from triangulate.problems import Problems, StudyError
from triangulate.study.model import Group

pytestmark = pytest.mark.fast
GROUPS = (Group("wards", "Wards"),)
SUMMARY = """group,item,label,mean,sd,min,max,n
wards,beds,Beds,20.00,8.16,10,30,4
wards,used,Beds in use,15.00,5.00,8,31,9
wards,empty,Empty beds,6.00,2.00,1,9,9
"""
PERCENTAGES = """group,theme,statement,agree_pct,printed_as
wards,care,kind,90,highest agreement
wards,care,quick,20,lowest agreement
"""
AREAS = "theme,label,wards_agree_pct\ncare,Care,55\nwork,Work,95\n"
PROSE = "id,statement,value\nwards,Wards,4\nbeds,Mean beds,20.0\ntotal,Statements,6\n"


def study(tmp_path: Path, relations: str, **tables: str) -> Path:
    folder = tmp_path / "config" / "published"
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "mapping_summary.csv": SUMMARY,
        "statement_agreement.csv": PERCENTAGES,
        "theme_agreement.csv": AREAS,
        "prose_figures.csv": PROSE,
        "relations.yaml": relations,
    } | {name.replace("__", "."): text for name, text in tables.items()}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path


def audit(tmp_path: Path, relations: str, **tables: str) -> Audit:
    return audit_published(study(tmp_path, relations, **tables), "config/published", GROUPS)


def spelt(relations: str) -> str:
    """``@`` stands for the rows of the wards."""
    return relations.replace("@", "mapping_summary.wards.")


def one(tmp_path: Path, relation: str) -> tuple[Kind, str]:
    found = audit(tmp_path, f"relations:\n  - {spelt(relation)}\n").relations[0]
    return found.ruling.kind, found.ruling.verdict


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        ("{id: a, kind: part_of_whole, part: @used.max, whole: @beds.max}", Kind.IN_CONFLICT),
        ("{id: a, kind: part_of_whole, part: @used.mean, whole: @beds.mean}", Kind.POSSIBLE),
        ("{id: a, kind: adds_up, parts: [@used.mean, @empty.mean], whole: @beds.mean}", Kind.IN_CONFLICT),
        ("{id: a, kind: adds_up, parts: [@used.mean], whole: @beds.mean}", Kind.POSSIBLE),
        ("{id: a, kind: adds_up, complete: true, parts: [@used.mean], whole: @beds.mean}", Kind.IN_CONFLICT),
        ("{id: a, kind: same_figure, figures: [prose_figures.beds, @beds.mean]}", Kind.POSSIBLE),
        ("{id: a, kind: same_figure, figures: [prose_figures.beds, @used.mean]}", Kind.IN_CONFLICT),
        ("{id: a, kind: row_with, row: @beds, mean: prose_figures.beds}", Kind.POSSIBLE),
        ("{id: a, kind: row_with, row: @beds, mean: prose_figures.wards}", Kind.IMPOSSIBLE),
        ("{id: a, kind: listed_extremes, groups: [wards], total: prose_figures.total}", Kind.IN_CONFLICT),
    ],
)  # fmt: skip
def test_each_kind_of_relation_holds_or_not(tmp_path: Path, relation: str, kind: Kind) -> None:
    assert one(tmp_path, relation)[0] is kind


def test_a_printed_n_is_the_only_n_asked_about(tmp_path: Path) -> None:
    found = audit(tmp_path, "relations: []\n")
    rows = {f.row.item: f for f in found.rows}
    assert rows["beds"].asked == (4,)
    assert rows["used"].asked == (9,)
    assert list(rows_table(found)["conflicts"]) == ["", "", ""]


def test_sizes_bound_n_by_number_or_by_a_printed_figure(tmp_path: Path) -> None:
    summary = "group,item,mean\nwards,beds,20.00\n"
    sizes = "sizes:\n  wards: {organisations: wards, respondents: 12}\n"
    found = audit(tmp_path, sizes, mapping_summary__csv=summary)
    assert found.rows[0].asked == (1, 2, 3, 4)
    assert max(found.percentages[0].asked) == 12


@pytest.mark.parametrize(
    ("relations", "code", "hint"),
    [
        ("relations: [{id: a, kind: same_figure, figures: [@used.maxx, @beds.max]}]", "published.unknown-figure", "@used.max"),
        ("relations: [{id: a, kind: part_of_hole, part: x, whole: y}]", "declared.wrong-value", "part_of_whole"),
        ("relations: [{id: a, kind: part_of_whole, part: prose_figures.beds}]", "published.missing-part", "whole"),
        ("relations: [{id: a, kind: same_figure, figures: [@beds.max, @beds.min], part: x}]", "published.key-of-other-kind", "figures"),
        ("relations: [{id: a, kind: listed_extremes, groups: [ward]}]", "published.unknown-group", "wards"),
        ("relations: [{id: a, kind: row_with, row: @bed, mean: prose_figures.beds}]", "published.unknown-figure", "@beds"),
        ("relations: [{id: a, kind: row_with, row: @beds}]", "published.missing-part", "mean"),
        ("sizes: {wards: {organisations: ward}}", "published.unknown-size", "wards"),
        ("relation: []", "declared.unknown-key", "relations"),
        ("relations: [{id: a b, kind: same_figure, figures: [@beds.max, @beds.min]}]", "declared.unsafe-id", "a b"),
        ("relations: [", "declared.yaml", ""),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_said_with_its_line(tmp_path: Path, relations: str, code: str, hint: str) -> None:
    problems = Problems()
    read_declared(study(tmp_path, spelt(relations)), "config/published", problems)
    (problem,) = problems.errors
    assert problem.code == code
    assert problem.source is not None
    assert problem.source.file == "config/published/relations.yaml"
    assert problem.source.line is not None
    assert spelt(hint) in problem.says + problem.do


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("mapping_summary__csv", "group,label\nwards,x\n", "published.missing-column"),
        ("mapping_summary__csv", "group,item,mean\n,beds,3\n", "published.empty"),
        ("mapping_summary__csv", "group,item,mean\nwards,beds,3\nwards,beds,4\n", "published.twice"),
        ("mapping_summary__csv", "group,item,mean\nwards,beds,<3\n", "published.not-a-figure"),
        ("mapping_summary__csv", "group,item,mean,decimals_mean\nwards,beds,3.25,1\n", "published.not-a-figure"),
        ("mapping_summary__csv", "group,item,mean,n\nwards,beds,3.25,many\n", "published.not-a-figure"),
        ("mapping_sumary__csv", "group,item,mean\nwards,beds,3\n", "published.unread-file"),
        ("matches__yaml", "statements: {kin: kind}\n", "published.unmatched"),
        ("matches__yaml", "statments: {}\n", "declared.unknown-key"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_a_problem_with_its_place(
    tmp_path: Path, table: str, text: str, code: str
) -> None:
    problems = Problems()
    read_declared(study(tmp_path, "relations: []", **{table: text}), "config/published", problems)
    assert [p.code for p in problems] == [code]
    assert next(iter(problems)).source is not None


def test_notes_beside_the_tables_are_nobodys_business(tmp_path: Path) -> None:
    problems = Problems()
    folder = study(tmp_path, "relations: []")
    (folder / "config/published/README.md").write_text("Typed from the PDF.\n")
    read_declared(folder, "config/published", problems)
    assert list(problems) == []


def test_errors_stop_the_audit_and_every_file_may_be_absent(tmp_path: Path) -> None:
    with pytest.raises(StudyError):
        audit(tmp_path, "relation: []")
    empty = tmp_path / "other" / "config" / "published"
    empty.mkdir(parents=True)
    found = audit_published(tmp_path / "other", "config/published")
    assert judge_relations(found.declared, found.published) == []
    assert list(relations_table(found).columns) == ["relation", "verdict", "reasoning"]
    assert rows_table(found).empty


def test_sizes_beyond_reason_do_not_hang_the_audit(tmp_path: Path) -> None:
    summary = "group,item,mean,sd,min,max,n\nwards,beds,2.51,,1,5,\nwards,used,2.51,1.20,1,5,999999999\n"
    relations = """
sizes: {wards: {organisations: 999999999, respondents: 999999999}}
relations: [{id: a, kind: listed_extremes, groups: [wards], total: prose_figures.total}]
"""
    prose = "id,value\ntotal,999999999\n"
    found = audit(tmp_path, relations, mapping_summary__csv=summary, prose_figures__csv=prose)
    assert max(found.rows[0].asked) == 1000
    assert found.rows[1].ruling.kind is Kind.NOT_DECIDED
    assert len(found.relations) == 3
