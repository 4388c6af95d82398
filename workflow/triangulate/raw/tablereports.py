"""What is wrong with the strands that come as tables, kept until one of their files changes.

Most changes are to other files; taking a hundred workbooks apart only to report the same again is what the
check spent most of its time on. An entry holds the sentences that were reported and no cell that they do not
quote, so that nothing of somebody's answers is left in it. Errors are never kept: while there is one, all is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from triangulate import sealed
from triangulate.files import sha256_of_file
from triangulate.problems import Problem, Problems, Severity
from triangulate.raw.sources import TABULAR, expand
from triangulate.study.model import Study

_ENDING = ".reports.json"
_PACKAGE = Path(__file__).parents[1]
_CODE = ("raw", "study", "problems", "source.py", "files.py", "sealed.py")
_PARTS = ("tables", "strangers")
_LIBRARIES = ("openpyxl", "pyreadstat", "pandas")


@dataclass(frozen=True, slots=True)
class TableReports:
    """Problems of the tables themselves, and of respondents whom the register does not know as they are."""

    tables: tuple[Problem, ...]
    strangers: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether none of them is an error."""
        return all(p.severity is not Severity.ERROR for p in (*self.tables, *self.strangers))


class Kept:
    """The reports that an earlier run left in ``folder`` of the tables as they are now."""

    def __init__(self, folder: Path, study: Study) -> None:
        self._folder, self._study = folder, study
        self._name = self._entry()

    def load(self) -> TableReports | None:
        """The reports; None where no run left any, or what it left cannot be read."""
        if self._name is None:
            return None
        content = sealed.load(self._folder / self._name)
        try:
            tables, strangers = ([Problem.of(fields) for fields in content[name]] for name in _PARTS)
        except (KeyError, TypeError, ValueError):
            return None
        reports = TableReports(tuple(tables), tuple(strangers))
        return reports if reports.sound else None

    def save(self, reports: TableReports) -> None:
        """Keep the reports, and those of no earlier run; unless one is an error or a file has changed since."""
        if self._name is not None and reports.sound and self._entry() == self._name:
            content = {name: [p.as_dict() for p in getattr(reports, name)] for name in _PARTS}
            sealed.save(self._folder / self._name, content)
            sealed.prune(self._folder, _ENDING, {self._name})

    def _entry(self) -> str | None:
        """The entry's name, by all that the reports depend on; None where a file cannot be read."""
        try:
            return sealed.entry_name(_ENDING, _code(), repr(self._study), *self._files())
        except OSError:
            return None

    def _files(self) -> Iterator[str]:
        study = self._study
        strands = [strand.sources for strand in (study.mapping, study.statements) if strand is not None]
        for sources in strands:
            passed_over = Problems()
            for path in expand(study.directory, sources, TABULAR, passed_over):
                yield f"{path}\n{sha256_of_file(path)}"
            # A file that is not read is reported as well.
            yield repr(list(passed_over))
        if study.interviews is not None and study.interviews.register is not None:
            yield sha256_of_file(study.directory / study.interviews.register)


@cache
def _code() -> str:
    read_by = [sealed.code_of(*(_PACKAGE / name for name in _CODE))]
    return "\n".join(read_by + [f"{name} {version(name)}" for name in _LIBRARIES])
