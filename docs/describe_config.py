"""Write docs/reference/config.md: every key of every file in config/, from the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from triangulate.study.schema import SCHEMAS

PAGE = Path(__file__).resolve().parent / "reference" / "config.md"
FIRST = ("config", "mapping", "statements", "codebook")
HEAD = """\
# What a study declares

Made by `python docs/describe_config.py` from `workflow/schemas/`; do not edit by hand.

Every file is YAML in UTF-8. A key that is not listed here is an error that names the nearest right one.
Ids are letters, digits, hyphen and underscore. `true`, `false` and plain numbers are what they look like;
everything else is text, also `NO`, `007` and `12:30`. `[]` after a key says that it is a list, and what
stands below it are the keys of each entry. Paths are relative to the study's directory and stay inside it.
"""
_KINDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "keys"}


def page() -> str:
    """The whole page."""
    names = {path.name.removesuffix(".schema.yaml") for path in SCHEMAS.glob("*.schema.yaml")}
    parts = [HEAD]
    for name in [*FIRST, *sorted(names - {*FIRST})]:
        schema = yaml.safe_load((SCHEMAS / f"{name}.schema.yaml").read_text(encoding="utf-8"))
        parts.append(f"## {schema['title']}\n\n{' '.join(schema['description'].split())}\n")
        parts.append("| key | holds | needed | meaning |\n|---|---|---|---|")
        parts += [row for row in _rows(schema, "")]
        parts.append("")
    return "\n".join(parts)


def _rows(shape: dict[str, Any], path: str) -> Iterator[str]:
    needed = shape.get("required", [])
    for key, inner in shape.get("properties", {}).items():
        yield from _described(inner, f"{path}.{key}" if path else key, "yes" if key in needed else "")
    if isinstance(more := shape.get("additionalProperties"), dict):
        yield from _described(more, f"{path}.NAME" if path else "NAME", "")


def _described(shape: dict[str, Any], path: str, needed: str) -> Iterator[str]:
    items = shape.get("items") if shape.get("type") == "array" else None
    shown = f"{path}[]" if isinstance(items, dict) and _has_keys(items) else path
    meaning = " ".join(str(shape.get("description", "")).split())
    if "default" in shape:
        default = str(shape["default"]).lower() if isinstance(shape["default"], bool) else shape["default"]
        meaning = f"{meaning}{'. ' if meaning else ''}Left out: {default}"
    yield f"| `{shown}` | {_kind(shape)} | {needed} | {meaning.replace('|', chr(92) + '|')} |"
    yield from _rows(items if shown != path and items else shape, shown)


def _has_keys(shape: dict[str, Any]) -> bool:
    return "properties" in shape or isinstance(shape.get("additionalProperties"), dict)


def _kind(shape: dict[str, Any]) -> str:
    """What may stand behind a key, in words."""
    if "enum" in shape:
        return " or ".join(f"`{choice}`" for choice in shape["enum"])
    if alternatives := shape.get("anyOf") or shape.get("oneOf"):
        return " or ".join(_kind(alternative) for alternative in alternatives)
    kind = shape.get("type", "anything")
    if isinstance(kind, list):
        return " or ".join(_kind({"type": one}) for one in kind)
    if kind == "array":
        items = shape.get("items", {})
        return "list" if not items else f"list of {_kind(items)}" if not _has_keys(items) else "list"
    words = _KINDS.get(kind, kind)
    low, high = shape.get("minimum"), shape.get("maximum")
    if low is not None and high is not None:
        return f"{words}, {low} to {high}"
    return f"{words}, {low} or more" if low is not None else words


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
