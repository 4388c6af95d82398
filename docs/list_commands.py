"""Write docs/reference/commands.md: every command with its arguments and options, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from triangulate.cli.main import app

PAGE = Path(__file__).resolve().parent / "reference" / "commands.md"
HEAD = """\
# Commands

Made by `python docs/list_commands.py` from the command line itself; do not edit by hand.

A command without `STUDY` works on the current directory. Exit codes: 0 good, 1 findings, 2 wrong usage. `--json` prints the same for machines.
"""


def page() -> str:
    """The whole page."""
    group: Any = typer.main.get_command(app)
    parts = [HEAD]
    for name in sorted(group.commands):
        parts += _command(name, group.commands[name])
    return "\n".join(parts)


def _command(name: str, command: Any) -> list[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    line = " ".join([name, *(_argument(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    parts = [f"## {name}\n", f"```console\n$ triangulate {line}\n```\n", _prose(command.help), ""]
    described = [(f"`{_argument(p)}`", p) for p in arguments] + [(_names(p), p) for p in options]
    rows = [f"| {shown} | {_prose(getattr(p, 'help', '') or '')}{_default(p)} |" for shown, p in described]
    return [*parts, "| | |\n|---|---|", *rows, ""]


def _argument(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name).strip("[]").upper()
    return name if parameter.required else f"[{name}]"


def _names(parameter: Any) -> str:
    value = (
        "" if parameter.is_flag else f" {parameter.metavar or _kind(parameter.type_descriptor.annotation)}"
    )
    return ", ".join(f"`{name}{value}`" for name in parameter.opts)


def _kind(annotation: object) -> str:
    for kind, words in ((Path, "PATH"), (int, "NUMBER"), (float, "NUMBER")):
        if kind is annotation or kind in getattr(annotation, "__args__", ()):
            return words
    return "TEXT"


def _default(parameter: Any) -> str:
    default = parameter.default
    shown = not (default is None or callable(default) or default in (False, "", ())) and str(default) != "."
    return f" Left out: `{default}`." if shown and parameter.param_type_name == "option" else ""


def _prose(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").replace("<", "&lt;").split())


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
