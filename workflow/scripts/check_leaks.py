"""Adapter of the rule check_leaks."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.release import check_leaks

    check_leaks(
        study_from(snakemake.params.declared),
        people=Path(snakemake.input.people),
        forms=Path(snakemake.input.forms) if snakemake.input.forms else None,
        key=Path(snakemake.input.key) if snakemake.input.key else None,
        documents=Path(snakemake.input.documents) if snakemake.input.documents else None,
        facts=Path(snakemake.input.facts),
        declared=snakemake.input.declarations,
        leaks=Path(snakemake.output.leaks),
    )
