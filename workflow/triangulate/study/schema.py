"""Holding a parsed YAML document against its JSON Schema, in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from triangulate.problems import Problems, nearest
from triangulate.study.yamltext import Document, Path_, Value

if TYPE_CHECKING:
    import jsonschema

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema ``workflow/schemas/<name>.schema.yaml``."""
    text = (SCHEMAS / f"{name}.schema.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def conform(document: Document, name: str, problems: Problems, *, checked: bool = False) -> bool:
    """Fit ``document.value`` to the schema and report what does not fit; True when all does.

    Three liberties are taken, all without loss: a key with nothing behind it counts as absent, a
    number where text is wanted is the text as it was written (an organisation called 101), and a
    whole number may be written with a point and noughts (the scale code 1.0 is 1).
    ``checked`` says that this very document conformed before in the same run: it is fitted only.
    """
    if document.value is None:
        document.value = {}
    document.value = _fit(document.value, schema(name), (), document)
    if checked:
        return True
    # Imported here: it takes longer than all the rest of a study's configuration.
    import jsonschema

    before = len(problems.errors)
    validator = jsonschema.Draft202012Validator(schema(name))
    for fault in sorted(validator.iter_errors(document.value), key=lambda e: list(map(str, e.path))):
        _report(fault, document, problems)
    return len(problems.errors) == before


def faulty_keys(document: Document, name: str) -> set[str]:
    """The top-level keys of a conformed document that cannot be used as they are.

    A key that is not known does no harm where it stands: what is known is read without it.
    """
    import jsonschema

    required = schema(name).get("required", [])
    value = document.value if isinstance(document.value, dict) else {}
    faulty = {key for key in required if key not in value}
    for fault in jsonschema.Draft202012Validator(schema(name)).iter_errors(document.value):
        if fault.validator != "additionalProperties" and fault.absolute_path:
            faulty.add(str(fault.absolute_path[0]))
    return faulty


def _fit(value: Value, shape: dict[str, Any], path: Path_, document: Document) -> Value:
    alternatives = shape.get("anyOf") or shape.get("oneOf")
    if alternatives:
        wanted = "array" if isinstance(value, list) else "string"
        shape = next((a for a in alternatives if a.get("type") == wanted), alternatives[0])
    if isinstance(value, dict):
        known = shape.get("properties", {})
        return {
            key: _fit(inner, known.get(key, {}), (*path, key), document)
            for key, inner in value.items()
            if not (inner is None and key in known)
        }
    if isinstance(value, list):
        items = shape.get("items", {})
        return [_fit(inner, items, (*path, i), document) for i, inner in enumerate(value)]
    if shape.get("type") == "string" and path in document.written:
        return document.written[path]
    if shape.get("type") == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _named(path: Path_) -> str:
    words = ""
    for step in path:
        if isinstance(step, int):
            words += f"[{step + 1}]"
        else:
            words += f".{step}" if words else step
    return words or "the file"


def _report(fault: jsonschema.ValidationError, document: Document, problems: Problems) -> None:
    path: Path_ = tuple(fault.absolute_path)
    shape: dict[str, Any] = dict(fault.schema) if isinstance(fault.schema, dict) else {}
    match fault.validator:
        case "additionalProperties":
            allowed = list(shape.get("properties", {}))
            instance = fault.instance if isinstance(fault.instance, dict) else {}
            for key in instance:
                if key not in allowed:
                    problems.add(
                        "declared.unknown-key",
                        document.at((*path, key)),
                        key=key,
                        where=_named(path),
                        hint=nearest(key, allowed),
                        allowed=", ".join(allowed),
                    )
        case "required":
            instance = fault.instance if isinstance(fault.instance, dict) else {}
            for key in shape.get("required", []):
                if key not in instance:
                    problems.add("declared.missing-key", document.at(path), where=_named(path), key=key)
        case _:
            problems.add(
                "declared.wrong-value",
                document.at(path),
                where=_named(path),
                reason=_reason(fault, shape),
            )


_KINDS = {
    "object": "a mapping of keys",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def _reason(fault: jsonschema.ValidationError, shape: dict[str, Any]) -> str:
    found = fault.instance
    shown = repr(found) if isinstance(found, str | int | float | bool) else "what stands here"
    match fault.validator:
        case "type" if isinstance(found, bool) and fault.validator_value == "string":
            return f"{str(found).lower()} is not text; put it in quotation marks if it is meant as text"
        case "type":
            return f"{shown} is not {_KINDS.get(str(fault.validator_value), 'of the right kind')}"
        case "enum":
            choices = [str(choice) for choice in shape.get("enum", [])]
            hint = nearest(str(found), choices).strip().rstrip("?").replace("Did", "did")
            return f"{shown} is none of {', '.join(choices)}{f' ({hint}?)' if hint else ''}"
        case "minLength":
            return "it is empty"
        case "minItems":
            return f"at least {fault.validator_value} are needed"
        case "minimum":
            return f"{shown} is below {fault.validator_value}"
        case "maximum":
            return f"{shown} is above {fault.validator_value}"
        case "anyOf" | "oneOf":
            return f"{shown} is neither text nor a list of texts"
        case _:
            return str(fault.message)
