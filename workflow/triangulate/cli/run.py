"""``triangulate run``: the whole workflow on one study."""

from __future__ import annotations

import csv
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json

REPOSITORY = Path(__file__).resolve().parents[3]
REPORT = Path("results/report/index.html")
MANIFEST = Path("results/manifest.csv")


def run(
    study: StudyArgument = Path(),
    cores: Annotated[str, typer.Option(help="How many cores to use.")] = "all",
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be done.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run a study: check it, read it, analyse it, write its report.

    Only what changed since the last run is made again, and whatever is no longer as that run left it.
    Exit code 1 if the run stops.
    """
    if not (study / "config" / "config.yaml").is_file():
        typer.echo(
            f"{study} is no study: it has no config/config.yaml. `triangulate new DIR` makes one.", err=True
        )
        raise typer.Exit(2)
    command = [
        sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile"),
        "--directory", str(study), "--cores", cores,
    ]  # fmt: skip
    with _alone(study) as alone:
        if not alone:
            typer.echo(f"Another run of {study} is under way; wait for it or stop it.", err=True)
            raise typer.Exit(1)
        if any((study / ".snakemake" / "locks").glob("*")):
            # The lock of a run that was killed: nobody else holds ours, so nobody is running.
            subprocess.run([*command, "--unlock"], check=False, capture_output=True)
        before = _written(study / MANIFEST)
        outcome = subprocess.run([*command, *(["--dry-run"] if dry_run else [])], check=False)
        if outcome.returncode != 0 and _written(study / MANIFEST) != before:
            # It came to its end, and only then found (workflow/rules/trust.smk) that a file had been changed
            # under its hands: what depends on it is made once more.
            outcome = subprocess.run(command, check=False)
    good = outcome.returncode == 0
    report = study / REPORT
    if as_json:
        print_json({"study": str(study), "good": good, "report": str(report) if good else None})
    elif good and not dry_run:
        _close(study, report)
    if not good:
        raise typer.Exit(1)


def _written(path: Path) -> int | None:
    """When a file was last written, in nanoseconds; None where it is not there."""
    return path.stat().st_mtime_ns if path.is_file() else None


@contextmanager
def _alone(study: Path) -> Iterator[bool]:
    """Hold a lock that the system lets go when this process ends, however it ends."""
    place = study / ".snakemake"
    place.mkdir(exist_ok=True)
    with (place / "triangulate.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _close(study: Path, report: Path) -> None:
    out = console()
    compared = study / "results" / "tables" / "published_v_reproduced.csv"
    if compared.is_file():
        with compared.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        table = Table(
            title="Published v reproduced", title_justify="left", pad_edge=False, box=box.SIMPLE_HEAD
        )
        for heading in ("Printed figure", "Published", "Reproduced", "Verdict"):
            table.add_column(heading, justify="right" if heading in ("Published", "Reproduced") else "left")
        for row in rows:
            colour = "green" if row["agrees"] == "True" else "yellow"
            table.add_row(row["figure"], row["printed"], row["reproduced"], f"[{colour}]{row['verdict']}[/]")
        out.print(table)
    out.print(f"\nThe report is [bold]{report}[/]")
