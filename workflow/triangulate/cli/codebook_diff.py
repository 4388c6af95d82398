"""``triangulate codebook-diff``: two versions of a codebook, and what the change does to the counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from triangulate.cli.common import JsonOption, console, print_json

if TYPE_CHECKING:
    from triangulate.pipeline.codebooks import Comparison

_LONGEST = 60


def codebook_diff(
    old: Annotated[
        Path, typer.Argument(help="The version before, a codebook.yaml.", exists=True, dir_okay=False)
    ],
    new: Annotated[Path, typer.Argument(help="The version after.", exists=True, dir_okay=False)],
    study: Annotated[
        Path,
        typer.Option(help="The study on whose interviews to count.", exists=True, file_okay=False),
    ] = Path(),
    as_json: JsonOption = False,
) -> None:
    """Say what changed between two versions of a codebook, and what it does to the counts of a study.

    The rules of both versions are applied to the interviews that the last run prepared; human passages are
    counted by the codes they have now. Nothing is written. Exit code 1 if a code is gone that people used,
    if something changed and the version did not, or if a version cannot be read.
    """
    from triangulate.cli.check import show
    from triangulate.pipeline.codebooks import compare_codebooks, read_codebook
    from triangulate.problems import Problems

    problems = Problems()
    before, after = read_codebook(old, problems), read_codebook(new, problems)
    compared = None
    if before is not None and after is not None:
        compared = compare_codebooks(before, after, study, problems)
    if as_json:
        print_json(_document(compared, [problem.as_dict() for problem in problems]))
    else:
        if compared is not None:
            _tell(compared)
        if problems.found:
            show(problems, console(stderr=True))
    if compared is None or problems.errors or compared.orphans or compared.same_version:
        raise typer.Exit(1)


def _document(compared: Comparison | None, problems: list[dict[str, Any]]) -> dict[str, object]:
    if compared is None:
        return {"problems": problems}
    return {
        "before": compared.before.version,
        "after": compared.after.version,
        "interviews": compared.interviews,
        "changes": compared.changes.to_dict("records"),
        "became": compared.became,
        "effects": compared.effects.to_dict("records"),
        "orphans": compared.orphans,
        "same_version": compared.same_version,
        "problems": problems,
    }


def _tell(compared: Comparison) -> None:
    from triangulate.records.tables import rows_of

    out = console()
    before, after = compared.before, compared.after
    out.print(f"Version {escape(before.version)}, {len(before.codes)} codes; version {escape(after.version)}, {len(after.codes)} codes.")  # fmt: skip
    if compared.changes.empty:
        out.print("Nothing changed.")
        return
    table = Table("code", "change", "before", "after", title="What changed", title_justify="left")
    for row in rows_of(compared.changes):
        what = f"{row.change} {row.field}".strip()
        table.add_row(*(escape(cell) for cell in (row.code, what, _short(row.before), _short(row.after))))
    out.print(table)
    _tell_effects(compared)
    for code, became in compared.became.items():
        passages = compared.orphans.get(code, 0)
        seems = (
            f"it seems to be {became} now" if became else "nothing in the new version tells what it became"
        )
        used = (
            f"{passages} human passage{'s' * (passages != 1)} with it, which would not be placed; "
            if passages
            else ""
        )
        out.print(f"[{'red' if passages else 'yellow'}]{escape(code)} is gone[/]: {escape(used + seems)}.")
    if compared.same_version:
        out.print(f"[red]The version is {escape(after.version)} in both[/]: change it with the codes.")


def _tell_effects(compared: Comparison) -> None:
    from triangulate.records.tables import rows_of

    out = console()
    if not compared.interviews:
        out.print("No run of the study has prepared interviews: counts cannot be told.")
        return
    moved = compared.effects[
        (compared.effects["gained"] + compared.effects["lost"] > 0)
        | compared.effects["code"].isin(compared.became)
    ]
    total = compared.effects[["rules_before", "rules_after"]].sum()
    out.print(
        f"The rules code {total['rules_before']} sentences of {compared.interviews} interviews before, "
        f"{total['rules_after']} after."
    )
    if moved.empty:
        return
    headings = ("code", "human passages", "rules before", "rules after", "gained", "lost")
    table = Table(*headings, title="What it does to the counts", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows_of(moved):
        table.add_row(*(escape(str(cell)) for cell in row))
    out.print(table)


def _short(text: object) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
