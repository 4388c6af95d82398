"""The statement answers read again: every respondent's scale codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from triangulate.evidence.recompute.files import Unreadable
from triangulate.evidence.recompute.forms import form_answers, form_in, header_rows
from triangulate.evidence.recompute.tables import Rows, folded, key, read_tables
from triangulate.study.model import StatementInstrument, StatementStrand, Study

BLANK = "blank"
NOT_APPLICABLE = "not_applicable"
Answer = int | str
"""A scale code, or ``BLANK`` or ``NOT_APPLICABLE``."""

_RESPONDENT, _GROUP = " respondent", " group"
_CODE_LABEL = re.compile(r"(-?\d+)(?:\.0+)?\s*[-=:.)]\s*(\S.*)")
_LABEL_CODE = re.compile(r"(.*\S)\s*(?:[-=:]\s*(-?\d+)|\((-?\d+)\))")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One respondent's answers, by statement id."""

    respondent: str
    group: str
    answers: Mapping[str, Answer]


def read_answers(directory: Path, study: Study, files: list[str]) -> list[Sheet]:
    """Everybody's answers, in these files."""
    strand = study.statements
    if strand is None:
        return []
    scale = _Scale(strand.instrument)
    found: list[Sheet] = []
    for file in files:
        found += _read(directory, file, study, strand, scale)
    return found


def headings_of(strand: StatementStrand) -> dict[str, tuple[str, ...]]:
    """What may head the column of each field, the surest first."""
    headings: dict[str, tuple[str, ...]] = {
        _RESPONDENT: (strand.respondent,),
        _GROUP: (strand.group,),
    }
    for s in strand.instrument.statements:
        headings[s.id] = (s.heading, s.id, s.text)
    return headings


def _read(
    directory: Path, file: str, study: Study, strand: StatementStrand, scale: _Scale
) -> Iterator[Sheet]:
    wanted = headings_of(strand)
    tables = read_tables(directory, file, [name for names in wanted.values() for name in names])
    people = {folded(strand.respondent), folded(strand.group)}
    statements = {folded(n): s.id for s in strand.instrument.statements for n in (s.heading, s.id, s.text)}
    for table in tables:
        for number in header_rows(table):
            keys = {folded(cell) for cell in table.rows[number]}
            if keys & people and keys & statements.keys():
                return _wide(table, number, study, wanted, scale)
    for table in tables:
        if form_in(table):
            return iter([_form(table, study, strand, scale)])
    raise Unreadable(file, "no table of answers and no form was recognised in it")


