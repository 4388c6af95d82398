"""The declared schema of every table in ``data/processed/``.

Columns are strict: a table has these and no others, in this order. Text is never null unless the
schema says so; every table made from raw files ends in the source columns of
:mod:`triangulate.source`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandera.pandas as pa

#: The types that a column may have, as pandas names them; ``str`` and ``Int64`` know null.
Type = Literal["str", "Int64", "float64", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: its type, whether null may stand in it, the only values or the least value."""

    type: Type
    nullable: bool = False
    isin: tuple[str, ...] | None = None
    least: int | None = None


def _text(nullable: bool = False, isin: tuple[str, ...] | None = None) -> Column:
    return Column("str", nullable, isin=isin)


def _whole(nullable: bool = False, least: int | None = None) -> Column:
    return Column("Int64", nullable, least=least)


def _number(nullable: bool = True) -> Column:
    return Column("float64", nullable)


SOURCE = {
    "source_file": _text(),
    "source_sheet": _text(nullable=True),
    "source_row": _whole(nullable=True, least=1),
    "source_column": _text(nullable=True),
    "source_line": _whole(nullable=True, least=1),
}

STANDINGS = ("included", "no_consent", "withdrawn")
STATUSES = ("answered", "blank", "not_applicable")
PLACEMENTS = ("exact", "fuzzy", "unverified", "not_placed")

#: One row a person of the register; without a register, one a respondent or transcript.
PEOPLE = {
    "participant_id": _text(),
    "group": _text(nullable=True),
    "organisation": _text(nullable=True),
    "role": _text(nullable=True),
    "standing": _text(isin=STANDINGS),
    "transcript": _text(nullable=True),
    **SOURCE,
}

#: One row a returned mapping form.
FORMS = {"group": _text(), "organisation": _text(), **SOURCE}

#: One row an organisation and item; ``value`` is null for a blank and for text items.
MAPPING = {
    "group": _text(),
    "organisation": _text(),
    "item": _text(),
    "type": _text(isin=("count", "ratio", "number", "text")),
    "text": _text(),
    "value": _number(),
    **SOURCE,
}

#: One row a respondent whose answers are used.
RESPONDENTS = {
    "respondent": _text(),
    "group": _text(),
    "organisation": _text(nullable=True),
    **SOURCE,
}

#: One row a respondent and statement; ``code`` is null unless answered.
ANSWERS = {
    "respondent": _text(),
    "group": _text(),
    "statement": _text(),
    "theme": _text(),
    "code": _whole(nullable=True),
    "status": _text(isin=STATUSES),
    "text": _text(),
    **SOURCE,
}

#: One row a transcript in use. ``text`` is the pseudonymised canonical text, ``words`` counts the
#: participant's words, ``minutes`` is the time of the last time stamp (null where there is none).
DOCUMENTS = {
    "document": _text(),
    "participant_id": _text(),
    "group": _text(),
    "format": _text(),
    "sha256": _text(),
    "characters": _whole(least=0),
    "words": _whole(least=0),
    "turns": _whole(least=0),
    "minutes": _number(),
    "redactions": _whole(least=0),
    "text": _text(),
    **SOURCE,
}

#: One row a sentence of a turn: the segments that agreement and context are counted in. Offsets are
#: half-open code points in the pseudonymised text; ``line`` is the line of the raw transcript's text.
SEGMENTS = {
    "document": _text(),
    "turn": _whole(least=1),
    "sentence": _whole(least=1),
    "speaker": _text(),
    "role": _text(isin=("interviewer", "participant")),
    "start": _whole(least=0),
    "end": _whole(least=0),
    "line": _whole(least=1),
    "time_start": _number(),
}

#: One row a replacement made in a transcript; ``start`` and ``end`` in the raw canonical text,
#: ``new_start`` and ``new_end`` in the pseudonymised one. What was replaced is not kept here.
REDACTIONS = {
    "document": _text(),
    "start": _whole(least=0),
    "end": _whole(least=0),
    "new_start": _whole(least=0),
    "new_end": _whole(least=0),
    "kind": _text(),
    "rule": _text(),
    "replacement": _text(),
}

#: One row a practitioner whose interview is in use. ``case`` is a running number that says nothing of
#: the register's, under which the coded interviews are published.
CASES = {
    "case": _text(),
    "guid": _text(),
    "participant_id": _text(),
    "group": _text(),
    "document": _text(),
}

