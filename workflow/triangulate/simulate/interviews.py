"""Interviews of the simulated study: transcripts, two coders' work, and the truth about both.

The ground truth (planted identifiers, true codings) is returned and written nowhere: no rule of the
pipeline may read it, only tests.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator

from triangulate.simulate.bank import load_bank
from triangulate.simulate.coders import CODER_A, CODER_B, HumanCoding, code_transcript, kappa_by_turn
from triangulate.simulate.coding_files import write_project, write_table
from triangulate.simulate.compose import Composer
from triangulate.simulate.conversation import Conversation, Form, Kind
from triangulate.simulate.layout import Format, Laid, Planted, lay_out, typing_style
from triangulate.simulate.names import generator
from triangulate.simulate.people import Person
from triangulate.simulate.similarity import Similarity, similarity
from triangulate.simulate.transcript_files import write_transcript
from triangulate.study.model import Codebook, StatementInstrument

#: Aims for the words of an interview; what is composed keeps between 1,500 and 4,000.
_WORDS = (1690, 3800)
#: Most interviews are short, few are long: the fraction of the way up rises with this power.
_WORDS_BEND = 4
#: The shortest and the longest interview, in minutes, of those who take part.
_MINUTES = (30, 90)
_SHARE_TXT, _SHARE_VTT, _SHARE_CODER_B = 0.15, 0.10, 0.25


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """One transcript as written: words spoken, and minutes by the last time in it, rounded."""

    participant_id: str
    document: str
    format: Format
    words: int
    minutes: int


@dataclass(frozen=True, slots=True)
class PlantedIdentifier:
    """One identifier in a transcript, in code points of the canonical text."""

    document: str
    start: int
    end: int
    text: str
    kind: Kind
    form: Form


@dataclass(frozen=True, slots=True)
class TrueCoding:
    """One passage that was written to be about a code, in code points of the canonical text."""

    document: str
    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class InterviewReport:
    """What was written, and the truth behind it.

    ``kappa`` is Cohen's kappa of the two simulated coders by turn, for each code at the tip of the
    codebook that at least one of them used; ``similarity`` compares transcripts within each group.
    """

    transcripts: tuple[TranscriptFile, ...]
    planted: tuple[PlantedIdentifier, ...]
    codings: tuple[TrueCoding, ...]
    similarity: tuple[Similarity, ...]
    kappa: Mapping[str, float]
    turns_coded_twice: int
    fragment_uses: Mapping[str, int]

    @property
    def minutes(self) -> dict[str, int]:
        """Minutes of each interview by participant id."""
        return {transcript.participant_id: transcript.minutes for transcript in self.transcripts}

    @property
    def kappa_mean(self) -> float:
        """Kappa averaged over codes; 0 where nobody coded twice."""
        return sum(self.kappa.values()) / len(self.kappa) if self.kappa else 0.0


def write_interviews(
    directory: Path,
    people: Sequence[Person],
    instrument: StatementInstrument,
    codebook: Codebook,
    seed: int,
) -> InterviewReport:
    """Write ``data/raw/transcripts`` and ``data/raw/codings`` below ``directory``.

    Everybody in ``people`` has a transcript; coder A codes all but those without consent, coder B a
    quarter of them. The same arguments give the same bytes on any machine.
    """
    rng = generator(seed, "interviews")
    conversations, uses = _conversations(people, instrument, codebook, seed, rng)
    seconds = _seconds(people, [c.words for c in conversations], rng)
    formats = _formats(len(people), rng)
    transcripts: list[TranscriptFile] = []
    laid: dict[str, Laid] = {}
    folder = directory / "data" / "raw" / "transcripts"
    plain = 0
    for conversation, length, format in zip(conversations, seconds, formats, strict=True):
        document = f"{conversation.participant_id}.{format}"
        typist = generator(seed, f"typing {document}")
        style = typing_style(conversation.participant_id, format, typist)
        laid[document] = lay_out(conversation, format, style, length)
        plain += format == "txt"
        windows = format == "txt" and plain % 3 == 0
        write_transcript(folder / document, laid[document], format, windows=windows)
        transcripts.append(
            TranscriptFile(
                conversation.participant_id, document, format, laid[document].words, round(length / 60)
            )
        )
    consented = [t.document for t, p in zip(transcripts, people, strict=True) if p.standing != "no_consent"]
    kappa, turns = _code(directory / "data" / "raw" / "codings", consented, laid, codebook, seed, rng)
    return InterviewReport(
        tuple(transcripts),
        tuple(_planted(document, found) for document, text in laid.items() for found in text.planted),
        tuple(
            TrueCoding(document, coded.span.start, coded.span.end, coded.code)
            for document, text in laid.items()
            for coded in text.coded
        ),
        tuple(
            similarity(group, {c.participant_id: _spoken(c) for c in conversations if c.group == group})
            for group in dict.fromkeys(person.group for person in people)
        ),
        kappa,
        turns,
        uses,
    )


def _conversations(
    people: Sequence[Person],
    instrument: StatementInstrument,
    codebook: Codebook,
    seed: int,
    rng: Generator,
) -> tuple[list[Conversation], dict[str, int]]:
    """Everybody's interview, and how often each fragment was said."""
    bank = load_bank()
    composer = Composer(bank, instrument, codebook, frozenset(person.name for person in people))
    shortest, longest = _WORDS
    ways = (rng.permutation(len(people)) + 0.5) / max(len(people), 1)
    conversations = [
        composer.compose(
            person,
            round(shortest + (longest - shortest) * math.prod([float(way)] * _WORDS_BEND)),
            generator(seed, f"interview {person.participant_id}"),
        )
        for person, way in zip(people, ways, strict=True)
    ]
    return conversations, {f.id: composer.ledger.uses(f.id) for f in bank.fragments}


