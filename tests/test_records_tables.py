"""A table is written only as declared: the quick check lets nothing pass that pandera would not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors
from triangulate.records import tables
from triangulate.records.schemas import TABLES, Column, schema
from triangulate.records.tables import checked, read_table, table, write_table

pytestmark = pytest.mark.fast

ODD = [None, "", "included", "elsewhere", 0, 1, -1, 2.5, float("nan"), True, pd.NA]
DECLARED = st.builds(
    Column,
    st.sampled_from(["str", "Int64", "float64", "bool"]),
    st.booleans(),
    st.sampled_from([None, ("included", "withdrawn")]),
    st.sampled_from([None, 1]),
)


def of_type(kind: str, values: list[Any]) -> pd.Series[Any]:
    """``values`` as far as they can be of the type; otherwise of whatever type pandas gives them."""
    try:
        return pd.Series(pd.array(values, dtype=kind))  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError):
        return pd.Series(values)


@settings(max_examples=300, deadline=None)
@given(
    DECLARED, st.sampled_from(["str", "Int64", "float64", "bool"]), st.lists(st.sampled_from(ODD), max_size=4)
)
def test_what_the_quick_check_passes_pandera_passes(declared: Column, kind: str, values: list[Any]) -> None:
    column = of_type(kind, values)
    assume(declared.isin is None or declared.type == "str")
    assume(declared.least is None or declared.type in ("Int64", "float64"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TABLES, "odd", {"column": declared})
        try:
            schema("odd").validate(pd.DataFrame({"column": column}), lazy=True)
            sound = True
        except SchemaErrors:
            sound = False
        # Where types are not the same, pandera may see more in it.
        same = column.dtype == pd.api.types.pandas_dtype(declared.type)
        assert tables._fits(column, declared) == (sound and same)


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


def test_writing_a_sound_table_does_not_load_pandera(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from triangulate.records.tables import table, write_table\n"
        "write_table(Path(sys.argv[1]), 'queries', table('queries', []))\n"
        "assert 'pandera' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "q")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
