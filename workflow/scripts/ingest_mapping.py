"""Adapter of the rule ingest_mapping."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.ingest import ingest_mapping

    ingest_mapping(
        study_from(snakemake.params.declared),
        Path(snakemake.output.forms),
        Path(snakemake.output.mapping),
    )
