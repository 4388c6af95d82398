"""Adapter of the rule place_codings."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.declared import study_from
    from triangulate.pipeline.placing import place_codings

    place_codings(
        study_from(snakemake.params.declared),
        people=Path(snakemake.input.people),
        documents=Path(snakemake.input.documents),
        redactions=Path(snakemake.input.redactions),
        cache=Path(snakemake.params.cache),
        codings=Path(snakemake.output.codings),
        imported=Path(snakemake.output.imported),
        edits=Path(snakemake.output.edits),
        memos=Path(snakemake.output.memos),
        cases=Path(snakemake.output.cases),
        codes=Path(snakemake.output.codes),
        coders=Path(snakemake.output.coders),
    )
