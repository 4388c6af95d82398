"""The analysts' prose: Markdown in parts, with calls that print facts, pieces, quotes and claims.

``{{ fact("id") }}`` and its like are read by Jinja's own parser, which is sandboxed and used for
nothing more: only a call of a known name with text in quotes is let through, so a narrative is
prose and never a program. Every number in the prose comes out of such a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from triangulate.problems import Problems, nearest
from triangulate.report.typed import Typed, typed_numbers
from triangulate.source import Source
from triangulate.study.model import Study

#: Known calls: how many texts each takes, and how it is written.
CALLS: Mapping[str, tuple[tuple[int, ...], str]] = {
    "fact": ((1,), '{{ fact("sample.all.interviews") }}'),
    "word": ((1,), '{{ word("coding.GROUP.CODE.interviews_pct") }}'),
    "table": ((1,), '{{ table("themes") }}'),
    "figure": ((1,), '{{ figure("themes") }}'),
    "see": ((2,), '{{ see("table", "themes") }} or {{ see("figure", "themes") }}'),
    "quote": (
        (1, 2, 3),
        '{{ quote("q-1a2b3c4d") }} or {{ quote("AREA OR CODE", "GROUP", "negative") }}',
    ),
    "claim": ((1,), '{{ claim("id") }}'),
}
#: Calls that give a block of their own.
BLOCKS = frozenset({"table", "figure", "quote"})
VALENCES = ("positive", "negative", "neutral")
#: Parts that every report has, in its order, beside the areas; with other names that they may go by.
PARTS: Mapping[str, tuple[str, ...]] = {
    "summary": ("Plain summary", "Summary"),
    "background": ("Background", "Introduction"),
    "sample": ("Sample and response", "Sample"),
    "methods": ("Methods",),
    "mapping": ("What organisations reported", "Mapping"),
    "statements": ("Agreement with the statements", "Statements"),
    "interviews": ("What the interviews raise", "Interviews"),
    "integration": ("The strands together", "Integration"),
    "discussion": ("Discussion hooks", "Discussion"),
    "limitations": ("Limitations",),
    "quality": ("Data quality",),
    "disclosure": ("Disclosure",),
    "published": ("Published and reproduced",),
    "acknowledgements": ("Acknowledgements", "Acknowledgments"),
    "references": ("References",),
}
#: What goes before the id of an area in the name of its part: an area may be called "methods".
AREA = "area:"
#: Years, volumes and pages are no results.
NO_CHECK = frozenset({"references"})
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_CALLED = re.compile(r"\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
#: What the authors say to one another; it is printed nowhere.
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_KEYS = ("allow",)
#: Characters that stand for calls while Markdown is read; no text has them.
FIRST_PLACE, LAST_PLACE = 0xF0000, 0xFFFFD
PLACE = f"[{chr(FIRST_PLACE)}-{chr(LAST_PLACE)}]"


@dataclass(frozen=True, slots=True)
class Call:
    """``name("argument", …)`` at a line of the file."""

    name: str
    arguments: tuple[str, ...]
    line: int

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(repr, self.arguments))})"


@dataclass(frozen=True, slots=True)
class Prose:
    """Text with a character of private use in the place of each of ``calls``, by number.

    ``written`` is the text as it stands in the file, from ``line`` on.
    """

    text: str
    calls: tuple[Call, ...] = ()
    written: str = ""
    line: int = 1

    def called(self) -> Iterable[Call]:
        """The calls that stand in this text."""
        return (self.calls[ord(place) - FIRST_PLACE] for place in re.findall(PLACE, self.text))


@dataclass(frozen=True, slots=True)
class Narrative:
    """The parts of one file: by a key of ``PARTS``, or ``area:`` and the id of an area."""

    file: str
    parts: Mapping[str, Prose] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


def part_names(study: Study) -> dict[str, str]:
    """What a heading may be called, lower case, and the part that it names; areas by label or id."""
    names: dict[str, str] = {}
    for key, labels in PARTS.items():
        names |= {label.lower(): key for label in (*labels, key)}
    for area, label in areas_of(study).items():
        names |= dict.fromkeys((area.lower(), label.lower()), f"{AREA}{area}")
    return names


def areas_of(study: Study) -> dict[str, str]:
    """Themes in the instrument's order, then top-level codes that are no theme: ids and labels."""
    areas: dict[str, str] = {}
    if study.statements:
        areas = {theme.id: theme.label for theme in study.statements.instrument.themes}
    if study.interviews:
        top = (code for code in study.interviews.codebook.codes if code.parent is None)
        areas |= {code.id: code.label for code in top if code.id not in areas}
    return areas


def read_narrative(study: Study, problems: Problems) -> Narrative | None:
    """The study's narrative, or None where it has none or it cannot be read at all.

    Reported are syntax, unknown parts and calls, and numbers typed by hand (without a hint at the
    fact meant, which :func:`triangulate.report.prose.check_prose` gives).
    """
    if study.narrative is None or not (study.directory / study.narrative).is_file():
        return None  # the configuration's own check has said so
    source = Source(study.narrative)
    text = read_text(study.directory / study.narrative, source, problems)
    if text is None:
        return None
    allow: tuple[str, ...] = ()
    front = _FRONT.match(text)
    if front:
        allow = _front_matter(front[1], source, problems)
        text = _blanked(text, front.end()) + text[front.end() :]
    text = _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    parts: dict[str, Prose] = {}
    titles: dict[str, str] = {}
    names = part_names(study)
    known = ", ".join(dict.fromkeys(t for k, t in _known_titles(study).items()))
    for title, body, line in _split(text):
        if title is None:
            if body.strip():
                problems.add("report.no-heading", source.at(line=line), known=known)
            continue
        title = re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", title)
        part = names.get(" ".join(title.split()).lower())
        if part is None:
            hint = nearest(title, _known_titles(study).values())
            problems.add("report.unknown-part", source.at(line=line), title=title, hint=hint, known=known)
        elif part in parts:
            problems.add("report.part-twice", source.at(line=line), title=title)
        else:
            parts[part], titles[part] = parse_prose(body, source, problems, first_line=line), title
    return Narrative(study.narrative, parts, allow, titles)


