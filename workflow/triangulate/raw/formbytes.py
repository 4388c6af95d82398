"""A workbook as the same bytes every time it is written."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

WRITTEN = datetime(2018, 1, 1)
"""The time that every written form claims: a real one would make each run's bytes different."""

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def workbook_bytes(workbook: Any) -> bytes:
    """``workbook`` (openpyxl) as .xlsx with fixed times and members in a fixed order.

    Members are stored, not packed: packed bytes differ between builds of zlib.
    """
    workbook.properties.created = WRITTEN
    first = io.BytesIO()
    workbook.save(first)
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    second = io.BytesIO()
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(second, "w") as fixed:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = made.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            entry = zipfile.ZipInfo(name, date_time=WRITTEN.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            fixed.writestr(entry, data)
    return second.getvalue()
