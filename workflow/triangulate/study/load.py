"""From ``config/`` to a :class:`triangulate.study.model.Study`, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from triangulate.problems import Problems
from triangulate.source import Source
from triangulate.study import instruments
from triangulate.study.declared import check_ids
from triangulate.study.model import (
    Codebook,
    DisclosureException,
    Group,
    InterviewStrand,
    MappingStrand,
    Privacy,
    StatementStrand,
    Study,
)
from triangulate.study.schema import conform, faulty_keys
from triangulate.study.yamltext import Document, Path_, read_yaml

CONFIG = "config/config.yaml"
_STRANDS = ("mapping", "statements", "interviews")


def load_study(directory: Path, problems: Problems) -> Study | None:
    """Read and check everything that the study declares.

    ``problems`` receives every fault found, each with file and line. None is returned when there
    is an error; warnings alone still give a study.
    """
    before = len(problems.errors)
    document = read_yaml(directory / CONFIG, Source(CONFIG), problems, "The configuration")
    study = study_of(directory, document, problems) if document is not None else None
    return study if len(problems.errors) == before else None


def load_sound_parts(directory: Path, problems: Problems) -> Study | None:
    """The study with those strands whose declarations are sound; every fault goes to ``problems``.

    For the check, which reads raw data all the same: one wrong key is not to hide what is wrong in
    a hundred files. None where not even the groups are known. What this gives is for reading only.
    """
    document = read_yaml(directory / CONFIG, Source(CONFIG), problems, "The configuration")
    if document is None:
        return None
    conform(document, "config", problems)
    if not isinstance(document.value, dict):
        return None
    faulty = faulty_keys(document, "config")
    loader = _Loader(directory, document, problems)
    if "groups" in faulty:
        loader.read_instruments_only(_STRANDS)
        return None
    loader.read_instruments_only(faulty)
    kept = {key: value for key, value in document.value.items() if key not in faulty}
    if "study" in faulty:
        kept["study"] = {"id": "study", "title": "", "synthetic": True}
    study = replace(loader, document=replace(document, value=kept)).study()
    return study if loader.groups_are_sound() else None


def study_of(
    directory: Path, document: Document, problems: Problems, *, checked: bool = False
) -> Study | None:
    """The study that a parsed configuration declares, its instruments read from ``directory``.

    ``checked`` skips the schemas, for a rule of a run whose first rule held everything against them.
    """
    before = len(problems.errors)
    if not conform(document, "config", problems, checked=checked):
        # The instruments are still worth reading: all problems at once.
        if isinstance(document.value, dict):
            loader = _Loader(directory, document, problems)
            loader.read_instruments_only(_STRANDS)
        return None
    study = _Loader(directory, document, problems, checked).study()
    return study if len(problems.errors) == before else None


@dataclass(slots=True)
class _Loader:
    directory: Path
    document: Document
    problems: Problems
    checked: bool = False

    @property
    def config(self) -> dict[str, Any]:
        return cast(dict[str, Any], self.document.value)

    def study(self) -> Study:
        config = self.config
        about = config["study"]
        groups = tuple(
            Group(g["id"], g["label"], g.get("unit_label", "organisation"), g.get("size"))
            for g in config["groups"]
        )
        known = [g.id for g in groups]
        self.check_groups(groups, self.problems)
        check_ids([(about["id"], ("study", "id"))], "study", self.document, self.problems)
        authors = about.get("authors", [])
        report = config.get("report", {})
        return Study(
            directory=self.directory,
            id=about["id"],
            title=about["title"],
            synthetic=about["synthetic"],
            groups=groups,
            seed=config.get("seed", 0),
            subtitle=about.get("subtitle"),
            authors=(authors,) if isinstance(authors, str) else tuple(authors),
            period=about.get("period"),
            mapping=self.mapping(known),
            statements=self.statements(),
            interviews=self.interviews(),
            privacy=self.privacy(),
            published=self.optional_path(("published",), config.get("published"), folder=True),
            narrative=self.optional_path(("report", "narrative"), report.get("narrative")),
            claims=self.optional_path(("report", "claims"), report.get("claims")),
        )

    def check_groups(self, groups: Sequence[Group], problems: Problems) -> None:
        """Report ids that cannot be used, and groups that a cell could not tell apart."""
        ids = [(group.id, ("groups", i, "id")) for i, group in enumerate(groups)]
        check_ids(ids, "group", self.document, problems)
        labels: set[str] = set()
        for i, group in enumerate(groups):
            names = {group.id.casefold(), group.label.casefold()}
            if names & labels:
                place = self.document.at(("groups", i))
                problems.add("declared.duplicate-id", place, kind="group label", id=group.label)
            labels |= names

    def groups_are_sound(self) -> bool:
        """Whether raw cells can be sorted by group at all."""
        found = Problems()
        self.check_groups([Group(g["id"], g["label"]) for g in self.config["groups"]], found)
        return not found.errors

    def read_instruments_only(self, strands: Collection[str]) -> None:
        """Report what is wrong in the instruments of strands whose configuration is not usable."""
        groups = self.config.get("groups")
        known: list[str] | None = None
        if isinstance(groups, list) and all(isinstance(g, dict) for g in groups):
            known = [str(g.get("id")) for g in groups if isinstance(g, dict)]
        for strand, key, name, build in (
            ("mapping", "instrument", "mapping", None),
            ("statements", "instrument", "statements", instruments.statement_instrument),
            ("interviews", "codebook", "codebook", instruments.codebook),
        ):
            block = self.config.get(strand) if strand in strands else None
            path = block.get(key) if isinstance(block, dict) else None
            if isinstance(path, str) and path:
                document = self.instrument((strand, key), path, name)
                if document is None:
                    continue
                if build is None:
                    instruments.mapping_instrument(document, known, self.problems)
                else:
                    cast(Callable[[Document, Problems], object], build)(document, self.problems)

    def inside(self, where: Path_, path: str) -> bool:
        """Whether a configured path stays in the study directory; a problem if not."""
        outside = Path(path).is_absolute() or ".." in Path(path).parts or "\\" in path
        if not outside:
            try:
                resolved = (self.directory / path).resolve()
                resolved.exists()
                outside = not resolved.is_relative_to(self.directory.resolve())
            except (OSError, ValueError, RuntimeError):  # no disk could hold a file of this name
                outside = True
        if outside:
            self.problems.add(
                "declared.outside",
                self.document.at(where),
                where=".".join(str(step) for step in where),
                path=path,
            )
        if braces := "{" in path or "}" in path:
            name = ".".join(str(step) for step in where)
            self.problems.add("declared.braces", self.document.at(where), where=name, path=path)
        return not outside and not braces

    def instrument(self, where: Path_, path: str, name: str) -> Document | None:
        if not self.inside(where, path):
            return None
        if not (self.directory / path).is_file():
            self.problems.add("declared.missing-file", self.document.at(where), what=f"The file {path}")
            return None
        document = read_yaml(self.directory / path, Source(path), self.problems, f"The file {path}")
        if document is None or not conform(document, name, self.problems, checked=self.checked):
            return None
        return document

    def optional_path(self, where: Path_, path: str | None, folder: bool = False) -> str | None:
        if path is None or not self.inside(where, path):
            return None
        target = self.directory / path
        if not (target.is_dir() if folder else target.is_file()):
            kind = "folder" if folder else "file"
            self.problems.add("declared.missing-file", self.document.at(where), what=f"The {kind} {path}")
        return path

    def sound_since(self, before: int) -> bool:
        """Whether no error was found since there were ``before``."""
        return len(self.problems.errors) == before

    def sources(self, strand: str, key: str = "sources") -> tuple[str, ...]:
        paths: Sequence[str] = self.config[strand].get(key, [])
        return tuple(p for i, p in enumerate(paths) if self.inside((strand, key, i), p))

    def mapping(self, groups: list[str]) -> MappingStrand | None:
        block = self.config.get("mapping")
        if block is None:
            return None
        before = len(self.problems.errors)
        document = self.instrument(("mapping", "instrument"), block["instrument"], "mapping")
        sources = self.sources("mapping")
        if document is None:
            return None
        instrument = instruments.mapping_instrument(document, groups, self.problems)
        return MappingStrand(instrument, sources) if self.sound_since(before) else None

    def statements(self) -> StatementStrand | None:
        block = self.config.get("statements")
        if block is None:
            return None
        before = len(self.problems.errors)
        document = self.instrument(("statements", "instrument"), block["instrument"], "statements")
        sources = self.sources("statements")
        if document is None:
            return None
        instrument = instruments.statement_instrument(document, self.problems)
        if not self.sound_since(before):
            return None
        return StatementStrand(instrument, sources, block["respondent"], block["group"])

    def interviews(self) -> InterviewStrand | None:
        block = self.config.get("interviews")
        if block is None:
            return None
        before = len(self.problems.errors)
        register = self.optional_path(("interviews", "register"), block.get("register"))
        transcripts = self.sources("interviews", "transcripts")
        codings = self.sources("interviews", "codings")
        if not self.sound_since(before):
            # Who consented is not known now, so nobody's transcript is opened.
            register, transcripts = None, ()
        document = self.instrument(("interviews", "codebook"), block["codebook"], "codebook")
        codebook = instruments.codebook(document, self.problems) if document else Codebook("", ())
        return InterviewStrand(
            register=register,
            transcripts=transcripts,
            codebook=codebook,
            # Without a sound codebook and all transcripts, every coding would seem to be at fault.
            codings=codings if self.sound_since(before) else (),
            lead_coder=block.get("lead_coder"),
            interviewers=tuple(block.get("interviewers", [])),
        )

    def privacy(self) -> Privacy:
        block = self.config.get("privacy", {})
        disclosure = block.get("disclosure", {})
        return Privacy(
            deny_list=self.deny_list(block.get("deny_list", [])),
            min_n=disclosure.get("min_n", 10),
            exceptions=tuple(
                DisclosureException(e["fact"], e["reason"]) for e in disclosure.get("exceptions", [])
            ),
            dominance_n=disclosure.get("dominance_n", 2),
            dominance_k=disclosure.get("dominance_k", 90),
            p_percent=disclosure.get("p_percent", 10),
            few_datasets=disclosure.get("few_datasets", 10),
        )

    def deny_list(self, declared: str | list[str]) -> tuple[str, ...]:
        """The strings themselves, or those of a file with one a line (``#`` opens a comment)."""
        if isinstance(declared, list):
            return tuple(declared)
        where: Path_ = ("privacy", "deny_list")
        if self.optional_path(where, declared) is None or not (self.directory / declared).is_file():
            return ()
        try:
            text = (self.directory / declared).read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            self.problems.add(
                "declared.not-utf8", Source(declared), reason=f"byte {fault.start} cannot be read"
            )
            return ()
        lines = (line.strip() for line in text.splitlines())
        return tuple(line for line in lines if line and not line.startswith("#"))
