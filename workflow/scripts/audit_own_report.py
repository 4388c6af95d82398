"""Adapter of the rule audit_own_report."""

from pathlib import Path

from triangulate.pipeline.adapter import logged

with logged(snakemake.log[0]):
    from triangulate.pipeline.audit import write_self_audit
    from triangulate.pipeline.declared import study_from

    checks = write_self_audit(
        study_from(snakemake.params.declared), Path(snakemake.input.facts), Path(snakemake.output.table)
    )
    wrong = [check for check in checks if check.cannot_hold]
    print(f"{len(checks)} checks of printed values, {len(wrong)} that cannot hold.")
    for check in wrong:
        print(f"  {check.fact} = {check.display}: {check.reason}")
