"""Adapter of the rule build_report."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.reporting import build_report

    outputs = {name: Path(path) for name, path in snakemake.output.items()}
    drawings = outputs.pop("drawings")
    build_report(Path("results"), Path(snakemake.input.queries), drawings, outputs)
