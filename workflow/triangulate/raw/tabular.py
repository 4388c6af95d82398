"""A raw file as grids, and which grid of it is the form or table that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from triangulate.problems import Problems
from triangulate.raw.csvfile import read_csv
from triangulate.raw.grid import Grid
from triangulate.source import Source, column_letters

Shape = TypeVar("Shape")


def read_grids(path: Path, source: Source, problems: Problems, known: Collection[str] = ()) -> list[Grid]:
    """The grids of a csv, xlsx or sav file: one, or one for each visible sheet that holds anything.

    ``known`` are headings that help to find a CSV file's delimiter. Empty if there is nothing to
    read, which has then been reported.
    """
    ending = path.suffix.lower()
    grid: Grid | None
    try:
        if ending == ".xlsx":
            from triangulate.raw.xlsxfile import read_xlsx

            return read_xlsx(path, source, problems)
        if ending == ".sav":
            from triangulate.raw.savfile import read_sav

            grid = read_sav(path, source, problems)
        else:
            grid = read_csv(path, source, problems, known)
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        problems.add("files.unreadable", source, reason=reason)
        return []
    return [grid] if grid else []


def choose(
    grids: Sequence[Grid],
    classify: Callable[[Grid], Shape | None],
    source: Source,
    problems: Problems,
) -> tuple[Grid, Shape] | None:
    """The one grid that ``classify`` recognises.

    None if there is none (left to the caller to report) or several (reported here); other sheets
    that hold something are named in a warning.
    """
    found: list[tuple[Grid, Shape]] = []
    for grid in grids:
        shape = classify(grid)
        if shape is not None:
            found.append((grid, shape))
    if len(found) > 1:
        sheets = ", ".join(repr(grid.source.sheet) for grid, _ in found)
        problems.add("files.several-sheets", source, sheets=sheets)
    if len(found) != 1:
        return None
    for grid in grids:
        if grid is not found[0][0]:
            problems.add("files.sheet-ignored", grid.source, sheet=grid.source.sheet)
    return found[0]


def report_formulas(grid: Grid, problems: Problems) -> None:
    """Say once for a sheet that stored results of formulas were used."""
    used = sorted(cell for cell in grid.formulas if cell not in grid.faults)
    if used:
        row, column = used[0]
        problems.add(
            "files.formula-used",
            grid.source,
            count=len(used),
            cell=f"{column_letters(column)}{row}",
        )