def read_text(path: Path, source: Source, problems: Problems) -> str | None:
    """A file of prose as text with LF ends, or None and a problem."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        problems.add("declared.not-utf8", source, reason=f"byte {fault.start} cannot be read")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(f"[{chr(FIRST_PLACE)}-{chr(LAST_PLACE)}\0]", "\ufffd", text)


def _known_titles(study: Study) -> dict[str, str]:
    areas = {f"{AREA}{id}": label for id, label in areas_of(study).items()}
    return {key: labels[0] for key, labels in PARTS.items()} | areas


def _blanked(text: str, end: int) -> str:
    return re.sub(r"[^\n]", " ", text[:end])


def _front_matter(text: str, source: Source, problems: Problems) -> tuple[str, ...]:
    known = ", ".join(_KEYS)
    try:
        value = yaml.load(text, Loader=yaml.BaseLoader) if text.strip() else {}
    except (yaml.YAMLError, RecursionError) as fault:
        reason = getattr(fault, "problem", None) or "it is no YAML"
        mark = getattr(fault, "problem_mark", None)
        line = 2 + (mark.line if mark else 0)
        problems.add("report.front-matter", source.at(line=line), reason=reason, known=known)
        return ()
    if not isinstance(value, dict) or any(key not in _KEYS for key in value):
        odd = next((str(k) for k in value if k not in _KEYS), "") if isinstance(value, dict) else ""
        reason = f"{odd!r} is no key of it{nearest(odd, _KEYS)}" if odd else "it is no mapping of keys"
        problems.add("report.front-matter", source.at(line=2), reason=reason, known=known)
        return ()
    allow = value.get("allow") or []
    if not isinstance(allow, list) or not all(isinstance(entry, str) for entry in allow):
        problems.add("report.front-matter", source.at(line=2), reason="allow is no list", known=known)
        return ()
    return tuple(allow)


def _split(text: str) -> Iterable[tuple[str | None, str, int]]:
    """``title, body, line`` of each part; lines are those of the body's first character."""
    hidden = _FENCE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    hidden = _CALLED.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), hidden)
    title: str | None = None
    start = 0
    for found in _HEADING.finditer(hidden):
        yield title, text[start : found.start()], text.count("\n", 0, start) + 1
        title, start = found[1], found.end()
    yield title, text[start:], text.count("\n", 0, start) + 1


_ENVIRONMENT = SandboxedEnvironment(keep_trailing_newline=True, autoescape=False)


def parse_prose(text: str, source: Source, problems: Problems, first_line: int) -> Prose:
    """Text with its calls taken out; what cannot be read is reported and leaves nothing."""
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as fault:
        line = first_line + (fault.lineno or 1) - 1
        reason = (fault.message or "it is broken").rstrip(".")
        problems.add("report.syntax", source.at(line=line), reason=reason)
        return Prose("", (), text, first_line)
    except RecursionError:
        problems.add("report.syntax", source.at(line=first_line), reason="it is nested too deep")
        return Prose("", (), text, first_line)
    pieces: list[str] = []
    calls: list[Call] = []
    for node in tree.body:
        if not isinstance(node, nodes.Output):
            place = source.at(line=first_line + node.lineno - 1)
            problems.add("report.syntax", place, reason="{% … %} is not in use here")
            continue
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                pieces.append(part.data)
                continue
            call = _call(part, source, problems, first_line + part.lineno - 1)
            if call is not None and len(calls) <= LAST_PLACE - FIRST_PLACE:
                pieces.append(chr(FIRST_PLACE + len(calls)))
                calls.append(call)
    return Prose("".join(pieces), tuple(calls), text, first_line)


def _call(node: nodes.Node, source: Source, problems: Problems, line: int) -> Call | None:
    place = source.at(line=line)
    if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)):
        problems.add("report.syntax", place, reason="it is no call")
        return None
    name = node.node.name
    if name not in CALLS:
        known = ", ".join(CALLS)
        problems.add("report.unknown-call", place, name=name, hint=nearest(name, CALLS), known=known)
        return None
    counts, usage = CALLS[name]
    plain = all(isinstance(a, nodes.Const) and isinstance(a.value, str) for a in node.args)
    if not plain or node.kwargs or node.dyn_args or node.dyn_kwargs:
        reason = "it takes texts in quotes and nothing else"
        problems.add("report.wrong-call", place, shown=f"{name}(…)", name=name, reason=reason, usage=usage)
        return None
    given = tuple(str(a.value).strip() for a in node.args if isinstance(a, nodes.Const))
    call = Call(name, tuple(a.lower() for a in given) if name in ("fact", "word") else given, line)
    if len(call.arguments) not in counts:
        reason = f"it has {len(call.arguments)} of its {' or '.join(map(str, counts))} texts"
        problems.add("report.wrong-call", place, shown=call, name=name, reason=reason, usage=usage)
        return None
    return call


def without_calls(text: str) -> str:
    """``text`` with calls and comments blanked, line for line."""
    return _CALLED.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def numbers_in(prose: Prose, allow: Sequence[str]) -> Iterator[Typed]:
    """Every number typed by hand in a text."""
    return typed_numbers(without_calls(prose.written), allow, prose.line)
