"""SPSS files: values with their labels, and the values that the file declares missing."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from triangulate.problems import Problems
from triangulate.raw.grid import Fault, Grid, Row
from triangulate.raw.sniff import content_of, report_content
from triangulate.source import Source

# -P: a study's own directory never supplies a module.
READER = [sys.executable, "-P", "-m", "triangulate.raw.savprocess"]
"""The command that reads one file; the file and the place for its result are appended."""

_SECONDS = 300


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
    found = _read_apart(path)
    if "fault" in found:
        problems.add("files.sav-damaged", source, reason=found["fault"])
        return None
    if found["encoding_guessed"]:
        problems.add("files.encoding-guessed", source)
    names = tuple(found["names"])
    if not names:
        problems.add("files.empty", source)
        return None
    rows = [
        Row(number, None, list(cells))
        for number, cells in enumerate(zip(*found["columns"], strict=True), start=1)
        if any(cells)
    ]
    dates = [column for column, is_date in enumerate(found["dates"]) if is_date]
    return Grid(
        source,
        [Row(0, None, list(names)), *rows],
        faults={
            (row.number, column): Fault("files.date-cell", f"stored as {row.cells[column]}")
            for column in dates
            for row in rows
            if row.cells[column]
        },
        variables=names,
        labels={column: labels for column, labels in enumerate(found["labels"]) if labels},
        missing={column: frozenset(texts) for column, texts in enumerate(found["missing"]) if texts},
    )


def _read_apart(path: Path) -> dict[str, Any]:
    """What :mod:`triangulate.raw.savprocess` makes of the file, in a process that may crash."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "found.json"
        try:
            subprocess.run(
                [*READER, str(path.absolute()), str(target)],
                check=True,
                capture_output=True,
                timeout=_SECONDS,
            )
            found: dict[str, Any] = json.loads(target.read_text(encoding="ascii"))
        except subprocess.TimeoutExpired:
            return {"fault": "it takes too long"}
        except (subprocess.CalledProcessError, OSError, ValueError):
            return {"fault": "its structure is broken"}
        return found
