"""The table behind a fact: the aggregates beside it, and those that it is made of. Never a raw row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from triangulate.facts.measures import MEASURES
from triangulate.study.model import Study

_PARTS = ("n", "agree_n", "agree_pct")
_CODED = ("interviews_n", "interviews_pct", "segments_n")


@dataclass(frozen=True, slots=True)
class Behind:
    """A table to show: its title, its rows as stems, and its columns as measures, all there are if
    empty."""

    title: str
    stems: tuple[str, ...]
    measures: tuple[str, ...] = ()


@dataclass(slots=True)
class Tables:
    """Finds the tables behind a stem. ``known`` are the measures of each stem."""

    study: Study
    known: Mapping[str, tuple[str, ...]]
    _groups: tuple[str, ...] = ()
    _themes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._groups = (*(g.id.lower() for g in self.study.groups), "all")
        if self.study.statements:
            form = self.study.statements.instrument
            for theme in form.themes:
                self._themes[theme.id.lower()] = tuple(s.id.lower() for s in form.of_theme(theme.id))

    def of(self, stem: str) -> list[Behind]:
        """Its own row with those of the other groups first, then what it is made of."""
        found = [Behind("The same for every group", self._beside(stem))]
        if len(found[0].stems) < 2:
            found = [Behind("Everything recorded of it", (stem,))]
        family, *rest = stem.split(".")
        # Something may be called as a group is: what is in second place is no group.
        parts = [p for i, p in enumerate(rest) if p not in self._groups or (i and family != "integration")]
        if family == "themes" and len(rest) > 1:
            own = [f"statements.{rest[0]}.{s}" for s in self._themes.get(rest[1], ())]
            found.append(Behind("The statements of this area", self._there(own), _PARTS))
        elif family in ("comparison", "sensitivity", "cumulative_link"):
            thing = _compared(rest)
            made = [f"{kind}.{group}.{thing}" for kind in ("statements", "themes") for group in self._groups]
            if family != "comparison":
                made.append(stem.replace(f"{family}.theme", "comparison").replace(family, "comparison"))
            found.append(Behind("What is compared", self._there(made)))
        elif family == "coding" and len(rest) > 1 and self.study.interviews:
            book = self.study.interviews.codebook
            by_lower = {code.id.lower(): code.id for code in book.codes}
            below = book.descendants(by_lower[rest[1]]) if rest[1] in by_lower else ()
            own = [f"coding.{rest[0]}.{code.lower()}" for code in below]
            found.append(Behind("The codes below this one", self._there(own), _CODED))
        elif family == "ratio":
            own = [f"mapping.{rest[0]}.{part.removeprefix('of_')}" for part in rest[1:]]
            found.append(Behind("The two items", self._there(own)))
        elif family == "published":
            own = [f"{kind}.{rest[1]}.{rest[2]}" for kind in ("mapping", "statements") if len(rest) > 2]
            found.append(Behind("What this run gives", self._there(own)))
        elif family == "integration":
            own = [f"themes.{g}.{t}" for g in rest for t in parts]
            own += [f"coding.{g}.{t}" for g in rest for t in parts]
            found.append(Behind("What is set together", self._there(own)))
        return [table for table in found if table.stems]

    def _beside(self, stem: str) -> tuple[str, ...]:
        """The stems that differ from this one by their group alone, in the order of the groups."""
        parts = stem.split(".")
        at = next((i for i, part in enumerate(parts[1:], start=1) if part in self._groups), None)
        if at is None:
            return (stem,)
        return self._there(".".join((*parts[:at], group, *parts[at + 1 :])) for group in self._groups)

    def _there(self, stems: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s for s in stems if s in self.known))

    def who(self, stem: str) -> list[str]:
        """Facts that say who is in and who is out: answers, blanks, people without consent."""
        return list(dict.fromkeys(id for id in self._who(stem) if id.rpartition(".")[2] in self._of(id)))

    def _of(self, fact_id: str) -> tuple[str, ...]:
        return self.known.get(fact_id.rpartition(".")[0], ())

    def _who(self, stem: str) -> Iterator[str]:
        family, *rest = stem.split(".")
        groups = [g for g in rest if g in self._groups] or list(self._groups[:-1])
        for measure in ("n", "n_complete", "blank", "not_applicable", "missing", "persons", "n_units"):
            yield f"{stem}.{measure}"
        if family in ("comparison", "sensitivity", "cumulative_link"):
            thing = _compared(rest)
            for kind in ("statements", "themes"):
                for group in groups:
                    yield f"{kind}.{group}.{thing}.n"
        if family in ("mapping", "ratio", "returns"):
            for group in groups:
                yield from (f"returns.{group}.{m}" for m in ("asked", "returned"))
        elif family != "published":
            for group in groups:
                yield from (f"sample.{group}.{m}" for m in ("respondents", "interviews"))
                yield from (f"sample.{group}.{m}" for m in ("excluded_no_consent", "withdrawn"))


def ordered(measures: Iterable[str]) -> tuple[str, ...]:
    """Measures in the order in which the catalogue has them; counts by scale code in theirs."""
    names = list(MEASURES)

    def place(measure: str) -> tuple[int, float, str]:
        name, _, code = measure.partition(".")
        at = names.index(name) if name in MEASURES else len(names)
        number = float(code) if code.lstrip("-").isdigit() else 0.0
        return at, number, measure

    return tuple(sorted(measures, key=place))


def _compared(parts: Sequence[str]) -> str:
    """The statement or theme of a comparison's id, behind its family."""
    return next((p for p in reversed(parts) if "_v_" not in p and p != "all_groups"), "")
