"""The codings read again from every coding file, each with the transcript and code it means."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from triangulate.evidence.recompute.codingfiles import READERS, Raw
from triangulate.evidence.recompute.placing import DIALECTS, Dialect, Likeness, Span, Text
from triangulate.evidence.recompute.texts import canonical_text
from triangulate.study.model import Codebook

_ENDING = re.compile(r"\.(?:docx?|odt|txt|vtt|srt|rtf|pdf|html?|md)$", re.IGNORECASE)
_PATH = re.compile(r"\s*(?:::|[>»/\\|.:]|\s[-–—]\s)\s*")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:QDA-XML:project:1.0")


@dataclass(frozen=True, slots=True)
class Coding:
    """A coding of a transcript in use that is placed. ``span`` is None where its words stand
    somewhere by likeness; ``sure`` is False where it cannot be told whether they do."""

    document: str
    code: str
    coder: str
    span: Span | None
    sure: bool = True


class Codings:
    """All codings of a study. A transcript's text is read only when a coding in it is asked for."""

    def __init__(
        self,
        directory: Path,
        files: Sequence[str],
        transcripts: Mapping[str, str],
        everybody: Sequence[str],
        codebook: Codebook,
        study: str,
    ) -> None:
        """``transcripts`` leads from the file names of those in use to their paths; ``everybody``
        are the file names of all, also of people who are left out."""
        self._directory, self._transcripts = directory, transcripts
        self._texts: dict[str, Text] = {}
        documents = _Documents(everybody, lambda: {n: self.text(n).text for n in transcripts})
        codes = _Codes(codebook, study)
        self._meant: list[tuple[Raw, str, str, str]] = []
        for file in files:
            for raw in READERS[Path(file).suffix.lower()](directory, file):
                document, code = documents.of(raw), codes.of(raw)
                if document is not None and document in transcripts and code is not None:
                    coder = " ".join(raw.coder.split()) or PurePosixPath(file).stem
                    self._meant.append((raw, document, code, coder))
        self._dialects: dict[tuple[str, str], Dialect] = {}
        self._placed: dict[int, Coding | None] = {}

    def text(self, document: str) -> Text:
        """The text of one transcript in use."""
        if document not in self._texts:
            path = self._transcripts[document]
            self._texts[document] = Text(canonical_text(self._directory, path))
        return self._texts[document]

    def coders(self) -> list[str]:
        """Everybody who coded anything in a transcript in use, in order of name."""
        return sorted({coder for _, _, _, coder in self._meant})

    def placed(self, wanted: Callable[[str, str, str], bool]) -> Iterator[Coding]:
        """The codings that are placed, of those whose document, code and coder are ``wanted``."""
        for number, (raw, document, code, coder) in enumerate(self._meant):
            if not wanted(document, code, coder):
                continue
            if number not in self._placed:
                self._placed[number] = self._place(raw, document, code, coder)
            coding = self._placed[number]
            if coding is not None:
                yield coding

    def _place(self, raw: Raw, document: str, code: str, coder: str) -> Coding | None:
        try:
            span = self._span(raw, document, coder)
        except Likeness as likeness:
            return Coding(document, code, coder, None, likeness.sure)
        return Coding(document, code, coder, span) if span is not None else None

    def _span(self, raw: Raw, document: str, coder: str) -> Span | None:
        text = self.text(document)
        words = raw.words or ""
        if raw.offsets is None:
            return text.find(words, round(raw.share * len(text.text))) if words else None
        start, end = raw.offsets
        dialect = self._dialect(coder, document)
        if not words.strip():
            return text.span(start, end, dialect)
        if (span := text.stands(start, end, dialect, words)) is not None:
            return span
        return None if end > text.longest else text.find(words, start)

    def _dialect(self, coder: str, document: str) -> Dialect:
        """How a coder's offsets in a document are counted: the way in which most quoted words
        stand; where none says so, the way of the coder's other documents."""
        if (coder, document) not in self._dialects:
            votes = self._votes(coder, {document})
            if not any(votes.values()):
                votes = self._votes(coder, {d for _, d, _, c in self._meant if c == coder})
            self._dialects[coder, document] = max(DIALECTS, key=lambda d: (votes[d], -DIALECTS.index(d)))
        return self._dialects[coder, document]

    def _votes(self, coder: str, documents: set[str]) -> Counter[Dialect]:
        own = [
            (self.text(document), *raw.offsets, raw.words)
            for raw, document, _, who in self._meant
            if who == coder and document in documents and raw.offsets and (raw.words or "").strip()
        ]
        votes: Counter[Dialect] = Counter()
        for dialect in DIALECTS:
            votes[dialect] = sum(
                t.stands(start, end, dialect, words or "") is not None for t, start, end, words in own
            )
            if votes[dialect] == len(own):
                break
        return votes


