"""A job of the workflow as it is described: one rule, for one group where the rule is run for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

#: The time that a crate gives for everything: the same run at another time is the same run.
FIXED = "1970-01-01T00:00:00+00:00"
#: Marks an input that is one of the study's own files: their names may be those of people.
SOURCE = "source:"

Scalar = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Job:
    """``inputs`` and ``outputs`` are paths from the study, or ``source:`` and a kind of the study's own
    files; ``tool`` is the script or notebook that runs, as a path from the repository."""

    rule: str
    group: str
    says: str
    tool: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: Mapping[str, Scalar]

    @property
    def id(self) -> str:
        """What the crate calls it, after ``#job/`` and the like."""
        return quote(f"{self.rule}/{self.group}" if self.group else self.rule)


def jobs_from(plain: Iterable[Mapping[str, Any]]) -> list[Job]:
    """Jobs from what the workflow tells of them, in its order.

    Raises ValueError for a path that is not one from the study or the repository: it would tell of
    the machine.
    """
    jobs = []
    for told in plain:
        job = Job(
            told["rule"], told["group"], told["says"], told["tool"],
            tuple(told["inputs"]), tuple(told["outputs"]), dict(told["parameters"]),
        )  # fmt: skip
        for path in (job.tool, *job.inputs, *job.outputs):
            if path.startswith(("/", "~")) or ".." in path.split("/") or path[1:3] in (":/", ":\\"):
                raise ValueError(f"the job {job.rule} names {path!r}, which is no path from the study")
        jobs.append(job)
    return jobs
