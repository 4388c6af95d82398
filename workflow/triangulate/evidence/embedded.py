"""The stories that a page carries for its reader, read back: what the explorer was given of each fact.

The data stand as JSON in a script element that no browser runs. What is laid down here is the form
that :mod:`triangulate.explorer` writes and that the check reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from triangulate.evidence.opening import Value

ELEMENT = "explorer-data"
#: Cells of a fact, in order; ``held`` is why it is held back, or null.
FIELDS = ("stem", "measure", "display", "value", "n", "method", "function", "cell", "source", "held")
_OPENING = f'<script type="application/json" id="{ELEMENT}">'
_ELEMENT = re.compile(re.escape(_OPENING) + r"(.*?)</script>", re.DOTALL)


class Damaged(Exception):
    """The page's data cannot be read; said in words."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page's data say of one fact."""

    id: str
    display: str | None
    value: Value
    held: str | None


def element(data: dict[str, Any]) -> str:
    """The script element that carries ``data``. No tag can begin inside it."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"{_OPENING}{text}</script>"


def data_of(page: str) -> dict[str, Any] | None:
    """The data of a page, or None where it has none; :class:`Damaged` where they are no data."""
    found = _ELEMENT.search(page)
    if found is None:
        return None
    try:
        data = json.loads(found[1])
    except ValueError as fault:
        raise Damaged(f"its data are not JSON ({fault})") from None
    if not isinstance(data, dict):
        raise Damaged("its data are not an object")
    return data


def replaced(page: str, data: dict[str, Any]) -> str:
    """The page with other data in the place of its own."""
    return _ELEMENT.sub(lambda _: element(data), page, count=1)


def told_in(data: dict[str, Any]) -> Iterator[Told]:
    """Every fact of a page's data; :class:`Damaged` where they have not the form laid down here."""
    place = {name: at for at, name in enumerate(FIELDS)}
    try:
        for cells in data["facts"]:
            stem = data["stems"][cells[place["stem"]]][0]
            yield Told(
                f"{stem}.{cells[place['measure']]}",
                cells[place["display"]],
                cells[place["value"]],
                cells[place["held"]],
            )
    except (KeyError, IndexError, TypeError) as fault:
        raise Damaged(f"its data lack something ({type(fault).__name__}: {fault})") from None
