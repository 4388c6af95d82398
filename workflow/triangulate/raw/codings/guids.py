"""GUIDs of a REFI-QDA project, made from names, so that the same study gives the same file again."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:QDA-XML:project:1.0")


def guid(study: str, kind: str, *names: str | int) -> str:
    """A version 5 UUID for a thing of ``kind`` with these names in this study."""
    # The lengths keep ("a", "bc") and ("ab", "c") apart.
    parts = [study, kind, *(str(name) for name in names)]
    return str(uuid5(_NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))


def code_guid(study: str, code: str) -> str:
    """The GUID of a code, which programs keep when a project passes through them."""
    return guid(study, "code", code)
