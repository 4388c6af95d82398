"""``mapping.…``, ``returns.…`` and ``ratio.…`` from the mapping forms."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from triangulate.evidence.recompute import formulas
from triangulate.evidence.recompute.files import raw_files
from triangulate.evidence.recompute.mapping import Return, folder_group, read_returns
from triangulate.evidence.recompute.reasons import OTHER, NotRecomputed, Value, unknown
from triangulate.study.model import Group, Study

ENDINGS = (".csv", ".xlsx", ".sav")


class MappingFacts:
    """The mapping strand of one study."""

    def __init__(self, directory: Path, study: Study) -> None:
        self._directory, self._study = directory, study
        self._read: dict[str, list[Return]] = {}

    def returns(self, group: str) -> list[Return]:
        """A group's returns; files in another group's folder are not opened."""
        if group not in self._read:
            mapping = self._study.mapping
            files = raw_files(self._directory, mapping.sources, ENDINGS) if mapping else []
            own = [f for f in files if self._may_hold(f, group)]
            found = read_returns(self._directory, self._study, own)
            self._read[group] = [r for r in found if r.group == group]
        return self._read[group]

    def _may_hold(self, file: str, group: str) -> bool:
        folder: Group | None = folder_group(self._study, file)
        return folder is None or folder.id == group

    def value(self, parts: list[str]) -> Value:
        """The value of ``<group>.<item>.<measure>``."""
        group, item, measure = parts if len(parts) == 3 else ("", "", "")
        groups = {g.id.lower(): g.id for g in self._study.groups}
        instrument = self._study.mapping.instrument if self._study.mapping else None
        items = {i.id.lower(): i.id for i in instrument.items if i.type != "text"} if instrument else {}
        if group not in groups or item not in items:
            raise unknown(["mapping", *parts])
        returned = [r.values[items[item]] for r in self.returns(groups[group]) if items[item] in r.values]
        values = [v for v in returned if v is not None]
        if measure == "n":
            return len(values)
        if measure == "missing":
            return len(returned) - len(values)
        if measure == "mean":
            return formulas.mean(values)
        if measure == "sd":
            spread = formulas.variance(values)
            return None if spread is None else math.sqrt(spread)
        shares = {"min": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "max": 1.0}
        if measure in shares:
            return formulas.quantile(values, shares[measure])
        if measure in ("smallest", "largest"):
            return self._holders(groups[group], items[item], min if measure == "smallest" else max)
        raise NotRecomputed(OTHER)

    def _holders(self, group: str, item: str, extreme: Callable[[list[float]], float]) -> str | None:
        """Who holds an extreme, in order of name; of more than three, three and how many more."""
        held = sorted(
            (r.organisation, v) for r in self.returns(group) if (v := r.values.get(item)) is not None
        )
        if not held:
            return None
        wanted = extreme([value for _, value in held])
        names = [name for name, value in held if value == wanted]
        return "; ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

    def returned(self, parts: list[str], asked: int | None) -> Value:
        """The value of ``returns.<group>.<measure>``; ``asked`` is how many organisations were asked,
        None where that is not known."""
        group = next((g.id for g in self._study.groups if g.id.lower() == parts[0]), None)
        if group is None or len(parts) != 2:
            raise unknown(["returns", *parts])
        forms = [list(r.values.values()) for r in self.returns(group)]
        cells = [value for form in forms for value in form]
        values: dict[str, Value] = {
            "asked": asked,
            "returned": len(forms),
            "return_pct": formulas.percentage(len(forms), asked) if asked else None,
            "cells": len(cells),
            "unanswered": cells.count(None),
            "unanswered_pct": formulas.percentage(cells.count(None), len(cells)),
            "complete_n": sum(None not in form for form in forms),
        }
        if parts[1] not in values:
            raise NotRecomputed(OTHER)
        return values[parts[1]]

    def ratio(self, parts: list[str]) -> Value:
        """The value of ``ratio.<group>.<part>.of_<whole>.<measure>``, in per cent of the whole."""
        group, part, of, measure = parts if len(parts) == 4 else ("", "", "", "")
        groups = {g.id.lower(): g.id for g in self._study.groups}
        instrument = self._study.mapping.instrument if self._study.mapping else None
        items = {i.id.lower(): i.id for i in instrument.items} if instrument else {}
        whole = of.removeprefix("of_")
        if group not in groups or part not in items or whole not in items:
            raise unknown(["ratio", *parts])
        returned = [
            (r.values.get(items[part]), r.values.get(items[whole])) for r in self.returns(groups[group])
        ]
        pairs = [(a, b) for a, b in returned if a is not None and b is not None and b > 0]
        shares = [100 * a / b for a, b in pairs]
        if measure == "n":
            return len(pairs)
        if measure == "above_n":
            return sum(a > b for a, b in pairs)
        if measure == "pct_pooled":
            return formulas.percentage(sum(a for a, _ in pairs), sum(b for _, b in pairs))
        if measure == "pct_mean":
            return formulas.mean(shares)
        quantiles = {"pct_min": 0.0, "pct_q1": 0.25, "pct_median": 0.5, "pct_q3": 0.75, "pct_max": 1.0}
        if measure not in quantiles:
            raise NotRecomputed(OTHER)
        return formulas.quantile(shares, quantiles[measure])
