"""Where a transcript holds speech: the whole text, or the payload of each cue of a vtt or srt file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triangulate.raw.transcripts.remarks import Remark

TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_ARROW = re.compile(rf"^\s*({TIME})\s*-->\s*({TIME})(?=\s|$)")
_LINE = re.compile(r"[^\n]*\n?")
_NOT_SPEECH = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Region:
    """A half-open range of code points that holds speech, and its times in seconds."""

    start: int
    end: int
    time_start: float | None = None
    time_end: float | None = None


def seconds(stamp: str) -> float:
    """``1:02:03.5`` (or with a decimal comma, or without hours) in seconds: 3723.5."""
    total = 0.0
    for part in stamp.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str


def _lines(text: str) -> Iterator[_Line]:
    for found in _LINE.finditer(text):
        if found.group():
            words = found.group().rstrip("\n")
            yield _Line(found.start(), found.start() + len(words), words)


def cue_regions(text: str, is_vtt: bool) -> tuple[list[Region], list[Remark]]:
    """The payloads of all cues in order, and what is odd about them.

    A payload begins after its time line and ends at a blank line; in srt files, which know no other
    blocks, a blank line inside a payload does not end it. Identifiers, numbers, time lines and the
    header, NOTE, STYLE and REGION blocks of vtt files belong to no region.
    """
    regions: list[Region] = []
    remarks: list[Remark] = []
    for block in _blocks(text):
        at = next((n for n, line in enumerate(block[:2]) if _ARROW.match(line.text)), None)
        if at is not None:
            regions.extend(_cues(block[at:], remarks))
        elif is_vtt and _NOT_SPEECH.match(block[0].text):
            continue
        elif not is_vtt and regions:
            regions[-1] = _longer(regions[-1], block[-1].end)
        elif not is_vtt and block[0].text.strip().isdigit() and len(block) == 1:
            continue
        else:
            remarks.append(Remark("transcripts.stray-text", block[0].start, {"words": block[0].text[:60]}))
    return regions, remarks


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines that are not blank."""
    block: list[_Line] = []
    for line in _lines(text):
        if line.text.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _cues(block: list[_Line], remarks: list[Remark]) -> Iterator[Region]:
    """One cue, or several that lack the blank line between them; ``block`` begins with a time line."""
    starts = [n for n, line in enumerate(block) if _ARROW.match(line.text)]
    for n, nextn in zip(starts, [*starts[1:], len(block)], strict=True):
        found = _ARROW.match(block[n].text)
        assert found is not None
        start, end = (seconds(stamp) for stamp in found.groups())
        if end < start:
            remarks.append(
                Remark(
                    "transcripts.backwards",
                    block[n].start,
                    {"start": found.group(1), "end": found.group(2)},
                )
            )
        payload = block[n + 1 : nextn]
        if nextn < len(block) and payload and payload[-1].text.strip().isdigit():
            payload = payload[:-1]
        if payload:
            yield Region(payload[0].start, payload[-1].end, start, end)


def _longer(region: Region, end: int) -> Region:
    return Region(region.start, end, region.time_start, region.time_end)
