"""From transcripts and codings to pseudonymised text, its segments and the codings on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from triangulate.problems import Problems, StudyError
from triangulate.raw.codings import read_codings
from triangulate.raw.everything import excluded_documents, read_transcripts, transcript_paths
from triangulate.raw.model import CodingImport, Span, Transcript
from triangulate.raw.register import read_register
from triangulate.records.tables import read_table, table, write_table
from triangulate.study.model import Study
from triangulate.text.names import Names
from triangulate.text.offsets import Edit, OffsetMap
from triangulate.text.prepare import Prepared

CONSENSUS = "consensus"
_EDIT_COLUMNS = ("start", "end", "replacement", "kind", "rule")


def _transcripts_in_use(study: Study) -> tuple[Transcript, ...]:
    problems = Problems()
    participants = read_register(study, problems)
    transcripts = read_transcripts(study, participants, problems)
    problems.raise_errors()
    return transcripts


def _people_by_document(
    study: Study, people: pd.DataFrame, transcripts: tuple[Transcript, ...]
) -> dict[str, tuple[str, str]]:
    """Participant and group of each transcript in use.

    Without a register a transcript is its own participant; its group is the study's only one, or
    the one that its folder is called after.
    """
    named = {str(t): (str(p), str(g)) for t, p, g in _register_rows(people)}
    found: dict[str, tuple[str, str]] = {}
    problems = Problems()
    for transcript in transcripts:
        stem = Path(transcript.document).stem
        if transcript.document in named or stem in named:
            found[transcript.document] = named.get(transcript.document) or named[stem]
            continue
        folder = Path(transcript.source.file).parent.name
        group = study.groups[0] if len(study.groups) == 1 else study.group_of_cell(folder)
        if group is None:
            problems.add("transcripts.no-group", transcript.source, document=transcript.document)
            continue
        found[transcript.document] = (stem, group.id)
    problems.raise_errors()
    return found


def _register_rows(people: pd.DataFrame) -> list[tuple[str, str, str]]:
    rows = people[people["transcript"].notna()]
    return list(zip(rows["transcript"], rows["participant_id"], rows["group"], strict=True))


def prepare_transcripts(
    study: Study,
    *,
    people: Path,
    forms: Path | None,
    cache: Path,
    documents: Path,
    segments: Path,
    redactions: Path,
    key: Path,
) -> None:
    """Pseudonymise the transcripts of those who take part and cut them into sentences."""
    from triangulate.text.numbering import write_key
    from triangulate.text.prepare import prepare_with_key

    transcripts = _transcripts_in_use(study)
    register = read_table(people, "people")
    returned = read_table(forms, "forms") if forms is not None else None
    owners = _people_by_document(study, register, transcripts)
    preparation = prepare_with_key(transcripts, names_of(study, register, returned), cache)
    prepared = preparation.documents
    sources = {t.document: t for t in transcripts}
    write_table(
        documents,
        "documents",
        table(
            "documents",
            (
                {
                    "document": p.document,
                    "participant_id": owners[p.document][0],
                    "group": owners[p.document][1],
                    "format": sources[p.document].format,
                    "sha256": sources[p.document].sha256,
                    "characters": len(p.text),
                    "words": p.words,
                    "turns": len(sources[p.document].turns),
                    "minutes": p.minutes,
                    "redactions": len(p.edits),
                    "text": p.text,
                    **sources[p.document].source.as_columns(),
                }
                for p in prepared
            ),
        ),
    )
    write_table(segments, "segments", table("segments", (asdict(s) for p in prepared for s in p.segments)))
    write_table(redactions, "redactions", redactions_table(prepared))
    write_key(key, preparation.key)


def names_of(study: Study, people: pd.DataFrame, forms: pd.DataFrame | None) -> Names:
    """What the study's own files know to be identifying: the deny-list, every organisation of the
    register and the mapping forms, and the participants' ids, those of people left out included."""
    kinds = {group.id: group.unit_label.capitalize() for group in study.groups}
    organisations = [
        (str(name), kinds.get(str(group), "Organisation"))
        for frame in (people, forms)
        if frame is not None
        for name, group in zip(frame["organisation"], frame["group"], strict=True)
        if isinstance(name, str)
    ]
    return Names.of(study.privacy.deny_list, organisations, people["participant_id"])


def redactions_table(prepared: Iterable[Prepared]) -> pd.DataFrame:
    """One row a replacement: where it was, where it is, and what stands there now."""
    return table(
        "redactions",
        (
            {
                "document": p.document,
                "start": edit.start,
                "end": edit.end,
                "new_start": p.moves.new_span_of(number).start,
                "new_end": p.moves.new_span_of(number).end,
                "kind": edit.kind,
                "rule": edit.rule,
                "replacement": edit.replacement,
            }
            for p in prepared
            for number, edit in enumerate(p.edits)
        ),
    )


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


def place_codings(
    study: Study,
    *,
    people: Path,
    documents: Path,
    redactions: Path,
    codings: Path,
    imported: Path,
) -> None:
    """Move every coding in use from the raw text to the pseudonymised one."""
    problems = Problems()
    participants = read_register(study, problems)
    transcripts = read_transcripts(study, participants, problems)
    names = tuple(path.name for path in transcript_paths(study, Problems()))
    texts = {t.document: t.text for t in transcripts}
    imports = read_codings(study, texts, excluded_documents(participants, names), problems)
    if problems.errors:
        raise StudyError(problems.errors)
    safe = read_table(documents, "documents").set_index("document")
    maps = moves_by_document(read_table(redactions, "redactions"))
    unmoved = OffsetMap(())
    rows: list[dict[str, object]] = []
    for found in imports:
        for coding in found.codings:
            if coding.span is None:
                continue
            text = str(safe.loc[coding.document, "text"])
            moved = maps.get(coding.document, unmoved).to_new(coding.span)
            rows.append(
                {
                    "document": coding.document,
                    "start": moved.start,
                    "end": moved.end,
                    "code": coding.code,
                    "coder": coding.coder,
                    "stage": "consensus" if coding.coder.lower() == CONSENSUS else "independent",
                    "rule": None,
                    "group": safe.loc[coding.document, "group"],
                    "text": moved.of(text),
                    # A memo is prose of the coder's and may name people: it stays in the raw file.
                    "memo": None,
                    "line": _line(texts[coding.document], coding.span),
                    **coding.source.as_columns(),
                }
            )
    rows.sort(key=lambda r: (str(r["document"]), r["start"], r["end"], str(r["code"]), str(r["coder"])))
    write_table(codings, "codings", table("codings", rows))
    write_table(imported, "coding_import", table("coding_import", _import_rows(imports)))


def _line(text: str, span: Span) -> int:
    return text.count("\n", 0, span.start) + 1


def _import_rows(imports: tuple[CodingImport, ...]) -> list[dict[str, object]]:
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
