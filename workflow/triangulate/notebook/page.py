"""An executed notebook as one HTML page that needs no network and no script."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

import nbformat

#: Tables on the page are whole: what may be printed is decided later, over all facts together.
_NOTICE = "For the study’s own people: the tables and figures here show what the report may hold back."
_STYLE = Path(__file__).with_name("page.css")


def title_of(notebook: nbformat.NotebookNode, fallback: str) -> str:
    """The first heading of the notebook's text."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return str(line[2:].strip())
    return fallback


def page_of(notebook: nbformat.NotebookNode, name: str) -> str:
    """The whole page: every cell with its id as an anchor, code, text, tables and figures."""
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True)
    body, _ = exporter.from_notebook_node(notebook)
    title = html.escape(title_of(notebook, name))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_style()}\n</style>\n</head>\n"
        f'<body>\n<main>\n<p class="notice">{_NOTICE}</p>\n{body}\n</main>\n</body>\n</html>\n'
    )


@cache
def _style() -> str:
    from pygments.formatters import HtmlFormatter

    colours = HtmlFormatter(style="friendly").get_style_defs(".highlight")
    return f"{_STYLE.read_text(encoding='utf-8')}\n{colours}"
