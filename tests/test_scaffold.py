"""``triangulate new``: a small complete study that has no error, is whole or not there, and teaches."""

from __future__ import annotations

from pathlib import Path

import pytest
from triangulate.cli.main import app
from triangulate.pipeline.check import check_study
from triangulate.problems import Problems
from triangulate.raw.everything import read_everything
from triangulate.scaffold import write
from triangulate.scaffold.marked import without_marks
from triangulate.scaffold.write import write_new_study
from triangulate.study.load import load_study
from typer.testing import CliRunner

pytestmark = pytest.mark.fast


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("new") / "deep" / "my study"
    written = write_new_study(directory)
    assert written == sorted(contents(directory))
    return directory


def test_it_has_no_error_and_the_one_query_that_its_readme_explains(study: Path) -> None:
    assert [problem.code for problem in check_study(study)] == ["people.no-consent"]
    assert "D13" in (study / "README.md").read_text()


def test_it_has_three_strands_in_several_formats(study: Path) -> None:
    loaded = load_study(study, Problems())
    assert loaded is not None and loaded.synthetic
    raw = read_everything(loaded, Problems())
    assert [len(raw.forms), len(raw.transcripts)] == [8, 6]
    assert len(raw.respondents) == 26 and raw.participants is not None and len(raw.participants) == 26
    assert {transcript.format for transcript in raw.transcripts} == {"txt", "docx"}
    assert {Path(form.source.file).suffix for form in raw.forms} == {".xlsx", ".csv"}
    for transcript in raw.transcripts:
        assert {turn.role for turn in transcript.turns} == {"interviewer", "participant"}
    codings = [coding for one in raw.codings for coding in one.codings]
    assert {coding.coder for coding in codings} == {"coder_1", "coder_2"}
    assert len(codings) > 25 and {coding.placement for coding in codings} == {"exact"}
    # What the analyses need to have something to say: each area raised by each group, and blanks.
    book = loaded.interviews.codebook if loaded.interviews else None
    assert book is not None
    for area in book.areas():
        assert {c.document[0] for c in codings if book.top(c.code) == area.id} == {"D", "K"}, area.id
    assert {"blank", "not_applicable", "answered"} == {answer.status for answer in raw.answers}


def test_the_same_bytes_are_written_every_time(study: Path, tmp_path: Path) -> None:
    write_new_study(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(study)


def test_an_empty_directory_is_filled_in_its_place(study: Path, tmp_path: Path) -> None:
    inode = tmp_path.stat().st_ino
    result = CliRunner().invoke(app, ["new", str(tmp_path), "--json"])
    assert result.exit_code == 0, result.output
    assert tmp_path.stat().st_ino == inode
    assert contents(tmp_path) == contents(study)


def test_nothing_is_written_over_and_it_is_wrong_usage_to_ask(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    assert CliRunner().invoke(app, ["new", str(tmp_path)]).exit_code == 2
    assert CliRunner().invoke(app, ["new", str(tmp_path / "mine.txt")]).exit_code == 2
    assert contents(tmp_path) == {"mine.txt": b"precious"}
    with pytest.raises(FileExistsError):
        write_new_study(tmp_path)


@pytest.mark.parametrize("existing", [True, False])
def test_after_a_failure_nothing_is_left(
    existing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(raw: Path) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(write, "_write_interviews", fail)
    target = tmp_path / "a" / "study"
    if existing:
        target.mkdir(parents=True)
    result = CliRunner().invoke(app, ["new", str(target)])
    assert result.exit_code == 1
    assert "the disk is full" in result.output and "Traceback" not in result.output
    assert not contents(tmp_path) and [path.name for path in tmp_path.iterdir()] == (
        ["a"] if existing else []
    )


def test_what_has_moved_goes_back_when_the_rest_cannot_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if Path(target) == tmp_path / "data":
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(OSError, match="no"):
        write_new_study(tmp_path)
    assert not list(tmp_path.iterdir())


def test_marks_become_offsets_also_inside_one_another() -> None:
    text, passages = without_marks("A [[12 a: b [[1 c: cd]] e]] f")
    assert text == "A b cd e f"
    assert [(p.coders, p.code, p.span.of(text)) for p in passages] == [
        ("12", "a", "b cd e"),
        ("1", "c", "cd"),
    ]


@pytest.mark.parametrize("text", ["a [[1 x: b", "a ]] b", "[[1 x: [[2 y: b]] c"])
def test_a_mark_that_is_not_closed_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        without_marks(text)


def test_every_file_of_the_scaffold_is_packaged() -> None:
    import tomllib

    here = Path(write.__file__).parent
    project = tomllib.loads((here.parents[2] / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["triangulate"]
    packaged = {path for pattern in patterns for path in here.parent.glob(pattern) if path.is_file()}
    needed = {
        p for p in here.rglob("*") if p.is_file() and p.suffix != ".py" and "__pycache__" not in p.parts
    }
    assert needed and needed <= packaged
