"""Commands for SPSS or PSPP that work the tables out again from ``statements.sav``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import combinations

import pandas as pd

from triangulate.exports.spssnames import literal, variable_names, within
from triangulate.exports.statements import GROUP, RESPONDENT, StatementExport
from triangulate.study.model import Group, Theme


def syntax(export: StatementExport, file: str = "statements.sav") -> str:
    """The commands, UTF-8, each ending in a full stop; ``file`` is named from where they are run.

    Tables: answers by statement and group; percentage agreement by statement and group; Cronbach's
    alpha by theme and group on complete cases (statements that do not vary among them left out, as
    SPSS does itself and PSPP does not); Mann-Whitney by statement and by theme for every pair of
    groups, and Kruskal-Wallis for more than two; the mean percentage of each theme, last, since it
    replaces the cases. What answers that are held back would enter is left out.
    """
    made = _Made(export)
    parts = [
        _opening(export, file),
        _frequencies(made),
        _agreement(made),
        _reliability(made),
        _ranks(made),
        _theme_means(made),
    ]
    return "\n".join(parts)


class _Made:
    """The variables that the commands make, by statement and by theme."""

    def __init__(self, export: StatementExport) -> None:
        self.export = export
        taken = {RESPONDENT, GROUP, *export.names.values()}
        self.agree: dict[str, str] = {}
        self.turned: dict[str, str] = {}
        for prefix, made in (("agree", self.agree), ("turned", self.turned)):
            found = variable_names((f"{prefix}_{name}" for name in export.names.values()), taken)
            taken |= set(found.values())
            made.update(zip(export.names, found.values(), strict=True))
        themes = [theme.id for theme in export.instrument.themes]
        self.score = dict(zip(themes, _fresh("score", themes, taken), strict=True))
        self.mean = dict(zip(themes, _fresh("pct", themes, taken), strict=True))

    def statements(self, theme: Theme) -> list[str]:
        """Statement ids of a theme."""
        return [s.id for s in self.export.instrument.of_theme(theme.id)]

    def whole(self, theme: Theme, *groups: str) -> bool:
        """Whether nothing of the theme is held back in these groups."""
        ids = self.statements(theme)
        return bool(ids) and not any((g, s) in self.export.held for g in groups for s in ids)

    def by_level(self, theme: Theme, *groups: str) -> bool:
        """Whether nothing is held back and every level has its own code, as scores and ranks need."""
        return self.whole(theme, *groups) and not any(s in self.export.merged for s in self.statements(theme))

    def answered(self, group: str, statement: str) -> pd.Series:
        """A group's answers on the scale, as given."""
        cases = self.export.cases
        column = cases.loc[cases[GROUP] == self.export.number_of(group), self.export.names[statement]]
        codes = [point.code for point in self.export.instrument.scale]
        return column[column.isin(codes)]


def _fresh(prefix: str, ids: Iterable[str], taken: set[str]) -> list[str]:
    found = list(variable_names((f"{prefix}_{id}" for id in ids), taken).values())
    taken |= set(found)
    return found


def _listed(command: str, names: Iterable[str], ending: str = ".") -> str:
    """A command over many variables, in lines that any version reads."""
    text = f"{command}{' '.join(names)}{ending}"
    return "\n".join(textwrap.wrap(text, 100, subsequent_indent="  ", break_on_hyphens=False))


def _comment(text: str) -> str:
    """A comment; a full stop would end it early, so there is one at its end only."""
    line = " ".join(text.split()).replace(". ", "; ").rstrip(".")
    return "\n" + "\n".join(textwrap.wrap(f"* {line}.", 100, subsequent_indent="  "))


def _opening(export: StatementExport, file: str) -> str:
    return "\n".join(
        [
            "* Encoding: UTF-8.",
            _comment("The tables of the delivery statements, worked out again in SPSS or PSPP").strip(),
            _comment(
                "Run this in the folder that holds the file: in SPSS give CD with its path first"
            ).strip(),
            f"GET FILE={literal(file)}.",
        ]
    )


def _frequencies(made: _Made) -> str:
    return "\n".join(
        [
            _comment("1; Answers to each statement by group; per cents are of the valid answers"),
            f"SORT CASES BY {GROUP}.",
            f"SPLIT FILE SEPARATE BY {GROUP}.",
            _listed("FREQUENCIES /VARIABLES=", made.export.names.values(), " /STATISTICS=NONE."),
            "SPLIT FILE OFF.",
        ]
    )


def _agreement(made: _Made) -> str:
    export = made.export
    agree = " ".join(str(p.code) for p in export.instrument.scale if p.agree)
    rest = f"({agree}=100) (ELSE=0)" if agree else "(ELSE=0)"
    names = list(made.agree.values())
    return "\n".join(
        [
            _comment("2; Percentage agreement with each statement by group; answers as given, not turned"),
            _listed("RECODE ", export.names.values(), f" (MISSING=SYSMIS) {rest}"),
            _listed("  INTO ", names),
            _listed("FORMATS ", names, " (F8.4)."),
            _listed("MEANS TABLES=", names, f" BY {GROUP} /CELLS=COUNT MEAN."),
        ]
    )


