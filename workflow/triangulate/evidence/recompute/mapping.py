"""The mapping forms read again: every organisation's numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from triangulate.evidence.recompute.files import Unreadable
from triangulate.evidence.recompute.forms import form_answers, form_in, header_rows
from triangulate.evidence.recompute.tables import Rows, key, read_tables
from triangulate.study.model import Group, MappingInstrument, MappingItem, Study

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Return:
    """One organisation's form: a number for each numeric item asked, None where unanswered."""

    group: str
    organisation: str
    values: Mapping[str, float | None]


def folder_group(study: Study, file: str) -> Group | None:
    """The group whose folder below data/raw the file lies in, the nearest one."""
    folders = PurePosixPath(file).parts[:-1]
    folders = folders[2:] if folders[:2] == ("data", "raw") else folders
    for folder in reversed(folders):
        if (group := study.group_of_cell(folder)) is not None:
            return group
    return None


def read_returns(directory: Path, study: Study, files: list[str]) -> list[Return]:
    """All returns in these files."""
    if study.mapping is None:
        return []
    found: list[Return] = []
    for file in files:
        found += _read(directory, file, study, study.mapping.instrument)
    return found


def _read(directory: Path, file: str, study: Study, instrument: MappingInstrument) -> Iterator[Return]:
    known = ["organisation", "group", *(n for i in instrument.items for n in (i.id, i.label))]
    items = {key(name): item for item in instrument.items for name in (item.label, item.id)}
    tables = read_tables(directory, file, known)
    folder = folder_group(study, file)
    for table in tables:
        for number in header_rows(table):
            keys = [key(cell) for cell in table.rows[number]]
            if "organisation" in keys and any(k in items for k in keys):
                return _wide(table, number, study, instrument, folder)
    for table in tables:
        if form_in(table):
            return iter([_form(table, study, instrument, folder)])
    raise Unreadable(file, "no table of organisations and no form was recognised in it")


def _group(text: str, study: Study, folder: Group | None, file: str) -> Group:
    group = study.group_of_cell(text) if text.strip() else folder
    if group is None and not text.strip() and len(study.groups) == 1:
        group = study.groups[0]
    if group is None:
        raise Unreadable(file, f"the group {text.strip()!r} is not the study's")
    return group


def _wide(
    table: Rows, header: int, study: Study, instrument: MappingInstrument, folder: Group | None
) -> Iterator[Return]:
    headings = [key(cell) for cell in table.rows[header]]
    organisations = headings.index("organisation")
    groups = headings.index("group") if "group" in headings else None
    for row in table.rows[header + 1 :]:
        said = table.cell(row, groups).strip()
        label = table.labels.get(groups, {}).get(said) if groups is not None else None
        if label and study.group_of_cell(label):
            said = label
        group = _group(said, study, folder, table.file)
        organisation = table.cell(row, organisations).strip()
        texts = {}
        for item in instrument.items_of(group.id):
            column = _column(item, headings, instrument)
            text = table.cell(row, column)
            missing = column is not None and text in table.missing.get(column, ())
            texts[item.id] = "" if missing else text
        yield Return(group.id, organisation, _values(texts, instrument, group.id, table.file))


def _column(item: MappingItem, headings: list[str], instrument: MappingInstrument) -> int | None:
    """The column of an item: its id, or its label unless that is another item's id."""
    if key(item.id) in headings:
        return headings.index(key(item.id))
    label = key(item.label)
    if label in headings and label not in {key(other.id) for other in instrument.items}:
        return headings.index(label)
    return None


def _form(table: Rows, study: Study, instrument: MappingInstrument, folder: Group | None) -> Return:
    form = form_in(table)
    assert form is not None
    said = form_answers(table, form, {"group": "group"}).get("group", "")
    group = _group(said, study, folder, table.file)
    asked = instrument.items_of(group.id)
    names = {key(f"Name of the {group.unit_label}"): "organisation"}
    names |= {key(item.label): item.id for item in asked}
    names |= {"organisation": "organisation", "group": "group"}
    names |= {key(item.id): item.id for item in asked}
    texts = form_answers(table, form, names)
    organisation = texts.get("organisation", "").strip() or PurePosixPath(table.file).stem
    return Return(group.id, organisation, _values(texts, instrument, group.id, table.file))


def _values(
    texts: Mapping[str, str], instrument: MappingInstrument, group: str, file: str
) -> dict[str, float | None]:
    values: dict[str, float | None] = {}
    for item in instrument.items_of(group):
        if item.type == "text":
            continue
        text = texts.get(item.id, "").strip()
        if not text:
            values[item.id] = None
        elif _NUMBER.fullmatch(text):
            values[item.id] = float(text)
        else:
            raise Unreadable(file, f"{item.id}: {text[:60]!r} is no number in plain digits")
    return values
