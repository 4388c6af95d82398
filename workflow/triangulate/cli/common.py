"""What the subcommands share: the study argument, and output for people or machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

StudyArgument = Annotated[
    Path,
    typer.Argument(
        help="The study's directory (the current one if left out).",
        exists=True,
        file_okay=False,
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def console(*, stderr: bool = False) -> Console:
    """A console that never breaks a path or an id in two; 120 columns where nobody is watching."""
    out = Console(stderr=stderr, soft_wrap=True, highlight=False)
    if not out.is_terminal:
        out.width = 120
    return out


def print_json(value: object) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
