# Needs: the rules of all stages, by the time that a run is planned.  Makes: the jobs of a whole run as plain data, which
# the crate describes. They are asked of the rules: a script's own process knows no more of a run than its own target.

from functools import cache


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


@cache
def jobs_of_run():
    """Every job of a whole run as plain data. Snakemake asks for a parameter more than once."""
    return [described(*job) for job in planned()]


@cache
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
