"""What is left of somebody who withdrew."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from finished_study import TRANSCRIPTS, copied, finished
from rich.console import Console
from triangulate.evidence.story import tell_search
from triangulate.evidence.withdrawn import UnknownParticipant, search_withdrawn

pytestmark = pytest.mark.fast

WORDS = "never told anybody but you that I slept through most"


def test_of_somebody_left_out_nothing_is_left_but_the_row_that_counts_them() -> None:
    search = search_withdrawn(finished(), "N4")
    assert search.good, [hit.as_dict() for hit in search.hits]
    assert {hit.file.split(" ")[0] for hit in search.hits if hit.allowed} == {
        "data/processed/people.parquet",
        "data/processed/inputs.csv",
        "data/processed/coding_import.parquet",
    }


def test_of_somebody_who_takes_part_much_is_left(tmp_path: Path) -> None:
    search = search_withdrawn(finished(), "N1")
    assert not search.good
    files = {hit.file.split(" ")[0] for hit in search.hits if not hit.allowed}
    assert {"data/processed/documents.parquet", "data/processed/answers.parquet"} <= files


def _zip(inner: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in inner.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("what", ["N4", WORDS])
@pytest.mark.parametrize(
    "kind", ["cache", "zip", "zip in a zip", "notebook", "parquet", "database", "sav", "log", "html"]
)
def test_whatever_kind_of_file_holds_it_it_is_found(kind: str, what: str, tmp_path: Path) -> None:
    study = copied(tmp_path)
    said = f"He said: {what}."
    (study / "data/processed/.cache").mkdir()
    (study / "logs").mkdir()
    (study / "results/exports").mkdir()
    if kind == "cache":
        place = "data/processed/.cache/abc.json"
        (study / place).write_text(json.dumps({"x": [said]}))
    elif kind == "zip":
        place = "results/exports/a.qdpx"
        (study / place).write_bytes(_zip({"project.qde": said.encode()}))
    elif kind == "zip in a zip":
        place = "results/exports/a.zip"
        (study / place).write_bytes(_zip({"b.docx": _zip({"word/document.xml": said.encode()})}))
    elif kind == "notebook":
        place = "results/notebooks/x.ipynb"
        half = len(said) // 2
        (study / place).write_text(json.dumps({"cells": [{"source": [said[:half], said[half:]]}]}))
    elif kind == "parquet":
        place = "data/processed/more.parquet"
        pd.DataFrame({"t": [said]}).to_parquet(study / place)
    elif kind == "database":
        place = "results/exports/a.sqlite3"
        connection = sqlite3.connect(study / place)
        connection.execute("CREATE TABLE t (x TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", (said,))
        connection.commit()
        connection.close()
    elif kind == "sav":
        place = "results/exports/a.sav"
        pyreadstat.write_sav(pd.DataFrame({"t": [said]}), study / place, row_compress=True)
    elif kind == "log":
        place = "logs/a.log"
        (study / place).write_text(said)
    else:
        place = "results/report/more.html"
        (study / place).write_text("<p>" + said.replace(" ", " <b></b>&#32;") + "</p>")
    hits = [hit for hit in search_withdrawn(study, "N4").hits if not hit.allowed]
    assert {hit.file.split(" ")[0] for hit in hits} == {place}


def test_what_others_say_too_is_no_hit(tmp_path: Path) -> None:
    study = copied(tmp_path)
    (study / "results/more.txt").write_text(TRANSCRIPTS["N4.txt"])
    assert not search_withdrawn(study, "N4").good
    (study / "data/raw/transcripts/S1.txt").write_text(TRANSCRIPTS["N4.txt"])
    assert search_withdrawn(study, "N4").good


def test_a_name_inside_another_word_is_no_hit(tmp_path: Path) -> None:
    study = copied(tmp_path)
    (study / "results/more.txt").write_text("N41 XN4 N4a")
    assert search_withdrawn(study, "N4").good
    (study / "results/N4_notes.txt").write_text("nothing")
    assert [hit.what for hit in search_withdrawn(study, "N4").hits if not hit.allowed] == ["name of the file"]


def test_without_the_transcript_its_words_cannot_be_searched_for_and_that_is_said(
    tmp_path: Path,
) -> None:
    study = copied(tmp_path)
    (study / "data/raw/transcripts/N4.txt").unlink()
    (study / "results/more.txt").write_text(TRANSCRIPTS["N4.txt"])
    search = search_withdrawn(study, "N4")
    assert search.good
    assert "not there" in search.notes[0]


def test_files_that_cannot_be_searched_are_named(tmp_path: Path) -> None:
    study = copied(tmp_path)
    (study / "results/a.png").write_bytes(b"\x89PNG")
    (study / "results/b.xlsx").write_bytes(b"PK\x03\x04 damaged")
    search = search_withdrawn(study, "N4")
    assert search.not_searched == ["results/a.png", "results/b.xlsx"]
    tell_search(search, Console(file=io.StringIO()))


@pytest.mark.parametrize("kind", ["findings", "transcript"])
def test_a_cache_with_an_entry_too_many_may_hold_the_withdrawn_transcript(kind: str, tmp_path: Path) -> None:
    study = copied(tmp_path)
    cache = study / "data/processed/.cache/transcripts"
    cache.mkdir(parents=True)
    for number in range(2):
        (cache / f"{number}.{kind}.json").write_text('seal\n{"mentions": []}')
    assert search_withdrawn(study, "N4").good
    (cache / f"2.{kind}.json").write_text(f"seal\n{json.dumps({'said': WORDS})}")
    whats = {hit.what for hit in search_withdrawn(study, "N4").hits if not hit.allowed}
    assert whats == {"cache", "words of the transcript"}


def test_nobody_of_that_id_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownParticipant, match="X9"):
        search_withdrawn(finished(), "X9")


def _picture(*chunks: tuple[bytes, bytes]) -> bytes:
    """Bytes of a PNG file with the chunks given."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + b"\0\0\0\0" for kind, body in chunks
    )


