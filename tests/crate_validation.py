"""Holding a crate against the Run Crate profiles without a network.

The validator resolves a crate's contexts by their addresses. Here they are answered with small
contexts of our own: the terms that our crates use, as RO-Crate 1.1 and the workflow-run terms define
them. A term outside them is an error of the validator's, so that none is used that 1.1 does not have.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.services import validate
from rocrate_validator.utils.http import HttpRequester

SCHEMA = "http://schema.org/"
BIOSCHEMAS = "https://bioschemas.org/"
RUN_TERMS = "https://w3id.org/ro/terms/workflow-run#"
CRATE_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
RUN_CONTEXT = "https://w3id.org/ro/terms/workflow-run/context"
#: Terms of RO-Crate 1.1 that are schema.org's under the same name.
SAME = """
    Collection ComputerLanguage ControlAction CreateAction CreativeWork Dataset HowTo HowToStep OrganizeAction
    Organization Person PropertyValue SoftwareApplication SoftwareSourceCode about additionalType agent author
    conditionsOfAccess contentSize datePublished description encodingFormat endTime exampleOfWork hasPart identifier
    instrument license mainEntity measurementTechnique mentions name object position programmingLanguage propertyID
    publisher result softwareVersion step unitText url value version workExample
""".split()
CONTEXTS: dict[str, dict[str, str]] = {
    CRATE_CONTEXT: {
        **{term: SCHEMA + term for term in SAME},
        "File": f"{SCHEMA}MediaObject",
        "ComputationalWorkflow": f"{BIOSCHEMAS}ComputationalWorkflow",
        "FormalParameter": f"{BIOSCHEMAS}FormalParameter",
        "input": f"{BIOSCHEMAS}ComputationalWorkflow#input",
        "output": f"{BIOSCHEMAS}ComputationalWorkflow#output",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
    },
    RUN_CONTEXT: {"sha256": f"{RUN_TERMS}sha256"},
}


def _get(_: object, url: str, **__: object) -> SimpleNamespace:
    """The answer to a request: one of the two contexts, and nothing else from anywhere."""
    document = {"@context": CONTEXTS[url]} if url in CONTEXTS else None
    return SimpleNamespace(
        url=url,
        status_code=200 if document else 504,
        headers={"Content-Type": "application/ld+json"},
        text=json.dumps(document),
        json=lambda: document,
    )


def issues(root: Path, severity: Severity, cache: Path) -> list[str]:
    """What the validator has against the crate in the folder ``root``, up to a severity."""
    settings = ValidationSettings(
        rocrate_uri=str(root),
        profile_identifier="provenance-run-crate",
        requirement_severity=severity,
        offline=True,
        cache_path=cache / "http",
    )
    with patch.object(HttpRequester, "get", _get, create=True):
        result: Any = validate(settings)
    assert result.executed_checks, "nothing was looked at"
    return sorted(
        {f"{issue.severity.name}: {issue.message} ({issue.violatingEntity})" for issue in result.get_issues()}
    )
