"""The report as one HTML page that needs no network, no script and no other file; and the same as
plain HTML that pandoc turns into other formats."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from triangulate.report.appendices import Appendices
from triangulate.report.content import Content
from triangulate.report.pieces import Numbers
from triangulate.report.press import Manner, Press
from triangulate.report.prose import Told

_HERE = Path(__file__).parent


def render(content: Content, told: Told | None, appendices: Appendices, manner: Manner) -> str:
    """The whole document. An unknown fact or an undefined name raises, so that no gap is printed.

    It is printed twice: the first pass finds the numbers that are referred to before they come.
    """
    environment = _environment()
    template = environment.get_template(f"{manner}.html.j2")
    macros = environment.get_template(f"{manner}_macros.j2").module
    style = (_HERE / "assets" / "report.css").read_text(encoding="utf-8")
    first = Press(content, told, manner, macros, content.study.directory)
    text = ""
    for press in (first, None):
        if press is None:
            numbers = Numbers(known=first.numbers.given)
            press = Press(content, told, manner, macros, content.study.directory, numbers, first.drawn)
        text = template.render(
            c=content, study=content.study, fact=content.fact, press=press, extra=appendices, style=style
        )
    return text


@cache
def _environment() -> Environment:
    """One for both manners: they share the body, and reading a template takes longer than printing it."""
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
