"""Adapter of the rule describe_exports."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.describe import describe_exports

    describe_exports(
        report=Path(snakemake.input.report),
        facts=Path(snakemake.input.facts),
        exports=[Path(path) for path in snakemake.input.exports],
        tables=[Path(path) for path in snakemake.params.tables],
        released=Path(snakemake.output.facts),
        package=Path(snakemake.output.package),
    )
