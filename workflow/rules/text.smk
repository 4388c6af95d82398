# Needs: transcripts and codings of those who take part.  Makes: pseudonymised text, its segments, and the
# codings moved onto it. Nothing after this stage reads a raw transcript.


rule prepare_transcripts:
    input:
        raw=lambda wildcards: PLAN.transcript_files,
        people=rules.ingest_people.output.people,
        forms=rules.ingest_mapping.output.forms if STUDY.mapping else [],
        code=modules(
            "problems", "study", "raw", "records", "text", "pipeline/interviews.py"
        ),
    output:
        documents="data/processed/documents.parquet",
        segments="data/processed/segments.parquet",
        redactions="data/processed/redactions.parquet",
        key="data/processed/pseudonym_key.csv",
    log:
        "logs/prepare_transcripts.log",
    benchmark:
        "logs/benchmarks/prepare_transcripts.tsv"
    # The longest job of a run with interviews: it starts as early as it can and leaves a core to the other strands.
    priority: 50
    params:
        declared=PLAN.declared("interviews", "privacy"),
        cache=TRANSCRIPTS_CACHE,
    message:
        "Taking names out of the transcripts and cutting them into sentences"
    script:
        "../scripts/prepare_transcripts.py"


rule place_codings:
    input:
        raw=lambda wildcards: PLAN.coding_files,
        transcripts=lambda wildcards: PLAN.transcript_files,
        codebook=PLAN.declaration_files("interviews"),
        people=rules.ingest_people.output.people,
        documents=rules.prepare_transcripts.output.documents,
        redactions=rules.prepare_transcripts.output.redactions,
        code=modules(
            "problems",
            "study",
            "raw",
            "records",
            "text/offsets.py",
            "text/language.py",
            "coding/rules.py",
            "coding/supervised.py",
            "analysis/coding.py",
            "pipeline/placing.py",
        ),
    output:
        codings="data/processed/placed_codings.parquet",
        imported="data/processed/coding_import.parquet",
        edits="data/processed/edits.parquet",
        memos="data/processed/memos.parquet",
        cases="data/processed/cases.parquet",
        codes="data/processed/codes.parquet",
        coders="data/processed/coders.parquet",
    log:
        "logs/place_codings.log",
    benchmark:
        "logs/benchmarks/place_codings.tsv"
    priority: 50
    params:
        declared=PLAN.declared("interviews"),
        cache=TRANSCRIPTS_CACHE,
    message:
        "Placing every coding in the pseudonymised text"
    script:
        "../scripts/place_codings.py"
