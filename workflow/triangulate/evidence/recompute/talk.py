"""Turns at talk, made out a second time where a transcript leaves no doubt who speaks.

Read are the plain layouts: lines that open with ``Label:``, with a time in brackets before or after
the label or without, and WebVTT cues that open with a voice tag. Two labels or more recur, and one
of them says that it is the interviewer's (or the config does). Anything else, down to one label that
occurs only once, is :class:`Doubtful`: the pipeline's rules for such cases are not told twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triangulate.evidence.recompute.placing import Span

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_STAMP = rf"[\[(]({_TIME})[\])]"
_LABEL = r"([^\W_][\w.'’-]*(?:[ ][\w.'’-]+){0,3})"
_OPENING = re.compile(
    rf"^(?:{_STAMP}[ \t]*)?{_LABEL}[ \t]*(?:{_STAMP}[ \t]*)?:[ \t]*(?![\d/\\])", re.MULTILINE
)
_ARROW = re.compile(rf"({_TIME})\s*-->\s*({_TIME})")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]{1,80})>[ \t]*")
_ODD_STAMP = re.compile(rf"(?:^[ \t]*{_TIME}[ \t]*$)|{_STAMP}|#{_TIME}", re.MULTILINE)
_NUMBER = r"[ .#_-]{0,2}\d{0,4}[a-z]?"
_ASKS = re.compile(rf"(?:interviewer|interv|intv|int|researcher|moderator|facilitator){_NUMBER}")
_TELLS = re.compile(
    rf"(?:participant|interviewee|respondent|resp|informant|practitioner|ppt){_NUMBER}"
    r"|pp?[ .#_-]?\d{1,4}[a-z]?"
)


class Doubtful(Exception):
    """Who speaks cannot be made out by the plain rules."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said in one go: whether by a participant, where, and the latest time given with it."""

    participant: bool
    span: Span
    seconds: float | None


def turns_of(text: str, file: str, interviewers: Sequence[str]) -> list[Turn]:
    """The turns of a canonical text. Raises :class:`Doubtful`."""
    ending = file.rpartition(".")[2].lower()
    if ending == "vtt":
        pieces = list(_cues(text))
    elif ending == "srt":
        raise Doubtful
    else:
        pieces = list(_lines(text))
    counts = Counter(label for label, _, _ in pieces)
    asking = _interviewers(counts, interviewers)
    turns = []
    for label, (start, end), seconds in pieces:
        said = text[start:end]
        start += len(said) - len(said.lstrip())
        end = start + len(said.strip())
        if start < end:
            turns.append(Turn(label not in asking, (start, end), seconds))
    return turns


def _interviewers(counts: Counter[str], configured: Sequence[str]) -> set[str]:
    named = {_key(label) for label in configured} & set(counts)
    asking = named or {label for label in counts if _ASKS.fullmatch(label)}
    # One other label may be anything; of several, each has to say that it is a participant's.
    others = set(counts) - asking
    if not asking or not others or (len(others) > 1 and not all(map(_TELLS.fullmatch, others))):
        raise Doubtful
    return asking


def _key(label: str) -> str:
    return " ".join(label.split()).strip(" .").casefold()


def _lines(text: str) -> Iterator[tuple[str, Span, float | None]]:
    openings = list(_OPENING.finditer(text))
    counts = Counter(_key(found.group(2)) for found in openings)
    recurring = {label for label, count in counts.items() if count > 1}
    known = [found for found in openings if _key(found.group(2)) in recurring]
    if not known:
        raise Doubtful
    for found in openings:
        # Before the first turn stands a heading; after it, a label of its own may be a slip.
        if found not in known and found.start() > known[0].start():
            raise Doubtful
    ends = [*(found.start() for found in known[1:]), len(text)]
    for found, end in zip(known, ends, strict=True):
        if _ODD_STAMP.search(text, found.end(), end):
            raise Doubtful
        stamp = found.group(1) or found.group(3)
        yield _key(found.group(2)), (found.end(), end), _seconds(stamp) if stamp else None


def _cues(text: str) -> Iterator[tuple[str, Span, float | None]]:
    at = 0
    for block in re.split(r"(\n(?:[ \t]*\n)+)", text):
        start, at = at, at + len(block)
        arrow = _ARROW.search(block)
        if arrow is None:
            continue
        said = block.find("\n", arrow.end()) + 1
        voice = _VOICE.match(block, said)
        if not said or voice is None or block.count("<v") > 1 or block.count("-->") > 1:
            raise Doubtful
        closing = len("</v>") if block.rstrip().endswith("</v>") else 0
        end = len(block.rstrip()) - closing
        seconds = max(_seconds(arrow.group(1)), _seconds(arrow.group(2)))
        yield _key(voice.group(1)), (start + voice.end(), start + end), seconds


def _seconds(stamp: str) -> float:
    total = 0.0
    for part in stamp.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
