"""A canonical text cut into turns at talk.

A turn's span is what was said, trimmed of white space: without its label, a cue's time line, or a time
that stands alone before the next label. Turns of docx, odt and txt run over paragraphs until the next
label; in vtt and srt every cue (or part of one with a label of its own) is a turn, and a cue without
a label goes on with the speaker before. What precedes the first label is a heading and nobody's turn.
Without labels each paragraph or cue is a turn of the participant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from triangulate.raw.model import Role, Span, Turn
from triangulate.raw.transcripts.kinds import is_header
from triangulate.raw.transcripts.labels import Opening, accepted, label_key, openings
from triangulate.raw.transcripts.regions import TIME, Region, cue_regions, seconds
from triangulate.raw.transcripts.remarks import Remark
from triangulate.raw.transcripts.roles import Voice, roles

_STAMP_LINE = re.compile(rf"[ \t]*[\[(#<]?({TIME})(?:-\d)?[\])#>]?[ \t]*(?:[\n\r]|$)")
_STAMP_END = re.compile(rf"(?:[\n\r]|^)[ \t]*[\[(#<]?({TIME})(?:-\d)?[\])#>]?[ \t]*$")
# The mark that f4 sets where a paragraph of speech ends: #00:01:02-3#.
_STAMP_MARK = re.compile(r"#((?:\d{1,3}:)?\d{1,2}:\d{2})(?:-\d)?#$")
_STAMP_START = re.compile(rf"[\[(#<]({TIME})(?:-\d)?[\])#>][ \t]*")
_PARAGRAPH = re.compile(r"[^\n\r]+")
#: A header of particulars is looked for in this many lines.
_HEADER = 20


def turns_of(text: str, format: str, interviewers: Sequence[str] = ()) -> tuple[Turn, ...]:
    """The turns of a canonical text. ``format`` is docx, odt, txt, vtt or srt; ``interviewers`` are
    labels of interviewers as the config names them. Never raises for any text."""
    return analyse(text, format, interviewers)[0]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of speech before trimming; ``key`` is None where no label says who speaks."""

    key: str | None
    speaker: str
    start: int
    end: int
    time_start: float | None
    time_end: float | None


def analyse(
    text: str, format: str, interviewers: Sequence[str] = ()
) -> tuple[tuple[Turn, ...], list[Remark]]:
    """The turns, and what is worth telling about how they were found."""
    cued = format in ("vtt", "srt")
    regions, remarks = cue_regions(text, format == "vtt") if cued else ([Region(0, len(text))], [])
    if not regions:
        return (), remarks
    if not cued:
        regions = [Region(_header_end(text), len(text))]
    lines = sum(bool(line.strip()) for r in regions for line in _PARAGRAPH.findall(text, r.start, r.end))
    labels, misspelt = accepted(openings(text, regions), text, interviewers, lines)
    meant = {opening.key: label_key(known) for opening, known in misspelt}
    for opening, known in misspelt:
        fields = {"label": opening.label, "known": known}
        remarks.append(Remark("transcripts.label-misspelt", opening.at, fields))
    if not labels:
        remarks.append(Remark("transcripts.no-labels", 0))
        pieces = list(_unlabelled(text, regions if cued else [Region(0, len(text))], cued))
        return _turns(text, pieces, {}), remarks
    cut = _labelled(regions, labels, meant, text)
    pieces = [kept for piece in cut if (kept := _trimmed(text, piece))]
    assigned, told, by_label = roles(_voices(pieces, text), interviewers)
    remarks += told
    if by_label and not cued and set(assigned.values()) == {"interviewer"}:
        answers = list(_one_sided(pieces, text))
        if len(answers) > len(pieces):
            remarks.append(Remark("transcripts.one-sided", pieces[0].start))
            pieces = answers
    return _turns(text, pieces, assigned), remarks


def _header_end(text: str) -> int:
    """Where a header of particulars (``Date: …``, ``Interviewer: …``) ends; 0 if there is none.

    It ends with the last of its lines that no speaker's turn can be (``Date:``), or at the blank line
    after it when what lies between is as short as names are. A line that ends as sentences do is
    speech, and ends the search.
    """
    end = 0
    at = 0
    names_only = False
    for line in text.split("\n", _HEADER)[:_HEADER]:
        words = line.strip()
        key, colon, value = words.partition(":")
        if len(words) > 60 or (colon and value.rstrip().endswith((".", "?", "!", "…", ","))):
            break
        at += len(line) + 1
        if colon and is_header(" ".join(key.split()).casefold()):
            end, names_only = at, True
        elif not words and names_only:
            end, names_only = at, False
        elif not colon or len(value.split()) > 4:
            names_only = False
    return min(end, len(text))


