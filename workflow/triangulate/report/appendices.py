"""The appendices that authors add to: glossary and checklists.

A checklist's item is answered by the study's own facts, or by the author in ``checklist.yaml``
beside the narrative, or it is missing. Nothing is ticked by guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from triangulate.problems import Problems, nearest
from triangulate.source import Source
from triangulate.study.model import Study
from triangulate.study.schema import conform
from triangulate.study.yamltext import Document, read_yaml

if TYPE_CHECKING:
    from triangulate.report.content import Content

#: A department's own template for the Word document.
WORD_TEMPLATE = "report-template.docx"
NAMES = ("coreq", "gramms", "cross", "rap")
_HERE = Path(__file__).parent / "checklists"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist: its id with the list's name before it, and what it asks for."""

    id: str
    topic: str
    asks: str
    answer: Template | None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist in our own words, and what a study must have for it to apply."""

    name: str
    title: str
    after: str
    needs: str
    items: tuple[Item, ...]

    def applies(self, study: Study) -> bool:
        """Whether the list is about a study of this kind."""
        match self.needs:
            case "interviews":
                return study.interviews is not None
            case "statements":
                return study.statements is not None
            case "mixed":
                return study.interviews is not None and study.statements is not None
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Appendices:
    """What authors supply, and the lists it goes into."""

    glossary: tuple[tuple[str, str], ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    checklists: tuple[Checklist, ...] = ()

    def answer(self, item: Item, content: Content, press: Any) -> tuple[str, Markup]:
        """Who answers an item (``author``, ``data`` or ``missing``) and the answer."""
        if item.id in self.answers:
            return "author", Markup.escape(self.answers[item.id])
        if item.answer is not None:
            text = item.answer.render(
                study=content.study, fact=content.fact, c=content, press=press,
                by_group=_ByGroup(content), whole=lambda m: _whole(content, m),
            )  # fmt: skip
            if text.strip():
                return "data", Markup(" ".join(text.split()))
        return "missing", Markup("missing")


@dataclass(frozen=True, slots=True)
class _ByGroup:
    """``45 Police, 29 Probation interviews`` from a fact id with {} for the group; empty if none."""

    content: Content

    def __call__(self, id: str, what: str) -> Markup:
        fact, pieces = self.content.fact, []
        for group in self.content.study.groups:
            own = id.format(group.id).lower()
            if fact.has(own):
                pieces.append(Markup("{} {}").format(fact(own), group.label))
        return Markup("{} ({})").format(Markup(", ").join(pieces), what) if pieces else Markup("")


def _whole(content: Content, measure: str) -> str:
    """The fact of the whole sample, which a study of one group has under that group."""
    whole = f"sample.all.{measure}"
    return whole if whole in content.fact.facts else f"sample.{content.study.groups[0].id}.{measure}".lower()


@cache
def checklists() -> tuple[Checklist, ...]:
    """All checklists, their answers compiled."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    lists = []
    for name in NAMES:
        value = yaml.load(
            (_HERE / f"{name}.yaml").read_text(encoding="utf-8"),
            Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader),
        )
        items = tuple(
            Item(
                f"{name}.{item['id']}",
                item["topic"],
                item["asks"],
                environment.from_string(item["answer"]) if "answer" in item else None,
            )
            for item in value["items"]
        )
        lists.append(Checklist(name, value["title"], value["after"], value["needs"], items))
    return tuple(lists)


def folder_of(study: Study) -> Path:
    """Where the narrative lies, relative to the study; ``config`` where there is none."""
    return Path(study.narrative).parent if study.narrative else Path("config")


def author_files(study: Study) -> list[str]:
    """What authors put beside the narrative, as far as the study has it, with forward slashes."""
    names = ("checklist.yaml", "glossary.yaml", WORD_TEMPLATE)
    files = [(folder_of(study) / name).as_posix() for name in names]
    return [name for name in files if (study.directory / name).is_file()]


def read_appendices(study: Study, problems: Problems) -> Appendices:
    """Glossary and answers beside the narrative; both may be absent."""
    found: dict[str, Document] = {}
    for name in author_files(study):
        if name.endswith(".docx"):
            continue
        document = read_yaml(study.directory / name, Source(name), problems, f"The file {name}")
        kind = Path(name).stem
        if document is not None and conform(document, kind, problems):
            found[kind] = document
    terms: list[dict[str, str]] = []
    answers: dict[str, str] = {}
    if "glossary" in found:
        terms = cast("dict[str, list[dict[str, str]]]", found["glossary"].value)["terms"]
    if "checklist" in found:
        answers = cast("dict[str, dict[str, str]]", found["checklist"].value)["answers"]
        known = [item.id for each in checklists() for item in each.items]
        for id in answers:
            if id not in known:
                place = found["checklist"].at(("answers", id))
                problems.add("report.unknown-item", place, id=id, hint=nearest(id, known))
    glossary = tuple(sorted(((t["term"], t["means"]) for t in terms), key=lambda t: t[0].casefold()))
    return Appendices(glossary, answers, tuple(each for each in checklists() if each.applies(study)))
