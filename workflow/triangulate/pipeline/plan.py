"""What a run of the workflow is made of: which raw files, which modules, which outputs.

The Snakefile asks this instead of knowing it, so that a rule states its files in names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from triangulate.problems import Problems
from triangulate.raw.signed import SIGNED
from triangulate.raw.sources import expand
from triangulate.source import Source
from triangulate.study.load import CONFIG, load_study
from triangulate.study.model import Study
from triangulate.study.review import REVIEW
from triangulate.study.yamltext import read_yaml

PACKAGE = Path(__file__).resolve().parents[1]
REPOSITORY = PACKAGE.parents[1]

MAPPING_ENDINGS = frozenset({".xlsx", ".csv", ".sav"})
STATEMENT_ENDINGS = frozenset({".xlsx", ".csv", ".sav"})
TRANSCRIPT_ENDINGS = frozenset({".docx", ".odt", ".txt", ".vtt", ".srt"})
CODING_ENDINGS = frozenset({".qdpx", ".sqlite3", ".sqlite", ".db", ".csv"})


def modules(*stages: str) -> list[str]:
    """The package's files that a rule depends on: whole stages (folders) or single modules.

    Snakemake does not see what a script imports; rules name it as input. Stages are narrowed so
    that an edit re-runs what depends on it and nothing else.
    """
    files: set[Path] = {PACKAGE / name for name in ("source.py", "files.py", "sealed.py")}
    for stage in stages:
        place = PACKAGE / stage
        if place.is_file():
            files.add(place)
        else:
            found = [p for p in place.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
            if not found:
                raise FileNotFoundError(f"the package has no stage {stage!r}")
            files.update(p for p in found if not p.name.startswith("."))
    return [str(path) for path in sorted(files)]


@dataclass(frozen=True)
class Plan:
    """One study's run. All paths are relative to the study directory, with forward slashes."""

    study: Study
    config: dict[str, Any] = field(repr=False)

    @classmethod
    def of(cls, directory: Path) -> Plan:
        """Read the configuration; :class:`triangulate.problems.StudyError` says all that is wrong."""
        problems = Problems()
        study = load_study(directory, problems)
        problems.raise_errors()
        assert study is not None
        document = read_yaml(directory / CONFIG, Source(CONFIG), Problems(), "The configuration")
        assert document is not None
        return cls(study, cast(dict[str, Any], document.value))

    def declared(self, *strands: str) -> dict[str, Any]:
        """The part of the configuration that a rule depends on: the groups and the named blocks.

        What a study is called is left out, so that a new title re-runs the report alone. ``disclosure`` is
        of ``privacy`` the rules alone: the names of the deny-list are for whoever has to find them.
        """
        about = self.config["study"]
        part: dict[str, Any] = {
            "study": {"id": about["id"], "title": about["id"], "synthetic": about["synthetic"]},
            "groups": self.config["groups"],
        }
        for strand in strands:
            if strand == "disclosure":
                rules = (self.config.get("privacy") or {}).get("disclosure")
                part |= {"privacy": {"disclosure": rules}} if rules is not None else {}
            elif self.config.get(strand) is not None:
                part[strand] = self.config[strand]
        return part

    def _files(self, sources: Iterable[str], endings: frozenset[str]) -> list[str]:
        # What is wrong with the files is said by the check, not while the plan is made.
        found = expand(self.study.directory, list(sources), endings, Problems())
        return [path.relative_to(self.study.directory).as_posix() for path in found]

    @cached_property
    def mapping_files(self) -> list[str]:
        """Raw files of the mapping strand."""
        strand = self.study.mapping
        return self._files(strand.sources, MAPPING_ENDINGS) if strand else []

    @cached_property
    def statement_files(self) -> list[str]:
        """Raw files of the statement strand."""
        strand = self.study.statements
        return self._files(strand.sources, STATEMENT_ENDINGS) if strand else []

    @cached_property
    def transcript_files(self) -> list[str]:
        """Raw transcripts."""
        strand = self.study.interviews
        return self._files(strand.transcripts, TRANSCRIPT_ENDINGS) if strand else []

    @cached_property
    def coding_files(self) -> list[str]:
        """Raw codings."""
        strand = self.study.interviews
        return self._files(strand.codings, CODING_ENDINGS) if strand else []

    @property
    def register_files(self) -> list[str]:
        """The register, if there is one."""
        strand = self.study.interviews
        return [strand.register] if strand and strand.register else []

    @property
    def published_files(self) -> list[str]:
        """Printed figures to compare with."""
        if self.study.published is None:
            return []
        folder = self.study.directory / self.study.published
        found = sorted(p for p in folder.iterdir() if p.suffix in (".csv", ".yaml"))
        return [path.relative_to(self.study.directory).as_posix() for path in found]

    @property
    def written_files(self) -> list[str]:
        """What analysts wrote for the report: narrative, claims, glossary, answers to checklists."""
        from triangulate.report.appendices import author_files

        own = [name for name in (self.study.narrative, self.study.claims) if name]
        return [*own, *author_files(self.study)]

    @property
    def review_files(self) -> list[str]:
        """The decisions on quotes, if the study has any yet."""
        return [REVIEW] if (self.study.directory / REVIEW).is_file() else []

    @property
    def signed_files(self) -> list[str]:
        """The list of raw files that were signed off, if the study keeps one."""
        return [SIGNED] if (self.study.directory / SIGNED).is_file() else []

    def declaration_files(self, *strands: str) -> list[str]:
        """The configuration's own files: instruments and codebook of the named strands."""
        keys = {"mapping": "instrument", "statements": "instrument", "interviews": "codebook"}
        return [self.config[s][keys[s]] for s in strands if self.config.get(s) is not None]

    @property
    def raw_files(self) -> list[str]:
        """Every raw file of the study."""
        return [
            *self.register_files,
            *self.mapping_files,
            *self.statement_files,
            *self.transcript_files,
            *self.coding_files,
        ]

    @property
    def input_files(self) -> list[str]:
        """Everything of the study that a run reads, each once: config, instruments, printed figures,
        the narrative and what belongs to it, and raw data."""
        strands = ("mapping", "statements", "interviews")
        named = [CONFIG, *self.declaration_files(*strands), *self.published_files]
        named += [*self.written_files, *self.review_files]
        deny_list = self.config.get("privacy", {}).get("deny_list")
        if isinstance(deny_list, str):
            named.append(deny_list)
        return list(dict.fromkeys([*named, *self.signed_files, *self.raw_files]))
