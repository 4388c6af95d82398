"""Write docs/reference/statistics.md: what every analysis computes, with formula and source, from the docstrings."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import triangulate

PAGE = Path(__file__).resolve().parent / "reference" / "statistics.md"
ANALYSIS = Path(triangulate.__file__).resolve().parent / "analysis"
HEAD = """\
# What every statistic is

Made by `python docs/list_statistics.py` from the docstrings of `workflow/triangulate/analysis/`; do not edit by hand.

Each function says what it takes and gives (columns, units, what is undefined and when), its formula, and where the formula is from.
[Methods](../methods.md) says why these and not others.
"""
_ROLE = re.compile(r":\w+:`~?(?:[\w.]*\.)?(\w+)`")


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for path in sorted(ANALYSIS.glob("[a-z]*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        public = [node for node in functions if not node.name.startswith("_")]
        if not public:
            continue
        parts.append(f"## {path.stem}\n\n{_prose(ast.get_docstring(tree))}\n")
        for node in public:
            arguments = ", ".join(argument.arg for argument in (*node.args.args, *node.args.kwonlyargs))
            parts.append(f"### {path.stem}.{node.name}({arguments})\n\n{_prose(ast.get_docstring(node))}\n")
    return "\n".join(parts)


def _prose(docstring: str | None) -> str:
    text = inspect.cleandoc(docstring or "")
    text = _ROLE.sub(r"`\1`", text).replace("``", "`")
    parts = text.split("`")  # every second one is code, which Markdown leaves alone
    parts[::2] = [part.replace("<", "&lt;").replace("*", r"\*") for part in parts[::2]]
    return re.sub(r"::$", ":", "`".join(parts), flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
