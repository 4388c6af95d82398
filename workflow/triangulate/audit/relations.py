"""Relations that a study declares of its printed figures, read from ``relations.yaml``.

Each kind of relation has its own keys; what they lead to is looked up among the printed figures, so
that a mistyped name is an error with the nearest right one and not a relation that says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from triangulate.audit.figures import (
    MEASURES,
    Figure,
    Measure,
    PublishedFigures,
    Sizes,
    SummaryRow,
    row_id,
)
from triangulate.problems import Problems, nearest
from triangulate.source import Source
from triangulate.study.declared import check_ids
from triangulate.study.schema import conform
from triangulate.study.yamltext import Document, Path_, read_yaml

RELATIONS = "relations.yaml"


@dataclass(frozen=True, slots=True)
class PartOfWhole:
    """``part`` must not be larger than ``whole``: maxima, minima or means of a part and its whole."""

    id: str
    part: Figure
    whole: Figure


@dataclass(frozen=True, slots=True)
class AddsUp:
    """``parts`` together must not exceed ``whole``; where ``complete`` they must equal it."""

    id: str
    parts: tuple[Figure, ...]
    whole: Figure
    complete: bool


@dataclass(frozen=True, slots=True)
class SameFigure:
    """Several places print one and the same figure."""

    id: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class RowWith:
    """A row of which another place prints some figures otherwise: could the row be with those?"""

    id: str
    row: SummaryRow
    figures: Mapping[Measure, Figure]


@dataclass(frozen=True, slots=True)
class ListedExtremes:
    """The printed highest and lowest statements of ``groups`` against the means of their areas.

    ``total`` prints how many statements there are in all areas together.
    """

    id: str
    groups: tuple[str, ...]
    total: Figure | None


Relation = PartOfWhole | AddsUp | SameFigure | RowWith | ListedExtremes

_NEEDS: dict[str, tuple[str, ...]] = {
    "part_of_whole": ("part", "whole"),
    "adds_up": ("parts", "whole"),
    "same_figure": ("figures",),
    "row_with": ("row",),
    "listed_extremes": ("groups",),
}
_MAY: dict[str, tuple[str, ...]] = {
    "part_of_whole": (),
    "adds_up": ("complete",),
    "same_figure": (),
    "row_with": tuple(MEASURES),
    "listed_extremes": ("total",),
}
_ORGANISATIONS, _RESPONDENTS = (
    "sample.{}.organisations",
    ("sample.{}.respondents", "sample.{}.interviews"),
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What ``relations.yaml`` declares: sizes by group, and the relations in its order."""

    sizes: Mapping[str, Sizes]
    relations: tuple[Relation, ...]

    def organisations(self, group: str) -> int | None:
        """The most answers that a row of the group can rest on, None if not known."""
        return self.sizes.get(group, Sizes()).organisations

    def respondents(self) -> dict[str, int | None]:
        """The most answers that a percentage can rest on, by group."""
        return {group: sizes.respondents for group, sizes in self.sizes.items()}


def read_relations(
    directory: Path,
    folder: str,
    published: PublishedFigures,
    problems: Problems,
    *,
    checked: bool = False,
) -> Declared:
    """The relations declared beside the printed figures; none if the file is absent.

    A group whose size is not declared takes it from the printed figure that ``matches.yaml`` calls
    ``sample.<group>.organisations``, and ``.respondents`` or ``.interviews``. ``checked`` skips the
    schema.
    """
    path = directory / folder / RELATIONS
    sizes = _matched_sizes(published)
    if not path.is_file():
        return Declared(sizes, ())
    source = Source((Path(folder) / RELATIONS).as_posix())
    document = read_yaml(path, source, problems, "The file")
    if document is None or not conform(document, "relations", problems, checked=checked):
        return Declared(sizes, ())
    return _Reading(document, published, problems).all(sizes)


def _matched_sizes(published: PublishedFigures) -> dict[str, Sizes]:
    by_fact = {figure.fact: figure for figure in published.figures.values() if figure.fact}
    groups = dict.fromkeys([row.group for row in published.rows] + [p.group for p in published.percentages])

    def size(*templates: str) -> int | None:
        for template in templates:
            figure = by_fact.get(template.format(group).lower())
            if figure is not None and figure.printed.exact.denominator == 1:
                return int(figure.printed.value)
        return None

    sizes: dict[str, Sizes] = {}
    for group in groups:
        sizes[group] = Sizes(size(_ORGANISATIONS), size(*_RESPONDENTS))
    return sizes


