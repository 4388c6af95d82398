"""Running one notebook: what a cell puts out, what stops it, and nothing of whose machine it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from triangulate.notebook import NotebookError
from triangulate.notebook.run import run_notebook

PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
#: Every kind of output, in an order that tells whether it is kept.
KINDS = [
    "import sys\nimport pandas as pd\nfrom IPython.display import HTML, SVG",
    "print('one')\nprint('two')\ndisplay(HTML('<b>three</b>'))\nprint('four')\nx + 4",
    # One stream a cell: a kernel does not keep the order of two.
    "print('to the error stream', file=sys.stderr)",
    "pd.DataFrame({f'column {i}': [i * 1000.5] for i in range(30)})",
    "display({'application/x-own+json': {'a': [1]}, 'text/plain': 'own'}, raw=True)",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>')",
    "_ = 3\nNone",
    "for i in range(3):\n    display(i)\nx;",
    "",
]


def notebook_of(path: Path, *sources: str) -> Path:
    cells = [new_code_cell("x = 1", metadata={"tags": ["parameters"]}, id="parameters")]
    cells += [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    notebook = new_notebook(cells=[new_markdown_cell("# A", id="title"), *cells], metadata=PYTHON)
    nbformat.write(notebook, path)
    return path


def run(folder: Path, *sources: str, **parameters: Any) -> nbformat.NotebookNode:
    source = notebook_of(folder / "source.ipynb", *sources)
    run_notebook(source, folder / "out.ipynb", folder / "logs" / "source.ipynb", parameters)
    return nbformat.read(folder / "out.ipynb", as_version=4)


def outputs(notebook: nbformat.NotebookNode) -> list[Any]:
    return [[dict(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def test_outputs_are_those_of_a_kernel_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle is papermill's own engine, which starts ipykernel."""
    import papermill

    monkeypatch.chdir(tmp_path)
    notebook_of(tmp_path / "source.ipynb", *KINDS)
    # In a process of its own, as a job is: pandas asks once, when it is imported, whether it is in a notebook.
    paths = ", ".join(f"Path({name!r})" for name in ("source.ipynb", "out.ipynb", "half.ipynb"))
    program = f"from pathlib import Path\nfrom triangulate.notebook.run import run_notebook\nrun_notebook({paths}, {{'x': 2}})"
    subprocess.run([sys.executable, "-c", program], check=True)
    ours = nbformat.read("out.ipynb", as_version=4)
    theirs = papermill.execute_notebook(
        "source.ipynb", "theirs.ipynb", parameters={"x": 2}, kernel_name="python3", progress_bar=False
    )
    assert outputs(ours) == outputs(theirs)
    counts = [[cell.get("execution_count") for cell in notebook.cells] for notebook in (ours, theirs)]
    assert counts[0] == counts[1]
    assert set(ours.metadata.language_info) >= {"name", "version", "pygments_lexer"}


def test_a_failing_cell_ends_the_notebook_and_the_half_run_copy_has_the_traceback(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"the cell cell-1 .*ZeroDivisionError: division by zero"):
        run(tmp_path, "print('before')", "def half(y):\n    return 1 / y\n\nhalf(x)", "print('after')", x=0)
    assert not (tmp_path / "out.ipynb").exists()
    kept = nbformat.read(tmp_path / "logs/source.ipynb", as_version=4)
    printed = [output for cell in outputs(kept) for output in cell]
    assert [output["output_type"] for output in printed] == ["stream", "error"]
    assert "half(x)" in re.sub(r"\x1b\[[0-9;]*m", "", "".join(printed[1]["traceback"]))


@pytest.mark.parametrize(
    ("source", "said"),
    [("import sys\nsys.exit(3)", "SystemExit: 3"), ("def (:", "SyntaxError"), ("1 +", "SyntaxError")],
)
def test_leaving_and_misspelling_are_failures_too(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(NotebookError, match=f"cell-0 .*{said}"):
        run(tmp_path, source, "print('after')")
    assert not (tmp_path / "out.ipynb").exists()


def test_the_order_of_two_streams_is_kept(tmp_path: Path) -> None:
    found = outputs(
        run(tmp_path, "import sys\nprint('a', file=sys.stderr)\nprint('b')\nprint('c', file=sys.stderr)")
    )
    assert [(output["name"], output["text"]) for output in found[-1]] == [
        ("stderr", "a\n"),
        ("stdout", "b\n"),
        ("stderr", "c\n"),
    ]


def test_an_unknown_parameter_is_refused_before_any_cell_runs(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"source.ipynb has no parameter 'y'.*declares x"):
        run(tmp_path, "open('made', 'w').close()", y=1)
    assert not (tmp_path / "made").exists() and not (tmp_path / "out.ipynb").exists()


def test_a_notebook_knows_nothing_of_the_one_before_nor_of_this_process(tmp_path: Path) -> None:
    here = sys.modules["__main__"]
    run(tmp_path, "secret = 1")
    with pytest.raises(NotebookError, match=r"name 'secret' is not defined"):
        run(tmp_path, "secret")
    with pytest.raises(NotebookError, match=r"name 'run_notebook' is not defined"):
        run(tmp_path, "run_notebook")
    assert sys.modules["__main__"] is here


def test_neither_a_start_up_file_nor_the_width_of_a_terminal_takes_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_up = tmp_path / "mine/profile_default/startup"
    start_up.mkdir(parents=True)
    (start_up / "own.py").write_text("print('mine')\nx = 9\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "mine"))
    wide = "import pandas as pd\nprint(pd.DataFrame({f'column {i}': [i] for i in range(30)}), x)"
    found = []
    for columns in ("40", "400"):
        monkeypatch.setitem(os.environ, "COLUMNS", columns)
        found.append(outputs(run(tmp_path, wide, x=2)))
    assert found[0] == found[1] and "mine" not in str(found)


def test_the_executed_copy_holds_neither_time_nor_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(tmp_path, "from pathlib import Path\nprint(Path.cwd() / 'data')")
    first = (tmp_path / "out.ipynb").read_text()
    run(tmp_path, "from pathlib import Path\nprint(Path.cwd() / 'data')")
    assert (tmp_path / "out.ipynb").read_text() == first
    assert str(tmp_path) not in first and "papermill" not in first and '"text": [\n      "data' in first
