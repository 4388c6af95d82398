"""Single columns of the tables of ``data/processed/``, as plain Python: for jobs that need no frame, since pandas
takes longer to import than they to run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from triangulate.records.schemas import TABLES


def read_columns(path: Path, name: str, *columns: str) -> tuple[list[Any], ...]:
    """Columns of the declared table ``name``, null as None; KeyError for one that is not declared, ValueError
    for one that the file has not."""
    import pyarrow.parquet

    for column in columns:
        TABLES[name][column]
    handle = pyarrow.parquet.ParquetFile(path)
    missing = set(columns) - set(handle.schema_arrow.names)
    if missing:
        raise ValueError(
            f"{path} is not a table {name!r} as this version writes it: it lacks {sorted(missing)}"
        )
    read = handle.read(columns=list(columns))
    return tuple(read.column(column).to_pylist() for column in columns)
