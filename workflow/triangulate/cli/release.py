"""``triangulate release``: the archive for readers outside."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json


def release(
    study: StudyArgument = Path(),
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the release; today if left out."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The archive to write, ending in .zip, or a folder for it; the study's releases if left out."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Pack report, exports, crate and checklists into a dated archive, if the study verifies.

    The same results and day give the same bytes. Exit code 1, and nothing written, if `verify` finds
    anything that is not as the run made it; 2 for a place among the study's data or results.
    """
    from triangulate.evidence import story
    from triangulate.evidence.opening import NoResults
    from triangulate.pipeline.archive import NotReleased
    from triangulate.pipeline.archive import release as pack

    if out is not None and _among_outputs(study, out):
        typer.echo(
            f"{out} lies among the data or results of {study}, where a check would take it for an output of the run. "
            "Choose another place.",
            err=True,
        )
        raise typer.Exit(2)
    try:
        done = pack(study, day.date() if day else date.today(), out)
    except NotReleased as refusal:
        if as_json:
            print_json({"archive": None, **refusal.findings.as_dict()})
        else:
            story.tell_findings(refusal.findings, console())
        typer.echo("Nothing was released: run the study again, or undo what was changed.", err=True)
        raise typer.Exit(1) from None
    except NoResults as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    if as_json:
        print_json(
            {
                "archive": str(done.archive),
                "date": done.day.isoformat(),
                "sha256": done.sha256,
                "files": list(done.files),
            }
        )
        return
    out_to = console()
    out_to.print(f"{done.archive}: {len(done.files)} files, released on {done.day}")
    out_to.print(f"sha256 {done.sha256}")


def _among_outputs(study: Path, out: Path) -> bool:
    place = out.resolve()
    return any(
        (study / folder).resolve() in (place, *place.parents) for folder in ("data", "results", "logs")
    )
