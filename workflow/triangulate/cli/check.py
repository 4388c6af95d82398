"""``triangulate check``: every problem of a study at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json
from triangulate.problems import Problem, Problems, Severity


def check(study: StudyArgument = Path(), as_json: JsonOption = False) -> None:
    """Say everything that is wrong with a study: config, instruments, codebook and raw data.

    Nothing is written. Exit code 1 if there is an error; warnings alone are data queries.
    """
    from triangulate.pipeline.check import check_study

    problems = check_study(study)
    if as_json:
        print_json(
            {
                "study": str(study),
                "errors": len(problems.errors),
                "warnings": len(problems.warnings),
                "problems": [problem.as_dict() for problem in problems],
            }
        )
    else:
        show(problems, console())
    if problems.errors:
        raise typer.Exit(1)


def show(problems: Problems, out: Console) -> None:
    """The problems, by file, errors before warnings."""
    for severity, colour in ((Severity.ERROR, "red"), (Severity.WARNING, "yellow")):
        found = problems.errors if severity is Severity.ERROR else problems.warnings
        for file, own in _by_file(found):
            out.print(f"\n[bold]{escape(file)}[/]")
            for problem in own:
                place = _place(problem)
                out.print(
                    f"  [{colour}]{severity.value}[/] {f'[cyan]{escape(place)}[/] ' if place else ''}"
                    f"{escape(problem.says)}\n          [dim]{escape(problem.do)}[/]"
                )
    errors, warnings = len(problems.errors), len(problems.warnings)
    if not errors and not warnings:
        out.print("[green]Nothing is wrong with this study.[/]")
    else:
        out.print(f"\n{_counted(errors, 'error')}, {_counted(warnings, 'warning')}.")


def _by_file(problems: Iterable[Problem]) -> Iterable[tuple[str, list[Problem]]]:
    def key(problem: Problem) -> str:
        return problem.source.file if problem.source else "the study"

    ordered = sorted(problems, key=key)
    return ((file, list(own)) for file, own in groupby(ordered, key))


def _place(problem: Problem) -> str:
    if problem.source is None:
        return ""
    return str(problem.source).removeprefix(problem.source.file).lstrip(", ")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
