"""``triangulate trace``: from a reported value, quote or figure to the raw cells and lines behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.check import show
from triangulate.cli.common import JsonOption, console, print_json

StudyOption = Annotated[
    Path, typer.Option("--study", help="The study's directory.", exists=True, file_okay=False)
]


def trace(
    id: Annotated[
        str | None,
        typer.Argument(
            help="A fact id as results/facts.csv has it, a quote's id such as q-1a2b3c4d, or a figure's name or file."
        ),
    ] = None,
    study: StudyOption = Path(),
    find: Annotated[
        str | None, typer.Option("--find", help="List the facts that print as this text, such as 52%.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell the story of a number, a quote or a figure: where it is printed, how it was made, from which
    raw cells or lines.

    A number is worked out once more from the raw files by a second implementation; a quote is cut out of
    its raw transcript again; of a figure every fact that it plots is worked out again. Exit code 1 if
    anything differs, or if nothing has this id.
    """
    from triangulate.evidence import story
    from triangulate.evidence.lookup import look_up
    from triangulate.evidence.opening import NoResults
    from triangulate.evidence.trace import UnknownFact
    from triangulate.evidence.trace import find as find_text
    from triangulate.problems import Problems, StudyError

    if (id is None) == (find is None):
        typer.echo("Give either an id or --find TEXT.", err=True)
        raise typer.Exit(2)
    try:
        if find is not None:
            matches = find_text(study, find)
            if as_json:
                print_json([match.as_dict() for match in matches])
            else:
                story.tell_matches(find, matches, console())
            if not matches:
                raise typer.Exit(1)
            return
        assert id is not None
        found = look_up(study, id)
    except (UnknownFact, NoResults) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    except StudyError as fault:
        problems = Problems()
        problems.extend(fault.problems)
        show(problems, console(stderr=True))
        raise typer.Exit(1) from None
    if as_json:
        print_json(found.as_dict())
    else:
        story.tell(found, console())
    if found.agrees is False:
        raise typer.Exit(1)
