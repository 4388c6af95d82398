"""A composed interview before it is written down: who says what, and what is hidden in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from triangulate.raw.model import Role

#: What a planted identifier is, and what was done to it.
Kind = Literal[
    "person", "force", "division", "nickname", "town", "date", "collar", "phone", "email", "postcode"
]
Form = Literal["plain", "given_name", "lower_case", "misspelt"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something that tells who or where."""

    kind: Kind
    form: Form = "plain"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an utterance. ``passage`` numbers the coded passage that they belong to within the
    conversation, whose code is ``code``; both are None outside passages."""

    text: str
    code: str | None = None
    passage: int | None = None
    identifier: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn at talk."""

    role: Role
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words of the turn."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One interview, from the first word to the last, which is the interviewer's."""

    participant_id: str
    group: str
    utterances: tuple[Utterance, ...]

    @property
    def words(self) -> int:
        """Words spoken by both."""
        return sum(len(utterance.text.split()) for utterance in self.utterances)


def joined(parts: Sequence[Sequence[Piece]]) -> tuple[Piece, ...]:
    """Runs of pieces one after the other with a space between; empty runs leave none."""
    result: list[Piece] = []
    for part in parts:
        if not part:
            continue
        if result:
            result.append(Piece(" "))
        result.extend(part)
    return tuple(result)


def curly(piece: Piece, opens: bool) -> tuple[Piece, bool]:
    """A piece with typographic quotes, and whether a quotation is open after it. The length stays."""
    letters: list[str] = []
    for letter in piece.text:
        if letter == '"':
            letters.append("”" if opens else "“")
            opens = not opens
        else:
            letters.append("’" if letter == "'" else letter)
    return replace(piece, text="".join(letters)), opens
