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
    with the line each starts on."""

    number: int
    start: int
    text: str
    cuts: tuple[tuple[int, int, int], ...]


def participants_turns(documents: pd.DataFrame, segments: pd.DataFrame) -> dict[str, list[Turn]]:
    """What participants said, turn by turn, of every document (rows of the tables of that name)."""
    texts = dict(zip(documents["document"], documents["text"], strict=True))
    turns: dict[str, list[Turn]] = {str(name): [] for name in documents["document"]}
    spoken = segments[segments["role"] == "participant"].sort_values(
        ["document", "turn", "start"], kind="stable"
    )
    for (document, number), rows in spoken.groupby(["document", "turn"], sort=False):
        cuts = tuple(
            (int(s), int(e), int(line))
            for s, e, line in zip(rows["start"], rows["end"], rows["line"], strict=True)
        )
        start, end = cuts[0][0], max(e for _, e, _ in cuts)
        turns[str(document)].append(Turn(int(number), start, str(texts[document])[start:end], cuts))
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
) -> Iterator[tuple[str, list[Any]]]:
    """Each document's name and the docs of its turns, in order; only what is not cached is parsed.

    ``cache`` is pruned to these documents.
    """
    entries = {name: _entry(said) for name, said in turns.items()}
    if cache is not None:
        _prune(cache, set(entries.values()))
    missing = [
        name for name in turns if cache is None or not (cache / entries[name]).is_file()
    ]
    texts = [turn.text for name in missing for turn in turns[name]]
    workers = processes if sum(map(len, texts)) >= WORTH_A_PROCESS else 1
    stream = parser.parse(texts, workers) if texts else iter(())
    for name, said in turns.items():
        if name in missing:
            docs = list(islice(stream, len(said)))
            if cache is not None:
                write_bytes(cache / entries[name], _packed(docs))
        else:
            assert cache is not None
            found = _unpacked(cache / entries[name], parser)
            docs = found if found is not None and _same(found, said) else list(parser.parse([t.text for t in said]))
        yield name, docs


def _entry(turns: Sequence[Turn]) -> str:
    digest = hashlib.sha256(f"{identity()}\n{sha256_of_file(Path(__file__))}\n".encode())
    for turn in turns:
        words = turn.text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(words)}:".encode() + words)
    return digest.hexdigest() + _ENDING


def _packed(docs: Sequence[Any]) -> bytes:
    from spacy.tokens import DocBin

    return bytes(DocBin(attrs=list(_KEPT), docs=docs).to_bytes())


def _unpacked(path: Path, parser: Parser) -> list[Any] | None:
    """The docs of an entry, None if it is damaged: then it is parsed again."""
    from spacy.tokens import DocBin

    try:
        return list(DocBin().from_bytes(path.read_bytes()).get_docs(parser.vocab))
    except Exception:  # whatever a damaged archive makes zlib, msgpack or spaCy raise
        return None


def _same(docs: Sequence[Any], turns: Sequence[Turn]) -> bool:
    return len(docs) == len(turns) and all(
        doc.text == turn.text for doc, turn in zip(docs, turns, strict=True)
    )


def _prune(folder: Path, used: set[str]) -> None:
    if folder.is_dir():
        for path in sorted(folder.glob(f"*{_ENDING}")):
            if path.name not in used:
                path.unlink(missing_ok=True)