def _seconds(people: Sequence[Person], words: Sequence[int], rng: Generator) -> list[int]:
    """How long each interview took: about proportional to its words, the shortest and the longest of
    those who take part exactly as long as the study's."""
    low, high = (minutes * 60 for minutes in _MINUTES)
    least, most = min(words), max(words)
    lengths: list[int] = []
    for count in words:
        share = (count - least) / max(most - least, 1)
        length = low + share * (high - low) + float(rng.integers(-480, 481))
        lengths.append(round(min(max(length, low + 75), high - 75)))
    included = [at for at, person in enumerate(people) if person.standing == "included"]
    if len(included) > 1:
        lengths[min(included, key=lambda at: (words[at], at))] = low
        lengths[max(included, key=lambda at: (words[at], at))] = high
    return lengths


def _formats(count: int, rng: Generator) -> list[Format]:
    """Three quarters Word documents, the rest plain text and captions."""
    text, captions = round(count * _SHARE_TXT), round(count * _SHARE_VTT)
    formats: list[Format] = ["docx"] * count
    for place, at in enumerate(rng.permutation(count)[: text + captions]):
        formats[int(at)] = "txt" if place < text else "vtt"
    return formats


def _code(
    folder: Path,
    documents: Sequence[str],
    laid: Mapping[str, Laid],
    codebook: Codebook,
    seed: int,
    rng: Generator,
) -> tuple[dict[str, float], int]:
    """Both coders' files; their kappas by turn, and the turns that both coded."""
    texts = {document: laid[document].text for document in documents}
    chosen = rng.permutation(len(documents))[: round(len(documents) * _SHARE_CODER_B)]
    shared = [documents[at] for at in sorted(int(place) for place in chosen)]
    work: list[dict[str, list[HumanCoding]]] = []
    for coder, coded in ((CODER_A, documents), (CODER_B, shared)):
        work.append(
            {
                document: code_transcript(
                    laid[document], coder, codebook, generator(seed, f"{coder.id} on {document}")
                )
                for document in coded
            }
        )
    write_project(folder / f"{CODER_A.id}.qdpx", CODER_A.id, codebook, texts, work[0])
    write_table(folder / f"{CODER_B.id}.csv", CODER_B.id, texts, work[1])
    return kappa_by_turn(laid, work[0], work[1], codebook)


def _planted(document: str, found: Planted) -> PlantedIdentifier:
    what = found.identifier
    return PlantedIdentifier(document, found.span.start, found.span.end, found.text, what.kind, what.form)


def _spoken(conversation: Conversation) -> str:
    return " ".join(utterance.text for utterance in conversation.utterances)
