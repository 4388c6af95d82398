"""A table is written only as declared, and pandera says what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandera.errors import SchemaErrors
from triangulate.records.schemas import TABLES
from triangulate.records.tables import checked, read_table, table, write_table

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    "spoilt",
    [
        {"participant_id": [None]},
        {"standing": ["perhaps"]},
        {"source_row": pd.array([0], dtype="Int64")},
        {"source_row": [1.0]},
        {"more": ["x"]},
    ],
)
def test_what_does_not_fit_is_said_by_pandera_and_not_written(tmp_path: Path, spoilt: dict[str, Any]) -> None:
    row = dict.fromkeys(TABLES["people"], "a") | {
        "standing": "included",
        "source_row": 1,
        "source_line": None,
    }
    good = table("people", [row])
    write_table(tmp_path / "people.parquet", "people", good)
    assert read_table(tmp_path / "people.parquet", "people").equals(good)
    with pytest.raises(SchemaErrors):
        write_table(tmp_path / "spoilt.parquet", "people", good.assign(**spoilt))
    with pytest.raises(SchemaErrors):
        checked("people", good[list(reversed(good.columns))])
    assert not (tmp_path / "spoilt.parquet").exists()
