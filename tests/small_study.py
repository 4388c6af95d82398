"""A small complete study that tests build in a second: three strands, two groups, every standing of people."""

from __future__ import annotations

import csv
import io
from pathlib import Path

CONFIG = """\
study: {id: small, title: A small study of handovers, synthetic: true}
seed: 7
groups:
  - {id: ward, label: Ward, unit_label: hospital, size: 40}
  - {id: home, label: Home care, unit_label: team}
mapping: {instrument: config/mapping.yaml, sources: [data/raw/mapping]}
statements: {instrument: config/statements.yaml, sources: [data/raw/statements], respondent: id, group: group}
interviews:
  register: data/raw/participants.csv
  transcripts: [data/raw/transcripts]
  codebook: config/codebook.yaml
  codings: [data/raw/codings]
privacy: {disclosure: {min_n: 3}}
"""
MAPPING = """\
items:
  - {id: beds, label: Beds or places, groups: [ward, home], type: count, min: 0}
  - {id: staff, label: Staff, groups: [ward, home], type: count, min: 0}
  - {id: ratio, label: Places per member of staff, groups: [ward], type: ratio, min: 0}
checks:
  - {id: enough, groups: [ward, home], expr: staff <= beds, severity: warning, label: More staff than places}
"""
STATEMENTS = """\
scale:
  - {code: 1, label: Disagree strongly}
  - {code: 2, label: Disagree}
  - {code: 3, label: Neither, neutral: true}
  - {code: 4, label: Agree, agree: true}
  - {code: 5, label: Agree strongly, agree: true}
not_applicable: [Not applicable]
themes: [{id: quality, label: Quality of handovers}, {id: time, label: Time for handovers}]
statements:
  - {id: clear, theme: quality, text: Handovers are clear.}
  - {id: complete, theme: quality, text: Handovers are complete.}
  - {id: rushed, theme: time, text: Handovers are rushed., reverse: true}
  - {id: enough_time, theme: time, text: There is time enough.}
"""
CODEBOOK = """\
version: "1"
codes:
  - {id: quality, label: Quality, kind: a_priori, definition: How good handovers are.}
  - {id: quality_positive, label: Good, kind: a_priori, parent: quality, definition: Praise.}
  - {id: quality_negative, label: Bad, kind: a_priori, parent: quality, definition: Complaint.}
  - {id: time, label: Time, kind: a_priori, definition: Time for handovers.}
  - {id: time_negative, label: Too little, kind: a_priori, parent: time, definition: Want of time.}
  - {id: noise, label: Noise, kind: emergent, definition: Noise on the floor.}
"""
# id, group, organisation, consent, withdrawn, transcript
PEOPLE = [
    ("W1", "ward", "Kestrel Hospital", "2024-01-08", "", "W1.txt"),
    ("W2", "ward", "Kestrel Hospital", "2024-01-09", "", "W2.txt"),
    ("W3", "ward", "Plover Hospital", "2024-01-10", "", ""),
    ("W4", "ward", "Plover Hospital", "2024-01-10", "", ""),
    ("W5", "ward", "Plover Hospital", "", "", "W5.txt"),
    ("H1", "home", "Heron Team", "2024-01-11", "", "H1.txt"),
    ("H2", "home", "Heron Team", "2024-01-12", "", ""),
    ("H3", "home", "Teal Team", "2024-01-12", "", ""),
    ("H4", "home", "Teal Team", "2024-01-15", "", ""),
    ("H5", "home", "Teal Team", "2024-01-15", "2024-03-01", "H5.txt"),
]
ANSWERS = {
    "W1": ["5", "4", "2", "4"], "W2": ["Agree", "Disagree", "4", ""], "W3": ["4", "3", "5", "2"],
    "W4": ["2", "1", "4", "1"], "W5": ["1", "1", "1", "1"],
    "H1": ["5", "5", "1", "5"], "H2": ["4", "4", "2", "Not applicable"], "H3": ["3", "4", "3", "4"],
    "H4": ["5", "3", "2", "4"], "H5": ["1", "1", "5", "1"],
}  # fmt: skip
TRANSCRIPTS = {
    "W1.txt": (
        "Interviewer: How are handovers here?\n"
        "Participant: They are clear and somebody always writes them down, which I did not expect at Plover Hospital.\n"
        "Interviewer: And the time?\n"
        "Participant: There is never enough of it, you talk while you put your coat on and hope for the best.\n"
    ),
    "W2.txt": (
        "Interviewer: How are handovers here?\n"
        "Participant: Half of what matters is missing and I ring the ward afterwards to find out what was meant.\n"
        "Interviewer: Anything else?\n"
        "Participant: The floor is so loud that I miss every second word, ask Marjorie Tregowan if you like.\n"
    ),
    "W5.txt": "Interviewer: Ready?\nParticipant: A canary that nobody agreed to publish sings here.\n",
    "H1.txt": (
        "Interviewer: How are handovers here?\n"
        "Participant: We do them at the kitchen table with the family listening, and that keeps them honest and complete.\n"
    ),
    "H5.txt": "Interviewer: Ready?\nParticipant: A second canary that was taken back again sings here.\n",
}  # fmt: skip
#: document, the words that carry the code, code, coders
PASSAGES = [
    ("W1.txt", "They are clear and somebody always writes them down", "quality_positive", "ab"),
    ("W1.txt", "There is never enough of it, you talk while you put your coat on", "time_negative", "ab"),
    ("W2.txt", "Half of what matters is missing and I ring the ward afterwards", "quality_negative", "ab"),
    ("W2.txt", "The floor is so loud that I miss every second word", "noise", "a"),
    ("H1.txt", "that keeps them honest and complete", "quality_positive", "b"),
    ("H1.txt", "We do them at the kitchen table with the family listening, and that keeps them honest",
     "quality_positive", "a"),
    ("W5.txt", "A canary that nobody agreed to publish sings here", "noise", "a"),
    ("H5.txt", "A second canary that was taken back again sings here", "noise", "a"),
]  # fmt: skip


