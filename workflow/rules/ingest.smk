# Needs: raw files that the check has passed.  Makes: tidy tables in data/processed/, each row with its source.


rule ingest_people:
    input:
        raw=lambda wildcards: PLAN.register_files,
        code=modules(
            "problems",
            "study",
            "raw",
            "records",
            "pipeline/ingest.py",
            "pipeline/declared.py",
        ),
    output:
        people="data/processed/people.parquet",
    log:
        "logs/ingest_people.log",
    benchmark:
        "logs/benchmarks/ingest_people.tsv"
    # The transcripts, which take longest, wait for these two.
    priority: 60
    params:
        declared=PLAN.declared("interviews"),
    message:
        "Reading the register: who takes part, who does not, and why"
    script:
        "../scripts/ingest_people.py"


rule ingest_mapping:
    input:
        raw=lambda wildcards: PLAN.mapping_files,
        instrument=PLAN.declaration_files("mapping"),
        code=modules(
            "problems",
            "study",
            "raw",
            "records",
            "pipeline/ingest.py",
            "pipeline/declared.py",
        ),
    output:
        forms="data/processed/forms.parquet",
        mapping="data/processed/mapping.parquet",
    log:
        "logs/ingest_mapping.log",
    benchmark:
        "logs/benchmarks/ingest_mapping.tsv"
    priority: 60
    params:
        declared=PLAN.declared("mapping"),
    message:
        "Reading the mapping forms"
    script:
        "../scripts/ingest_mapping.py"


rule ingest_statements:
    input:
        raw=lambda wildcards: PLAN.statement_files,
        instrument=PLAN.declaration_files("statements"),
        people=rules.ingest_people.output.people,
        code=modules(
            "problems",
            "study",
            "raw",
            "records",
            "pipeline/ingest.py",
            "pipeline/declared.py",
        ),
    output:
        respondents="data/processed/respondents.parquet",
        answers="data/processed/answers.parquet",
    log:
        "logs/ingest_statements.log",
    benchmark:
        "logs/benchmarks/ingest_statements.tsv"
    params:
        declared=PLAN.declared("statements"),
    message:
        "Reading the statement answers of those who take part"
    script:
        "../scripts/ingest_statements.py"
