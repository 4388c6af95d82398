"""From the text of a mapping answer to its number, or why there is none."""

from __future__ import annotations

from decimal import Decimal

from triangulate.problems import Problems
from triangulate.raw.cells import number_text, plain_number, shown, why_no_number
from triangulate.source import Source
from triangulate.study.model import MappingItem

_EXACT = Decimal(10) ** 15


def read_value(item: MappingItem, text: str, source: Source, problems: Problems) -> Decimal | None:
    """The number of one answer, in the item's own unit; None for a blank and for text items.

    Every reason why a cell is not a valid answer is reported: required and blank, not written in
    plain digits, no whole number or below zero for a count, outside min and max. A number that is
    only out of bounds is still returned.
    """
    if not text.strip():
        if item.required:
            problems.add("mapping.required", source, item=item.id)
        return None
    if item.type == "text":
        return None
    value = plain_number(text)
    if value is None:
        reason, advice = why_no_number(text)
        problems.add(
            "mapping.not-a-number",
            source,
            item=item.id,
            shown=shown(text.strip()),
            reason=reason,
            advice=advice,
        )
        return None
    if abs(value) >= _EXACT:
        problems.add("mapping.too-large", source, item=item.id, shown=shown(text.strip()))
        return None
    written = number_text(value)
    if item.type == "count" and value != value.to_integral_value():
        problems.add("mapping.not-whole", source, item=item.id, shown=shown(written))
        return None
    if item.type == "count" and value < 0:
        problems.add("mapping.negative-count", source, item=item.id, shown=written)
        return None
    _bounds(item, value, source, problems)
    return value


def _bounds(item: MappingItem, value: Decimal, source: Source, problems: Problems) -> None:
    if item.min is not None and value < Decimal(repr(item.min)):
        code, bound = "mapping.below-min", item.min
    elif item.max is not None and value > Decimal(repr(item.max)):
        code, bound = "mapping.above-max", item.max
    else:
        return
    written = shown(number_text(value))
    problems.add(code, source, item=item.id, shown=written, bound=number_text(bound))
