# Needs: the configuration and every raw file.  Makes: the data queries; or stops the run before anything
# else is made, with every error of every file named. And the hashes of all that the run reads.


rule check_study:
    input:
        config="config/config.yaml",
        declarations=PLAN.declaration_files("mapping", "statements", "interviews"),
        raw=lambda wildcards: PLAN.raw_files,
        published=PLAN.published_files,
        written=PLAN.written_files,
        review=PLAN.review_files,
        signed=PLAN.signed_files,
        code=modules(
            "problems",
            "study",
            "raw",
            "records",
            "audit",
            "report",
            "coding/patterns.py",
            "pipeline/check.py",
            "pipeline/plan.py",
        ),
    output:
        queries="data/processed/queries.parquet",
    log:
        "logs/check_study.log",
    benchmark:
        "logs/benchmarks/check_study.tsv"
    # First: it outranks all other jobs, however many together, and leaves them one core, on which a reader may start. A dependency
    # would re-read every strand whenever one file of one strand changed, since the check reads all (docs/decisions/0003).
    priority: 10000
    threads: max(1, workflow.cores - 1)
    params:
        cache="data/processed/.cache/reports",
        transcripts=TRANSCRIPTS_CACHE,
    message:
        "Checking the configuration and all raw files"
    script:
        "../scripts/check_study.py"


rule record_inputs:
    input:
        files=lambda wildcards: PLAN.input_files,
        code=modules("evidence/hashes.py"),
    output:
        inputs="data/processed/inputs.csv",
    log:
        "logs/record_inputs.log",
    benchmark:
        "logs/benchmarks/record_inputs.tsv"
    message:
        "Recording the hash of every file that this run reads"
    script:
        "../scripts/record_inputs.py"
