"""Adapter of the rule ingest_statements."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.ingest import ingest_statements

    ingest_statements(
        study_from(snakemake.params.declared),
        Path(snakemake.input.people),
        Path(snakemake.output.respondents),
        Path(snakemake.output.answers),
    )
