"""Everything that a run made, listed with its hash."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from triangulate.evidence.hashes import outputs
from triangulate.files import sha256_of_file, write_text


def write_manifest(makers: Sequence[tuple[str, str]], manifest: Path) -> None:
    """Every file under ``data/processed/`` and ``results/`` with sha256, bytes and the rule that made it.

    ``makers`` are pairs of a pattern over paths and a rule. A file that no rule makes is listed
    with an empty rule: it was left by an earlier configuration or put there by hand.
    """
    patterns = [(re.compile(pattern), rule) for pattern, rule in makers]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("path", "sha256", "bytes", "rule"))
    for name in outputs(Path()):
        path = Path(name)
        rule = next((r for pattern, r in patterns if pattern.fullmatch(name)), "")
        writer.writerow((name, sha256_of_file(path), path.stat().st_size, rule))
    write_text(manifest, text.getvalue())
