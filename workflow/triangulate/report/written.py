"""What analysts wrote for the report, read and checked as far as that goes without results."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt

from triangulate.facts.fact import PlacedFact
from triangulate.facts.gather import read_facts
from triangulate.problems import Problems
from triangulate.report.appendices import Appendices, read_appendices
from triangulate.report.claims import Claims, read_claims
from triangulate.report.narrative import NO_CHECK, Narrative, Prose, numbers_in, read_narrative, without_calls
from triangulate.report.typed import meant
from triangulate.source import Source
from triangulate.study.model import Study

_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\]\s]+\]")


@dataclass(frozen=True, slots=True)
class Written:
    """What analysts wrote, read and found sound as far as that goes without results."""

    narrative: Narrative | None
    claims: Claims
    appendices: Appendices


def read_written(study: Study, problems: Problems) -> Written:
    """Narrative, claims, glossary and checklist answers; every fault goes to ``problems``."""
    claims = read_claims(study, problems)
    return Written(read_narrative(study, problems), claims, read_appendices(study, problems))


def check_written(study: Study, problems: Problems) -> None:
    """What can be found wrong before there are results: syntax, unknown parts, numbers typed by hand.

    Facts of an earlier run, if there are any, serve for nothing but hints.
    """
    written = read_written(study, problems)
    if written.narrative is None:
        return
    table = study.directory / "results" / "facts.csv"
    facts: dict[str, PlacedFact] = {}
    if table.is_file():
        # An old or broken table is no fault of the text that is checked here.
        with contextlib.suppress(OSError, ValueError, KeyError):
            facts = read_facts(table)
    check_numbers(written.narrative, facts, problems)


def check_numbers(narrative: Narrative, facts: Mapping[str, PlacedFact], problems: Problems) -> None:
    """Report every number typed by hand, with the fact that was probably meant, and markup that is not
    in use."""
    for part, prose in narrative.parts.items():
        for what, line in odd_markup(prose):
            problems.add("report.markup", Source(narrative.file, line=line), what=what)
        if part in NO_CHECK:
            continue
        for typed in numbers_in(prose, narrative.allow):
            place = Source(narrative.file, line=typed.line)
            problems.add("report.typed-number", place, shown=typed.shown, hint=meant(typed, facts))


def odd_markup(prose: Prose) -> Iterator[tuple[str, int]]:
    """Markup that the report does not print, with its line: pictures, HTML and footnotes."""
    text = without_calls(prose.written)
    kinds = {"html_block": "HTML", "html_inline": "HTML", "image": "A picture"}
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        line = prose.line + (token.map[0] if token.map else 0)
        for one in (token, *(token.children or ())):
            if one.type in kinds:
                yield kinds[one.type], line
    for found in _FOOTNOTE.finditer(text):
        yield "A footnote", prose.line + text.count("\n", 0, found.start())
