"""Every number, quote and figure of the ARMS study walked back to the raw cells and lines behind it."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable
from functools import cache

import pytest
from finished_arms import finished_arms
from rich.console import Console
from triangulate.evidence.drawn import anchors, figure_ids, trace_figure
from triangulate.evidence.hashes import INPUTS, read_list
from triangulate.evidence.passages import BANK, table_rows
from triangulate.evidence.places import SourceFile
from triangulate.evidence.quoted import Quotes
from triangulate.evidence.recompute import reasons
from triangulate.evidence.story import tell
from triangulate.evidence.trace import Tracer

pytestmark = pytest.mark.slow

#: Kinds of facts that have no second implementation, each with what is said of it.
UNSURE = {
    "themes": {reasons.BOOTSTRAP},
    "comparison": {reasons.BOOTSTRAP},
    "cumulative_link": {reasons.MODEL},
    "sensitivity": {reasons.SENSITIVITY},
    "published": {reasons.AUDIT},
}


@cache
def tracer() -> Tracer:
    return Tracer(finished_arms())


@cache
def cells(notebook: str) -> frozenset[str]:
    content = json.loads((finished_arms() / notebook).read_text(encoding="utf-8"))
    return frozenset(cell["id"] for cell in content["cells"])


def are_as_read(sources: Iterable[SourceFile], recorded: dict[str, str]) -> bool:
    """Whether raw files are those that the run read, by their hash."""
    return all(source.sha256 == recorded[source.path] for source in sources)


def test_every_fact_of_arms_leads_to_raw_cells_and_agrees_or_says_why_not() -> None:
    recorded = {path: entry.sha256 for path, entry in (read_list(finished_arms(), INPUTS) or {}).items()}
    facts = tracer().facts
    assert len(facts) > 1500
    unsure: dict[str, set[str]] = {}
    done: Counter[str] = Counter()
    out = Console(file=io.StringIO(), width=120)
    for number, id in enumerate(facts):
        found = tracer().fact(id)
        assert found.agrees is not False, (id, found.value, found.recomputed)
        assert found.sources, f"{id} leads to no raw file"
        assert are_as_read(found.sources, recorded), id
        # Rows are named by cell or line; only what rests on whole files (no row, or no table of rows) names none.
        named = all(source.selector for source in found.sources)
        assert named or not found.rows or found.table in ("forms", "documents"), id
        assert found.cell in cells(found.notebook), id
        assert found.method and len(found.code_sha256) == 64, id
        if found.agrees is None:
            unsure.setdefault(id.partition(".")[0], set()).add(str(found.reason))
        done["recomputed"] += found.agrees is True
        if number % 50 == 0:
            tell(found, out)
            json.dumps(found.as_dict(), allow_nan=False)
    assert unsure.items() <= UNSURE.items()
    assert done["recomputed"] > 0.85 * len(facts)


def test_every_quote_of_arms_is_cut_out_of_its_raw_transcript_again() -> None:
    quotes = Quotes(tracer())
    rows = table_rows(finished_arms() / BANK)
    assert len(rows) > 1000
    kinds: Counter[str] = Counter()
    for row in rows:
        found = quotes(row["quote"])
        transcript, *codings = found.sources
        assert found.agrees is True, (found.id, found.reason)
        assert transcript.selector and codings and found.coder in found.coders, found.id
        assert found.fact in tracer().facts, found.id
        kinds.update(found.redactions)
    assert sum(kinds.values()) > 20, "some quotes had names taken out of them"


def test_every_figure_of_arms_leads_to_the_facts_that_it_plots() -> None:
    drawn = {stem: trace_figure(tracer(), stem) for stem in figure_ids(finished_arms())}
    assert all(figure.agrees for figure in drawn.values())
    without = {stem for stem, figure in drawn.items() if not figure.facts}
    assert without == {"printed_n", "saturation"}
    printed = [figure for figure in drawn.values() if figure.anchor]
    assert len(printed) >= 5 and all(figure.caption.startswith("Figure ") for figure in printed)


def test_the_page_prints_no_number_quote_or_figure_that_cannot_be_traced() -> None:
    bank = {row["quote"] for row in table_rows(finished_arms() / BANK)}
    page = tracer().page
    assert set(tracer().printed) <= set(tracer().facts) and len(tracer().printed) > 300
    places = {part.partition("<")[0] for part in page.split('<span class="place">')[1:]}
    assert places and places <= bank
    drawn = page.split('<figure class="drawn"')[1:]
    assert drawn and all(f'id="{anchor}"' in page for anchor in anchors(page))
    assert len(anchors(page)) == len(drawn)
