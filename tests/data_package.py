"""What the Data Package standard asks of a descriptor, as a JSON Schema: the parts that ours can have."""

from __future__ import annotations

from typing import Any

_NAME = {"type": "string", "pattern": "^[-a-z0-9._/]+$"}
_TYPES = [
    "string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year", "yearmonth",
    "duration", "geopoint", "geojson", "any",
]  # fmt: skip
_TABLE: dict[str, Any] = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "fields": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "type": {"enum": _TYPES},
                    "title": {"type": "string"},
                    "constraints": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "required": {"type": "boolean"},
                            "unique": {"type": "boolean"},
                            "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
                            "minimum": {"type": ["number", "string"]},
                        },
                    },
                },
            },
        },
        "primaryKey": {"type": ["string", "array"]},
        "missingValues": {"type": "array", "items": {"type": "string"}},
    },
}
PROFILE: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["resources"],
    "properties": {
        "profile": {"const": "data-package"},
        "name": _NAME,
        "title": {"type": "string"},
        "description": {"type": "string"},
        "contributors": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["title"]}},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path"],
                "properties": {
                    "profile": {"enum": ["data-resource", "tabular-data-resource"]},
                    "name": _NAME,
                    # Relative, and never out of the package's folder.
                    "path": {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)(?!~)[^:]+$"},
                    "bytes": {"type": "integer", "minimum": 0},
                    "hash": {"type": "string", "pattern": "^sha256:[a-f0-9]{64}$"},
                    "encoding": {"type": "string"},
                    "schema": _TABLE,
                },
                # A tabular resource has a schema.
                "if": {
                    "properties": {"profile": {"const": "tabular-data-resource"}},
                    "required": ["profile"],
                },
                "then": {"required": ["schema"]},
            },
        },
        "keptByTheStudy": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "title", "schema"],
                "additionalProperties": False,
                "properties": {"name": _NAME, "title": {"type": "string"}, "schema": _TABLE},
            },
        },
    },
}
