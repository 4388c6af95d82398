"""``triangulate verify``: a finished study held against itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json


def verify(
    study: StudyArgument = Path(),
    withdrawn: Annotated[
        str | None,
        typer.Option("--withdrawn", help="Search all outputs for what is left of this participant instead."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Re-hash everything, work out every fact again from the raw files, and read the report back.

    Exit code 1 if anything differs from what the run made.
    """
    from triangulate.evidence import story
    from triangulate.evidence.opening import NoResults

    try:
        if withdrawn is not None:
            from triangulate.evidence.withdrawn import UnknownParticipant, search_withdrawn

            try:
                left = search_withdrawn(study, withdrawn)
            except UnknownParticipant as fault:
                typer.echo(str(fault), err=True)
                raise typer.Exit(2) from None
            if as_json:
                print_json(left.as_dict())
            else:
                story.tell_search(left, console())
            good = left.good
        else:
            from triangulate.evidence.verify import verify as verify_study

            findings = verify_study(study)
            if as_json:
                print_json(findings.as_dict())
            else:
                story.tell_findings(findings, console())
            good = findings.good
    except NoResults as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    if not good:
        raise typer.Exit(1)
