"""Names and labels that an SPSS file can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RESERVED = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))
#: SPSS allows 64 bytes; what is computed from a variable puts a word before its name.
_LONGEST = 48
VARIABLE_LABEL_BYTES = 250
VALUE_LABEL_BYTES = 120
FILE_LABEL_BYTES = 64
NOTE_BYTES = 80


def variable_names(ids: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A variable name for each id, in ASCII and lower case, none twice and none of ``taken``.

    SPSS reads names without regard to case, begins them with a letter, keeps some words to itself
    and knows no hyphen. Ids that come to the same name are told apart by a number.
    """
    used = {name.lower() for name in taken}
    names: dict[str, str] = {}
    for id in ids:
        base = re.sub(r"[^a-z0-9_]+", "_", id.lower()).strip("_")[:_LONGEST].rstrip("_")
        if not base or not base[0].isalpha() or base in _RESERVED:
            base = f"s_{base}".rstrip("_")
        name, number = base, 2
        while name in used:
            name, number = f"{base}_{number}", number + 1
        used.add(name)
        names[id] = name
    return names


def within(text: str, limit: int, ending: str = "") -> str:
    """``text`` and ``ending`` in at most ``limit`` bytes of UTF-8, on one line; ``text`` is cut at a
    whole character and the cut shown."""
    line = " ".join(text.split())
    if len(f"{line}{ending}".encode()) <= limit:
        return line + ending
    room = limit - len(f"…{ending}".encode())
    return line.encode()[:room].decode("utf-8", "ignore").rstrip() + "…" + ending


def literal(text: str) -> str:
    """``text`` as a string of the command language."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def notes(text: str) -> list[str]:
    """``text`` broken into lines that a file's notes can hold."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            word = within(word, NOTE_BYTES)
            longer = f"{line} {word}".strip()
            if len(longer.encode()) > NOTE_BYTES:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines
