"""The stage's one call: transcripts in, pseudonymised texts and segments out, with a cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from triangulate.raw.model import Span, Transcript, Turn
from triangulate.text import cache as store
from triangulate.text.language import Language, Reading
from triangulate.text.names import Names
from triangulate.text.numbering import KeyEntry, numbered
from triangulate.text.offsets import Edit, OffsetMap
from triangulate.text.page import pieces_of
from triangulate.text.pseudonymise import Findings, Pseudonymiser
from triangulate.text.segments import Segment, published_labels, segments_of

#: Below this many code points to read, a second process costs more than it saves.
WORTH_A_PROCESS = 300_000


@dataclass(frozen=True, slots=True)
class PreparedTurn:
    """One turn in the pseudonymised text; ``speaker`` is the label as published."""

    number: int
    speaker: str
    role: str
    span: Span
    line: int
    time_start: float | None
    time_end: float | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """One transcript made safe.

    ``text`` is the pseudonymised canonical text; ``moves`` takes raw spans to it and back;
    ``words`` counts what participants said (white-space tokens of the raw text, labels apart);
    ``minutes`` is the last time in the transcript, None where it has none.
    """

    document: str
    text: str
    edits: tuple[Edit, ...]
    moves: OffsetMap
    turns: tuple[PreparedTurn, ...]
    segments: tuple[Segment, ...]
    words: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Preparation:
    """All transcripts of a study made safe, and the key of names, which is to be kept apart."""

    documents: tuple[Prepared, ...]
    key: tuple[KeyEntry, ...]


def prepare(
    transcripts: Sequence[Transcript],
    names: Names,
    cache: Path | None,
    nlp: Language | None = None,
    processes: int = 1,
) -> list[Prepared]:
    """Every transcript made safe, in the order given; see :func:`prepare_with_key`."""
    return list(prepare_with_key(transcripts, names, cache, nlp, processes).documents)


def prepare_with_key(
    transcripts: Sequence[Transcript],
    names: Names,
    cache: Path | None,
    nlp: Language | None = None,
    processes: int = 1,
) -> Preparation:
    """Every transcript made safe, in the order given, with the key of what brackets stand for.

    ``transcripts`` are those of people whose data may be used, all of the study's at once: numbers
    are given over all of them. ``cache`` is a folder outside the results (entries hold names), or
    None. The model is loaded only if a transcript is not in the cache. Two documents of one name
    raise ValueError.
    """
    documents = [transcript.document for transcript in transcripts]
    if len(set(documents)) < len(documents):
        raise ValueError("two transcripts have one document name")
    found = _findings(transcripts, names, cache, nlp, processes)
    edits, key = numbered([(t.document, t.text, f.mentions) for t, f in zip(transcripts, found, strict=True)])
    prepared = tuple(
        _prepared(transcript, findings, made)
        for transcript, findings, made in zip(transcripts, found, edits, strict=True)
    )
    return Preparation(prepared, tuple(key))


def _findings(
    transcripts: Sequence[Transcript],
    names: Names,
    cache: Path | None,
    nlp: Language | None,
    processes: int,
) -> list[Findings]:
    entries = [store.entry_name(t, names) for t in transcripts] if cache is not None else []
    found: list[Findings | None] = [None] * len(transcripts)
    if cache is not None:
        for i, (transcript, entry) in enumerate(zip(transcripts, entries, strict=True)):
            found[i] = store.load(cache, entry, len(transcript.text))
    missing = [i for i, findings in enumerate(found) if findings is None]
    if missing:
        for i, findings in zip(
            missing, _read([transcripts[i] for i in missing], names, nlp, processes), strict=True
        ):
            found[i] = findings
            if cache is not None:
                store.save(cache, entries[i], findings)
    if cache is not None:
        store.prune(cache, entries)
    return [findings for findings in found if findings is not None]


def _read(
    transcripts: Sequence[Transcript], names: Names, nlp: Language | None, processes: int
) -> Iterator[Findings]:
    """Read all transcripts in one pass of the model; what is said twice is read once."""
    pseudonymiser = Pseudonymiser(names, nlp)
    pieces = [pieces_of(t.text, t.turns) for t in transcripts]
    said = [[piece.span.of(t.text) for piece in of] for t, of in zip(transcripts, pieces, strict=True)]
    once = list(dict.fromkeys(words for of in said for words in of))
    workers = processes if sum(map(len, once)) >= WORTH_A_PROCESS else 1
    stream = iter(pseudonymiser.nlp.read(once, workers))
    known: dict[str, Reading] = {}
    coming = iter(once)
    for transcript, of, words in zip(transcripts, pieces, said, strict=True):
        needed = len(set(words) - known.keys())
        for text, reading in zip(islice(coming, needed), islice(stream, needed), strict=True):
            known[text] = reading
        yield pseudonymiser.findings(transcript.text, transcript.turns, of, [known[w] for w in words])


def _prepared(transcript: Transcript, findings: Findings, edits: tuple[Edit, ...]) -> Prepared:
    moves = OffsetMap(edits)
    text = moves.apply(transcript.text)
    speakers = published_labels(transcript, moves, text)
    turns = tuple(
        PreparedTurn(
            turn.number,
            speaker,
            turn.role,
            moves.to_new(turn.span),
            turn.line,
            turn.time_start,
            turn.time_end,
        )
        for turn, speaker in zip(transcript.turns, speakers, strict=True)
    )
    return Prepared(
        transcript.document,
        text,
        edits,
        moves,
        turns,
        segments_of(transcript, findings.sentences, moves, speakers),
        sum(
            len(turn.span.of(transcript.text).split())
            for turn in transcript.turns
            if turn.role == "participant"
        ),
        _minutes(transcript.turns),
    )


def _minutes(turns: Sequence[Turn]) -> float | None:
    times = [time for turn in turns for time in (turn.time_start, turn.time_end) if time is not None]
    return max(times) / 60 if times else None
