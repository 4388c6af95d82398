"""The simulation of the whole study, read back by the pipeline's own readers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest

from triangulate.problems import Problems, StudyError
from triangulate.raw.mapping import read_mapping
from triangulate.raw.register import read_register
from triangulate.raw.statements import read_statements
from triangulate.simulate.people import Person
from triangulate.simulate.printed_statements import read_printed, rows_of
from triangulate.simulate.reproduction import SimulationReport
from triangulate.simulate.study import SimulationRefused, simulate
from triangulate.study.load import load_study
from triangulate.study.model import Study

ROOT = Path(__file__).parents[1]


@dataclass
class Interviews:
    """Stands in for the transcripts, which take longer than everything else together."""

    planted: tuple[str, ...] = ("P01: Wezzy",)
    minutes: dict[str, int] = field(default_factory=dict)


def brief_interviews(raw: Path, people: Sequence[Person], *_: object) -> Interviews:
    (raw / "codings").mkdir()
    (raw / "transcripts").mkdir()
    for person in people:
        path = raw / "transcripts" / f"{person.participant_id}.txt"
        path.write_bytes(f"Interviewer: Hello.\n{person.participant_id}: Yes.\n".encode())
    lengths = {p.participant_id: 30 + n % 61 for n, p in enumerate(people)}
    return Interviews(minutes=lengths)


def new_study(directory: Path) -> Path:
    directory.mkdir()
    shutil.copytree(ROOT / "config", directory / "config")
    return directory


def hashes(raw: Path) -> dict[str, str]:
    return {
        path.relative_to(raw).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(raw.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, SimulationReport]]:
    directory = new_study(tmp_path_factory.mktemp("simulated") / "study")
    yield directory, simulate(directory, 2018, interviews=brief_interviews)


@pytest.fixture(scope="module")
def study(made: tuple[Path, SimulationReport]) -> Study:
    problems = Problems()
    loaded = load_study(made[0], problems)
    assert loaded is not None and not list(problems)
    return loaded


# ---------------------------------------------------------------- what is written


@pytest.mark.fast
def test_every_strand_is_written_below_data_raw_and_nothing_else(
    made: tuple[Path, SimulationReport],
) -> None:
    directory, report = made
    raw = directory / "data" / "raw"
    assert sorted(path.name for path in directory.iterdir()) == ["config", "data"]
    assert len(list((raw / "mapping" / "police").glob("*.xlsx"))) == 43
    assert len(list((raw / "mapping" / "nps").glob("*.xlsx"))) == 5
    assert len(list((raw / "statements" / "police").glob("*.xlsx"))) == 46
    assert (raw / "statements" / "probation.sav").is_file()
    assert set(report.files) == {f"data/raw/{name}" for name in hashes(raw)}


@pytest.mark.fast
def test_the_readme_says_that_all_is_simulated_and_what_it_is_not_for(
    made: tuple[Path, SimulationReport],
) -> None:
    text = (made[0] / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Simulated raw data")
    for words in ("made up", "Do not use", "Do\nnot train", "Seed 2018, scale 1", "CC BY 4.0"):
        assert words in text


@pytest.mark.fast
def test_mapping_forms_are_read_without_an_error_and_print_the_table(
    study: Study, made: tuple[Path, SimulationReport]
) -> None:
    """Worked out here once more, from the readers' answers, with every digit half up or cut off."""
    problems = Problems()
    forms, answers = read_mapping(study, problems)[:2]
    assert not problems.errors
    assert len(forms) == 48
    for row in rows_of(made[0] / "config" / "published" / "mapping_summary.csv"):
        values = [
            Fraction(a.value)
            for a in answers
            if (a.group, a.item) == (row["group"], row["item"]) and a.value is not None
        ]
        n = len(values)
        mean = sum(values) / n
        variance = float(sum((v - mean) ** 2 for v in values) / (n - 1))
        assert f"{float(mean) + 1e-9:.{row['decimals_mean']}f}" == row["mean"]
        sd, step = float(row["sd"]), 10 ** -int(row["decimals_sd"])
        assert sd - step / 2 - 1e-9 <= variance**0.5 < sd + step, row
        assert (min(values), max(values)) == (int(row["min"]), int(row["max"]))


