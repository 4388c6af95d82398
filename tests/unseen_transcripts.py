"""Transcripts with identifiers marked in them, written for the measurement and read by no rule.

A mark is ``{kind:text}`` or ``{kind/form:text}``; a transcript begins at a line ``=== name``. The marks
were made before any of it was pseudonymised.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from triangulate.problems import Problems
from triangulate.raw.model import Transcript
from triangulate.raw.transcripts import read_transcript
from triangulate.text.language import Language
from triangulate.text.names import Names
from triangulate.text.prepare import prepare

FOLDER = Path(__file__).parent / "ground_truth" / "unseen"
#: Words of a name that tell nobody which one it is: small words, titles and ranks, and what kind of body or office a
#: name is of, which the study keeps on purpose (agencies and domain words). Of ``Cwm Taf PDU`` the letters tell nothing.
TELLS_NOTHING = frozenset(
    """the of and at for with s
    dr mr mrs ms miss sir lord dame prof professor judge canon reverend rev fr father imam rabbi pastor councillor cllr
    nurse sister matron staff assistant deputy chief detective
    constable sergeant inspector superintendent pc dc ps ds di dci dsu sc sgt insp ch supt pcso
    police constabulary division force probation nps crc pdu ldu pru hmp prison court crown magistrates magistrates'
    hospital nhs trust foundation university school ward council county district neighbourhood church primary catholic
    association housing services office team unit premises approved england road street""".split()
)
_MARK = re.compile(r"\{([a-z]+)(?:/([a-z_]+))?:([^}]*)\}")
#: A word, without the ending of a possessive: ``[Organisation 3]'s`` tells nothing.
_WORD = re.compile(r"[\w@.+-]+(?:['’](?!s\b)\w+)*")


@dataclass(frozen=True, slots=True)
class Planted:
    """An identifier at ``[start, end)`` of the canonical text."""

    start: int
    end: int
    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A transcript with what is hidden in it, in order."""

    transcript: Transcript
    planted: tuple[Planted, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Identifiers planted and masked by (kind, form); what was ``missed``, with the words left; what was
    masked and not planted; and how many masks there are."""

    there: Counter[tuple[str, str]]
    found: Counter[tuple[str, str]]
    missed: tuple[tuple[str, str, str], ...]
    needless: tuple[tuple[str, str], ...]
    masks: int

    def recall(self, *kinds: str) -> float:
        """The share masked of the identifiers of ``kinds``, or of all of them."""
        wanted = [key for key in self.there if not kinds or key[0] in kinds]
        return sum(self.found[key] for key in wanted) / sum(self.there[key] for key in wanted)

    @property
    def precision(self) -> float:
        """The share of masks that cover something planted."""
        return 1 - len(self.needless) / self.masks


def marked(batch: str, folder: Path) -> list[Marked]:
    """The transcripts of one batch, written without their marks into ``folder`` and read like any other."""
    text = (FOLDER / f"{batch}.txt").read_text(encoding="utf-8")
    return [_marked(*section.split("\n", 1), folder) for section in text.split("=== ")[1:]]


def _marked(name: str, words: str, folder: Path) -> Marked:
    path = folder / name
    plain = _MARK.sub(r"\3", words)
    path.write_text(plain, encoding="utf-8")
    transcript = read_transcript(path, folder, Problems())
    assert transcript is not None
    planted, taken_off = [], 0
    for mark in _MARK.finditer(words):
        said = mark[3]
        before = plain.count(said, 0, mark.start() - taken_off)
        at = -1
        for _ in range(before + 1):
            at = transcript.text.index(said, at + 1)
        planted.append(Planted(at, at + len(said), mark[1], mark[2] or "plain"))
        taken_off += len(mark.group()) - len(said)
    return Marked(transcript, tuple(planted))


def _label(text: str, start: int, end: int) -> bool:
    """Whether a mask covers a speaker's label that is somebody's initials: it names, though no author marked it."""
    opens = start == 0 or text[start - 1] == "\n"
    return opens and re.fullmatch(r"[A-Z]{2,3}:?", text[start : end + 1].rstrip()) is not None


def measure(documents: Iterable[Marked], nlp: Language) -> Measured:
    """What pseudonymisation makes of the transcripts, knowing no name beforehand."""
    documents = list(documents)
    there: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    missed: list[tuple[str, str, str]] = []
    needless: list[tuple[str, str]] = []
    masks = 0
    transcripts = [m.transcript for m in documents]
    for document, prepared in zip(documents, prepare(transcripts, Names(), None, nlp), strict=True):
        text = document.transcript.text
        masked, true = bytearray(len(text)), bytearray(len(text))
        for edit in prepared.edits:
            masked[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
        for p in document.planted:
            true[p.start : p.end] = b"\1" * (p.end - p.start)
            there[p.kind, p.form] += 1
            left = [
                word.group()
                for word in _WORD.finditer(text[p.start : p.end])
                if word.group().lower().rstrip(".") not in TELLS_NOTHING
                and not all(masked[p.start + word.start() : p.start + word.end()])
            ]
            found[p.kind, p.form] += not left
            if left:
                missed.append((p.kind, " ".join(left), text[max(0, p.start - 25) : p.end + 25]))
        masks += len(prepared.edits)
        needless += [
            (e.kind, text[e.start : e.end])
            for e in prepared.edits
            if not any(true[e.start : e.end]) and not _label(text, e.start, e.end)
        ]
    return Measured(there, found, tuple(missed), tuple(needless), masks)
