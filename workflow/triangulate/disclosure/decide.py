"""The decision over every fact: printed or held back, by which rule, or let through by which exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from triangulate.disclosure.cells import blocks_of, held_cells
from triangulate.disclosure.derived import group_differences, nested, theme_means
from triangulate.disclosure.magnitudes import dominated, row_risk
from triangulate.disclosure.rules import Hold, single
from triangulate.facts.fact import Fact, PlacedFact
from triangulate.study.model import DisclosureException, Group, Privacy, StatementInstrument

PUBLISHED = "published"
_EQUAL = ("mean", "sd", "median", "q1", "q3")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules need beside the facts: the groups in the config's order, the statements, and the
    answers of the mapping forms by group and item, in the items' own units."""

    groups: tuple[Group, ...] = ()
    instrument: StatementInstrument | None = None
    answers: Mapping[tuple[str, str], Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """One fact with its status. ``holds`` are what rules say of it: none of most, the first that holds
    it back, or all that ``exception`` lifts to let it be printed all the same."""

    placed: PlacedFact
    holds: tuple[Hold, ...] = ()
    exception: DisclosureException | None = None


def decide(placed: Iterable[PlacedFact], privacy: Privacy, evidence: Evidence) -> list[Decision]:
    """A decision on each fact, in the order given. A ``min_n`` of 1 publishes everything."""
    facts = list(placed)
    if privacy.min_n <= 1:
        return [Decision(replace(p, status=PUBLISHED)) for p in facts]
    ruling = _Ruling({p.fact.id: p.fact for p in facts}, privacy, evidence)
    ruling.run()
    return [ruling.decision(p) for p in facts]


def exception_for(id: str, privacy: Privacy) -> DisclosureException | None:
    """The first declared exception whose glob takes the fact's id; case does not count."""
    return next((e for e in privacy.exceptions if fnmatchcase(id, e.fact.lower())), None)


@dataclass(slots=True)
class _Ruling:
    facts: dict[str, Fact]
    privacy: Privacy
    evidence: Evidence
    held: dict[str, Hold] = field(default_factory=dict)
    excepted: dict[str, list[Hold]] = field(default_factory=dict)

    def run(self) -> None:
        """From single facts to those that follow from others, since each step rests on the one before."""
        for fact in self.facts.values():
            self.add(fact.id, single(fact, self.privacy))
        self.small_cells()
        for (group, item), answers in self.evidence.answers.items():
            self.magnitudes(f"mapping.{group}.{item}".lower(), [float(a) for a in answers])
        groups, instrument = self.evidence.groups, self.evidence.instrument
        if instrument is not None:
            for fact, hold in list(theme_means(self.facts, self.held, instrument, groups)):
                self.add(fact.id, hold)
        for strand in ("comparison", "sensitivity"):
            for fact, hold in list(group_differences(self.facts, self.held, groups, strand)):
                self.add(fact.id, hold)
        for fact, hold in list(nested(self.facts, self.held, self.privacy)):
            self.add(fact.id, hold)

    def add(self, id: str, hold: Hold | None) -> None:
        """Hold a fact back, the first reason standing, unless an exception lets it through."""
        if hold is None or id not in self.facts or id in self.held:
            return
        if exception_for(id, self.privacy) is None:
            self.held[id] = hold
        else:
            self.excepted.setdefault(id, []).append(hold)

    def small_cells(self) -> None:
        """Counts by scale code of statements that enough people answered."""
        instrument = self.evidence.instrument
        if instrument is None:
            return
        codes = [point.code for point in instrument.scale]
        blocks = blocks_of(instrument)
        min_n = self.privacy.min_n
        for group in self.evidence.groups:
            for statement in instrument.statements:
                stem = f"statements.{group.id}.{statement.id}.count".lower()
                counts = {
                    code: value
                    for code in codes
                    if f"{stem}.{code}" in self.facts
                    and isinstance(value := self.facts[f"{stem}.{code}"].value, int)
                    and f"{stem}.{code}" not in self.held
                }
                free = {code for code in codes if exception_for(f"{stem}.{code}", self.privacy)}
                found = held_cells(counts, blocks, min_n, free)
                hint = "Merge neighbouring points of the scale."
                small = Hold("small cell", f"counts fewer than {min_n}", hint)
                for code in sorted(found.small | {c for c in free if 0 < counts.get(c, 0) < min_n}):
                    self.add(f"{stem}.{code}", small)
                for code in sorted(found.complement):
                    self.add(
                        f"{stem}.{code}",
                        Hold("complement", "would tell a smaller count beside it", hint),
                    )

    def shown(self, id: str) -> float | None:
        """The value of a fact that is printed so far, None for any other."""
        fact = self.facts.get(id)
        printed = fact is not None and id not in self.held and isinstance(fact.value, int | float)
        return float(fact.value) if fact is not None and printed and fact.value is not None else None

    def magnitudes(self, stem: str, answers: list[float]) -> None:
        """Means and standard deviations of one item of the mapping forms."""
        if not answers:
            return
        if len(answers) > 1 and min(answers) == max(answers):
            for name in _EQUAL:
                self.add(f"{stem}.{name}", Hold("equal answers", "is the answer of every organisation"))
            return
        why = dominated(answers, self.privacy)
        if why is not None:
            self.add(f"{stem}.mean", Hold("dominance", why))
        mean, sd = self.shown(f"{stem}.mean"), self.shown(f"{stem}.sd")
        if mean is None or sd is None:
            return
        risk = row_risk(answers, mean, sd, self.shown(f"{stem}.min"), self.shown(f"{stem}.max"), self.privacy)
        if risk is not None and risk.discloses:
            ways = "one data set" if risk.datasets == 1 else f"{risk.datasets} data sets"
            hold = Hold("reconstruction", f"only {ways} would print this row", "Print the mean alone.")
            self.add(f"{stem}.sd", hold)

    def decision(self, placed: PlacedFact) -> Decision:
        """What was ruled on one fact."""
        id = placed.fact.id
        if id in self.held:
            hold = self.with_hint(placed.fact, self.held[id])
            return Decision(replace(placed, status=f"suppressed: {hold.why}"), (hold,))
        printed = replace(placed, status=PUBLISHED)
        if id in self.excepted:
            return Decision(printed, tuple(self.excepted[id]), exception_for(id, self.privacy))
        return Decision(printed)

    def with_hint(self, fact: Fact, hold: Hold) -> Hold:
        """The same, with the advice to merge groups where all together reach the threshold."""
        if hold.rule != "threshold" or fact.group is None or len(self.evidence.groups) < 2:
            return hold
        own = f".{fact.group.lower()}."
        ids = [fact.id.replace(own, f".{group.id.lower()}.", 1) for group in self.evidence.groups]
        total = sum(self.facts[id].n or 0 for id in ids if id in self.facts)
        if own not in fact.id or total < self.privacy.min_n:
            return hold
        return replace(hold, hint=f"All groups together have {total}: report them as one.")
