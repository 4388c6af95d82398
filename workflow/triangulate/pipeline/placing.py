"""From the files of codings to tables: every coding in the pseudonymised text, what was changed on the way,
the memos, and who and what the codings are of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from triangulate.analysis.coding import counted_codings
from triangulate.files import sha256_of_file
from triangulate.problems import Problems, StudyError
from triangulate.raw.codings import read_codings
from triangulate.raw.codings.guids import guid
from triangulate.raw.everything import excluded, excluded_documents, read_transcripts, transcript_paths
from triangulate.raw.model import CodingImport, CodingRecord, Note, Participant, Span
from triangulate.raw.register import read_register
from triangulate.records.coding import cases_table, coders_table, codes_table, rules_basis
from triangulate.records.tables import read_table, rows_of, table, write_table
from triangulate.study.model import Study
from triangulate.text.offsets import Edit, OffsetMap

CONSENSUS = "consensus"
_EDIT_COLUMNS = ("start", "end", "replacement", "kind", "rule")
_UNMOVED = OffsetMap(())


def place_codings(
    study: Study,
    *,
    people: Path,
    documents: Path,
    redactions: Path,
    cache: Path | None = None,
    codings: Path,
    imported: Path,
    edits: Path,
    memos: Path,
    cases: Path,
    codes: Path,
    coders: Path,
) -> None:
    """Move every coding in use from the raw text to the pseudonymised one, and keep what there is to know
    of each: how it was read, what was written on it, whose it is.

    ``cache`` is where :func:`triangulate.pipeline.interviews.prepare_transcripts` left the raw texts; what is not
    there is read from the transcripts.
    """
    assert study.interviews is not None
    problems = Problems()
    participants = read_register(study, problems)
    transcripts = read_transcripts(study, participants, problems, cache)
    names = tuple(path.name for path in transcript_paths(study, Problems()))
    texts = {t.document: t.text for t in transcripts}
    left_out = excluded_documents(participants, names)
    imports = read_codings(study, texts, left_out, problems)
    if problems.errors:
        raise StudyError(problems.errors)
    prepared = read_table(documents, "documents")
    placing = _Placing(study, texts, prepared, moves_by_document(read_table(redactions, "redactions")))
    withheld = _naming(participants, left_out)
    rows, changes, notes = placing.tables(imports, withheld)
    marked = table("codings", rows)
    marked["counted"] = marked.index.isin(counted_codings(marked, study.interviews.lead_coder).index)
    write_table(codings, "codings", marked)
    write_table(edits, "edits", table("edits", changes))
    write_table(memos, "memos", table("memos", notes))
    write_table(imported, "coding_import", table("coding_import", _import_rows(imports)))
    write_table(cases, "cases", cases_table(prepared, study.id))
    write_table(codes, "codes", codes_table(study.interviews.codebook, study.id))
    write_table(coders, "coders", coders_table(study.id, _files_of_coders(study, imports), _machines(study)))


def moves_by_document(redactions: pd.DataFrame) -> dict[str, OffsetMap]:
    """The way from raw to pseudonymised offsets of every document that has a redaction."""
    return {
        str(document): OffsetMap(
            Edit(start, end, replacement, kind, rule)
            for start, end, replacement, kind, rule in zip(
                *(rows[column].tolist() for column in _EDIT_COLUMNS), strict=True
            )
        )
        for document, rows in redactions.groupby("document")
    }


class _Placing:
    """Turns the records of all files into rows. GUIDs number what is the same twice."""

    def __init__(
        self, study: Study, texts: Mapping[str, str], documents: pd.DataFrame, moves: Mapping[str, OffsetMap]
    ) -> None:
        self._study, self._texts, self._moves = study, texts, moves
        self._safe = {
            str(row.document): (str(row.group), str(row.text))
            for row in rows_of(documents[["document", "group", "text"]])
        }
        self._again: Counter[tuple[str, ...]] = Counter()

    def tables(
        self, imports: Iterable[CodingImport], withheld: re.Pattern[str] | None
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of the tables codings, edits and memos. The text of a memo that has a match of
        ``withheld`` is left out."""
        rows: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        memos: list[dict[str, Any]] = []
        for found in imports:
            for coding in found.codings:
                row = self._row(coding) if coding.span is not None else None
                if row is not None:
                    rows.append(row)
                    changes += self._changes(coding, row)
                if coding.memo:
                    memos.append(self._memo(coding, row, withheld))
            memos += (self._note(note, withheld) for note in found.notes)
        rows.sort(key=lambda r: (r["document"], r["start"], r["end"], r["code"], r["coder"], r["coding"]))
        return rows, changes, memos

    def _id(self, kind: str, *names: str) -> str:
        key = (kind, *names)
        self._again[key] += 1
        return guid(self._study.id, kind, *names, self._again[key])

    def _row(self, coding: CodingRecord) -> dict[str, Any]:
        assert coding.span is not None
        group, safe = self._safe[coding.document]
        moved = self._moves.get(coding.document, _UNMOVED).to_new(coding.span)
        made = (coding.document, str(moved.start), str(moved.end), coding.code, coding.coder)
        return {
            "coding": self._id("coding", *made),
            "document": coding.document,
            "start": moved.start,
            "end": moved.end,
            "code": coding.code,
            "coder": coding.coder,
            "stage": "consensus" if coding.coder.lower() == CONSENSUS else "independent",
            "counted": False,
            "rule": None,
            "group": group,
            "text": moved.of(safe),
            "line": _line(self._texts[coding.document], coding.span),
            **coding.source.as_columns(),
        }

    def _changes(self, coding: CodingRecord, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        steps: list[tuple[str, str, str, str]] = [
            (a.step, a.before, a.after, a.reason) for a in coding.alterations
        ]
        moves = self._moves.get(coding.document, _UNMOVED)
        assert coding.span is not None
        span, moved = coding.span, Span(row["start"], row["end"])
        if moves.to_raw(moved) != span:
            reason = "an end lay inside a redaction: the passage was widened to hold it whole"
            steps.append(("snapped", _told(span), _told(moved), reason))
        elif moved != span:
            reason = "redactions before it, or in it, are of another length than what they replace"
            steps.append(("pseudonymised", _told(span), _told(moved), reason))
        for step, before, after, reason in steps:
            yield {
                **{name: row[name] for name in ("coding", "document", "code", "coder")},
                "step": step,
                "before": before,
                "after": after,
                "reason": reason,
                **coding.source.as_columns(),
            }

    def _memo(
        self, coding: CodingRecord, row: Mapping[str, Any] | None, withheld: re.Pattern[str] | None
    ) -> dict[str, Any]:
        text = coding.memo or ""
        return {
            "memo": self._id("memo", "coding", row["coding"] if row else coding.document, coding.coder, text),
            "about": "coding",
            "coding": row["coding"] if row else None,
            "document": coding.document,
            "code": coding.code,
            "case": None,
            "author": coding.coder,
            "title": None,
            "text": None if withheld and withheld.search(text) else text,
            **coding.source.as_columns(),
        }

    def _note(self, note: Note, withheld: re.Pattern[str] | None) -> dict[str, Any]:
        text = note.text
        if text is not None and withheld and withheld.search(f"{note.name}\n{note.title}\n{text}"):
            text = None
        known = text is not None
        return {
            "memo": self._id("memo", note.about, note.name, note.author, note.title, note.text or ""),
            "about": note.about,
            "coding": None,
            **{
                kind: note.name if known and note.about == kind else None
                for kind in ("document", "code", "case")
            },
            "author": note.author or None,
            "title": (note.title or None) if known else None,
            "text": text,
            **note.source.as_columns(),
        }


def _told(span: Span) -> str:
    return f"{span.start}:{span.end}"


def _line(text: str, span: Span) -> int:
    return text.count("\n", 0, span.start) + 1


def _naming(participants: tuple[Participant, ...] | None, documents: Iterable[str]) -> re.Pattern[str] | None:
    """What names somebody who is left out, as ``verify --withdrawn`` looks for it; None if nobody is."""
    names = {*excluded(participants), *documents, *(Path(name).stem for name in documents)}
    if not names:
        return None
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])")


