"""The bank of interview fragments: its markup, and the YAML files beside this module that hold it.

Markup of a text::

    {a|b|c}        spoken variants, one of which is said
    [[code|words]] a passage that a coder should find, under that code
    <slot>         where the composer plants something that identifies somebody
    {topic}        a place that the guide fills (one word, no bar)

Variants may stand in a passage and hold slots; nothing else nests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

#: Slots that a text may have; :mod:`triangulate.simulate.identifiers` says what takes their place.
SLOTS = frozenset(
    {
        "colleague",
        "colleague_again",
        "colleague_given",
        "self",
        "self_given",
        "force",
        "own_force",
        "nickname_force",
        "own_nickname",
        "town",
        "date",
        "interview_date",
        "collar",
        "phone",
        "email",
        "postcode",
    }
)
GUIDE, PRACTITIONER, STANCES = "interviewer.yaml", "practitioner.yaml", "stances.yaml"
Claims = Mapping[str, frozenset[str]]


class BankError(ValueError):
    """The bank itself is at fault; the message names the entry. No user of the pipeline meets it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill: an identifier (see :data:`SLOTS`) or a topic of the guide."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Spoken variants."""

    options: tuple[tuple[Words | Slot, ...], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that belong under a code."""

    code: str
    parts: tuple[Words | Slot | Choice, ...]


Part = Words | Slot | Choice | Passage
Text = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something that can be said.

    ``says`` is what its speaker thereby claims of themself, as the values still possible under each
    heading; ``codes`` and ``when`` limit where the guide may ask it, ``reply`` names the kind of answer.
    """

    key: str
    text: Text
    says: Claims
    codes: frozenset[str] = frozenset()
    when: str = "any"
    reply: str = ""


@dataclass(frozen=True)
class Fragment:
    """A piece of a practitioner's talk.

    ``area`` is a theme, an emergent code, or ``none``; ``answers`` are the answers (``agree`` or
    ``disagree``) to statements that its words presuppose.
    """

    line: Line
    groups: frozenset[str]
    area: str
    codes: tuple[str, ...]
    answers: Mapping[str, str]

    @property
    def id(self) -> str:
        """The fragment's id in the bank."""
        return self.line.key

    @cached_property
    def words(self) -> int:
        """About how many words it has, whatever variants are said."""
        return _length(self.line.text)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the interviewer says."""

    opening: tuple[Line, ...]
    greetings: tuple[Line, ...]
    questions: Mapping[str, tuple[Line, ...]]
    probes: Mapping[str, tuple[Line, ...]]
    probes_anywhere: tuple[Line, ...]
    answers: Mapping[str, tuple[Line, ...]]
    acknowledgements: tuple[Line, ...]
    reassurances: tuple[Line, ...]
    before_digression: tuple[Line, ...]
    after_digression: tuple[Line, ...]
    closing: tuple[Line, ...]
    sign_offs: tuple[Line, ...]
    topics: Mapping[str, Line]


@dataclass(frozen=True, slots=True)
class Repertoire:
    """What practitioners say around the fragments; none of it belongs to a code."""

    openings: Mapping[str, tuple[Line, ...]]
    places: Mapping[str, tuple[Line, ...]]
    leads: tuple[Line, ...]
    statement_leads: tuple[Line, ...]
    confirmations: tuple[Line, ...]
    interruptions: tuple[Line, ...]
    links: Mapping[str, tuple[Line, ...]]
    asides: Mapping[str, tuple[Line, ...]]
    closing_replies: Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Bank:
    """The whole bank. ``explains[statement]["agree"]`` are the codes that explain such an answer,
    ``commits[statement]["agree"]`` what somebody who gave it cannot contradict in the interview."""

    fragments: tuple[Fragment, ...]
    guide: Guide
    repertoire: Repertoire
    explains: Mapping[str, Mapping[str, tuple[str, ...]]]
    commits: Mapping[str, Mapping[str, Claims]]


_TOKEN = re.compile(r"\[\[|\]\]|[{}|<>]|[^\[\]{}|<>]+|[\[\]]")


def parse(text: str) -> Text:
    """The parts of a marked-up text. BankError where brackets do not match or nest wrongly."""
    tokens = _TOKEN.findall(" ".join(text.split()))
    parts, rest = _parts(tokens, 0, text, in_passage=False)
    if rest != len(tokens):
        raise BankError(f"“{tokens[rest]}” without its beginning in “{text.strip()[:60]}…”")
    return parts


def _parts(tokens: Sequence[str], at: int, text: str, *, in_passage: bool) -> tuple[Text, int]:
    found: list[Part] = []
    while at < len(tokens):
        token = tokens[at]
        if token == "<":
            found.append(_slot(tokens, at, text))
            at += 3
        elif token == "{":
            choice, at = _choice(tokens, at + 1, text)
            found.append(choice)
        elif token == "[[" and not in_passage:
            if tokens[at + 2 : at + 3] != ["|"]:
                raise BankError(f"a passage without a code in “{text.strip()[:60]}…”")
            inner, end = _parts(tokens, at + 3, text, in_passage=True)
            if tokens[end : end + 1] != ["]]"]:
                raise BankError(f"a passage without an end in “{text.strip()[:60]}…”")
            found.append(Passage(tokens[at + 1], tuple(p for p in inner if not isinstance(p, Passage))))
            at = end + 1
        elif len(token) > 2 or token not in ("[[", "]]", "{", "}", "|", "<", ">", "[", "]"):
            found.append(Words(token))
            at += 1
        else:
            break
    return tuple(found), at


def _slot(tokens: Sequence[str], at: int, text: str) -> Slot:
    inside = tokens[at + 1 : at + 3]
    if len(inside) < 2 or inside[1] != ">" or inside[0] not in SLOTS:
        raise BankError(f"no slot that is known in “{text.strip()[:60]}…”")
    return Slot(inside[0])


def _choice(tokens: Sequence[str], at: int, text: str) -> tuple[Choice | Slot, int]:
    options: list[tuple[Words | Slot, ...]] = []
    option: list[Words | Slot] = []
    while at < len(tokens):
        token = tokens[at]
        if token in ("|", "}"):
            options.append(tuple(option))
            option = []
            at += 1
            if token == "}":
                if len(options) == 1:
                    words = options[0]
                    if len(words) == 1 and isinstance(words[0], Words) and " " not in words[0].text:
                        return Slot(words[0].text), at
                    raise BankError(f"a single variant in “{text.strip()[:60]}…”")
                return Choice(tuple(options)), at
        elif token == "<":
            option.append(_slot(tokens, at, text))
            at += 3
        elif token in ("{", "[[", "]]", ">", "[", "]"):
            break
        else:
            option.append(Words(token))
            at += 1
    raise BankError(f"variants without an end in “{text.strip()[:60]}…”")


def passages(text: Text) -> Iterator[Passage]:
    """The coded passages of a text, in order."""
    return (part for part in text if isinstance(part, Passage))


def _length(parts: Sequence[Part]) -> int:
    count = 0
    for part in parts:
        if isinstance(part, Words):
            count += len(part.text.split())
        elif isinstance(part, Choice):
            count += _length(part.options[0])
        else:
            count += _length(part.parts) if isinstance(part, Passage) else 1
    return count


@cache
def load_bank() -> Bank:
    """The bank of this package. BankError if it contradicts itself."""
    stances = _read(STANCES)
    stance = {code: _claims(says) for code, says in stances["codes"].items()}
    fragments: dict[str, Fragment] = {}
    for name in _file_names():
        if name in (GUIDE, PRACTITIONER, STANCES):
            continue
        for entry in _read(name):
            fragment = _fragment(entry, stance)
            if fragment.id in fragments:
                raise BankError(f"two fragments are called {fragment.id}")
            fragments[fragment.id] = fragment
    explains = {
        statement: {answer: tuple(codes) for answer, codes in by_answer.items()}
        for statement, by_answer in stances["statements"].items()
    }
    commits = {
        statement: {answer: _claims(says) for answer, says in by_answer.items()}
        for statement, by_answer in stances["answers"].items()
    }
    return Bank(
        tuple(fragments.values()),
        _guide(_read(GUIDE)),
        _repertoire(_read(PRACTITIONER)),
        explains,
        commits,
    )


def _file_names() -> list[str]:
    folder = files("triangulate.simulate").joinpath("bank")
    return sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def _read(name: str) -> Any:
    source = files("triangulate.simulate").joinpath("bank", name)
    return yaml.safe_load(source.read_text(encoding="utf-8"))


def _claims(says: Mapping[str, Any]) -> Claims:
    return {
        heading: frozenset(map(str, values)) if isinstance(values, list) else frozenset({str(values)})
        for heading, values in says.items()
    }


def _fragment(entry: Mapping[str, Any], stance: Mapping[str, Claims]) -> Fragment:
    text = parse(entry["text"])
    codes = tuple(passage.code for passage in passages(text))
    says: dict[str, frozenset[str]] = dict(_claims(entry.get("says", {})))
    own = set(says)
    for code in codes:
        for heading, values in stance.get(code, {}).items():
            if heading not in own:
                says[heading] = says.get(heading, values) & values
    for heading, values in says.items():
        if not values:
            raise BankError(f"{entry['id']} contradicts itself about {heading}")
    return Fragment(
        Line(entry["id"], text, says),
        frozenset(entry["groups"]),
        entry["area"],
        codes,
        entry.get("answers", {}),
    )


def _lines(entries: Sequence[Any], key: str) -> tuple[Line, ...]:
    """Lines of a list whose entries are texts, or mappings with a text and what limits it."""
    lines: list[Line] = []
    for number, entry in enumerate(entries):
        given: Mapping[str, Any] = {"text": entry} if isinstance(entry, str) else entry
        lines.append(
            Line(
                f"{key}.{number}",
                parse(given["text"]),
                _claims(given.get("says", {})),
                frozenset(given.get("codes", ())),
                given.get("when", "any"),
                given.get("reply", ""),
            )
        )
    return tuple(lines)


def _by_name(entries: Mapping[str, Any], key: str) -> dict[str, tuple[Line, ...]]:
    return {name: _lines(lines, f"{key}.{name}") for name, lines in entries.items()}


def _guide(data: Mapping[str, Any]) -> Guide:
    areas: Mapping[str, Any] = data["areas"]
    return Guide(
        opening=_lines(data["opening"], "opening"),
        greetings=_lines(data["greetings"], "greetings"),
        questions={a: _lines(entry["questions"], f"question.{a}") for a, entry in areas.items()},
        probes={a: _lines(entry.get("probes", ()), f"probe.{a}") for a, entry in areas.items()},
        probes_anywhere=_lines(data["probes_anywhere"], "probe.any"),
        answers=_by_name(data["answers"], "answer"),
        acknowledgements=_lines(data["acknowledgements"], "acknowledgement"),
        reassurances=_lines(data["reassurances"], "reassurance"),
        before_digression=_lines(data["digressions"]["before"], "before"),
        after_digression=_lines(data["digressions"]["after"], "after"),
        closing=_lines(data["closing"], "closing"),
        sign_offs=_lines(data["sign_offs"], "sign_off"),
        topics={name: _lines([text], f"topic.{name}")[0] for name, text in data["topics"].items()},
    )


def _repertoire(data: Mapping[str, Any]) -> Repertoire:
    return Repertoire(
        openings=_by_name(data["role_openings"], "role"),
        places=_by_name(data["places"], "place"),
        leads=_lines(data["leads"]["any"], "lead"),
        statement_leads=_lines(data["leads"]["statement"], "lead.statement"),
        confirmations=_lines(data["confirmations"], "confirmation"),
        interruptions=_lines(data["interruptions"], "interruption"),
        links=_by_name(data["links"], "link"),
        asides=_by_name(data["asides"], "aside"),
        closing_replies=_by_name(data["closing_replies"], "closing_reply"),
    )
