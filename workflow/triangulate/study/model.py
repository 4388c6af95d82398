"""What a study declares, as frozen values that hold their own invariants.

Made by :func:`triangulate.study.load.load_study` from ``config/``; everything after trusts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from triangulate.study.expressions import Expression

ItemType = Literal["count", "ratio", "number", "text"]
CodeKind = Literal["a_priori", "emergent"]


@dataclass(frozen=True, slots=True)
class Group:
    """A group that the study compares: an agency, a site, a gender. ``size`` is how many people are
    in it, whether they were asked or not; None where nobody has said."""

    id: str
    label: str
    unit_label: str = "organisation"
    size: int | None = None


@dataclass(frozen=True, slots=True)
class MappingItem:
    """One question of the mapping form. ``min`` and ``max`` bound a valid answer, in its own unit."""

    id: str
    label: str
    groups: tuple[str, ...]
    type: ItemType
    min: float | None = None
    max: float | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class MappingCheck:
    """A statement over one form's items that ought to be true; ``label`` says what is wrong if not."""

    id: str
    groups: tuple[str, ...]
    expr: Expression
    severity: Literal["error", "warning"]
    label: str


@dataclass(frozen=True, slots=True)
class MappingInstrument:
    """The mapping form."""

    items: tuple[MappingItem, ...]
    checks: tuple[MappingCheck, ...]

    def items_of(self, group: str) -> tuple[MappingItem, ...]:
        """The items asked of one group, in the form's order."""
        return tuple(item for item in self.items if group in item.groups)


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One point of the answer scale; ``agree`` points count as agreement."""

    code: int
    label: str
    agree: bool = False
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A key area that statements and codes share by id."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. ``reverse`` turns it for scale scores only, never for percentages of agreement."""

    id: str
    theme: str
    text: str
    reverse: bool = False
    column: str | None = None

    @property
    def heading(self) -> str:
        """The column that holds its answers in a wide file."""
        return self.column or self.id


@dataclass(frozen=True, slots=True)
class StatementInstrument:
    """The statements and the scale they are answered on."""

    scale: tuple[ScalePoint, ...]
    not_applicable: tuple[str, ...]
    themes: tuple[Theme, ...]
    statements: tuple[Statement, ...]

    @property
    def agree_codes(self) -> frozenset[int]:
        """Scale codes that count as agreement."""
        return frozenset(point.code for point in self.scale if point.agree)

    @property
    def neutral_codes(self) -> frozenset[int]:
        """Scale codes that count as neither agreement nor disagreement."""
        return frozenset(point.code for point in self.scale if point.neutral)

    def of_theme(self, theme: str) -> tuple[Statement, ...]:
        """The statements of one theme, in the instrument's order."""
        return tuple(s for s in self.statements if s.theme == theme)


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the codebook."""

    id: str
    label: str
    kind: CodeKind
    definition: str
    parent: str | None = None
    include: str | None = None
    exclude: str | None = None
    example: str | None = None
    #: The codebook's version in which it came in; None for the first.
    since: str | None = None
    patterns: tuple[object, ...] = ()

    @property
    def described(self) -> str:
        """What a coder reads about it, a line a part: definition, include, exclude, example."""
        parts = [("", self.definition), ("Include: ", self.include), ("Exclude: ", self.exclude)]
        parts.append(("Example: ", self.example))
        return "\n".join(f"{opening}{text}" for opening, text in parts if text)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes of a study, parents before or after their children as the file has them."""

    version: str
    codes: tuple[Code, ...]

    def by_id(self) -> dict[str, Code]:
        """Codes by id, in the codebook's order."""
        return {code.id: code for code in self.codes}

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Ids from the parent of ``code`` up to its top-level code; empty for a top-level code."""
        known = self.by_id()
        path: list[str] = []
        parent = known[code].parent
        while parent is not None:
            path.append(parent)
            parent = known[parent].parent
        return tuple(path)

    def descendants(self, code: str) -> tuple[str, ...]:
        """Ids of all codes below ``code``, in the codebook's order, without itself."""
        return tuple(c.id for c in self.codes if code in self.ancestors(c.id))

    def top(self, code: str) -> str:
        """The top-level code that ``code`` belongs to (itself, if it is one)."""
        ancestors = self.ancestors(code)
        return ancestors[-1] if ancestors else code

    def areas(self) -> tuple[Code, ...]:
        """Top-level codes set before coding: the areas (themes)."""
        return tuple(c for c in self.codes if c.parent is None and c.kind == "a_priori")


@dataclass(frozen=True, slots=True)
class MappingStrand:
    """Where the mapping strand lives; paths are relative to the study directory."""

    instrument: MappingInstrument
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementStrand:
    """Where the statement strand lives, and the columns that name respondent and group."""

    instrument: StatementInstrument
    sources: tuple[str, ...]
    respondent: str
    group: str


@dataclass(frozen=True, slots=True)
class InterviewStrand:
    """Where the interview strand lives."""

    register: str | None
    transcripts: tuple[str, ...]
    codebook: Codebook
    codings: tuple[str, ...]
    lead_coder: str | None = None
    interviewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisclosureException:
    """Facts (a glob over fact ids) that are printed although the rule would hold them back."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True)
class Privacy:
    """Names never to be printed, and the disclosure rules (:mod:`triangulate.disclosure`).

    ``min_n`` of 1 switches all of them off. The ``dominance_n`` largest organisations may make up
    ``dominance_k`` per cent of a total, and none may be known to within ``p_percent``; a row that
    ``few_datasets`` data sets or fewer can print is held back.
    """

    deny_list: tuple[str, ...] = ()
    min_n: int = 10
    exceptions: tuple[DisclosureException, ...] = ()
    dominance_n: int = 2
    dominance_k: float = 90
    p_percent: float = 10
    few_datasets: int = 10


@dataclass(frozen=True, slots=True)
class Study:
    """Everything a study declares, with its directory."""

    directory: Path
    id: str
    title: str
    synthetic: bool
    groups: tuple[Group, ...]
    seed: int = 0
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    period: str | None = None
    mapping: MappingStrand | None = None
    statements: StatementStrand | None = None
    interviews: InterviewStrand | None = None
    privacy: Privacy = Privacy()
    published: str | None = None
    narrative: str | None = None
    claims: str | None = None

    def group(self, id: str) -> Group:
        """The group with this id; KeyError if there is none."""
        for group in self.groups:
            if group.id == id:
                return group
        raise KeyError(id)

    def group_of_cell(self, text: str) -> Group | None:
        """The group that a cell names by id or label, any case and surrounding space; None if none."""
        wanted = " ".join(text.split()).casefold()
        for group in self.groups:
            if wanted in (group.id.casefold(), " ".join(group.label.split()).casefold()):
                return group
        return None
