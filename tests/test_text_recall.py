"""How many identifiers are found, and how much else is masked, with the real language model.

Tried on what the simulated study hides in its transcripts (the truth is in tests/ground_truth; no rule
reads it) and on names put together from syllables, which no list and no model can know.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from triangulate.problems import Problems
from triangulate.raw.model import Transcript
from triangulate.raw.transcripts import read_transcript, turns_of
from triangulate.source import Source
from triangulate.text.language import SpacyLanguage
from triangulate.text.names import Names
from triangulate.text.prepare import prepare

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TRANSCRIPTS = ROOT / "data" / "raw" / "transcripts"
TRUTH = Path(__file__).parent / "ground_truth" / "planted_identifiers.csv"
#: Every n-th transcript of the study is read: enough to count by kind, in seconds and not minutes.
EVERY = 5
GENERIC = {"the", "of", "and", "police", "constabulary", "division", "force"}


@pytest.fixture(scope="module")
def nlp() -> SpacyLanguage:
    return SpacyLanguage()


def left_over(text: str, start: int, end: int, masked: bytearray) -> list[str]:
    """The identifying words of ``[start, end)`` that are not masked."""
    return [
        found.group()
        for found in re.finditer(r"[\w'’@.+-]+", text[start:end])
        if found.group().lower() not in GENERIC
        and not all(masked[start + found.start() : start + found.end()])
    ]


@pytest.mark.parametrize(("knows_organisations", "share"), [(True, 0.01), (False, 0.02)])
def test_planted_identifiers_are_found_and_little_else_is_masked(
    nlp: SpacyLanguage, knows_organisations: bool, share: float
) -> None:
    planted: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    with TRUTH.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            planted[row["document"]].append((int(row["start"]), int(row["end"]), row["kind"]))
    paths = sorted(TRANSCRIPTS.iterdir())[::EVERY]
    read = [read_transcript(path, ROOT, Problems()) for path in paths]
    transcripts = [transcript for transcript in read if transcript is not None]
    assert len(transcripts) == len(paths)
    with (ROOT / "data" / "raw" / "participants.csv").open(encoding="utf-8", newline="") as handle:
        register = list(csv.DictReader(handle))
    kinds = {"police": "Force", "nps": "Division"}
    names = Names.of(
        organisations=[(row["organisation"], kinds[row["group"]]) for row in register]
        if knows_organisations
        else [],
        participants=[row["participant_id"] for row in register],
    )
    there: Counter[str] = Counter()
    missed: list[tuple[str, str, list[str]]] = []
    made = needless = 0
    for transcript, prepared in zip(transcripts, prepare(transcripts, names, None, nlp), strict=True):
        text = transcript.text
        masked, true = bytearray(len(text)), bytearray(len(text))
        for edit in prepared.edits:
            masked[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
        for start, end, kind in planted[transcript.document]:
            true[start:end] = b"\1" * (end - start)
            there[kind] += 1
            if left := left_over(text, start, end, masked):
                missed.append((transcript.document, kind, left))
        for edit in prepared.edits:
            if edit.kind != "Participant":
                made += 1
                needless += not any(true[edit.start : edit.end])
    names_missed = [miss for miss in missed if miss[1] in ("person", "force", "division", "nickname")]
    names_there = sum(there[kind] for kind in ("person", "force", "division", "nickname"))
    assert names_there > 50
    assert len(names_missed) <= share * names_there, names_missed
    assert len(missed) <= share * there.total(), missed
    assert needless <= 0.05 * made


ONSETS = [
    "br",
    "c",
    "cl",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "st",
    "t",
    "v",
    "w",
]
VOWELS = ["a", "e", "i", "o", "u", "ee", "ou", "ai"]
CODAS = [
    "ck",
    "dd",
    "ll",
    "m",
    "n",
    "nd",
    "rn",
    "sk",
    "sh",
    "th",
    "v",
    "x",
    "zz",
    "bble",
    "ggan",
    "ffin",
]
FRAMES = [
    ("person", "I'd worked with {} for years, so that was easy."),
    ("person", "{} said we should leave it till the morning."),
    ("person", "It was {}'s idea to go together, not mine."),
    ("person", "You'd have to ask {}, who runs the team now."),
    ("person", "Well, {} and I went round there twice."),
    ("person", "My sergeant, {}, she signed it off in the end."),
    ("place", "We're based in {}, so it's an hour each way."),
    ("place", "He'd moved to {} without telling anybody."),
    ("place", "The office at {} has closed since then."),
    ("force", "I transferred from {} Constabulary about six years ago."),
    ("force", "I know {} Police do it differently."),
    ("force", "{} were doing it before any of us."),
]


def unheard(rng: random.Random, nlp: SpacyLanguage) -> str:
    while True:
        name = rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
        if rng.random() < 0.6:
            name += rng.choice(["o", "a", "ey", "er", "wick", "ham", "by", "ton", "shaw"])
        if len(name) > 3 and not nlp.knows(name):
            return name.capitalize()


@pytest.mark.parametrize("seed", [1, 2])
def test_names_that_no_list_can_hold_are_found(nlp: SpacyLanguage, seed: int) -> None:
    rng = random.Random(seed)
    lines, hidden = [], []
    for _ in range(300):
        kind, frame = rng.choice(FRAMES)
        name = unheard(rng, nlp)
        if kind == "person" and rng.random() < 0.5:
            name += " " + unheard(rng, nlp)
        lines.append(f"Participant: {frame.format(name)}")
        hidden.append((name, lines[-1]))
    text = "\n".join(lines)
    transcript = Transcript("a.txt", "txt", text, turns_of(text, "txt"), "", Source("a.txt"))
    safe = prepare([transcript], Names(), None, nlp)[0].text.split("\n")
    missed = [
        (name, new)
        for (name, _), new in zip(hidden, safe, strict=True)
        if any(re.search(rf"\b{part}\b", new) for part in name.split())
    ]
    assert len(missed) <= 0.01 * len(hidden), missed
    assert sum(len(re.findall(r"\[", new)) for new in safe) <= 1.1 * len(hidden)


def test_speech_without_names_is_hardly_touched(nlp: SpacyLanguage) -> None:
    text = (
        "Interviewer: So how did you find the training? Was it what you expected?\n"
        "Participant: Erm, yeah. Mostly. Dunno, it was two days, and it was, like, role "
        "play on the Tuesday. The trainer was brilliant. We did ARMS in the morning and "
        "OASys after, and the SPOC came in. Will it help? I hope so. Mark my words, he'd "
        "have reoffended. Grant him that, he turned up. At Christmas we'd 43 to do, 7 "
        "hours each, and it may go up in March. I'd read the file in the bath, me.\n"
        "Interviewer: Mm. And the police?\n"
        "Participant: Police were fine. The Home Office wanted it, the College of "
        "Policing wrote it, and HMPPS came later. He's in Spain now, his mum's Irish. I "
        "put it in Excel. ViSOR was down on the Friday, and the DI, the DCI and the chief "
        "constable went to Crown Court. Brilliant. Blimey."
    )
    transcript = Transcript("a.txt", "txt", text, turns_of(text, "txt"), "", Source("a.txt"))
    assert prepare([transcript], Names(), None, nlp)[0].text == text
