"""All raw data of a study in one pass: what ``triangulate check`` reads, and the first rule of a run."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from triangulate.problems import Problems, nearest
from triangulate.raw.mapping import read_mapping
from triangulate.raw.model import (
    CodingImport,
    MappingAnswer,
    MappingForm,
    Participant,
    Respondent,
    StatementAnswer,
    Transcript,
)
from triangulate.raw.register import match_respondents, match_transcripts, read_register
from triangulate.raw.sources import TABULAR, expand, place
from triangulate.raw.statements import read_statements
from triangulate.raw.tablereports import Kept, TableReports
from triangulate.source import Source
from triangulate.study.load import CONFIG
from triangulate.study.model import Study
from triangulate.study.yamltext import read_yaml

#: Below so many files of tables a second process costs more than it saves.
WORTH_A_PROCESS = 20
TRANSCRIPT_ENDINGS = frozenset({".docx", ".odt", ".txt", ".vtt", ".srt"})


@dataclass(frozen=True, slots=True)
class RawStudy:
    """Every record of a study; empty tuples for strands that it does not have."""

    participants: tuple[Participant, ...] | None
    forms: tuple[MappingForm, ...] = ()
    mapping: tuple[MappingAnswer, ...] = ()
    respondents: tuple[Respondent, ...] = ()
    answers: tuple[StatementAnswer, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    codings: tuple[CodingImport, ...] = ()


def excluded(participants: tuple[Participant, ...] | None) -> dict[str, str]:
    """Why somebody's data do not enter, by participant id: ``no_consent`` or ``withdrawn``."""
    reasons: dict[str, str] = {}
    for person in participants or ():
        if person.withdrawn_date is not None:
            reasons[person.participant_id] = "withdrawn"
        elif person.consent_date is None:
            reasons[person.participant_id] = "no_consent"
    return reasons


def excluded_documents(
    participants: tuple[Participant, ...] | None, names: tuple[str, ...]
) -> frozenset[str]:
    """File names of the transcripts of people who are left out."""
    out = excluded(participants)
    banned: set[str] = set()
    for person in participants or ():
        if person.participant_id in out and person.transcript:
            banned.add(person.transcript)
    return frozenset(name for name in names if name in banned or Path(name).stem in banned) | frozenset(
        banned
    )


def transcript_paths(study: Study, problems: Problems) -> tuple[Path, ...]:
    """The transcripts that the configuration names; two of one file name are reported."""
    strand = study.interviews
    if strand is None:
        return ()
    paths = expand(study.directory, strand.transcripts, TRANSCRIPT_ENDINGS, problems)
    first: dict[str, Path] = {}
    for path in paths:
        # Register and codings know a transcript by its file name, whatever folder it lies in.
        other = first.setdefault(unicodedata.normalize("NFC", path.name).casefold(), path)
        if other.parent != path.parent:
            where = place(study.directory, other).file
            problems.add("transcripts.same-document", place(study.directory, path), other=where)
    return paths


def read_transcripts(
    study: Study,
    participants: tuple[Participant, ...] | None,
    problems: Problems,
    cache: Path | None = None,
    *,
    keep: bool = False,
) -> tuple[Transcript, ...]:
    """The transcripts of those who take part; nobody else's file is opened.

    ``cache`` is a folder of what earlier runs read, for restricted data; with ``keep`` it holds afterwards
    what this one did and nothing else.
    """
    from triangulate.raw.transcripts.kept import Transcripts

    paths = transcript_paths(study, problems)
    banned = excluded_documents(participants, tuple(path.name for path in paths))
    reader = Transcripts(cache, study.interviews.interviewers if study.interviews else (), keep=keep)
    found = [reader.read(path, study.directory, problems) for path in paths if path.name not in banned]
    reader.prune()
    return tuple(transcript for transcript in found if transcript is not None)


def _match_groups(study: Study, transcripts: tuple[Transcript, ...], problems: Problems) -> None:
    """Without a register, a transcript's folder says which of several groups it is from."""
    for transcript in transcripts:
        folder = Path(transcript.source.file).parent.name
        if len(study.groups) > 1 and study.group_of_cell(folder) is None:
            problems.add("transcripts.no-group", transcript.source, document=transcript.document)