def _reliability(made: _Made) -> str:
    export = made.export
    codes = [p.code for p in export.instrument.scale]
    lines = [
        _comment(
            "3; Cronbach's alpha of each theme by group, on respondents who answered all its "
            "statements; reverse-keyed statements turned"
        )
    ]
    for statement in export.instrument.statements:
        given = export.names[statement.id]
        turned = f"{min(codes) + max(codes)} - {given}" if statement.reverse else given
        lines.append(f"COMPUTE {made.turned[statement.id]} = {turned}.")
    lines.append("EXECUTE.")
    for theme in export.instrument.themes:
        for group in export.groups:
            heading = f"{theme.label}: {group.label}"
            ids = made.statements(theme)
            if len(ids) < 2:
                continue
            if not made.by_level(theme, group.id):
                lines.append(_comment(f"{heading}: held back"))
                continue
            varying = _varying(made, group.id, ids)
            if len(varying) < 2:
                lines.append(_comment(f"{heading}: fewer than two statements vary, no alpha"))
                continue
            number = export.number_of(group.id)
            answered = ", ".join(made.turned[id] for id in ids)
            lines += [
                _comment(heading),
                "TEMPORARY.",
                _listed("SELECT IF ", [f"{GROUP} = {number} AND NMISS({answered}) = 0"]),
                _listed("RELIABILITY /VARIABLES=", (made.turned[id] for id in varying), ""),
                f"  /SCALE({literal(within(heading, 60))})=ALL /MODEL=ALPHA /SUMMARY=TOTAL.",
            ]
    return "\n".join(lines)


def _varying(made: _Made, group: str, ids: list[str]) -> list[str]:
    """Statements with more than one answer among the group's complete cases."""
    answers = pd.concat([made.answered(group, id) for id in ids], axis=1, join="inner")
    return [id for id, name in zip(ids, answers.columns, strict=True) if answers[name].nunique() > 1]


def _ranks(made: _Made) -> str:
    export = made.export
    lines = [
        _comment(
            "4; Mann-Whitney between groups: statements as answered, then each respondent's mean of a "
            "theme's answered statements, reverse-keyed statements turned"
        )
    ]
    themes = [t for t in export.instrument.themes if made.statements(t)]
    for theme in themes:
        turned = ", ".join(made.turned[id] for id in made.statements(theme))
        lines.append(_listed(f"COMPUTE {made.score[theme.id]} = ", [f"MEAN.1({turned})"]))
    lines.append("EXECUTE.")
    for first, second in combinations(export.groups, 2):
        tested = _tested(made, themes, first, second)
        if tested:
            pair = f" BY {GROUP}({export.number_of(first.id)} {export.number_of(second.id)})."
            lines.append(_comment(f"{first.label} against {second.label}"))
            lines.append(_listed("NPAR TESTS /MANN-WHITNEY=", tested, pair))
    if len(export.groups) > 2 and (tested := _tested(made, themes, *export.groups)):
        lines.append(_comment("All groups"))
        pair = f" BY {GROUP}(1 {len(export.groups)})."
        lines.append(_listed("NPAR TESTS /KRUSKAL-WALLIS=", tested, pair))
    return "\n".join(lines)


def _tested(made: _Made, themes: list[Theme], *groups: Group) -> list[str]:
    """Variables that each of the groups has answers to by level, nothing of them held back."""
    answered = {
        id
        for id in made.export.names
        if id not in made.export.merged and all(len(made.answered(group.id, id)) for group in groups)
    }
    some = {
        theme.id
        for theme in themes
        if made.by_level(theme, *(group.id for group in groups))
        and all(any(len(made.answered(g.id, id)) for id in made.statements(theme)) for g in groups)
    }
    return [name for id, name in made.export.names.items() if id in answered] + [
        made.score[theme.id] for theme in themes if theme.id in some
    ]


def _theme_means(made: _Made) -> str:
    export = made.export
    lines = [
        _comment(
            "5; Agreement with each theme: the mean of its statements' percentages; statements that are "
            "held back are missing here; this replaces the cases by one row a group"
        ),
        f"AGGREGATE OUTFILE=* /BREAK={GROUP}",
        *(f"  /{name} = MEAN({name})" for name in made.agree.values()),
    ]
    lines[-1] += "."
    shown = []
    for theme in export.instrument.themes:
        ids = made.statements(theme)
        if ids and made.whole(theme, *(g.id for g in export.groups)):
            agree = ", ".join(made.agree[id] for id in ids)
            lines.append(_listed(f"COMPUTE {made.mean[theme.id]} = ", [f"MEAN.1({agree})"]))
            shown.append(made.mean[theme.id])
    if shown:
        lines.append(_listed("FORMATS ", shown, " (F8.4)."))
        lines.append(_listed(f"LIST {GROUP} ", shown))
    return "\n".join(lines) + "\n"
