"""Adapter of the rule export_statements."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.exports.statements_files import export_statements
    from triangulate.pipeline.declared import study_from

    export_statements(
        study_from(snakemake.params.declared),
        Path(snakemake.input.answers),
        Path(snakemake.output.sav),
        Path(snakemake.output.commands),
    )
