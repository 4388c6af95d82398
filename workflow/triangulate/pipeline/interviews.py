"""From transcripts to pseudonymised text and its segments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from triangulate.problems import Problems
from triangulate.raw.everything import read_transcripts
from triangulate.raw.model import Transcript
from triangulate.raw.register import read_register
from triangulate.records.schemas import TABLES
from triangulate.records.tables import read_table, table, write_table
from triangulate.study.model import Study
from triangulate.text.names import Names
from triangulate.text.prepare import Prepared


def _transcripts_in_use(study: Study, cache: Path) -> tuple[Transcript, ...]:
    problems = Problems()
    participants = read_register(study, problems)
    transcripts = read_transcripts(study, participants, problems, cache, keep=True)
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
    """Pseudonymise the transcripts of those who take part and cut them into sentences.

    ``cache`` holds afterwards what was read in each, raw, for this job and those after it.
    """
    from triangulate.text.numbering import write_key
    from triangulate.text.prepare import prepare_with_key

    transcripts = _transcripts_in_use(study, cache)
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
    sentences = (
        {name: getattr(s, name) for name in TABLES["segments"]} for p in prepared for s in p.segments
    )
    write_table(segments, "segments", table("segments", sentences))
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
