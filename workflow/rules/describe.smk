# Needs: the report, the exports and the facts.  Makes: what other tools read about a run: the published facts as a
# table, a data package of the exports, and the crate: every job with its inputs, outputs, parameters and facts.

RULE_FILES = [
    "workflow/Snakefile",
    *sorted(
        f"workflow/workflow/rules/{path.name}"
        for path in (REPOSITORY / "workflow/rules").glob("*.smk")
    ),
]


rule write_crate:
    input:
        config="config/config.yaml",
        declarations=PLAN.declaration_files("mapping", "statements", "interviews"),
        report=[
            rules.bind_explorer.output.report,
            rules.build_report.output.pdf,
            rules.build_report.output.docx,
        ],
        exports=EXPORTS,
        facts=rules.gather_facts.output.facts,
        # Notebooks stand for the tables that they wrote.
        notebooks=[executed(name) for name in NOTEBOOKS],
        sources=[
            str(REPOSITORY / path.removeprefix("workflow/")) for path in RULE_FILES
        ],
        code=modules(
            "exports/crate",
            "exports/datapackage.py",
            "facts",
            "records",
            "study",
            "problems",
            "evidence/code.py",
            "evidence/hashes.py",
            "pipeline/declared.py",
            "pipeline/describe.py",
        ),
    output:
        facts="results/exports/published_facts.csv",
        package="results/exports/datapackage.json",
        crate="results/ro-crate-metadata.json",
        workflow=[f"results/{path}" for path in RULE_FILES],
        listed="data/processed/crate.csv",
    log:
        "logs/write_crate.log",
    benchmark:
        "logs/benchmarks/write_crate.tsv"
    params:
        jobs=lambda wildcards: jobs_of_run(),
        tables=lambda wildcards: sorted(
            str(path)
            for maker, values in planned()
            for path in maker.expand_output(values)[0]
            if path.startswith("results/tables/") and path.endswith(".csv")
        ),
    message:
        "Describing the exports as a data package and the run as a research object"
    script:
        "../scripts/write_crate.py"


EXPORTS = [*EXPORTS, rules.write_crate.output.facts, rules.write_crate.output.package]
