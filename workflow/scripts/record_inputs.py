"""Adapter of the rule record_inputs."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.evidence.hashes import write_inputs

    write_inputs([str(path) for path in snakemake.input.files], Path(snakemake.output.inputs))
