"""The simulated raw data of the ARMS study: complete, plainly synthetic, and true to every printed figure.

Nothing in the pipeline reads this package; it only writes raw files. docs/reconstruction.md says how
it works and what its data must not be used for.
"""