def _unlabelled(text: str, regions: Sequence[Region], cued: bool) -> Iterator[_Piece]:
    for region in regions:
        if cued:
            yield _Piece(None, "", region.start, region.end, region.time_start, region.time_end)
            continue
        for found in _PARAGRAPH.finditer(text, region.start, region.end):
            if _STAMP_LINE.fullmatch(found.group()):
                continue
            stamp = _STAMP_START.match(text, found.start(), found.end())
            start = stamp.end() if stamp else found.start()
            time = seconds(stamp.group(1)) if stamp else None
            yield _Piece(None, "", start, found.end(), time, None)


def _labelled(
    regions: Sequence[Region], labels: Sequence[Opening], meant: dict[str, str], text: str
) -> Iterator[_Piece]:
    """Each region cut at its labels; what precedes the first label of all belongs to nobody."""
    current: tuple[str, str] | None = None
    coming = iter([*labels, None])
    opening = next(coming)
    for region in regions:
        at, times = region.start, (region.time_start, region.time_end)
        while opening is not None and opening.at < region.end:
            if current is not None:
                yield _Piece(*current, at, opening.at, *times)
            current = (meant.get(opening.key, opening.key), opening.label)
            at = opening.said
            if region.time_start is None:
                times = (_time(opening, text), None)
            opening = next(coming)
        if current is not None:
            yield _Piece(*current, min(at, region.end), region.end, *times)


def _time(opening: Opening, text: str) -> float | None:
    """A label's time: in its line, or alone in the line above."""
    if opening.time is not None:
        return opening.time
    above = _STAMP_END.search(text[max(0, opening.at - 60) : opening.at].rstrip("\r\n"))
    return seconds(above.group(1)) if above else None


def _trimmed(text: str, piece: _Piece) -> _Piece | None:
    """The piece without outer white space, a closing voice tag, or times that follow what was said."""
    start, end, time_end = piece.start, piece.end, piece.time_end
    cued = time_end is not None
    while True:
        # Step by step, since slicing the whole piece for each line of times would take forever.
        while start < end and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        tail = text[max(start, end - 60) : end]
        if cued and tail.endswith("</v>"):
            end -= len("</v>")
        elif not cued and (found := _STAMP_MARK.search(tail)):
            end -= len(tail) - found.start()
            time_end = seconds(found.group(1))
        elif not cued and (found := _STAMP_END.search(tail)):
            end -= len(tail) - found.start()
        else:
            break
    return replace(piece, start=start, end=end, time_end=time_end) if start < end else None


def _one_sided(pieces: Sequence[_Piece], text: str) -> Iterator[_Piece]:
    """Where only questions are labelled: the first paragraph asks, the paragraphs after it answer."""
    for piece in pieces:
        first = _PARAGRAPH.match(text, piece.start, piece.end)
        if first is None or first.end() >= piece.end:
            yield piece
            continue
        yield replace(piece, end=first.end())
        answer = _Piece(None, "", first.end(), piece.end, None, None)
        if trimmed := _trimmed(text, answer):
            yield trimmed


def _voices(pieces: Sequence[_Piece], text: str) -> dict[str, Voice]:
    voices: dict[str, Voice] = {}
    for piece in pieces:
        if piece.key is None:
            continue
        words = text[piece.start : piece.end]
        known = voices.get(piece.key, Voice(piece.speaker, piece.start, 0, 0, 0))
        voices[piece.key] = Voice(
            known.label,
            known.first,
            known.turns + 1,
            known.questions + ("?" in words),
            known.words + len(words.split()),
        )
    return voices


def _turns(text: str, pieces: Sequence[_Piece], assigned: dict[str, Role]) -> tuple[Turn, ...]:
    breaks = [found.start() for found in re.finditer("\n", text)]
    turns: list[Turn] = []
    for piece in pieces:
        kept = _trimmed(text, piece)
        if kept is None:
            continue
        role = "participant" if kept.key is None else assigned[kept.key]
        turns.append(
            Turn(
                len(turns) + 1,
                kept.speaker,
                role,
                Span(kept.start, kept.end),
                bisect_right(breaks, kept.start) + 1,
                kept.time_start,
                kept.time_end,
            )
        )
    return tuple(turns)
