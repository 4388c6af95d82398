"""Who asks and who answers.

In this order: the labels that the config names; labels that say it (Interviewer, INT, P1, …); else
the one of the remaining labels that most looks like an interviewer, by three signs: it asks (the
largest share of turns with a question mark, counted twice), it opens, it says least in a turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from triangulate.raw.model import Role
from triangulate.raw.transcripts.kinds import kind
from triangulate.raw.transcripts.labels import label_key
from triangulate.raw.transcripts.remarks import Remark


@dataclass(frozen=True, slots=True)
class Voice:
    """How a label's turns look: ``first`` is the offset of the first; ``turns``, ``questions`` (turns
    with a question mark) and ``words`` are counts."""

    label: str
    first: int
    turns: int
    questions: int
    words: int

    @property
    def asking(self) -> float:
        """The share of turns with a question mark, 0 to 1."""
        return self.questions / self.turns if self.turns else 0.0


def roles(
    voices: Mapping[str, Voice], configured: Sequence[str]
) -> tuple[dict[str, Role], list[Remark], bool]:
    """The role of each label (by its key), what to remark, and whether labels alone decided it."""
    named = {label_key(label) for label in configured} & set(voices)
    if named:
        return _with(voices, named), [], True
    remarks: list[Remark] = []
    start = min((voice.first for voice in voices.values()), default=0)
    found = _list(voice.label for voice in voices.values())
    if configured:
        fields = {"configured": _list(configured), "found": found}
        remarks.append(Remark("transcripts.interviewer-not-found", start, fields))
    said = _said(voices)
    interviewers = {key for key, role in said.items() if role == "interviewer"}
    if interviewers:
        return _with(voices, interviewers), remarks, True
    unknown = [key for key in voices if key not in said]
    participants = [voice for key, voice in voices.items() if key in said]
    guess = _likeliest(voices, unknown, participants)
    if guess is None:
        if len(voices) > 1:
            remarks.append(Remark("transcripts.no-interviewer", start, {"found": found}))
        return _with(voices, set()), remarks, False
    voice = voices[guess]
    reason = f"{voice.questions} of its {voice.turns} turns ask something"
    if voice.first == start:
        reason += " and it speaks first"
    fields = {"label": voice.label, "reason": reason}
    return (
        _with(voices, {guess}),
        [*remarks, Remark("transcripts.interviewer-guessed", voice.first, fields)],
        False,
    )


def _with(voices: Mapping[str, Voice], interviewers: set[str]) -> dict[str, Role]:
    return {key: "interviewer" if key in interviewers else "participant" for key in voices}


def _said(voices: Mapping[str, Voice]) -> dict[str, Role]:
    """What known labels say. R is the respondent beside an interviewer, the researcher beside a P."""
    said: dict[str, Role] = {}
    for key in voices:
        known = (kind(key) or "").removeprefix("weak ")
        if known == "interviewer":
            said[key] = "interviewer"
        elif known == "participant":
            said[key] = "participant"
    for key in voices:
        if key == "r" and said:
            asks = "interviewer" not in said.values()
            said[key] = "interviewer" if asks else "participant"
    return said


def _likeliest(
    voices: Mapping[str, Voice], unknown: Sequence[str], participants: Sequence[Voice]
) -> str | None:
    """The key of the unknown label that most looks like the interviewer's; None for a monologue."""
    if not unknown or (len(unknown) == 1 and not participants):
        return None
    candidates = [voices[key] for key in unknown]
    everybody = [*candidates, *participants]
    first = min(everybody, key=lambda voice: voice.first)
    asks = max(everybody, key=lambda voice: (voice.asking, -voice.first))
    brief = min(everybody, key=lambda voice: (voice.words / max(voice.turns, 1), voice.first))

    def score(voice: Voice) -> int:
        return 2 * (voice is asks and voice.questions > 0) + (voice is first) + (voice is brief)

    best = max(unknown, key=lambda key: (score(voices[key]), -voices[key].first))
    return best if score(voices[best]) else None


def _list(labels: Iterable[str]) -> str:
    return ", ".join(repr(label) for label in dict.fromkeys(labels))