#: One row a code, in the codebook's order. ``guid`` is the code's in every project exchanged; ``since`` is
#: the codebook's version in which it came in, null for the first; ``patterns`` counts its rules.
CODES = {
    "code": _text(),
    "guid": _text(),
    "label": _text(),
    "parent": _text(nullable=True),
    "area": _text(),
    "kind": _text(isin=("a_priori", "emergent")),
    "definition": _text(),
    "include": _text(nullable=True),
    "exclude": _text(nullable=True),
    "example": _text(nullable=True),
    "since": _text(nullable=True),
    "version": _text(),
    "patterns": _whole(least=0),
}

#: One row a coder. ``basis`` is what their codings rest on, a line a part: of a human the files with their
#: hashes, of the rules the codebook and the language model, of the model its parameters; ``fingerprint``
#: is the SHA-256 of it.
CODERS = {
    "coder": _text(),
    "guid": _text(),
    "kind": _text(isin=("human", "rule", "model")),
    "fingerprint": _text(),
    "basis": _text(),
}

#: One row a coding in use, in the pseudonymised text; ``coding`` is its GUID, made of what it is, and
#: ``counted`` whether counts and quotes are taken from it.
CODINGS = {
    "coding": _text(),
    "document": _text(),
    "start": _whole(least=0),
    "end": _whole(least=0),
    "code": _text(),
    "coder": _text(),
    "stage": _text(isin=("independent", "consensus", "auto")),
    "counted": Column("bool"),
    "rule": _text(nullable=True),
    "group": _text(),
    "text": _text(),
    "line": _whole(least=1),
    **SOURCE,
}

#: One row a memo, as somebody wrote it: restricted, since it may name people. ``coding`` is null for what
#: hangs on no coding in use. ``text`` is null where it is about, or names, somebody who does not take part.
MEMOS = {
    "memo": _text(),
    "about": _text(isin=("coding", "document", "code", "case", "project", "journal")),
    "coding": _text(nullable=True),
    "document": _text(nullable=True),
    "code": _text(nullable=True),
    "case": _text(nullable=True),
    "author": _text(nullable=True),
    "title": _text(nullable=True),
    "text": _text(nullable=True),
    **SOURCE,
}

EDIT_STEPS = (
    "document", "code", "coder", "counted", "searched", "likened", "pseudonymised", "snapped",
)  # fmt: skip

#: One row a difference between a coding as its file has it and as it is used; offsets stand as
#: ``start:end``. What is not used stands in ``coding_import`` with the reason.
EDITS = {
    "coding": _text(),
    "document": _text(),
    "code": _text(),
    "coder": _text(),
    "step": _text(isin=EDIT_STEPS),
    "before": _text(),
    "after": _text(),
    "reason": _text(),
    **SOURCE,
}

#: One row a coding as it was found in a file, placed or not.
CODING_IMPORT = {
    "file": _text(),
    "document": _text(),
    "code": _text(),
    "coder": _text(),
    "placement": _text(isin=PLACEMENTS),
    "score": _number(),
    "reason": _text(nullable=True),
    "start": _whole(nullable=True),
    "end": _whole(nullable=True),
    **SOURCE,
}

#: One row a problem that did not stop the run.
QUERIES = {
    "code": _text(),
    "severity": _text(),
    "message": _text(),
    "remedy": _text(),
    "file": _text(nullable=True),
    "sheet": _text(nullable=True),
    "cell": _text(nullable=True),
    "row": _whole(nullable=True),
    "column": _text(nullable=True),
    "line": _whole(nullable=True),
}

TABLES: dict[str, dict[str, Column]] = {
    "people": PEOPLE,
    "forms": FORMS,
    "mapping": MAPPING,
    "respondents": RESPONDENTS,
    "answers": ANSWERS,
    "documents": DOCUMENTS,
    "segments": SEGMENTS,
    "redactions": REDACTIONS,
    "cases": CASES,
    "codes": CODES,
    "coders": CODERS,
    "codings": CODINGS,
    "memos": MEMOS,
    "edits": EDITS,
    "coding_import": CODING_IMPORT,
    "queries": QUERIES,
}


def schema(table: str) -> pa.DataFrameSchema:
    """The pandera schema of one table; KeyError for a table that is not declared."""
    # Imported here: whoever only reads tables does not pay for it.
    import pandas as pd
    import pandera.pandas as pa

    def column(declared: Column) -> pa.Column:
        checks = []
        if declared.isin is not None:
            checks.append(pa.Check.isin(declared.isin))
        if declared.least is not None:
            checks.append(pa.Check.ge(declared.least))
        return pa.Column(pd.api.types.pandas_dtype(declared.type), checks, nullable=declared.nullable)

    columns = {name: column(declared) for name, declared in TABLES[table].items()}
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name=table)
