"""Which files a study's configuration names."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from tabular_studies import codes, only, put
from triangulate.problems import Problems
from triangulate.raw.sources import LARGEST, TABULAR, expand

pytestmark = pytest.mark.fast
HERE = ["data/raw"]


def found(directory: Path, sources: list[str] = HERE) -> tuple[list[str], Problems]:
    problems = Problems()
    paths = expand(directory, sources, TABULAR, problems)
    return [path.relative_to(directory).as_posix() for path in paths], problems


def test_folders_are_searched_to_any_depth_and_each_file_is_given_once_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a/deep/er/c.xlsx", "a/d.SAV"):
        put(tmp_path, f"data/raw/{name}", "x")
    files, problems = found(tmp_path, ["data/raw", "data/raw/b.csv", "./data/raw/a"])
    assert files == ["data/raw/a/d.SAV", "data/raw/a/deep/er/c.xlsx", "data/raw/b.csv"]
    assert not problems


def test_hidden_files_lock_files_and_litter_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "~$form.xlsx", ".~lock.form.xlsx#", "Thumbs.db", ".git/x.csv", "a.csv"):
        put(tmp_path, f"data/raw/{name}", "x")
    assert found(tmp_path) == (["data/raw/a.csv"], Problems())


def test_a_missing_source_is_an_error_that_names_it(tmp_path: Path) -> None:
    files, problems = found(tmp_path)
    assert files == []
    assert only(problems, "files.missing").startswith("data/raw: data/raw is not there.")


def test_an_empty_folder_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "data/raw").mkdir(parents=True)
    assert codes(found(tmp_path)[1]) == ["files.nothing-found"]


@pytest.mark.parametrize("ending", [".xls", ".xlsm", ".ods", ".tsv", ".zsav"])
def test_formats_that_hold_data_but_are_not_read_are_errors_with_a_way_out(
    tmp_path: Path, ending: str
) -> None:
    put(tmp_path, f"data/raw/form{ending}", "x")
    files, problems = found(tmp_path)
    assert files == []
    assert "save it as" in only(problems, "files.legacy")
    assert problems.errors


def test_other_endings_are_warned_of_in_a_folder_and_refused_when_named(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/notes.pdf", "x")
    assert codes(found(tmp_path)[1]) == ["files.unexpected"]
    assert codes(found(tmp_path, ["data/raw/notes.pdf"])[1]) == ["files.named-ending"]


def test_a_file_of_200_mb_is_refused_unopened(tmp_path: Path) -> None:
    path = put(tmp_path, "data/raw/large.csv", "")
    os.truncate(path, LARGEST)
    files, problems = found(tmp_path)
    assert files == []
    assert "200 MB" in only(problems, "files.too-large")


def test_names_that_differ_only_by_case_are_an_error(tmp_path: Path) -> None:
    put(tmp_path, "data/raw/Form.csv", "x")
    put(tmp_path, "data/raw/form.csv", "x")
    assert "data/raw/Form.csv" in only(found(tmp_path)[1], "files.same-name")


def test_names_that_differ_only_by_unicode_form_are_an_error(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Büro")
        put(tmp_path, f"data/raw/{name}.csv", "x")
    assert codes(found(tmp_path)[1]) == ["files.same-name"]


@pytest.mark.parametrize("name", ["a'b;c.csv", "$(touch x).csv", "a\\b.csv", '"q".csv', "ü ß.csv"])
def test_odd_but_legal_names_are_read(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"data/raw/{name}", "x")
    assert found(tmp_path) == ([f"data/raw/{name}"], Problems())


@pytest.mark.parametrize("name", [b"a\nb.csv", b"a\xff.csv", b"a\x1b[31m.csv"])
def test_names_that_cannot_be_printed_are_refused_in_a_message_that_can(tmp_path: Path, name: bytes) -> None:
    put(tmp_path, "data/raw/good.csv", "x")
    (tmp_path / "data/raw" / os.fsdecode(name)).touch()
    files, problems = found(tmp_path)
    assert files == ["data/raw/good.csv"]
    assert only(problems, "files.name").isprintable()


def test_links_out_of_the_study_are_refused(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.csv", "x")
    study = tmp_path / "study"
    put(study, "data/raw/a.csv", "x")
    (study / "data/raw/b.csv").symlink_to(secret)
    (study / "data/raw/c.csv").symlink_to(study / "data/raw/a.csv")
    (study / "data/raw/d.csv").symlink_to("nowhere")
    (study / "data/raw/e").symlink_to(study / "data")
    files, problems = found(study)
    assert files == ["data/raw/a.csv", "data/raw/c.csv"]
    assert codes(problems) == ["files.broken-link", "files.linked-folder", "files.outside"]


@pytest.mark.parametrize("source", ["../secret.csv", "/etc", "data/../../secret.csv"])
def test_sources_outside_the_study_are_refused(tmp_path: Path, source: str) -> None:
    put(tmp_path, "secret.csv", "x")
    study = tmp_path / "study"
    study.mkdir()
    files, problems = found(study, [source])
    assert files == []
    assert codes(problems) == ["files.outside"]


def test_a_pipe_does_not_hang_the_reader(tmp_path: Path) -> None:
    (tmp_path / "data/raw").mkdir(parents=True)
    os.mkfifo(tmp_path / "data/raw/pipe.csv")
    assert "files.not-regular" in codes(found(tmp_path)[1])
