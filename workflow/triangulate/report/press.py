"""Printing one document: pieces numbered as they come, calls of the prose answered.

The same text goes through two sets of macros: ``page`` for the browser, ``paper`` for what pandoc
makes into PDF and Word. What is said cannot differ between them; how it looks can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape

from triangulate.report.appendices import Appendices, Checklist
from triangulate.report.content import Content
from triangulate.report.grid import Column, Grid, Row, for_page
from triangulate.report.narrative import Call
from triangulate.report.pieces import FigurePiece, Kind, Numbers, TablePiece, inline_svg
from triangulate.report.prose import Told, inline, printed
from triangulate.report.spoken import Quote

Manner = Literal["page", "paper"]


@dataclass(slots=True)
class Press:
    """What the templates call to print. ``macros`` is the module of the manner's macros."""

    content: Content
    told: Told | None
    manner: Manner
    macros: Any
    directory: Path = field(default_factory=Path)
    numbers: Numbers = field(default_factory=Numbers)
    drawn: dict[str, Markup] = field(default_factory=dict)
    #: The part that is being printed, and the part in which each piece stands so far.
    part: str = ""
    stands_in: dict[tuple[Kind, str], str] = field(default_factory=dict)

    def table(self, name: str) -> Markup:
        """A table by name, numbered; nothing where the report has no such table."""
        piece = self.content.tables.get(name)
        if piece is None:
            return Markup("")
        if piece.held:
            return self._held("table", name, piece.caption)
        number = self._give("table", name)
        if self.manner == "page" and name not in self.drawn:
            self.drawn[name] = for_page(piece.grid, piece.anchor, piece.caption)
        return Markup(self.macros.table(piece, number, self.drawn.get(name)))

    def figure(self, name: str) -> Markup:
        """A figure by name, numbered; nothing where the report has no such figure."""
        piece = self.content.figures.get(name)
        if piece is None:
            return Markup("")
        if piece.held:
            return self._held("figure", name, piece.caption)
        number = self._give("figure", name)
        if self.manner == "page" and piece.anchor not in self.drawn:
            self.drawn[piece.anchor] = inline_svg(self.directory / f"{piece.stem}.svg", piece.anchor)
        return Markup(self.macros.figure(piece, number, self.drawn.get(piece.anchor)))

    def _give(self, kind: Kind, name: str) -> int:
        self.stands_in[kind, name] = self.part
        return self.numbers.give(kind, name)

    def _held(self, kind: Kind, name: str, caption: str) -> Markup:
        self.stands_in[kind, name] = self.part
        words = f"{caption}: the {kind} is left out, since it would show what is held back."
        return Markup(self.macros.aside(words))

    def placed(self, kind: Kind, name: str) -> Markup:
        """A piece where the narrative puts it: the piece itself at first, and a reference from then on."""
        if (kind, name) in self.stands_in and not self._pieces(kind)[name].held:
            return self._reference(kind, name)
        return self.table(name) if kind == "table" else self.figure(name)

    def rest(self, kind: Kind, name: str) -> Markup:
        """A piece where the report has it by itself. The narrative goes before: what it prints in this
        part is not said again, and what it prints in another is referred to."""
        if not self.content.has(kind, name) or self.stands_in.get((kind, name)) == self.part:
            return Markup("")
        if self.told is not None and (kind, name) in self.told.pieces:
            return self._reference(kind, name)
        return self.table(name) if kind == "table" else self.figure(name)

    def _reference(self, kind: Kind, name: str) -> Markup:
        if self._pieces(kind)[name].held:
            return Markup("")
        caption = self._pieces(kind)[name].caption
        return Markup('<p class="elsewhere">{}: see {}.</p>').format(caption, self.see(kind, name))

    def checklist(self, checklist: Checklist, appendices: Appendices) -> Markup:
        """A checklist as a table: what is asked, by whom it is answered, and how."""
        rows = []
        for item in checklist.items:
            who, answer = appendices.answer(item, self.content, self)
            shown = Markup(self.macros.missing()) if who == "missing" else answer
            by = {"author": "author", "data": "this run", "missing": ""}[who]
            rows.append(
                Row(item.id.partition(".")[2], (Markup(escape(item.asks)), shown, Markup(by)), item.topic)
            )
        columns = (
            Column("What is asked", words=True, share=5), Column("Answer", words=True, share=6),
            Column("From", words=True, share=2),
        )  # fmt: skip
        name = f"checklist.{checklist.name}"
        piece = TablePiece(
            name, f"{checklist.title}, after {checklist.after}", Grid("Item", columns, tuple(rows), 1)
        )
        number = self._give("table", name)
        html = for_page(piece.grid, piece.anchor, piece.caption) if self.manner == "page" else None
        return Markup(self.macros.table(piece, number, html))

    def see(self, kind: Kind, name: str) -> Markup:
        """``Table 3``, leading there."""
        piece = self._pieces(kind)[name]
        if piece.held:
            return Markup("the {} that is left out").format(kind)
        words = f"{kind.capitalize()}\u00a0{self.numbers.of(kind, name)}"
        return Markup('<a href="#{}" data-no-fact>{}</a>').format(piece.anchor, words)

    def _pieces(self, kind: Kind) -> Mapping[str, TablePiece] | Mapping[str, FigurePiece]:
        return self.content.tables if kind == "table" else self.content.figures

    def quote(self, quote: Quote) -> Markup:
        """A quote with its speaker's group, its code and its id."""
        return Markup(self.macros.quote(quote))

    def has(self, part: str) -> bool:
        """Whether the analysts wrote a part."""
        return self.told is not None and part in self.told.narrative.parts

    def prose(self, part: str, level: int = 2) -> Markup:
        """A part of the narrative under a heading of ``level``; nothing where there is none."""
        self.part = part
        if self.told is None or part not in self.told.narrative.parts:
            return Markup("")

        def answer(number: int, call: Call) -> Markup:
            assert self.told is not None
            if call.name == "quote":
                return self.quote(self.told.quotes[part, number])
            return self.answer(call)

        html = printed(self.told.narrative.parts[part], level, part, answer)
        return Markup('<div class="prose">\n{}</div>').format(html)

    def answer(self, call: Call) -> Markup:
        """What a call prints, quotes aside."""
        fact, name = self.content.fact, call.arguments[0]
        match call.name:
            case "fact":
                return fact(name)
            case "word":
                value = fact.facts[name].fact.value
                assert isinstance(value, int | float)
                return Markup('<span class="word" data-word-of="{}">{}</span>').format(
                    name, self.content.claims.word(value)
                )
            case "table":
                return self.placed("table", name)
            case "figure":
                return self.placed("figure", name)
            case "see":
                return self.see("table" if name == "table" else "figure", call.arguments[1])
            case "claim":
                return self.claim(name)
            case _:  # pragma: no cover - the narrative's reader lets nothing else through
                raise AssertionError(call)

    def claim(self, id: str) -> Markup:
        """A claim's sentence, with a mark if the data no longer bear it."""
        judged = self.content.judged[id]
        says = inline(judged.claim.says, lambda _, call: self.answer(call))
        return Markup(self.macros.claim(id, says, judged.holds, self.see("table", "claims")))
