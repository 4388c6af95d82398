"""Adapter of the rule export_coding."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.coding import export_coding
    from triangulate.pipeline.declared import study_from

    export_coding(
        study_from(snakemake.params.declared),
        documents=Path(snakemake.input.documents),
        codings=Path(snakemake.input.codings),
        project=Path(snakemake.output.project),
        codebook=Path(snakemake.output.codebook),
        cases=Path(snakemake.output.cases),
        key=Path(snakemake.output.key),
    )
