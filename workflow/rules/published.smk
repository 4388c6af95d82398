# Needs: the printed figures of config/published, and the notebooks that record what this run reproduces.
# Makes: the audit of the printed figures by themselves, each of them beside its reproduction, and the same audit
# of our own report. A study without printed figures has the last alone.

AUDIT = NOTEBOOK + modules("audit", "consistency", "raw")


rule audit_published_figures:
    input:
        notebook=notebook_source("published_figures"),
        published=PLAN.published_files,
        instrument=PLAN.declaration_files("mapping"),
        code=AUDIT + modules("charts/style.py", "charts/printed.py"),
    output:
        ipynb=executed("published_figures"),
        rows="results/tables/printed_rows.csv",
        percentages="results/tables/printed_percentages.csv",
        relations="results/tables/printed_relations.csv",
        notes="results/tables/printed_notes.csv",
        figure=multiext("results/figures/printed_n", ".svg", ".png"),
    log:
        text="logs/published_figures.log",
        notebook="logs/published_figures.ipynb",
    benchmark:
        "logs/benchmarks/audit_published_figures.tsv"
    params:
        parameters=lambda wildcards, input, output: dict(
            declared=PLAN.declared("mapping"),
            published=STUDY.published,
            rows=str(output.rows),
            percentages=str(output.percentages),
            relations=str(output.relations),
            notes=str(output.notes),
            figure=str(Path(output.figure[0]).with_suffix("")),
        ),
    message:
        "Asking of every printed figure whether it can be"
    script:
        "../scripts/run_notebook.py"


rule compare_with_published:
    input:
        notebook=notebook_source("published_reproduced"),
        published=PLAN.published_files,
        instrument=PLAN.declaration_files("mapping"),
        notes=rules.audit_published_figures.output.notes,
        notebooks=[executed(name) for name in MEASURED],
        code=AUDIT,
    output:
        ipynb=executed("published_reproduced"),
        table="results/tables/published_v_reproduced.csv",
    log:
        text="logs/published_reproduced.log",
        notebook="logs/published_reproduced.ipynb",
    benchmark:
        "logs/benchmarks/compare_with_published.tsv"
    # What the facts wait for goes before what only the end of a run needs.
    priority: 30
    params:
        parameters=lambda wildcards, input, output: dict(
            declared=PLAN.declared("mapping"),
            published=STUDY.published,
            notes=str(input.notes),
            notebooks=[str(path) for path in input.notebooks],
            table=str(output.table),
        ),
    message:
        "Comparing every printed figure with its reproduction"
    script:
        "../scripts/run_notebook.py"


rule audit_own_report:
    input:
        # Made by gather_facts, which comes after: the facts are what the report prints.
        facts="results/facts.csv",
        instruments=PLAN.declaration_files("mapping", "statements"),
        code=modules(
            "audit",
            "consistency",
            "facts",
            "study",
            "problems",
            "pipeline/declared.py",
            "pipeline/audit.py",
        ),
    output:
        table="results/audit/self_audit.csv",
    log:
        "logs/audit_own_report.log",
    benchmark:
        "logs/benchmarks/audit_own_report.tsv"
    params:
        declared=PLAN.declared("mapping", "statements"),
    message:
        "Holding our own figures against their numbers of answers"
    script:
        "../scripts/audit_own_report.py"


if STUDY.published:
    NOTEBOOKS += ["published_figures", "published_reproduced"]
