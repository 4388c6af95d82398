"""Adapter of every rule that runs a notebook: parameters in, an executed copy out."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log.text):
    from triangulate.notebook.run import run_notebook

    run_notebook(
        source=Path(snakemake.input.notebook),
        executed=Path(snakemake.output.ipynb),
        half_run=Path(snakemake.log.notebook),
        parameters=snakemake.params.parameters,
    )
