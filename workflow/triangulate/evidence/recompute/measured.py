"""``mapping.<group>.<item>.<measure>`` from the mapping forms."""

from __future__ import annotations

import math
from pathlib import Path

from triangulate.evidence.recompute import formulas
from triangulate.evidence.recompute.files import raw_files
from triangulate.evidence.recompute.mapping import Return, folder_group, read_returns
from triangulate.evidence.recompute.reasons import Value, unknown
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
        returned = [
            r.values[items[item]] for r in self.returns(groups[group]) if items[item] in r.values
        ]
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
        if measure not in shares:
            raise unknown(["mapping", *parts])
        return formulas.quantile(values, shares[measure])
