"""The answers as a respondent-by-statement matrix, made once from the long table.

Every statement statistic starts here, because the long table of a large survey (280,000 respondents
by 25 statements are seven million rows) is costly to group again and again, and because a matrix
keeps every declared group, statement and scale point, also those that nobody used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from triangulate.study.model import Group, StatementInstrument

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

BLANK = -1
NOT_APPLICABLE = -2
NO_RECORD = -3
_STATUS = {"answered": 0, "blank": BLANK, "not_applicable": NOT_APPLICABLE}


@dataclass(frozen=True, slots=True, eq=False)
class AnswerMatrix:
    """Answers of all respondents to all statements.

    ``points`` (respondents × statements, int16) holds the place of the answer on the scale as
    declared, from 0, or ``BLANK``, ``NOT_APPLICABLE`` or ``NO_RECORD`` (the table has no row for
    it; counted nowhere). ``respondents`` holds the ids, ``member_of`` the place of each
    respondent's group in ``groups``. Respondents stand in the order of first appearance in the
    table.
    """

    groups: tuple[Group, ...]
    instrument: StatementInstrument
    respondents: npt.NDArray[np.object_]
    member_of: npt.NDArray[np.intp]
    points: npt.NDArray[np.int16]

    @property
    def statement_ids(self) -> tuple[str, ...]:
        """Statement ids, in the instrument's order: the columns of ``points``."""
        return tuple(statement.id for statement in self.instrument.statements)

    @property
    def scale_codes(self) -> Whole:
        """The scale's codes in declared order, shape (points of the scale,)."""
        return np.array([point.code for point in self.instrument.scale], dtype=np.int64)

    @property
    def answered(self) -> Truths:
        """Which cells hold an answer on the scale, shape (respondents, statements)."""
        return np.asarray(self.points >= 0)

    @property
    def agrees(self) -> Truths:
        """Which cells hold an answer that counts as agreement (as answered, never turned)."""
        return self._agreeing(self.points)

    def pooled(self, id: str = "all", label: str = "All respondents") -> AnswerMatrix:
        """Everybody as one group, for figures over the whole sample."""
        sizes = [group.size for group in self.groups]
        known = [size for size in sizes if size is not None]
        size = sum(known) if sizes and len(known) == len(sizes) else None
        return replace(self, groups=(Group(id, label, size=size),), member_of=np.zeros_like(self.member_of))

    def columns_of(self, theme: str) -> list[int]:
        """Places of a theme's statements among the columns."""
        return [i for i, s in enumerate(self.instrument.statements) if s.theme == theme]

    def of_theme(self, group: int, theme: str) -> tuple[Truths, Truths]:
        """``answered`` and ``agrees`` of one group's respondents and one theme's statements."""
        points = self.points[self.member_of == group][:, self.columns_of(theme)]
        return np.asarray(points >= 0), self._agreeing(points)

    def counts(self) -> Whole:
        """Answers by group, statement and scale point in declared order, shape (groups, statements,
        points)."""
        size = len(self.instrument.scale)
        shape = (len(self.groups), self.points.shape[1], size)
        cells = self.member_of[:, None] * shape[1] + np.arange(shape[1])
        used = self.answered
        flat = np.bincount(cells[used] * size + self.points[used], minlength=int(np.prod(shape)))
        return flat.astype(np.int64).reshape(shape)

    def counts_of(self, mark: int) -> Whole:
        """Cells marked ``BLANK``, ``NOT_APPLICABLE`` or ``NO_RECORD``, shape (groups,
        statements)."""
        marked = self.points == mark
        by_group = [marked[self.member_of == group].sum(axis=0) for group in range(len(self.groups))]
        return np.array(by_group, dtype=np.int64)

    def _agreeing(self, points: npt.NDArray[np.int16]) -> Truths:
        point_agrees = np.array([point.agree for point in self.instrument.scale], dtype=bool)
        return np.asarray((points >= 0) & point_agrees[np.maximum(points, 0)])

    def codes(self, theme: str | None = None, *, turned: bool = False) -> Floats:
        """Scale codes, NaN where not answered, shape (respondents, statements), of one theme or all.

        ``turned`` gives reverse-keyed statements as lowest code + highest code − code, as a recode
        in SPSS does, so that a high code means the same for every statement of a theme.
        """
        columns = list(range(self.points.shape[1])) if theme is None else self.columns_of(theme)
        scale = self.scale_codes.astype(np.float64)
        points = self.points[:, columns]
        values = np.where(points >= 0, scale[np.maximum(points, 0)], np.nan)
        if turned:
            reverse = np.array([self.instrument.statements[c].reverse for c in columns], dtype=bool)
            values[:, reverse] = scale.min() + scale.max() - values[:, reverse]
        return values

    def theme_scores(self, theme: str) -> Floats:
        """Each respondent's mean of the theme's statements that they answered.

        Shape (respondents,); reverse-keyed statements are turned; one answered statement is enough;
        NaN for none. Sums of whole codes are exact and division rounds correctly, so equal means are
        equal numbers and tie as they should.
        """
        codes = self.codes(theme, turned=True)
        n = np.isfinite(codes).sum(axis=1)
        means: Floats = np.divide(np.nansum(codes, axis=1), n, out=np.full(len(n), np.nan), where=n > 0)
        return means


