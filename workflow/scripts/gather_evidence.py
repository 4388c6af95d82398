"""Adapter of the rule gather_evidence."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.reporting import gather_evidence

    gather_evidence(**{name: Path(path) for name, path in snakemake.output.items()})
