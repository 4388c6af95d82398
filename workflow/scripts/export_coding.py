"""Adapter of the rule export_coding."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.exports import export_coding

    export_coding(
        study_from(snakemake.params.declared),
        documents=Path(snakemake.input.documents),
        codings=Path(snakemake.input.codings),
        cases=Path(snakemake.input.cases),
        memos=Path(snakemake.input.memos),
        project=Path(snakemake.output.project),
        codebook=Path(snakemake.output.codebook),
        matrix=Path(snakemake.output.cases),
        own_project=Path(snakemake.output.own_project),
    )
