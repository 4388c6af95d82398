"""Adapter of the rule write_manifest."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.manifest import write_manifest

    write_manifest(snakemake.params.makers, Path(snakemake.output.manifest))
