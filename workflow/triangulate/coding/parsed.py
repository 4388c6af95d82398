"""Participants' turns with lemmas and parts of speech, parsed once and kept.

One cache entry a document: where the words of its turns stand with their lemmas, and a spaCy
``DocBin`` of them, named by a hash of what was said, the model and this module. Entries that a run does not use are deleted, so that somebody who withdrew
leaves no trace. The text is pseudonymised, and restricted all the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd

from triangulate import sealed
from triangulate.coding.words import Words
from triangulate.files import write_bytes
from triangulate.text.language import MODEL, identity

#: Turns given to the model at a time.
BATCH = 256
#: Below this many code points a second process costs more than it saves.
WORTH_A_PROCESS = 300_000
_LEFT_OUT = ("parser", "ner", "senter")
_KEPT = ("LEMMA", "POS", "TAG")
_ENDING = ".spacy"
_OF_SEGMENTS = ("document", "turn", "role", "start", "end", "line")


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
    said = segments.sort_values(["document", "start"], kind="stable")
    rows = zip(*(said[name].tolist() for name in _OF_SEGMENTS), strict=True)
    for document, own in groupby(rows, key=itemgetter(0)):
        text, asked = texts[str(document)], ""
        by_turn: dict[int, list[tuple[Any, ...]]] = {}
        for row in own:
            by_turn.setdefault(row[1], []).append(row)
        for number, sentences in by_turn.items():
            cuts = tuple((start, end, line) for _, _, _, start, end, line in sentences)
            first, last = cuts[0][0], max(end for _, end, _ in cuts)
            if sentences[0][2] == "participant":
                turns[str(document)].append(Turn(number, first, text[first:last], cuts, asked))
                asked = ""
            else:
                asked = text[first:last]
    return turns


class Parser:
    """The tagging and lemmatising part of the language model, loaded on first use.

    Only the vocabulary is needed to read what is cached, which spares the model's loading.
    """

    _vocab: Any = None

    @cached_property
    def nlp(self) -> Any:
        """The language model, without the parts that rules do not ask for."""
        import spacy

        own = {} if self._vocab is None else {"vocab": self._vocab}
        nlp = spacy.load(MODEL, exclude=list(_LEFT_OUT), **own)
        self._vocab = nlp.vocab
        return nlp

    @property
    def vocab(self) -> Any:
        """The vocabulary that docs and matchers share: the model's where it is loaded."""
        import spacy

        if self._vocab is None:
            self._vocab = spacy.blank("en").vocab
        return self._vocab

    def parse(self, texts: Sequence[str], processes: int = 1) -> Iterator[Any]:
        """The doc of each text, in order."""
        return iter(self.nlp.pipe(texts, batch_size=BATCH, n_process=processes))


def parsed_turns(
    turns: Mapping[str, Sequence[Turn]],
    cache: Path | None,
    parser: Parser,
    processes: int = 1,
    only: Collection[str] | None = None,
) -> Iterator[tuple[str, list[tuple[Words, Words]]]]:
    """Each document's name and, turn by turn, the words of what was said and of what was asked before
    it; only what is not cached is parsed, and what is said twice is parsed once.

    ``cache`` is pruned to these documents; with ``only``, the others of them are kept and not asked for.
    """
    entries = {name: entry_of(said) for name, said in turns.items()}
    if cache is not None:
        sealed.prune(cache, _ENDING, entries.values())
    if only is not None:
        turns = {name: said for name, said in turns.items() if name in only}
    missing = [name for name in turns if cache is None or not (cache / entries[name]).is_file()]
    once = list(dict.fromkeys(text for name in missing for text in _texts(turns[name])))
    workers = processes if sum(map(len, once)) >= WORTH_A_PROCESS else 1
    stream = zip(once, parser.parse(once, workers) if once else (), strict=True)
    known: dict[str, Any] = {}
    for name, said in turns.items():
        wanted = _texts(said)
        words = None
        if name not in missing and cache is not None:
            words = _unpacked(cache / entries[name], parser, wanted)
        if words is None:
            if name in missing:
                new = len({text for text in wanted if text not in known})
                known.update(islice(stream, new))
                docs = [known[text] for text in wanted]
            else:
                docs = list(parser.parse(wanted))
            words = [Words.of(doc) for doc in docs]
            if cache is not None:
                write_bytes(cache / entries[name], _packed(docs, words))
        yield name, [(words[2 * i], words[2 * i + 1]) for i in range(len(said))]


def _texts(turns: Sequence[Turn]) -> list[str]:
    return [text for turn in turns for text in (turn.text, turn.asked)]


def entry_of(turns: Sequence[Turn]) -> str:
    """The name of the cache entry of a document's turns."""
    return sealed.entry_name(_ENDING, identity(), _code(), *_texts(turns))


@cache
def _code() -> str:
    """The hashes of the modules that make an entry what it is."""
    return sealed.code_of(*(Path(__file__).with_name(name) for name in ("parsed.py", "words.py")))


def _packed(docs: Sequence[Any], words: Sequence[Words]) -> bytes:
    """What phrases need, as JSON; after it the docs, which only token patterns need and take long to read."""
    from spacy.tokens import DocBin

    tokens = [
        [w.starts, [end - start for start, end in zip(w.starts, w.ends, strict=True)], w.lemmas]
        for w in words
    ]
    head = zlib.compress(json.dumps(tokens, separators=(",", ":")).encode(), 1)
    return len(head).to_bytes(8, "big") + head + bytes(DocBin(attrs=list(_KEPT), docs=docs).to_bytes())


def _unpacked(path: Path, parser: Parser, texts: Sequence[str]) -> list[Words] | None:
    """The words of an entry, None if it is damaged: then it is parsed again."""
    try:
        data = path.read_bytes()
        end = 8 + int.from_bytes(data[:8], "big")
        tokens = json.loads(zlib.decompress(data[8:end]))
        docs = _Docs(data[end:], parser)
        if len(data) <= end:
            return None
        return [
            Words.cut(text, starts, lengths, lemmas, partial(docs.doc, number))
            for number, (text, (starts, lengths, lemmas)) in enumerate(zip(texts, tokens, strict=True))
        ]
    except (OSError, ValueError, TypeError, zlib.error):
        return None


class _Docs:
    """The docs of an entry, read when one is asked for."""

    def __init__(self, data: bytes, parser: Parser) -> None:
        self._data, self._parser = data, parser

    @cached_property
    def _all(self) -> list[Any]:
        from spacy.tokens import DocBin

        return list(DocBin().from_bytes(self._data).get_docs(self._parser.vocab))

    def doc(self, number: int) -> Any:
        """The doc of that number in the entry."""
        return self._all[number]
