"""``triangulate forms``: the blank forms of a study, for people to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json


def forms(
    study: StudyArgument = Path(),
    out: Annotated[Path, typer.Option(help="Where the forms are written.", file_okay=False)] = Path("forms"),
    as_json: JsonOption = False,
) -> None:
    """Write the blank mapping form of each group and the blank statement form.

    What is filled in and put into the study's raw data is what the pipeline reads.
    """
    from triangulate.cli.check import show
    from triangulate.problems import Problems
    from triangulate.raw.forms import write_mapping_form, write_statement_form
    from triangulate.study.load import load_study

    problems = Problems()
    loaded = load_study(study, problems)
    if loaded is None:
        show(problems, console(stderr=True))
        raise typer.Exit(1)
    written: list[Path] = []
    if loaded.mapping:
        for group in loaded.groups:
            if loaded.mapping.instrument.items_of(group.id):
                written.append(out / f"mapping_{group.id}.xlsx")
                write_mapping_form(written[-1], loaded, group.id)
    if loaded.statements:
        written.append(out / "statements.xlsx")
        write_statement_form(written[-1], loaded, None)
    if as_json:
        print_json({"written": [str(path) for path in written]})
        return
    for path in written:
        console().print(f"Wrote {path}")
    if not written:
        console().print("This study has neither a mapping form nor statements: no form to write.")
