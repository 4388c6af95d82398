# Needs: pseudonymised text, its segments and the human codings on it.  Makes: one table of all codings, those of
# the rule coder (stage auto, never a finding) beside the human ones; and what other programs can open.


rule apply_rule_coder:
    input:
        codebook=PLAN.declaration_files("interviews"),
        documents=rules.prepare_transcripts.output.documents,
        segments=rules.prepare_transcripts.output.segments,
        placed=rules.place_codings.output.codings,
        code=modules(
            "problems",
            "study",
            "records",
            "coding",
            "text/language.py",
            "pipeline/coding.py",
            "pipeline/declared.py",
        ),
    output:
        codings="data/processed/codings.parquet",
    log:
        "logs/apply_rule_coder.log",
    benchmark:
        "logs/benchmarks/apply_rule_coder.tsv"
    priority: 50
    # Its two processes parse for a part of the time only: on two cores it keeps three quarters of one at work, and
    # would leave the other idle until everything else had ended.
    threads: 1
    params:
        declared=PLAN.declared("interviews"),
        cache="data/processed/.cache/parsed",
    message:
        "Letting the codebook's rules code what participants said"
    script:
        "../scripts/apply_rule_coder.py"


rule export_coding:
    input:
        codebook=PLAN.declaration_files("interviews"),
        documents=rules.prepare_transcripts.output.documents,
        codings=rules.apply_rule_coder.output.codings,
        cases=rules.place_codings.output.cases,
        memos=rules.place_codings.output.memos,
        code=modules(
            "problems",
            "study",
            "records",
            "raw/codings/guids.py",
            "analysis/coding.py",
            "analysis/codepatterns.py",
            "disclosure",
            "facts",
            "exports/qdpx.py",
            "exports/codebook.py",
            "exports/coding.py",
            "pipeline/declared.py",
            "pipeline/exports.py",
        ),
    output:
        project="results/exports/coding.qdpx",
        codebook="results/exports/coding.qdc",
        cases="results/exports/cases_by_code.csv",
        # Restricted: the study's own names, and memos.
        own_project="results/audit/coding.qdpx",
    log:
        "logs/export_coding.log",
    benchmark:
        "logs/benchmarks/export_coding.tsv"
    params:
        declared=PLAN.declared("interviews", "disclosure"),
    message:
        "Writing the coded interviews for other programs, under running numbers"
    script:
        "../scripts/export_coding.py"
