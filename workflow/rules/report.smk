# Needs: executed notebooks with the tables and figures they wrote.  Makes: the one table of facts, the findings
# report that prints from it, and the manifest of everything that was made.


rule gather_facts:
    input:
        notebooks=[executed(name) for name in NOTEBOOKS],
        # Who makes up a total can be told from the organisations' answers alone.
        mapping=rules.ingest_mapping.output.mapping if STUDY.mapping else [],
        instruments=PLAN.declaration_files("mapping", "statements"),
        code=modules(
            "facts",
            "disclosure",
            "audit/risk.py",
            "consistency",
            "records",
            "study",
            "problems",
            "pipeline/declared.py",
            "pipeline/facts.py",
        ),
    output:
        facts="results/facts.csv",
        disclosure="results/tables/disclosure.csv",
    log:
        "logs/gather_facts.log",
    benchmark:
        "logs/benchmarks/gather_facts.tsv"
    priority: 30
    params:
        declared=PLAN.declared("mapping", "statements", "privacy"),
    message:
        "Gathering every reported value, and deciding which may be printed"
    script:
        "../scripts/gather_facts.py"


rule build_report:
    input:
        config="config/config.yaml",
        declarations=PLAN.declaration_files("mapping", "statements", "interviews"),
        facts=rules.gather_facts.output.facts,
        queries=rules.check_study.output.queries,
        # Narrative, claims, glossary and the authors' answers to checklists, as far as the study has them.
        written=PLAN.written_files,
        # Quotes are printed as far as somebody has released their text.
        review=PLAN.review_files,
        sample=rules.describe_sample.output.table,
        # The pages and tables of the strands that this study has: notebooks stand for what they wrote.
        notebooks=[executed(name) for name in NOTEBOOKS],
        code=modules(
            "disclosure",
            "report",
            "contents.py",
            "facts",
            "analysis",
            "study",
            "problems",
            "records",
            "pipeline/declared.py",
            "pipeline/reporting.py",
        ),
    output:
        **({"claims": "results/tables/claims.csv"} if STUDY.claims else {}),
        # The page without the story behind its numbers, which explore.smk puts in.
        html="data/processed/report/page.html",
        drawings="data/processed/report/drawings.json",
        pdf="results/report/findings.pdf",
        docx="results/report/findings.docx",
    log:
        "logs/build_report.log",
    benchmark:
        "logs/benchmarks/build_report.tsv"
    priority: 30
    message:
        "Writing the findings report"
    script:
        "../scripts/build_report.py"


rule show_notebooks:
    input:
        notebooks=[executed(name) for name in NOTEBOOKS],
        code=modules("notebook/__init__.py", "notebook/page.py", "notebook/page.css"),
    output:
        pages=[f"results/notebooks/{name}.html" for name in NOTEBOOKS],
    log:
        "logs/show_notebooks.log",
    benchmark:
        "logs/benchmarks/show_notebooks.tsv"
    # The gate waits for it; what only the manifest waits for can come later.
    priority: 10
    params:
        cache="data/processed/.cache/pages",
    message:
        "Writing the executed notebooks as pages"
    script:
        "../scripts/show_notebooks.py"


rule write_manifest:
    input:
        inputs=rules.record_inputs.output.inputs,
        report="results/report/index.html",
        # The gate of release.smk: what names somebody is not listed as released.
        leaks="results/audit/leaks.csv",
        explorer="results/audit/explorer.html",
        review="results/audit/review/queue.xlsx" if STUDY.interviews else [],
        own_audit="results/audit/self_audit.csv",
        facts=rules.gather_facts.output.facts,
        notebooks=[executed(name) for name in NOTEBOOKS],
        code=modules("evidence/hashes.py", "pipeline/manifest.py"),
    output:
        manifest="results/manifest.csv",
    log:
        "logs/write_manifest.log",
    benchmark:
        "logs/benchmarks/write_manifest.tsv"
    params:
        makers=lambda wildcards: makers(),
    message:
        "Listing everything that was made, with its hash"
    script:
        "../scripts/write_manifest.py"
