"""Run one notebook with its parameters and leave an executed copy that tells nothing of the machine.

Papermill only warns about a parameter that the notebook does not have; here it is an error.
The executed copy appears under its final name only when every cell has run; of one that failed, the
half-run notebook stays in ``logs/``.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from triangulate.files import write_text
from triangulate.notebook import NotebookError

#: What papermill and nbclient add about the moment and the machine.
_MOMENTARY = ("execution", "papermill")


def run_notebook(
    source: Path,
    executed: Path,
    half_run: Path,
    parameters: Mapping[str, Any],
) -> None:
    """Run ``source`` in the current directory and write its executed copy.

    ``half_run`` (in ``logs/``) is where the notebook stays if a cell fails.
    Raises :class:`triangulate.notebook.NotebookError` for an unknown parameter or a failing cell.
    """
    # Imported here: papermill costs a second, and most of the package never runs a notebook.
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from triangulate.notebook.engine import NAME

    logging.getLogger("papermill").setLevel(logging.ERROR)
    declared = set(papermill.inspect_notebook(str(source)))
    unknown = sorted(set(parameters) - declared)
    if unknown:
        raise NotebookError(
            f"{source.name} has no parameter {', '.join(map(repr, unknown))}; "
            f"its parameters cell declares {', '.join(sorted(declared)) or 'none'}."
        )
    half_run.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tri-") as settings:
        _set_environment(settings)
        try:
            notebook = papermill.execute_notebook(
                str(source),
                str(half_run),
                parameters=dict(parameters),
                engine_name=NAME,
                kernel_name="python3",
                progress_bar=False,
                # Saved at the end or where it failed: twice a cell takes longer than many a cell.
                request_save_on_cell_execute=False,
                cwd=str(Path.cwd()),
                ipython_dir=settings,
            )
        except PapermillExecutionError as fault:
            raise NotebookError(
                f"{source.name}: the cell {_failing_cell(half_run)} failed with {fault.ename}: "
                f"{_plain(fault.evalue)}. The half-run notebook with the traceback is {half_run}."
            ) from None
    write_text(executed, nbformat.writes(_cleaned(notebook)) + "\n")


def _set_environment(directory: str) -> None:
    """The same notebook for everybody: nobody's own configuration, no width of a terminal.

    Matplotlib's list of fonts stays where it keeps it: making it anew takes longer than a figure.
    """
    os.environ.setdefault("PYTHONHASHSEED", "0")
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    os.environ["XDG_CONFIG_HOME"] = directory
    os.environ["COLUMNS"], os.environ["LINES"] = "80", "24"


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())[:600]


def _failing_cell(half_run: Path) -> str:
    notebook = nbformat.read(half_run, as_version=4)
    for number, cell in enumerate(notebook.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"{cell.get('id', '?')} (number {number})"
    return "?"


def _cleaned(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The executed notebook without times and places, its injected cell with a fixed id."""
    for key in _MOMENTARY:
        notebook.metadata.pop(key, None)
    for cell in notebook.cells:
        for key in _MOMENTARY:
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    home = str(Path.cwd())
    text = nbformat.writes(notebook)
    if home in text:
        # A path of this machine got into an output; relative to the study it says the same.
        notebook = nbformat.reads(text.replace(home + "/", "").replace(home, "."), as_version=4)
    nbformat.validate(notebook)
    return notebook
