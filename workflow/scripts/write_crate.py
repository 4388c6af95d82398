"""Adapter of the rule write_crate."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.describe import write_crate

    write_crate(
        snakemake.params.jobs,
        report=Path(next(path for path in snakemake.input.report if path.endswith(".html"))),
        facts=Path(snakemake.input.facts),
        files=[Path(path) for path in (*snakemake.input.report, *snakemake.input.exports)],
        sources=dict(
            zip(map(Path, snakemake.output.workflow), map(Path, snakemake.input.sources), strict=True)
        ),
        crate=Path(snakemake.output.crate),
        listed=Path(snakemake.output.listed),
    )
