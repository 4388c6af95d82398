"""A table of printed figures that nobody has seen before: is each line possible?

A line may hold a mean with its SD, minimum and maximum, or a percentage, or both, with or without
its n. Columns are found by their headings, in any order and case; what is in no known column names
the line. Nothing is passed over in silence: an empty cell is "not printed", a cell that cannot be
read is a finding of its own, in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from triangulate.audit.figures import Percentage, SummaryRow
from triangulate.audit.numbers import NotAFigure, listed, read_count, read_figure
from triangulate.audit.percentages import PercentageFinding, judge_group
from triangulate.audit.rows import N_LIMIT, RowFinding, judge_row
from triangulate.audit.ruling import Kind, Ruling
from triangulate.consistency import Domain, Printed, Rounding, numerators
from triangulate.problems import Problems
from triangulate.raw.cells import heading_key, shown
from triangulate.raw.csvfile import read_csv
from triangulate.raw.grid import Row, Table, table_from
from triangulate.source import Source
from triangulate.study.model import ItemType

#: Known columns, each with other headings that mean it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "mean": ("m", "average", "avg"),
    "sd": (
        "s.d.",
        "std",
        "std dev",
        "std dev.",
        "std. dev",
        "std. dev.",
        "st. dev.",
        "stdev",
        "std deviation",
        "std. deviation",
        "standard deviation",
    ),
    "mean (sd)": ("m (sd)", "mean (s.d.)", "m (s.d.)", "mean ± sd", "m ± sd"),
    "n": ("count", "valid n"),
    "min": ("minimum",),
    "max": ("maximum",),
    "range": ("min-max", "min\u2013max", "minimum-maximum"),
    "scale_min": ("scale minimum",),
    "scale_max": ("scale maximum",),
    "items": ("items averaged",),
    "type": ("unit",),
    "decimals": (),
    "decimals_mean": (),
    "decimals_sd": (),
    "pct": ("%", "percent", "per cent", "percentage"),
    "group": (),
}
#: Columns whose cells hold two figures: which, how they are written, and what is expected, in words.
_PAIRS: Mapping[str, tuple[tuple[str, str], re.Pattern[str], str]] = {
    "mean (sd)": (
        ("mean", "sd"),
        re.compile(r"([^(±]+)(?:\(\s*(?:SD\s*=?)?([^()]+)\)|±([^()]+))?", re.IGNORECASE),
        "a mean and, in brackets or after ±, its SD are expected",
    ),
    "range": (
        ("min", "max"),
        re.compile(r"([^\s–]+?)(?:\s*–\s*|\s+to\s+|(?<=[\d\s])-\s*)([^\s–]+)"),
        "two figures such as 2 to 5 are expected",
    ),
}
_WHOLE: tuple[ItemType, ...] = ("count", "ratio", "number")


@dataclass(frozen=True, slots=True)
class ScreenedLine:
    """One line of the table. ``row`` and ``percentage`` are None where nothing of the kind is
    printed; ``unread`` are cells that could not be read, ``remarks`` what was passed over, in
    sentences."""

    number: int
    label: str
    row: RowFinding | None
    percentage: Ruling | None
    unread: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """What was found of the line."""
        row = (self.row.ruling,) if self.row else ()
        return (*row, *((self.percentage,) if self.percentage else ()))

    @property
    def is_finding(self) -> bool:
        """Whether something on the line cannot hold or cannot be read."""
        return bool(self.unread) or any(ruling.cannot_hold for ruling in self.rulings)

    def as_dict(self) -> dict[str, object]:
        """The line for JSON."""
        row = self.row
        risk = row.risk if row else None
        return {
            "row": self.number,
            "label": self.label,
            "verdict": row.ruling.verdict if row else None,
            "reason": row.ruling.reason if row else None,
            "n_possible": list(row.n_possible) if row else None,
            "n_with_finer_answers": list(row.n_finer) if row else None,
            "rounding": row.rounding or None if row else None,
            "datasets": risk.count if risk else None,
            "risk": str(risk.level) if risk else None,
            "percentage": self.percentage.verdict if self.percentage else None,
            "percentage_reason": self.percentage.reason if self.percentage else None,
            "unread": list(self.unread),
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True, slots=True)
class Screened:
    """A screened table: its lines, and for each group the n that can print all of its percentages
    without an n of their own (groups with two such percentages or more)."""

    lines: tuple[ScreenedLine, ...]
    groups: tuple[PercentageFinding, ...]

    @property
    def findings(self) -> int:
        """How many lines and groups cannot hold or cannot be read."""
        return sum(line.is_finding for line in self.lines) + sum(g.ruling.cannot_hold for g in self.groups)


def screen_file(path: Path, problems: Problems, most: int = N_LIMIT) -> Screened | None:
    """Screen a CSV file; None (and a problem) if it cannot be read or has nothing to screen.

    ``most`` bounds n where a line does not print its own.
    """
    source = Source(path.name)
    names = [name for known, others in COLUMNS.items() for name in (known, *others)]
    try:
        grid = read_csv(path, source, problems, names)
    except OSError as fault:
        problems.add("files.unreadable", source, reason=fault.strerror or type(fault).__name__)
        return None
    if grid is None:
        return None
    before = len(problems.errors)
    table = table_from(grid, 0, problems)
    if len(problems.errors) > before:
        return None
    columns = _columns(table.headings)
    if not {"mean", "mean (sd)", "pct"} & set(columns):
        found = ", ".join(shown(heading) for heading in table.headings if heading) or "no headings"
        problems.add("published.nothing-to-screen", source, found=found)
        return None
    lines: list[ScreenedLine] = []
    without_n: dict[str, list[Percentage]] = {}
    for row in table.rows:
        reading = _Line(row, table, columns)
        lines.append(reading.screened(most, without_n))
    groups = tuple(
        judge_group(group, group, percentages, most)
        for group, percentages in without_n.items()
        if len(percentages) > 1
    )
    return Screened(tuple(lines), groups)


def _columns(headings: list[str]) -> dict[str, int]:
    """The place of each known column: by its own name before any other heading that means it."""
    keys = [heading_key(heading) for heading in headings]
    found: dict[str, int] = {}
    for own_name in (True, False):
        for name, others in COLUMNS.items():
            wanted = {heading_key(name)} if own_name else {heading_key(other) for other in others}
            if name not in found:
                place = next(
                    (i for i, key in enumerate(keys) if key in wanted and i not in found.values()), None
                )
                if place is not None:
                    found[name] = place
    return found


class _Line:
    """One line while it is read; what cannot be read is collected in ``unread``."""

    def __init__(self, row: Row, table: Table, columns: Mapping[str, int]) -> None:
        self.row, self.columns = row, columns
        self.unread: list[str] = []
        self.remarks: list[str] = []
        self.parts = {name: part for pair in _PAIRS for name, part in self._pair(pair).items()}
        known = set(columns.values())
        rest = [row.cell(i).strip() for i, _ in enumerate(table.headings) if i not in known]
        group = self.text("group")
        self.group = group or "the table"
        self.label = ", ".join(part for part in (group, *rest) if part) or f"row {row.number}"

    def text(self, column: str) -> str:
        place = self.columns.get(column)
        own = "" if place is None else self.row.cell(place).strip()
        return own or self.parts.get(column, "")

    def _pair(self, column: str) -> dict[str, str]:
        """The two figures of one cell; nothing where the table has no such column or the cell is empty."""
        place = self.columns.get(column)
        cell = "" if place is None else self.row.cell(place).strip()
        if not cell:
            return {}
        names, written, expected = _PAIRS[column]
        match = written.fullmatch(cell)
        figures = [part.strip() for part in match.groups() if part] if match else []
        if not figures or not figures[0][-1].isdigit():
            self.unread.append(f"{column} holds {shown(cell)!r}: {expected}.")
            return {}
        return dict(zip(names, figures, strict=False))

    def figure(self, column: str) -> Printed | None:
        text = self.text(column)
        if not text:
            return None
        try:
            read = read_figure(text, self.decimals(column))
        except NotAFigure as why:
            self.unread.append(f"{column} holds {shown(text)!r}: {why}.")
            return None
        self.remarks += [remark for remark in read.remarks if remark not in self.remarks]
        return read.printed

    def decimals(self, column: str) -> int | None:
        if column not in ("mean", "sd"):
            return None
        text = self.text(f"decimals_{column}") or self.text("decimals")
        if text and not (text.isascii() and text.isdecimal() and int(text[:3]) <= 9):
            self.unread.append(f"decimals holds {shown(text)!r}: decimals are a number from 0 to 9.")
            return None
        return int(text) if text else None

    def count(self, column: str) -> int | None:
        text = self.text(column)
        try:
            return read_count(text) if text else None
        except NotAFigure as why:
            self.unread.append(f"{column} holds {shown(text)!r}: {why}.")
            return None

    def type(self) -> ItemType:
        text = self.text("type").casefold()
        if not text:
            return "count"
        known = next((kind for kind in _WHOLE if kind == text), None)
        if known is None:
            self.unread.append(f"type holds {shown(text)!r}: it is one of {', '.join(_WHOLE)}.")
        return known or "count"

    def screened(self, most: int, without_n: dict[str, list[Percentage]]) -> ScreenedLine:
        """The line's verdicts; a percentage without an n is left for its group."""
        n = self.count("n")
        # What is unread by now is n, or a cell of two figures: without them it would be another row.
        n_unread = bool(self.unread)
        finding = self._row(n, most) if not n_unread else None
        percentage = self._percentage(n, most, without_n) if not n_unread else None
        if finding is None and percentage is None and not self.unread:
            self.remarks.append("Neither a mean nor a percentage is printed here.")
        return ScreenedLine(
            self.row.number, self.label, finding, percentage, tuple(self.unread), tuple(self.remarks)
        )

    def _row(self, n: int | None, most: int) -> RowFinding | None:
        before = len(self.unread)
        mean, sd, low, high = (self.figure(name) for name in ("mean", "sd", "min", "max"))
        ends = self.figure("scale_min"), self.figure("scale_max")
        items, type_ = self.count("items") or 1, self.type()
        if len(self.unread) > before or mean is None:
            # A verdict on half a row would be one on another row.
            if mean is None and any((sd, low, high)) and len(self.unread) == before:
                self.remarks.append("No mean is printed, so there is nothing to work with.")
            return None
        row = SummaryRow(self.group, self.label, self.label, mean, sd, low, high, n, type_, "")
        scale = None
        if low is None and high is None and (ends[0] is not None or ends[1] is not None):
            if None not in ends and ends[0].exact > ends[1].exact:  # type: ignore[union-attr]
                self.unread.append("scale_min lies above scale_max.")
                return None
            scale = Domain(*ends, items=items)
        return judge_row(row, most, items=items, domain=scale)

    def _percentage(self, n: int | None, most: int, without_n: dict[str, list[Percentage]]) -> Ruling | None:
        printed = self.figure("pct")
        if printed is None:
            return None
        if not 0 <= printed.value <= 100:
            return Ruling(Kind.IMPOSSIBLE, f"{printed} per cent is no share: shares lie between 0 and 100.")
        if n is not None:
            return _share(printed, n)
        own = Percentage("", self.group, "", self.label, printed, None)
        without_n.setdefault(self.group, []).append(own)
        return judge_group(self.group, self.label, [own], most).ruling


def _share(printed: Printed, n: int) -> Ruling:
    for rule in Rounding:
        found = numerators(printed, n, rule)
        if found:
            how = "" if rule is Rounding.HALF_UP else f" ({rule})"
            of = f"{listed(tuple(found))} of {n}"
            return Ruling(Kind.POSSIBLE, f"{printed} per cent can be {of}{how}.")
    below = int(printed.exact * n // 100)
    around = " and ".join(f"{k} of {n} is {100 * k / n:.3f}" for k in (below, below + 1) if k <= n)
    return Ruling(Kind.IMPOSSIBLE, f"No share of {n} prints {printed} per cent: {around}.")
