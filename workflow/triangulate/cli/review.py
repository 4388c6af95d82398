"""``triangulate review``: what a person decided about quotes."""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json


def review(
    study: StudyArgument = Path(),
    queue: Annotated[
        Path | None,
        typer.Option(
            help="The queue as filled in; the study's own if left out.", exists=True, dir_okay=False
        ),
    ] = None,
    reviewer: Annotated[str | None, typer.Option(help="Who decided; the user's name if left out.")] = None,
    accept_simulated: Annotated[
        bool, typer.Option("--accept-simulated", help="Accept every quote of a synthetic study.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take over the decisions of results/audit/review/queue.xlsx into config/review.csv.

    Write accept or reject into the column decision and save. No quote of a real study is published
    before its exact text was accepted. Exit code 1 if a row cannot be used; nothing is written then.
    """
    from triangulate.cli.check import show
    from triangulate.pipeline.review import QUEUE, accept_all, read_queue, record_decisions
    from triangulate.problems import Problems
    from triangulate.study.load import load_study
    from triangulate.study.review import REVIEW, read_review

    problems = Problems()
    loaded = load_study(study, problems)
    if loaded is None:
        show(problems, console(stderr=True))
        raise typer.Exit(1)
    if accept_simulated and not loaded.synthetic:
        typer.echo(
            "This study is not declared synthetic: its quotes are people's words. Read them.", err=True
        )
        raise typer.Exit(2)
    path = queue or study / QUEUE
    if not path.is_file():
        typer.echo(f"There is no {path}; `triangulate run {study}` makes it.", err=True)
        raise typer.Exit(2)
    before = read_review(study, loaded.synthetic, problems)
    if accept_simulated:
        made = accept_all(path, problems)
    else:
        made = read_queue(path, reviewer or getpass.getuser(), date.today(), problems)
    if problems.errors:
        show(problems, console(stderr=True))
        raise typer.Exit(1)
    record_decisions(study, before, made)
    accepted = sum(decision.accepted for decision in made.values())
    if as_json:
        print_json({"accepted": accepted, "rejected": len(made) - accepted, "written": REVIEW})
        return
    console().print(
        f"{accepted} accepted, {len(made) - accepted} rejected: written to {study / REVIEW}. "
        "The next run prints what was accepted."
    )
