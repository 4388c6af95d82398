"""Participants' turns with lemmas and parts of speech, parsed once and kept.

One cache entry a document: a spaCy ``DocBin`` of its turns, named by a hash of their words, the
model and this module. Entries that a run does not use are deleted, so that somebody who withdrew
leaves no trace. The text is pseudonymised, and restricted all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from triangulate.files import sha256_of_file, write_bytes
from triangulate.text.language import MODEL, identity

#: Turns given to the model at a time.
BATCH = 256
#: Below this many code points a second process costs more than it saves.
WORTH_A_PROCESS = 300_000
_LEFT_OUT = ("parser", "ner", "senter")
_KEPT = ("LEMMA", "POS", "TAG")
_ENDING = ".spacy"


@dataclass(frozen=True, slots=True)
class Turn:
    """One participant's turn of a document; ``cuts`` are its sentences in the document's code points,
    with the line each starts on; ``asked`` is what was said just before by somebody else."""

    number: int
    start: int
    text: str
    cuts: tuple[tuple[int, int, int], ...]
    asked: str = ""


def participants_turns(documents: pd.DataFrame, segments: pd.DataFrame) -> dict[str, list[Turn]]:
    """What participants said, turn by turn, of every document (rows of the tables of that name)."""
    texts = {str(d): str(t) for d, t in zip(documents["document"], documents["text"], strict=True)}
    turns: dict[str, list[Turn]] = {name: [] for name in texts}
    for document, rows in segments.sort_values(["document", "start"], kind="stable").groupby("document"):
        text = texts[str(document)]
        asked = ""
        for number, said in rows.groupby("turn", sort=False):
            cuts = tuple(
                (int(s), int(e), int(line))
                for s, e, line in zip(said["start"], said["end"], said["line"], strict=True)
            )
            start, end = cuts[0][0], max(e for _, e, _ in cuts)
            if said["role"].iloc[0] == "participant":
                turns[str(document)].append(Turn(int(str(number)), start, text[start:end], cuts, asked))
                asked = ""
            else:
                asked = text[start:end]
    return turns


class Parser:
    """The tagging and lemmatising part of the language model, loaded on first use.

    Only the vocabulary is needed to read what is cached, which spares the model's loading.
    """

    @cached_property
    def _nlp(self) -> Any:
        import spacy

        return spacy.load(MODEL, disable=list(_LEFT_OUT), vocab=self.vocab)

    @cached_property
    def vocab(self) -> Any:
        """The vocabulary that docs and matchers share."""
        import spacy

        return spacy.blank("en").vocab

    def parse(self, texts: Sequence[str], processes: int = 1) -> Iterator[Any]:
        """The doc of each text, in order."""
        return iter(self._nlp.pipe(texts, batch_size=BATCH, n_process=processes))


def parsed_turns(
    turns: Mapping[str, Sequence[Turn]],
    cache: Path | None,
    parser: Parser,
    processes: int = 1,
) -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
    """Each document's name and, turn by turn, the docs of what was said and of what was asked before
    it; only what is not cached is parsed.

    ``cache`` is pruned to these documents.
    """
    entries = {name: _entry(said) for name, said in turns.items()}
    if cache is not None:
        _prune(cache, set(entries.values()))
    missing = [name for name in turns if cache is None or not (cache / entries[name]).is_file()]
    texts = [text for name in missing for text in _texts(turns[name])]
    workers = processes if sum(map(len, texts)) >= WORTH_A_PROCESS else 1
    stream = parser.parse(texts, workers) if texts else iter(())
    for name, said in turns.items():
        wanted = _texts(said)
        docs = None
        if name not in missing and cache is not None:
            docs = _unpacked(cache / entries[name], parser, wanted)
        if docs is None:
            docs = list(islice(stream, len(wanted))) if name in missing else list(parser.parse(wanted))
            if cache is not None:
                write_bytes(cache / entries[name], _packed(docs))
        yield name, [(docs[2 * i], docs[2 * i + 1]) for i in range(len(said))]


def _texts(turns: Sequence[Turn]) -> list[str]:
    return [text for turn in turns for text in (turn.text, turn.asked)]


def _entry(turns: Sequence[Turn]) -> str:
    digest = hashlib.sha256(f"{identity()}\n{sha256_of_file(Path(__file__))}\n".encode())
    for text in _texts(turns):
        words = text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(words)}:".encode() + words)
    return digest.hexdigest() + _ENDING


def _packed(docs: Sequence[Any]) -> bytes:
    from spacy.tokens import DocBin

    return bytes(DocBin(attrs=list(_KEPT), docs=docs).to_bytes())


def _unpacked(path: Path, parser: Parser, texts: Sequence[str]) -> list[Any] | None:
    """The docs of an entry, None if it is damaged: then it is parsed again."""
    from spacy.tokens import DocBin

    try:
        docs = list(DocBin().from_bytes(path.read_bytes()).get_docs(parser.vocab))
    except Exception:  # whatever a damaged archive makes zlib, msgpack or spaCy raise
        return None
    return docs if [doc.text for doc in docs] == list(texts) else None


def _prune(folder: Path, used: set[str]) -> None:
    if folder.is_dir():
        for path in sorted(folder.glob(f"*{_ENDING}")):
            if path.name not in used:
                path.unlink(missing_ok=True)
