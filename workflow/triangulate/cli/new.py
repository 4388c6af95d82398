"""``triangulate new``: a small complete study to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, console, print_json


def new(
    directory: Annotated[Path, typer.Argument(help="Where the new study goes; must not exist or be empty.")],
    as_json: JsonOption = False,
) -> None:
    """Write a small complete study that runs: config, instruments, codebook and a few raw files.

    Replace its parts with your own, one by one; `triangulate check` says what does not fit yet.
    """
    from triangulate.scaffold.write import write_new_study

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        typer.echo(f"{directory} is not an empty directory; nothing was written.", err=True)
        raise typer.Exit(2)
    written = write_new_study(directory)
    if as_json:
        print_json({"study": str(directory), "written": written})
        return
    console().print(f"Wrote a study of {len(written)} files to {directory}. Next: triangulate run {directory}")
