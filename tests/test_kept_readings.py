"""What earlier runs read is taken again: the check says the same, cold or not, and nothing out of date is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import bad_declarations
import bad_documents
import bad_tables
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_study import write_small_study
from spoiling import ANSWERS, REGISTER, RETURNS, Case, edit, put
from tabular_studies import spss_in_this_process
from triangulate import sealed
from triangulate.pipeline.check import check_study
from triangulate.problems import Problem, Problems
from triangulate.raw import everything, tablereports
from triangulate.raw.everything import read_transcripts
from triangulate.raw.model import Transcript
from triangulate.raw.register import read_register
from triangulate.raw.transcripts import kept
from triangulate.study.load import load_study

pytestmark = pytest.mark.fast
CASES: list[Case] = [
    *(case for name in ("CONFIGS", "INSTRUMENTS", "REGISTERS") for case in getattr(bad_declarations, name)),
    *(
        case
        for name in ("CSV", "NAMES", "STATEMENT_ANSWERS", "MAPPING_ANSWERS", "WORKBOOKS", "SPSS")
        for case in getattr(bad_tables, name)
    ),
    *(
        case
        for name in ("DOCUMENTS", "TEXTS", "CODING_FILES", "QUERIES")
        for case in getattr(bad_documents, name)
    ),
]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spss_in_this_process(monkeypatch)
    return write_small_study(tmp_path / "study")


def read(study: Path, cache: Path | None, *, keep: bool = False) -> tuple[list[Transcript], list[Problem]]:
    """The transcripts of those who take part, and what was reported of them."""
    loaded = load_study(study, Problems())
    assert loaded is not None
    problems = Problems()
    found = read_transcripts(loaded, read_register(loaded, Problems()), problems, cache, keep=keep)
    return list(found), list(problems)


def cached(study: Path) -> list[Problem]:
    """What the check of a run says, by way of what it and earlier runs left."""
    return list(check_study(study, reports=study.parent / "reports", transcripts=study.parent / "texts"))


def warm(study: Path) -> None:
    """Leave what a run leaves."""
    read(study, study.parent / "texts", keep=True)
    cached(study)


def never(*arguments: object, **named: object) -> None:
    raise AssertionError("a file was read that had been read before")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whatever_is_wrong_the_check_says_the_same_with_and_without_what_was_kept(
    case: Case, study: Path
) -> None:
    warm(study)
    case.spoil(study)
    cold = list(check_study(study))
    assert cached(study) == cold
    assert cached(study) == cold


def test_an_unchanged_study_is_not_read_again(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warm(study)
    cold = list(check_study(study))
    fresh = read(study, None)
    monkeypatch.setattr(everything, "_read_tables", never)
    monkeypatch.setattr(kept, "read_transcript", never)
    assert cached(study) == cold
    assert read(study, study.parent / "texts") == fresh


@pytest.mark.parametrize("change", [
    edit(ANSWERS, "W3,ward,4", "W3,ward,5"), edit(RETURNS, "120", "121"), edit(REGISTER, "\nW3,", "\nW9,"),
    put("data/raw/statements/notes.pdf", "x"), edit("config/mapping.yaml", "staff <= beds", "staff <= ratio"),
])  # fmt: skip
def test_what_the_tables_rest_on_makes_them_be_read(
    change: Callable[[Path], None], study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm(study)
    change(study)
    monkeypatch.setattr(everything, "_read_tables", never)
    with pytest.raises(AssertionError, match="read before"):
        cached(study)


def test_other_code_reads_everything_again(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warm(study)
    monkeypatch.setattr(tablereports, "_code", lambda: "other")
    monkeypatch.setattr(kept, "code_of_readers", lambda: "other")
    with monkeypatch.context() as patch:
        patch.setattr(everything, "_read_tables", never)
        with pytest.raises(AssertionError, match="read before"):
            cached(study)
    monkeypatch.setattr(kept, "read_transcript", never)
    with pytest.raises(AssertionError, match="read before"):
        read(study, study.parent / "texts")


def test_the_hash_of_code_is_of_every_module_that_reads(tmp_path: Path) -> None:
    module = tmp_path / "deep/er/module.py"
    module.parent.mkdir(parents=True)
    module.write_text("a = 1")
    before = sealed.code_of(tmp_path)
    module.write_text("a = 2")
    assert sealed.code_of(tmp_path) != before
    assert sealed.code_of(module) == sealed.code_of(module.parent)


def test_one_changed_transcript_is_the_only_one_read(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warm(study)
    edit("data/raw/transcripts/W1.txt", "clear", "very clear")(study)
    opened: list[str] = []
    real = kept.read_transcript

    def noted(path: Path, *rest: object) -> Transcript | None:
        opened.append(path.name)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "read_transcript", noted)
    again = read(study, study.parent / "texts", keep=True)
    assert opened == ["W1.txt"]
    assert again == read(study, None)


def test_what_may_not_be_used_any_more_is_gone_from_what_was_kept(study: Path) -> None:
    texts = study.parent / "texts"
    (texts / "notes.txt").parent.mkdir()
    (texts / "notes.txt").write_text("not ours")
    warm(study)
    held = "".join(path.read_text(encoding="utf-8") for path in texts.iterdir())
    assert "Half of what matters" in held and "canary" not in held
    edit(REGISTER, "2024-01-09,", "2024-01-09,2024-02-01")(study)
    read(study, texts, keep=True)
    held = "".join(path.read_text(encoding="utf-8") for path in texts.iterdir())
    assert "Half of what matters" not in held and "They are clear" in held and "not ours" in held


def test_who_only_reads_writes_and_deletes_nothing(study: Path) -> None:
    texts = study.parent / "texts"
    read(study, texts, keep=True)
    (texts / "0.transcript.json").write_text("not asked for")
    edit("data/raw/transcripts/W1.txt", "clear", "very clear")(study)
    before = {path.name: path.read_bytes() for path in texts.iterdir()}
    assert read(study, texts) == read(study, None)
    cached(study)
    assert {path.name: path.read_bytes() for path in texts.iterdir()} == before


def test_no_cell_and_no_error_is_kept_of_the_tables(study: Path) -> None:
    warm(study)
    (entry,) = (study.parent / "reports").iterdir()
    assert "Wren Hospital" in (study / RETURNS).read_text(
        encoding="utf-8"
    ) and "Heron" not in entry.read_text(encoding="utf-8")
    edit(ANSWERS, "W3,ward,4", "W3,ward,[bold]")(study)
    cached(study)
    assert [entry] == list((study.parent / "reports").iterdir())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_damaged_is_read_again(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    study = write_small_study(tmp_path_factory.mktemp("kept") / "study")
    warm(study)
    entries = sorted([*(study.parent / "texts").iterdir(), *(study.parent / "reports").iterdir()])
    entry = data.draw(st.sampled_from(entries))
    good = entry.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    entry.write_bytes(good[:at] if data.draw(st.booleans()) else good[:at] + b"7" + good[at + 1 :])
    assert cached(study) == list(check_study(study))
    assert read(study, study.parent / "texts", keep=True) == read(study, None)
    assert entry.read_bytes() == good


@pytest.mark.parametrize(
    "content",
    [
        None, 7, [], {}, "text", [1, 2],
        {"tables": 1, "strangers": []}, {"tables": [{}], "strangers": []}, {"tables": [7], "strangers": []},
        {"text": 1, "sha256": "", "turns": [], "problems": []},
        {"text": "a", "sha256": "", "turns": [[1, "", "judge", 0, 1, 1, None, None]], "problems": []},
        {"text": "a", "sha256": "", "turns": [[1, "", "participant", 0, 9, 1, None, None]], "problems": []},
        {"text": "a", "sha256": "", "turns": [["x"]], "problems": []},
        {"text": "a", "sha256": "", "turns": [], "problems": [{"code": "x"}]},
    ],
)  # fmt: skip
def test_an_entry_of_another_shape_is_no_entry(content: object, study: Path) -> None:
    warm(study)
    for entry in [*(study.parent / "texts").iterdir(), *(study.parent / "reports").iterdir()]:
        sealed.save(entry, content)
    assert cached(study) == list(check_study(study))
    assert read(study, study.parent / "texts") == read(study, None)


@given(st.text(), st.lists(st.text()))
def test_an_entry_holds_any_text(
    tmp_path_factory: pytest.TempPathFactory, text: str, more: list[str]
) -> None:
    path = tmp_path_factory.mktemp("sealed") / "one.json"
    sealed.save(path, {"text": text + "\ud800", "more": more})
    assert sealed.load(path) == {"text": text + "\ud800", "more": more}
    assert json.loads(path.read_bytes().split(b"\n", 1)[1])["more"] == more


def test_a_problem_is_the_same_after_a_way_through_its_fields(study: Path) -> None:
    edit(ANSWERS, "W3,ward,4", "W3,ward,[bold]")(study)
    found = list(check_study(study))
    assert len(found) > 2 and [Problem.of(problem.as_dict()) for problem in found] == found
