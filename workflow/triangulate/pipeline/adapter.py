"""What every script of the workflow shares: its log, and an error said in words."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from triangulate.notebook import NotebookError
from triangulate.problems import StudyError


@contextmanager
def logged(log: str) -> Iterator[None]:
    """Send all output to the job's log; a problem of the study ends the job without a traceback.

    File descriptors are turned, not only Python's streams, so that what a kernel or a C library
    says lands in the log too. A fault of the program itself keeps its traceback, in the log and with
    a sentence after it.
    """
    # Collecting garbage while libraries are loaded finds none, and takes a tenth of a short job's time.
    gc.set_threshold(100_000, 50, 50)
    path = Path(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", buffering=1) as stream, _turned_to(stream):
        try:
            yield
        except StudyError as fault:
            count = len(fault.problems)
            stream.write(f"{count} error{'s' if count != 1 else ''} in the study:\n")
            stream.writelines(f"  {problem}\n" for problem in fault.problems)
        except NotebookError as fault:
            stream.write(f"{fault}\n")
        except Exception as fault:
            traceback.print_exc(file=stream)
            stream.write(f"\nThis is a fault of triangulate itself: {type(fault).__name__}: {fault}\n")
        else:
            return
    sys.exit(1)


@contextmanager
def _turned_to(stream: TextIO) -> Iterator[None]:
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    os.dup2(stream.fileno(), 1)
    os.dup2(stream.fileno(), 2)
    try:
        yield
    finally:
        stream.flush()
        for old, number in zip(kept, (1, 2), strict=True):
            os.dup2(old, number)
            os.close(old)
