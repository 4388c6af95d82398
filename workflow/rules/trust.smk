# Needs: the hashes that the last run left, and all rules (so it comes last).  Makes: nothing. Before the plan is made it
# takes away what Snakemake would trust by its time stamp although its bytes are others; after a run it asks again.
import re
import sys

from snakemake.logging import logger

from triangulate.evidence.stale import remove_stale, stale

# Snakemake says while a workflow is read whether this is a dry run, and of nothing else whether it will run at all.
ONLY_LOOKS = re.compile(
    r"--(lint|list|l[tcipu]$|dag|rulegraph|filegraph|d3dag|summary|detailed|archive|unlock|touch|report|cleanup|cm$"
    r"|generate|containeri|container-cleanup|conda-c|print-comp|delete)|-[lSDt]$"
)


def untrusted():
    """What is not as the last run left it: outputs to be made again, inputs to be read again."""
    patterns = [re.compile(pattern) for pattern, rule in makers()]
    return stale(
        Path(),
        PLAN.input_files,
        lambda path: any(pattern.fullmatch(path) for pattern in patterns),
    )


# Where another run holds the lock, its outputs are on their way and not yet listed.
if (
    workflow.is_main_process
    and not any(ONLY_LOOKS.match(argument) for argument in sys.argv[1:])
    and not any(Path(".snakemake/locks").glob("*"))
):
    found = untrusted()
    for name in found.delete:
        logger.warning(f"{name} is not what the last run made; it is made again.")
    for name in found.touch:
        logger.warning(
            f"{name} has changed since the last run read it; it is read again."
        )
    if not workflow.output_settings.dryrun:
        remove_stale(Path(), found)


onsuccess:
    changed = untrusted()
    # A run of one target does not list the hashes of what it read.
    whole = any(job.rule.name == "all" for job in workflow.dag.jobs)
    names = [*changed.delete, *(changed.touch if whole else ())]
    if names:
        logger.error(
            "This was changed while the run was under way, and the results do not fit it:\n"
            + "\n".join(f"  {name}" for name in names)
            + "\nRun it again: that makes again what depends on it."
        )
        sys.exit(1)