def answer_matrix(
    answers: pd.DataFrame, groups: Sequence[Group], instrument: StatementInstrument
) -> AnswerMatrix:
    """The matrix of a long table with columns respondent, group, statement, code, status.

    A respondent is a group and an id together. Raises ValueError for what validated records cannot
    hold: a group, statement, status or code that is not declared, an answer without a code, two
    rows for one respondent and statement.
    """
    statement_ids = [statement.id for statement in instrument.statements]
    group = _places(answers["group"], [g.id for g in groups], "group")
    statement = _places(answers["statement"], statement_ids, "statement")
    status = _places(answers["status"], list(_STATUS), "status")
    mark = np.array(list(_STATUS.values()), dtype=np.int16)[status]
    is_answer = mark == 0
    point = np.full(len(answers), -1, dtype=np.int64)
    point[is_answer] = _scale_places(answers["code"][is_answer], instrument)

    id_of, ids = pd.factorize(answers["respondent"])
    if len(id_of) and int(id_of.min()) < 0:
        raise ValueError("an answer has no respondent")
    member, keys = pd.factorize(id_of.astype(np.int64) * max(len(groups), 1) + group)
    shape = (len(keys), len(statement_ids))
    cell = member * max(shape[1], 1) + statement
    if len(cell) and int(np.bincount(cell).max()) > 1:
        row = int(np.flatnonzero(np.bincount(cell)[cell] > 1)[0])
        who, what = ids[id_of[row]], statement_ids[statement[row]]
        raise ValueError(f"respondent {who!r} has two rows for the statement {what!r}")
    points = np.full(shape, NO_RECORD, dtype=np.int16)
    points[member, statement] = np.where(is_answer, point, mark)
    id_place, group_place = np.divmod(np.asarray(keys, dtype=np.int64), max(len(groups), 1))
    return AnswerMatrix(
        groups=tuple(groups),
        instrument=instrument,
        respondents=np.asarray(ids, dtype=object)[id_place],
        member_of=group_place.astype(np.intp),
        points=points,
    )


def _places(column: pd.Series, declared: Sequence[str], what: str) -> npt.NDArray[np.intp]:
    """The place of each cell's value in ``declared``."""
    codes, found = pd.factorize(column)
    known = {id: place for place, id in enumerate(declared)}
    unknown = [value for value in found if value not in known]
    if unknown:
        raise ValueError(f"the answers name a {what} that is not declared: {unknown[0]!r}")
    if len(codes) and int(codes.min()) < 0:
        raise ValueError(f"an answer has no {what}")
    return np.array([known[value] for value in found], dtype=np.intp)[codes]


def _scale_places(codes: pd.Series, instrument: StatementInstrument) -> Whole:
    """The place of each answered code on the scale."""
    values, found = pd.factorize(codes)
    known = {point.code: place for place, point in enumerate(instrument.scale)}
    unknown = [value for value in found if value not in known]
    if unknown:
        raise ValueError(f"the answers hold a code that is not on the scale: {unknown[0]}")
    if len(values) and int(values.min()) < 0:
        raise ValueError("an answered statement has no code")
    return np.array([known[value] for value in found], dtype=np.int64)[values]