def table(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write_small_study(directory: Path) -> Path:
    """Write the study and give back its directory."""
    files = {
        "config/config.yaml": CONFIG,
        "config/mapping.yaml": MAPPING,
        "config/statements.yaml": STATEMENTS,
        "config/codebook.yaml": CODEBOOK,
        "data/raw/participants.csv": table(
            [
                (
                    "participant_id",
                    "group",
                    "organisation",
                    "role",
                    "consent_date",
                    "withdrawn_date",
                    "transcript",
                ),
                *((p, g, o, "nurse", consent, out, t) for p, g, o, consent, out, t in PEOPLE),
            ]
        ),
        "data/raw/mapping/answers.csv": table(
            [
                ("group", "organisation", "beds", "staff", "ratio"),
                ("ward", "Kestrel Hospital", "120", "40", "3.0"),
                ("ward", "Plover Hospital", "80", "", "2.5"),
                ("ward", "Wren Hospital", "64", "70", "0.9"),
                ("Home care", "Heron Team", "30", "12", ""),
                ("home", "Teal Team", "18", "9", ""),
            ]
        ),
        "data/raw/statements/answers.csv": table(
            [
                ("id", "group", "clear", "complete", "rushed", "enough_time"),
                *((p, g, *ANSWERS[p]) for p, g, *_ in PEOPLE),
            ]
        ),
        **{f"data/raw/transcripts/{name}": text for name, text in TRANSCRIPTS.items()},
    }
    for coder, name in (("a", "alex"), ("b", "bo")):
        rows: list[tuple[str, ...]] = [("document", "start", "end", "code", "coder", "text")]
        for document, words, code, coders in PASSAGES:
            if coder in coders:
                start = TRANSCRIPTS[document].index(words)
                rows.append((document, str(start), str(start + len(words)), code, name, words))
        files[f"data/raw/codings/{name}.csv"] = table(rows)
    for path, text in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return directory
