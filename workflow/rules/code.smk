# Needs: pseudonymised text, its segments and the human codings on it.  Makes: one table of all codings, those of
# the rule coder (stage auto, never a finding) beside the human ones; and what other programs can open.


rule apply_rule_coder:
    input:
        codebook=PLAN.declaration_files("interviews"),
        documents=rules.prepare_transcripts.output.documents,
        segments=rules.prepare_transcripts.output.segments,
        placed=rules.place_codings.output.codings,
        code=modules(
            "problems", "study", "records", "coding", "text/language.py", "pipeline/coding.py", "pipeline/declared.py"
        ),
    output:
        codings="data/processed/codings.parquet",
    params:
        declared=PLAN.declared("interviews"),
        cache="data/processed/.cache/parsed",
    log:
        "logs/apply_rule_coder.log",
    benchmark:
        "logs/benchmarks/apply_rule_coder.tsv"
    threads: 2
    message:
        "Letting the codebook's rules code what participants said"
    script:
        "../scripts/apply_rule_coder.py"
