"""The statistics: tidy tables in, tidy tables out, one module a question.

Nothing here reads a file, draws or prints. Every function gives one row for each thing that is
reported, in the order in which the study declares groups and statements, also where nobody
answered. What cannot be computed is NaN, never 0 or 1. The statement modules share one
:class:`triangulate.analysis.answers.AnswerMatrix`, so that a long table is sorted out once.
"""
