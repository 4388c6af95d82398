"""Every coding file of a study to records: placed, or listed with the reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from triangulate.problems import Problems
from triangulate.raw.codings.altered import alterations
from triangulate.raw.codings.found import Fault, Found, Held, Offsets, Passage, Remark
from triangulate.raw.codings.names import Ambiguous, Codes, Documents
from triangulate.raw.codings.placing import Claim, Placed, Texts, place_claims, place_passage
from triangulate.raw.codings.qdpx import read_qdpx
from triangulate.raw.codings.table import read_table
from triangulate.raw.codings.taguette import read_taguette
from triangulate.raw.model import CodingImport, CodingRecord, Note
from triangulate.raw.sources import expand
from triangulate.source import Source
from triangulate.study.model import Study

#: Endings of coding files, and what reads them.
READERS = {
    ".csv": read_table,
    ".qdpx": read_qdpx,
    ".sqlite3": read_taguette,
    ".sqlite": read_taguette,
    ".db": read_taguette,
}
MAX_FILE = 200 * 1_000_000
#: A table of codings is read as a whole; a project may carry its sources.
MAX_TABLE = 100 * 1_000_000


def read_codings(
    study: Study, texts: Mapping[str, str], excluded_documents: frozenset[str], problems: Problems
) -> tuple[CodingImport, ...]:
    """All coding files of a study, in order of their paths.

    ``texts`` maps the file names of the transcripts in use to their canonical texts;
    ``excluded_documents`` are file names of people who did not consent or withdrew: their codings are
    records without any text, placement ``not_placed`` and reason ``excluded``. Every coding of every
    readable file is one record of the result.
    """
    if study.interviews is None:
        return ()
    prepared = Texts(texts)
    documents = Documents([*texts, *excluded_documents], texts)
    codes = Codes(study.interviews.codebook, study.id)
    imports: list[CodingImport] = []
    for path in coding_files(study, problems):
        source = Source(path.relative_to(study.directory).as_posix())
        found = _read(path, source, problems)
        if found is not None:
            importer = _Importer(prepared, documents, codes, excluded_documents, path.stem, problems)
            records = tuple(importer.records(found.codings, source))
            imports.append(CodingImport(source.file, records, tuple(importer.notes(found.remarks))))
    return tuple(imports)


def coding_files(study: Study, problems: Problems) -> tuple[Path, ...]:
    """The coding files that the config names, directly or through their folder; others are reported."""
    named = study.interviews.codings if study.interviews else ()
    return expand(study.directory, named, frozenset(READERS), problems)


def _read(path: Path, source: Source, problems: Problems) -> Held | None:
    limit = MAX_TABLE if path.suffix.lower() == ".csv" else MAX_FILE
    try:
        size = path.stat().st_size
    except OSError as failure:
        problems.add("codings.unreadable", source, reason=failure.strerror or "it is no file")
        return None
    if size > limit:
        megabytes = round(size / 1_000_000)
        problems.add("codings.too-large", source, megabytes=megabytes, limit=limit // 1_000_000)
        return None
    found = READERS[path.suffix.lower()](path, source, problems)
    if found is not None and not found.codings:
        problems.add("codings.none", source)
    return found


class _Importer:
    """Turns what one file holds into records; ``stem`` stands in for a coder who is not named."""

    def __init__(
        self,
        texts: Texts,
        documents: Documents,
        codes: Codes,
        excluded: frozenset[str],
        stem: str,
        problems: Problems,
    ) -> None:
        self._texts, self._documents, self._codes = texts, documents, codes
        self._excluded, self._stem, self._problems = excluded, stem, problems
        self._lost: Counter[str] = Counter()

    def records(self, found: list[Found], source: Source) -> Iterator[CodingRecord]:
        """One record for each coding, in the file's order."""
        documents = [self._document(coding) for coding in found]
        coders = [self._coder(coding) for coding in found]
        claims = [
            Claim(document, coder, coding.place, coding.quoted)
            for coding, document, coder in zip(found, documents, coders, strict=True)
            if isinstance(document, str) and isinstance(coding.place, Offsets)
        ]
        offsets = iter(place_claims(claims, self._texts))
        seen: set[tuple[object, ...]] = set()
        for coding, document, coder in zip(found, documents, coders, strict=True):
            placed = (
                next(offsets) if isinstance(document, str) and isinstance(coding.place, Offsets) else None
            )
            if isinstance(document, str):
                record = self._record(coding, document, coder, placed)
                key = (record.document, record.span, record.code, record.coder)
                if record.span is not None and key in seen:
                    fields = {"coder": coder, "document": document, "code": record.code}
                    self._problems.add("codings.twice", coding.source, **fields)
                seen.add(key)
                yield record
            else:
                yield self._nowhere(coding, coder, document)
        self._tell_lost(source)

    def notes(self, remarks: list[Remark]) -> Iterator[Note]:
        """The memos that hang on no coding. What is said of a transcript that is not in use, or of a
        code in the codebook's own words, is not kept."""
        for remark in remarks:
            name, text = remark.name, remark.text.strip()
            if not text:
                continue
            if remark.about in ("document", "case"):
                resolved = self._documents.of(remark)
                withheld = resolved in self._excluded if isinstance(resolved, str) else bool(self._excluded)
                name = resolved if isinstance(resolved, str) else name
                yield Note(
                    remark.about, name, None if withheld else text, remark.source, remark.title, remark.author
                )
                continue
            if remark.about == "code":
                code = self._codes.resolve(name, remark.parents, remark.guid)
                name = code if isinstance(code, str) else name
                if isinstance(code, str) and self._codes.says_so_itself(code, text):
                    continue
            yield Note(remark.about, name, text, remark.source, remark.title, remark.author)

    def _document(self, coding: Found) -> str | Fault:
        resolved = self._documents.of(coding)
        if isinstance(resolved, str):
            if resolved in self._excluded:
                return Fault("", "excluded", {"document": resolved})
            return resolved
        if isinstance(coding.place, Fault) and coding.place.told:
            return coding.place
        self._lost[coding.document] += 1
        if isinstance(resolved, Ambiguous):
            # Where one candidate is excluded, the text might be that person's: none of it is kept.
            return Fault("codings.ambiguous-document", "the document's name may mean several")
        return Fault("codings.unknown-document", "the document is no transcript of this study")

    def _coder(self, coding: Found) -> str:
        coder = " ".join(coding.coder.split())
        if not coder:
            place = coding.source
            if place.file.lower().endswith(".qdpx"):
                # A program without users leaves all codings without: that is said once.
                place = Source(place.file)
            if place.file.lower().endswith((".qdpx", ".csv")):
                self._problems.add("codings.no-coder", place, coder=self._stem)
            return self._stem
        return coder

    def _nowhere(self, coding: Found, coder: str, fault: Fault) -> CodingRecord:
        """A coding of a transcript that is not in use: no text of it is kept."""
        document = str(fault.fields.get("document", coding.document))
        code = self._codes.resolve(coding.code, coding.parents, coding.guid)
        known = code if isinstance(code, str) else coding.code
        return CodingRecord(
            document, None, known, coder, None, None, "not_placed", None, fault.reason, coding.source
        )

    def _record(self, coding: Found, document: str, coder: str, placed: Placed | None) -> CodingRecord:
        code = self._codes.resolve(coding.code, coding.parents, coding.guid) if coding.code else None
        fault = self._code_fault(coding, code) or self._place_fault(coding)
        if fault is None and isinstance(coding.place, Passage):
            placed = place_passage(coding.place, document, self._texts)
        if fault is None and placed is not None:
            fault = placed.fault
        if fault is not None or placed is None:
            fault = fault or Fault("", "unknown")
            if not fault.told:
                self._problems.add(fault.code, coding.source, **fault.fields)
            placed = Placed(None, "not_placed")
        else:
            self._tell_search(coding, document, placed)
        known = code if isinstance(code, str) else coding.code
        return CodingRecord(
            document,
            placed.span,
            known,
            coder,
            coding.quoted,
            coding.memo,
            placed.placement,
            placed.score,
            fault.reason if fault else None,
            coding.source,
            alterations(coding, document, known, self._codes.label(known), coder, placed),
        )

    def _code_fault(self, coding: Found, code: str | Ambiguous | None) -> Fault | None:
        if isinstance(code, str):
            return None
        if not coding.code:
            return Fault("codings.no-code", "it has no code")
        if isinstance(code, Ambiguous):
            fields = {"name": coding.code, "candidates": ", ".join(code.candidates)}
            return Fault("codings.ambiguous-code", "the code's name may mean several", fields)
        fields = {"name": coding.code, "hint": self._codes.hint(coding.code)}
        return Fault("codings.unknown-code", "the code is not in the codebook", fields)

    @staticmethod
    def _place_fault(coding: Found) -> Fault | None:
        return coding.place if isinstance(coding.place, Fault) else None

    def _tell_search(self, coding: Found, document: str, placed: Placed) -> None:
        if placed.score is not None:
            score = f"{placed.score:.0f}"
            self._problems.add("codings.fuzzy", coding.source, document=document, score=score)
        elif placed.moved:
            fields = {
                "distance": abs(placed.moved),
                "direction": "later" if placed.moved > 0 else "earlier",
                "document": document,
            }
            self._problems.add("codings.moved", coding.source, **fields)

    def _tell_lost(self, source: Source) -> None:
        """One warning for each document that is not there, however many codings it has."""
        for name, count in self._lost.items():
            resolved = self._documents.resolve(name)
            if isinstance(resolved, Ambiguous):
                fields = {"name": name, "count": count, "candidates": ", ".join(resolved.candidates)}
                self._problems.add("codings.ambiguous-document", source, **fields)
            else:
                hint = self._documents.hint(name)
                fields = {"name": name, "count": count, "hint": hint}
                self._problems.add("codings.unknown-document", source, **fields)
