"""``triangulate consistency``: could the figures of a table be?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from triangulate.cli.common import JsonOption, console, print_json

if TYPE_CHECKING:
    from triangulate.audit.screening import Screened, ScreenedLine


def consistency(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV table with a column mean or pct, and any of sd, n, min, max, items, type.",
            exists=True,
            dir_okay=False,
            metavar="FILE.csv",
        ),
    ],
    most: Annotated[
        int,
        typer.Option("--max-n", help="The largest n asked about where a line prints none.", min=1, max=1000),
    ] = 300,
    as_json: JsonOption = False,
) -> None:
    """Say of every printed mean, SD and percentage of a table whether any data could print it.

    Answers are taken for whole numbers; a column `items` says that they are means of so many, a
    column `type` of `ratio` or `number` that they need not be whole. Exit code 1 if a figure cannot
    hold or a cell cannot be read, 2 if there is nothing to screen.
    """
    from triangulate.audit.screening import screen_file
    from triangulate.cli.check import show
    from triangulate.problems import Problems

    problems = Problems()
    screened = screen_file(file, problems, most)
    if as_json:
        print_json(_document(file, screened, problems.found))
    elif screened is None:
        show(problems, console(stderr=True))
    else:
        _tell(screened)
        if problems.found:
            show(problems, console(stderr=True))
    if screened is None:
        raise typer.Exit(2)
    if screened.findings or problems.errors:
        raise typer.Exit(1)


def _document(file: Path, screened: Screened | None, problems: object) -> dict[str, object]:
    assert isinstance(problems, dict)
    return {
        "file": file.name,
        "findings": screened.findings if screened else None,
        "rows": [line.as_dict() for line in screened.lines] if screened else [],
        "groups": [
            {
                "group": found.group,
                "percentages": [str(printed) for printed in found.percentages],
                "denominators": list(found.possible),
                "verdict": found.ruling.verdict,
                "reason": found.ruling.reason,
            }
            for found in (screened.groups if screened else ())
        ],
        "problems": [problem.as_dict() for problem in problems],
    }


def _tell(screened: Screened) -> None:
    out = console()
    for line in screened.lines:
        out.print(f"[bold]{escape(line.label)}[/] [dim](row {line.number})[/]")
        _tell_line(line)
    for group in screened.groups:
        out.print(f"[bold]{escape(group.label)}: all percentages together[/]")
        _say(group.ruling.verdict, group.ruling.reason, group.ruling.cannot_hold)
    count = screened.findings
    out.print(
        "\nNothing here is impossible."
        if not count
        else f"\n{count} finding{'s' * (count > 1)}: what cannot hold, or cannot be read."
    )


def _tell_line(line: ScreenedLine) -> None:
    for ruling in line.rulings:
        _say(ruling.verdict, ruling.reason, ruling.cannot_hold)
    if line.row is not None and line.row.risk is not None and line.row.risk.discloses:
        console().print(f"  [yellow]{line.row.risk.level}[/] {escape(line.row.risk.reason)}")
    for sentence in line.unread:
        console().print(f"  [red]not read[/] {escape(sentence)}")
    for sentence in line.remarks:
        console().print(f"  [dim]{escape(sentence)}[/]")


def _say(verdict: str, reason: str, cannot_hold: bool) -> None:
    console().print(f"  [{'red' if cannot_hold else 'green'}]{escape(verdict)}[/] {escape(reason)}")