class _Documents:
    """Transcripts by name, with or without ending, in any case; else by their text."""

    def __init__(self, names: Sequence[str], texts: Callable[[], Mapping[str, str]]) -> None:
        self._names = list(dict.fromkeys(names))
        self._texts = texts
        self._known: dict[tuple[str, str], str | None] = {}

    def of(self, coding: Raw) -> str | None:
        """The file name that is meant; None if none or several."""
        names = coding.document, coding.also
        if names not in self._known:
            found = self._named(names[0]) or (self._named(names[1]) if names[1] else None)
            if found is None and coding.own_text is not None:
                own = coding.own_text.split()
                found = next((n for n, text in self._texts().items() if text.split() == own), None)
            self._known[names] = found
        return self._known[names]

    def _named(self, name: str) -> str | None:
        last = re.split(r"[/\\]", name.strip())[-1]
        if last in self._names:
            return last
        for wanted in (_folded(last), _folded(_ENDING.sub("", last))):
            fitting = [n for n in self._names if wanted in (_folded(n), _folded(_ENDING.sub("", n)))]
            if fitting:
                return fitting[0] if len(fitting) == 1 else None
        return None


class _Codes:
    """Codes by id, label, path or the GUID that the study's own export gives them."""

    def __init__(self, codebook: Codebook, study: str) -> None:
        self._book = codebook
        self._ids = [code.id for code in codebook.codes]
        self._guids = {_guid(study, code): code for code in self._ids}
        self._known: dict[tuple[str, str, tuple[str, ...]], str | None] = {}

    def of(self, coding: Raw) -> str | None:
        """The id that is meant; None if none or several."""
        asked = coding.guid, coding.code, coding.parents
        if asked not in self._known:
            self._known[asked] = self._meant(coding)
        return self._known[asked]

    def _meant(self, coding: Raw) -> str | None:
        if (known := self._guids.get(coding.guid.strip("{}").lower())) is not None:
            return known
        name = coding.code.strip()
        if not name or name in self._ids:
            return name or None
        labelled = [code.id for code in self._book.codes if code.label == name]
        if len(labelled) == 1:
            return labelled[0]
        cuts = [(name[: m.start()], name[m.end() :]) for m in _PATH.finditer(name)]
        for before, last in [("", name), *cuts]:
            fitting = self._alike(last)
            path = [*coding.parents, *(_PATH.split(before) if before else ())]
            for above in path:
                parents = self._alike(above)
                if parents and (len(fitting) > 1 or before):
                    kept = [c for c in fitting if set(self._book.ancestors(c)) & set(parents)]
                    fitting = kept if kept or before else fitting
            whole = [c for c in fitting if path and self._is_path(path, c)]
            if len(whole) == 1:
                return whole[0]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def _is_path(self, path: list[str], code: str) -> bool:
        chain = list(reversed(self._book.ancestors(code)))
        return len(chain) == len(path) and all(
            above in self._alike(name) for name, above in zip(path, chain, strict=True)
        )

    def _alike(self, name: str) -> list[str]:
        wanted = _loose(name)
        return [c.id for c in self._book.codes if wanted in (_loose(c.id), _loose(c.label))]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _loose(name: str) -> str:
    return _folded(name.replace("’", "'").replace("_", " ").replace("-", " "))


def _guid(study: str, code: str) -> str:
    parts = (study, "code", code)
    return str(uuid.uuid5(_NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))
