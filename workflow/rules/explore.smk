# Needs: facts, executed notebooks, the tables of data/processed/ and the hashes of all inputs.  Makes: the story
# behind every fact, for the panel of the published report; and the audit edition, which shows the raw rows.


rule gather_evidence:
    input:
        config="config/config.yaml",
        declarations=PLAN.declaration_files("mapping", "statements", "interviews"),
        inputs=rules.record_inputs.output.inputs,
        facts=rules.gather_facts.output.facts,
        # Notebooks stand for the tables and figures that they wrote, and for the tables that they read.
        notebooks=[executed(name) for name in NOTEBOOKS],
        people=rules.ingest_people.output.people,
        # Every fact names its code by hash: what may work out or draw a fact belongs here.
        code=modules(
            "explorer",
            "evidence",
            "analysis",
            "audit",
            "coding",
            "consistency",
            "facts",
            "records",
            "study",
            "problems",
            "pipeline/declared.py",
            "pipeline/reporting.py",
        ),
    output:
        published="data/processed/explorer/published.json",
        audit="data/processed/explorer/audit.json",
        key="data/processed/explorer/key.txt",
    log:
        "logs/gather_evidence.log",
    benchmark:
        "logs/benchmarks/gather_evidence.tsv"
    priority: 20
    message:
        "Gathering the story behind every number"
    script:
        "../scripts/gather_evidence.py"


rule bind_explorer:
    input:
        page=rules.build_report.output.html,
        drawings=rules.build_report.output.drawings,
        published=rules.gather_evidence.output.published,
        audit=rules.gather_evidence.output.audit,
        code=modules(
            "explorer",
            "evidence/embedded.py",
            "pipeline/reporting.py",
        ),
    output:
        report="results/report/index.html",
        explorer="results/audit/explorer.html",
    log:
        "logs/bind_explorer.log",
    benchmark:
        "logs/benchmarks/bind_explorer.tsv"
    message:
        "Putting the story behind every number into the report, and the raw rows into its audit edition"
    script:
        "../scripts/bind_explorer.py"
