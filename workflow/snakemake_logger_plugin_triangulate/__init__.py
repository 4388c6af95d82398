"""What a person sees while a study runs: one line a job, and one clear error at the end if it fails.

Snakemake finds this by its name; ``profiles/default`` asks for it. Snakemake's own full log is kept
in ``.snakemake/log`` as ever.
"""

from __future__ import annotations

import sys
import time
from logging import ERROR, WARNING, LogRecord
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

#: The rule that says everything that is wrong with the raw data.
CHECK = "check_study"
_TAIL = 12


class LogHandler(LogHandlerBase):
    """Jobs as they start and end, with how far the run is and how long each took."""

    def __post_init__(self) -> None:
        """Start with nothing running."""
        stream = sys.stdout if self.common_settings.stdout else sys.stderr
        self.console = Console(
            file=stream, highlight=False, no_color=self.common_settings.nocolor or None, soft_wrap=True
        )
        self.begun = time.monotonic()
        self.total = 0
        self.done = 0
        self.running: dict[int, tuple[str, float]] = {}
        self.errors: list[dict[str, Any]] = []
        self.failures: list[str] = []

    writes_to_stream = property(lambda self: True)
    writes_to_file = property(lambda self: False)
    has_filter = property(lambda self: False)
    has_formatter = property(lambda self: False)
    needs_rulegraph = property(lambda self: False)

    def emit(self, record: LogRecord) -> None:
        """Say what a record means to somebody who waits for a report."""
        try:
            if self.common_settings.dryrun or self.common_settings.verbose:
                self.console.print(self.format(record), markup=False)
            else:
                self._tell(record)
        except Exception:  # a log line that cannot be printed must never end a run
            self.handleError(record)

    def _tell(self, record: LogRecord) -> None:
        event = getattr(record, "event", None)
        fields = record.__dict__
        match event:
            case LogEvent.RUN_INFO:
                self.total = int(fields["stats"].get("total", 0))
                self.console.print(f"{self.total} jobs to do.")
            case LogEvent.JOB_INFO:
                says = fields.get("rule_msg") or fields["rule_name"]
                self.running[fields["jobid"]] = (str(says), time.monotonic())
                self.console.print(f"[dim]{self._clock()}[/]  start  {escape(str(says))}")
            case LogEvent.JOB_FINISHED:
                says, begun = self.running.pop(fields["job_id"], ("", time.monotonic()))
                self.done += 1
                took = time.monotonic() - begun
                if says:
                    self.console.print(
                        f"[dim]{self._clock()}[/]  [green]done[/]   {escape(says)} "
                        f"[dim]({took:.0f} s; {self.done} of {self.total})[/]"
                    )
            case LogEvent.JOB_ERROR:
                self.errors.append(fields)
            case LogEvent.ERROR:
                self.failures.append(record.getMessage())
            case None if record.levelno >= ERROR:
                self.failures.append(record.getMessage())
            case None if record.levelno == WARNING:
                self.console.print(escape(record.getMessage()), style="yellow")
            case None if "Nothing to be done" in record.getMessage():
                self.console.print("Nothing to be done: all results are up to date.")
            case _:
                pass

    def _clock(self) -> str:
        minutes, seconds = divmod(int(time.monotonic() - self.begun), 60)
        return f"{minutes:02d}:{seconds:02d}"

    def close(self) -> None:
        """The one error that matters, last of all, where a person looks."""
        if self.errors:
            # What is wrong with the raw data stops whoever reads them first; the check says all of it.
            of_check = [fields for fields in self.errors if fields.get("rule_name") == CHECK]
            for fields in of_check or self.errors:
                self._explain(fields)
        else:
            for message in dict.fromkeys(m for m in self.failures if m.strip()):
                self.console.print(f"[bold red]Stopped.[/] {escape(message.strip())}")
        self.errors, self.failures = [], []
        super().close()

    def _explain(self, fields: dict[str, Any]) -> None:
        name = escape(str(fields.get("rule_name")))
        self.console.print(f"\n[bold red]The run stopped in the rule {name}.[/]")
        logs = fields.get("log") or []
        path = next((Path(str(p)) for p in logs if str(p).endswith(".log")), None)
        if path is not None and path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            shown = lines if len(lines) <= 60 and not _traceback(lines) else lines[-_TAIL:]
            for line in shown:
                self.console.print(f"  {escape(line)}")
            self.console.print(f"[dim]All of it: {escape(str(path))}[/]")
        elif fields.get("exception"):
            self.console.print(f"  {escape(str(fields['exception']))}")


def _traceback(lines: list[str]) -> bool:
    return any(line.startswith("Traceback") for line in lines)
