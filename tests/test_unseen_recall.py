"""How many identifiers are found in transcripts that no list and no rule was made with.

All batches were marked before their first measurement; ``first`` to ``eighth`` were then used to improve the rules,
of ``ninth`` and ``tenth`` two numbers. ``sixth`` and later are by authors who had never seen the rules
(docs/redaction-recall.md has the first look at each, and what was ruled to tell nothing). A miss is the harm, so the floors are stated by batch.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from triangulate.text.language import SpacyLanguage
from unseen_transcripts import Measured, marked, measure

pytestmark = pytest.mark.slow
NAMES = ("person", "force", "division", "organisation", "nickname")
NUMBERS = ("email", "phone", "postcode", "collar", "nhs", "ni", "case", "date", "url", "handle")


@pytest.fixture(scope="module")
def nlp() -> SpacyLanguage:
    return SpacyLanguage()


def measured(batch: str, nlp: SpacyLanguage, folder: Path) -> Measured:
    return measure(marked(batch, folder), nlp)


@pytest.mark.parametrize(
    ("batch", "names", "everything"),
    [
        ("first", 0.99, 0.99),
        ("second", 0.99, 0.99),
        ("third", 0.99, 0.99),
        ("fourth", 0.99, 0.99),
        ("fifth", 0.99, 0.99),
        ("sixth", 0.99, 0.99),
        ("seventh", 0.99, 0.99),
        ("eighth", 0.99, 0.99),
        ("ninth", 0.99, 0.99),
        ("tenth", 0.98, 0.98),
    ],
)
def test_identifiers_that_nobody_listed_are_found_and_little_else_is_masked(
    batch: str, names: float, everything: float, nlp: SpacyLanguage, tmp_path: Path
) -> None:
    found = measured(batch, nlp, tmp_path)
    assert found.there.total() >= 100
    assert found.recall(*NAMES) >= names, found.missed
    assert found.recall() >= everything, found.missed
    assert found.precision >= 0.97, found.needless


@pytest.mark.parametrize(
    "batch", ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
)
def test_numbers_and_addresses_are_found_by_their_shape(
    batch: str, nlp: SpacyLanguage, tmp_path: Path
) -> None:
    found = measured(batch, nlp, tmp_path)
    assert found.recall(*NUMBERS) == 1, [miss for miss in found.missed if miss[0] in NUMBERS]
