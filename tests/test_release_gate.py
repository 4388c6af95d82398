"""The gate before release: a planted name is found in every format and place, and ordinary words are let be."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triangulate.contents import parts_of
from triangulate.release import Needle, look_through
from triangulate.release.names import Known, needles_of
from triangulate.release.search import Searcher

pytestmark = pytest.mark.fast
NAME = "Marjorie Tregowan"


def needles(*denied: str, **known: object) -> list[Needle]:
    return needles_of(Known(denied=denied, **known), [], [])  # type: ignore[arg-type]


def html_visible(name: str) -> bytes:
    return f"<p>Said <b>{name[:3]}</b>{name[3:]}.</p>".encode()


def html_comment(name: str) -> bytes:
    return f"<p>Nothing here.</p><!-- for {name} -->".encode()


def html_attribute(name: str) -> bytes:
    return ('<p title="' + "".join(f"&#{ord(c)};" for c in name) + '">Nothing</p>').encode()


def html_over_two_lines(name: str) -> bytes:
    return f"<p>{name.replace(' ', chr(10) + '   ')}</p>".encode()


def svg_metadata(name: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><metadata>{name}</metadata></svg>'.encode()


def svg_text(name: str) -> bytes:
    first, last = name.split()
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text><tspan>{first} </tspan><tspan>{last}</tspan></text></svg>'.encode()


def png_metadata(name: str) -> bytes:
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(0.2, 0.2))
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Author": name})
    plt.close(figure)
    return out.getvalue()


def docx(name: str, where: str) -> bytes:
    from docx import Document

    document = Document()
    paragraph = document.add_paragraph("Spoken by ")
    if where == "runs":
        for letters in (name[:4], name[4:9], name[9:]):
            paragraph.add_run(letters)
    elif where == "table":
        document.add_table(1, 1).cell(0, 0).text = name
    elif where == "header":
        document.sections[0].header.paragraphs[0].text = name
    else:
        document.core_properties.author = name
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_comment(name: str) -> bytes:
    out = io.BytesIO(docx("nobody in particular", "runs"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "word/comments.xml",
            f"<w:comments><w:comment><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:comment></w:comments>",
        )
    return out.getvalue()


def pdf(name: str, where: str) -> bytes:
    import typst

    title = f'#set document(title: "{name}")\n' if where == "title" else ""
    words = f"#pagebreak()\nHeard from {name}." if where == "page" else "Heard from nobody."
    return typst.compile((title + words).encode())


def xlsx(name: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active["C7"] = f"as {name} said"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def qdpx(name: str, where: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "project.qde",
            f'<Project><Users><User name="{name if where == "user" else "a"}"/></Users></Project>',
        )
        archive.writestr(f"sources/{name.replace(' ', '_') if where == 'member' else 'a'}.txt", "words")
        archive.writestr("sources/b.txt", f"and {name} left" if where == "source" else "words")
    return out.getvalue()


def sav(name: str, where: str, tmp_path: Path) -> bytes:
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame({"answer": [1.0, 2.0], "note": ["", name if where == "cell" else ""]})
    pyreadstat.write_sav(
        frame, str(tmp_path / "x.sav"), note=name if where == "note" else None,
        variable_value_labels={"answer": {1.0: name if where == "label" else "one"}},
    )  # fmt: skip
    return (tmp_path / "x.sav").read_bytes()


def notebook(name: str, where: str) -> bytes:
    shown = {"text/html": [f"<td>{name}</td>"]} if where == "html" else {"text/plain": ["a\n", f"{name}\n"]}
    cell = {
        "id": "quotes",
        "cell_type": "code",
        "source": ["1"],
        "outputs": [{"output_type": "display_data", "data": shown}],
    }
    return json.dumps({"cells": [cell], "metadata": {}}).encode()


WRITERS: dict[str, Callable[[str], bytes]] = {
    "visible.html": html_visible, "comment.html": html_comment, "attribute.html": html_attribute,
    "lines.html": html_over_two_lines, "metadata.svg": svg_metadata, "text.svg": svg_text, "metadata.png": png_metadata,
    "runs.docx": lambda n: docx(n, "runs"), "table.docx": lambda n: docx(n, "table"),
    "header.docx": lambda n: docx(n, "header"), "author.docx": lambda n: docx(n, "author"),
    "comment.docx": docx_comment, "title.pdf": lambda n: pdf(n, "title"), "page.pdf": lambda n: pdf(n, "page"),
    "cell.xlsx": xlsx, "user.qdpx": lambda n: qdpx(n, "user"), "member.qdpx": lambda n: qdpx(n, "member"),
    "source.qdpx": lambda n: qdpx(n, "source"), "html.ipynb": lambda n: notebook(n, "html"),
    "plain.ipynb": lambda n: notebook(n, "plain"), "table.csv": lambda n: f"id,text\n1,{n}'s car\n".encode(),
    "package.json": lambda n: json.dumps({"contributors": [{"title": n}]}).encode(),
    "utf16.txt": lambda n: f"by {n}".encode("utf-16"), "capitals.txt": lambda n: n.upper().encode(),
}  # fmt: skip


@pytest.mark.parametrize("file", WRITERS)
def test_a_planted_name_is_found_whatever_the_format_and_a_clean_file_is_let_through(
    file: str, tmp_path: Path
) -> None:
    target = tmp_path / "results" / "exports" / file
    target.parent.mkdir(parents=True)
    target.write_bytes(WRITERS[file](NAME))
    leaks, unsearched, count = look_through(tmp_path, needles(NAME))
    assert [(leak.file, leak.text, leak.stops) for leak in leaks] == [(f"results/exports/{file}", NAME, True)]
    assert unsearched == [] and count == 1
    target.write_bytes(WRITERS[file]("Marjoram Tregowans"))
    assert look_through(tmp_path, needles(NAME))[0] == []


@pytest.mark.parametrize("where", ["cell", "note", "label"])
def test_a_name_in_an_spss_file_is_found(where: str, tmp_path: Path) -> None:
    (tmp_path / "results/exports").mkdir(parents=True)
    (tmp_path / "results/exports/statements.sav").write_bytes(sav(NAME, where, tmp_path))
    (leak,) = look_through(tmp_path, needles(NAME))[0]
    assert leak.place == ("variable note" if where == "cell" else "names, labels and notes")


def test_the_place_is_named_as_near_as_the_format_allows(tmp_path: Path) -> None:
    for file in ("page.pdf", "source.qdpx", "html.ipynb", "header.docx"):
        target = tmp_path / "results/report" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(WRITERS[file](NAME))
    places = {Path(leak.file).name: leak.place for leak in look_through(tmp_path, needles(NAME))[0]}
    assert places["page.pdf"] == "page 2"
    assert places["source.qdpx"] == "sources/b.txt"
    assert places["html.ipynb"] == "cell quotes"
    assert places["header.docx"].startswith("word/header")


def test_two_processes_find_what_one_finds_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "results/report"
    folder.mkdir(parents=True)
    for number in range(60):
        (folder / f"{number}.txt").write_text(f"{'x' * (number % 7)} {NAME if number % 3 else 'nobody'}")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    both = look_through(tmp_path, needles(NAME))
    monkeypatch.setattr("triangulate.release.gate.WORTH_A_PROCESS", 1000)
    assert both == look_through(tmp_path, needles(NAME))
    assert len(both[0]) == 40 and len(both[1]) == 1 and both[2] == 61


def test_a_file_named_after_somebody_is_found(tmp_path: Path) -> None:
    (tmp_path / "results/report").mkdir(parents=True)
    (tmp_path / "results/report/marjorie-tregowan_v2.txt").write_text("words")
    (leak,) = look_through(tmp_path, needles(NAME))[0]
    assert leak.place == "name of the file"


def test_a_file_that_cannot_be_opened_stops_the_release_only_where_it_would_be_released(
    tmp_path: Path,
) -> None:
    for folder in ("results/report", "results/notebooks"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    _, unsearched, _ = look_through(tmp_path, needles(NAME))
    assert {(u.file, u.stops) for u in unsearched} == {
        ("results/report/broken.docx", True), ("results/notebooks/broken.docx", False),
    }  # fmt: skip


def found(text: str, made: list[Needle]) -> dict[str, bool]:
    return {needle.text: needle.stops for needle, _ in Searcher(made).find(text)}


def test_one_word_counts_as_it_is_written_or_in_capitals_several_in_any_case() -> None:
    assert found("We walked over the moor.", needles("the Moor")) == {}
    assert found("They call it the Moor, and THE MOOR it is", needles("the Moor")) == {
        "the Moor": True,
        "THE MOOR": True,
    }
    assert found("a mark of quality", needles("Mark")) == {}
    assert found("marjorie  tregowan", needles(NAME)) == {NAME: True}
    assert found("MarjorieTregowan and Tregowanson", needles(NAME, "Tregowan")) == {}


def test_a_word_that_the_study_itself_uses_or_that_transcripts_keep_does_not_stop_a_release() -> None:
    known = Known(
        found=(("Person", "Hope"), ("Person", "Will"), ("Person", "Tregowan")),
        organisations=frozenset({"Kestrel Hospital"}),
    )
    made = needles_of(known, ["label: Hope for change", "kestrel hospital staff"], ["I will say this"])
    text = "Hope and Will met Tregowan at Kestrel Hospital"
    assert found(text, made) == {
        "Hope": False,
        "Will": False,
        "Tregowan": True,
        "Kestrel Hospital": False,
    }


def test_what_the_deny_list_names_stops_a_release_whoever_else_uses_it() -> None:
    made = needles_of(Known(denied=("Hope",), found=(("Person", "Hope"),)), ["Hope for change"], ["Hope so"])
    assert found("Hope", made) == {"Hope": True}


def test_numbers_dates_and_short_ids_are_not_taken_for_traces_of_people() -> None:
    known = Known(
        participants=frozenset({"H1", "12", "P07"}),
        found=(
            ("Date", "4 May"),
            ("Collar number", "4245"),
            ("Phone", "999"),
            ("Phone", "020 7946 0999"),
            ("Person", "Al"),
        ),
    )
    made = needles_of(known, [], [])
    assert found("H1 12 P07 4 May 4245 999 Al 020 7946 0999", made) == {
        "H1": False,
        "P07": True,
        "020 7946 0999": True,
    }


def test_an_organisation_may_stand_with_the_mapping_data_and_nowhere_else(tmp_path: Path) -> None:
    made = needles_of(
        Known(organisations=frozenset({"Kestrel Hospital", "Plover Hospital"}), denied=("Plover Hospital",)),
        [],
        [],
    )
    for name in (
        "results/notebooks/mapping_ward.html",
        "results/exports/mapping.csv",
        "results/report/index.html",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<p>Kestrel Hospital, Plover Hospital</p>")
    leaks, _, _ = look_through(tmp_path, made, named={"Kestrel Hospital"})
    assert [(leak.file, leak.text) for leak in leaks] == [("results/report/index.html", "Plover Hospital")]


def test_pages_that_stay_in_the_house_may_name_documents_but_no_person(tmp_path: Path) -> None:
    made = needles_of(Known(participants=frozenset({"P07"}), found=(("Person", NAME),)), [], [])
    (tmp_path / "results/notebooks").mkdir(parents=True)
    (tmp_path / "results/notebooks/thematic_coding.html").write_text(f"P07.docx: {NAME}")
    assert [leak.text for leak in look_through(tmp_path, made)[0]] == [NAME]


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_name_is_found_between_any_words(before: str, after: str) -> None:
    text = f"{before} {NAME} {after}"
    assert found(text, needles(NAME)) == {NAME: True}


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PAR1", b"SQLite format 3\0"]),
       st.sampled_from(["x.html", "x.ipynb", "x.json", "x.bin"]))  # fmt: skip
def test_a_hostile_file_is_searched_or_refused_in_words(data: bytes, head: bytes, name: str) -> None:
    from triangulate.contents import NotOpened

    try:
        assert all(isinstance(part.text, str) for part in parts_of(head + data, name))
    except NotOpened as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    "said",
    [
        "Zoe Garcon-O'Dea", "Zoë Garçon-O’Dea", "ZOË GARÇON-O'DEA", "Zoe\u0308 Gar\u00e7on-O'Dea", "Zoë\u00a0Garçon\u2011O’Dea",
        "Zoë Gar\u00adçon-O’Dea", "Zoë Gar-\nçon-O’Dea", "Zoë Garçon-\nO’Dea", "Zoë Garçon-O’Dea’s", "Zoë\nGarçon-O’Dea",
    ],
)  # fmt: skip
def test_a_name_is_found_however_its_accents_hyphens_and_apostrophes_are_set(said: str) -> None:
    found = list(Searcher(needles("Zoë Garçon-O'Dea")).find(f"So I asked {said} about it."))
    assert len(found) == 1


def test_a_hyphen_at_the_end_of_a_line_makes_no_name_of_two_others() -> None:
    assert not list(Searcher(needles("Marytown Lane")).find("He saw Mary - \n town Lane"))


def test_the_crate_is_searched_like_the_report_and_held_back_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triangulate.pipeline.release import HELD_BACK, _hold_back

    name = "results/ro-crate-metadata.json"
    (tmp_path / "results").mkdir()
    (tmp_path / name).write_text(json.dumps({"@graph": [{"@id": "./", "name": f"For {NAME}"}]}))
    leaks, _, _ = look_through(tmp_path, needles(NAME))
    assert [(leak.file, leak.stops) for leak in leaks] == [(name, True)]
    monkeypatch.chdir(tmp_path)
    _hold_back([name])
    assert not Path(name).exists() and (Path(HELD_BACK) / "ro-crate-metadata.json").is_file()
