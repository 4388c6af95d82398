"""A coding as its file has it, before it is placed in a canonical text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from triangulate.raw.model import NoteAbout
from triangulate.source import Source


@dataclass(frozen=True, slots=True)
class Offsets:
    """Offsets into the transcript, counted in a dialect yet to be found; half-open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the text that the coding program kept itself, with what stands around them.

    ``share`` is how much of that text (its characters other than white space, 0 to 1) precedes the
    passage: white space is what programs change first when they take a text in. ``offsets`` are those
    of the file, counted in the program's own way.
    """

    words: str
    before: str
    after: str
    share: float
    offsets: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a coding cannot be placed: a catalogue code with its fields, and the reason in short.

    ``told`` means that the reader has reported it already, for many codings at once.
    """

    code: str
    reason: str
    fields: Mapping[str, object] = field(default_factory=dict)
    told: bool = False


Place = Offsets | Passage | Fault


@dataclass(frozen=True, slots=True)
class Found:
    """``document`` and ``code`` are as written; ``parents`` are the code's parents, topmost first;
    ``guid`` is the code's in a REFI-QDA project. ``coder`` is empty where none is named. Should the
    name be no transcript's, ``also_called`` and the fingerprint of its text may tell which is meant.

    The row of ``source`` is the row of a table, the highlight's id in a Taguette database, and the
    coding's number, in the file's order, in a REFI-QDA project.
    """

    document: str
    place: Place
    code: str
    coder: str
    source: Source
    quoted: str | None = None
    memo: str | None = None
    parents: tuple[str, ...] = ()
    guid: str | None = None
    also_called: str | None = None
    text_print: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A memo that hangs on no coding, as its file has it. ``name`` is the document's, code's or case's
    (``parents`` and ``guid`` as in :class:`Found`), empty for the project and its journal."""

    about: NoteAbout
    text: str
    source: Source
    name: str = ""
    title: str = ""
    author: str = ""
    parents: tuple[str, ...] = ()
    guid: str | None = None
    also_called: str | None = None
    text_print: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a file of codings holds: its codings, in its order, and its other memos."""

    codings: list[Found]
    remarks: list[Remark] = field(default_factory=list)
