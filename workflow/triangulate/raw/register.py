"""The register of participants: who consented, who withdrew, whose transcript is whose."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from triangulate.problems import Problems, nearest
from triangulate.raw.cells import shown
from triangulate.raw.grid import Row, Table, table_from
from triangulate.raw.limited import limited
from triangulate.raw.model import Participant, Respondent
from triangulate.raw.sources import expand
from triangulate.raw.tabular import read_grids
from triangulate.source import Source
from triangulate.study.model import Study

COLUMNS = (
    "participant_id",
    "group",
    "organisation",
    "role",
    "consent_date",
    "withdrawn_date",
    "transcript",
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OTHER = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)


def read_register(study: Study, problems: Problems) -> tuple[Participant, ...] | None:
    """The rows of the register; None if the study has none configured.

    A row without a usable id is reported and left out; a date that cannot be read is reported and
    taken as none.
    """
    register = study.interviews.register if study.interviews else None
    if register is None:
        return None
    source = Source(register)
    if Path(register).suffix.lower() != ".csv":
        problems.add("people.not-csv", source, ending=Path(register).suffix)
        return ()
    paths = expand(study.directory, [register], frozenset({".csv"}), problems)
    if not paths or not paths[0].is_file():
        return ()
    grids = read_grids(paths[0], source, problems, COLUMNS)
    if not grids:
        return ()
    with limited(problems, source) as report:
        table = table_from(grids[0], 0, report)
        places = _columns(table, report)
        if "participant_id" not in places or "group" not in places:
            return ()
        people = [
            person
            for row in table.rows
            if (person := _participant(study, table, row, places, report)) is not None
        ]
        _duplicates(people, table, places, report)
        return tuple(people)


def _columns(table: Table, problems: Problems) -> dict[str, int]:
    columns = ", ".join(COLUMNS)
    headings = table.headings
    for column, heading in enumerate(headings):
        if heading not in COLUMNS and (heading or any(r.cell(column).strip() for r in table.rows)):
            problems.add(
                "people.unknown-column",
                table.grid.at(table.header, column),
                heading=shown(heading),
                hint=nearest(heading, COLUMNS),
                columns=columns,
            )
    for name in COLUMNS:
        if name not in headings:
            problems.add(
                "people.missing-column",
                table.grid.at(table.header),
                column=name,
                hint=nearest(name, [h for h in headings if h and h not in COLUMNS]),
                columns=columns,
            )
    return {name: headings.index(name) for name in COLUMNS if name in headings}


def _participant(
    study: Study, table: Table, row: Row, places: dict[str, int], problems: Problems
) -> Participant | None:
    grid = table.grid
    cells = {name: row.cell(column).strip() for name, column in places.items()}

    def at(name: str) -> Source:
        return grid.at(row, places[name])

    id = cells["participant_id"]
    if not id:
        problems.add("people.no-id", at("participant_id"))
        return None
    group = study.group_of_cell(cells["group"])
    if group is None:
        names = [name for g in study.groups for name in (g.id, g.label)]
        problems.add(
            "people.unknown-group",
            at("group"),
            shown=shown(cells["group"]),
            hint=nearest(cells["group"], names) if cells["group"] else "",
            groups=", ".join(g.id for g in study.groups),
        )
    dates: dict[str, date | None] = {}
    for name in ("consent_date", "withdrawn_date"):
        text = cells.get(name, "")
        dates[name] = _date(text, name, at(name), problems) if text else None
    consent, withdrawn = dates["consent_date"], dates["withdrawn_date"]
    if "consent_date" in cells and not cells["consent_date"]:
        problems.add("people.no-consent", at("consent_date"), participant=id)
    # A day of grace, since it is tomorrow already somewhere.
    if consent and consent > date.today() + timedelta(days=1):
        problems.add("people.consent-to-come", at("consent_date"), participant=id, consent=consent)
    if consent and withdrawn and withdrawn < consent:
        problems.add(
            "people.withdrawn-before-consent",
            at("withdrawn_date"),
            participant=id,
            withdrawn=withdrawn,
            consent=consent,
        )
    return Participant(
        participant_id=id,
        group=group.id if group else cells["group"],
        organisation=cells.get("organisation", ""),
        role=cells.get("role", ""),
        consent_date=consent,
        withdrawn_date=withdrawn,
        transcript=cells.get("transcript") or None,
        source=grid.at(row),
    )


def _date(text: str, column: str, source: Source, problems: Problems) -> date | None:
    if _ISO.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    problems.add("people.date", source, column=column, shown=shown(text), suggestion=_suggestion(text))
    return None


def _suggestion(text: str) -> str:
    """Both readings of a date such as 05/01/2018, as far as each is one."""
    found = _OTHER.fullmatch(text)
    if not found:
        return ", as in 2018-01-05"
    first, second, year = (int(part) for part in found.groups())
    readings = []
    for month, day in ((second, first), (first, second)):
        try:
            readings.append(date(year, month, day).isoformat())
        except ValueError:
            continue
    readings = list(dict.fromkeys(readings))
    return f": {' or '.join(readings)}, whichever is meant" if readings else ", as in 2018-01-05"


def _duplicates(
    people: Iterable[Participant], table: Table, places: dict[str, int], problems: Problems
) -> None:
    ids: dict[str, Participant] = {}
    transcripts: dict[str, Participant] = {}
    for person in people:
        first = ids.setdefault(person.participant_id, person)
        if first is not person:
            problems.add(
                "people.duplicate-id",
                person.source,
                participant=person.participant_id,
                first=str(first.source),
            )
        if person.transcript is None:
            continue
        owner = transcripts.setdefault(person.transcript, person)
        if owner is not person:
            _report_shared(person, owner, problems)


def _report_shared(person: Participant, owner: Participant, problems: Problems) -> None:
    problems.add(
        "people.duplicate-transcript",
        person.source,
        transcript=person.transcript,
        other=owner.participant_id,
        first=str(owner.source),
    )


def match_respondents(
    study: Study,
    participants: Sequence[Participant],
    respondents: Sequence[Respondent],
    problems: Problems,
) -> None:
    """Every respondent has to be in the register, in the group that it says."""
    known = {person.participant_id: person for person in participants}
    groups = {group.id for group in study.groups}
    by_file: dict[str, list[Respondent]] = {}
    for respondent in respondents:
        by_file.setdefault(respondent.source.file, []).append(respondent)
    for file, people in by_file.items():
        with limited(problems, Source(file)) as report:
            for respondent in people:
                _match_respondent(respondent, known, groups, report)


def _match_respondent(
    respondent: Respondent, known: dict[str, Participant], groups: set[str], problems: Problems
) -> None:
    person = known.get(respondent.respondent)
    if person is None:
        problems.add(
            "people.unknown-respondent",
            respondent.source,
            respondent=respondent.respondent,
            hint=_hint(respondent.respondent, known),
        )
    elif person.group != respondent.group and person.group in groups:
        problems.add(
            "people.group-conflict",
            respondent.source,
            respondent=respondent.respondent,
            group=respondent.group,
            registered=person.group,
        )


def _hint(id: str, known: Iterable[str]) -> str:
    """The id meant: first one that a spreadsheet has robbed of its leading noughts."""
    bare = [other for other in known if other.lstrip("0") == id.lstrip("0")]
    return nearest(bare[0], bare) if len(bare) == 1 else nearest(id, known)


def match_transcripts(
    study: Study,
    participants: Sequence[Participant],
    names: Collection[str],
    problems: Problems,
    refused: Collection[str] = (),
) -> None:
    """Every transcript has to be in the register, and every one that the register names has to be there,
    except of people left out (no consent, or withdrawn).

    ``names`` are file names with their ending; the register may leave the ending out. ``refused`` are files
    that are there and cannot be used, which has been said already.
    """
    refused = {*refused, *(PurePosixPath(name).stem for name in refused)}
    stems: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        stems.setdefault(PurePosixPath(name).stem, []).append(name)
    owners: dict[str, Participant] = {}
    for person in participants:
        if person.transcript is None:
            continue
        files = [person.transcript] if person.transcript in names else stems.get(person.transcript)
        if not files:
            takes_part = person.consent_date is not None and person.withdrawn_date is None
            if takes_part and person.transcript not in refused:
                problems.add(
                    "people.no-transcript-file",
                    person.source,
                    participant=person.participant_id,
                    transcript=person.transcript,
                    hint=nearest(person.transcript, names),
                )
        elif len(files) > 1:
            problems.add(
                "people.ambiguous-transcript",
                person.source,
                participant=person.participant_id,
                transcript=person.transcript,
                files=" or ".join(files),
            )
            owners |= dict.fromkeys(files, person)
        else:
            owner = owners.setdefault(files[0], person)
            if owner is not person and owner.transcript != person.transcript:
                _report_shared(person, owner, problems)
    register = study.interviews.register if study.interviews else None
    for name in sorted(set(names)):
        if name not in owners:
            problems.add(
                "people.unknown-transcript",
                Source(register) if register else None,
                transcript=name,
                hint=nearest(name, [p.transcript for p in participants if p.transcript]),
            )
