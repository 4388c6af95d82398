"""What may be printed: rules over the facts of a study, each with its reason in words.

The rules follow UK practice for safe statistical outputs (Griffiths, Greci, Kotrotsios, Parker, Scott,
Welpton, Wolters and Woods, Handbook on Statistical Disclosure Control for Outputs, 2019; the checks of
ACRO): a threshold of ten, no value of a single unit, no cell that a margin gives away, no magnitude that
one unit makes up. A study lifts a rule for some facts by an exception with a reason; ``min_n: 1`` lifts
them all. ``rules``, ``cells``, ``magnitudes`` and ``derived`` say what to hold back, ``decide`` puts them
together, ``appendix`` writes down what was decided.
"""

from triangulate.disclosure.decide import Decision, Evidence, decide

__all__ = ["Decision", "Evidence", "decide"]
