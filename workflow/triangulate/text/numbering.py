"""Numbers for what was found, consistent over the study, and the key that says what they stand for."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from triangulate.files import write_text
from triangulate.text.mentions import UNNUMBERED, Mention
from triangulate.text.offsets import Edit

_BRACKETS = re.compile(r"\[([^\W\d_][^\[\]\d]{0,30}) (\d{1,6})\]")


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """What one bracket stands for: a way of saying it, and the documents that say it so.

    ``number`` is None for kinds that are not numbered.
    """

    kind: str
    number: int | None
    text: str
    documents: tuple[str, ...]


def numbered(
    documents: Sequence[tuple[str, str, Sequence[Mention]]],
) -> tuple[list[tuple[Edit, ...]], list[KeyEntry]]:
    """Edits for each of ``documents`` (name, raw text, mentions in order), in the order given.

    Numbers count by kind, from 1, in order of the documents' names and then of place, so that they
    depend neither on the order of processing nor on what was cached. A number that a transcript's
    own brackets use already (``[Person 3]``, written by its transcriber) is passed over.
    """
    order = sorted(range(len(documents)), key=lambda i: documents[i][0])
    kind_of = _kinds(documents)
    used = {
        (found.group(1).casefold(), int(found.group(2)))
        for _, text, _ in documents
        for found in _BRACKETS.finditer(text)
    }
    numbers: dict[tuple[str, str], int] = {}
    last: Counter[str] = Counter()
    said: defaultdict[tuple[str, int | None, str], list[str]] = defaultdict(list)
    edits: list[tuple[Edit, ...]] = [()] * len(documents)
    for i in order:
        name, text, mentions = documents[i]
        made: list[Edit] = []
        for mention in mentions:
            kind = kind_of.get(mention.key, mention.kind) if not mention.sure else mention.kind
            number: int | None = None
            if kind not in UNNUMBERED:
                identity = (kind, mention.key)
                if identity not in numbers:
                    last[kind] += 1
                    while (kind.casefold(), last[kind]) in used:
                        last[kind] += 1
                    numbers[identity] = last[kind]
                number = numbers[identity]
            words = text[mention.start : mention.end]
            documents_of = said[kind, number, " ".join(words.split())]
            if not documents_of or documents_of[-1] != name:
                documents_of.append(name)
            shown = f"[{kind}]" if number is None else f"[{kind} {number}]"
            made.append(Edit(mention.start, mention.end, shown, kind, mention.rule))
        edits[i] = tuple(made)
    key = [
        KeyEntry(kind, number, words, tuple(where))
        for (kind, number, words), where in sorted(
            said.items(), key=lambda item: (item[0][0], item[0][1] or 0, item[0][2])
        )
    ]
    return edits, key


def _kinds(documents: Sequence[tuple[str, str, Sequence[Mention]]]) -> dict[str, str]:
    """The kind of each key that was guessed somewhere: a sure one anywhere, else the commonest."""
    sure: defaultdict[str, Counter[str]] = defaultdict(Counter)
    guessed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, _, mentions in documents:
        for mention in mentions:
            (sure if mention.sure else guessed)[mention.key][mention.kind] += 1
    return {
        key: min(votes, key=lambda kind: (kind == "Name", -votes[kind], kind))
        for key, guesses in guessed.items()
        for votes in [sure[key] or guesses]
    }


def write_key(path: Path, entries: Sequence[KeyEntry]) -> None:
    """Write what each bracket stands for as csv: ``kind,number,text,documents`` (``;`` between).

    Whoever has this file has the names: the caller keeps it apart from anything that is published.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["kind", "number", "text", "documents"])
    for entry in entries:
        number = "" if entry.number is None else entry.number
        writer.writerow([entry.kind, number, entry.text, ";".join(entry.documents)])
    write_text(path, out.getvalue())
