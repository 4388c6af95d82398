"""The values of a study worked out a second time, from the raw files, by other means.

Nothing here shares code with the pipeline but the reading of ``config/``: the readers and the
formulas are written again with the standard library alone (no pandas, numpy, openpyxl or
pyreadstat, no cache), so that a mistake would have to be made twice to go unseen. They expect files
that the check has passed, and refuse (:class:`triangulate.evidence.recompute.files.Unreadable`)
what they do not understand instead of guessing.
"""
