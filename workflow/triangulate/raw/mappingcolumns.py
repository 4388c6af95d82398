"""Which items a heading of a mapping table, or the id of a form's row, may mean."""

from __future__ import annotations

from collections.abc import Iterable

from triangulate.problems import nearest
from triangulate.raw.cells import heading_key
from triangulate.raw.formlayout import GROUP, ORGANISATION, organisation_question
from triangulate.study.model import MappingInstrument, MappingItem


class Columns:
    """Items by id and by label; ids come first, and several items may share a label."""

    def __init__(self, instrument: MappingInstrument) -> None:
        self.ids = [item.id for item in instrument.items]
        self._by_id = {heading_key(item.id): (item,) for item in instrument.items}
        self._by_label: dict[str, tuple[MappingItem, ...]] = {}
        for item in instrument.items:
            key = heading_key(item.label)
            self._by_label[key] = (*self._by_label.get(key, ()), item)

    def items(self, heading: str) -> tuple[MappingItem, ...]:
        """The items that a heading may mean; empty if none."""
        key = heading_key(heading)
        return self._by_id.get(key) or self._by_label.get(key, ())

    def names_for(self, items: Iterable[MappingItem], unit: str) -> dict[str, str]:
        """Names of a form's rows: ids and labels of the items asked, and the two reserved rows."""
        items = tuple(items)
        names = {heading_key(item.label): item.id for item in items}
        names |= {GROUP: GROUP, ORGANISATION: ORGANISATION}
        names.setdefault(heading_key(organisation_question(unit)), ORGANISATION)
        return names | {heading_key(item.id): item.id for item in items}

    def hint(self, heading: str) -> str:
        """The nearest item or reserved name."""
        labels = (item[0].label for item in self._by_label.values())
        return nearest(heading, [ORGANISATION, GROUP, *self.ids, *labels])
