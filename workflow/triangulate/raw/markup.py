"""XML read safely: no DOCTYPE, no entities, no network, and a problem instead of a traceback."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from triangulate.problems import Problems
from triangulate.source import Source


def parse_xml(data: bytes, member: str, source: Source, problems: Problems) -> Element | None:
    """The root element of an XML part, or None after reporting why it cannot be read."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        problems.add("archives.doctype", source, member=member)
    except (ParseError, ValueError, LookupError) as failure:
        problems.add("archives.damaged-part", source, member=member, reason=str(failure))
    else:
        return root
    return None


def local_name(element: Element) -> str:
    """The element's name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """The value of an attribute by its name without a namespace; None if it is not there."""
    for key, value in element.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return value
    return None
