"""Adapter of the rule build_review_queue."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.review import build_queue

    build_queue(
        study_from(snakemake.params.declared),
        bank=Path(snakemake.input.bank),
        suggested=Path(snakemake.input.suggested),
        redactions=Path(snakemake.input.redactions),
        documents=Path(snakemake.input.documents),
        workbook=Path(snakemake.output.workbook),
        page=Path(snakemake.output.page),
    )