@pytest.mark.parametrize("kind", ["loose", "docx", "html", "notebook", "font"])
def test_an_id_met_by_chance_in_the_bytes_of_a_picture_is_no_hit(kind: str, tmp_path: Path) -> None:
    study = copied(tmp_path)
    chance = _picture((b"IDAT", b"\x80\x81\x01 N4 \xff\x00\x17"))
    coded = "AAAA" * 40 + "/N4/" + "AAAA" * 40
    place, data, unsearched = {
        "loose": ("results/a.png", chance, ["results/a.png"]),
        "docx": (
            "results/a.docx",
            _zip({"word/media/rId3.png": chance, "word/media/b.jpeg": b"\xff\xd8\xff\xe0\0\x05 N4"}),
            ["results/a.docx › word/media/b.jpeg", "results/a.docx › word/media/rId3.png"],
        ),
        "html": ("results/a.html", f'<img src="data:image/png;base64,{coded}">'.encode(), []),
        "notebook": (
            "results/a.ipynb",
            json.dumps({"cells": [{"id": "c", "outputs": [{"data": {"image/png": coded}}]}]}).encode(),
            [],
        ),
        "font": ("results/a.zip", _zip({"font.woff2": b"wOF2\0\1\2 N4 \xfe\xff\0\0"}), []),
    }[kind]
    (study / place).write_bytes(data)
    search = search_withdrawn(study, "N4")
    assert search.good, [hit for hit in search.hits if not hit.allowed]
    assert sorted(search.not_searched) == unsearched


def test_what_a_picture_or_a_pdf_says_of_itself_is_searched(tmp_path: Path) -> None:
    import typst

    study = copied(tmp_path)
    told = _picture((b"tEXt", b"Comment\0of N4"))
    (study / "results/a.docx").write_bytes(_zip({"word/media/rId3.png": told}))
    (study / "results/a.pdf").write_bytes(typst.compile(f"He said: {WORDS}.".encode()))
    hits = [hit for hit in search_withdrawn(study, "N4").hits if not hit.allowed]
    assert {hit.file for hit in hits} == {
        "results/a.docx › word/media/rId3.png, metadata",
        "results/a.pdf › page 1",
    }
