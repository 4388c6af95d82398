"""From a quote back to its lines in the raw transcript, and its words cut out of them again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from triangulate.evidence.passages import BANK, SUGGESTED, Stretch, Transcripts, bank_rows, table_rows
from triangulate.evidence.places import PLAIN_TEXT, Place, SourceFile, source_files
from triangulate.evidence.recompute.files import Unreadable
from triangulate.evidence.trace import Tracer
from triangulate.problems import Problems
from triangulate.source import SOURCE_COLUMNS
from triangulate.study.quotes import QUOTES, read_chosen
from triangulate.study.review import key_of, read_review

QUOTE_ID = re.compile(r"q-[0-9a-f]{8}\Z")
_CODED = ("document", "start", "end", "code", "coder", "stage", *SOURCE_COLUMNS)
_METHOD = "The words that a coder marked, cut out of the transcript after names were taken out of it"


@dataclass(frozen=True, slots=True)
class QuoteTrace:
    """The chain behind one quote.

    ``start`` and ``end`` are half-open code points of the pseudonymised text, ``stretch`` those of the
    raw one with its lines (None where the raw file cannot be read). ``redactions`` are what was taken
    out of the passage, by kind. ``again`` is the hash of the words cut out of the raw transcript once
    more; ``agrees`` is None where that could not be done, and ``reason`` says why. ``standing`` is what
    the review says of it, ``chosen`` whether somebody picked it or the program suggests it.
    """

    id: str
    text: str
    sha256: str
    document: str
    start: int
    end: int
    group: str
    code: str
    path: str
    coder: str
    coders: tuple[str, ...]
    stretch: Stretch | None
    redactions: dict[str, int]
    sources: tuple[SourceFile, ...]
    fact: str
    n: int | None
    notebook: str
    cell: str
    again: str | None
    agrees: bool | None
    reason: str | None
    standing: str
    chosen: str
    printed: int

    def as_dict(self) -> dict[str, object]:
        """All of it, fit for JSON; the keys of a fact's trace first."""
        raw = self.stretch
        return {
            "id": self.id,
            "value": self.sha256,
            "display": self.text,
            "method": _METHOD,
            "n": self.n,
            "notebook": self.notebook,
            "cell": self.cell,
            "sources": [source.as_dict() for source in self.sources],
            "recomputed": self.again,
            "agrees": self.agrees,
            "reason": self.reason,
            "kind": "quote",
            "document": self.document,
            "start": self.start,
            "end": self.end,
            "raw_start": raw.start if raw else None,
            "raw_end": raw.end if raw else None,
            "line": raw.line if raw else None,
            "last_line": raw.last_line if raw else None,
            "group": self.group,
            "code": self.code,
            "path": self.path,
            "coder": self.coder,
            "coders": list(self.coders),
            "redactions": dict(self.redactions),
            "fact": self.fact,
            "standing": self.standing,
            "chosen": self.chosen,
            "printed": self.printed,
        }


def quote_ids(directory: Path) -> list[str]:
    """The ids of all passages that may be quoted."""
    return [row["quote"] for row in bank_rows(directory)]


class Quotes:
    """The quotes of a finished study, its tables and transcripts read once."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._rows = {row["quote"]: row for row in bank_rows(tracer.directory)}
        self._transcripts = Transcripts(tracer.directory)

    def __call__(self, quote: str) -> QuoteTrace:
        """Everything behind one quote; KeyError where there is none of that id."""
        row = self._rows[quote]
        document, start, end = row["document"], int(row["start"]), int(row["end"])
        fact_id = f"coding.{row['group']}.{row['code']}.interviews_n".lower()
        fact = self._tracer.facts.get(fact_id)
        again, stretch, reason = self._cut(document, start, end)
        coders, places = self._coded(row)
        redactions: Counter[str] = Counter()
        try:
            redactions.update(one.kind for one in self._transcripts.taken_out(document, start, end))
        except (OSError, KeyError, ValueError):
            reason = reason or "the list of redactions cannot be read"
        return QuoteTrace(
            id=quote,
            text=row["text"],
            sha256=row["sha256"],
            document=document,
            start=start,
            end=end,
            group=row["group"],
            code=row["code"],
            path=row["path"],
            coder=row["coder"],
            coders=tuple(coders),
            stretch=stretch,
            redactions=dict(sorted(redactions.items())),
            sources=(*self._transcript(document, stretch), *source_files(self._tracer.digests, places)),
            fact=fact_id,
            n=fact.number if fact and isinstance(fact.number, int) else None,
            notebook=fact.notebook if fact else "",
            cell=fact.cell if fact else "",
            again=again,
            agrees=None if again is None else again == row["sha256"] == key_of(row["text"]),
            reason=reason,
            standing=self._standing(row["text"]),
            chosen=self._chosen(quote),
            printed=len(re.findall(rf'<span class="place">{re.escape(quote)}</span>', self._tracer.page)),
        )

    def _cut(self, document: str, start: int, end: int) -> tuple[str | None, Stretch | None, str | None]:
        """The hash of the words as the raw file gives them now, where they stand in it, or why not."""
        try:
            words = " ".join(self._transcripts.rebuilt(document)[start:end].split())
            return key_of(words), self._transcripts.place(document, start, end), None
        except Unreadable as fault:
            return None, None, f"{fault.file} cannot be read a second time: {fault.reason}"
        except (OSError, KeyError, ValueError) as fault:
            return None, None, f"the transcript {document} cannot be read ({fault})"

    def _transcript(self, document: str, stretch: Stretch | None) -> list[SourceFile]:
        try:
            file = self._transcripts.documents[document].file
        except (OSError, KeyError, ValueError):
            return []
        prefix = "" if PurePosixPath(file).suffix.lower() in PLAIN_TEXT else "text:"
        selector = f"{prefix}char={stretch.start},{stretch.end}" if stretch else None
        return [SourceFile(file, self._tracer.digests.of(file), selector)]

    def _coded(self, row: dict[str, str]) -> tuple[list[str], list[Place]]:
        """Who gave this code to these words or to some of them, and where in the coding files the quote
        itself was coded."""
        try:
            read = self._tracer.tables.columns("codings", _CODED)
        except (OSError, KeyError, ValueError):
            return [], []
        start, end = int(row["start"]), int(row["end"])
        coders: set[str] = set()
        places: list[Place] = []
        cells = zip(*(read[name] for name in _CODED), strict=True)
        for document, a, b, code, coder, stage, file, sheet, number, column, line in cells:
            if document != row["document"] or code != row["code"] or not (a < end and start < b):
                continue
            if stage != "auto":
                coders.add(coder)
            if (a, b, coder) == (start, end, row["coder"]):
                places.append(Place(file, sheet, number, column, None if number is not None else line))
        return sorted(coders), places

    def _standing(self, text: str) -> str:
        return read_review(self._tracer.directory, self._tracer.study.synthetic, Problems()).standing(text)

    def _chosen(self, quote: str) -> str:
        directory = self._tracer.directory
        if any(one.quote == quote for one in read_chosen(directory, Problems())):
            return f"chosen in {QUOTES}"
        if any(row.get("quote") == quote for row in table_rows(directory / SUGGESTED)):
            return f"suggested in {SUGGESTED}"
        return f"one of {BANK}"
