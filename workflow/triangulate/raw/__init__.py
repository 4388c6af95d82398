"""Files to records: every reader turns raw files into the values of :mod:`triangulate.raw.model`,
or reports to a :class:`triangulate.problems.Problems` why it cannot. Nothing further on re-checks."""
