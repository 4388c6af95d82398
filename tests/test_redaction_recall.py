"""The committed measurement of pseudonymisation: what the report's appendix quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from triangulate.disclosure.recall import NAMES, NEEDLESS, read_recall, recall_page, share_of

pytestmark = pytest.mark.fast
PAGE = Path(__file__).resolve().parents[1] / "docs" / "redaction-recall.md"


def test_people_and_organisations_are_found_to_99_per_cent_slips_of_the_pen_included() -> None:
    rows = read_recall()
    assert sum(r.there for r in rows if r.kind in NAMES) > 400
    assert share_of(rows, ["person"]) >= 0.99
    assert share_of(rows, ["force", "division", "nickname"]) >= 0.99
    assert {"lower_case", "misspelt", "given_name"} <= {r.form for r in rows if r.kind == "person"}


def test_little_is_masked_needlessly() -> None:
    (needless,) = [r for r in read_recall() if r.kind == NEEDLESS]
    assert needless.share <= 0.05


def test_the_page_shows_the_measurement() -> None:
    assert PAGE.read_text(encoding="utf-8") == recall_page(read_recall())
