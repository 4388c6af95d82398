"""The page of an executed notebook: everything on it, nothing from elsewhere, set anew only where it has to be."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from triangulate.notebook import page
from triangulate.notebook.page import page_of, with_words_on_the_left, write_pages


def executed() -> nbformat.NotebookNode:
    table = pd.DataFrame({"n": [1], "text": ["well done"]}).to_html()
    return new_notebook(
        cells=[
            new_markdown_cell("# A < B\n\nHow it is done.", id="title"),
            new_code_cell("x = 1", id="injected-parameters", metadata={"tags": ["injected-parameters"]}),
            new_code_cell(
                "print(x)",
                id="shown",
                outputs=[
                    new_output("stream", name="stdout", text="1 < 2\n"),
                    new_output(
                        "display_data",
                        {"image/svg+xml": "<svg><g id='bar'/></svg>", "text/plain": "<SVG>"},
                        metadata={"image/svg+xml": {"alt": "Two <bars>."}},
                    ),
                    new_output("execute_result", {"text/html": table, "text/plain": "plain"}),
                ],
            ),
        ],
        metadata={"language_info": {"name": "python", "pygments_lexer": "ipython3"}},
    )


def test_a_page_shows_every_cell_and_each_output_at_its_richest() -> None:
    found = page_of(executed(), "name")
    assert "<title>A &lt; B</title>" in found and "How it is done." in found
    assert 'id="cell-id=shown"' in found and "celltag_injected-parameters" in found
    assert "1 &lt; 2" in found and "plain" not in found and "SVG" not in found
    assert re.search(r'<img\s+alt="Two &lt;bars&gt;\."\s+src="data:image/svg', found)
    assert '<td class="words">well done</td>' in found
    assert '<span class="nb">print</span>' in found


def test_a_page_needs_neither_a_network_nor_a_script() -> None:
    found = page_of(executed(), "name")
    assert "<script" not in found and "<link" not in found and "@import" not in found
    assert set(re.findall(r'src="([^:"]*:)', found)) == {"data:"} and "http" not in found


def test_a_notebook_without_a_heading_has_its_name_as_title() -> None:
    assert "<title>name</title>" in page_of(new_notebook(), "name")


def test_a_page_is_set_again_only_where_the_notebook_or_the_code_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target, cache = tmp_path / "a.ipynb", tmp_path / "a.html", tmp_path / "cache"
    nbformat.write(executed(), source)
    write_pages({source: target}, cache)
    first = target.read_bytes()
    assert first == page_of(executed(), "a").encode()

    set_again: list[str] = []

    def noted(notebook: nbformat.NotebookNode, name: str) -> str:
        set_again.append(name)
        return page_of(notebook, name)

    monkeypatch.setattr(page, "page_of", noted)
    target.unlink()
    write_pages({source: target}, cache)
    assert set_again == [] and target.read_bytes() == first
    # Another notebook, a damaged entry, other code.
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Other", id="t")]), source)
    write_pages({source: target}, cache)
    assert set_again == ["a"] and "Other" in target.read_text()
    (entry,) = cache.iterdir()  # that of the page before is gone
    entry.write_bytes(entry.read_bytes()[:-9])
    write_pages({source: target}, cache)
    monkeypatch.setattr(page.sealed, "code_of", lambda *places, **endings: "other code")
    write_pages({source: target}, cache)
    assert set_again == ["a", "a", "a"]


def test_columns_of_words_stand_on_the_left_with_their_heading() -> None:
    frame = pd.DataFrame(
        {"n": [1.5, None], "text": ["well done", ""], "p": ["0.5 %", "< .001"]}, index=["a", "b"]
    )
    table = with_words_on_the_left(frame.to_html())
    assert '<th class="words">text</th>' in table and '<td class="words">well done</td>' in table
    assert '<td class="words"></td>' in table and table.count("words") == 3
    wide = '<table><tr><th colspan="2">a</th></tr><tr><td>some words</td></tr></table>'
    assert with_words_on_the_left(wide) == wide
