# Needs: the configuration and every raw file.  Makes: the data queries; or stops the run before anything
# else is made, with every error of every file named.


rule check_study:
    input:
        config="config/config.yaml",
        declarations=PLAN.declaration_files("mapping", "statements", "interviews"),
        raw=lambda wildcards: PLAN.raw_files,
        code=modules("problems", "study", "raw", "records", "pipeline/check.py"),
    output:
        queries="data/processed/queries.parquet",
    log:
        "logs/check_study.log",
    benchmark:
        "logs/benchmarks/check_study.tsv"
    # First and alone: it outranks all other jobs and leaves them no core. A dependency would re-read every
    # strand whenever one file of one strand changed, since the check reads all (docs/decisions/0003).
    priority: 100
    threads: workflow.cores
    message:
        "Checking the configuration and all raw files"
    script:
        "../scripts/check_study.py"
