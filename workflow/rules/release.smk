# Needs: everything that is about to be released.  Makes: first of all, room: what no rule makes any more is
# removed before the first job of a run.


def made_now(jobs):
    """Every file and cache folder of the jobs of a whole run, done or to be done."""
    from triangulate.pipeline.sweep import Makes

    return Makes(
        files=frozenset(
            str(f) for j in jobs for f in (*j.output, *j.log, *([j.benchmark] if j.benchmark else []))
        ),
        caches=frozenset(str(j.params.cache) for j in jobs if "cache" in j.params.keys()),
    )


onstart:
    from triangulate.pipeline.sweep import sweep

    jobs = list(workflow.dag.jobs)
    # A run of one target knows only that target's files, and must not take the others for leftovers.
    if any(job.rule.name == "all" for job in jobs):
        for left_over in sweep(Path(), made_now(jobs)):
            print(f"Removed, since no rule makes it any more: {left_over}")
