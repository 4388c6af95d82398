"""``triangulate simulate``: the raw data of a synthetic study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from triangulate.cli.common import JsonOption, StudyArgument, console, print_json


def simulate(
    study: StudyArgument = Path(),
    seed: Annotated[int | None, typer.Option(help="Seed; the study's own if left out.", min=0)] = None,
    scale: Annotated[int, typer.Option(help="How many times the published size.", min=1)] = 1,
    ground_truth: Annotated[
        Path | None,
        typer.Option(help="Also write what was planted, for the tests, into this folder.", file_okay=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the simulated raw data of a synthetic study, the same bytes for the same seed.

    Replaces data/raw of that study. A study that is not declared synthetic is refused.
    """
    from triangulate.cli.check import show
    from triangulate.files import write_text
    from triangulate.problems import Problems, StudyError
    from triangulate.simulate.study import SimulationRefused
    from triangulate.simulate.study import simulate as write_study

    try:
        report = write_study(study, _seed_of(study) if seed is None else seed, scale)
    except SimulationRefused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None
    except StudyError as fault:
        problems = Problems()
        problems.extend(fault.problems)
        show(problems, console(stderr=True))
        raise typer.Exit(1) from None
    if ground_truth is not None:
        for name, text in report.ground_truth().items():
            write_text(ground_truth / name, text)
    table = report.as_table()
    if as_json:
        print_json(
            {
                "files": list(report.files),
                "figures": table.to_dict("records"),
                "contradictions": list(report.contradictions),
            }
        )
        return
    out = console()
    if len(table):
        unmet = table[~table["met"].astype(bool)]
        out.print(f"{len(table) - len(unmet)} of {len(table)} printed figures are met.")
        for row in unmet.itertuples():
            out.print(
                f"  not met: {row.fact}: printed {row.printed}, reproduced {row.reproduced}. {row.note}"
            )
        out.print("Contradictions within the publication, kept as they are:")
        for sentence in report.contradictions:
            out.print(f"  {sentence}")
    out.print(f"Wrote {len(report.files)} files below {study / 'data' / 'raw'}.")


def _seed_of(study: Path) -> int:
    import yaml

    declared = yaml.safe_load((study / "config" / "config.yaml").read_text(encoding="utf-8"))
    return int(declared.get("seed", 0))
