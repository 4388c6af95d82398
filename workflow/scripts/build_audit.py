"""Adapter of the rule build_audit."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.reporting import build_audit

    build_audit(Path(snakemake.input.report), Path(snakemake.input.evidence), Path(snakemake.output.page))
