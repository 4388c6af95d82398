"""The register, and who has to be in it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tabular_studies import codes, only, put, study
from triangulate.problems import Problems
from triangulate.raw.model import Participant, Respondent
from triangulate.raw.register import match_respondents, match_transcripts, read_register
from triangulate.source import Source
from triangulate.study.model import Codebook, InterviewStrand

pytestmark = pytest.mark.fast

PATH = "data/raw/participants.csv"
HEAD = "participant_id,group,organisation,role,consent_date,withdrawn_date,transcript\n"


def read(tmp_path: Path, text: str) -> tuple[tuple[Participant, ...], Problems]:
    put(tmp_path, PATH, text)
    problems = Problems()
    people = read_register(study(tmp_path), problems)
    assert people is not None
    return people, problems


def test_a_row_becomes_a_participant_with_its_line(tmp_path: Path) -> None:
    people, problems = read(tmp_path, HEAD + "007,Police,NA,officer,2018-01-05,2018-02-01,P7.docx\n")
    assert not problems
    assert people == (
        Participant(
            "007",
            "police",
            "NA",
            "officer",
            date(2018, 1, 5),
            date(2018, 2, 1),
            "P7.docx",
            Source(PATH, None, 2, None, 2),
        ),
    )


def test_no_register_configured_is_none_and_asks_nothing(tmp_path: Path) -> None:
    problems = Problems()
    strand = InterviewStrand(None, (), Codebook("1", ()), ())
    assert read_register(study(tmp_path, interviews=strand), problems) is None
    assert read_register(study(tmp_path, interviews=None), problems) is None
    assert not problems


def test_a_blank_consent_date_is_a_warning_and_keeps_the_row(tmp_path: Path) -> None:
    people, problems = read(tmp_path, HEAD + "a,police,,,,,\n")
    assert codes(problems) == ["people.no-consent"]
    assert not problems.errors
    assert (people[0].consent_date, people[0].transcript) == (None, None)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("05/01/2018", "2018-01-05 or 2018-05-01"),
        ("25.12.2017", "2017-12-25"),
        ("2018-02-30", "as in 2018-01-05"),
        ("20180105", "as in 2018-01-05"),
        ("5 January 2018", "as in 2018-01-05"),
        ("2018-1-5", "as in 2018-01-05"),
        ("43105", "as in 2018-01-05"),
    ],
)
def test_other_dates_are_errors_that_say_what_to_write(tmp_path: Path, text: str, advice: str) -> None:
    problems = read(tmp_path, HEAD + f"a,police,,,{text},,\n")[1]
    message = only(problems, "people.date")
    assert advice in message
    assert "cell E2, line 2" in message
    assert len(problems) == 1


def test_duplicate_ids_and_transcripts_and_unknown_groups_are_errors(tmp_path: Path) -> None:
    rows = "a,police,,,2018-01-05,,T.docx\na,polis,,,2018-01-05,,T.docx\n,police,,,2018-01-05,,\n"
    problems = read(tmp_path, HEAD + rows)[1]
    assert codes(problems) == [
        "people.duplicate-id",
        "people.duplicate-transcript",
        "people.no-id",
        "people.unknown-group",
    ]
    assert "Did you mean 'police'?" in only(problems, "people.unknown-group")


def test_the_header_has_to_be_exact(tmp_path: Path) -> None:
    head = HEAD.replace("consent_date", "Consent date").replace("\n", ",age\n")
    problems = read(tmp_path, head + "a,police,,,2018-01-05,,,40\n")[1]
    assert codes(problems) == ["people.missing-column"] + ["people.unknown-column"] * 2
    assert "Did you mean 'Consent date'?" in only(problems, "people.missing-column")


def test_withdrawing_before_consenting_is_a_query(tmp_path: Path) -> None:
    problems = read(tmp_path, HEAD + "a,police,,,2018-01-05,2017-12-01,\n")[1]
    assert codes(problems) == ["people.withdrawn-before-consent"]


def test_a_consent_that_is_still_to_come_is_an_error_and_one_of_today_is_none(tmp_path: Path) -> None:
    later = date.today() + timedelta(days=2)
    problems = read(tmp_path, HEAD + f"a,police,,,{later},,\nb,police,,,{date.today()},,\n")[1]
    assert codes(problems) == ["people.consent-to-come"] and problems.errors
    assert f"'a' consented on {later}" in only(problems, "people.consent-to-come")


def test_a_register_in_another_format_is_refused(tmp_path: Path) -> None:
    problems = Problems()
    strand = InterviewStrand("data/raw/participants.xlsx", (), Codebook("1", ()), ())
    assert read_register(study(tmp_path, interviews=strand), problems) == ()
    assert codes(problems) == ["people.not-csv"]


def person(id: str, transcript: str | None = None, **changes: object) -> Participant:
    fields: dict[str, object] = {
        "participant_id": id,
        "group": "police",
        "organisation": "",
        "role": "",
        "consent_date": date(2018, 1, 5),
        "withdrawn_date": None,
        "transcript": transcript,
        "source": Source(PATH, row=2),
    }
    return Participant(**(fields | changes))  # type: ignore[arg-type]


def match(
    tmp_path: Path, people: list[Participant], respondents: list[str], transcripts: list[str]
) -> Problems:
    problems = Problems()
    found = [Respondent(id, "police", Source("data/raw/statements/a.csv", row=2)) for id in respondents]
    match_respondents(study(tmp_path), people, found, problems)
    match_transcripts(study(tmp_path), people, transcripts, problems)
    return problems


def test_people_who_match_give_no_problem(tmp_path: Path) -> None:
    people = [person("a", "A.docx"), person("b", "B"), person("c"), person("d", "D.v2")]
    assert not match(tmp_path, people, ["a", "c"], ["A.docx", "B.txt", "D.v2.txt"])


def test_respondents_and_transcripts_outside_the_register_are_errors(tmp_path: Path) -> None:
    problems = match(tmp_path, [person("P01", "P01.docx")], ["P1"], ["P01.docx", "P02.docx"])
    assert "Did you mean 'P01'?" in only(problems, "people.unknown-respondent")
    assert "P02.docx" in only(problems, "people.unknown-transcript")
    assert len(problems) == 2


def test_a_transcript_that_is_not_there_is_an_error_except_for_people_left_out(tmp_path: Path) -> None:
    people = [
        person("a", "A.docx"),
        person("b", "B.docx", consent_date=None),
        person("c", "C.docx", withdrawn_date=date(2018, 2, 1)),
    ]
    problems = match(tmp_path, people, [], [])
    assert codes(problems) == ["people.no-transcript-file"]
    assert "'a' has the transcript 'A.docx'" in only(problems, "people.no-transcript-file")


def test_case_counts_in_the_name_of_a_transcript(tmp_path: Path) -> None:
    problems = match(tmp_path, [person("a", "a.docx")], [], ["A.docx"])
    assert codes(problems) == ["people.no-transcript-file", "people.unknown-transcript"]


def test_a_name_without_ending_that_fits_two_files_is_ambiguous(tmp_path: Path) -> None:
    problems = match(tmp_path, [person("a", "A")], [], ["A.docx", "A.txt"])
    assert codes(problems) == ["people.ambiguous-transcript"]


def test_one_transcript_named_with_and_without_its_ending_is_named_twice(tmp_path: Path) -> None:
    problems = match(tmp_path, [person("a", "A"), person("b", "A.docx")], [], ["A.docx"])
    assert codes(problems) == ["people.duplicate-transcript"]


def test_a_respondent_of_another_group_than_registered_is_an_error(tmp_path: Path) -> None:
    problems = match(tmp_path, [person("a", group="nps")], ["a"], [])
    assert "answered as 'police', but is 'nps'" in only(problems, "people.group-conflict")
