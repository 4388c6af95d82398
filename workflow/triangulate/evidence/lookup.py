"""Whatever a reader can point at in the report, by its id: a number, a quote or a figure."""

from __future__ import annotations

from pathlib import Path

from triangulate.evidence.drawn import FigureTrace, figure_ids, stem_of, trace_figure
from triangulate.evidence.quoted import QUOTE_ID, Quotes, QuoteTrace, quote_ids
from triangulate.evidence.trace import Trace, Tracer, UnknownFact

Story = Trace | QuoteTrace | FigureTrace


def look_up(directory: Path, id: str) -> Story:
    """Everything behind a fact, a quote or a figure.

    Raises :class:`UnknownFact`, which names the nearest of all ids; else as
    :func:`triangulate.evidence.trace.trace`.
    """
    tracer = Tracer(directory)
    if id in tracer.facts or id.lower() in tracer.facts:
        return tracer.only(id)
    if QUOTE_ID.match(id.lower()):
        try:
            return Quotes(tracer)(id.lower())
        except KeyError:
            raise UnknownFact(id, quote_ids(directory), "quote") from None
    stem = stem_of(tracer, id)
    if stem is not None:
        return trace_figure(tracer, stem)
    raise UnknownFact(id, (*tracer.facts, *figure_ids(directory)), "fact, quote or figure")
