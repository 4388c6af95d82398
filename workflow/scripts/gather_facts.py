"""Adapter of the rule gather_facts."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.facts import gather_facts

    gather_facts(
        [str(path) for path in snakemake.input.notebooks],
        study_from(snakemake.params.declared),
        Path(snakemake.input.mapping) if snakemake.input.mapping else None,
        Path(snakemake.output.facts),
        Path(snakemake.output.disclosure),
    )
