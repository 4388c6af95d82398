"""The simulated interviews, read back by the pipeline's readers and held against the ground truth."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.random import PCG64, Generator
from sklearn.metrics import cohen_kappa_score
from triangulate.problems import Problems
from triangulate.raw.codings import read_codings
from triangulate.raw.model import CodingImport, Span, Transcript
from triangulate.raw.transcripts import read_transcript
from triangulate.simulate.bank import Line, load_bank
from triangulate.simulate.coders import leaves
from triangulate.simulate.compose import Composer
from triangulate.simulate.interviews import InterviewReport, write_interviews
from triangulate.simulate.ledger import Ledger
from triangulate.simulate.people import Answer, Person
from triangulate.simulate.register import enrol
from triangulate.study.load import load_study
from triangulate.study.model import Codebook, StatementInstrument, Study

ROOT = Path(__file__).parents[1]


def study_in(directory: Path) -> Study:
    """The repository's study without its data, in a directory of its own."""
    shutil.copytree(ROOT / "config", directory / "config")
    (directory / "data" / "raw").mkdir(parents=True)
    (directory / "data" / "raw" / "participants.csv").touch()
    problems = Problems()
    study = load_study(directory, problems)
    assert study is not None
    return study


def instruments(study: Study) -> tuple[StatementInstrument, Codebook]:
    assert study.statements is not None and study.interviews is not None
    return study.statements.instrument, study.interviews.codebook


def answering(people: Sequence[Person], instrument: StatementInstrument, seed: int) -> list[Person]:
    """The same people with answers: a leaning for each person, and something for each statement."""
    rng = Generator(PCG64(seed))
    answered: list[Person] = []
    for person in people:
        leaning = float(rng.uniform(2.2, 4.4 if person.group == "police" else 3.6))
        answers: dict[str, Answer] = {}
        for statement in instrument.statements:
            answers[statement.id] = int(np.clip(round(leaning + float(rng.normal(0, 1))), 1, 5))
            if rng.random() < 0.05:
                answers[statement.id] = None if rng.random() < 0.5 else "na"
        answered.append(replace(person, answers=answers))
    return answered


@dataclass(frozen=True)
class Made:
    study: Study
    people: list[Person]
    report: InterviewReport
    transcripts: Mapping[str, Transcript]
    problems: Problems

    @property
    def folder(self) -> Path:
        return self.study.directory / "data" / "raw"