@pytest.mark.fast
def test_forms_that_printed_extremes_break_are_data_queries_and_no_others(study: Study) -> None:
    problems = Problems()
    read_mapping(study, problems)
    queries = [problem for problem in problems.warnings if problem.source]
    files = {problem.source.file for problem in queries if problem.source}
    assert len(files) == 2
    assert all("data/raw/mapping/police/" in file for file in files)


@pytest.mark.fast
def test_statement_answers_are_read_as_simulated_and_print_the_percentages(study: Study) -> None:
    problems = Problems()
    respondents, answers = read_statements(study, problems)
    people = read_register(study, problems)
    assert people is not None
    assert not problems.errors
    assert len(respondents) == 76
    taking_part = {
        p.participant_id for p in people if p.consent_date is not None and p.withdrawn_date is None
    }
    assert len(taking_part) == 74
    printed = read_printed(ROOT / "config" / "published")
    for row in printed.statements:
        codes = [
            a.code
            for a in answers
            if (a.group, a.statement) == (row.group, row.statement)
            and a.respondent in taking_part
            and a.code is not None
        ]
        share = Fraction(100 * sum(code > 3 for code in codes), len(codes))
        assert int(share + Fraction(1, 2)) == row.agreement.value
    kinds = {answer.status for answer in answers}
    assert kinds == {"answered", "blank", "not_applicable"}


@pytest.mark.fast
def test_the_register_names_everybody_and_their_transcripts(study: Study) -> None:
    problems = Problems()
    people = read_register(study, problems)
    assert people is not None and len(people) == 76
    assert [problem.code for problem in problems] == ["people.no-consent"]
    folder = study.directory / "data" / "raw" / "transcripts"
    assert all(p.transcript and (folder / p.transcript).is_file() for p in people)


@pytest.mark.fast
def test_names_of_people_stand_nowhere_but_in_transcripts(
    made: tuple[Path, SimulationReport],
) -> None:
    from triangulate.simulate.register import enrol

    register = (made[0] / "data" / "raw" / "participants.csv").read_text(encoding="utf-8")
    for row in enrol(2018):
        assert row.person.name.split()[-1] not in register


# ---------------------------------------------------------------- what is reported


@pytest.mark.fast
def test_every_printed_figure_is_met_except_where_prose_and_table_differ(
    made: tuple[Path, SimulationReport],
) -> None:
    table = made[1].as_table()
    assert len(table) == 23 * 4 + 13 + 10 + 13
    unmet = table.loc[~table["met"], ["fact", "printed", "reproduced"]]
    assert unmet.to_numpy().tolist() == [
        ["mapping.police.rsos_per_officer.max", "100", "103"],
        ["mapping.nps.rsos_per_officer.mean", "9.20", "9.70"],
    ]


@pytest.mark.fast
def test_contradictions_among_printed_figures_are_named(
    made: tuple[Path, SimulationReport],
) -> None:
    said = "\n".join(made[1].contradictions)
    for words in (
        "validity_defensibility prints a mean of 25 %",
        "no one number of answers up to 45",
        "rsos_per_officer: n = 5 multiples of 1/10",
        "medium_risk 3308",
        "the prose prints 100",
        "the prose prints 9.20",
    ):
        assert words in said
    assert made[1].planted == ("P01: Wezzy",)


@pytest.mark.fast
def test_the_documentation_lists_every_item_that_no_whole_numbers_print(
    made: tuple[Path, SimulationReport],
) -> None:
    text = (ROOT / "docs" / "reconstruction.md").read_text(encoding="utf-8")
    table = made[1].as_table()
    cut = table.loc[table["rounding"] == "cut off", "fact"]
    decimals = table.loc[table["note"].str.contains("no whole numbers"), "fact"]
    listed = {fact.rsplit(".", 1)[0] for fact in (*cut, *decimals)}
    assert len(listed) == 4
    assert all(f"`{row}`" in text for row in listed)
    for count in ("validity_reliable", "validity_evidence"):
        assert count in text


