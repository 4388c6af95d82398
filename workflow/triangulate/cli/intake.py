"""``triangulate intake``: raw files signed off as they came in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json


def intake(
    study: StudyArgument = Path(),
    origin: Annotated[str, typer.Option("--from", help="Who sent the files that are new.")] = "",
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day on which they came; today if left out."),
    ] = None,
    accept_changes: Annotated[
        bool,
        typer.Option(
            "--accept-changes", help="Sign changed files again, and drop those that are gone from the list."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Sign off the raw files of a study in data/raw/manifest.csv: each with its hash, day and sender.

    From then on a check and a run stop on files that differ, are gone or are not in the list. Exit code
    1, and nothing written, if a signed file has changed or is gone.
    """
    from triangulate.cli.check import show
    from triangulate.pipeline.intake import intake as sign
    from triangulate.problems import Problems, StudyError
    from triangulate.raw.signed import SIGNED

    day = received.date() if received else date.today()
    try:
        done = sign(study, day, origin, accept_changes=accept_changes)
    except StudyError as fault:
        problems = Problems()
        problems.extend(fault.problems)
        show(problems, console(stderr=True))
        raise typer.Exit(1) from None
    found = done.found
    if as_json:
        print_json(
            {
                "manifest": SIGNED,
                "written": done.written,
                "new": list(found.new),
                "changed": list(found.changed),
                "gone": list(found.gone),
                "unchanged": len(found.same),
            }
        )
    else:
        out = console()
        # A first signature is of everything: a list of all files would tell nobody anything.
        for name in () if done.first else found.new:
            out.print(f"[green]new[/]      {escape(name)}")
        for name in found.changed:
            out.print(f"[yellow]changed[/]  {escape(name)}")
        for name in found.gone:
            out.print(f"[red]gone[/]     {escape(name)}")
        if done.written:
            renewed = (
                f", {len(found.changed)} signed again, {len(found.gone)} dropped" if accept_changes else ""
            )
            out.print(
                f"{len(found.new)} raw files signed off{renewed}, {len(found.same)} as they were: {SIGNED}"
            )
        else:
            out.print("Nothing was written. If these changes are meant: triangulate intake --accept-changes")
    if not done.written:
        raise typer.Exit(1)
