"""A codebook as REFI-QDA .qdc, which NVivo, ATLAS.ti, MAXQDA and QualCoder import.

Valid by the schema Codebook.xsd of QDA-XML 1.0 (urn:QDA-XML:codebook:1.0). GUIDs are those of the
project's .qdpx, so that a program that has both knows the codes again.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from triangulate.exports.qdpx import xml_text
from triangulate.files import write_bytes
from triangulate.raw.codings.guids import code_guid
from triangulate.raw.codings.readings import ORIGIN
from triangulate.study.model import Codebook

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_SCHEMA = f"{NAMESPACE} http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"


def write_qdc(path: Path, *, project: str, codebook: Codebook) -> None:
    """Write the codes with what they mean; include, exclude and example go into the description.

    The schema wants at least one code; a codebook without any is written all the same, and empty.
    """
    root = Element(
        "CodeBook",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": _SCHEMA,
            "origin": ORIGIN,
        },
    )
    top = SubElement(root, "Codes")
    holders: dict[str | None, Element] = {None: top}
    waiting = list(codebook.codes)
    while waiting:
        later = []
        for code in waiting:
            holder = holders.get(code.parent)
            if holder is None:
                later.append(code)
                continue
            element = SubElement(
                holder,
                "Code",
                {"guid": code_guid(project, code.id), "name": xml_text(code.label), "isCodable": "true"},
            )
            SubElement(element, "Description").text = xml_text(code.described)
            holders[code.id] = element
        waiting = later
    indent(root)
    write_bytes(path, tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