# ---------------------------------------------------------------- again, larger, and refused


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    made: tuple[Path, SimulationReport], tmp_path: Path
) -> None:
    first = hashes(made[0] / "data" / "raw")
    again = new_study(tmp_path / "again")
    simulate(again, 2018, interviews=brief_interviews)
    assert hashes(again / "data" / "raw") == first
    simulate(again, 2019, interviews=brief_interviews)  # over the old data
    other = hashes(again / "data" / "raw")
    assert other["participants.csv"] != first["participants.csv"]
    assert other["statements/probation.sav"] != first["statements/probation.sav"]


@pytest.mark.fast
def test_the_register_of_seed_2018_is_always_this_one(
    made: tuple[Path, SimulationReport],
) -> None:
    """Pinned on Linux x86-64; a change here changes the committed data."""
    assert hashes(made[0] / "data" / "raw")["participants.csv"] == REGISTER


REGISTER = ""


@pytest.mark.slow
def test_ten_times_the_study_can_be_made_and_read(tmp_path: Path) -> None:
    directory = new_study(tmp_path / "large")
    report = simulate(directory, 2018, scale=10, interviews=brief_interviews)
    assert report.figures == () and report.as_table().empty
    problems = Problems()
    study = load_study(directory, problems)
    assert study is not None
    respondents, _ = read_statements(study, problems)
    forms = read_mapping(study, problems)[0]
    assert (len(respondents), len(forms)) == (742, 480)
    assert not problems.errors


@pytest.mark.fast
def test_a_failure_leaves_the_old_data_as_they_were(tmp_path: Path) -> None:
    directory = new_study(tmp_path / "study")
    raw = directory / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "README.md").write_text("# Simulated raw data\n\nOld.\n", encoding="utf-8")

    def fails(*_: object) -> None:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        simulate(directory, 2018, interviews=fails)
    assert (raw / "README.md").read_text(encoding="utf-8").endswith("Old.\n")
    assert sorted(path.name for path in directory.iterdir()) == ["config", "data"]
    assert [path.name for path in raw.iterdir()] == ["README.md"]


@pytest.mark.fast
def test_raw_data_that_were_not_simulated_are_left_alone(tmp_path: Path) -> None:
    directory = new_study(tmp_path / "study")
    raw = directory / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "answers.csv").write_text("respondent\n007\n", encoding="utf-8")
    with pytest.raises(SimulationRefused, match="1 files that the simulation did not write"):
        simulate(directory, 2018, interviews=brief_interviews)
    assert [path.name for path in raw.iterdir()] == ["answers.csv"]


@pytest.mark.fast
def test_a_study_that_is_not_declared_synthetic_is_left_alone(tmp_path: Path) -> None:
    directory = new_study(tmp_path / "study")
    config = directory / "config" / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("synthetic: true", "synthetic: false"),
        encoding="utf-8",
    )
    with pytest.raises(SimulationRefused, match="does not declare the study synthetic"):
        simulate(directory, 2018, interviews=brief_interviews)
    assert not (directory / "data").exists()


@pytest.mark.fast
def test_a_fault_in_the_configuration_is_told_with_its_place(tmp_path: Path) -> None:
    directory = new_study(tmp_path / "study")
    config = directory / "config" / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("seed: 2018", "sed: 2018"), encoding="utf-8"
    )
    with pytest.raises(StudyError, match="sed"):
        simulate(directory, 2018, interviews=brief_interviews)


@pytest.mark.fast
def test_another_study_is_refused(tmp_path: Path) -> None:
    directory = new_study(tmp_path / "study")
    config = directory / "config" / "config.yaml"
    text = config.read_text(encoding="utf-8").replace("published: config/published\n", "")
    config.write_text(text, encoding="utf-8")
    with pytest.raises(SimulationRefused, match="Only the ARMS study"):
        simulate(directory, 2018, interviews=brief_interviews)
    with pytest.raises(SimulationRefused, match="scale"):
        simulate(directory, 2018, scale=0, interviews=brief_interviews)
