"""Hashes that only those can check who hold the study's files.

A plain hash of a small file, or of one row, can be guessed: hash every possible row and compare. The
published edition therefore names files and rows by HMAC-SHA256. Its key is worked out from the hashes
of all raw files and of the configuration, slowly, so that two clean runs agree and each guess at the
files costs time; it is kept with the restricted tables and never in what is published.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triangulate.files import replacing

_SALT = b"triangulate explorer 1"
_SHOWN = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and what it makes of things."""

    secret: bytes

    def of(self, thing: Any) -> str:
        """The keyed hash of anything that JSON can hold: 32 hexadecimal digits."""
        text = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()[:_SHOWN]


def key_from(inputs: Iterable[tuple[str, str]]) -> Key:
    """The key of a study whose raw and configuration files have these (path, SHA-256)."""
    text = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(inputs))
    secret = hashlib.scrypt(text.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
    return Key(secret)


def write_key(path: Path, key: Key) -> None:
    """Keep the key where only the study's own people read: the file is for its owner alone."""
    with replacing(path) as temporary:
        temporary.write_text(f"{key.secret.hex()}\n", encoding="ascii")
    path.chmod(0o600)
