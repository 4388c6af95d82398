"""``triangulate new``: a small complete study to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, console, print_json


def new(
    directory: Annotated[
        Path, typer.Argument(help="Where the new study goes: a directory that is empty or not there.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Write a small complete study that runs: config, instruments, codebook and a few raw files.

    Replace its parts with your own, one by one; `triangulate check` says what does not fit yet.
    """
    from triangulate.scaffold.write import write_new_study

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        typer.echo(f"{directory} is not an empty directory; nothing was written.", err=True)
        raise typer.Exit(2)
    try:
        written = write_new_study(directory)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        typer.echo(f"The study cannot be written ({reason}); nothing was left.", err=True)
        raise typer.Exit(1) from None
    if as_json:
        print_json({"study": str(directory), "written": written})
        return
    out = console()
    out.print(
        f"Wrote a study of {len(written)} files. Its README.md says what to replace. Next:", markup=False
    )
    out.print(f"  triangulate run {shlex.quote(str(directory))}", markup=False)
