"""Sentences of turns in the pseudonymised text: the segments that agreement is counted in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from triangulate.raw.model import Role, Span, Transcript
from triangulate.text.offsets import OffsetMap
from triangulate.text.page import labels_of


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of one turn. ``start`` and ``end`` are code points of the pseudonymised text,
    without outer white space; ``line`` is the raw canonical text's (from 1); ``sentence`` counts
    from 1 in its turn; ``speaker`` is the label as published; ``time_start`` is the turn's, in
    seconds."""

    document: str
    turn: int
    sentence: int
    speaker: str
    role: Role
    start: int
    end: int
    line: int
    time_start: float | None


def published_labels(transcript: Transcript, moves: OffsetMap, text: str) -> list[str]:
    """Each turn's label as the pseudonymised ``text`` has it, in the order of turns.

    A cue that goes on with a speaker has that speaker's label; a label found nowhere in the text
    gives way to ``[Person]``.
    """
    shown: dict[str, str] = {"": ""}
    labels = list(labels_of(transcript.text, transcript.turns))
    for label in labels:
        if label is not None:
            shown.setdefault(label.speaker, moves.to_new(label.span).of(text))
    return [shown.get(turn.speaker, "[Person]") for turn in transcript.turns]


def segments_of(
    transcript: Transcript,
    sentences: Sequence[tuple[int, int, int]],
    moves: OffsetMap,
    speakers: Sequence[str],
) -> tuple[Segment, ...]:
    """The segments of a transcript, in order, none of them overlapping another.

    ``sentences`` are ``(turn number, start, end)`` in raw code points. Where one ends within a
    redaction (``St. Helens``) it is joined with the next: a redaction is never in two segments.
    """
    breaks = [found.start() for found in re.finditer("\n", transcript.text)]
    turns = {turn.number: (turn, speaker) for turn, speaker in zip(transcript.turns, speakers, strict=True)}
    merged: list[tuple[int, int, int]] = []
    for number, start, end in sentences:
        if merged and merged[-1][0] == number:
            before = merged[-1]
            if moves.to_new(Span(before[1], before[2])).end > moves.to_new(Span(start, end)).start:
                merged[-1] = (number, before[1], max(before[2], end))
                continue
        merged.append((number, start, end))
    segments: list[Segment] = []
    counts: dict[int, int] = {}
    for number, start, end in merged:
        turn, speaker = turns[number]
        counts[number] = counts.get(number, 0) + 1
        new = moves.to_new(Span(start, end))
        segments.append(
            Segment(
                transcript.document,
                number,
                counts[number],
                speaker,
                turn.role,
                new.start,
                new.end,
                bisect_right(breaks, start - 1) + 1,
                turn.time_start,
            )
        )
    return tuple(segments)
