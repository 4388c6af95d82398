"""``sample.…`` and ``instrument.…``: how many took part, and how large the instrument is."""

from __future__ import annotations

from triangulate.evidence.recompute.coded import CodedFacts
from triangulate.evidence.recompute.measured import MappingFacts
from triangulate.evidence.recompute.people import Person, Register
from triangulate.evidence.recompute.reasons import Value, unknown
from triangulate.evidence.recompute.ticked import StatementFacts
from triangulate.study.model import Study


class SampleFacts:
    """Who took part in one study, over its strands."""

    def __init__(
        self,
        study: Study,
        register: Register,
        mapping: MappingFacts,
        ticked: StatementFacts,
        coded: CodedFacts,
    ) -> None:
        self._study, self._register = study, register
        self._mapping, self._ticked, self._coded = mapping, ticked, coded

    def value(self, parts: list[str]) -> Value:
        """The value of ``<group>.<measure>``; the group ``all`` is everybody."""
        groups = {group.id.lower(): [group.id] for group in self._study.groups}
        groups.setdefault("all", [group.id for group in self._study.groups])
        if len(parts) != 2 or parts[0] not in groups:
            raise unknown(["sample", *parts])
        own, measure = groups[parts[0]], parts[1]
        people = [p for p in self._register.people or () if p.group in own]
        if measure in ("no_consent", "excluded_no_consent"):
            return sum(p.standing == "no_consent" for p in people)
        if measure == "withdrawn":
            return sum(p.standing == "withdrawn" for p in people)
        if measure == "respondents":
            return sum(len(self._ticked.sheets(group)) for group in own)
        if measure == "interviews":
            return sum(group in own for group in self._coded.group_of.values())
        if measure.startswith("organisations"):
            return self._organisations(own, people, invited=measure.endswith("invited"))
        if measure.startswith("minutes"):
            return self._minutes(own, shortest=measure.endswith("min"))
        raise unknown(["sample", *parts])

    def _organisations(self, groups: list[str], people: list[Person], *, invited: bool) -> int:
        """Organisations with a form, or, without that strand, with somebody who takes part; with
        ``invited`` also those that the register names."""
        named = {(p.group, p.organisation) for p in people if p.organisation}
        if self._study.mapping is not None:
            returned = {(r.group, r.organisation) for g in groups for r in self._mapping.returns(g)}
            return len(returned | named) if invited else len(returned)
        if invited:
            return len({name for _, name in named})
        return len({p.organisation for p in people if p.organisation and p.standing == "included"})

    def returned(self, parts: list[str]) -> Value:
        """The value of ``returns.<group>.<measure>``."""
        own = [p for p in self._register.people or () if p.group.lower() == parts[0] and p.organisation]
        asked = self._organisations([own[0].group], own, invited=True) if own else None
        return self._mapping.returned(parts, asked)

    def _minutes(self, groups: list[str], *, shortest: bool) -> float | None:
        """The shortest or longest interview by the last time that its transcript gives."""
        lengths = []
        for document, group in self._coded.group_of.items():
            times = (
                [t.seconds for t in self._coded.turns(document) if t.seconds is not None]
                if group in groups
                else []
            )
            if times:
                lengths.append(max(times) / 60)
        if not lengths:
            return None
        return min(lengths) if shortest else max(lengths)

    def instrument(self, parts: list[str]) -> Value:
        """The value of ``statements`` or ``themes``."""
        if self._study.statements is None or parts not in (["statements"], ["themes"]):
            raise unknown(["instrument", *parts])
        instrument = self._study.statements.instrument
        return len(instrument.statements if parts == ["statements"] else instrument.themes)
