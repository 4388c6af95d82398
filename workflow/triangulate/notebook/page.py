"""An executed notebook as one HTML page that needs no network and no script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from functools import cache as once
from importlib.metadata import version
from pathlib import Path

import nbformat

from triangulate import sealed
from triangulate.files import write_text

#: Tables on the page are whole: what may be printed is decided later, over all facts together.
_NOTICE = "For the study’s own people: the tables and figures here show what the report may hold back."
_ENDING = ".page.json"
_STYLE = Path(__file__).with_name("page.css")
_DRAWING = "image/svg+xml"
_NO_WORDS_FOR_IT = re.compile(
    r'alt="No description has been provided for this image"(?= src="data:image/svg\+xml)'
)
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])(>)(.*?)</t[hd]>", re.DOTALL)
#: What a cell of a column of numbers may hold besides them.
_NO_WORDS = re.compile(r"|nan|none|na|<na>|nat|[^A-Za-z]*[A-Za-z]?[^A-Za-z]*", re.IGNORECASE)


def title_of(notebook: nbformat.NotebookNode, fallback: str) -> str:
    """The first heading of the notebook's text."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return str(line[2:].strip())
    return fallback


def write_pages(pages: Mapping[Path, Path], cache: Path) -> None:
    """Write the page of each executed notebook; ``pages`` goes from the notebook to its page.

    ``cache`` is a folder for restricted data, of the pages that this run and the last one made: nbconvert takes
    longer for a page than many a notebook for its run.
    """
    code = sealed.code_of(Path(__file__), _STYLE), version("nbconvert")
    entries = {
        source: sealed.entry_name(_ENDING, source.stem, source.read_text(encoding="utf-8"), *code)
        for source in pages
    }
    for source, page in pages.items():
        kept = sealed.load(cache / entries[source])
        if not isinstance(kept, str):
            kept = page_of(nbformat.read(source, as_version=4), source.stem)
            sealed.save(cache / entries[source], kept)
        write_text(page, kept)
    sealed.prune(cache, _ENDING, entries.values())


def page_of(notebook: nbformat.NotebookNode, name: str) -> str:
    """The whole page: every cell with its id as an anchor, code, text, tables and figures."""
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True)
    body, _ = exporter.from_notebook_node(notebook)
    words = _pictures(notebook)
    body = _NO_WORDS_FOR_IT.sub(lambda _: f'alt="{html.escape(next(words, ""))}"', body)
    body = _TABLE.sub(lambda table: with_words_on_the_left(table.group()), body)
    title = html.escape(title_of(notebook, name))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_style()}\n</style>\n</head>\n"
        f'<body>\n<main>\n<p class="notice">{_NOTICE}</p>\n{body}\n</main>\n</body>\n</html>\n'
    )


def _pictures(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """What each drawing shows, in words, as its notebook gives it; nbconvert passes on the drawings alone."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if _DRAWING in output.get("data", {}):
                yield str(output.metadata.get(_DRAWING, {}).get("alt", ""))


def with_words_on_the_left(table: str) -> str:
    """A table of pandas with the class ``words`` on columns that hold words, their heading included.

    Tables with merged cells are left as they are: their columns cannot be counted.
    """
    if "colspan" in table or "rowspan" in table:
        return table
    columns = {
        place
        for row in _ROW.finditer(table)
        for place, cell in enumerate(_CELL.finditer(row.group()))
        if cell[1] == "td" and not _NO_WORDS.fullmatch(html.unescape(cell[3]).strip())
    }

    def marked(row: re.Match[str]) -> str:
        places = iter(range(row.group().count("<t")))
        return _CELL.sub(
            lambda c: f'<{c[1]} class="words">{c[3]}</{c[1]}>' if next(places) in columns else str(c.group()),
            row.group(),
        )

    return _ROW.sub(marked, table)


@once
def _style() -> str:
    from pygments.formatters import HtmlFormatter

    colours = HtmlFormatter(style="friendly").get_style_defs(".highlight")
    return f"{_STYLE.read_text(encoding='utf-8')}\n{colours}"