def _match_lead_coder(study: Study, codings: tuple[CodingImport, ...], problems: Problems) -> None:
    """A lead coder who coded nothing is a name misspelt: the counts would be somebody else's."""
    lead = study.interviews.lead_coder if study.interviews else None
    coders = {record.coder for coding in codings for record in coding.codings}
    if lead is None or not coders or lead in coders or any(c.casefold() == "consensus" for c in coders):
        return
    place_ = Source(CONFIG)
    if document := read_yaml(study.directory / CONFIG, place_, Problems(), "The configuration"):
        place_ = document.at(("interviews", "lead_coder"))
    problems.add(
        "codings.lead-coder",
        place_,
        coder=lead,
        hint=nearest(lead, coders),
        coders=", ".join(sorted(coders)),
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """The strands that come as tables, and what is wrong with them."""

    forms: tuple[MappingForm, ...]
    mapping: tuple[MappingAnswer, ...]
    respondents: tuple[Respondent, ...]
    answers: tuple[StatementAnswer, ...]
    reports: TableReports


_People = tuple[Participant, ...] | None


def _read_tables(study: Study, participants: _People) -> _Tables:
    problems, strangers = Problems(), Problems()
    forms, mapping = read_mapping(study, problems) if study.mapping else ((), ())
    respondents, answers = read_statements(study, problems) if study.statements else ((), ())
    # Beside a register that could not be read, everybody would seem to be a stranger.
    if study.interviews and participants:
        match_respondents(study, participants, respondents, strangers)
    return _Tables(forms, mapping, respondents, answers, TableReports(tuple(problems), tuple(strangers)))


@contextmanager
def _tables_beside(study: Study, participants: _People) -> Iterator[Callable[[], _Tables]]:
    """What gives the tables; of many files they are read by a second process while this one goes on."""
    strands = [strand for strand in (study.mapping, study.statements) if strand is not None]
    files = sum(len(expand(study.directory, s.sources, TABULAR, Problems())) for s in strands)
    if study.interviews is None or files < WORTH_A_PROCESS or sys.platform != "linux":
        yield partial(_read_tables, study, participants)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as second:
        yield second.submit(_read_tables, study, participants).result


def read_everything(study: Study, problems: Problems) -> RawStudy:
    """Read all strands; every problem of every file goes to ``problems``."""
    participants = read_register(study, problems)
    with _tables_beside(study, participants) as tables:
        return _read_everything(study, participants, tables, problems)


def report_everything(
    study: Study, problems: Problems, *, reports: Path | None, transcripts: Path | None
) -> None:
    """Report what :func:`read_everything` reports, and read only what no earlier run found sound.

    ``reports`` is the folder in which this keeps what it reported of the tables, ``transcripts`` that of
    :func:`read_transcripts`, which is only read.
    """
    participants = read_register(study, problems)
    kept = Kept(reports, study) if reports is not None else None
    known = kept.load() if kept is not None else None
    if known is not None:
        tables = _Tables((), (), (), (), known)
        _read_everything(study, participants, lambda: tables, problems, transcripts)
        return
    with _tables_beside(study, participants) as read:
        _read_everything(study, participants, read, problems, transcripts)
        if kept is not None:
            kept.save(read().reports)


def _read_everything(
    study: Study,
    participants: _People,
    tables: Callable[[], _Tables],
    problems: Problems,
    cache: Path | None = None,
) -> RawStudy:
    of_interviews = Problems()
    transcripts: tuple[Transcript, ...] = ()
    if study.interviews:
        transcripts = read_transcripts(study, participants, of_interviews, cache)
    read = tables()
    problems.extend(read.reports.tables)
    problems.extend(of_interviews)
    codings: tuple[CodingImport, ...] = ()
    if study.interviews:
        from triangulate.raw.codings import read_codings

        turned_away = Problems()
        names = tuple(path.name for path in transcript_paths(study, turned_away))
        codings = read_codings(
            study,
            {t.document: t.text for t in transcripts},
            excluded_documents(participants, names),
            problems,
        )
        _match_lead_coder(study, codings, problems)
        if participants is None:
            _match_groups(study, transcripts, problems)
        if participants:
            problems.extend(read.reports.strangers)
            refused = {Path(p.source.file).name for p in turned_away if p.source is not None}
            match_transcripts(study, participants, names, problems, refused)
    return RawStudy(
        participants, read.forms, read.mapping, read.respondents, read.answers, transcripts, codings
    )
