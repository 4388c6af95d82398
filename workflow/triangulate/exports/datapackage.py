"""The descriptor of ``results/exports/`` as a Frictionless Data Package.

Resources are the exported files alone. Tables that stay with the study are described by their columns,
under a key of our own without paths: a reader learns what there is to ask for, and no value.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyreadstat

from triangulate.files import sha256_of_file
from triangulate.records.schemas import TABLES, Column
from triangulate.study.model import Study

FACTS = "published_facts.csv"
CASES = "cases_by_code.csv"
_KINDS = {"str": "string", "Int64": "integer", "float64": "number", "bool": "boolean"}
#: Media type, and what a file is. Other endings are never exported.
_FILES = {
    "statements.sav": (
        "application/x-spss-sav",
        "Statement answers for SPSS and PSPP, one case a respondent",
    ),
    "statements.sps": ("text/plain", "Commands that work the tables of the statements out again"),
    "coding.qdpx": ("application/x-qdpx", "The coded interviews, pseudonymised, as a REFI-QDA project"),
    "coding.qdc": ("application/x-qdc", "The codebook as a REFI-QDA codebook"),
    CASES: ("text/csv", "Which interviews raise which codes, one row an interview"),
    FACTS: ("text/csv", "Every published fact as the report prints it, one row a fact"),
}
#: What a row of a kept table is, by the strand that has it.
_KEPT: dict[str, dict[str, str]] = {
    "": {"people": "One row a person known to the study", "queries": "One row a data query"},
    "mapping": {"forms": "One row a returned form", "mapping": "One row an organisation and item"},
    "statements": {"respondents": "One row a respondent", "answers": "One row a respondent and statement"},
    "interviews": {
        "documents": "One row a transcript in use, pseudonymised",
        "segments": "One row a sentence",
        "redactions": "One row a replacement in a transcript",
        "codings": "One row a coding in use",
        "coding_import": "One row a coding as it was found in a file",
        "cases": "One row an interview in use, with the running number that it is published under",
        "codes": "One row a code",
        "coders": "One row a coder, of people and machines",
        "memos": "One row a memo",
        "edits": "One row a difference between a coding as its file has it and as it is used",
    },
}
_FACT_FIELDS = (
    ("id", "The fact's id, stable from run to run"),
    ("display", "What the report prints"),
    ("unit", "The unit of the value"),
    ("group", "The group, empty where the fact is about several"),
    ("method", "How the value is worked out, in words"),
)


def descriptor(study: Study, exports: Sequence[Path], tables: Sequence[Path]) -> dict[str, Any]:
    """The descriptor of ``exports``, files that lie in one folder, by name.

    ``tables`` are the result tables (CSV) that stay with the study: their names and the names of their
    columns are told, no types, since what type a value has can tell something of a small table.
    """
    about = {
        "profile": "data-package",
        "name": _slug(study.id),
        "title": study.title,
        "description": "Files that other programs can open, made with the findings report. "
        "Nobody is named in them, and what the report holds back is held back here.",
    }
    if study.authors:
        about["contributors"] = [{"title": author, "role": "author"} for author in study.authors]  # type: ignore[assignment]
    return {
        **about,
        "resources": [_resource(study, path) for path in sorted(exports, key=lambda p: p.name)],
        "keptByTheStudy": [
            *_declared_tables(study),
            *(_result_table(path) for path in sorted(tables, key=lambda p: p.name)),
        ],
    }


def _slug(name: str) -> str:
    """A name as the standard wants it: lower case, and nothing but letters, digits, ``-``, ``_`` and ``.``."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "study"


def _resource(study: Study, path: Path) -> dict[str, Any]:
    media, title = _FILES[path.name]
    told: dict[str, Any] = {
        "profile": "tabular-data-resource" if path.suffix == ".csv" else "data-resource",
        "name": _slug(path.name),
        "path": path.name,
        "title": title,
        "format": path.suffix.removeprefix("."),
        "mediatype": media,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of_file(path)}",
    }
    if path.suffix in (".csv", ".sps"):
        told["encoding"] = "utf-8"
    fields = _fields(study, path)
    if fields is not None:
        told["schema"] = fields
    return told


def _fields(study: Study, path: Path) -> dict[str, Any] | None:
    if path.name == FACTS:
        fields = [{"name": name, "type": "string", "title": title} for name, title in _FACT_FIELDS]
        fields[0]["constraints"] = {"required": True, "unique": True}  # type: ignore[assignment]
        return {"fields": fields, "primaryKey": "id", "missingValues": [""]}
    if path.name == CASES:
        return _cases(study, path)
    return _variables(path) if path.suffix == ".sav" else None


def _cases(study: Study, path: Path) -> dict[str, Any]:
    """The code-by-case matrix: case, group, and nought or one for each code."""
    labels = {code.id: code.label for code in study.interviews.codebook.codes} if study.interviews else {}
    first, second, *codes = _head(path)
    fields: list[dict[str, Any]] = [
        {"name": first, "type": "string", "title": "Running number of the interview"},
        {"name": second, "type": "string", "title": "Group", "constraints": _groups(study)},
    ]
    for code in codes:
        field = {"name": code, "type": "integer", "constraints": {"enum": [0, 1], "required": True}}
        fields.append({**field, "title": labels[code]} if code in labels else field)
    return {"fields": fields, "primaryKey": first}


def _groups(study: Study) -> dict[str, Any]:
    return {"enum": [group.id for group in study.groups], "required": True}


def _variables(path: Path) -> dict[str, Any]:
    """The variables of an SPSS file with their labels and value labels, as the file itself has them."""
    _, meta = pyreadstat.read_sav(path, metadataonly=True)
    fields: list[dict[str, Any]] = []
    for name, label in zip(meta.column_names, meta.column_labels, strict=True):
        field: dict[str, Any] = {"name": name, "type": "integer"}
        if label:
            field["title"] = label
        values = meta.variable_value_labels.get(name, {})
        if values:
            field["categories"] = [
                {"value": int(value), "label": text} for value, text in sorted(values.items())
            ]
        fields.append(field)
    return {"fields": fields}


def _declared_tables(study: Study) -> Iterable[dict[str, Any]]:
    strands = {
        "": True,
        "mapping": study.mapping,
        "statements": study.statements,
        "interviews": study.interviews,
    }
    for strand, tables in _KEPT.items():
        if strands[strand]:
            for name, title in tables.items():
                yield {"name": name, "title": title, "schema": schema_of(TABLES[name])}


def schema_of(columns: Mapping[str, Column]) -> dict[str, Any]:
    """The table schema of a declared table (:mod:`triangulate.records.schemas`)."""
    return {"fields": [_field(name, column) for name, column in columns.items()]}


def _field(name: str, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.isin is not None:
        constraints["enum"] = list(column.isin)
    if column.least is not None:
        constraints["minimum"] = column.least
    shown = {"constraints": constraints} if constraints else {}
    return {"name": name, "type": _KINDS[column.type], **shown}


def _result_table(path: Path) -> dict[str, Any]:
    return {
        "name": _slug(f"results-{path.stem}"),
        "title": f"Result table {path.stem}",
        "schema": {"fields": [{"name": name, "type": "any"} for name in _head(path)]},
    }


def _head(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return next(csv.reader(handle))
