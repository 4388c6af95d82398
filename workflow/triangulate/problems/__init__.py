"""What can be wrong with a study, said to a person: what, where, and what to do.

Every problem is an :class:`Entry` of one catalogue, kept by subject in the modules of this folder.
Readers collect problems instead of raising at the first, so that a team is told all of them at once.
"""

from triangulate.problems.catalogue import CATALOGUE
from triangulate.problems.model import Entry, Problem, Problems, Severity, StudyError, nearest

__all__ = ["CATALOGUE", "Entry", "Problem", "Problems", "Severity", "StudyError", "nearest"]
