"""Things that many facts share, held once and named by their place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Pool:
    """A list without repeats. ``add`` gives a thing's place; things are alike if their JSON is."""

    items: list[Any] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def add(self, item: Any) -> int:
        """The place of ``item``, which is taken in if it is new."""
        text = json.dumps(item, ensure_ascii=False, sort_keys=True)
        place = self._places.get(text)
        if place is None:
            place = self._places[text] = len(self.items)
            self.items.append(item)
        return place
