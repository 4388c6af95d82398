"""YAML as people write it: text stays text, every value knows its line, no key stands twice.

YAML 1.1 turns ``NO`` into false, ``007`` into 7 and ``12:30`` into 750. Here only ``true``,
``false``, ``null`` and plain decimal numbers without leading zeros are anything but text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from triangulate.problems import Problems
from triangulate.source import Source

Path_ = tuple[str | int, ...]
Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]


# libyaml where PyYAML was built with it (its wheels are): a codebook with patterns takes a tenth of the time.
_Fastest: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fastest):  # type: ignore[misc]
    """SafeLoader with the few implicit types named in the module's docstring."""

    # PyYAML copies this table when a resolver is added; an empty one here drops all inherited types.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|)$"), ["~", "n", "N", ""]
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"),
    list("-0123456789"),
)


@dataclass(slots=True)
class Document:
    """A parsed file: its value, the line of every value by path, and numbers as they were written."""

    source: Source
    value: Value = None
    lines: dict[Path_, int] = field(default_factory=dict)
    written: dict[Path_, str] = field(default_factory=dict)

    def at(self, path: Path_) -> Source:
        """The place of a value, or of the nearest enclosing value whose line is known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.source.at(line=self.lines.get(path, 1))


def read_yaml(path: Path, source: Source, problems: Problems, what: str) -> Document | None:
    """Read one YAML file; None (and a problem) when it is missing or not to be parsed."""
    if not path.is_file():
        problems.add("declared.missing-file", source, what=what)
        return None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        problems.add("declared.not-utf8", source, reason=f"byte {fault.start} cannot be read")
        return None
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        reason = getattr(fault, "problem", None) or "it is nested too deep or broken"
        line = mark.line + 1 if mark is not None else 1
        problems.add("declared.yaml", source.at(line=line), reason=reason)
        return None
    document = Document(source)
    if node is not None:
        document.value = _construct(node, (), document, problems, frozenset())
    return document


def _construct(
    node: yaml.Node,
    path: Path_,
    document: Document,
    problems: Problems,
    above: frozenset[int],
) -> Value:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in above or len(above) > 50:
        problems.add("declared.yaml", document.at(path), reason="an alias refers to what contains it")
        return None
    above = above | {id(node)}
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            where = (*path, key)
            if key in result:
                problems.add(
                    "declared.duplicate-key",
                    document.source.at(line=key_node.start_mark.line + 1),
                    key=key,
                )
                continue
            document.lines[where] = key_node.start_mark.line + 1
            result[key] = _construct(value_node, where, document, problems, above)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(item, (*path, index), document, problems, above)
            for index, item in enumerate(node.value)
        ]
    text = str(node.value)
    match node.tag:
        case "tag:yaml.org,2002:bool":
            return text.lower() == "true"
        case "tag:yaml.org,2002:null":
            return None
        case "tag:yaml.org,2002:int":
            document.written[path] = text
            # Python refuses to turn thousands of digits into a number; such a thing is text.
            return int(text) if len(text) < 19 else text
        case "tag:yaml.org,2002:float":
            document.written[path] = text
            return float(text)
        case _:
            return text