@dataclass(slots=True)
class _Reading:
    document: Document
    published: PublishedFigures
    problems: Problems

    def all(self, matched: dict[str, Sizes]) -> Declared:
        value = cast(dict[str, Any], self.document.value)
        declared = cast(list[dict[str, Any]], value.get("relations", []))
        check_ids(
            [(entry["id"], ("relations", i, "id")) for i, entry in enumerate(declared)],
            "relation",
            self.document,
            self.problems,
        )
        sizes = dict(matched)
        for group, own in value.get("sizes", {}).items():
            known = matched.get(group, Sizes())
            sizes[group] = Sizes(
                self._size(group, own, "organisations") or known.organisations,
                self._size(group, own, "respondents") or known.respondents,
            )
        found = (self._relation(entry, ("relations", i)) for i, entry in enumerate(declared))
        return Declared(sizes, tuple(relation for relation in found if relation is not None))

    def _size(self, group: str, own: Mapping[str, Any], key: str) -> int | None:
        name = own.get(key)
        if name is None or isinstance(name, int):
            return name
        figure = self.published.figures.get(f"prose_figures.{name}")
        if figure is not None and figure.printed.exact.denominator == 1 and figure.printed.value > 0:
            return int(figure.printed.value)
        known = [
            id.removeprefix("prose_figures.") for id in self.published.figures if id.startswith("prose_")
        ]
        self.problems.add(
            "published.unknown-size",
            self.document.at(("sizes", group, key)),
            group=group,
            name=name,
            hint=nearest(str(name), known),
        )
        return None

    def _relation(self, entry: dict[str, Any], path: Path_) -> Relation | None:
        id, kind = str(entry["id"]), str(entry["kind"])
        if not self._keys(entry, id, kind, path):
            return None
        match kind:
            case "part_of_whole":
                part, whole = (self._figure(id, entry[key], (*path, key)) for key in ("part", "whole"))
                return PartOfWhole(id, part, whole) if part and whole else None
            case "adds_up":
                parts = self._figures(id, entry["parts"], (*path, "parts"))
                whole = self._figure(id, entry["whole"], (*path, "whole"))
                return AddsUp(id, parts, whole, entry.get("complete", False)) if parts and whole else None
            case "same_figure":
                figures = self._figures(id, entry["figures"], (*path, "figures"))
                return SameFigure(id, figures) if figures else None
            case "row_with":
                return self._row_with(entry, id, path)
            case _:
                return self._listed(entry, id, path)

    def _keys(self, entry: dict[str, Any], id: str, kind: str, path: Path_) -> bool:
        needs, may = _NEEDS[kind], _MAY[kind]
        good = True
        for key in needs:
            if key not in entry:
                good = False
                self.problems.add(
                    "published.missing-part", self.document.at(path), id=id, kind=kind, key=key,
                    needs=", ".join(needs),
                )  # fmt: skip
        for key in entry:
            if key not in ("id", "kind", *needs, *may):
                good = False
                self.problems.add(
                    "published.key-of-other-kind", self.document.at((*path, key)), id=id, kind=kind,
                    key=key, knows=", ".join((*needs, *may)),
                )  # fmt: skip
        return good

    def _figure(self, id: str, name: str, path: Path_) -> Figure | None:
        figure = self.published.figures.get(name)
        if figure is None:
            self._unknown(id, name, path, list(self.published.figures))
        return figure

    def _figures(self, id: str, names: list[str], path: Path_) -> tuple[Figure, ...]:
        """All of them; none if one is unknown."""
        found = [self._figure(id, name, (*path, i)) for i, name in enumerate(names)]
        known = tuple(figure for figure in found if figure is not None)
        return known if len(known) == len(found) else ()

    def _unknown(self, id: str, name: str, path: Path_, known: list[str]) -> None:
        self.problems.add(
            "published.unknown-figure",
            self.document.at(path),
            id=id,
            name=name,
            hint=nearest(name, known),
        )

    def _row_with(self, entry: dict[str, Any], id: str, path: Path_) -> RowWith | None:
        row = self.published.row(entry["row"])
        if row is None:
            self._unknown(id, entry["row"], (*path, "row"), [row_id(r) for r in self.published.rows])
        named: tuple[Measure, ...] = tuple(measure for measure in MEASURES if measure in entry)
        if not named:
            self.problems.add(
                "published.missing-part", self.document.at(path), id=id, kind="row_with", key="mean",
                needs="row and at least one of mean, sd, min and max",
            )  # fmt: skip
        figures = {m: self._figure(id, entry[m], (*path, m)) for m in named}
        known = {m: figure for m, figure in figures.items() if figure is not None}
        return RowWith(id, row, known) if row and known and len(known) == len(named) else None

    def _listed(self, entry: dict[str, Any], id: str, path: Path_) -> ListedExtremes | None:
        printed = list(dict.fromkeys(p.group for p in self.published.percentages))
        good = True
        for i, group in enumerate(entry["groups"]):
            if group not in printed:
                good = False
                self.problems.add(
                    "published.unknown-group", self.document.at((*path, "groups", i)), id=id,
                    group=group,
                    hint=nearest(group, printed),
                )  # fmt: skip
        total = None
        if "total" in entry:
            total = self._figure(id, entry["total"], (*path, "total"))
            good = good and total is not None
        return ListedExtremes(id, tuple(entry["groups"]), total) if good else None
