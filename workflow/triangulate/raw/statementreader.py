"""The answers of one statement file: a form of one respondent, or a table with a row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from triangulate.problems import Problems, nearest
from triangulate.raw.answerscale import BLANK, NOT_APPLICABLE, Ambiguous, AnswerScale, Decoded
from triangulate.raw.cells import folded, heading_key, shown
from triangulate.raw.collector import collector_paused
from triangulate.raw.formlayout import (
    GROUP,
    GROUP_QUESTION,
    RESPONDENT,
    RESPONDENT_QUESTION,
    FormRow,
    FormShape,
    form_rows,
    place_answers,
    report_merged,
)
from triangulate.raw.grid import Grid, Row, Table, match_headings
from triangulate.raw.model import Respondent, StatementAnswer
from triangulate.source import Source
from triangulate.study.model import Group, StatementStrand, Study

_SHOWN_SPELLINGS = 5
# Fields of a table that are no statement; a statement's id never has a space.
_RESPONDENT, _GROUP = "the respondent", "the group"

_Column = tuple[str, int, str, dict[str, tuple[Decoded, str]]]
"""A statement's id, its column, the column's name, and what the texts met in it answer."""


def wanted_fields(strand: StatementStrand) -> dict[str, tuple[str, ...]]:
    """The fields of a table with the headings they may have, the surest first."""
    wanted: dict[str, tuple[str, ...]] = {
        _RESPONDENT: (strand.respondent,),
        _GROUP: (strand.group,),
    }
    for statement in strand.instrument.statements:
        wanted[statement.id] = (statement.heading, statement.id, statement.text)
    return wanted


@dataclass(slots=True)
class StatementReader:
    """Collects the respondents and answers of one file."""

    study: Study
    strand: StatementStrand
    scale: AnswerScale
    problems: Problems
    respondents: list[Respondent] = field(default_factory=list)
    answers: list[StatementAnswer] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)
    recoded: set[int] = field(default_factory=set)

    @property
    def group_names(self) -> str:
        """The study's group ids, for a message."""
        return ", ".join(group.id for group in self.study.groups)

    @property
    def only_group(self) -> Group | None:
        """The group of a study that has no more than one."""
        return self.study.groups[0] if len(self.study.groups) == 1 else None

    def group(self, text: str, label: str | None, respondent: str, source: Source) -> Group | None:
        """The group that a cell (or its SPSS label) names; a problem if it names none."""
        text = text.strip()
        if not text:
            self.problems.add("statements.no-group", source, respondent=respondent, groups=self.group_names)
            return None
        group = (label and self.study.group_of_cell(label)) or self.study.group_of_cell(text)
        if not group:
            names = [name for g in self.study.groups for name in (g.id, g.label)]
            self.problems.add(
                "statements.unknown-group",
                source,
                shown=shown(label or text),
                hint=nearest(label or text, names),
                groups=self.group_names,
            )
            return None
        return group

    # One form

    def read_form(self, grid: Grid, shape: FormShape) -> None:
        """Read the form of one respondent."""
        statements = self.strand.instrument.statements
        names = {heading_key(s.text): s.id for s in statements}
        names |= {heading_key(s.heading): s.id for s in statements}
        for word in (RESPONDENT, RESPONDENT_QUESTION, self.strand.respondent):
            names[heading_key(word)] = RESPONDENT
        for word in (GROUP, GROUP_QUESTION, self.strand.group):
            names[heading_key(word)] = GROUP
        names |= {heading_key(s.id): s.id for s in statements}
        found, unknown = place_answers(form_rows(grid, shape), names, "statements", self.problems)
        report_merged(grid, shape, found, self.problems)
        ids = [s.id for s in statements]
        for row in unknown:
            key = row.id or row.question
            self.problems.add("statements.unknown-item", row.source, key=shown(key), hint=nearest(key, ids))
        respondent = self.form_answer(found.get(RESPONDENT))
        said = found.get(GROUP)
        if not respondent:
            named = found.get(RESPONDENT)
            self.problems.add("statements.no-respondent", named.source if named else grid.source)
        text = self.form_answer(said)
        if not text and self.only_group is not None:
            group: Group | None = self.only_group
        else:
            place_of_group = said.source if said else grid.source
            group = self.group(text, None, respondent, place_of_group)
        group_id = group.id if group else ""
        if respondent and group:
            self.respondents.append(Respondent(respondent, group.id, grid.source))
        for statement in statements:
            row_ = found.get(statement.id)
            if row_ is None:
                self.problems.add("statements.missing-item", grid.source, statement=statement.id)
                continue
            if row_.fault and row_.fault.code != "files.boolean-cell":
                self.problems.add(row_.fault.code, row_.source, shown=row_.fault.shown)
                continue
            decoded = self.accept(self.scale.decode(row_.answer), row_.answer, row_.source)
            self.answers.append(
                StatementAnswer(
                    respondent,
                    group_id,
                    statement.id,
                    decoded.code,
                    decoded.status,
                    row_.answer,
                    row_.source,
                )
            )

    def form_answer(self, row: FormRow | None) -> str:
        """The text of a form's row about the respondent; empty if there is none."""
        if row is None:
            return ""
        if row.fault:
            self.problems.add(row.fault.code, row.source, shown=row.fault.shown)
        return row.answer.strip()

    # One wide table

    def read_table(self, table: Table, wanted: Mapping[str, tuple[str, ...]]) -> None:
        """Read a table; ``wanted`` are its fields with the headings that each may have."""
        grid = table.grid
        places = match_headings(table.headings, wanted)
        if not self.complete(table, places, wanted):
            return
        respondents, groups = places[_RESPONDENT], places.get(_GROUP)
        columns: list[_Column] = [
            (s.id, places[s.id], grid.column_name(places[s.id]), self.decoder(grid, places[s.id]))
            for s in self.strand.instrument.statements
            if s.id in places
        ]
        self.report_extra(table, set(places.values()))
        width = max(places.values()) + 1
        with collector_paused():
            for row in table.rows:
                if len(row.cells) < width:
                    row.cells.extend([""] * (width - len(row.cells)))
                person = self.person(grid, row, respondents, groups)
                if person is not None:
                    self.respondents.append(person)
                    self.read_row(grid, row, person, columns)

    def read_row(self, grid: Grid, row: Row, person: Respondent, columns: Sequence[_Column]) -> None:
        """Add a respondent's answers. Everything here is done once for each cell of a study, which
        can be millions; what is slow happens once for each different text of a column."""
        file, sheet = grid.source.file, grid.source.sheet
        number, line, cells = row.number, row.line, row.cells
        respondent, group, faults = person.respondent, person.group, grid.faults
        for statement, column, letters, decoder in columns:
            text = cells[column]
            known = decoder.get(text)
            source = Source(file, sheet, number, letters, line)
            if known is None or (faults and (number, column) in faults):
                known = self.decode(grid, row, column, text, source, decoder)
            elif known[0].forgiven:
                self.spellings[known[1]] += 1
            (code, status, _), written = known
            self.answers.append(StatementAnswer(respondent, group, statement, code, status, written, source))

    def complete(
        self, table: Table, places: Mapping[str, int], wanted: Mapping[str, tuple[str, ...]]
    ) -> bool:
        """Whether respondents, and groups where there are several, have their columns."""
        used = set(places.values())
        free = [h for i, h in enumerate(table.headings) if h and i not in used]
        for name, headings in wanted.items():
            if name in places or (name == _GROUP and self.only_group is not None):
                continue
            what = f" for {name}" if name in (_RESPONDENT, _GROUP) else ""
            if not what and headings[0] != name:
                what = f" for the statement {name!r}"
            self.problems.add(
                "statements.missing-column",
                table.grid.at(table.header),
                column=headings[0],
                what=what,
                hint=nearest(headings[0], free),
            )
        return _RESPONDENT in places and (_GROUP in places or self.only_group is not None)

    def report_extra(self, table: Table, used: set[int]) -> None:
        """Name the columns that are not read."""
        extra = [
            heading or f"(column {table.grid.column_name(column)})"
            for column, heading in enumerate(table.headings)
            if column not in used and (heading or any(row.cell(column).strip() for row in table.rows))
        ]
        if extra:
            listed = ", ".join(shown(heading) for heading in extra[:10])
            self.problems.add(
                "statements.extra-columns",
                table.grid.at(table.header),
                count=len(extra),
                headings=listed + (", …" if len(extra) > 10 else ""),
            )

    def person(self, grid: Grid, row: Row, respondents: int, groups: int | None) -> Respondent | None:
        """Who answers in a row; None, with the problem reported, if that is not clear."""
        columns = [respondents] if groups is None else [respondents, groups]
        faulty = [c for c in columns if not grid.sound(row, c, self.problems)]
        if faulty:
            return None
        respondent = row.cells[respondents].strip()
        if not respondent:
            self.problems.add("statements.no-respondent", grid.at(row, respondents))
            return None
        group = self.row_group(grid, row, groups, respondent)
        return Respondent(respondent, group.id, grid.at(row)) if group else None

    def row_group(self, grid: Grid, row: Row, column: int | None, respondent: str) -> Group | None:
        """The group of one row of a table."""
        if column is None:
            return self.only_group
        text = row.cells[column].strip()
        label = grid.labels.get(column, {}).get(text)
        return self.group(text, label, respondent, grid.at(row, column))

    def decoder(self, grid: Grid, column: int) -> dict[str, tuple[Decoded, str]]:
        """What the texts of a column answer, with the text to keep; filled as they are met."""
        known: dict[str, tuple[Decoded, str]] = {"": (BLANK, "")}
        labels = grid.labels.get(column, {})
        for value in grid.missing.get(column, ()):
            label = labels.get(value, value)
            meant = self.scale.decode_label(label)
            skipped = isinstance(meant, Decoded) and meant.status == "not_applicable"
            known[value] = (NOT_APPLICABLE if skipped else BLANK), label
        for value, label in labels.items():
            meant = self.scale.decode_label(label)
            code = meant.code if isinstance(meant, Decoded) else None
            if code is not None and str(code) != value:
                self.recoded.add(column)
        return known

    def decode(
        self,
        grid: Grid,
        row: Row,
        column: int,
        text: str,
        source: Source,
        decoder: dict[str, tuple[Decoded, str]],
    ) -> tuple[Decoded, str]:
        """What one cell answers; remembered in ``decoder`` if it is an answer."""
        fault = grid.fault(row, column)
        # A spreadsheet turns the label True into a logical value by itself.
        if fault and fault.code != "files.boolean-cell":
            self.problems.add(fault.code, source, shown=fault.shown)
            return BLANK, text
        label = grid.labels.get(column, {}).get(text)
        meant: Decoded | Ambiguous | None
        if label is not None:
            written, meant = label, self.scale.decode_label(label)
        elif column in self.recoded and text.strip():
            # The file numbers the scale in its own way, so a bare value is no code of ours.
            written, meant = text, None
        else:
            written, meant = text, self.scale.decode(text)
        decoded = self.accept(meant, written, source)
        if isinstance(meant, Decoded):
            decoder[text] = decoded, written
        return decoded, written

    def accept(self, meant: Decoded | Ambiguous | None, text: str, source: Source) -> Decoded:
        """The answer, with its spelling counted or its fault reported."""
        if isinstance(meant, Decoded):
            if meant.forgiven:
                self.spellings[text] += 1
            return meant
        written = shown(text.strip())
        if meant is None:
            hint = nearest(text.strip()[:200], self.scale.labels)
            if folded(text) in ("na", "nan", "null", ".", "-", "none", "missing"):
                hint = " If it says that there is no answer, the cell has to be empty."
            self.problems.add(
                "statements.unknown-answer",
                source,
                shown=written,
                hint=hint,
                allowed=self.scale.allowed,
            )
        else:
            self.problems.add("statements.ambiguous-answer", source, shown=written, meanings=meant.meanings)
        return BLANK

    def report_spellings(self, source: Source) -> None:
        """Say once for the file how many answers were spelt in another way."""
        if self.spellings:
            common = self.spellings.most_common(_SHOWN_SPELLINGS)
            self.problems.add(
                "statements.spelling-forgiven",
                source,
                count=sum(self.spellings.values()),
                examples=", ".join(f"{shown(text)!r} ({n})" for text, n in common),
            )
