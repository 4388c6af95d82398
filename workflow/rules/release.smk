# Needs: everything that is about to be released.  Makes: room, before the first job of a run, by removing what no
# rule makes any more; and after the last, the gate: no output that may leave the building names anybody.


onstart:
    from triangulate.pipeline.sweep import sweep

    jobs = list(workflow.dag.jobs)
    # A run of one target knows only that target's files, and must not take the others for leftovers.
    if any(job.rule.name == "all" for job in jobs):
        for left_over in sweep(Path(), made_now(jobs)):
            print(f"Removed, since no rule makes it any more: {left_over}")


rule check_leaks:
    input:
        report=[*rules.build_report.output, rules.bind_explorer.output.report],
        exports=EXPORTS,
        crate=rules.write_crate.output.crate,
        notebooks=[executed(name) for name in NOTEBOOKS],
        pages=rules.show_notebooks.output.pages,
        facts=rules.gather_facts.output.facts,
        people=rules.ingest_people.output.people,
        forms=rules.ingest_mapping.output.forms if STUDY.mapping else [],
        key=rules.prepare_transcripts.output.key if STUDY.interviews else [],
        documents=rules.prepare_transcripts.output.documents if STUDY.interviews else [],
        declarations=[
            "config/config.yaml",
            *PLAN.declaration_files("mapping", "statements", "interviews"),
        ],
        code=modules(
            "release",
            "records",
            "problems",
            "pipeline/declared.py",
            "pipeline/release.py",
            "contents.py",
        ),
    output:
        leaks="results/audit/leaks.csv",
    log:
        "logs/check_leaks.log",
    benchmark:
        "logs/benchmarks/check_leaks.tsv"
    params:
        declared=PLAN.declared("privacy"),
    message:
        "Searching everything that may be released for names"
    script:
        "../scripts/check_leaks.py"


rule build_review_queue:
    input:
        bank="results/tables/quote_bank.csv",
        suggested="results/tables/quotes.csv",
        redactions=rules.prepare_transcripts.output.redactions,
        documents=rules.prepare_transcripts.output.documents,
        # Decisions made so far, if there are any.
        review=PLAN.review_files,
        code=modules(
            "records",
            "study",
            "problems",
            "pipeline/declared.py",
            "pipeline/review.py",
        ),
    output:
        workbook="results/audit/review/queue.xlsx",
        page="results/audit/review/queue.html",
    log:
        "logs/build_review_queue.log",
    benchmark:
        "logs/benchmarks/build_review_queue.tsv"
    params:
        declared=PLAN.declared(),
    message:
        "Listing the quotes that a person has to read before they are published"
    script:
        "../scripts/build_review_queue.py"
