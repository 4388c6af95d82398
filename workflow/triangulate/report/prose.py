"""The narrative against the results: every call looked up, every number accounted for, then printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from triangulate.problems import Problems, nearest
from triangulate.report.content import Content, known_names
from triangulate.report.narrative import (
    AREA,
    BLOCKS,
    FIRST_PLACE,
    PLACE,
    Call,
    Narrative,
    Prose,
)
from triangulate.report.pieces import Kind
from triangulate.report.spoken import Quote
from triangulate.report.written import check_numbers
from triangulate.source import Source

_ALONE = re.compile(rf"<p>\s*({PLACE})\s*</p>")
_DIGITS = re.compile(r"[^\s(),;:<>]*\d[^\s(),;:<>]*")
Resolve = Callable[[Call], Markup]


@dataclass(slots=True)
class Told:
    """A narrative that fits the results: the quote of each call for one, by part and place."""

    narrative: Narrative
    quotes: dict[tuple[str, int], Quote] = field(default_factory=dict)
    #: Tables and figures that the narrative prints, wherever it does.
    pieces: frozenset[tuple[Kind, str]] = field(init=False)

    def __post_init__(self) -> None:
        called = (call for prose in self.narrative.parts.values() for call in prose.called())
        kinds: dict[str, Kind] = {"table": "table", "figure": "figure"}
        self.pieces = frozenset(
            (kinds[call.name], call.arguments[0]) for call in called if call.name in kinds
        )


def check_prose(narrative: Narrative, content: Content, problems: Problems) -> Told:
    """Look up everything that the narrative calls for; what is not there is a problem with its line."""
    told = Told(narrative)
    source = Source(narrative.file)
    for part, prose in narrative.parts.items():
        for number, call in enumerate(prose.calls):
            place = source.at(line=call.line)
            if call.name == "quote":
                quote = content.quotes.called(call) if content.quotes else None
                if quote is None:
                    others = (
                        content.quotes.others(call, part.removeprefix(AREA))
                        if content.quotes
                        else "the study has none"
                    )
                    shown = ", ".join(map(repr, call.arguments))
                    problems.add("report.no-quote", place, shown=shown, others=others)
                else:
                    told.quotes[part, number] = quote
            else:
                check_call(call, place, content, problems)
        _check_places(prose, source, problems)
    check_numbers(narrative, content.fact.facts, problems)
    return told


def check_call(call: Call, place: Source, content: Content, problems: Problems) -> None:
    """Whether what a call names is there and may be printed."""
    facts = content.fact.facts
    match call.name:
        case "fact" | "word":
            id = call.arguments[0]
            placed = facts.get(id)
            if placed is None:
                problems.add("report.unknown-fact", place, id=id, hint=nearest(id, facts))
            elif not placed.published:
                problems.add("report.held-back", place, id=id, status=placed.status)
            elif call.name == "word" and _word(content, id) is None:
                problems.add("report.no-word", place, id=id, value=placed.fact.display)
        case "table" | "figure" | "see":
            kind, name = (call.name, call.arguments[0]) if call.name != "see" else call.arguments
            known = known_names(content, kind)
            if kind not in ("table", "figure") or name not in known:
                hint = nearest(name, known)
                there = ", ".join(known) or "none"
                problems.add("report.unknown-piece", place, kind=kind, name=name, hint=hint, known=there)
        case "claim":
            id = call.arguments[0]
            if id not in content.claims.claims:
                file = content.claims.file or "the file that report.claims in config/config.yaml names"
                hint = nearest(id, content.claims.claims)
                problems.add("report.unknown-claim", place, id=id, hint=hint, file=file)


def _word(content: Content, id: str) -> str | None:
    value = content.fact.facts[id].fact.value
    return content.claims.word(value) if isinstance(value, int | float) else None


def _check_places(prose: Prose, source: Source, problems: Problems) -> None:
    """A table, figure or quote stands in a paragraph of its own."""
    paragraphs = re.split(r"\n[ \t]*\n", prose.text)
    alone = {paragraph.strip() for paragraph in paragraphs}
    for number, call in enumerate(prose.calls):
        if call.name in BLOCKS and chr(FIRST_PLACE + number) not in alone:
            name = ", ".join(call.arguments)
            problems.add("report.piece-in-line", source.at(line=call.line), kind=call.name, name=name)


def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    return reader.disable(["image", "html_block", "html_inline"])


def printed(prose: Prose, level: int, part: str, resolve: Callable[[int, Call], Markup]) -> Markup:
    """The prose as HTML. ``##`` becomes a heading one below ``level``; ``resolve`` prints call by number.

    Numbers that stand in the prose itself passed the check as no results; they are marked so.
    """
    reader = _markdown()
    tokens = reader.parse(prose.text)
    _lower_headings(tokens, level - 1)
    reader.add_render_rule("text", _text)
    html = str(reader.renderer.render(tokens, reader.options, {}))
    html = _ALONE.sub(lambda m: m[1], html)

    def put(found: re.Match[str]) -> str:
        number = ord(found[0]) - FIRST_PLACE
        return str(resolve(number, prose.calls[number]))

    return Markup(re.sub(PLACE, put, html))


def inline(prose: Prose, resolve: Callable[[int, Call], Markup]) -> Markup:
    """A sentence as HTML, without Markdown."""
    text = str(escape(" ".join(prose.text.split())))

    def put(found: re.Match[str]) -> str:
        number = ord(found[0]) - FIRST_PLACE
        return str(resolve(number, prose.calls[number]))

    return Markup(re.sub(PLACE, put, text))


def _text(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return _marked(tokens[index].content)


def _lower_headings(tokens: list[Token], by: int) -> None:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + by)}"


def _marked(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for found in _DIGITS.finditer(text):
        pieces.append(str(escape(text[at : found.start()])))
        pieces.append(f"<span data-no-fact>{escape(found[0])}</span>")
        at = found.end()
    return "".join([*pieces, str(escape(text[at:]))])
