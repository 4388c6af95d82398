"""A mixed-methods evaluation study: mapping forms, statements and interviews, to a findings report.

A study is a directory with config/ and data/raw/. This repository is one (the ARMS study); any other runs
with `snakemake --snakefile <here>/Snakefile --directory <study>`. The order of the includes is the order
in which data flow.
"""

from snakemake.utils import min_version

min_version("9.0")


container: "docker://python:3.11-slim-bookworm"


include: "workflow/rules/common.smk"
include: "workflow/rules/check.smk"
include: "workflow/rules/ingest.smk"
include: "workflow/rules/text.smk"
include: "workflow/rules/code.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/published.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/explore.smk"
include: "workflow/rules/jobs.smk"
include: "workflow/rules/describe.smk"
include: "workflow/rules/release.smk"
include: "workflow/rules/trust.smk"


rule all:
    input:
        "results/manifest.csv",
        rules.bind_explorer.output.report,
