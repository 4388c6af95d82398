"""The evidence explorer: behind every number, figure and quote of the report, the story of how it came about.

``labels`` names things in words, ``tables`` finds the aggregates behind a fact, ``cells`` cuts notebooks,
``sources`` says which rows of which files, under keyed hashes (``key``), ``quotes`` the passages.
``edition`` puts the data of the two editions together and ``page`` puts them into the report: the published
edition holds what the report may print and nothing that leads to a person, the audit edition the raw rows.
"""
