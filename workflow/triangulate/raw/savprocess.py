"""Reads one SPSS file in a process of its own: ``python -m triangulate.raw.savprocess FILE OUT``.

The C library below pyreadstat crashes on some damaged files, and a crash cannot be caught from
inside. :mod:`triangulate.raw.savfile` runs this module and reads the JSON that it leaves.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyreadstat

from triangulate.raw.cells import number_text

_MOST_VALUES = 100_000_000
_MOST_BYTES = 8 * 1024**3
_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "TIME", "DTIME", "DATETIME", "YMDHMS")


def read(path: Path) -> dict[str, Any]:
    """What the file holds, as JSON can carry it, or under ``fault`` why it cannot be read."""
    try:
        return _read(path)
    except Exception as fault:  # pyreadstat raises its own error, and codec and value errors
        return {"fault": " ".join(str(fault).split())[:120] or type(fault).__name__}


def _read(path: Path) -> dict[str, Any]:
    """Names, texts by variable, labels, declared missing values, and which variables are dates."""
    options: dict[str, Any] = {
        "user_missing": True,
        "disable_datetime_conversion": True,
        "output_format": "dict",
    }
    guessed = False
    try:
        _, meta = pyreadstat.read_sav(path, metadataonly=True, output_format="dict")
        if (meta.number_rows or 0) * (meta.number_columns or 0) > _MOST_VALUES:
            raise ValueError("it declares more values than can be a study's")
        data, meta = pyreadstat.read_sav(path, **options)
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as fault:
        words = str(fault).lower()
        if not (isinstance(fault, UnicodeDecodeError) or "convert" in words or "encoding" in words):
            raise
        data, meta = pyreadstat.read_sav(path, encoding="WINDOWS-1252", **options)
        guessed = True
    names = list(meta.column_names)
    columns = [_texts(data[name]) for name in names]
    labels: Mapping[str, Mapping[Any, str]] = meta.variable_value_labels
    missing: Mapping[str, Sequence[Mapping[str, Any]]] = meta.missing_ranges or {}
    formats: Mapping[str, str] = meta.original_variable_types
    return {
        "names": names,
        "columns": columns,
        "labels": [{_text(value): label for value, label in labels.get(name, {}).items()} for name in names],
        "missing": [
            [text for text in dict.fromkeys(column) if text and _missing(text, missing.get(name, ()))]
            for name, column in zip(names, columns, strict=True)
        ],
        "dates": [str(formats.get(name)).rstrip("0123456789.").upper() in _DATES for name in names],
        "encoding_guessed": guessed,
    }


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


def _missing(text: str, ranges: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a value lies in a range that the file declares missing."""
    for limits in ranges:
        low, high = limits["lo"], limits["hi"]
        if isinstance(low, str) or isinstance(high, str):
            if text in (str(low).rstrip(" "), str(high).rstrip(" ")):
                return True
            continue
        try:
            if float(low) <= float(text) <= float(high):
                return True
        except ValueError:
            continue
    return False


def _bound_memory() -> None:
    """Let a file that unpacks to more than any study end this process, not the machine."""
    try:
        import resource
    except ImportError:  # not on this platform
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MOST_BYTES if hard == resource.RLIM_INFINITY else min(_MOST_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main(arguments: Sequence[str]) -> None:
    """Read the file named first; leave the result, or why there is none, in the file named second."""
    source, target = (Path(argument) for argument in arguments)
    _bound_memory()
    target.write_text(json.dumps(read(source)), encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
