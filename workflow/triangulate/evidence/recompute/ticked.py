"""``statements.…``, ``themes.…`` and ``comparison.…`` from the statement answers."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations
from pathlib import Path

from triangulate.evidence.recompute import factor, formulas
from triangulate.evidence.recompute.answers import (
    BLANK,
    NOT_APPLICABLE,
    Answer,
    Sheet,
    read_answers,
)
from triangulate.evidence.recompute.files import raw_files
from triangulate.evidence.recompute.people import Register
from triangulate.evidence.recompute.reasons import BOOTSTRAP, NotRecomputed, Value, unknown
from triangulate.study.model import Statement, StatementInstrument, Study

ENDINGS = (".csv", ".xlsx", ".sav")
Pair = tuple[str, str]


class StatementFacts:
    """The statement strand of one study, without the answers of those who are left out."""

    def __init__(
        self,
        directory: Path,
        study: Study,
        register: Register,
        files: Collection[str] | None = None,
    ) -> None:
        self._directory, self._study, self._register, self._files = directory, study, register, files
        self._groups = {g.id.lower(): g.id for g in study.groups}
        self._sizes = {g.id: g.size for g in study.groups}
        self._sheets: list[Sheet] | None = None
        self._columns: dict[tuple[str, str], list[Answer]] = {}
        self._scores: dict[tuple[str, str], list[float]] = {}
        self._tests: dict[str, dict[str, formulas.Overall]] = {}
        self._family: dict[str, dict[tuple[Pair, str], Value]] = {}

    @property
    def _instrument(self) -> StatementInstrument:
        if self._study.statements is None:
            raise NotRecomputed("the study has no statements")
        return self._study.statements.instrument

    def sheets(self, group: str | None = None) -> list[Sheet]:
        """Everybody's answers, or a group's."""
        if self._sheets is None:
            strand = self._study.statements
            files = raw_files(self._directory, strand.sources, ENDINGS) if strand else []
            if self._files is not None:
                files = [file for file in files if file in self._files]
            found = read_answers(self._directory, self._study, files)
            out = self._register.left_out
            self._sheets = [sheet for sheet in found if sheet.respondent not in out]
        return [s for s in self._sheets if group is None or s.group == group]

    def _column(self, group: str, statement: str) -> list[Answer]:
        """A group's answers to a statement."""
        if (group, statement) not in self._columns:
            self._columns[group, statement] = [
                s.answers[statement] for s in self.sheets(group) if statement in s.answers
            ]
        return self._columns[group, statement]

    def _codes(self, group: str, statement: str) -> list[int]:
        return [a for a in self._column(group, statement) if isinstance(a, int)]

    def _agreeing(self, group: str, statement: str) -> tuple[int, int]:
        """How many agree, of how many answers on the scale."""
        codes = self._codes(group, statement)
        agree = {p.code for p in self._instrument.scale if p.agree}
        return sum(code in agree for code in codes), len(codes)

    def _statement(self, id: str) -> Statement | None:
        return next((s for s in self._instrument.statements if s.id.lower() == id), None)

    def _theme(self, id: str) -> str | None:
        return next((t.id for t in self._instrument.themes if t.id.lower() == id), None)

    def statement(self, parts: list[str]) -> Value:
        """The value of ``<group>.<statement>.<measure>`` (``count.<code>`` is one too)."""
        group = self._groups.get(parts[0]) if parts else None
        about = self._statement(parts[1]) if len(parts) > 2 else None
        if group is None or about is None:
            raise unknown(["statements", *parts])
        measure = parts[2]
        if measure == "count" and len(parts) == 4:
            return sum(str(code) == parts[3] for code in self._codes(group, about.id))
        if measure in (BLANK, NOT_APPLICABLE):
            return sum(a == measure for a in self._column(group, about.id))
        agree, n = self._agreeing(group, about.id)
        interval = formulas.wilson(agree, n, self._sizes[group])
        values: dict[str, Value] = {
            "n": n,
            "agree_n": agree,
            "agree_pct": formulas.percentage(agree, n),
            "agree_ci_low": interval[0] if interval else None,
            "agree_ci_high": interval[1] if interval else None,
        }
        if measure not in values:
            raise unknown(["statements", *parts])
        return values[measure]

    def theme(self, parts: list[str]) -> Value:
        """The value of ``<group>.<theme>.<measure>``."""
        group = self._groups.get(parts[0]) if parts else None
        theme = self._theme(parts[1]) if len(parts) == 3 else None
        if group is None or theme is None:
            raise unknown(["themes", *parts])
        measure = parts[2]
        if measure.startswith("agree_pct_mean_ci"):
            raise NotRecomputed(BOOTSTRAP)
        if measure == "agree_pct_mean":
            return self._theme_mean(group, theme)
        if measure == "agree_pct_pooled":
            counts = [self._agreeing(group, s.id) for s in self._instrument.of_theme(theme)]
            return formulas.percentage(sum(k for k, _ in counts), sum(n for _, n in counts))
        cases = self._complete(group, theme)
        if measure == "n_complete":
            return len(cases)
        columns = formulas.varying(cases)
        if measure == "omega":
            try:
                return factor.omega(columns)
            except factor.NotConverged:
                raise NotRecomputed("the one-factor solution did not settle a second time") from None
        found = formulas.alpha(columns)
        interval = formulas.feldt(found, len(cases), len(columns))
        values: dict[str, Value] = {
            "alpha": found,
            "alpha_ci_low": interval[0] if interval else None,
            "alpha_ci_high": interval[1] if interval else None,
        }
        if measure not in values:
            raise unknown(["themes", *parts])
        return values[measure]

    def _theme_mean(self, group: str, theme: str) -> float | None:
        counts = [self._agreeing(group, s.id) for s in self._instrument.of_theme(theme)]
        return formulas.mean([100 * k / n for k, n in counts if n])

    def _turned(self, statement: Statement, code: int) -> int:
        codes = [point.code for point in self._instrument.scale]
        return min(codes) + max(codes) - code if statement.reverse else code

    def _complete(self, group: str, theme: str) -> list[list[int]]:
        """Turned codes of those who answered every statement of a theme."""
        statements = self._instrument.of_theme(theme)
        cases = []
        for sheet in self.sheets(group):
            case = [(s, sheet.answers.get(s.id)) for s in statements]
            turned = [self._turned(s, a) for s, a in case if isinstance(a, int)]
            if len(turned) == len(statements):
                cases.append(turned)
        return cases

    def _means(self, group: str, theme: str) -> list[float]:
        """Each respondent's mean of the theme's answered statements, turned."""
        if (group, theme) not in self._scores:
            statements = self._instrument.of_theme(theme)
            means = []
            for sheet in self.sheets(group):
                case = [(s, sheet.answers.get(s.id)) for s in statements]
                turned = [self._turned(s, a) for s, a in case if isinstance(a, int)]
                if turned:
                    means.append(sum(turned) / len(turned))
            self._scores[group, theme] = means
        return self._scores[group, theme]

    def scores(self, theme: str | None) -> list[tuple[str, str, float]]:
        """Respondent, group and mean of the answered statements, turned, of a theme or of all themes."""
        statements = self._instrument.of_theme(theme) if theme else self._instrument.statements
        found = []
        for sheet in self.sheets():
            case = [(s, sheet.answers.get(s.id)) for s in statements]
            turned = [self._turned(s, a) for s, a in case if isinstance(a, int)]
            if turned:
                found.append((sheet.respondent, sheet.group, sum(turned) / len(turned)))
        return found

    def comparison(self, parts: list[str]) -> Value:
        """The value of ``<statement or theme>[.<first>_v_<second>].<measure>``."""
        statement = self._statement(parts[0])
        theme = self._theme(parts[0])
        pairs = {f"{a.id}_v_{b.id}".lower(): (a.id, b.id) for a, b in combinations(self._study.groups, 2)}
        pair = next(iter(pairs.values()), None)
        if len(parts) == 3 and parts[1] != "all_groups":
            pair = pairs.get(parts[1])
        if (statement is None and theme is None) or pair is None or len(parts) not in (2, 3):
            raise unknown(["comparison", *parts])
        measure = parts[-1]
        kind, id = ("statement", statement.id) if statement else ("theme", theme or "")
        if len(parts) == 3 and parts[1] == "all_groups":
            return self._overall(kind, id, measure)
        if measure == "p_holm":
            return self._adjusted(kind, list(pairs.values()))[pair, id]
        if measure.startswith("diff"):
            return self._difference(kind, id, pair, measure)
        ranks = formulas.mann_whitney(*(self._values(kind, group, id) for group in pair))
        if measure not in ("u", "p", "cles", "rank_biserial"):
            raise unknown(["comparison", *parts])
        value: Value = getattr(ranks, measure)
        return value

    def _overall(self, kind: str, id: str, measure: str) -> Value:
        """Kruskal-Wallis over all groups."""
        if kind not in self._tests:
            members = self._instrument.statements if kind == "statement" else self._instrument.themes
            ids = [member.id for member in members]
            self._tests[kind] = {id: formulas.kruskal_wallis(self._by_group(kind, id)) for id in ids}
        tests = self._tests[kind]
        if measure == "p_chi2_holm":
            p = formulas.holm([test.p_chi2 for test in tests.values()])
            return dict(zip(tests, p, strict=True))[id]
        if measure not in formulas.Overall._fields:
            raise unknown(["comparison", id, "all_groups", measure])
        value: Value = getattr(tests[id], measure)
        return value

    def _by_group(self, kind: str, id: str) -> list[list[float] | list[int]]:
        return [self._values(kind, group.id, id) for group in self._study.groups]

    def _values(self, kind: str, group: str, id: str) -> list[float] | list[int]:
        return self._codes(group, id) if kind == "statement" else self._means(group, id)

    def _difference(self, kind: str, id: str, pair: Pair, measure: str) -> Value:
        if kind == "theme":
            if measure != "diff_pct":
                raise NotRecomputed(BOOTSTRAP)
            first, second = (self._theme_mean(group, id) for group in pair)
            return None if first is None or second is None else first - second
        found = formulas.newcombe(*self._agreeing(pair[0], id), *self._agreeing(pair[1], id))
        return found[("diff_pct", "diff_ci_low", "diff_ci_high").index(measure)] if found else None

    def _adjusted(self, kind: str, pairs: list[Pair]) -> dict[tuple[Pair, str], Value]:
        """Holm's p over all statements, or all themes, of all pairs of groups."""
        if kind not in self._family:
            members = self._instrument.statements if kind == "statement" else self._instrument.themes
            keys = [(pair, member.id) for pair in pairs for member in members]
            p = [formulas.mann_whitney(*(self._values(kind, g, id) for g in pair)).p for pair, id in keys]
            self._family[kind] = dict(zip(keys, formulas.holm(p), strict=True))
        return self._family[kind]
