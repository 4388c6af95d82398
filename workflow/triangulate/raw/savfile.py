"""SPSS files: values with their labels, and the values that the file declares missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyreadstat

from triangulate.problems import Problems
from triangulate.raw.cells import number_text
from triangulate.raw.grid import Fault, Grid, Row
from triangulate.raw.sniff import content_of, report_content
from triangulate.source import Source

_MOST_VALUES = 100_000_000
_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "TIME", "DTIME", "DATETIME", "YMDHMS")


def read_sav(path: Path, source: Source, problems: Problems) -> Grid | None:
    """The cases of an SPSS file under a header of variable names; None if it cannot be read.

    Values stay values: ``labels`` and ``missing`` of the grid say what they stand for. System
    missing values are empty cells.
    """
    with path.open("rb") as handle:
        head = handle.read(4096)
    if not head:
        problems.add("files.empty", source)
        return None
    if not head.startswith((b"$FL2", b"$FL3")):
        report_content(content_of(head), ".sav", source, problems)
        return None
    try:
        data, meta = _load(path, source, problems)
    except Exception as fault:  # pyreadstat raises its own error, and codec and value errors
        words = " ".join(str(fault).split())[:120]
        problems.add("files.sav-damaged", source, reason=words or type(fault).__name__)
        return None
    names = tuple(meta.column_names)
    if not names:
        problems.add("files.empty", source)
        return None
    columns = [_texts(data[name]) for name in names]
    header = Row(0, None, list(names))
    rows = [
        Row(number, None, list(cells))
        for number, cells in enumerate(zip(*columns, strict=True), start=1)
        if any(cells)
    ]
    return Grid(
        source,
        [header, *rows],
        faults=_dates(meta, names, rows),
        variables=names,
        labels=_labels(meta, names),
        missing=_missing(meta, names, columns),
    )


def _load(path: Path, source: Source, problems: Problems) -> tuple[Mapping[str, Any], Any]:
    options: dict[str, Any] = {
        "user_missing": True,
        "disable_datetime_conversion": True,
        "output_format": "dict",
    }
    try:
        _, meta = pyreadstat.read_sav(path, metadataonly=True)
        if (meta.number_rows or 0) * (meta.number_columns or 0) > _MOST_VALUES:
            raise ValueError("it declares more values than can be a study's")
        data, meta = pyreadstat.read_sav(path, **options)
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as fault:
        words = str(fault).lower()
        if isinstance(fault, UnicodeDecodeError) or "convert" in words or "encoding" in words:
            data, meta = pyreadstat.read_sav(path, encoding="WINDOWS-1252", **options)
            problems.add("files.encoding-guessed", source)
        else:
            raise
    return data, meta


def _texts(values: Sequence[Any]) -> list[str]:
    known: dict[Any, str] = {}
    texts = []
    for value in values:
        text = known.get(value)
        if text is None:
            text = known[value] = _text(value)
        texts.append(text)
    return texts


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.rstrip(" ")  # SPSS pads strings to the variable's width
    number = float(value)
    return number_text(number) if math.isfinite(number) else ""


def _labels(meta: Any, names: Sequence[str]) -> dict[int, dict[str, str]]:
    declared: Mapping[str, Mapping[Any, str]] = meta.variable_value_labels
    return {
        column: {_text(value): label for value, label in declared[name].items()}
        for column, name in enumerate(names)
        if declared.get(name)
    }


def _missing(
    meta: Any, names: Sequence[str], columns: Sequence[Sequence[str]]
) -> dict[int, frozenset[str]]:
    """The values, of those that occur, which lie in a range declared missing."""
    declared: Mapping[str, Sequence[Mapping[str, Any]]] = meta.missing_ranges or {}
    found: dict[int, frozenset[str]] = {}
    for column, name in enumerate(names):
        ranges = declared.get(name, ())
        if ranges:
            texts = {text for text in columns[column] if text}
            found[column] = frozenset(
                text for text in texts if any(_within(text, limits) for limits in ranges)
            )
    return found


def _within(text: str, limits: Mapping[str, Any]) -> bool:
    low, high = limits["lo"], limits["hi"]
    if isinstance(low, str) or isinstance(high, str):
        return text in (str(low).rstrip(" "), str(high).rstrip(" "))
    try:
        return bool(float(low) <= float(text) <= float(high))
    except ValueError:
        return False


def _dates(meta: Any, names: Sequence[str], rows: Sequence[Row]) -> dict[tuple[int, int], Fault]:
    formats: Mapping[str, str] = meta.original_variable_types
    return {
        (row.number, column): Fault("files.date-cell", f"stored as {row.cells[column]}")
        for column, name in enumerate(names)
        if str(formats.get(name, "")).rstrip("0123456789.").upper() in _DATES
        for row in rows
        if row.cells[column]
    }
