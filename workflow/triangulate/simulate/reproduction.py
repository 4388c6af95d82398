"""What the simulated study gives for every printed figure, and what no data could give.

The figures are worked out from the answers themselves, not from the plan behind them, and named
by the pipeline's fact ids, so that the table here and the one in the report can be laid side by
side.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path

import pandas as pd
import yaml

from triangulate.consistency import Printed, Rounding
from triangulate.consistency.percent import denominators
from triangulate.consistency.printed import moments_of, print_fraction, print_root
from triangulate.simulate.interviews import InterviewReport, PlantedIdentifier, TrueCoding
from triangulate.simulate.mapping_rows import MappingRow, Reconstruction
from triangulate.simulate.people import Person
from triangulate.simulate.printed_statements import PrintedPercentages, rows_of
from triangulate.simulate.statement_answers import AreaReliability
from triangulate.simulate.statement_counts import CountPlan
from triangulate.study.model import StatementInstrument

_NO_DIGITS = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure. ``reproduced`` is what the data print, empty where they hold nothing of
    the kind; ``n`` counts the answers behind it; ``rounding`` says how the printed digits come
    about."""

    fact: str
    printed: str
    reproduced: str
    n: int | None
    rounding: str
    note: str

    @property
    def met(self) -> bool:
        """Whether the data print the very same digits."""
        return self.printed == self.reproduced


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """What one run of the simulation wrote: ``files`` from the study directory, how every printed
    figure is met (none for a study of more than the published size), which printed figures
    contradict each other, and what is known about the answers and the interviews."""

    files: tuple[str, ...]
    figures: tuple[Figure, ...]
    contradictions: tuple[str, ...]
    reliability: tuple[AreaReliability, ...]
    interviews: InterviewReport

    def ground_truth(self) -> dict[str, str]:
        """CSV texts by file name, for the tests alone: planted identifiers and true codings.

        Offsets are half-open code points in the canonical text of the document.
        """
        return {
            "planted_identifiers.csv": _csv(PlantedIdentifier, self.interviews.planted),
            "true_codings.csv": _csv(TrueCoding, self.interviews.codings),
        }

    def as_table(self) -> pd.DataFrame:
        """Printed against reproduced, a row a figure: fact, printed, reproduced, met, n,
        rounding, note."""
        columns = ["fact", "printed", "reproduced", "met", "n", "rounding", "note"]
        rows = [[getattr(figure, name) for name in columns] for figure in self.figures]
        return pd.DataFrame(rows, columns=columns)


def mapping_figures(rows: Sequence[MappingRow], reconstruction: Reconstruction) -> tuple[Figure, ...]:
    """Mean, SD, minimum and maximum of every printed row, from the forms."""
    reports = {(report.group, report.item): report for report in reconstruction.rows}
    figures: list[Figure] = []
    for row in rows:
        report = reports[row.group, row.item]
        given = [form[row.item] for form in reconstruction.answers[row.group]]
        values = [Fraction(value) for value in given if value is not None]
        mean, variance = moments_of(values)
        mean_rule = report.roundings.mean
        sd_rule = report.roundings.sd or mean_rule
        shown = {
            "mean": (row.mean, print_fraction(mean, row.mean.decimals, mean_rule), mean_rule),
            "sd": (row.sd, print_root(variance, row.sd.decimals, sd_rule), sd_rule),
            "min": (_whole(row.low), _printed(min(values)), Rounding.HALF_UP),
            "max": (_whole(row.high), _printed(max(values)), Rounding.HALF_UP),
        }
        figures += [
            Figure(
                f"mapping.{row.group}.{row.item}.{name}",
                str(printed),
                str(reproduced),
                len(values),
                "as answered" if name in ("min", "max") else str(rule),
                report.note if name in ("mean", "sd") else "",
            )
            for name, (printed, reproduced, rule) in shown.items()
        ]
    return tuple(figures)


