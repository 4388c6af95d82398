"""The records that readers make. Each carries the place it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from triangulate.source import Source


@dataclass(frozen=True, slots=True)
class MappingForm:
    """One organisation's return; ``source`` is its file, or its row in a wide file."""

    group: str
    organisation: str
    source: Source


@dataclass(frozen=True, slots=True)
class MappingAnswer:
    """One answered or unanswered item. ``text`` is the cell as found; ``value`` is None for a blank
    and for items of type text. Every form has one record for every item asked of its group."""

    group: str
    organisation: str
    item: str
    text: str
    value: Decimal | None
    source: Source


AnswerStatus = Literal["answered", "blank", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who sent the statements back; ``source`` is the form, or the row in a wide file."""

    respondent: str
    group: str
    source: Source


@dataclass(frozen=True, slots=True)
class StatementAnswer:
    """One answer to one statement. ``code`` is a scale code, None unless ``status`` is answered.
    Every respondent has one record for every statement."""

    respondent: str
    group: str
    statement: str
    code: int | None
    status: AnswerStatus
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Participant:
    """One row of the register. ``transcript`` is a file name, None for somebody not interviewed."""

    participant_id: str
    group: str
    organisation: str
    role: str
    consent_date: date | None
    withdrawn_date: date | None
    transcript: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of Unicode code points in a canonical text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forward from zero, not from {self.start} to {self.end}")

    def of(self, text: str) -> str:
        """The words of ``text`` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


Role = Literal["interviewer", "participant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn at talk. ``span`` is what was said, without the speaker's label or a cue's time line;
    ``line`` is the canonical text's line (from 1) in which it starts; times are seconds from the
    start of the recording, None where the transcript has none. ``speaker`` is the label as written,
    empty where there is none."""

    number: int
    speaker: str
    role: Role
    span: Span
    line: int
    time_start: float | None = None
    time_end: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One transcript: ``document`` is its file name with the ending, ``text`` the canonical text."""

    document: str
    format: Literal["docx", "odt", "txt", "vtt", "srt"]
    text: str
    turns: tuple[Turn, ...]
    sha256: str
    source: Source


Placement = Literal["exact", "fuzzy", "unverified", "not_placed"]


AlterationStep = Literal["document", "code", "coder", "counted", "searched", "likened"]


@dataclass(frozen=True, slots=True)
class Alteration:
    """Something that was read otherwise than the file has it: what, from what, to what, and why.

    ``counted``: offsets counted in another unit; ``searched``: words found elsewhere than their offsets
    say; ``likened``: found by likeness only.
    """

    step: AlterationStep
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class CodingRecord:
    """One coding as imported. ``span`` is None where it could not be placed; ``placement`` is
    ``exact`` (the quoted text stands there, or was found there), ``fuzzy`` (found by likeness,
    ``score`` 0 to 100), ``unverified`` (offsets in range, no quoted text to compare with) or
    ``not_placed`` (``reason`` says why: unknown code, unknown document, text not found, ...).
    ``code`` and ``document`` are the study's own ids where known, else as the file has them."""

    document: str
    span: Span | None
    code: str
    coder: str
    quoted: str | None
    memo: str | None
    placement: Placement
    score: float | None
    reason: str | None
    source: Source
    alterations: tuple[Alteration, ...] = ()


NoteAbout = Literal["project", "document", "code", "case", "journal"]


@dataclass(frozen=True, slots=True)
class Note:
    """A memo that hangs on no coding. ``name`` is what it is about: a transcript's or code's id where
    the study knows it, else as the file has it, empty for the project and its journal. ``text`` is None
    where it is about somebody who does not take part."""

    about: NoteAbout
    name: str
    text: str | None
    source: Source
    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class CodingImport:
    """What one coding file held: all its codings, those without a code too, and its other memos."""

    file: str
    codings: tuple[CodingRecord, ...]
    notes: tuple[Note, ...] = ()

    def count(self, placement: Placement) -> int:
        """How many codings ended with this placement."""
        return sum(coding.placement == placement for coding in self.codings)
