"""A notebook opened at the cell that recorded a fact: the words before it, the code, what it printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

from markdown_it import MarkdownIt

_KEPT = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li em strong code pre table thead tbody tr th td br blockquote".split()
)
_DROPPED = frozenset({"style", "script", "svg"})
_SPANS = frozenset({"colspan", "rowspan"})
_VOID = frozenset({"br"})
#: A printed table longer than this is cut; the notebook itself has all of it.
_MOST_OUTPUT = 60_000


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a notebook: ``words`` and ``output`` are safe HTML, ``code`` is plain text."""

    kind: Literal["words", "code", "output"]
    text: str


def section_of(notebook: Path, cell: str, *, outputs: bool) -> list[Part]:
    """From the last words before a cell to the cell itself; empty where the notebook has no such cell.

    Code is as it was committed. What cells printed may show what the report holds back: it is given with
    ``outputs`` only.
    """
    cells = _cells(notebook)
    at = next((i for i, c in enumerate(cells) if c.get("id") == cell), None)
    if at is None:
        return []
    start = next((i for i in range(at, -1, -1) if cells[i].get("cell_type") == "markdown"), 0)
    parts: list[Part] = []
    for one in cells[start : at + 1]:
        source = "".join(one.get("source", ""))
        if one.get("cell_type") == "markdown":
            parts.append(Part("words", safe(_markdown().render(source))))
        elif "injected-parameters" not in one.get("metadata", {}).get("tags", []):
            parts.append(Part("code", source.strip()))
            if outputs:
                parts += [Part("output", html) for html in _outputs(one)]
    return parts


@cache
def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    return list(cells)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _outputs(cell: dict[str, Any]) -> list[str]:
    found = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/svg+xml" in data or "image/png" in data:
            continue
        if "text/html" in data:
            found.append(safe(_joined(data["text/html"])[:_MOST_OUTPUT]))
            continue
        text = _joined(output.get("text", "")) or _joined(data.get("text/plain", ""))
        if text:
            found.append(f"<pre>{escape(text[:_MOST_OUTPUT])}</pre>")
    return found


def _joined(lines: Any) -> str:
    return "".join(lines) if isinstance(lines, list) else str(lines)


def safe(html: str) -> str:
    """HTML with structure alone: no attribute but those of table cells, no style, no script, no link."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.pieces).strip()


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[str] = []
        self._dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping += 1
        if self._dropping or tag not in _KEPT:
            return
        spans = "".join(
            f' {name}="{int(value)}"' for name, value in attrs if name in _SPANS and value and value.isdigit()
        )
        self.pieces.append(f"<{tag}{spans}>")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropping = max(0, self._dropping - 1)
        elif not self._dropping and tag in self._open:
            while self._open:
                last = self._open.pop()
                self.pieces.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.pieces.append(escape(data, quote=False))

    def close(self) -> None:
        super().close()
        while self._open:
            self.pieces.append(f"</{self._open.pop()}>")
