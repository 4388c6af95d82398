"""Adapter of the rule check_study."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.check import run_check

    run_check(
        Path(),
        Path(snakemake.output.queries),
        reports=Path(snakemake.params.cache),
        transcripts=Path(snakemake.params.transcripts),
    )
