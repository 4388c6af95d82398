"""Adapter of the rule show_notebooks."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.notebook.page import write_pages

    write_pages(
        dict(zip(map(Path, snakemake.input.notebooks), map(Path, snakemake.output.pages), strict=True)),
        Path(snakemake.params.cache),
    )
