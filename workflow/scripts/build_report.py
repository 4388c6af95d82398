"""Adapter of the rule build_report."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.finish import build_report

    build_report(
        Path("results"),
        Path(snakemake.input.queries),
        Path(snakemake.output.html),
        Path(snakemake.output.claims) if snakemake.output.get("claims") else None,
    )
