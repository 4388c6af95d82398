# Needs: the tables of data/processed/.  Makes: results/exports/, files for other programs that may be published:
# nothing in them says who somebody is, and what the disclosure rule holds back in the report is held back here.


rule export_statements:
    input:
        answers=rules.ingest_statements.output.answers,
        instrument=PLAN.declaration_files("statements"),
        code=modules(
            "exports/spssnames.py",
            "exports/statements.py",
            "exports/statements_files.py",
            "exports/statements_syntax.py",
            "analysis/agreement.py",
            "analysis/answers.py",
            "analysis/proportions.py",
            "disclosure",
            "facts",
            "records",
            "study",
            "problems",
            "pipeline/declared.py",
        ),
    output:
        sav="results/exports/statements.sav",
        commands="results/exports/statements.sps",
    log:
        "logs/export_statements.log",
    benchmark:
        "logs/benchmarks/export_statements.tsv"
    params:
        declared=PLAN.declared("statements", "disclosure"),
    message:
        "Writing the statement answers for SPSS and PSPP"
    script:
        "../scripts/export_statements.py"


# The exports of the strands that this study has, those of code.smk too: the gate searches them, so that the
# manifest lists them.
EXPORTS = []
if STUDY.statements:
    EXPORTS += [
        rules.export_statements.output.sav,
        rules.export_statements.output.commands,
    ]
if STUDY.interviews:
    EXPORTS += [
        rules.export_coding.output.project,
        rules.export_coding.output.codebook,
        rules.export_coding.output.cases,
    ]
