# Needs: the tables of data/processed/.  Makes: executed notebooks, the result tables and figures they write,
# and in the notebooks' outputs the facts. Every rule here runs one notebook through the same script.

NOTEBOOK = modules(
    "facts",
    "notebook/__init__.py",
    "notebook/run.py",
    "records",
    "study",
    "problems",
    "pipeline/declared.py",
)


rule describe_sample:
    input:
        notebook=notebook_source("sample"),
        people=rules.ingest_people.output.people,
        forms=rules.ingest_mapping.output.forms if STUDY.mapping else [],
        respondents=(
            rules.ingest_statements.output.respondents if STUDY.statements else []
        ),
        documents=rules.prepare_transcripts.output.documents if STUDY.interviews else [],
        instrument=PLAN.declaration_files("statements"),
        code=NOTEBOOK + modules("analysis/sample.py"),
    output:
        ipynb=executed("sample"),
        table="results/tables/sample.csv",
    log:
        text="logs/sample.log",
        notebook="logs/sample.ipynb",
    benchmark:
        "logs/benchmarks/describe_sample.tsv"
    params:
        parameters=lambda wildcards, input, output: dict(
            declared=PLAN.declared("statements"),
            people=str(input.people),
            forms=str(input.forms) or None,
            respondents=str(input.respondents) or None,
            documents=str(input.documents) or None,
            table=str(output.table),
        ),
    message:
        "Counting who took part"
    script:
        "../scripts/run_notebook.py"


rule summarise_mapping:
    input:
        notebook=notebook_source("mapping_summary"),
        mapping=rules.ingest_mapping.output.mapping,
        people=rules.ingest_people.output.people,
        instrument=PLAN.declaration_files("mapping"),
        code=NOTEBOOK
        + modules(
            "analysis/answers.py",
            "analysis/mapping_ratios.py",
            "analysis/mapping_summary.py",
            "analysis/proportions.py",
            "charts/style.py",
            "charts/mapping.py",
        ),
    output:
        ipynb=executed("mapping_{group}"),
        table="results/tables/mapping_{group}.csv",
        # The group stands last in every name, so that no two groups can ask for one file.
        returns="results/tables/returns_mapping_{group}.csv",
        ratios="results/tables/ratios_mapping_{group}.csv",
        extremes="results/tables/extremes_mapping_{group}.csv",
        figure=multiext("results/figures/mapping_{group}", ".svg", ".png"),
    log:
        text="logs/mapping_{group}.log",
        notebook="logs/mapping_{group}.ipynb",
    benchmark:
        "logs/benchmarks/summarise_mapping_{group}.tsv"
    params:
        parameters=lambda wildcards, input, output: dict(
            declared=PLAN.declared("mapping"),
            group=wildcards.group,
            mapping=str(input.mapping),
            people=str(input.people),
            table=str(output.table),
            returns_table=str(output.returns),
            ratios_table=str(output.ratios),
            extremes_table=str(output.extremes),
            figure=str(Path(output.figure[0]).with_suffix("")),
            seed=STUDY.seed,
        ),
    message:
        "Summarising the mapping forms of {wildcards.group}"
    script:
        "../scripts/run_notebook.py"


rule summarise_statements:
    input:
        notebook=notebook_source("delivery_statements"),
        answers=rules.ingest_statements.output.answers,
        respondents=rules.ingest_statements.output.respondents,
        instrument=PLAN.declaration_files("statements"),
        code=NOTEBOOK
        + modules(
            "analysis",
            "charts/style.py",
            "charts/statements.py",
            "charts/themes.py",
            "disclosure",
        ),
    output:
        ipynb=executed("delivery_statements"),
        tables=expand(
            "results/tables/{name}.csv",
            name=[
                "statements",
                "themes",
                "comparison_statements",
                "comparison_themes",
                "comparison_all",
                "reliability",
                "reliability_items",
                "missing_patterns",
                "complete_cases",
                "answering_styles",
                "cumulative_link",
                "sensitivity",
                "sensitivity_verdicts",
            ],
        ),
        figures=expand(
            "results/figures/{name}.{ending}",
            name=[
                "themes",
                *(
                    f"{form}statements_{group.id}"
                    for form in ("", "split_", "stacked_")
                    for group in STUDY.groups
                ),
            ],
            ending=["svg", "png"],
        ),
    log:
        text="logs/delivery_statements.log",
        notebook="logs/delivery_statements.ipynb",
    benchmark:
        "logs/benchmarks/summarise_statements.tsv"
    params:
        parameters=lambda wildcards, input: dict(
            declared=PLAN.declared("statements", "disclosure"),
            answers=str(input.answers),
            respondents=str(input.respondents),
            tables="results/tables",
            figures="results/figures",
            min_n=STUDY.privacy.min_n,
            seed=STUDY.seed,
        ),
    message:
        "Summarising and comparing the statement answers"
    script:
        "../scripts/run_notebook.py"


