"""The report as one HTML page that needs no network, no script and no other file."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from triangulate.report.content import Content

_HERE = Path(__file__).parent


def render(content: Content) -> str:
    """The whole page. An unknown fact or an undefined name raises, so that no gap is printed."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("index.html.j2")
    style = (_HERE / "assets" / "report.css").read_text(encoding="utf-8")
    return template.render(c=content, study=content.study, fact=content.fact, style=style)
