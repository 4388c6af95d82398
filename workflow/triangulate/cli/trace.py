"""``triangulate trace``: from a reported value to the raw cells and lines behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, console, print_json

StudyOption = Annotated[
    Path, typer.Option("--study", help="The study's directory.", exists=True, file_okay=False)
]


def trace(
    fact: Annotated[str | None, typer.Argument(help="A fact id, as results/facts.csv has it.")] = None,
    study: StudyOption = Path(),
    find: Annotated[
        str | None, typer.Option("--find", help="List the facts that print as this text, such as 52%.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell the story of one value: where it is printed, how it was made, from which raw cells or lines.

    The value is worked out once more from the raw files by a second implementation. Exit code 1 if the
    two differ, or if the fact is unknown.
    """
    from triangulate.evidence import story
    from triangulate.evidence.opening import NoResults
    from triangulate.evidence.trace import UnknownFact
    from triangulate.evidence.trace import find as find_text
    from triangulate.evidence.trace import trace as trace_fact

    if (fact is None) == (find is None):
        typer.echo("Give either a fact id or --find TEXT.", err=True)
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
        assert fact is not None
        found = trace_fact(study, fact)
    except (UnknownFact, NoResults) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    if as_json:
        print_json(found.as_dict())
    else:
        story.tell_trace(found, console())
    if found.agrees is False:
        raise typer.Exit(1)
