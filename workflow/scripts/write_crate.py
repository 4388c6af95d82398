"""Adapter of the rule write_crate."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.describe import describe_run

    report, *documents = map(Path, snakemake.input.report)
    describe_run(
        snakemake.params.jobs,
        report=report,
        documents=documents,
        facts=Path(snakemake.input.facts),
        exports=[Path(path) for path in snakemake.input.exports],
        tables=[Path(path) for path in snakemake.params.tables],
        sources=dict(
            zip(map(Path, snakemake.output.workflow), map(Path, snakemake.input.sources), strict=True)
        ),
        released=Path(snakemake.output.facts),
        package=Path(snakemake.output.package),
        crate=Path(snakemake.output.crate),
        listed=Path(snakemake.output.listed),
    )
