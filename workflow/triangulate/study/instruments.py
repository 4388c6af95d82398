"""The three instruments: mapping form, statements and codebook, from their parsed files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from triangulate.problems import Problems
from triangulate.study.declared import check_ids, unknown_reference
from triangulate.study.expressions import Expression
from triangulate.study.model import (
    Code,
    Codebook,
    MappingCheck,
    MappingInstrument,
    MappingItem,
    ScalePoint,
    Statement,
    StatementInstrument,
    Theme,
)
from triangulate.study.yamltext import Document, Path_


def _entries(document: Document, key: str) -> list[dict[str, Any]]:
    value = cast(dict[str, Any], document.value)
    return cast(list[dict[str, Any]], value.get(key, []))


def _ids(entries: Iterable[dict[str, Any]], key: str) -> list[tuple[str, Path_]]:
    return [(entry["id"], (key, i, "id")) for i, entry in enumerate(entries)]


def mapping_instrument(
    document: Document, groups: Sequence[str] | None, problems: Problems
) -> MappingInstrument:
    """The mapping form; ``groups`` are the study's group ids (None: not known, not checked)."""
    declared = _entries(document, "items")
    check_ids(_ids(declared, "items"), "item", document, problems)
    items: list[MappingItem] = []
    for i, entry in enumerate(declared):
        _known_groups(entry, ("items", i, "groups"), groups, document, problems)
        low, high = entry.get("min"), entry.get("max")
        if low is not None and high is not None and low > high:
            problems.add(
                "declared.bounds",
                document.at(("items", i, "min")),
                where=f"item {entry['id']}",
                min=low,
                max=high,
            )
        items.append(
            MappingItem(
                id=entry["id"],
                label=entry["label"],
                groups=tuple(entry["groups"]),
                type=entry["type"],
                min=low,
                max=high,
                required=entry.get("required", False),
            )
        )
    return MappingInstrument(tuple(items), _checks(document, items, groups, problems))


def _known_groups(
    entry: dict[str, Any],
    path: Path_,
    groups: Sequence[str] | None,
    document: Document,
    problems: Problems,
) -> None:
    for i, group in enumerate(entry["groups"]):
        if groups is not None and group not in groups:
            unknown_reference(problems, document.at((*path, i)), f"{entry['id']!r}", "group", group, groups)


def _checks(
    document: Document,
    items: Sequence[MappingItem],
    groups: Sequence[str] | None,
    problems: Problems,
) -> tuple[MappingCheck, ...]:
    declared = _entries(document, "checks")
    check_ids(_ids(declared, "checks"), "check", document, problems)
    numeric = {item.id: item for item in items if item.type != "text"}
    checks: list[MappingCheck] = []
    for i, entry in enumerate(declared):
        _known_groups(entry, ("checks", i, "groups"), groups, document, problems)
        place = document.at(("checks", i, "expr"))
        try:
            expression = Expression.parse(entry["expr"])
        except ValueError as fault:
            problems.add("declared.expression", place, id=entry["id"], reason=fault)
            continue
        for name in sorted(expression.names - numeric.keys()):
            unknown_reference(problems, place, f"The check {entry['id']!r}", "numeric item", name, numeric)
        checks.append(
            MappingCheck(
                id=entry["id"],
                groups=tuple(entry["groups"]),
                expr=expression,
                severity=entry["severity"],
                label=entry["label"],
            )
        )
    return tuple(checks)


def statement_instrument(document: Document, problems: Problems) -> StatementInstrument:
    """The statements, their themes and the scale."""
    value = cast(dict[str, Any], document.value)
    scale = tuple(
        ScalePoint(p["code"], p["label"], p.get("agree", False), p.get("neutral", False))
        for p in _entries(document, "scale")
    )
    _distinct(
        [(str(p.code), ("scale", i, "code")) for i, p in enumerate(scale)],
        "scale code",
        document,
        problems,
    )
    not_applicable = tuple(value.get("not_applicable", []))
    _distinct(
        [(p.label, ("scale", i, "label")) for i, p in enumerate(scale)]
        + [(label, ("not_applicable", i)) for i, label in enumerate(not_applicable)],
        "scale label",
        document,
        problems,
    )
    if not any(point.agree for point in scale):
        problems.add("declared.no-agree", document.at(("scale",)))
    themes = tuple(Theme(t["id"], t["label"]) for t in _entries(document, "themes"))
    check_ids(_ids(_entries(document, "themes"), "themes"), "theme", document, problems)
    declared = _entries(document, "statements")
    check_ids(_ids(declared, "statements"), "statement", document, problems)
    known = [theme.id for theme in themes]
    statements: list[Statement] = []
    for i, entry in enumerate(declared):
        if entry["theme"] not in known:
            unknown_reference(
                problems,
                document.at(("statements", i, "theme")),
                f"The statement {entry['id']!r}",
                "theme",
                entry["theme"],
                known,
            )
        statements.append(
            Statement(
                id=entry["id"],
                theme=entry["theme"],
                text=entry["text"],
                reverse=entry.get("reverse", False),
                column=entry.get("column"),
            )
        )
    _distinct(
        [(s.heading, ("statements", i, "column")) for i, s in enumerate(statements)],
        "statement column",
        document,
        problems,
    )
    used = {statement.theme for statement in statements}
    for i, theme in enumerate(themes):
        if theme.id not in used:
            problems.add("declared.empty-theme", document.at(("themes", i)), id=theme.id)
    return StatementInstrument(scale, not_applicable, themes, tuple(statements))


def _distinct(names: Iterable[tuple[str, Path_]], kind: str, document: Document, problems: Problems) -> None:
    seen: set[str] = set()
    for name, path in names:
        folded = " ".join(name.split()).casefold()
        if folded in seen:
            problems.add("declared.duplicate-id", document.at(path), kind=kind, id=name)
        seen.add(folded)


def codebook(document: Document, problems: Problems) -> Codebook:
    """The codes; parents exist and no code is its own ancestor, or a problem says so."""
    value = cast(dict[str, Any], document.value)
    declared = _entries(document, "codes")
    check_ids(_ids(declared, "codes"), "code", document, problems)
    parents = {entry["id"]: entry.get("parent") for entry in declared}
    broken: set[str] = set()
    for i, entry in enumerate(declared):
        parent = entry.get("parent")
        if parent is not None and parent not in parents:
            broken.add(entry["id"])
            unknown_reference(
                problems,
                document.at(("codes", i, "parent")),
                f"The code {entry['id']!r}",
                "parent",
                parent,
                parents,
            )
        path = _cycle(entry["id"], parents)
        if path:
            broken.add(entry["id"])
            problems.add(
                "declared.cycle",
                document.at(("codes", i, "parent")),
                id=entry["id"],
                path=" > ".join(path),
            )
    codes = tuple(
        Code(
            id=entry["id"],
            label=entry["label"],
            kind=entry["kind"],
            definition=entry["definition"],
            # A broken parent is already an error; the tree is kept finite for whoever reads on.
            parent=None if entry["id"] in broken else entry.get("parent"),
            include=entry.get("include"),
            exclude=entry.get("exclude"),
            example=entry.get("example"),
            since=entry.get("since"),
            patterns=tuple(entry.get("patterns", [])),
        )
        for entry in declared
    )
    return Codebook(str(value["version"]), codes)


def _cycle(start: str, parents: dict[str, str | None]) -> list[str]:
    path: list[str] = []
    parent = parents.get(start)
    while parent is not None and parent not in path:
        path.append(parent)
        if parent == start:
            return path
        parent = parents.get(parent)
    return []
