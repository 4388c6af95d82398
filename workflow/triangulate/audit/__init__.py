"""What printed figures tell: those of a publication, of any table, and of our own report.

`numbers` reads a figure as people print it, `figures` and `reader` hold and read
``config/published``. `rows`, `percentages` and `relations` judge it, each finding a `Ruling`;
`risk` asks how many data sets a printed row leaves. `reproduction` sets printed beside reproduced
figures, `screening` judges a table that nobody has seen, `own` our own facts, and `section` gathers
what a report says of all this. The questions themselves are answered by `triangulate.consistency`.
"""