def _places(headings: list[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """The column of every field: the surest name first, as written before folded."""
    places: dict[str, int] = {}
    for rank in range(3):
        for same in (str, folded):
            columns: dict[str, int] = {}
            for column, heading in enumerate(headings):
                if heading:
                    columns.setdefault(same(heading), column)
            for name, names in wanted.items():
                if name in places or rank >= len(names):
                    continue
                column_ = columns.get(same(names[rank]))
                if column_ is not None and column_ not in places.values():
                    places[name] = column_
    return places


def _wide(
    table: Rows, header: int, study: Study, wanted: Mapping[str, tuple[str, ...]], scale: _Scale
) -> Iterator[Sheet]:
    places = _places([cell.strip() for cell in table.rows[header]], wanted)
    if _RESPONDENT not in places:
        raise Unreadable(table.file, "no column names the respondents")
    statements = [(name, c) for name, c in places.items() if name not in (_RESPONDENT, _GROUP)]
    readers = {c: scale.column(table.labels.get(c, {}), table.missing.get(c, ())) for _, c in statements}
    for row in table.rows[header + 1 :]:
        group = _group(table, row, places.get(_GROUP), study)
        respondent = table.cell(row, places[_RESPONDENT]).strip()
        answers = {name: readers[c].read(table.cell(row, c), table.file) for name, c in statements}
        yield Sheet(respondent, group, answers)


def _group(table: Rows, row: list[str], column: int | None, study: Study) -> str:
    text = table.cell(row, column).strip()
    label = table.labels.get(column, {}).get(text) if column is not None else None
    group = (study.group_of_cell(label) if label else None) or study.group_of_cell(text)
    if group is None and column is None and len(study.groups) == 1:
        group = study.groups[0]
    if group is None:
        raise Unreadable(table.file, f"the group {text!r} is not the study's")
    return group.id


def _form(table: Rows, study: Study, strand: StatementStrand, scale: _Scale) -> Sheet:
    form = form_in(table)
    assert form is not None
    names: dict[str, str] = {}
    for s in strand.instrument.statements:
        names[key(s.text)] = s.id
    for s in strand.instrument.statements:
        names[key(s.heading)] = s.id
    for word in ("respondent", "Your id (as in the letter to you)", strand.respondent):
        names[key(word)] = _RESPONDENT
    for word in ("group", "Your group", strand.group):
        names[key(word)] = _GROUP
    for s in strand.instrument.statements:
        names[key(s.id)] = s.id
    texts = form_answers(table, form, names)
    said = texts.pop(_GROUP, "").strip()
    respondent = texts.pop(_RESPONDENT, "").strip()
    group = study.group_of_cell(said) if said else None
    if group is None and not said and len(study.groups) == 1:
        group = study.groups[0]
    if group is None:
        raise Unreadable(table.file, f"the group {said!r} is not the study's")
    reader = scale.column({}, ())
    return Sheet(respondent, group.id, {s: reader.read(t, table.file) for s, t in texts.items()})


class _Scale:
    """The answer scale: what a text answers."""

    def __init__(self, instrument: StatementInstrument) -> None:
        self.codes = {point.code for point in instrument.scale}
        self.exact: dict[str, Answer] = {p.label: p.code for p in instrument.scale}
        self.exact |= dict.fromkeys(instrument.not_applicable, NOT_APPLICABLE)
        self.folded: dict[str, Answer] = {folded(label): meant for label, meant in self.exact.items()}

    def column(self, labels: Mapping[str, str], missing: object) -> _Column:
        """A reader of one column's cells."""
        return _Column(self, labels, frozenset(missing))  # type: ignore[call-overload]

    def of_label(self, label: str) -> Answer | None:
        """What a value label answers; labels come before codes."""
        meant = self.folded.get(folded(label))
        return self.of_text(label) if meant is None else meant

    def of_text(self, text: str) -> Answer | None:
        """What a cell answers: a label, a code, or both; None if none of these."""
        plain = text.strip()
        if not plain:
            return BLANK
        if text in self.exact:
            return self.exact[text]
        if re.fullmatch(r"-?\d{1,18}", text) and int(text) in self.codes:
            return int(text)
        if (loose := self.folded.get(folded(plain))) is not None:
            return loose
        if re.fullmatch(r"[+-]?\d{1,18}(\.0*)?", plain):
            number = int(plain.partition(".")[0])
            return number if number in self.codes else self.exact.get(str(number))
        for pattern, code, label in ((_CODE_LABEL, 1, 2), (_LABEL_CODE, 0, 1)):
            found = pattern.fullmatch(folded(plain)[:1000])
            if found:
                written = found[code] if code else found[2] or found[3]
                meant = self.folded.get(found[label])
                if meant == int(written):
                    return meant
        return None


class _Column:
    """Cells of one column, each different text worked out once."""

    def __init__(self, scale: _Scale, labels: Mapping[str, str], missing: frozenset[str]) -> None:
        self._scale, self._labels = scale, labels
        self._known: dict[str, Answer] = {"": BLANK}
        for value in missing:
            meant = scale.of_label(labels.get(value, value))
            self._known[value] = NOT_APPLICABLE if meant == NOT_APPLICABLE else BLANK

    def read(self, text: str, file: str) -> Answer:
        """What a cell answers."""
        known = self._known.get(text)
        if known is None:
            label = self._labels.get(text)
            meant = self._scale.of_text(text) if label is None else self._scale.of_label(label)
            if meant is None:
                raise Unreadable(file, f"the cell {text[:60]!r} is no answer on the scale")
            known = self._known[text] = meant
        return known
