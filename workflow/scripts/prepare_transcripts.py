"""Adapter of the rule prepare_transcripts."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.interviews import prepare_transcripts

    prepare_transcripts(
        study_from(snakemake.params.declared),
        people=Path(snakemake.input.people),
        forms=Path(snakemake.input.forms) if snakemake.input.forms else None,
        cache=Path(snakemake.params.cache),
        documents=Path(snakemake.output.documents),
        segments=Path(snakemake.output.segments),
        redactions=Path(snakemake.output.redactions),
        key=Path(snakemake.output.key),
    )
