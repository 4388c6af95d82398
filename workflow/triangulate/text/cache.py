"""A cache of what was found in each transcript, so that a changed one is the only one read again.

An entry's name is a hash of everything that the findings depend on: the canonical text, its turns,
the model, this package's code and gazetteer, and the study's names. **Entries hold names in plain
text**: the folder is restricted data and belongs outside the results. Entries that a run does not
use are deleted, so that somebody who withdrew leaves no trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from triangulate import sealed
from triangulate.files import sha256_of_bytes
from triangulate.raw.model import Transcript
from triangulate.text.language import identity
from triangulate.text.mentions import Mention
from triangulate.text.names import Names
from triangulate.text.pseudonymise import Findings

_PACKAGE = Path(__file__).parent
_ENDING = ".findings.json"


@cache
def code_fingerprint() -> str:
    """A hash of this package's modules and gazetteer files."""
    return sealed.code_of(_PACKAGE, endings=frozenset({".py", ".txt"}))


def entry_name(transcript: Transcript, names: Names) -> str:
    """The name of the entry that holds this transcript's findings."""
    turns = [[t.number, t.speaker, t.span.start, t.span.end] for t in transcript.turns]
    parts = [
        sha256_of_bytes(transcript.text.encode("utf-8", "surrogatepass")),
        json.dumps(turns, ensure_ascii=True),
        identity(),
        code_fingerprint(),
        names.fingerprint(),
    ]
    return sealed.entry_name(_ENDING, *parts)


def load(folder: Path, name: str, length: int) -> Findings | None:
    """The findings of entry ``name`` for a text of ``length`` code points.

    None if there is no such entry, or if it is damaged: then it is found again.
    """
    plain = sealed.load(folder / name)
    try:
        mentions = tuple(Mention(*mention) for mention in plain["mentions"])
        sentences = tuple((int(t), int(s), int(e)) for t, s, e in plain["sentences"])
    except (ValueError, TypeError, KeyError):
        return None
    if any(not 0 <= m.start < m.end <= length for m in mentions):
        return None
    return Findings(mentions, sentences)


def save(folder: Path, name: str, findings: Findings) -> None:
    """Write an entry whole or not at all, under a seal by which damage is seen."""
    content = {
        "mentions": [[m.start, m.end, m.kind, m.key, m.rule, m.sure] for m in findings.mentions],
        "sentences": [list(sentence) for sentence in findings.sentences],
    }
    sealed.save(folder / name, content)


def prune(folder: Path, used: Iterable[str]) -> None:
    """Delete the entries that this run did not use, and what an interrupted run left behind."""
    sealed.prune(folder, _ENDING, used)
