"""Entries of a cache: each under a seal by which damage is seen, written whole or not at all.

An entry's name is a hash of everything that its content depends on, code included, so that an entry is never
out of date. What is damaged, or was never an entry, is as good as missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from triangulate.files import sha256_of_bytes, write_bytes


def code_of(*places: Path, endings: frozenset[str] = frozenset({".py"})) -> str:
    """A hash of files, and of all files with one of the ``endings`` in folders, at any depth."""
    digest = hashlib.sha256()
    for place in places:
        files = sorted(p for p in place.rglob("*") if p.suffix in endings) if place.is_dir() else [place]
        for path in files:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def entry_name(ending: str, *parts: str) -> str:
    """The name of the entry that rests on ``parts``."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode() + data)
    return digest.hexdigest() + ending


def load(path: Path) -> Any:
    """The content of an entry; None where there is none, or it is damaged.

    Its shape is for the caller to doubt: the seal says that the entry is whole, not who wrote it.
    """
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
        return json.loads(body) if seal.decode() == sha256_of_bytes(body) else None
    except (OSError, ValueError, RecursionError):
        return None


def save(path: Path, content: object) -> None:
    """Write an entry; ``content`` is anything that JSON can hold, lone surrogates included.

    Letters stand as they are, so that whoever looks for somebody's words finds them.
    """
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    write_bytes(path, f"{sha256_of_bytes(body)}\n".encode() + body)


def prune(folder: Path, ending: str, used: Iterable[str]) -> None:
    """Delete the entries of ``ending`` that are not among ``used``, and what a killed run left of one."""
    keep = set(used)
    if not folder.is_dir():
        return
    inner = Path(ending).stem
    for path in sorted(folder.iterdir()):
        half_written = path.name.startswith(".") and f"{inner}-" in path.name
        if (path.name.endswith(ending) or half_written) and path.name not in keep:
            path.unlink(missing_ok=True)
