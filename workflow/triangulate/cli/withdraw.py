"""``triangulate withdraw``: a participant takes the consent back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json


def withdraw(
    participant: Annotated[str, typer.Argument(metavar="ID", help="The participant_id in the register.")],
    study: StudyArgument = Path(),
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Date of the withdrawal; today if left out."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Record in the register that a participant withdrew, and take the report and exports away.

    The next `triangulate run` leaves the person out and makes every table, notebook, export and quote
    anew without them; `triangulate verify --withdrawn ID` then searches all outputs. Exit code 2 for an
    id that nobody has, 1 if the register cannot be read.
    """
    from triangulate.cli.check import show
    from triangulate.pipeline.withdrawal import WithdrawalRefused
    from triangulate.pipeline.withdrawal import withdraw as record
    from triangulate.problems import Problems, StudyError

    try:
        done = record(study, participant, date.date() if date else None)
    except WithdrawalRefused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from None
    except StudyError as fault:
        problems = Problems()
        problems.extend(fault.problems)
        show(problems, console(stderr=True))
        raise typer.Exit(1) from None
    if as_json:
        print_json(
            {
                "participant": done.participant,
                "date": done.date.isoformat(),
                "register": done.register,
                "already": done.already,
                "removed": list(done.removed),
                "raw": list(done.raw),
            }
        )
        return
    out = console()
    if done.already:
        out.print(f"{done.participant} withdrew on {done.date} already; {done.register} is as it was.")
    else:
        out.print(f"{done.participant} withdrew on {done.date}: written to {done.register}.")
    if done.removed:
        out.print(
            f"Taken away, since they hold what the person gave: {len(done.removed)} files below results and releases."
        )
    where = f" {study}" if study != Path() else ""
    out.print(f"Next: triangulate run{where}, then triangulate verify --withdrawn {done.participant}{where}")
    if done.raw:
        out.print(
            f"Raw data are not deleted by any program: {', '.join(done.raw)}, and the person's answers and "
            "codings, stay until you remove them as your protocol says."
        )
