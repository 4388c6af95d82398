"""A run described as a research object: what was made, by which jobs, from what, and with which facts.

``jobs`` says what a job of the workflow is; ``graph`` makes the Provenance Run Crate of them, ``dated``
the one that goes out with a release. What may not leave the building is named by its place in the
workflow and described no further.
"""
