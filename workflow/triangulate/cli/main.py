"""The subcommands put together. A module is imported when its command runs, so that help is quick."""

from __future__ import annotations

import typer

from triangulate.cli import (
    check,
    codebook_diff,
    consistency,
    forms,
    intake,
    new,
    release,
    review,
    run,
    simulate,
    trace,
    verify,
    withdraw,
)

app = typer.Typer(
    name="triangulate",
    help="Mixed-methods evaluation research, from raw cells to a findings report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("check")(check.check)
app.command("codebook-diff")(codebook_diff.codebook_diff)
app.command("consistency")(consistency.consistency)
app.command("forms")(forms.forms)
app.command("intake")(intake.intake)
app.command("new")(new.new)
app.command("release")(release.release)
app.command("review")(review.review)
app.command("simulate")(simulate.simulate)
app.command("trace")(trace.trace)
app.command("verify")(verify.verify)
app.command("withdraw")(withdraw.withdraw)


def main() -> None:
    """Run the command line. Exit codes: 0 good, 1 findings (or interrupted), 2 wrong usage."""
    app()
