"""The code behind a fact: a hash of everything of this package that it depends on, and its parameters.

Read from the source text, never by importing it: a trace has to be quick, and an analysis module
brings pandas and more.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from triangulate.files import sha256_of_bytes

PACKAGE = Path(__file__).resolve().parents[1]
Plain = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Code:
    """What worked a fact out: the version of the package, the SHA-256 over the function's module and all
    modules of the package that it imports, and the function's own settings where they are plain values."""

    function: str
    version: str
    sha256: str
    settings: tuple[tuple[str, Plain], ...]


@cache
def code_of(function: str) -> Code:
    """The code behind a dotted function name; an empty hash where the package has no such module."""
    module, _, name = function.rpartition(".")
    files = sorted(_closure(module))
    lines = "".join(f"{path.relative_to(PACKAGE).as_posix()} {_digest(path)}\n" for path in files)
    digest = sha256_of_bytes(lines.encode()) if files else ""
    return Code(function, package_version(), digest, _settings(module, name))


def package_version() -> str:
    """The version of the package that runs, ``unknown`` where it was never installed."""
    try:
        return version("triangulate")
    except PackageNotFoundError:
        return "unknown"


def parameters_of(notebook: Path) -> dict[str, Plain]:
    """The plain values that a run gave to a notebook: numbers and short words, no paths. Empty where it
    cannot be read."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(c["source"]) for c in cells if "injected-parameters" in _tags(c)]
        body = ast.parse("\n".join(sources)).body
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        return {}
    found: dict[str, Plain] = {}
    for line in body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            value = _plain(line.value)
            if value is not None and not (isinstance(value, str) and "/" in value):
                found[line.targets[0].id] = value
    return found


def _tags(cell: dict[str, object]) -> list[str]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return list(tags or [])


@cache
def _file(module: str) -> Path | None:
    first, *parts = module.split(".")
    if first != PACKAGE.name:
        return None
    place = PACKAGE.joinpath(*parts)
    return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file()), None)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _digest(path: Path) -> str:
    return sha256_of_bytes(path.read_bytes())


@cache
def _imported(path: Path) -> frozenset[str]:
    """The modules of this package that a module names in its imports."""
    found: set[str] = set()
    for node in _statements(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(name for name in found if name.partition(".")[0] == PACKAGE.name)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements within a node, wherever they stand; none stands in an expression."""
    for inner in ast.iter_child_nodes(node):
        if not isinstance(inner, ast.expr):
            yield inner
            yield from _statements(inner)


def _closure(module: str) -> set[Path]:
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _file(waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting += sorted(_imported(path))
    return found


def _settings(module: str, name: str) -> tuple[tuple[str, Plain], ...]:
    """The parameters of a function that have a plain default."""
    path = _file(module)
    if path is None:
        return ()
    for node in _tree(path).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            arguments = node.args
            ordered = [*arguments.posonlyargs, *arguments.args]
            given = [*zip(ordered[::-1], arguments.defaults[::-1], strict=False)][::-1]
            own = [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d]
            pairs = ((argument.arg, _plain(default)) for argument, default in (*given, *own))
            return tuple((key, value) for key, value in pairs if value is not None)
    return ()


def _plain(node: ast.expr) -> Plain:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if isinstance(value, int | float | str) else None
