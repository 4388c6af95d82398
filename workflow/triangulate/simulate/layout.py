"""A conversation as a typist would lay it out: labels, times, paragraphs or cues.

What comes out is the canonical text of the file to be written, with the places in it of everything that
was hidden in the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from numpy.random import Generator

from triangulate.raw.model import Role, Span
from triangulate.simulate.conversation import Conversation, Identifier, Piece, Utterance, curly

Format = Literal["docx", "txt", "vtt"]
#: Sentences of one cue; a coded passage is never cut, so a cue may be longer.
_CUE_SENTENCES = 3
_LABELS = (
    ("Interviewer", "Participant"),
    ("Interviewer", "Participant"),
    ("Interviewer", "Respondent"),
    ("INT", "{id}"),
)
_SENTENCE = re.compile(r"(?<=[.?!…])[\"”’]? (?=[\"“‘]?[A-Z])")
#: A turn of this many words may be typed as two paragraphs.
_LONG = 130


@dataclass(frozen=True, slots=True)
class Style:
    """How one transcript is typed. ``divided`` turns run over two paragraphs here and there."""

    labels: tuple[str, str]
    heading: tuple[str, ...]
    curly: bool
    tab: bool
    divided: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """Words of one speaker without a label in them: a turn, in vtt files a cue."""

    role: Role
    span: Span


@dataclass(frozen=True, slots=True)
class CodedSpan:
    """A passage that a coder should find; ``speech`` is the number of the speech it is in."""

    span: Span
    code: str
    speech: int


@dataclass(frozen=True, slots=True)
class Planted:
    """An identifier and where it stands."""

    span: Span
    text: str
    identifier: Identifier


@dataclass(slots=True)
class Laid:
    """A laid-out transcript. ``labels`` leads from lines, counted from 0, to the length of their label;
    lines that go on with a turn have none."""

    text: str = ""
    speeches: list[Speech] = field(default_factory=list)
    coded: list[CodedSpan] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    labels: dict[int, int] = field(default_factory=dict)

    @property
    def words(self) -> int:
        """Words spoken."""
        return sum(len(speech.span.of(self.text).split()) for speech in self.speeches)


def typing_style(participant_id: str, format: Format, rng: Generator) -> Style:
    """How somebody types a transcript of this format."""
    first, second = _LABELS[int(rng.integers(len(_LABELS)))]
    draws = rng.random(4)
    heading: tuple[str, ...] = (f"Interview {participant_id}",) if format == "docx" or draws[0] < 0.6 else ()
    if heading and draws[1] < 0.4:
        heading = (*heading, "Telephone interview, transcribed verbatim")
    return Style(
        labels=(first, second.format(id=participant_id)),
        heading=() if format == "vtt" else heading,
        curly=format == "docx" and draws[2] < 0.35,
        tab=format == "docx" and draws[3] < 0.15,
        divided=format != "vtt" and draws[3] > 0.75,
    )


def lay_out(conversation: Conversation, format: Format, style: Style, seconds: int) -> Laid:
    """The conversation in its file's canonical text. The last time in it is ``seconds``."""
    utterances = [_quoted(u) if style.curly else u for u in conversation.utterances]
    if format == "vtt":
        return _cues(utterances, seconds)
    times = _times([len(u.text.split()) for u in utterances], seconds)
    laid = Laid()
    for line in style.heading:
        _start_paragraph(laid, line, len(line))
    for utterance, time in zip(utterances, times, strict=True):
        interviewer = utterance.role == "interviewer"
        name = style.labels[0] if interviewer else style.labels[1]
        stamp = f" [{_clock(time)}]" if interviewer else ""
        label = f"{name}{stamp}:"
        _start_paragraph(laid, label, len(label))
        laid.text += "\t" if style.tab else " "
        _add_speech(laid, utterance.role, _divided(utterance.pieces) if style.divided else utterance.pieces)
    if format == "txt":
        laid.text += "\n"
    return laid


def _quoted(utterance: Utterance) -> Utterance:
    pieces: list[Piece] = []
    opens = False
    for piece in utterance.pieces:
        changed, opens = curly(piece, opens)
        pieces.append(changed)
    return Utterance(utterance.role, tuple(pieces))


def _start_paragraph(laid: Laid, words: str, label: int) -> None:
    if laid.text:
        laid.text += "\n"
    laid.labels[laid.text.count("\n")] = label
    laid.text += words


