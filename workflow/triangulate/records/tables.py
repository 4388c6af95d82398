"""Making, writing and reading the tables of ``data/processed/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from triangulate.files import replacing
from triangulate.records.schemas import TABLES, schema


def table(name: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """A frame of the declared table ``name``; missing columns and wrong types raise.

    ``rows`` are mappings with the declared columns. An empty table keeps its types. What the values may
    be is asked when the table is written.
    """
    collected = list(rows)
    # Any: the stubs of pandas do not know the names of its types that know null.
    types: dict[str, Any] = {column: declared.type for column, declared in TABLES[name].items()}
    return pd.DataFrame(
        {column: pd.array([row[column] for row in collected], dtype=kind) for column, kind in types.items()}
    )


def checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` if it fits the schema of the table ``name``; pandera's SchemaErrors if not."""
    result: pd.DataFrame = schema(name).validate(frame, lazy=True)
    return result


def write_table(path: Path, name: str, frame: pd.DataFrame) -> None:
    """Check and write one table; the bytes depend on the rows alone."""
    ready = checked(name, frame).reset_index(drop=True)
    with replacing(path) as temporary:
        ready.to_parquet(temporary, engine="pyarrow", index=False, compression="zstd")


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read one table back: ValueError if its columns or their types are not those declared.

    Its values were checked when it was written, and a file changed since is made again before anything
    reads it (docs/decisions/0017).
    """
    frame = pd.read_parquet(path, engine="pyarrow")
    there = [(str(column), str(kind)) for column, kind in frame.dtypes.items()]
    declared = [(column, kind.type) for column, kind in TABLES[name].items()]
    if there != declared:
        raise ValueError(
            f"{path} is not a table {name!r} as this version writes it: {there} instead of {declared}"
        )
    return frame


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a result table for people: UTF-8, LF, header, numbers unrounded, null as an empty cell."""
    with replacing(path) as temporary:
        frame.to_csv(temporary, index=False, lineterminator="\n", encoding="utf-8")


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples. The stubs of pandas type each cell as anything that a cell can hold;
    a checked table has the types of its schema, which no static type can say."""
    yield from frame.itertuples(index=False)
