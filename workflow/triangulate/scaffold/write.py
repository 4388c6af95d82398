"""Write the small study: its files as they lie in ``study/``, and those that are made.

Forms come from ``returns.yaml``, transcripts and codings from the marked texts in ``interviews/``.
The bytes are the same every time.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from triangulate.files import write_bytes, write_text
from triangulate.problems import Problems
from triangulate.raw.forms import write_mapping_form
from triangulate.scaffold.marked import Marked, without_marks
from triangulate.simulate.layout import Laid
from triangulate.simulate.transcript_files import write_transcript
from triangulate.study.load import load_study

_HERE = Path(__file__).resolve().parent
#: One transcript is a Word document, as one of most studies is.
_IN_WORD = frozenset({"D07"})
_CODERS = {"1": "coder_1", "2": "coder_2"}
_COLUMNS = ("document", "start", "end", "code", "coder", "text")


def write_new_study(directory: Path) -> list[str]:
    """Write the study into ``directory``, which must be empty or not there; FileExistsError if not.

    Gives back the paths written, relative to it, sorted. After a failure nothing is left.
    """
    target = directory.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(f"{directory} is not an empty directory")
    with _appearing_whole(target) as stage:
        for source in sorted((_HERE / "study").rglob("*")):
            if source.is_file():
                write_bytes(stage / source.relative_to(_HERE / "study"), source.read_bytes())
        _write_forms(stage)
        _write_interviews(stage / "data" / "raw")
        return sorted(p.relative_to(stage).as_posix() for p in stage.rglob("*") if p.is_file())


@contextmanager
def _appearing_whole(target: Path) -> Iterator[Path]:
    """Yield a hidden folder on the same disk; when the block ends well, what it holds is ``target``."""
    beside = target if target.is_dir() else next(p for p in target.parents if p.is_dir())
    temporary = Path(tempfile.mkdtemp(dir=beside, prefix=".new-study-"))
    try:
        stage = temporary / "study"
        stage.mkdir()
        yield stage
        if beside != target:
            target.parent.mkdir(parents=True, exist_ok=True)
            stage.rename(target)
        else:
            # The directory itself stays: somebody may be standing in it.
            _move_in(stage, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _move_in(stage: Path, target: Path) -> None:
    """Move everything from ``stage`` into ``target``; what has moved goes back if something cannot."""
    moved: list[str] = []
    try:
        for path in sorted(stage.iterdir()):
            path.rename(target / path.name)
            moved.append(path.name)
    except OSError:
        for name in moved:
            (target / name).rename(stage / name)
        raise


def _write_forms(stage: Path) -> None:
    """The returns as forms filled in, one for each organisation."""
    declared = yaml.safe_load((_HERE / "returns.yaml").read_text(encoding="utf-8"))
    problems = Problems()
    study = load_study(stage, problems)
    problems.raise_errors()
    assert study is not None
    group = declared["group"]
    for organisation, answers in declared["returns"].items():
        name = organisation.lower().replace(" ", "_")
        path = stage / "data" / "raw" / "mapping" / group / f"{name}.xlsx"
        write_mapping_form(path, study, group, answers, organisation)


def _write_interviews(raw: Path) -> None:
    """Transcripts without marks, and for each coder a table of what was marked."""
    tables: dict[str, list[tuple[object, ...]]] = {digit: [] for digit in _CODERS}
    for source in sorted((_HERE / "interviews").glob("*.txt")):
        text, passages = without_marks(source.read_text(encoding="utf-8"))
        in_word = source.stem in _IN_WORD
        document = f"{source.stem}.docx" if in_word else source.name
        if in_word:
            text = text.rstrip("\n")  # a paragraph of a document has no line end of its own
        write_transcript(raw / "transcripts" / document, _laid(text), "docx" if in_word else "txt")
        for passage in passages:
            for digit in passage.coders:
                tables[digit].append(_row(document, text, passage, _CODERS[digit]))
    for digit, coder in _CODERS.items():
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(tables[digit])
        write_text(raw / "codings" / f"{coder}.csv", table.getvalue())


def _row(document: str, text: str, passage: Marked, coder: str) -> tuple[object, ...]:
    span = passage.span
    return (document, span.start, span.end, passage.code, coder, span.of(text))


def _laid(text: str) -> Laid:
    labels = {n: line.index(":") + 1 for n, line in enumerate(text.split("\n")) if ":" in line}
    return Laid(text, labels=labels)
