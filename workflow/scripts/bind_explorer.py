"""Adapter of the rule bind_explorer."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.reporting import bind_explorer

    bind_explorer(
        page=Path(snakemake.input.page),
        drawings=Path(snakemake.input.drawings),
        published=Path(snakemake.input.published),
        audit=Path(snakemake.input.audit),
        report=Path(snakemake.output.report),
        explorer=Path(snakemake.output.explorer),
    )