def made_in(directory: Path, size: slice, seed: int = 2018) -> Made:
    study = study_in(directory)
    instrument, codebook = instruments(study)
    people = answering([row.person for row in enrol(seed)], instrument, seed)[size]
    report = write_interviews(directory, people, instrument, codebook, seed)
    problems = Problems()
    read: dict[str, Transcript] = {}
    for path in sorted((directory / "data" / "raw" / "transcripts").iterdir()):
        transcript = read_transcript(path, directory, problems)
        assert transcript is not None
        read[path.name] = transcript
    return Made(study, people, report, read, problems)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Some interviews of both groups, for what can be seen on any."""
    return made_in(tmp_path_factory.mktemp("few") / "study", slice(41, 53))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """All interviews of the study."""
    return made_in(tmp_path_factory.mktemp("full") / "study", slice(None))


# ---------------------------------------------------------------- transcripts, read back


@pytest.mark.fast
def test_everybody_has_a_transcript_called_after_them(few: Made) -> None:
    assert {Path(name).stem for name in few.transcripts} == {p.participant_id for p in few.people}
    assert {t.document for t in few.report.transcripts} == set(few.transcripts)


@pytest.mark.fast
def test_the_reader_finds_nothing_to_remark(few: Made) -> None:
    assert list(few.problems) == []


@pytest.mark.fast
def test_the_reader_counts_the_words_and_the_minutes_that_the_report_gives(few: Made) -> None:
    for transcript in few.report.transcripts:
        turns = few.transcripts[transcript.document].turns
        text = few.transcripts[transcript.document].text
        assert sum(len(turn.span.of(text).split()) for turn in turns) == transcript.words
        last = max(turn.time_end or turn.time_start or 0 for turn in turns)
        assert round(last / 60) == transcript.minutes


@pytest.mark.fast
def test_interviewer_and_participant_speak_in_turn(few: Made) -> None:
    for transcript in few.transcripts.values():
        roles = [turn.role for turn in transcript.turns]
        assert roles[0] == roles[-1] == "interviewer"
        if transcript.format != "vtt":
            assert all(before != after for before, after in pairwise(roles))


@pytest.mark.fast
def test_every_planted_identifier_stands_where_the_truth_says(few: Made) -> None:
    assert few.report.planted
    for planted in few.report.planted:
        text = few.transcripts[planted.document].text
        assert text[planted.start : planted.end] == planted.text


@pytest.mark.fast
def test_every_true_coding_is_words_of_one_turn_of_the_participant(few: Made) -> None:
    assert few.report.codings
    for coding in few.report.codings:
        span = Span(coding.start, coding.end)
        turns = [t for t in few.transcripts[coding.document].turns if t.span.overlaps(span)]
        assert [turn.role for turn in turns] == ["participant"]
        assert turns[0].span.start <= span.start and span.end <= turns[0].span.end
        assert len(span.of(few.transcripts[coding.document].text).split()) >= 3


@pytest.mark.fast
def test_no_markup_of_the_bank_is_left_in_a_transcript(few: Made) -> None:
    for transcript in few.transcripts.values():
        spoken = " ".join(turn.span.of(transcript.text) for turn in transcript.turns)
        assert not set("{}|<>") & set(spoken)
        assert "[[" not in spoken and "]]" not in spoken and "  " not in spoken


@pytest.mark.fast
def test_numbers_and_addresses_lead_to_nobody(few: Made) -> None:
    for planted in few.report.planted:
        if planted.kind == "phone":
            assert planted.text.startswith(("01632 960", "07700 900"))
        if planted.kind == "email":
            assert planted.text.endswith("@example.org")


@pytest.mark.fast
def test_participants_names_stand_in_transcripts_only_as_planted(few: Made) -> None:
    for person in few.people:
        for name, transcript in few.transcripts.items():
            planted = [p for p in few.report.planted if p.document == name]
            at = transcript.text.find(person.name)
            assert at < 0 or any(p.start == at and p.kind == "person" for p in planted)


# ---------------------------------------------------------------- codings, read back


@pytest.fixture(scope="module")
def imported(few: Made) -> tuple[CodingImport, ...]:
    texts = {name: transcript.text for name, transcript in few.transcripts.items()}
    return read_codings(few.study, texts, frozenset(), few.problems)


@pytest.mark.fast
def test_both_coders_files_are_placed_exactly_by_the_readers(
    imported: tuple[CodingImport, ...], few: Made
) -> None:
    assert [Path(found.file).name for found in imported] == ["coder_a.qdpx", "coder_b.csv"]
    for found in imported:
        assert found.codings
        assert found.count("exact") == len(found.codings)
        assert {coding.coder for coding in found.codings} == {Path(found.file).stem}
    assert list(few.problems) == []


@pytest.mark.fast
def test_kappa_by_turn_agrees_with_scikit_learn(imported: tuple[CodingImport, ...], few: Made) -> None:
    shared = sorted({coding.document for coding in imported[1].codings})
    turns = [
        (document, turn.span)
        for document in shared
        for turn in few.transcripts[document].turns
        if turn.role == "participant"
    ]
    assert few.report.turns_coded_twice == len(turns)
    assert few.report.kappa
    for code, kappa in few.report.kappa.items():
        marks = [
            [
                any(
                    c.code == code and c.document == document and c.span and c.span.overlaps(span)
                    for c in found.codings
                )
                for document, span in turns
            ]
            for found in imported
        ]
        assert kappa == pytest.approx(cohen_kappa_score(*marks))


@pytest.mark.fast
def test_somebody_without_consent_is_interviewed_but_not_coded(tmp_path: Path) -> None:
    study = study_in(tmp_path / "study")
    instrument, codebook = instruments(study)
    people = answering([row.person for row in enrol(4)][:4], instrument, 4)
    people[1] = replace(people[1], standing="no_consent")
    people[2] = replace(people[2], standing="withdrawn")
    report = write_interviews(study.directory, people, instrument, codebook, 4)
    texts: dict[str, str] = {}
    for transcript in report.transcripts:
        path = study.directory / "data" / "raw" / "transcripts" / transcript.document
        read = read_transcript(path, study.directory, Problems())
        assert read is not None
        texts[transcript.document] = read.text
    coder_a = read_codings(study, texts, frozenset(), Problems())[0]
    coded = {Path(coding.document).stem for coding in coder_a.codings}
    assert coded == {people[0].participant_id, people[2].participant_id, people[3].participant_id}


# ---------------------------------------------------------------- the whole study


def test_the_study_has_the_lengths_and_formats_that_were_printed(full: Made) -> None:
    included = {p.participant_id for p in full.people if p.standing == "included"}
    assert len(included) == 74 and len(full.transcripts) == 76
    minutes = [t.minutes for t in full.report.transcripts if t.participant_id in included]
    assert (min(minutes), max(minutes)) == (30, 90)
    assert all(1500 <= t.words <= 4000 for t in full.report.transcripts)
    formats = Counter(t.format for t in full.report.transcripts)
    assert formats == {"docx": 57, "txt": 11, "vtt": 8}


def test_no_two_transcripts_share_more_than_a_small_part(full: Made) -> None:
    for found in full.report.similarity:
        assert found.resemblance_max < 0.10 and found.resemblance_mean < 0.03
        assert found.containment_max < 0.20 and found.containment_mean < 0.05


def test_fragments_are_spread_over_the_transcripts(full: Made) -> None:
    uses = full.report.fragment_uses
    assert max(uses.values()) <= 13
    assert sum(count == 0 for count in uses.values()) < 40


def test_no_transcript_says_a_fragment_twice(full: Made) -> None:
    for transcript in full.transcripts.values():
        coded = [c for c in full.report.codings if c.document == transcript.document]
        words = [transcript.text[c.start : c.end] for c in coded]
        assert len(words) == len(set(words))


def test_two_coders_agree_about_as_well_as_people_do(full: Made) -> None:
    assert 0.6 <= full.report.kappa_mean <= 0.8
    assert len(full.report.kappa) == len(leaves(instruments(full.study)[1]))


def test_identifiers_of_all_kinds_and_forms_are_planted(full: Made) -> None:
    kinds = Counter(planted.kind for planted in full.report.planted)
    assert set(kinds) == {
        "person",
        "force",
        "division",
        "nickname",
        "town",
        "date",
        "collar",
        "phone",
        "email",
        "postcode",
    }
    assert min(kinds.values()) >= 5
    forms = Counter(planted.form for planted in full.report.planted)
    assert forms["given_name"] > 30 and forms["lower_case"] > 3 and 1 <= forms["misspelt"] <= 20
    by_document = Counter(planted.document for planted in full.report.planted)
    assert sum(count >= 8 for count in by_document.values()) >= 60


def test_what_people_say_follows_their_answers(full: Made) -> None:
    """Those who agreed with more of an area speak for it more, in passages written for and against."""
    instrument, codebook = instruments(full.study)
    parents = {code.id: code.parent for code in codebook.codes}
    documents = {t.participant_id: t.document for t in full.report.transcripts}
    agreed: list[float] = []
    spoke_for: list[float] = []
    for person in full.people:
        for theme in instrument.themes:
            given = [person.answers[s.id] for s in instrument.of_theme(theme.id)]
            whole = [answer for answer in given if isinstance(answer, int)]
            sides_taken = [
                str(parents[c.code]).endswith("_positive")
                for c in full.report.codings
                if c.document == documents[person.participant_id] and codebook.top(c.code) == theme.id
            ]
            if whole and sides_taken:
                agreed.append(sum(answer >= 4 for answer in whole) / len(whole))
                spoke_for.append(sum(sides_taken) / len(sides_taken))
    assert 0.5 < float(np.corrcoef(agreed, spoke_for)[0, 1]) < 0.99


def test_a_third_of_the_interviews_touches_what_emerged(full: Made) -> None:
    emergent = {"wellbeing", "information_systems"}
    found = {c.document for c in full.report.codings if c.code in emergent}
    assert 12 <= len(found) <= 40


@pytest.mark.fast
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(few: Made, tmp_path: Path) -> None:
    def hashes(folder: Path) -> dict[str, str]:
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.parent.name in ("transcripts", "codings")
        }

    instrument, codebook = instruments(few.study)
    write_interviews(tmp_path / "again", few.people, instrument, codebook, 2018)
    assert hashes(tmp_path / "again") == hashes(few.folder)
    write_interviews(tmp_path / "other", few.people[:2], instrument, codebook, 2019)
    other = hashes(tmp_path / "other")
    assert not set(other.values()) & set(hashes(few.folder).values())


# ---------------------------------------------------------------- the parts


class Listening(Ledger):
    """A ledger that remembers all lines in the order in which they were said."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Line] = []

    def variants(self, line: Line, rng: Generator) -> tuple[int, ...]:
        self.heard.append(line)
        return super().variants(line, rng)


@pytest.mark.fast
def test_no_interview_contradicts_itself_about_its_speaker(few: Made) -> None:
    """Composed anew, with every line that was said held against all others of its interview."""
    instrument, codebook = instruments(few.study)
    names = frozenset(p.name for p in few.people)
    for number, somebody in enumerate(few.people[:6]):
        ledger = Listening()
        composer = Composer(load_bank(), instrument, codebook, names, ledger)
        composer.compose(somebody, 2500, Generator(PCG64(number)))
        possible: dict[str, frozenset[str]] = {}
        for line in ledger.heard:
            for heading, values in line.says.items():
                possible[heading] = possible.get(heading, values) & values
                assert possible[heading], (line.key, heading)
        assert len(ledger.heard) > 30
