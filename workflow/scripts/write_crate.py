"""Adapter of the rule write_crate."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.describe import describe_exports, write_crate

    report = Path(next(path for path in snakemake.input.report if path.endswith(".html")))
    facts = Path(snakemake.input.facts)
    exports = [Path(path) for path in snakemake.input.exports]
    released, package = Path(snakemake.output.facts), Path(snakemake.output.package)
    describe_exports(
        report=report,
        facts=facts,
        exports=exports,
        tables=[Path(path) for path in snakemake.params.tables],
        released=released,
        package=package,
    )
    write_crate(
        snakemake.params.jobs,
        report=report,
        facts=facts,
        files=[*map(Path, snakemake.input.report), *exports, released, package],
        sources=dict(
            zip(map(Path, snakemake.output.workflow), map(Path, snakemake.input.sources), strict=True)
        ),
        crate=Path(snakemake.output.crate),
        listed=Path(snakemake.output.listed),
    )