def _files_of_coders(study: Study, imports: Iterable[CodingImport]) -> dict[str, list[tuple[str, str]]]:
    """Everybody who coded what is in use, with the files that it stands in and their hashes."""
    files: dict[str, list[tuple[str, str]]] = {}
    for found in imports:
        digest = sha256_of_file(study.directory / found.file)
        for coder in {coding.coder for coding in found.codings if coding.span is not None}:
            files.setdefault(coder, []).append((found.file, digest))
    return files


def _machines(study: Study) -> list[tuple[str, str, str]]:
    from triangulate.coding.rules import CODER
    from triangulate.coding.supervised import SUGGESTER, basis
    from triangulate.text.language import identity

    assert study.interviews is not None
    codebook = study.interviews.codebook
    machines = [(SUGGESTER, "model", basis(study.seed))]
    if any(code.patterns for code in codebook.codes):
        machines.insert(0, (CODER, "rule", rules_basis(codebook, identity())))
    return machines


def _import_rows(imports: Iterable[CodingImport]) -> list[dict[str, object]]:
    return [
        {
            "file": found.file,
            "document": coding.document,
            "code": coding.code,
            "coder": coding.coder,
            "placement": coding.placement,
            "score": coding.score,
            "reason": coding.reason,
            "start": coding.span.start if coding.span else None,
            "end": coding.span.end if coding.span else None,
            **coding.source.as_columns(),
        }
        for found in imports
        for coding in found.codings
    ]
