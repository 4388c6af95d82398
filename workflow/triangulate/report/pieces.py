"""Tables and figures before they are printed: by name, with caption, and numbered as they come."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from triangulate.report.grid import Grid
from triangulate.report.printing import ABSENT, HELD_CELL

#: A drawing as wide as a page, 604 points, is 58 rem wide on the screen.
REM_A_POINT = 0.096
HELD_MEANS = "“Held” stands for a value that is held back; the appendix on disclosure says why."
Kind = Literal["table", "figure"]


@dataclass(frozen=True, slots=True)
class TablePiece:
    """A table that can be printed."""

    name: str
    caption: str
    grid: Grid
    note: str = ""

    @property
    def anchor(self) -> str:
        """The id of its element."""
        return "table-" + re.sub(r"[^A-Za-z0-9_-]", "-", self.name)

    @property
    def held(self) -> bool:
        """Whether nothing of it may be printed, so that a sentence says it better."""
        shown = [cell for row in self.grid.rows for cell in row.cells if cell not in (ABSENT, "")]
        return bool(shown) and all(HELD_CELL in cell for cell in shown)

    @property
    def remark(self) -> str:
        """What stands below it: its note, and what "held" means where a cell says it."""
        some = any(HELD_CELL in cell for row in self.grid.rows for cell in row.cells)
        return " ".join(filter(None, (self.note, HELD_MEANS if some else "")))

    @property
    def short(self) -> bool:
        """Whether it is so short that a page may be turned for it rather than in it."""
        rows = self.grid.rows
        text = sum(len(row.heading) + sum(len(cell.striptags()) for cell in row.cells) for row in rows)
        return len(rows) + len(self.grid.blocks) <= 16 and text <= 1600


@dataclass(frozen=True, slots=True)
class FigurePiece:
    """A figure that can be printed: ``stem`` is its path without the ending, in the study. A figure that
    shows what is ``held`` back is not printed, and a sentence says so."""

    name: str
    caption: str
    alt: str
    stem: str
    held: bool = False

    @property
    def anchor(self) -> str:
        """The id of its element."""
        return "figure-" + re.sub(r"[^A-Za-z0-9_-]", "-", self.name)


@dataclass(slots=True)
class Numbers:
    """Numbers of tables and figures, in the order in which they are first printed.

    ``known`` are those of an earlier pass over the same document, for what is referred to before
    it is printed.
    """

    known: Mapping[tuple[Kind, str], int] = field(default_factory=dict)
    given: dict[tuple[Kind, str], int] = field(default_factory=dict)

    def give(self, kind: Kind, name: str) -> int:
        """The number of a piece that is printed now."""
        if (kind, name) not in self.given:
            self.given[kind, name] = 1 + sum(1 for other, _ in self.given if other == kind)
        return self.given[kind, name]

    def of(self, kind: Kind, name: str) -> int:
        """The number to refer to; 0 in a first pass where it is not printed yet."""
        return self.given.get((kind, name)) or self.known.get((kind, name), 0)


def inline_svg(path: Path, prefix: str) -> Markup:
    """The figure's SVG element, its ids made unlike those of every other figure on the page."""
    text = path.read_text(encoding="utf-8")
    svg = text[text.index("<svg") :]
    if wide := re.match(r'<svg\b[^>]*?\bwidth="([\d.]+)pt"', svg):
        # A drawing of few panels is not blown up to the page's width: letters are as large in all of them.
        svg = f'<svg style="max-width: {float(wide[1]) * REM_A_POINT:.1f}rem"' + svg[len("<svg") :]
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'(xlink:href|href)="#([^"]+)"', rf'\1="#{prefix}-\2"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return Markup(svg)


def alt_text(results: Path, notebook: str, start: str) -> str:
    """The alt text that a notebook printed for a figure: the line that starts with ``start``.

    ValueError where there is none: a figure without words is not printed.
    """
    content = json.loads((results / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            text = output.get("text", "")
            for line in ("".join(text) if isinstance(text, list) else str(text)).splitlines():
                if line.startswith(start):
                    return str(line)
    raise ValueError(f"the notebook {notebook} printed no line that starts with {start!r}")
