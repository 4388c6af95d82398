"""The crate as it goes out with a release: with its day, and with the files that are made for the reader."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from triangulate.exports.crate.graph import MEDIA
from triangulate.files import sha256_of_bytes

_ROOT = "./"


def released_crate(document: Mapping[str, Any], day: date, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The crate ``document`` published on ``day``, with ``files`` (by names from its root) as parts."""
    dated: dict[str, Any] = copy.deepcopy(dict(document))
    root = next(entity for entity in dated["@graph"] if entity["@id"] == _ROOT)
    root["datePublished"] = day.isoformat()
    for name, data in sorted(files.items()):
        about = {
            "@id": name,
            "@type": "File",
            "name": name,
            "contentSize": str(len(data)),
            "sha256": sha256_of_bytes(data),
            "encodingFormat": MEDIA[PurePosixPath(name).suffix],
            "about": {"@id": _ROOT},
        }
        dated["@graph"].append(about)
        root["hasPart"].append({"@id": name})
    return dated