def statement_figures(
    instrument: StatementInstrument, printed: PrintedPercentages, people: Iterable[Person]
) -> tuple[Figure, ...]:
    """The printed statements and the means of all areas, from the answers of those who take
    part."""
    agree: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    for person in people:
        if person.standing == "included":
            for statement, answer in person.answers.items():
                answered[person.group, statement] += isinstance(answer, int)
                agree[person.group, statement] += answer in instrument.agree_codes

    def percent(group: str, statement: str) -> Fraction:
        return Fraction(100 * agree[group, statement], answered[group, statement])

    figures = [
        Figure(
            f"statements.{row.group}.{row.statement}.agree_pct",
            str(row.agreement),
            str(_printed(percent(row.group, row.statement))),
            answered[row.group, row.statement],
            str(Rounding.HALF_UP),
            f"{agree[row.group, row.statement]} of {answered[row.group, row.statement]} agree",
        )
        for row in printed.statements
    ]
    for (group, theme), mean in printed.themes.items():
        ids = [statement.id for statement in instrument.of_theme(theme)]
        exact = sum((percent(group, id) for id in ids), Fraction(0)) / len(ids)
        figures.append(
            Figure(
                f"themes.{group}.{theme}.agree_pct_mean",
                str(mean),
                str(_printed(exact)),
                None,
                str(Rounding.HALF_UP),
                f"mean of {len(ids)} statements, {float(exact):.2f} before rounding",
            )
        )
    return tuple(figures)


def prose_figures(published: Path, known: Mapping[str, str]) -> tuple[Figure, ...]:
    """The figures of the prose; ``known`` leads from fact ids to what the data print for them."""
    matches = yaml.safe_load((published / "matches.yaml").read_text(encoding="utf-8"))["prose"]
    figures: list[Figure] = []
    for row in rows_of(published / "prose_figures.csv"):
        fact = matches[row["id"]]
        against = row["conflicts_with"]
        decimals = len(row["value"].partition(".")[2])
        found = known.get(fact, "")
        figures.append(
            Figure(
                fact,
                row["value"],
                found if "." not in found else str(Printed.parse(found, decimals)),
                None,
                "counted" if not against else str(Rounding.HALF_UP),
                f"the printed table contradicts it: {against}" if against else row["statement"],
            )
        )
    return tuple(figures)


def contradictions(
    printed: PrintedPercentages,
    plan: CountPlan,
    reconstruction: Reconstruction,
    prose: Sequence[Figure],
    people: Mapping[str, int],
) -> tuple[str, ...]:
    """In sentences, where printed figures cannot all hold at once, and what was kept."""
    said = list(plan.contradictions)
    for group, most in people.items():
        percentages = [row.agreement for row in printed.statements if row.group == group]
        ours = denominators(percentages, range(1, most + 1))
        if not any(ours.together.values()):
            said.append(
                f"{group}: no one number of answers up to {most} prints "
                f"{', '.join(map(str, percentages))} % together, so the statements were answered "
                "by different numbers of people."
            )
    for report in reconstruction.rows:
        if report.items > 1 or not report.roundings.rounded:
            said.append(f"{report.group}: {report.item}: {report.note}")
    for broken in reconstruction.broken:
        shown = ", ".join(f"{item} {answer}" for item, answer in broken.answers.items())
        said.append(f"{broken.group}: one form breaks {broken.check} ({shown}). {broken.reason}")
    for figure in prose:
        if not figure.met:
            said.append(
                f"{figure.fact}: the prose prints {figure.printed}, "
                f"the data {figure.reproduced or 'nothing'}: {figure.note}."
            )
    return tuple(said)


def _csv(kind: type, rows: Iterable[object]) -> str:
    names = [field.name for field in fields(kind)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in rows)
    return text.getvalue()


def _printed(value: Fraction) -> Printed:
    return print_fraction(value, _NO_DIGITS, Rounding.HALF_UP)


def _whole(value: int) -> Printed:
    return Printed.parse(value)
