"""A papermill engine that runs the cells in the process of the job, in a shell of IPython.

A kernel of its own would start Python and load Jupyter once more for every notebook, and would outlive a job
that is killed (docs/decisions/0021-notebooks-run-in-the-job.md). What a cell prints, shows and ends with
becomes its outputs, in order; what a cell has another program print goes to the job's log.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOBase
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

NAME = "triangulate"
#: What Jupyter writes of a Python kernel, for whoever shows the notebook.
_LANGUAGE = {
    "name": "python",
    "version": ".".join(map(str, sys.version_info[:3])),
    "mimetype": "text/x-python",
    "file_extension": ".py",
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "codemirror_mode": {"name": "ipython", "version": 3},
}


class _Shown(DisplayPublisher):
    """What a cell displays."""

    shell: Shell

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_: Any) -> None:
        self.shell.outputs.append(new_output("display_data", data, metadata=metadata or {}))


class _Result(DisplayHook):
    """The value of a cell's last line."""

    shell: Shell

    def write_output_prompt(self) -> None:
        """None: the count stands beside the value."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.outputs.append(
            new_output(
                "execute_result", format_dict, metadata=md_dict or {}, execution_count=self.prompt_count
            )
        )

    def finish_displayhook(self) -> None:
        """No new line is printed after it."""
        self._is_active = False


class Shell(InteractiveShell):
    """IPython, with what a cell puts out as a list of notebook outputs."""

    display_pub_class = Type(_Shown)
    displayhook_class = Type(_Result)
    #: Outputs of the cell that runs, of the notebook format.
    outputs = AnyTrait()
    #: Whoever asks whether this is a notebook or a terminal (pandas does) asks whether there is a kernel.
    kernel = None

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.append(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=stb))

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window to draw in."""


class _Printed(TextIOBase):
    """A stream of a cell; what is written without anything between is one output."""

    def __init__(self, name: str, shell: Shell) -> None:
        self._name, self._shell = name, shell

    def write(self, text: str) -> int:
        last = self._shell.outputs[-1] if self._shell.outputs else None
        if last is not None and last.output_type == "stream" and last.name == self._name:
            last.text += text
        elif text:
            self._shell.outputs.append(new_output("stream", name=self._name, text=text))
        return len(text)

    def writable(self) -> bool:
        return True


class InProcess(Engine):  # type: ignore[misc]
    """The engine; papermill knows it by :data:`NAME`."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, ipython_dir: str, **_: Any
    ) -> None:
        """Run the cells in order and stop after the first that fails, which papermill then reports.

        ``ipython_dir`` is an empty directory: nobody's own settings of IPython take part.
        """
        nb_man.nb.metadata["language_info"] = dict(_LANGUAGE)
        with _shell(ipython_dir) as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                failed = cell.cell_type == "code" and bool(cell.source.strip()) and not _ran(shell, cell)
                if failed:
                    nb_man.cell_exception(cell, cell_index=index)
                nb_man.cell_complete(cell, cell_index=index)
                if failed:
                    break


def _ran(shell: Shell, cell: NotebookNode) -> bool:
    """Whether the cell ran to its end; its outputs and count are set."""
    shell.outputs = []
    with redirect_stdout(_Printed("stdout", shell)), redirect_stderr(_Printed("stderr", shell)):
        cell.execution_count = shell.execution_count
        result = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
    cell.outputs = shell.outputs
    fault = result.error_before_exec or result.error_in_exec
    if fault is not None and not any(output.output_type == "error" for output in cell.outputs):
        # Of a SystemExit IPython only warns.
        cell.outputs.append(new_output("error", ename=type(fault).__name__, evalue=str(fault), traceback=[]))
    return fault is None


@contextmanager
def _shell(ipython_dir: str) -> Iterator[Shell]:
    """The one shell of this process, taken away again with what it put in place."""
    before = sys.modules["__main__"]
    shell = Shell.instance(
        ipython_dir=ipython_dir, config=Config(HistoryManager={"enabled": False}), outputs=[]
    )
    try:
        yield shell
    finally:
        shell.restore_sys_module_state()  # type: ignore[no-untyped-call]
        atexit.unregister(shell.atexit_operations)
        shell.atexit_operations()  # type: ignore[no-untyped-call]
        Shell.clear_instance()
        sys.modules["__main__"] = before


papermill_engines.register(NAME, InProcess)