def _add_speech(laid: Laid, role: Role, pieces: Sequence[Piece]) -> None:
    number, start = len(laid.speeches), len(laid.text)
    passage: int | None = None
    for piece in pieces:
        at = len(laid.text)
        laid.text += piece.text
        span = Span(at, len(laid.text))
        if piece.identifier:
            laid.planted.append(Planted(span, piece.text, piece.identifier))
        if piece.passage is not None and piece.code is not None:
            if piece.passage == passage:
                last = laid.coded.pop()
                span = Span(last.span.start, span.end)
            laid.coded.append(CodedSpan(span, piece.code, number))
        passage = piece.passage
    laid.speeches.append(Speech(role, Span(start, len(laid.text))))


def _divided(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """A long turn as two paragraphs: one space between sentences becomes a line end."""
    if sum(len(piece.text.split()) for piece in pieces) < _LONG:
        return pieces
    for number, piece in enumerate(pieces):
        if piece.passage is None and not piece.identifier and piece.text == " " and number > 2:
            return [*pieces[:number], Piece("\n"), *pieces[number + 1 :]]
    return pieces


def _times(words: Sequence[int], seconds: int) -> list[float]:
    """When each utterance begins, spread by words; the last one begins at ``seconds``."""
    total = max(sum(words[:-1]), 1)
    first = 4.0
    spoken = 0
    times: list[float] = []
    for count in words:
        times.append(first + (seconds - first) * spoken / total)
        spoken += count
    return [*times[:-1], float(seconds)]


def _clock(time: float) -> str:
    minutes, second = divmod(int(time), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}"


def _cues(utterances: Sequence[Utterance], seconds: int) -> Laid:
    """The text of a WebVTT file; its last cue ends at ``seconds``."""
    cues = [(u.role, part) for u in utterances for part in _cue_parts(u.pieces)]
    counts = [sum(len(piece.text.split()) for piece in part) for _, part in cues]
    times = [*_times([*counts, 0], seconds - 2)[:-1], float(seconds)]
    laid = Laid("WEBVTT\n")
    for number, (role, part) in enumerate(cues):
        start, end = _milliseconds(times[number]), _milliseconds(times[number + 1])
        laid.text += f"\n{number + 1}\n{start} --> {end}\n<v {role.capitalize()}>"
        _add_speech(laid, role, part)
        laid.text += "\n"
    return laid


def _milliseconds(time: float) -> str:
    whole = round(time * 1000)
    return f"{_clock(whole // 1000)}.{whole % 1000:03d}"


def _cue_parts(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces of a turn cut at sentence ends outside passages, some sentences to a part."""
    parts: list[list[Piece]] = [[]]
    cuts = _cuts(pieces)
    at = 0
    for piece in pieces:
        rest = piece
        for cut in [cut for cut in cuts if at <= cut < at + len(piece.text)]:
            # The space between two sentences is left out with the cut.
            head = rest.text[: cut - (at + len(piece.text) - len(rest.text))]
            parts[-1].append(replace(rest, text=head))
            parts.append([])
            rest = replace(rest, text=rest.text[len(head) + 1 :])
        parts[-1].append(rest)
        at += len(piece.text)
    return [kept for part in parts if (kept := [piece for piece in part if piece.text])]


def _cuts(pieces: Sequence[Piece]) -> list[int]:
    """Where a turn is cut into cues: positions of spaces in its text."""
    closed: list[Span] = []
    at = 0
    number: int | None = None
    for piece in pieces:
        span = Span(at, at + len(piece.text))
        if piece.passage is not None and piece.passage == number:
            closed[-1] = Span(closed[-1].start, span.end)
        elif piece.passage is not None or piece.identifier:
            closed.append(span)
        number = piece.passage
        at = span.end
    text = "".join(piece.text for piece in pieces)
    spaces = [found.end() - 1 for found in _SENTENCE.finditer(text)]
    cuts: list[int] = []
    sentences = 0
    for place, space in enumerate(spaces):
        sentences += 1
        if any(span.start < space < span.end for span in closed):
            continue
        coming = 1
        for later in spaces[place + 1 :]:
            if not any(span.start < later < span.end for span in closed):
                break
            coming += 1
        if sentences + coming > _CUE_SENTENCES:
            cuts.append(space)
            sentences = 0
    return cuts
