"""``integration.…``: what people ticked beside what they said, worked out a second time."""

from __future__ import annotations

import math
import re
from collections import Counter

from triangulate.evidence.recompute import formulas
from triangulate.evidence.recompute.coded import CodedFacts
from triangulate.evidence.recompute.reasons import NotRecomputed, Value, unknown
from triangulate.evidence.recompute.ticked import StatementFacts
from triangulate.study.model import Codebook, Study

EVERY_THEME = "all_themes"
EVERYBODY = "all"
_FOR = frozenset({"positive", "favourable", "favorable", "benefits", "strengths"})
_AGAINST = frozenset({"negative", "unfavourable", "unfavorable", "against", "drawbacks"})
_INTERVIEWS = ("interviews_any", "interviews_positive", "interviews_negative")
_CORRELATION = ("spearman", "spearman_ci_low", "spearman_ci_high")


class JoinedFacts:
    """The two strands of one study together, theme by theme and person by person."""

    def __init__(self, study: Study, ticked: StatementFacts, coded: CodedFacts) -> None:
        self._study, self._ticked, self._coded = study, ticked, coded
        self._fits: dict[tuple[str | None, str], tuple[Value, ...]] = {}

    @property
    def _book(self) -> Codebook:
        if self._study.interviews is None:
            raise NotRecomputed("the study has no interviews")
        return self._study.interviews.codebook

    def value(self, parts: list[str]) -> Value:
        """The value of ``<theme or all_themes>.<group or all>.<measure>``."""
        strand = self._study.statements
        if len(parts) != 3 or strand is None:
            raise unknown(["integration", *parts])
        themes = {theme.id.lower(): theme.id for theme in strand.instrument.themes}
        groups = {group.id.lower(): group.id for group in self._study.groups}
        theme, group, measure = themes.get(parts[0]), groups.get(parts[1]), parts[2]
        everything = parts[0] == EVERY_THEME and parts[0] not in themes
        everybody = parts[1] == EVERYBODY and parts[1] not in groups
        if not (theme or everything) or not (group or everybody):
            raise unknown(["integration", *parts])
        if measure in ("persons", *_CORRELATION):
            return self._fit(theme, group or "")[("persons", *_CORRELATION).index(measure)]
        if theme is None or group is None:
            raise unknown(["integration", *parts])
        if measure == "points":  # of the figure, which has one for each person
            return self._fit(theme, group)[0]
        if measure in _INTERVIEWS:
            return self._interviews(theme, group)[_INTERVIEWS.index(measure)]
        if measure == "together":
            return self._together(theme, group)
        raise unknown(["integration", *parts])

    def _family(self, theme: str) -> frozenset[str]:
        """The code of a theme's id and all below it; none where the codebook has no such code."""
        return (
            frozenset({theme, *self._book.descendants(theme)}) if theme in self._book.by_id() else frozenset()
        )

    def _side(self, code: str) -> int:
        """1 for a code that speaks for its theme, -1 against it, 0 for neither: by the nearest of it and
        the codes above it whose id or label says so."""
        known = self._book.by_id()
        for id in (code, *self._book.ancestors(code)):
            words = set(re.split(r"[^a-z]+", f"{id} {known[id].label}".lower()))
            if words & _AGAINST:
                return -1
            if words & _FOR:
                return 1
        return 0

    def _interviews(self, theme: str, group: str) -> tuple[int, int, int]:
        """Interviews that raise a theme, speak for it, and against it."""
        found = self._coded.counted(group, self._family(theme))
        sides: dict[int, set[str]] = {1: set(), -1: set(), 0: set()}
        for coding in found:
            sides[self._side(coding.code)].add(coding.document)
        return len({coding.document for coding in found}), len(sides[1]), len(sides[-1])

    def _together(self, theme: str, group: str) -> str:
        mean = self._ticked.theme([group.lower(), theme.lower(), "agree_pct_mean"])
        _, said_for, said_against = self._interviews(theme, group)
        both = said_for + said_against
        if not isinstance(mean, int | float) or not both:
            return "silence"
        ticked = (mean >= 60) - (mean <= 40)
        said = (said_for / both >= 0.6) - (said_for / both <= 0.4)
        if ticked == said:
            return "convergence"
        return "discordance" if ticked * said == -1 else "complementarity"

    def _fit(self, theme: str | None, group: str) -> tuple[Value, ...]:
        """How many people both ticked and said something, and Spearman's coefficient with its interval;
        without a theme of all of them, without a group of everybody."""
        if (theme, group) not in self._fits:
            balance = self._balance(theme)
            pairs = [
                (score, balance[person])
                for person, own, score in self._ticked.scores(theme)
                if person in balance and group in ("", own)
            ]
            self._fits[theme, group] = (len(pairs), *_spearman(pairs))
        return self._fits[theme, group]

    def _balance(self, theme: str | None) -> dict[str, float]:
        """Passages for less passages against, over both, of everybody who has one of either."""
        assert self._study.statements is not None
        themes = [theme] if theme else [t.id for t in self._study.statements.instrument.themes]
        family = frozenset().union(*(self._family(id) for id in themes))
        said: dict[str, Counter[int]] = {}
        for group in self._study.groups:
            for coding in self._coded.counted(group.id, family):
                person = self._coded.person_of[coding.document]
                said.setdefault(person, Counter())[self._side(coding.code)] += 1
        return {
            person: (sides[1] - sides[-1]) / (sides[1] + sides[-1])
            for person, sides in said.items()
            if sides[1] + sides[-1]
        }


def _spearman(pairs: list[tuple[float, float]]) -> tuple[Value, Value, Value]:
    """The correlation of the two sides' mean ranks, and its 95 % interval by Fisher's z with the standard
    error of Bonett and Wright (2000); undefined for fewer than four pairs or a side that does not vary."""
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    if len(pairs) < 4 or len(set(first)) < 2 or len(set(second)) < 2:
        return None, None, None
    ranks = [[formulas.midranks(side)[0][value] for value in side] for side in (first, second)]
    middle = (len(pairs) + 1) / 2
    x, y = ([rank - middle for rank in side] for side in ranks)
    together = sum(a * b for a, b in zip(x, y, strict=True))
    rho = together / math.sqrt(sum(a * a for a in x) * sum(b * b for b in y))
    if abs(rho) >= 1:
        return rho, None, None
    half = formulas.Z95 * math.sqrt((1 + rho * rho / 2) / (len(pairs) - 3))
    return rho, math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)
