"""Write docs/reference/problems.md: everything that a check may say, from the catalogue of problems."""

from __future__ import annotations

import importlib
import re
from itertools import groupby
from pathlib import Path

from triangulate.problems import CATALOGUE, Entry, Severity

PAGE = Path(__file__).resolve().parent / "reference" / "problems.md"
HEAD = """\
# What a check may say

Made by `python docs/list_problems.py` from the catalogue in `workflow/triangulate/problems/`; do not edit
by hand.

`triangulate check` lists every problem of a study at once: the file with sheet and cell, row or line, what is
wrong, and what to do. An **error** stops a run before anything is written. A **query** is a warning: it stops
nothing and stands in the report's data-quality appendix. With `--json` each has its code. Words in
‹angle marks› are filled in.
"""
_FIELD = re.compile(r"\{\{|\}\}|\{(\w+)(?:![rs])?(?::(?:[^}|]*\|)?([^}]*))?\}")


def shown(sentence: str) -> str:
    """A sentence of the catalogue with its fields marked."""

    def mark(found: re.Match[str]) -> str:
        # A hint is a sentence of its own, such as: Did you mean 'beds'?
        if found[1] is None:
            return found[0][0]
        words = f" {found[2]}" if "|" in found[0] else ""
        return "" if found[1] == "hint" else f"‹{found[1]}›{words}"

    return _FIELD.sub(mark, sentence).replace("<", "&lt;").replace("*", r"\*")


def subject(prefix: str) -> str:
    """What the entries of one module are about: the first sentence of its docstring."""
    module = importlib.import_module(f"triangulate.problems.{prefix}")
    return (module.__doc__ or prefix).split("\n\n")[0].replace("\n", " ").rstrip(".")


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for prefix, entries in groupby(CATALOGUE.values(), lambda entry: entry.code.split(".")[0]):
        parts.append(f"## {subject(prefix)}\n")
        parts += [_entry(entry) for entry in entries]
    return "\n".join(parts)


def _entry(entry: Entry) -> str:
    kind = "Error" if entry.severity is Severity.ERROR else "Query"
    return f"### {entry.code}\n\n**{kind}.** {shown(entry.says)} *{shown(entry.do)}*\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
