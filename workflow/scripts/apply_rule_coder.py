"""Adapter of the rule apply_rule_coder."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.coding import apply_rule_coder
    from triangulate.pipeline.declared import study_from

    print(
        apply_rule_coder(
            study_from(snakemake.params.declared),
            codebook=str(snakemake.input.codebook),
            documents=Path(snakemake.input.documents),
            segments=Path(snakemake.input.segments),
            placed=Path(snakemake.input.placed),
            cache=Path(snakemake.params.cache),
            codings=Path(snakemake.output.codings),
        )
    )
