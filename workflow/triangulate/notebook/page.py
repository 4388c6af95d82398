"""An executed notebook as one HTML page that needs no network and no script."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triangulate.files import write_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: Tables on the page are whole: what may be printed is decided later, over all facts together.
_NOTICE = "For the study’s own people: the tables and figures here show what the report may hold back."
_STYLE = Path(__file__).with_name("page.css")
#: Colours of a terminal.
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])(>)(.*?)</t[hd]>", re.DOTALL)
#: What a cell of a column of numbers may hold besides them.
_NO_WORDS = re.compile(r"|nan|none|na|<na>|nat|[^A-Za-z]*[A-Za-z]?[^A-Za-z]*", re.IGNORECASE)


def title_of(cells: Iterable[Mapping[str, Any]], fallback: str) -> str:
    """The first heading of the notebook's text."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for line in _text(cell["source"]).splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return fallback


def write_pages(pages: Mapping[Path, Path]) -> None:
    """Write the page of each executed notebook; ``pages`` goes from the notebook to its page."""
    for source, page in pages.items():
        write_text(page, page_of(json.loads(source.read_bytes()), source.stem))


def page_of(notebook: Mapping[str, Any], name: str) -> str:
    """The whole page of a notebook (nbformat 4): every cell with its id as an anchor, code, text, tables and
    figures. ``name`` is its title if its text has no heading."""
    cells = notebook["cells"]
    body = _TABLE.sub(lambda table: with_words_on_the_left(table.group()), "\n".join(map(_cell, cells)))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title_of(cells, name))}</title>\n<style>\n{_style()}\n</style>\n</head>\n"
        f'<body>\n<main>\n<p class="notice">{_NOTICE}</p>\n{body}\n</main>\n</body>\n</html>\n'
    )


def _cell(cell: Mapping[str, Any]) -> str:
    source = _text(cell["source"])
    if cell["cell_type"] == "markdown":
        shown = _markdown().render(source)
    elif cell["cell_type"] == "code":
        shown = _coloured(source) + "".join(map(_output, cell.get("outputs", [])))
    else:
        shown = f"<pre>{html.escape(source)}</pre>\n"
    tags = "".join(f" celltag_{tag}" for tag in cell.get("metadata", {}).get("tags", []))
    id = html.escape(f"cell-id={cell.get('id', '')}")
    return f'<div class="cell {cell["cell_type"]}_cell{html.escape(tags)}" id="{id}">\n{shown}</div>'


def _output(output: Mapping[str, Any]) -> str:
    """One output in the richest form that a page can show: markup, a picture, or text."""
    data = output.get("data", {})
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return f'<div class="output">\n{_text(data[kind])}\n</div>\n'
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            picture = "".join(_text(data[kind]).split())
            words = html.escape(_text(data.get("text/plain", "")))
            return f'<div class="output"><img src="data:{kind};base64,{picture}" alt="{words}"></div>\n'
    told = _text(data.get("text/plain", output.get("text", output.get("traceback", ""))))
    return f'<div class="output"><pre>{html.escape(_ANSI.sub("", told))}</pre></div>\n' if told else ""


def _text(held: str | list[str]) -> str:
    """A text of a notebook file, which may be kept line by line."""
    return held if isinstance(held, str) else "".join(held)


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _coloured(source: str) -> str:
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    return str(highlight(source, PythonLexer(), HtmlFormatter()))


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


@cache
def _style() -> str:
    from pygments.formatters.html import HtmlFormatter

    colours = HtmlFormatter(style="friendly").get_style_defs(".highlight")
    return f"{_STYLE.read_text(encoding='utf-8')}\n{colours}"
