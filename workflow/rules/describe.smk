# Needs: the report, the exports and the facts.  Makes: what other tools read about a run: the published facts as a
# table, a data package of the exports, and the crate: every job with its inputs, outputs, parameters and facts.

from functools import cache

RULE_FILES = [
    "workflow/Snakefile",
    *sorted(
        f"workflow/workflow/rules/{path.name}"
        for path in (REPOSITORY / "workflow/rules").glob("*.smk")
    ),
]


@cache
def kinds_of_sources():
    """Which of the study's own files a path is; their names may be those of people."""
    kinds = {
        "declarations": PLAN.input_files,
        "decisions": [*PLAN.review_files, *PLAN.signed_files],
        "written": PLAN.written_files,
        "published": PLAN.published_files,
        "codings": PLAN.coding_files,
        "transcripts": PLAN.transcript_files,
        "statements": PLAN.statement_files,
        "mapping": PLAN.mapping_files,
        "register": PLAN.register_files,
    }
    return {path: kind for kind, files in kinds.items() for path in files}


def described(made_by, wildcards):
    """One job as plain data: no path of this machine, no name of a raw file, and of the parameters only numbers
    and groups, never what the configuration says of people."""
    inputs, outputs = (
        made_by.expand_input(wildcards)[0],
        made_by.expand_output(wildcards)[0],
    )
    named = [str(path) for path in inputs]
    source = [path for path in named if path.startswith(str(REPOSITORY / "notebooks"))]
    tool = source[0] if source else (REPOSITORY / "workflow/rules" / made_by.script)
    values = {}
    # This rule's own parameters are the jobs.
    if made_by.name != "write_crate":
        params = made_by.expand_params(wildcards, inputs, outputs, None)[0]
        values = {**dict(params.items()), **dict(params.get("parameters") or {})}
    kinds = kinds_of_sources()
    own = [path for path in named if not Path(path).is_absolute()]
    return {
        "rule": made_by.name,
        "group": wildcards.get("group", ""),
        "says": made_by.message.format(wildcards=wildcards),
        "tool": Path(os.path.normpath(tool)).relative_to(REPOSITORY).as_posix(),
        "inputs": list(
            dict.fromkeys(
                f"source:{kinds[path]}" if path in kinds else path for path in own
            )
        ),
        "outputs": [str(path) for path in outputs],
        "parameters": {
            name: value
            for name, value in values.items()
            if isinstance(value, (bool, int, float)) or name == "group"
        },
    }


def planned():
    """The rule and wildcards of every job of a whole run of this study, each after those whose outputs it reads."""
    from snakemake.iocontainers import Wildcards

    found = {}

    def visit(path):
        # The package's own modules and files that were asked about already have no maker to look for.
        if path in seen or Path(path).is_absolute():
            return
        seen.add(path)
        maker = next((r for r in workflow.rules if r.is_producer(path)), None)
        if maker is None:
            return
        wildcards = Wildcards(fromdict=maker.get_wildcards(path))
        job = (maker.name, wildcards.get("group", ""))
        if job in found or job in under_way:
            return
        under_way.add(job)
        for needed in maker.expand_input(wildcards)[0]:
            visit(str(needed))
        found[job] = (maker, wildcards)

    seen, under_way = set(), set()
    for target in workflow.get_rule("all").input:
        visit(str(target))
    return list(found.values())


rule describe_exports:
    input:
        config="config/config.yaml",
        declarations=PLAN.declaration_files("mapping", "statements", "interviews"),
        report=rules.build_report.output.html,
        facts=rules.gather_facts.output.facts,
        exports=EXPORTS,
        # Notebooks stand for the tables that they wrote.
        notebooks=[f"results/notebooks/{name}.ipynb" for name in NOTEBOOKS],
        code=modules(
            "exports/datapackage.py",
            "facts",
            "records",
            "study",
            "problems",
            "pipeline/describe.py",
        ),
    output:
        facts="results/exports/published_facts.csv",
        package="results/exports/datapackage.json",
    log:
        "logs/describe_exports.log",
    benchmark:
        "logs/benchmarks/describe_exports.tsv"
    params:
        tables=lambda wildcards: sorted(
            str(path)
            for maker, values in planned()
            for path in maker.expand_output(values)[0]
            if path.startswith("results/tables/") and path.endswith(".csv")
        ),
    message:
        "Describing the exports as a data package"
    script:
        "../scripts/describe_exports.py"


EXPORTS = [
    *EXPORTS,
    rules.describe_exports.output.facts,
    rules.describe_exports.output.package,
]


rule write_crate:
    input:
        config="config/config.yaml",
        declarations=PLAN.declaration_files("mapping", "statements", "interviews"),
        report=[
            path
            for path in rules.build_report.output
            if path.startswith("results/report/")
        ],
        exports=EXPORTS,
        facts=rules.gather_facts.output.facts,
        sources=[
            str(REPOSITORY / path.removeprefix("workflow/")) for path in RULE_FILES
        ],
        code=modules(
            "crate",
            "facts",
            "study",
            "problems",
            "evidence/code.py",
            "evidence/hashes.py",
            "pipeline/describe.py",
        ),
    output:
        crate="results/ro-crate-metadata.json",
        workflow=[f"results/{path}" for path in RULE_FILES],
        listed="data/processed/crate.csv",
    log:
        "logs/write_crate.log",
    benchmark:
        "logs/benchmarks/write_crate.tsv"
    params:
        jobs=lambda wildcards: [described(*job) for job in planned()],
    message:
        "Describing the run as a research object"
    script:
        "../scripts/write_crate.py"
