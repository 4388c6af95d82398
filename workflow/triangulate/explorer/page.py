"""The explorer put into the report: data, script and style inside the page, and nothing else let in.

The page stays as it reads without a script. A policy in its head lets run what is named by hash and
nothing more: no network, no other script, and no style but the page's own, for which the styles that
drawings bring in their attributes are made classes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from triangulate.evidence.embedded import FIELDS, data_of, element, replaced

_ASSETS = Path(__file__).parent / "assets"
_STYLED = re.compile(r'<[a-zA-Z][^<>]*?\sstyle="[^"]*"[^<>]*>')
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_CLASS = re.compile(r'\sclass="([^"]*)"')
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_DRAWN = re.compile(r"(<svg\b[^>]*>)(.*?)(</svg>)", re.DOTALL)
_PRINTED = re.compile(r'data-fact="([^"]+)"')
_QUOTED = re.compile(r'<span class="place">([^<]+)</span>')
#: matplotlib's own style sheet, which every drawing repeats; the page has it once.
_LINES = ".svg svg * { stroke-linejoin: round; stroke-linecap: butt; }"

_RESTRICTED = (
    '<div class="xp-audit" role="region" aria-label="Restricted">Audit edition: restricted. It shows raw rows, '
    "values that the report holds back, and whole transcripts. It must not leave the study’s own people.</div>"
)


def with_explorer(page: str, data: Mapping[str, Any], drawings: Mapping[str, str]) -> str:
    """The report's page with the published edition inside.

    ``drawings`` goes from the id of a figure's element to its path without ending.
    """
    page = _without_style_attributes(page)
    shown = _for(page, data, drawings)
    script = (_ASSETS / "explorer.js").read_text(encoding="utf-8")
    style = (_ASSETS / "explorer.css").read_text(encoding="utf-8")
    page = page.replace("</head>", f"<style>\n{style}</style>\n</head>", 1)
    at = page.rindex("</body>")
    page = f"{page[:at]}{element(shown)}\n<script>\n{script}</script>\n{page[at:]}"
    return _with_policy(page, f"\n{script}")


def audit_page(page: str, restricted: Mapping[str, Any]) -> str:
    """The audit edition, from the finished report's page: the same page with everything behind it."""
    data = data_of(page)
    if data is None:
        raise ValueError("the report carries no data for the explorer")
    place = {name: at for at, name in enumerate(FIELDS)}
    held = restricted["held"]
    facts = []
    for cells in data["facts"]:
        cells = list(cells)
        id = f"{data['stems'][cells[place['stem']]][0]}.{cells[place['measure']]}"
        if id in held:
            display, value, n, method = held[id]
            data["methods"].append(method)
            cells[place["display"]], cells[place["value"]] = display, value
            cells[place["n"]] = int(n) if str(n).isdigit() else None
            cells[place["method"]] = len(data["methods"]) - 1
        facts.append(cells)
    more = {**data, "edition": "audit", "facts": facts, "cells": restricted["cells"]}
    more["raw"], more["transcripts"] = restricted["raw"], restricted["transcripts"]
    more["places"] = restricted["quotes"]
    page = page.replace("<title>", "<title>Restricted, audit edition: ", 1)
    return replaced(page.replace("<body>", f"<body>\n{_RESTRICTED}", 1), more)


def _for(page: str, data: Mapping[str, Any], drawings: Mapping[str, str]) -> dict[str, Any]:
    """The data that this page may carry: its own figures and quotes, and of the facts that are names of
    organisations only those that it prints."""
    printed = set(_PRINTED.findall(page))
    place = {name: at for at, name in enumerate(FIELDS)}

    def stays(cells: list[Any]) -> bool:
        stem = data["stems"][cells[place["stem"]]][0]
        names = stem.startswith("mapping.") and isinstance(cells[place["value"]], str)
        return not names or f"{stem}.{cells[place['measure']]}" in printed

    quoted = set(_QUOTED.findall(page))
    return {
        **{name: value for name, value in data.items() if name != "drawings"},
        "facts": [cells for cells in data["facts"] if stays(cells)],
        "figures": {
            anchor: data["drawings"][stem] for anchor, stem in drawings.items() if stem in data["drawings"]
        },
        "quotes": {id: about for id, about in data["quotes"].items() if id in quoted},
    }


def _without_style_attributes(page: str) -> str:
    """The page with every style attribute made a class, and drawings without sheets of their own."""
    names: dict[str, str] = {}

    def dressed(tag: re.Match[str]) -> str:
        found = _STYLE.search(tag[0])
        assert found is not None
        rules = found[1].strip().rstrip(";").replace("&quot;", "'")
        name = names.setdefault(rules, f"s{len(names)}")
        rest = tag[0].replace(found[0], "", 1)
        own = _CLASS.search(rest)
        if own is not None:
            return rest.replace(own[0], f' class="{own[1]} {name}"', 1)
        cut = re.match(r"<[\w:-]+", rest)
        assert cut is not None
        return f'{cut[0]} class="{name}"{rest[cut.end() :]}'

    page = _DRAWN.sub(lambda svg: f"{svg[1]}{_SHEET.sub('', svg[2])}{svg[3]}", page)
    page = _STYLED.sub(dressed, page)
    rules = "\n".join([_LINES, *(f".{name} {{ {rule}; }}" for rule, name in names.items())])
    return page.replace("</head>", f"<style>\n{rules}\n</style>\n</head>", 1)


def _with_policy(page: str, script: str) -> str:
    sheets = " ".join(_named(sheet) for sheet in _SHEET.findall(page))
    policy = (
        f"default-src 'none'; script-src {_named(script)}; style-src {sheets}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    at = page.index("<meta charset")
    after = page.index("\n", at) + 1
    return page[:after] + meta + page[after:]


def _named(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