rule summarise_codings:
    input:
        notebook=notebook_source("thematic_coding"),
        documents=rules.prepare_transcripts.output.documents,
        segments=rules.prepare_transcripts.output.segments,
        codings=rules.place_codings.output.codings,
        imported=rules.place_codings.output.imported,
        codebook=PLAN.declaration_files("interviews"),
        # Quotes that somebody chose, if anybody has.
        chosen=[file for file in ["config/quotes.yaml"] if Path(file).is_file()],
        code=NOTEBOOK
        + modules(
            "analysis/codepatterns.py",
            "analysis/coding.py",
            "analysis/disagreements.py",
            "analysis/framework.py",
            "analysis/intercoder.py",
            "analysis/intercoder_sets.py",
            "analysis/intercoder_units.py",
            "analysis/quotes.py",
            "charts/style.py",
            "charts/coding.py",
            "charts/saturation.py",
            "exports/framework.py",
        ),
    output:
        ipynb=executed("thematic_coding"),
        tables=expand(
            "results/tables/{name}.csv",
            name=[
                "code_counts",
                "coder_agreement",
                "coder_agreement_units",
                "coder_boundaries",
                "disagreements",
                "valence_by_area",
                "negative_cases",
                "code_cooccurrence",
                "saturation",
                "quote_bank",
                "quotes",
            ],
        ),
        matrix=multiext("results/tables/framework_matrix", ".xlsx", ".html"),
        figure=multiext("results/figures/coding", ".svg", ".png"),
        saturation=multiext("results/figures/saturation", ".svg", ".png"),
    log:
        text="logs/thematic_coding.log",
        notebook="logs/thematic_coding.ipynb",
    benchmark:
        "logs/benchmarks/summarise_codings.tsv"
    # The two longest notebooks of the codings side by side, the short ones after them.
    priority: 40
    params:
        parameters=lambda wildcards, input, output: dict(
            declared=PLAN.declared("interviews"),
            documents=str(input.documents),
            segments=str(input.segments),
            codings=str(input.codings),
            imported=str(input.imported),
            tables="results/tables",
            figure=str(Path(output.figure[0]).with_suffix("")),
            saturation_figure_stem=str(Path(output.saturation[0]).with_suffix("")),
            seed=STUDY.seed,
        ),
    message:
        "Counting the codings and comparing the coders"
    script:
        "../scripts/run_notebook.py"


rule measure_machine_coders:
    input:
        notebook=notebook_source("machine_coders"),
        documents=rules.prepare_transcripts.output.documents,
        segments=rules.prepare_transcripts.output.segments,
        codings=rules.apply_rule_coder.output.codings,
        codebook=PLAN.declaration_files("interviews"),
        code=NOTEBOOK
        + modules(
            "analysis/candidates.py",
            "analysis/coding.py",
            "analysis/intercoder.py",
            "analysis/intercoder_units.py",
            "analysis/machine.py",
            "coding/rules.py",
            "coding/supervised.py",
        ),
    output:
        ipynb=executed("machine_coders"),
        tables=expand(
            "results/tables/{name}.csv",
            name=[
                "codings",
                "rule_coder",
                "rule_coder_by_interview",
                "candidate_themes",
                "candidate_passages",
            ],
        ),
        suggestions="results/audit/suggestions.csv",
    log:
        text="logs/machine_coders.log",
        notebook="logs/machine_coders.ipynb",
    benchmark:
        "logs/benchmarks/measure_machine_coders.tsv"
    priority: 40
    params:
        parameters=lambda wildcards, input, output: dict(
            declared=PLAN.declared("interviews"),
            documents=str(input.documents),
            segments=str(input.segments),
            codings=str(input.codings),
            tables="results/tables",
            suggestions=str(output.suggestions),
            seed=STUDY.seed,
        ),
    message:
        "Measuring the machine coders against people"
    script:
        "../scripts/run_notebook.py"


rule build_joint_display:
    input:
        notebook=notebook_source("joint_display"),
        themes="results/tables/themes.csv",
        answers=rules.ingest_statements.output.answers,
        documents=rules.prepare_transcripts.output.documents,
        codings=rules.place_codings.output.codings,
        declarations=PLAN.declaration_files("statements", "interviews"),
        code=NOTEBOOK
        + modules(
            "analysis/answers.py",
            "analysis/coding.py",
            "analysis/integration.py",
            "analysis/persons.py",
            "charts/style.py",
            "charts/persons.py",
        ),
    output:
        ipynb=executed("joint_display"),
        table="results/tables/joint_display.csv",
        persons="results/tables/person_fit.csv",
        figure=multiext("results/figures/persons", ".svg", ".png"),
    log:
        text="logs/joint_display.log",
        notebook="logs/joint_display.ipynb",
    benchmark:
        "logs/benchmarks/build_joint_display.tsv"
    # Before the comparison: nothing but the facts waits for either, and this takes longer.
    priority: 35
    params:
        parameters=lambda wildcards, input, output: dict(
            declared=PLAN.declared("statements", "interviews"),
            themes=str(input.themes),
            documents=str(input.documents),
            codings=str(input.codings),
            answers=str(input.answers),
            table=str(output.table),
            person_table=str(output.persons),
            figure=str(Path(output.figure[0]).with_suffix("")),
            min_n=STUDY.privacy.min_n,
            seed=STUDY.seed,
        ),
    message:
        "Setting what was ticked beside what was said"
    script:
        "../scripts/run_notebook.py"


# The notebooks that record facts, and all notebooks, of the strands that this study has.
MEASURED = ["sample"]
if STUDY.mapping:
    MEASURED += [f"mapping_{group.id}" for group in STUDY.groups]
if STUDY.statements:
    MEASURED.append("delivery_statements")
if STUDY.interviews:
    MEASURED.append("thematic_coding")


NOTEBOOKS = list(MEASURED)
if STUDY.interviews:
    NOTEBOOKS.append("machine_coders")
if STUDY.statements and STUDY.interviews:
    NOTEBOOKS.append("joint_display")
