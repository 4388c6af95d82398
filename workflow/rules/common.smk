# Needs: config/config.yaml.  Makes: PLAN and STUDY, which the rules of every stage ask for their files.
# A configuration with an error ends the run here, before any rule, with all its errors named.
import os
from pathlib import Path

from snakemake.exceptions import WorkflowError

from triangulate.pipeline.plan import Plan, REPOSITORY, modules
from triangulate.problems import StudyError

# The same bytes on every run: no random hash order, no time of the day, one thread inside numerical libraries.
os.environ.update(
    PYTHONHASHSEED="0",
    SOURCE_DATE_EPOCH="0",
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
)

try:
    PLAN = Plan.of(Path())
except StudyError as error:
    raise WorkflowError(
        "The configuration of this study cannot be used.\n"
        + "\n".join(f"  {p}" for p in error.problems)
    )
STUDY = PLAN.study

# What was read in each transcript, names and all: prepare_transcripts writes it, others only read.
TRANSCRIPTS_CACHE = "data/processed/.cache/transcripts"


wildcard_constraints:
    group="|".join(group.id for group in STUDY.groups),


def notebook_source(name):
    """The committed source of a notebook, wherever the study itself lives."""
    return str(REPOSITORY / "notebooks" / f"{name}.ipynb")


def executed(name):
    """The copy that running a notebook leaves."""
    return f"results/notebooks/{name}.ipynb"


def made_now(jobs):
    """Every file and cache folder of the jobs of a whole run, done or to be done."""
    from triangulate.pipeline.sweep import Makes

    return Makes(
        files=frozenset(
            str(f)
            for j in jobs
            for f in (*j.output, *j.log, *([j.benchmark] if j.benchmark else []))
        ),
        caches=frozenset(
            str(j.params.cache) for j in jobs if "cache" in j.params.keys()
        ),
    )


def makers():
    """Pairs of a pattern over paths and the rule whose output they are."""
    return [(o.regex(), rule.name) for rule in workflow.rules for o in rule.output]
